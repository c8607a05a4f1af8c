"""Linked data, pages, the graph store and the files of a server."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from kg.query import catalogue

from .conftest import ROOT, Server

BASE = "https://w3id.org/paperkg/id/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = [
    "/",
    "/query",
    "/query?name=leaderboard",
    "/query?name=faster-than",
    "/search?q=bert",
    "/page/hardware-gpu",
    "/graph",
    "/ontology/",
]
SYNTAX = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE), "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD), "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}  # fmt: skip


@pytest.mark.parametrize(
    "accept",
    [BROWSER, "text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml", None],
)
def test_a_thing_leads_to_what_its_client_reads(server: Server, accept: str | None) -> None:
    reply = server.get("/id/hardware-gpu", accept)
    assert reply.status == 303
    assert reply.headers["vary"] == "Accept"
    place = reply.headers["location"]
    assert place.startswith("/page/" if accept in {BROWSER, None} else "/data/")
    found = server.get(place)
    assert found.status == 200
    assert accept in {BROWSER, None} or found.media == accept
    for ending, (media, _) in SYNTAX.items():
        assert f'</data/hardware-gpu.{ending}>; rel="alternate"; type="{media}"' in reply.headers["link"]


def test_the_data_about_a_thing_is_the_same_in_every_format(server: Server) -> None:
    graphs = []
    for ending, (media, syntax) in SYNTAX.items():
        reply = server.get(f"/data/hardware-gpu.{ending}")
        assert (reply.status, reply.media) == (200, media)
        graphs.append(
            {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(reply.body, syntax)}
        )
    assert len(graphs[0]) > 10
    assert all(graph == graphs[0] for graph in graphs)
    assert any(s == f"<{BASE}hardware-gpu>" for s, _, _ in graphs[0])
    assert any(o == f"<{BASE}hardware-gpu>" for _, _, o in graphs[0])


@pytest.mark.parametrize(
    "path",
    [
        "/id/nothing-here",
        "/page/nothing-here",
        "/data/nothing-here.ttl",
        "/data/hardware-gpu.exe",
        "/id/a%3Eb",
        "/page/a%20b",
        "/nowhere",
        "/assets/../site.py",
        "/assets/site.py",
        "/ontology/../pyproject.toml",
        "/query?name=nope",
    ],
)
def test_what_is_not_there(server: Server, path: str) -> None:
    data, page = server.get(path), server.get(path, BROWSER)
    assert (data.status, page.status) == (404, 404)
    assert data.media == "application/problem+json"
    assert page.media == "text/html"


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere(server: Server, path: str) -> None:
    reply = server.get(path, BROWSER)
    assert (reply.status, reply.media) == (200, "text/html")
    loaded = re.findall(
        r'<(?:script|img|iframe|source|video)[^>]*\bsrc="([^"]*)"|<link rel="stylesheet"[^>]*href="([^"]*)"',
        reply.text,
    )
    for address in filter(None, (a or b for a, b in loaded)):
        assert address.startswith("/assets/")
        assert server.get(address).status == 200


@pytest.mark.attack(39)
@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/sparql", "/assets/site.js"])
def test_every_answer_carries_the_headers_of_safety(server: Server, path: str) -> None:
    headers = server.get(path, BROWSER).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert not any(name.startswith("access-control-") or name == "set-cookie" for name in headers)


@pytest.mark.parametrize("name", catalogue())
def test_every_named_question_has_a_page(server: Server, name: str) -> None:
    reply = server.get(f"/query?name={name}", BROWSER)
    assert reply.status in {200, 400}, reply.text  # 400: the example is about a thing that the sample lacks
    assert catalogue()[name].title in reply.text


def test_a_named_question_takes_values(server: Server) -> None:
    page = server.get("/query?name=papers-by-hardware&hardware=gpu", BROWSER)
    assert page.status == 200
    assert 'href="/id/paper-' in page.text
    example = server.get("/query?name=leaderboard", BROWSER).text
    every = server.get("/query?name=leaderboard&dataset=&metric=", BROWSER).text
    assert 'value="ImageNet"' in example
    assert 'value="ImageNet"' not in every
    assert every.count("<tr>") > example.count("<tr>")
    wrong = server.get("/query?name=papers-by-hardware&hardware=abakus", BROWSER)
    assert wrong.status == 400
    assert "holds no hardware called" in wrong.text


@pytest.mark.attack(39)
@pytest.mark.parametrize(
    "template",
    [
        "/query?query={}",
        "/query?name={}",
        "/search?q={}",
        "/query?name=leaderboard&dataset={}",
        "/sparql?query={}",
        "/{}",
    ],
)
def test_text_of_a_request_is_text_on_the_page(server: Server, template: str) -> None:
    evil = "</textarea></script><script>alert(1)</script><img src=x onerror=alert(1)>{{1234567*7654321}}"
    page = server.get(template.format(quote(evil, safe="")), BROWSER)
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert str(1234567 * 7654321) not in page.text


def test_a_download_is_a_file(server: Server) -> None:
    text = quote("SELECT ?s { ?s a kg:Paper } LIMIT 1")
    reply = server.get(f"/sparql?query={text}&download=csv", BROWSER)
    assert (reply.status, reply.media) == (200, "text/csv")
    assert reply.headers["content-disposition"] == 'attachment; filename="answer.csv"'
    assert server.get(f"/sparql?query={text}&download=ttl").status == 400


def test_search_as_data(server: Server) -> None:
    found = server.get("/search?q=gpu", "application/json").json()
    assert found[0]["iri"].startswith(BASE)
    assert {"iri", "class", "label", "name", "papers"} == set(found[0])
    assert server.get("/search", "application/json").json() == []


def test_graph_store(server: Server, built: Path) -> None:
    whole = (built / "graph.nt").read_bytes()
    for path in ("/data", "/data?default", f"/data?graph={quote(BASE + 'dataset', safe='')}"):
        assert server.get(path, "application/n-triples").body == whole
    turtle = server.get("/data")
    assert turtle.media == "text/turtle"
    assert turtle.body == (built / "graph.ttl").read_bytes()
    head = server.ask("HEAD", "/data")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(turtle.body)))
    assert server.get("/data?graph=http%3A%2F%2Fa.example%2F").status == 404
    assert server.get("/data?default&graph=x").status == 400
    assert server.get("/data", "image/png").status == 406
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert server.ask(method, "/data?default", "<http://a/> <http://b/> <http://c/> .").status == 405


def test_void(server: Server) -> None:
    reply = server.get("/.well-known/void", "application/n-triples")
    facts = {(str(q.predicate), str(q.object)) for q in ox.parse(reply.body, ox.RdfFormat.N_TRIPLES)}
    void = "http://rdfs.org/ns/void#"
    assert (f"<{void}sparqlEndpoint>", f"<{server.address}/sparql>") in facts
    assert (f"<{void}dataDump>", f"<{server.address}/data>") in facts
    assert any(p == f"<{void}triples>" for p, _ in facts)


def test_ontology_by_content(server: Server) -> None:
    turtle = server.get("/ontology/", "text/turtle")
    assert turtle.media == "text/turtle"
    assert len(list(ox.parse(turtle.body, ox.RdfFormat.TURTLE))) > 100
    assert 'id="Paper"' in server.get("/ontology/", BROWSER).text
    assert json.loads(server.get("/ontology/prefixes.json").body)


def test_the_page_of_a_thing_shows_its_evidence(server: Server) -> None:
    [row] = server.rows(
        "SELECT ?thing ?words { ?edge rdf:object ?thing ; kg:evidence/nif:anchorOf ?words } ORDER BY ?thing LIMIT 1"
    )
    page = server.get(f"/page/{row['thing'].removeprefix(BASE)}", BROWSER).text
    assert "<blockquote>" in page
    assert f"<mark>{row['words']}</mark>" in page


def test_the_vendored_editor_is_the_one_in_the_table() -> None:
    folder = ROOT / "kg" / "serve" / "vendor"
    table = (folder / "README.md").read_text(encoding="utf-8")
    script = gzip.decompress((folder / "yasqe.min.js.gz").read_bytes())
    for content in (script, (folder / "yasqe.min.css").read_bytes()):
        assert f"`{hashlib.sha256(content).hexdigest()}`" in table
    assert "codemirror" in (folder / "LICENCES.txt").read_text(encoding="utf-8")

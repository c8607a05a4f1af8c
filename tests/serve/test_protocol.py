"""Every MUST of the SPARQL 1.1 Protocol's query operation and of the Service Description, one row each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from .conftest import Reply, Server

SELECT = "SELECT ?s { ?s a <https://w3id.org/paperkg/ns#Paper> } ORDER BY ?s LIMIT 2"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <https://w3id.org/paperkg/ns#Dataset> }"
DESCRIBE = "DESCRIBE <https://w3id.org/paperkg/id/hardware-nvidia-a100>"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
SD = "http://www.w3.org/ns/sparql-service-description#"


def _in(query: str, **more: str) -> str:
    return f"/sparql?{urlencode({'query': query, **more}, quote_via=quote)}"


def _form(*pairs: tuple[str, str]) -> str:
    return urlencode(list(pairs))


def _rows(reply: Reply) -> int:
    return len(json.loads(reply.body)["results"]["bindings"])


def _two(reply: Reply) -> bool:
    return _rows(reply) == 2


def _true(reply: Reply) -> bool:
    return json.loads(reply.body)["boolean"] is True


def _readable(syntax: ox.RdfFormat) -> Callable[[Reply], bool]:
    return lambda reply: len(list(ox.parse(reply.body, syntax))) > 0


@dataclass(frozen=True)
class Case:
    """One requirement: the request, the status and media type it must bring, and what the body must hold."""

    must: str
    method: str
    path: str
    status: int
    body: str | bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    media: str = ""
    holds: Callable[[Reply], bool] = lambda reply: True


def _post(media: str) -> dict[str, str]:
    return {"Content-Type": media}


def _accept(media: str) -> dict[str, str]:
    return {"Accept": media}


CASES = [
    # 2.1.1 - 2.1.3: the three ways to ask
    Case("GET with query", "GET", _in(SELECT), 200, media=JSON, holds=_two),
    Case("POST of a form", "POST", "/sparql", 200, _form(("query", SELECT)), _post(FORM), JSON, _two),
    Case(
        "POST of a form with a charset",
        "POST",
        "/sparql",
        200,
        _form(("query", SELECT)),
        _post(f"{FORM}; charset=UTF-8"),
        JSON,
        _two,
    ),
    Case("POST of the query itself", "POST", "/sparql", 200, SELECT, _post(DIRECT), JSON, _two),
    Case(
        "POST of the query itself, media type in any case",
        "POST",
        "/sparql",
        200,
        SELECT,
        _post("Application/SPARQL-Query; charset=utf-8"),
        JSON,
        _two,
    ),
    Case(
        "percent-encoding and plus are decoded",
        "GET",
        "/sparql?query=ASK+%7B%20%3Fs+%3Fp%20%3Fo%7D",
        200,
        media=JSON,
        holds=_true,
    ),
    Case(
        "a query of characters beyond ASCII",
        "POST",
        "/sparql",
        200,
        "ASK { FILTER(STRLEN('é🐦') = 2) }".encode(),
        _post(DIRECT),
        JSON,
        _true,
    ),
    Case("HEAD is GET without a body", "HEAD", _in(SELECT), 200, media=JSON, holds=lambda r: r.body == b""),
    Case("exactly one query: none in a form", "POST", "/sparql", 400, _form(("other", "x")), _post(FORM)),
    Case("exactly one query: two in the address", "GET", f"{_in(ASK)}&{urlencode({'query': ASK})}", 400),
    Case(
        "exactly one query: two in a form",
        "POST",
        "/sparql",
        400,
        _form(("query", ASK), ("query", ASK)),
        _post(FORM),
    ),
    Case("exactly one query: in the body and the address", "POST", _in(ASK), 400, ASK, _post(DIRECT)),
    Case("exactly one query: an empty body", "POST", "/sparql", 400, "", _post(DIRECT)),
    Case("a body of another media type", "POST", "/sparql", 415, ASK, _post("text/plain")),
    Case(
        "a form without its media type", "POST", "/sparql", 415, _form(("query", ASK)), {"Content-Type": ""}
    ),
    Case(
        "bytes that are not UTF-8 in a body",
        "POST",
        "/sparql",
        400,
        b"ASK { FILTER('\xe9' = 'x') }",
        _post(DIRECT),
    ),
    Case("bytes that are not UTF-8 in an address", "GET", "/sparql?query=ASK%7B%20FILTER('%E9'='x')%7D", 400),
    Case(
        "another method",
        "PUT",
        _in(ASK),
        405,
        ASK,
        _post(DIRECT),
        holds=lambda r: "GET" in r.headers["allow"],
    ),
    Case("DELETE", "DELETE", _in(ASK), 405),
    # 2.1.4: the dataset
    Case(
        "default-graph-uri of the graph",
        "GET",
        _in(SELECT, **{"default-graph-uri": "https://w3id.org/paperkg/id/dataset"}),
        200,
        media=JSON,
        holds=_two,
    ),
    Case(
        "default-graph-uri with a query in the body",
        "POST",
        "/sparql?default-graph-uri=https%3A%2F%2Fw3id.org%2Fpaperkg%2Fid%2Fdataset",
        200,
        SELECT,
        _post(DIRECT),
        JSON,
        _two,
    ),
    Case(
        "default-graph-uri in a form",
        "POST",
        "/sparql",
        200,
        _form(("query", SELECT), ("default-graph-uri", "https://w3id.org/paperkg/id/dataset")),
        _post(FORM),
        JSON,
        _two,
    ),
    Case(
        "default-graph-uri of a graph that is not here",
        "GET",
        _in(SELECT, **{"default-graph-uri": "http://a.example/"}),
        400,
    ),
    Case("named-graph-uri", "GET", _in(SELECT, **{"named-graph-uri": "http://a.example/"}), 400),
    Case(
        "the request's dataset wins over FROM",
        "GET",
        _in(
            SELECT.replace(" { ", " FROM <http://a.example/> { "),
            **{"default-graph-uri": "https://w3id.org/paperkg/id/dataset"},
        ),
        200,
        media=JSON,
        holds=_two,
    ),
    Case(
        "FROM the graph itself",
        "GET",
        _in(SELECT.replace(" { ", " FROM <https://w3id.org/paperkg/id/dataset> { ")),
        200,
        media=JSON,
        holds=_two,
    ),
    Case(
        "FROM another graph finds nothing",
        "GET",
        _in(SELECT.replace(" { ", " FROM <http://a.example/> { ")),
        200,
        media=JSON,
        holds=lambda r: _rows(r) == 0,
    ),
    # 2.1.5 and 2.1.6: formats
    Case("SELECT as JSON", "GET", _in(SELECT), 200, headers=_accept(JSON), media=JSON, holds=_two),
    Case(
        "SELECT as XML",
        "GET",
        _in(SELECT),
        200,
        headers=_accept(XML),
        media=XML,
        holds=lambda r: r.text.count("<result>") == 2,
    ),
    Case(
        "SELECT as CSV",
        "GET",
        _in(SELECT),
        200,
        headers=_accept("text/csv"),
        media="text/csv",
        holds=lambda r: r.text.startswith("s\r\n"),
    ),
    Case(
        "SELECT as TSV",
        "GET",
        _in(SELECT),
        200,
        headers=_accept("text/tab-separated-values"),
        media="text/tab-separated-values",
        holds=lambda r: r.text.startswith("?s\n"),
    ),
    Case(
        "ASK as XML",
        "GET",
        _in(ASK),
        200,
        headers=_accept(XML),
        media=XML,
        holds=lambda r: "<boolean>true</boolean>" in r.text,
    ),
    Case(
        "CONSTRUCT as Turtle",
        "GET",
        _in(CONSTRUCT),
        200,
        media="text/turtle",
        holds=_readable(ox.RdfFormat.TURTLE),
    ),
    Case(
        "CONSTRUCT as N-Triples",
        "GET",
        _in(CONSTRUCT),
        200,
        headers=_accept("application/n-triples"),
        media="application/n-triples",
        holds=_readable(ox.RdfFormat.N_TRIPLES),
    ),
    Case(
        "CONSTRUCT as JSON-LD",
        "GET",
        _in(CONSTRUCT),
        200,
        headers=_accept("application/ld+json"),
        media="application/ld+json",
        holds=_readable(ox.RdfFormat.JSON_LD),
    ),
    Case(
        "CONSTRUCT as RDF/XML",
        "GET",
        _in(CONSTRUCT),
        200,
        headers=_accept("application/rdf+xml"),
        media="application/rdf+xml",
        holds=_readable(ox.RdfFormat.RDF_XML),
    ),
    Case("DESCRIBE", "GET", _in(DESCRIBE), 200, media="text/turtle", holds=_readable(ox.RdfFormat.TURTLE)),
    Case(
        "the higher quality wins",
        "GET",
        _in(SELECT),
        200,
        headers=_accept(f"{JSON};q=0.2, text/csv;q=0.9"),
        media="text/csv",
    ),
    Case(
        "a more specific range wins over a wildcard",
        "GET",
        _in(SELECT),
        200,
        headers=_accept("*/*;q=0.9, application/*;q=0.1"),
        media="text/csv",
    ),
    Case(
        "quality 0 excludes",
        "GET",
        _in(SELECT),
        200,
        headers=_accept(f"{JSON};q=0, application/json;q=0, */*"),
        media=XML,
    ),
    Case("a wildcard takes the first", "GET", _in(SELECT), 200, headers=_accept("*/*"), media=JSON),
    Case(
        "what cannot be read in Accept is left out",
        "GET",
        _in(SELECT),
        200,
        headers=_accept("nonsense, text/csv;q=x, application/json"),
        media="application/json",
    ),
    Case("nothing acceptable", "GET", _in(SELECT), 406, headers=_accept("image/png")),
    Case("rows are no graph", "GET", _in(SELECT), 406, headers=_accept("text/turtle")),
    Case("a graph is no rows", "GET", _in(CONSTRUCT), 406, headers=_accept(JSON)),
    # 2.1.6: errors
    Case("a malformed query", "GET", _in("SELECT ?s { ?s ?p"), 400),
    Case("no query at all", "GET", _in("hello"), 400),
    Case("two queries in one text", "GET", _in(f"{ASK} {ASK}"), 400),
    Case("a query that is refused", "GET", _in("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }"), 403),
    Case("an update as a query", "GET", _in("INSERT DATA { <http://a/> <http://b/> <http://c/> }"), 403),
    Case(
        "an update in the field update", "POST", "/sparql", 403, _form(("update", "CLEAR ALL")), _post(FORM)
    ),
    Case("an update as the body", "POST", "/sparql", 403, "CLEAR ALL", _post("application/sparql-update")),
    Case(
        "a query that cannot be finished",
        "GET",
        _in("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"),
        500,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.must)
def test_query_operation(case: Case, server: Server) -> None:
    reply = server.ask(case.method, case.path, case.body, case.headers)
    assert reply.status == case.status, reply.text
    assert case.media in {"", reply.media}
    assert case.holds(reply), reply.text[:500]
    if case.status >= 400:
        assert reply.media == "application/problem+json"
        assert case.method == "HEAD" or reply.json()["detail"]
    if case.status == 200 and case.path.startswith("/sparql?"):
        assert "Accept" in reply.headers["vary"]


def test_every_client_gets_the_same_rows_whatever_the_way(server: Server) -> None:
    replies = [
        server.query(SELECT),
        server.ask("POST", "/sparql", _form(("query", SELECT)), _post(FORM)),
        server.ask("POST", "/sparql", SELECT, _post(DIRECT)),
    ]
    assert len({reply.body for reply in replies}) == 1


def test_errors_speak_plain_text_or_html_where_that_is_wanted(server: Server) -> None:
    plain = server.get(_in("nonsense <b>"), "text/plain;q=0.9, application/sparql-results+json;q=0")
    assert (plain.status, plain.media) == (400, "text/plain")
    page = server.get(_in("nonsense <b>"), "text/html")
    assert (page.status, page.media) == (400, "text/html")
    assert "nonsense &lt;b&gt;" in page.text
    assert "nonsense <b>" not in page.text


def test_a_cut_answer_says_so(server: Server) -> None:
    reply = server.query("SELECT ?s ?p ?o { ?s ?p ?o }")
    assert reply.status == 200
    assert reply.headers["paperkg-complete"] == "false"
    assert reply.headers["paperkg-truncated"] == "the row limit of 10000"
    assert _rows(reply) == 10_000
    whole = server.query(SELECT)
    assert whole.headers["paperkg-complete"] == "true"
    assert "paperkg-truncated" not in whole.headers


DESCRIPTION_MUSTS: dict[str, Callable[[set[tuple[str, str, str]], str], bool]] = {
    "a service": lambda g, at: (at, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", SD + "Service") in g,
    "its endpoint": lambda g, at: (at, SD + "endpoint", at) in g,
    "the language": lambda g, at: (at, SD + "supportedLanguage", SD + "SPARQL11Query") in g,
    "no update": lambda g, at: not any(o == SD + "SPARQL11Update" for _, _, o in g),
    "no service calls": lambda g, at: not any(o == SD + "BasicFederatedQuery" for _, _, o in g),
    "the default dataset": lambda g, at: any(p == SD + "defaultDataset" and s == at for s, p, _ in g),
    "the default graph": lambda g, at: any(p == SD + "defaultGraph" for _, p, _ in g),
    "eight formats": lambda g, at: sum(p == SD + "resultFormat" for _, p, _ in g) == 8,
}


@pytest.mark.parametrize("must", DESCRIPTION_MUSTS)
@pytest.mark.parametrize(
    ("media", "syntax"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE), ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD), ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)  # fmt: skip
def test_service_description(server: Server, media: str, syntax: Any, must: str) -> None:
    reply = server.get("/sparql", media)
    assert (reply.status, reply.media) == (200, media)
    graph = {
        (q.subject.value, q.predicate.value, getattr(q.object, "value", ""))
        for q in ox.parse(reply.body, syntax)
    }
    assert DESCRIPTION_MUSTS[must](graph, f"{server.address}/sparql")


def test_the_service_describes_itself_to_who_does_not_say(server: Server) -> None:
    assert server.get("/sparql").media == "text/turtle"
    browser = server.get("/sparql", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert (browser.status, browser.headers["location"]) == (303, "/query")

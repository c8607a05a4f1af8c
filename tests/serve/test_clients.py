"""Real clients get the same rows as the shell: SPARQLWrapper, rdflib's SPARQLStore, Comunica where it is installed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Server

QUERIES = {
    "papers": "SELECT ?paper ?title { ?paper a kg:Paper ; dcterms:title ?title } ORDER BY ?paper",
    "numbers": "SELECT ?r ?value ?unit { ?r qudt:numericValue ?value ; kg:unitLabel ?unit } ORDER BY ?r ?value ?unit",
    "gaps": "SELECT ?x ?n { ?x a kg:Hardware OPTIONAL { ?x kg:memoryGB ?n } } ORDER BY ?x ?n",
    "counts": "SELECT ?class (COUNT(?x) AS ?n) { ?x a ?class } GROUP BY ?class ORDER BY ?class",
}
PREFIXES = (
    "PREFIX kg: <https://w3id.org/paperkg/ns#>\nPREFIX dcterms: <http://purl.org/dc/terms/>\n"
    "PREFIX qudt: <http://qudt.org/schema/qudt/>\n"
)
JSON = "application/sparql-results+json"
COMUNICA = ROOT / "build" / "interop" / "node_modules" / ".bin" / "comunica-sparql-file"


def shell(built: Path, text: str) -> list[list[str]]:
    """The rows that `kg query` prints as CSV."""
    command = [sys.executable, str(ROOT / "cli.py"), "query", str(built), PREFIXES + text, "-f", "csv"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return list(csv.reader(io.StringIO(done.stdout.decode("utf-8"), newline="")))[1:]


@pytest.mark.parametrize("name", QUERIES)
def test_sparqlwrapper(server: Server, built: Path, name: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    expected = shell(built, QUERIES[name])
    assert expected
    client = wrapper.SPARQLWrapper(f"{server.address}/sparql", returnFormat=wrapper.JSON)
    client.setQuery(PREFIXES + QUERIES[name])
    for method in (wrapper.GET, wrapper.POST):
        for way in (
            (wrapper.URLENCODED, wrapper.POSTDIRECTLY) if method == wrapper.POST else (wrapper.URLENCODED,)
        ):
            client.setMethod(method)
            client.setRequestMethod(way)
            found = client.queryAndConvert()
            names = found["head"]["vars"]
            rows = [
                [row[n]["value"] if n in row else "" for n in names] for row in found["results"]["bindings"]
            ]
            assert rows == expected


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # the wrapper's own use of rdflib
@pytest.mark.parametrize("form", ["XML", "CSV", "TSV", "TURTLE", "JSONLD", "RDFXML", "N3"])
def test_sparqlwrapper_reads_every_format(server: Server, form: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{server.address}/sparql")
    client.setReturnFormat(getattr(wrapper, form))
    graph = form in {"TURTLE", "JSONLD", "RDFXML", "N3"}
    client.setQuery(PREFIXES + ("CONSTRUCT WHERE { ?s a kg:Task }" if graph else QUERIES["papers"]))
    found = client.queryAndConvert()
    assert len(found.toxml() if form == "XML" else found) > 0


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore(server: Server, built: Path, name: str, method: str) -> None:
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    expected = shell(built, QUERIES[name])
    for form in ("xml", "json", "csv") if method == "GET" else ("xml",):
        graph = Graph(SPARQLStore(f"{server.address}/sparql", method=method, returnFormat=form))
        rows: Any = graph.query(PREFIXES + QUERIES[name])
        found = [["" if term is None else str(term) for term in row] for row in rows]
        assert found == expected


def test_rdflib_reads_things_by_content_negotiation(server: Server) -> None:
    from rdflib import Graph, URIRef

    made = Graph().parse(f"{server.address}/id/hardware-gpu", format="turtle")
    assert URIRef("https://w3id.org/paperkg/id/hardware-gpu") in set(made.subjects())


@pytest.mark.parametrize("name", QUERIES)
def test_comunica(server: Server, built: Path, name: str) -> None:
    if not COMUNICA.exists():
        pytest.skip("no comunica: python tests/interop/harness.py installs it")
    done = subprocess.run(
        [COMUNICA, f"sparql@{server.address}/sparql", PREFIXES + QUERIES[name], "-t", JSON],
        capture_output=True,
        timeout=120,
        check=True,
    )
    found = json.loads(done.stdout)
    names = found["head"]["vars"]
    rows = [[row[n]["value"] if n in row else "" for n in names] for row in found["results"]["bindings"]]
    assert rows == shell(built, QUERIES[name])

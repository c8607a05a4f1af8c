"""The service about itself: SPARQL 1.1 Service Description, and the VoID of the graph with this server's ways in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kg import rdf
from kg.query.result import Result, Row
from kg.terms import DCTERMS, RDF, TYPE

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip
_PREFIXES: Final = {"sd": SD, "void": VOID, "dcterms": DCTERMS, "rdf": RDF, "format": FORMATS}


def service(origin: str, dataset: str, prefixes: Mapping[str, str]) -> Result:
    """What the endpoint under an origin is and can do; `dataset` is the IRI of the graph it asks."""
    endpoint = f"{origin}/sparql"
    it, data, graph = f"<{endpoint}>", f"<{dataset}>", f"<{origin}/data>"
    rows: list[Row] = [
        (it, f"<{TYPE}>", _sd("Service")),
        (it, _sd("endpoint"), it),
        (it, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        (it, _sd("defaultEntailmentRegime"), "<http://www.w3.org/ns/entailment/Simple>"),
        (it, _sd("defaultDataset"), data),
        (data, f"<{TYPE}>", _sd("Dataset")),
        (data, _sd("defaultGraph"), graph),
        (graph, f"<{TYPE}>", _sd("Graph")),
        (graph, f"<{DCTERMS}source>", data),
        *((it, _sd("resultFormat"), f"<{FORMATS}{name}>") for name in RESULT_FORMATS),
    ]
    return _graph(rows, prefixes)


def void(path: Path, origin: str, dataset: str, prefixes: Mapping[str, str]) -> Result:
    """The description that lies beside the graph, with the endpoint, the dump and the look-up of this server."""
    import pyoxigraph as ox

    rows: list[Row] = []
    if path.is_file():
        rows = [(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(path=str(path))]
    data = f"<{dataset}>"
    rows += [
        (data, f"<{TYPE}>", f"<{VOID}Dataset>"),
        (data, f"<{VOID}sparqlEndpoint>", f"<{origin}/sparql>"),
        (data, f"<{VOID}dataDump>", f"<{origin}/data>"),
        (data, f"<{VOID}uriLookupEndpoint>", f"<{origin}/search?q=>"),
    ]
    return _graph(rows, prefixes)


def _graph(rows: list[Row], prefixes: Mapping[str, str]) -> Result:
    ordered = tuple(sorted(set(rows), key=str))
    return Result("graph", ("subject", "predicate", "object"), ordered, prefixes=_PREFIXES | dict(prefixes))


def _sd(name: str) -> str:
    return rdf.iri(SD + name)

"""Checks a graph against `ontology/shapes.ttl`.

Core constraints are left to pySHACL.  SPARQL constraints are run here, each once over the whole graph in
Oxigraph: focus node by focus node they would take most of the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg import rdf
from kg.graph.reading import read
from kg.rdf import Statement
from kg.resources import ontology_dir

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place where a graph breaks a shape; a `Warning` does not make it invalid."""

    severity: str  # `Violation` or `Warning`
    message: str
    focus: str
    path: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, sorted; `statements` is how many it looked at."""

    statements: int
    findings: tuple[Finding, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return all(finding.severity != "Violation" for finding in self.findings)

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """How often each (severity, message) was found."""
        return dict(sorted(Counter((f.severity, f.message) for f in self.findings).items()))


def check(source: Path | Iterable[Statement]) -> Report:
    """The report on a graph file or on statements; raises GraphError for a file that cannot be read."""
    statements = set(read(source) if isinstance(source, Path) else source)
    shapes = _shapes()
    findings = {*_sparql(shapes, statements), *_core(shapes, statements)}
    return Report(len(statements), tuple(sorted(findings)))


def _shapes() -> rdflib.Graph:
    import rdflib

    return rdflib.Graph().parse(ontology_dir() / "shapes.ttl", format="turtle")


def _lines(statements: Iterable[Statement]) -> bytes:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in statements).encode()


def _sparql(shapes: rdflib.Graph, statements: Iterable[Statement]) -> Iterator[Finding]:
    import pyoxigraph as ox

    store = ox.Store()
    store.bulk_load(input=_lines(statements), format=ox.RdfFormat.N_TRIPLES)
    store.bulk_load(path=str(ontology_dir() / "kg.ttl"), format=ox.RdfFormat.TURTLE)
    for query, message, severity in _constraints(shapes):
        rows = store.query(query)
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - shapes.ttl holds SELECT only, which a test pins
        names = {v.value for v in rows.variables}
        for row in rows:
            value = row["value"] if "value" in names else None
            yield Finding(severity, message, _text(row["this"]), "", "" if value is None else _text(value))


def _constraints(shapes: rdflib.Graph) -> Iterator[tuple[str, str, str]]:
    """Each SPARQL constraint as a whole query, with its message and severity."""
    from rdflib.namespace import SH as S

    declared = {
        str(shapes.value(node, S.prefix)): str(shapes.value(node, S.namespace))
        for node in shapes.objects(None, S.declare)
    }
    prologue = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in sorted(declared.items()))
    for shape, constraint in sorted(shapes.subject_objects(S.sparql)):
        severity = shapes.value(shape, S.severity) or S.Violation
        message = str(shapes.value(constraint, S.message))
        yield prologue + str(shapes.value(constraint, S.select)), message, str(severity).removeprefix(SH)


def _core(shapes: rdflib.Graph, statements: Iterable[Statement]) -> Iterator[Finding]:
    import pyshacl
    import rdflib
    from rdflib.namespace import SH as S

    core = rdflib.Graph()
    for triple in shapes:
        if triple[1] != S.sparql:
            core.add(triple)
    _, results, _ = pyshacl.validate(_rdflib(statements), shacl_graph=core, inplace=True, allow_warnings=True)
    for node in results.subjects(rdflib.RDF.type, S.ValidationResult):
        severity = str(results.value(node, S.resultSeverity)).removeprefix(SH)
        parts = (results.value(node, p) for p in (S.resultMessage, S.focusNode, S.resultPath, S.value))
        yield Finding(severity, *("" if part is None else str(part) for part in parts))


def _rdflib(statements: Iterable[Statement]) -> rdflib.Graph:
    """The statements for rdflib, each term made once: far quicker than to have it parse a file."""
    import rdflib

    known: dict[str, rdflib.term.Node] = {}

    def node(term: str) -> rdflib.term.Node:
        if term not in known:
            kind, value, extra = rdf.parse_term(term)
            if kind == "iri":
                known[term] = rdflib.URIRef(value)
            elif extra.startswith("@"):
                known[term] = rdflib.Literal(value, lang=extra[1:])
            else:
                known[term] = rdflib.Literal(value, datatype=extra or None)
        return known[term]

    data = rdflib.Graph()
    for s, p, o in statements:
        data.add((node(s), node(p), node(o)))
    return data


def _text(term: pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | pyoxigraph.Triple) -> str:
    return str(getattr(term, "value", term))

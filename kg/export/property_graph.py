"""The graph as nodes with properties and typed edges, for tools that know no RDF.

Papers, entities and results become nodes under the same ids; statements between them become edges, with
the confidence of their assertion; everything else said about a node becomes a property.  Mentions, texts,
assertions and the run stay out.  Held in memory, unlike the RDF formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kg import rdf, terms
from kg.model import EntityClass
from kg.rdf import Statement
from kg.settings import Settings

SEPARATOR: Final = "|"  # between the values of a property that can have several
CLASSES: Final[dict[str, str]] = {
    terms.PAPER: "Paper",
    terms.MEASURED_RESULT: "MeasuredResult",
    terms.COMPARATIVE_RESULT: "ComparativeResult",
    **{terms.KG + cls: str(cls) for cls in EntityClass},
}
_MANY: Final = frozenset(
    {"altLabel", "identifier", "creator", "closeMatch", "exactMatch", "describedIn", "evidence"}
)
_KINDS: Final = {terms.XSD_DECIMAL: "double", terms.XSD_INTEGER: "long", terms.XSD_BOOLEAN: "boolean"}
_ASSERTED: Final = frozenset({terms.SUBJECT, terms.PREDICATE, terms.OBJECT, terms.CONFIDENCE})
_LEFT_OUT: Final = frozenset(
    {terms.TYPE, terms.GENERATED_BY, terms.EVIDENCE, terms.HAS_VALUE, terms.SPECIFIED_BY}
)


@dataclass(frozen=True, slots=True)
class Node:
    """A paper, an entity or a result; `values` are lexical forms by property name, sorted."""

    id: str
    iri: str
    cls: str
    name: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One statement between two nodes; `confidence` is a decimal or empty."""

    source: str
    target: str
    type: str
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class PropertyGraph:
    """Nodes and edges in sorted order, and the node columns: name -> double, long, boolean or string."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: Mapping[str, str]

    def is_many(self, column: str) -> bool:
        """Whether a property can have several values."""
        return column in _MANY

    def cell(self, node: Node, column: str) -> str | None:
        """The value of a property as one string, None where the node has none.

        Several values are joined by `SEPARATOR`, which inside of one becomes a broken bar.
        """
        values = node.values.get(column)
        if values is None:
            return None
        several = column in _MANY or len(values) > 1
        return SEPARATOR.join(v.replace(SEPARATOR, "\u00a6") for v in values) if several else values[0]


def property_graph(statements: Iterable[Statement], settings: Settings) -> PropertyGraph:
    """The property graph of sorted statements."""
    kinds: dict[str, str] = {}
    said: dict[str, list[tuple[str, str]]] = {}
    for s, p, o in statements:
        if p[1:-1] == terms.TYPE and o[1:-1] in CLASSES:
            kinds[s] = CLASSES[o[1:-1]]
        said.setdefault(s, []).append((p[1:-1], o))
    confidence = _confidences(said)
    columns: dict[str, str] = {}
    nodes: list[Node] = []
    edges: set[Edge] = set()
    for term in sorted(kinds):
        values: dict[str, list[str]] = {}
        for predicate, value in said[term]:
            name = _local(predicate)
            if value in kinds and predicate not in _LEFT_OUT:
                trust = confidence.get((term, predicate, value), "")
                edges.add(Edge(_id(term, settings), _id(value, settings), name, trust))
            elif predicate not in _LEFT_OUT:
                kind, text, datatype = rdf.parse_term(value)
                if kind == "iri" and text.startswith(terms.KG):
                    text = _local(text)
                values.setdefault(name, []).append(text)
                column = "string" if name in _MANY else _KINDS.get(datatype, "string")
                columns[name] = column if columns.get(name, column) == column else "string"
        label = (values.get("prefLabel") or values.get("title") or values.get("rawValue") or [""])[0]
        frozen = {key: tuple(found) for key, found in sorted(values.items())}
        columns |= {key: "string" for key, found in frozen.items() if len(found) > 1}  # joined, so no number
        nodes.append(Node(_id(term, settings), term[1:-1], kinds[term], label, frozen))
    return PropertyGraph(tuple(nodes), tuple(sorted(edges)), dict(sorted(columns.items())))


def _confidences(said: Mapping[str, list[tuple[str, str]]]) -> dict[tuple[str, str, str], str]:
    """The confidence of each asserted statement; an assertion that is not whole says nothing."""
    found: dict[tuple[str, str, str], str] = {}
    for statements in said.values():
        parts = dict(statements)
        if parts.keys() >= _ASSERTED and (terms.TYPE, rdf.iri(terms.ASSERTION)) in statements:
            _, value, datatype = rdf.parse_term(parts[terms.CONFIDENCE])
            if datatype in _KINDS:
                found[parts[terms.SUBJECT], parts[terms.PREDICATE][1:-1], parts[terms.OBJECT]] = value
    return found


def _id(term: str, settings: Settings) -> str:
    return term[1:-1].removeprefix(rdf.percent_encode(settings.base_iri))


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]

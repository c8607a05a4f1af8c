"""What a graph says about papers: entities with role and confidence, claims, links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kg import rdf, terms
from kg.errors import GraphError
from kg.model import EntityClass, Role
from kg.rdf import Statement

_ROLES: Final = {terms.KG + role: role for role in Role}
_CLASSES: Final = {terms.KG + cls: cls for cls in EntityClass}
_LINKS: Final = (terms.LINK, terms.CODE_REPOSITORY)
_SLOTS: Final = {
    "system": terms.OF_SYSTEM, "baseline": terms.COMPARED_TO, "dataset": terms.ON_DATASET,
    "on_model": terms.ON_MODEL, "hardware": terms.ON_HARDWARE,
}  # fmt: skip
SLOTS: Final = tuple(_SLOTS)
_FORWARD: Final = (
    *_ROLES, *_LINKS, *_SLOTS.values(), terms.TYPE, terms.PREF_LABEL, terms.ALT_LABEL, terms.IDENT_REF,
    terms.ANCHOR_OF, terms.PREDICATE, terms.OBJECT, terms.CONFIDENCE, terms.FOUND_BY, terms.NUMERIC_VALUE,
    terms.MAX_VALUE, terms.UNIT_LABEL, terms.COMPARISON, terms.OUTCOME, terms.RAW_VALUE, terms.RESULT_METRIC,
    terms.EVIDENCE,
)  # fmt: skip
_BACKWARD: Final = (
    terms.IDENTIFIER, terms.IS_PART_OF, terms.REFERENCE_CONTEXT, terms.SUBJECT, terms.REPORTED_IN,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundEntity:
    """An entity that a paper has an edge to, with the confidence and the rule of the surest edge."""

    iri: str
    label: str
    labels: frozenset[str]
    classes: frozenset[EntityClass]
    roles: frozenset[Role]
    surfaces: frozenset[str]
    confidence: float | None
    rule: str


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A quantitative claim; metric and slots hold every label of the entities they point to."""

    iri: str
    value: float | None
    max_value: float | None
    unit: str
    kind: str
    direction: str
    metric: tuple[str, ...]
    raw: str
    slots: Mapping[str, tuple[str, ...]]
    confidence: float | None
    rule: str


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """One paper of a graph."""

    iri: str
    entities: tuple[FoundEntity, ...]
    claims: tuple[FoundClaim, ...]
    urls: frozenset[str]


def find(statements: Iterable[Statement], identifiers: Iterable[str]) -> dict[str, FoundPaper]:
    """The papers that carry one of the record ids, by that id; ids that the graph does not know are left out.

    Raises GraphError for statements without a single paper.
    """
    graph = _Graph(statements)
    if not graph.papers:
        raise GraphError("The graph holds no papers; name a directory made by `kg build`, or its graph.nt.")
    owners = {i: graph.back(terms.IDENTIFIER, i) for i in identifiers}
    return {i: _paper(graph, found[0]) for i, found in owners.items() if found}


class _Graph:
    """The part of a graph that an evaluation needs, by subject and property and the other way round."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.papers = 0
        self._forward: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._backward: dict[tuple[str, str], list[str]] = defaultdict(list)
        forward = {rdf.iri(p): p for p in _FORWARD}
        backward = {rdf.iri(p): p for p in _BACKWARD}
        kind, paper = rdf.iri(terms.TYPE), rdf.iri(terms.PAPER)
        for s, p, o in statements:
            if p in forward:
                self._forward[s[1:-1], forward[p]].append(_value(o))
                self.papers += p == kind and o == paper
            elif p in backward:
                self._backward[backward[p], _value(o)].append(s[1:-1])

    def all(self, subject: str, predicate: str) -> list[str]:
        """The values of a property, in the graph's order."""
        return self._forward.get((subject, predicate), [])

    def one(self, subject: str, predicate: str) -> str:
        """The first value of a property, or an empty text."""
        return next(iter(self.all(subject, predicate)), "")

    def number(self, subject: str, predicate: str) -> float | None:
        """The first value as a number, where it is one."""
        try:
            return float(self.one(subject, predicate))
        except ValueError:
            return None

    def back(self, predicate: str, value: str) -> list[str]:
        """The subjects that have a value."""
        return self._backward.get((predicate, value), [])

    def labels(self, entity: str) -> tuple[str, ...]:
        """Preferred and other labels."""
        return (*self.all(entity, terms.PREF_LABEL), *self.all(entity, terms.ALT_LABEL))


def _value(term: str) -> str:
    return term[1:-1] if term[0] == "<" else rdf.parse_term(term)[1]


def _paper(graph: _Graph, paper: str) -> FoundPaper:
    roles: dict[str, set[Role]] = defaultdict(set)
    for term, role in _ROLES.items():
        for entity in graph.all(paper, term):
            roles[entity].add(role)
    surfaces: dict[str, set[str]] = defaultdict(set)
    for context in (*graph.back(terms.IS_PART_OF, paper), paper):
        for mention in graph.back(terms.REFERENCE_CONTEXT, context):
            for entity in graph.all(mention, terms.IDENT_REF):
                surfaces[entity].update(graph.all(mention, terms.ANCHOR_OF))
    edges: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for node in graph.back(terms.SUBJECT, paper):
        sure = graph.number(node, terms.CONFIDENCE)
        if sure is not None and graph.one(node, terms.PREDICATE) in _ROLES:
            edges[graph.one(node, terms.OBJECT)].append((sure, graph.one(node, terms.FOUND_BY)))
    entities = []
    for entity in sorted(roles):
        confidence, rule = max(edges[entity], default=(None, ""))
        classes = frozenset(_CLASSES[t] for t in graph.all(entity, terms.TYPE) if t in _CLASSES)
        entities.append(
            FoundEntity(
                entity, graph.one(entity, terms.PREF_LABEL), frozenset(graph.labels(entity)), classes,
                frozenset(roles[entity]), frozenset(surfaces[entity]), confidence, rule,
            )
        )  # fmt: skip
    claims = tuple(_claim(graph, node) for node in sorted(graph.back(terms.REPORTED_IN, paper)))
    return FoundPaper(
        paper, tuple(entities), claims, frozenset(u for p in _LINKS for u in graph.all(paper, p))
    )


def _claim(graph: _Graph, node: str) -> FoundClaim:
    comparison = graph.one(node, terms.COMPARISON)
    kind = {"": "absolute", terms.RATIO: "ratio"}.get(comparison, "change")
    rules = [graph.one(mention, terms.FOUND_BY) for mention in graph.all(node, terms.EVIDENCE)]
    return FoundClaim(
        node,
        graph.number(node, terms.NUMERIC_VALUE),
        graph.number(node, terms.MAX_VALUE),
        graph.one(node, terms.UNIT_LABEL),
        kind,
        graph.one(node, terms.OUTCOME).removeprefix(terms.KG).lower(),
        _names(graph, node, terms.RESULT_METRIC),
        graph.one(node, terms.RAW_VALUE),
        {slot: _names(graph, node, predicate) for slot, predicate in _SLOTS.items()},
        graph.number(node, terms.CONFIDENCE),
        next(iter(rules), ""),
    )


def _names(graph: _Graph, node: str, predicate: str) -> tuple[str, ...]:
    return tuple(name for e in graph.all(node, predicate) for name in graph.labels(e) or (e,))

"""What a graph holds, counted in one pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg import rdf, terms
from kg.model import EntityClass, Role
from kg.rdf import Statement

_TYPE = rdf.iri(terms.TYPE)
_LABEL = rdf.iri(terms.PREF_LABEL)
_STATUS = rdf.iri(terms.STATUS)
_GENERIC = rdf.iri(terms.GENERIC)
_MINTED = rdf.iri(terms.MINTED)
_CLASSES = {rdf.iri(terms.KG + cls): cls for cls in EntityClass}
_ROLES = {rdf.iri(terms.KG + role): role for role in Role}


@dataclass(frozen=True, slots=True)
class Top:
    """An entity and how many papers have an edge to it."""

    iri: str
    label: str
    cls: EntityClass
    papers: int
    minted: bool


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of a graph; every mapping is sorted by its keys, which are IRIs except in `edges`."""

    statements: int
    classes: dict[str, int]  # instances
    properties: dict[str, int]  # statements
    edges: dict[str, int]  # role -> paper-entity edges
    minted: int  # entities not in the vocabulary
    unused: int  # entities without an edge: ancestors, candidates that lost
    top: dict[EntityClass, tuple[Top, ...]]  # most used first

    def instances(self, cls: str) -> int:
        """The number of instances of a class, by its IRI."""
        return self.classes.get(cls, 0)


def counts(statements: Iterable[Statement]) -> dict[str, int]:
    """The few numbers that sum up a graph, as a manifest or a summary table shows them."""
    found = stats(statements, top=0)
    described = sum(found.instances(terms.KG + cls) for cls in EntityClass)
    return {
        "assertions": found.instances(terms.ASSERTION),
        "comparative_results": found.instances(terms.COMPARATIVE_RESULT),
        "edges": sum(found.edges.values()),
        "entities": described,
        "entities_minted": found.minted,
        "entities_without_edge": found.unused,
        "links": found.properties.get(terms.LINK, 0),
        "measured_results": found.instances(terms.MEASURED_RESULT),
        "mentions": found.instances(terms.MENTION),
        "papers": found.instances(terms.PAPER),
        "results": found.instances(terms.RESULT),
        "statements": found.statements,
    }


def stats(statements: Iterable[Statement], top: int = 10, generic: bool = False) -> Stats:
    """The counts of distinct statements, with the `top` most used entities of each class.

    Entities marked generic are left out of the tops unless `generic` is set.
    """
    total = 0
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    edges: Counter[str] = Counter()
    papers: defaultdict[str, set[str]] = defaultdict(set)
    kind: dict[str, EntityClass] = {}
    label: dict[str, str] = {}
    broad: set[str] = set()
    minted: set[str] = set()
    for s, p, o in statements:
        total += 1
        properties[p] += 1
        if p == _TYPE:
            classes[o] += 1
            if o in _CLASSES:
                kind[s] = _CLASSES[o]
        elif p in _ROLES:
            edges[str(_ROLES[p])] += 1
            papers[o].add(s)
        elif p == _LABEL:
            label[s] = rdf.parse_term(o)[1]
        elif p == _STATUS and o == _MINTED:
            minted.add(s)
        elif p == _GENERIC:
            broad.add(s)
    ranked: dict[EntityClass, list[Top]] = {cls: [] for cls in EntityClass}
    for entity, cls in kind.items():
        if entity in papers and (generic or entity not in broad):
            ranked[cls].append(
                Top(entity[1:-1], label.get(entity, ""), cls, len(papers[entity]), entity in minted)
            )
    for entities in ranked.values():
        entities.sort(key=lambda t: (-t.papers, t.label.casefold(), t.iri))
    return Stats(
        total,
        {k[1:-1]: v for k, v in sorted(classes.items())},
        {k[1:-1]: v for k, v in sorted(properties.items())},
        dict(sorted(edges.items())),
        len(minted & kind.keys()),
        len(kind.keys() - papers.keys()),
        {cls: tuple(entities[:top]) for cls, entities in ranked.items()},
    )

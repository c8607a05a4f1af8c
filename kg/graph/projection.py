"""The graph as networkx sees it: papers and entities as nodes, roles and taxonomy as edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg import rdf, terms
from kg.model import EntityClass, Role
from kg.rdf import Statement

if TYPE_CHECKING:
    import networkx as nx

_NODES = {rdf.iri(terms.PAPER): "Paper", **{rdf.iri(terms.KG + cls): str(cls) for cls in EntityClass}}
_LABELS = {rdf.iri(terms.PREF_LABEL), rdf.iri(terms.TITLE)}
_ROLES = {rdf.iri(terms.KG + role): str(role) for role in Role}
_BETWEEN = {rdf.iri(p): p.rpartition("/")[2].rpartition("#")[2] for p in (terms.BROADER, terms.VARIANT_OF)}
_TYPE, _CONFIDENCE, _GENERIC = rdf.iri(terms.TYPE), rdf.iri(terms.CONFIDENCE), rdf.iri(terms.GENERIC)
_SYSTEM, _BASELINE = rdf.iri(terms.OF_SYSTEM), rdf.iri(terms.COMPARED_TO)
_SUBJECT, _PREDICATE, _OBJECT = (rdf.iri(p) for p in (terms.SUBJECT, terms.PREDICATE, terms.OBJECT))


def project(statements: Iterable[Statement], generic: bool = True) -> nx.MultiDiGraph[str]:
    """A networkx MultiDiGraph of papers and entities, each keyed by IRI, inserted in sorted order.

    Nodes carry `label`, `cls` (`Paper` or an entity class) and `generic`.  Edges are keyed by the local name
    of their property; those from papers carry `confidence`; `comparedTo` leads from the system of a result to
    what it was compared with.  `generic=False` leaves the generic entities out.
    """
    import networkx as nx

    kind: dict[str, str] = {}
    label: dict[str, str] = {}
    broad: set[str] = set()
    edges: set[tuple[str, str, str]] = set()
    parts: dict[str, dict[str, str]] = {}
    compared: dict[str, tuple[list[str], list[str]]] = {}  # result -> systems, baselines
    for s, p, o in statements:
        if p == _TYPE and o in _NODES:
            kind[s] = _NODES[o]
        elif p in _LABELS:
            label[s] = rdf.parse_term(o)[1]
        elif p in _ROLES:
            edges.add((s, o, _ROLES[p]))
        elif p in _BETWEEN:
            edges.add((s, o, _BETWEEN[p]))
        elif p in (_SYSTEM, _BASELINE):
            compared.setdefault(s, ([], []))[p == _BASELINE].append(o)
        elif p == _GENERIC:
            broad.add(s)
        elif p in (_SUBJECT, _PREDICATE, _OBJECT, _CONFIDENCE):
            parts.setdefault(s, {})[p] = o
    for systems, baselines in compared.values():
        edges |= {(system, other, "comparedTo") for system in systems for other in baselines}
    confidence = {
        (part[_SUBJECT], part[_OBJECT], _ROLES.get(part[_PREDICATE], "")): float(
            rdf.parse_term(part[_CONFIDENCE])[1]
        )
        for part in parts.values()
        if len(part) == 4
    }
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in sorted(kind, key=lambda term: term[1:-1]):
        if generic or node not in broad:
            graph.add_node(node[1:-1], label=label.get(node, ""), cls=kind[node], generic=node in broad)
    for source, target, key in sorted(edges):
        if source[1:-1] in graph and target[1:-1] in graph:
            known = confidence.get((source, target, key))
            graph.add_edge(
                source[1:-1], target[1:-1], key=key, **({} if known is None else {"confidence": known})
            )
    return graph

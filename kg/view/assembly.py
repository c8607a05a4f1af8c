"""The view's plain dict out of the statements: nodes, edges, results and the evidence of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import isqrt
from typing import Any

from kg import rdf, terms
from kg.rdf import Statement
from kg.settings import Settings
from kg.view.census import Census
from kg.view.describing import describe, results
from kg.view.evidence import Quotes
from kg.view.facts import Facts
from kg.view.layout import positions
from kg.view.looks import CLASSES, RELATIONS
from kg.view.naming import short_title
from kg.view.ranking import drawing_order

DRAWN_LIMIT = 1500  # nodes that the page opens with; the others wait behind search and growing
CARRIED_LIMIT = 5000  # nodes that the page holds at all
FULL_LIMIT = 100_000  # nodes that the page of the full graph holds
CHOSEN_BY = "the best connected papers and things"
_TAXONOMY = ("broader", "variantOf")

Edge = dict[str, Any]
Node = dict[str, Any]
Source = (
    Iterable[Statement] | Callable[[], Iterable[Statement]]
)  # a callable gives the sorted statements anew


def model(statements: Source, settings: Settings, carried: int = CARRIED_LIMIT) -> dict[str, Any]:
    """Papers and entities with all that a panel shows, edges, and the results: JSON-able and deterministic.

    Keys: `base`, `limit`, `chosen_by`, `whole`, `nodes`, `edges`, `results`.  Nodes are sorted by id (the local name,
    or the whole IRI of a thing outside the base), carry `x`, `y` in layout units and `rank`: 0 is the first to
    be drawn.  Edges name nodes by id and are sorted.  Offsets of evidence are code points within its sentence.
    Entities that neither an edge nor a result names (candidates that lost) are left out.

    Of a graph with more than `carried` nodes the best connected are taken; `whole` counts the papers, things and
    results of all of it.  A callable is called twice and must give the same sorted statements each time: then memory
    holds counters per paper and entity, and the statements about what is carried, never the whole graph.
    """
    source = statements if callable(statements) else _again(statements)
    census = Census(source())
    whole = {
        "papers": census.papers(),
        "things": len(census.cls) - census.papers(),
        "results": census.results,
    }
    if len(census.cls) <= carried:
        return overview(source(), settings, whole)
    return overview(census.about(source(), census.best(carried)), settings, whole, census.support)


def overview(
    statements: Iterable[Statement],
    settings: Settings,
    whole: Mapping[str, int],
    support: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """What `model` gives, of statements that were chosen already.

    `whole` counts the papers, things and results of the graph they were chosen from, `support` says of each thing, by
    its term, how many papers of that graph name it; without it those among the statements are counted.
    """
    view = gathered(statements, settings)
    if support is not None:
        for node in view["nodes"]:
            if node["class"] != "Paper":
                node["support"] = support.get(_term(node["id"], settings), 0)
    _place(view["nodes"], view["edges"], view["results"])
    return {**view, "whole": dict(whole)}


def _again(statements: Iterable[Statement]) -> Callable[[], Iterable[Statement]]:
    everything = sorted(statements)
    return lambda: everything


def _term(name: str, settings: Settings) -> str:
    return rdf.iri(name if "://" in name else settings.base_iri + name)


def gathered(statements: Iterable[Statement], settings: Settings) -> dict[str, Any]:
    """What `model` gives, without places: all that pages of text need."""
    facts = Facts(statements)
    quotes = Quotes(facts)
    local = _Local(settings.base_iri)
    claims = results(facts, quotes, local)
    edges = _edges(facts, claims, local)
    nodes = _nodes(facts, quotes, edges, claims, local)
    _rank(nodes, edges)
    return {
        "base": settings.base_iri, "limit": DRAWN_LIMIT, "chosen_by": CHOSEN_BY,
        "nodes": nodes, "edges": edges, "results": claims,
    }  # fmt: skip


class _Local:
    """Ids out of IRIs."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __call__(self, iri: str) -> str:
        """The local name under the base, else the IRI itself."""
        return iri.removeprefix(self._base) or iri


def _edges(facts: Facts, claims: list[dict[str, Any]], local: _Local) -> list[Edge]:
    known = {iri for cls in CLASSES for iri in facts.instances[terms.KG + cls]}
    names = {look.iri: name for name, look in RELATIONS.items()}
    found: dict[tuple[str, str, str], Edge] = {}
    for node in facts.instances[terms.ASSERTION]:
        source, target = facts.iri(node, terms.SUBJECT), facts.iri(node, terms.OBJECT)
        relation = names.get(facts.iri(node, terms.PREDICATE))
        if relation is None or not {source, target} <= known:
            continue
        key = (local(source), relation, local(target))
        found[key] = {
            "source": key[0], "target": key[2], "relation": relation,
            "confidence": float(facts.text(node, terms.CONFIDENCE) or 0), "rule": facts.text(node, terms.FOUND_BY),
        }  # fmt: skip
    for relation in _TAXONOMY:
        for source in known:
            for target in facts.iris(source, RELATIONS[relation].iri):
                if target in known:
                    key = (local(source), relation, local(target))
                    found[key] = {
                        "source": key[0],
                        "target": key[2],
                        "relation": relation,
                        "confidence": 1.0,
                        "rule": "",
                    }
    ids = {local(iri) for iri in known}
    for claim in claims:
        for system in claim["systems"]:
            for baseline in claim["baselines"]:
                key = (system, "comparedTo", baseline)
                if system == baseline or not {system, baseline} <= ids:
                    continue
                edge = {
                    "source": system,
                    "target": baseline,
                    "relation": key[1],
                    "confidence": claim["confidence"],
                    "rule": "",
                }
                found[key] = max(found.get(key, edge), edge, key=lambda e: e["confidence"])
    return [found[key] for key in sorted(found)]


def _nodes(
    facts: Facts, quotes: Quotes, edges: list[Edge], claims: list[dict[str, Any]], local: _Local
) -> list[Node]:
    connected = {end for edge in edges for end in (edge["source"], edge["target"])}
    told: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for name in (
            claim["paper"],
            claim["metric"],
            *claim["systems"],
            *claim["baselines"],
            *claim["conditions"],
        ):
            told[name].add(claim["id"])
    papers: defaultdict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge["relation"] not in {*_TAXONOMY, "comparedTo"}:
            papers[edge["target"]].add(edge["source"])
    nodes = []
    for cls in CLASSES:
        for iri in facts.instances[terms.KG + cls]:
            name = local(iri)
            if cls != "Paper" and name not in connected and name not in told:
                continue
            label = facts.text(iri, terms.TITLE if cls == "Paper" else terms.PREF_LABEL) or name
            nodes.append({
                "id": name, "class": cls, "label": label,
                "short": short_title(label) if cls == "Paper" else label,
                "support": 1 if cls == "Paper" else len(papers[name]),
                "generic": facts.text(iri, terms.GENERIC) == "true",
                "minted": facts.iri(iri, terms.STATUS) == terms.MINTED,
                **describe(facts, iri), "evidence": quotes.of(iri, local), "results": sorted(told[name]),
            })  # fmt: skip
    return sorted(nodes, key=lambda n: str(n["id"]))


def _rank(nodes: list[Node], edges: list[Edge]) -> None:
    """Give every node its place in the order of drawing."""
    degree = Counter(end for edge in edges for end in (edge["source"], edge["target"]))
    known = {node["id"]: node for node in nodes}

    def key(name: str) -> tuple[bool, int, int, str]:
        node = known[name]
        return node["generic"], -node["support"], -degree[name], name

    order = drawing_order({name: node["class"] for name, node in known.items()}, key, len(nodes))
    for rank, name in enumerate(order):
        known[name]["rank"] = rank


def _place(nodes: list[Node], edges: list[Edge], claims: list[dict[str, Any]]) -> None:
    """Give every node its place; what results alone name lies beside their papers though no edge is drawn."""
    index = {node["id"]: i for i, node in enumerate(nodes)}
    alone = index.keys() - {end for edge in edges for end in (edge["source"], edge["target"])}
    beside = sorted({
        (index[claim["paper"]], index[name]) for claim in claims if claim["paper"] in index
        for name in alone.intersection({claim["metric"], *claim["systems"], *claim["baselines"], *claim["conditions"]})
    })  # fmt: skip
    places = positions(
        [size(node) for node in nodes],
        [(index[e["source"]], index[e["target"]]) for e in edges] + beside,
        [node["generic"] for node in nodes],
    )
    for node, (x, y) in zip(nodes, places, strict=True):
        node["x"], node["y"] = x, y


def size(node: Node) -> int:
    """The radius of a node in layout units: by support, bounded."""
    if node["class"] == "Paper":
        return 9
    return min(34, 6 + isqrt(16 * max(0, int(node["support"]) - 1)))

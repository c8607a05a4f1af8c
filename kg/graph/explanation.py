"""Why a graph holds an entity: its edges with rule and confidence, its mentions, and the candidates that lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from kg import rdf, terms
from kg.errors import GraphError
from kg.folding import fold
from kg.model import EntityClass
from kg.rdf import Statement

_KEPT = {
    terms.TYPE, terms.PREF_LABEL, terms.ALT_LABEL, terms.STATUS, terms.SUBJECT, terms.PREDICATE, terms.OBJECT,
    terms.CONFIDENCE, terms.FOUND_BY, terms.REJECTED, terms.IDENT_REF, terms.REFERENCE_CONTEXT, terms.ANCHOR_OF,
    terms.BEGIN_INDEX, terms.END_INDEX, terms.IS_PART_OF, terms.TITLE, terms.TA_CONFIDENCE, terms.VARIANT_OF,
    terms.BROADER,
}  # fmt: skip
_CLASSES = {terms.KG + cls: str(cls) for cls in EntityClass}
_LABELS = (terms.PREF_LABEL, terms.ALT_LABEL)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of one entity; each table is (title, rows, column names)."""

    iri: str
    label: str
    cls: str
    status: str
    tables: tuple[tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]], ...]


class _Index:
    """The part of a graph that an explanation needs, by subject and property."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
        plain = {rdf.iri(p): p for p in _KEPT}
        for s, p, o in statements:
            if p in plain:
                subject, value = rdf.parse_term(s)[1], rdf.parse_term(o)[1]
                self.values[subject, plain[p]].append(value)
                if plain[p] in {terms.OBJECT, terms.IDENT_REF, *_LABELS}:
                    self.subjects[plain[p], value].append(subject)

    def one(self, subject: str, predicate: str) -> str:
        """The first value, or an empty text."""
        return next(iter(self.values.get((subject, predicate), ())), "")


def explain(statements: Iterable[Statement], name: str, limit: int = 20) -> Explanation:
    """The explanation of the entity of a name, an alias, a local name or an IRI; at most `limit` mentions.

    Raises GraphError, with the nearest known names, where the graph has no such entity.
    """
    index = _Index(statements)
    entity = _find(index, name)
    cls = next((_CLASSES[t] for t in index.values[entity, terms.TYPE] if t in _CLASSES), "")
    edges = sorted(_edge(index, node) for node in index.subjects[terms.OBJECT, entity])
    mentions = sorted(_mention(index, node) for node in index.subjects[terms.IDENT_REF, entity])
    related = [(index.one(b, terms.PREF_LABEL), "variant of") for b in index.values[entity, terms.VARIANT_OF]]
    related += [(index.one(b, terms.PREF_LABEL), "broader") for b in index.values[entity, terms.BROADER]]
    aliases = tuple((a,) for a in sorted(index.values[entity, terms.ALT_LABEL]))
    tables = (
        ("Edges", tuple(edges), ("paper", "relation", "confidence", "rule", "lost")),
        ("Mentions", tuple(mentions[:limit]), ("paper", "begin", "end", "words", "confidence", "rule")),
        ("Related", tuple(related), ("entity", "as")),
        ("Aliases", aliases, ("alias",)),
    )
    return Explanation(
        entity,
        index.one(entity, terms.PREF_LABEL),
        cls,
        _local(index.one(entity, terms.STATUS)).lower(),
        tuple(table for table in tables if table[1]),
    )


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _find(index: _Index, name: str) -> str:
    """The entity of a name; among several, the one with most edges, then the smallest IRI."""
    key = fold(name)
    names: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, str] = {}
    for (predicate, label), subjects in index.subjects.items():
        if predicate in _LABELS:
            names[fold(label)].update(subjects)
            spelled.setdefault(fold(label), label)
    found = names.get(key, set()) if key else set()
    found = found or {s for owners in names.values() for s in owners if name in {s, _local(s)}}
    if not found:
        near = [spelled[k] for k in get_close_matches(key, names, 3)]
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise GraphError(f"The graph has no entity called {name!r}.{hint}")
    return min(found, key=lambda s: (-len(index.subjects[terms.OBJECT, s]), s))


def _edge(index: _Index, node: str) -> tuple[str, ...]:
    lost = ", ".join(
        sorted(index.one(e, terms.PREF_LABEL) or _local(e) for e in index.values[node, terms.REJECTED])
    )
    return (
        index.one(index.one(node, terms.SUBJECT), terms.TITLE),
        _local(index.one(node, terms.PREDICATE)),
        index.one(node, terms.CONFIDENCE),
        index.one(node, terms.FOUND_BY),
        lost,
    )


def _mention(index: _Index, node: str) -> tuple[str, ...]:
    paper = index.one(index.one(node, terms.REFERENCE_CONTEXT), terms.IS_PART_OF)
    return (
        index.one(paper, terms.TITLE),
        index.one(node, terms.BEGIN_INDEX),
        index.one(node, terms.END_INDEX),
        index.one(node, terms.ANCHOR_OF),
        index.one(node, terms.TA_CONFIDENCE),
        index.one(node, terms.FOUND_BY),
    )

"""What two graphs say differently about papers, entities and claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kg import rdf, terms
from kg.model import EntityClass
from kg.rdf import Statement

_TYPE: Final = rdf.iri(terms.TYPE)
_EVIDENCE: Final = rdf.iri(terms.EVIDENCE)
_PAPER: Final = rdf.iri(terms.REPORTED_IN)
_KINDS: Final = {
    rdf.iri(terms.PAPER): "papers",
    rdf.iri(terms.RESULT): "claims",
    **{rdf.iri(terms.KG + cls): "entities" for cls in EntityClass},
}
_LABELS: Final = tuple(map(rdf.iri, (terms.TITLE, terms.PREF_LABEL, terms.RAW_VALUE)))
# Counts and runs differ between any two builds and say nothing about the thing itself.
_PASSING: Final = frozenset(map(rdf.iri, (terms.SUPPORT, terms.GENERATED_BY)))


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """A paper, entity or claim: its IRI and the title, name or words it is known by."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A thing of both graphs that is described differently; each value is (property IRI, N-Triples term).

    `before` is another item than `item` for a claim that reads the same words as something else.
    """

    item: Item
    before: Item
    removed: tuple[tuple[str, str], ...]
    added: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences of one kind of things, each sorted by IRI."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """All differences between two graphs; `statements` counts those (added, removed) as plain triples."""

    papers: Changes
    entities: Changes
    claims: Changes
    statements: tuple[int, int]

    @property
    def kinds(self) -> Mapping[str, Changes]:
        """The three kinds by name."""
        return {"papers": self.papers, "entities": self.entities, "claims": self.claims}

    def __bool__(self) -> bool:
        """Whether the graphs differ at all."""
        return any(self.statements)


def diff(before: Iterable[Statement], after: Iterable[Statement]) -> Difference:
    """What changed from one graph to another.

    How many papers support an entity and which run said so does not count as a change of it.  A claim is known
    by its content; of one that went and one that came for the same words of the same paper, a change is made.
    """
    old, new = set(before), set(after)
    one, other = _things(old), _things(new)
    found = {kind: _changes(one[kind], other[kind]) for kind in ("papers", "entities", "claims")}
    claims = _paired(found["claims"], one["claims"], other["claims"])
    return Difference(found["papers"], found["entities"], claims, (len(new - old), len(old - new)))


_Thing = frozenset[tuple[str, str]]  # property and value, as terms


def _things(statements: set[Statement]) -> dict[str, dict[str, _Thing]]:
    """What is said of each thing, by kind and subject."""
    kind = {s: _KINDS[o] for s, p, o in statements if p == _TYPE and o in _KINDS}
    said: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for s, p, o in statements:
        if s in kind:
            said[s].add((p, o))
    found: dict[str, dict[str, _Thing]] = {"papers": {}, "entities": {}, "claims": {}}
    for subject, pairs in said.items():
        found[kind[subject]][subject] = frozenset(pairs)
    return found


def _changes(old: Mapping[str, _Thing], new: Mapping[str, _Thing]) -> Changes:
    return Changes(
        tuple(_item(s, new[s]) for s in sorted(new.keys() - old.keys())),
        tuple(_item(s, old[s]) for s in sorted(old.keys() - new.keys())),
        tuple(
            change
            for s in sorted(old.keys() & new.keys())
            if (change := _change(s, old[s], s, new[s])) is not None
        ),
    )


def _change(old: str, said: _Thing, new: str, says: _Thing) -> Change | None:
    removed, added = _lasting(said - says), _lasting(says - said)
    if not removed and not added:
        return None
    return Change(_item(new, says), _item(old, said), removed, added)


def _lasting(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((p[1:-1], o) for p, o in pairs if p not in _PASSING))


def _item(subject: str, said: _Thing) -> Item:
    labels = sorted((_LABELS.index(p), o) for p, o in said if p in _LABELS)
    return Item(subject[1:-1], rdf.parse_term(labels[0][1])[1] if labels else "")


def _paired(claims: Changes, old: Mapping[str, _Thing], new: Mapping[str, _Thing]) -> Changes:
    """The changes of claims, with each pair that shares its paper and its words made one change."""
    gone: dict[_Thing, list[str]] = {}
    for item in claims.removed:
        gone.setdefault(_source(old[f"<{item.iri}>"]), []).append(f"<{item.iri}>")
    pairs: dict[str, str] = {}  # the new claim -> the old one
    for item in claims.added:
        waiting = gone.get(_source(new[f"<{item.iri}>"]))
        if waiting:
            pairs[f"<{item.iri}>"] = waiting.pop(0)
    changed = [_change(was, old[was], now, new[now]) for now, was in pairs.items()]
    left = set(pairs.values())
    return Changes(
        tuple(i for i in claims.added if f"<{i.iri}>" not in pairs),
        tuple(i for i in claims.removed if f"<{i.iri}>" not in left),
        tuple(sorted([*claims.changed, *(c for c in changed if c is not None)])),
    )


def _source(said: _Thing) -> _Thing:
    """Where a claim comes from: its paper and its mentions."""
    return frozenset((p, o) for p, o in said if p in {_PAPER, _EVIDENCE})

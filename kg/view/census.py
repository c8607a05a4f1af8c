"""Which things a page carries when a graph is too large for one: chosen in a first pass that keeps counters alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from itertools import groupby, product
from operator import itemgetter

from kg import rdf, terms
from kg.rdf import Statement
from kg.view.looks import CLASSES, RELATIONS
from kg.view.ranking import drawing_order

_TYPE = rdf.iri(terms.TYPE)
_CLASSES = {rdf.iri(terms.KG + name): name for name in CLASSES}
_ROLES = {
    rdf.iri(look.iri)
    for name, look in RELATIONS.items()
    if name not in {"broader", "variantOf", "comparedTo"}
}
_UPWARD = {rdf.iri(terms.BROADER), rdf.iri(terms.VARIANT_OF)}
_GENERIC = (rdf.iri(terms.GENERIC), rdf.boolean(True))
_SYSTEM, _BASELINE = rdf.iri(terms.OF_SYSTEM), rdf.iri(terms.COMPARED_TO)
_NAMED = {
    rdf.iri(prop)
    for prop in (
        terms.REPORTED_IN, terms.RESULT_METRIC, terms.OF_SYSTEM, terms.COMPARED_TO,
        terms.ON_DATASET, terms.ON_MODEL, terms.ON_HARDWARE, terms.ON_TASK,
    )
}  # fmt: skip
_ENDS = {rdf.iri(terms.SUBJECT), rdf.iri(terms.OBJECT)}
_IS_PART_OF, _CONTEXT = rdf.iri(terms.IS_PART_OF), rdf.iri(terms.REFERENCE_CONTEXT)
_RESULT, _ASSERTION, _MENTION = rdf.iri(terms.RESULT), rdf.iri(terms.ASSERTION), rdf.iri(terms.MENTION)


class Census:
    """How often everything is named; terms stand as they do in statements.

    Memory grows with the papers and entities of the graph, never with its statements.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        """Count in one pass over statements that come sorted."""
        self.cls: dict[str, str] = {}
        self.support: Counter[str] = Counter()
        self.results = 0
        self._degree: Counter[str] = Counter()
        self._told: set[str] = set()
        self._generic: set[str] = set()
        self._paper_of: dict[str, str] = {}
        self._joined: list[tuple[str, str]] = []  # among entities: kinds, variants, baselines
        for subject, group in groupby(statements, key=itemgetter(0)):
            self._count(subject, [(predicate, value) for _, predicate, value in group])
        for a, b in self._joined:
            if a != b and a in self.cls and b in self.cls:
                self._degree.update((a, b))
        for name in [n for n, cls in self.cls.items() if cls != "Paper" and not self._degree[n]]:
            if name not in self._told:
                del self.cls[name]

    def _count(self, subject: str, rows: list[tuple[str, str]]) -> None:
        types = {value for predicate, value in rows if predicate == _TYPE}
        if _RESULT in types:
            self.results += 1
            self._told.update(value for predicate, value in rows if predicate in _NAMED)
            systems = [value for predicate, value in rows if predicate == _SYSTEM]
            baselines = [value for predicate, value in rows if predicate == _BASELINE]
            self._joined += product(systems, baselines)
            return
        if _ASSERTION in types:
            ends = [value for predicate, value in rows if predicate in _ENDS]
            self._degree.update(ends)
            return
        if cls := next((_CLASSES[t] for t in types if t in _CLASSES), ""):
            self.cls[subject] = cls
            if _GENERIC in rows:
                self._generic.add(subject)
        self.support.update({value for predicate, value in rows if predicate in _ROLES})
        self._joined += [(subject, value) for predicate, value in rows if predicate in _UPWARD]
        for predicate, value in rows:
            if predicate == _IS_PART_OF:
                self._paper_of[subject] = value

    def papers(self) -> int:
        """The number of papers."""
        return sum(cls == "Paper" for cls in self.cls.values())

    def best(self, number: int) -> set[str]:
        """The first so many papers and entities in the order of drawing."""
        return set(drawing_order(self.cls, self._key, number))

    def _key(self, name: str) -> tuple[bool, int, int, str]:
        support = 1 if self.cls[name] == "Paper" else self.support[name]
        return name in self._generic, -support, -self._degree[name], name

    def about(self, statements: Iterable[Statement], kept: Container[str]) -> Iterator[Statement]:
        """Of sorted statements, those about kept things and what hangs on them; no edge or result misses an end."""
        for subject, group in groupby(statements, key=itemgetter(0)):
            rows = list(group)
            if self._belongs(subject, rows, kept):
                yield from rows

    def _belongs(self, subject: str, rows: list[Statement], kept: Container[str]) -> bool:
        types = {value for _, predicate, value in rows if predicate == _TYPE}
        if subject in self._paper_of:
            return self._paper_of[subject] in kept
        if _RESULT in types:
            return all(value in kept for _, predicate, value in rows if predicate in _NAMED)
        if _ASSERTION in types:
            return all(value in kept for _, predicate, value in rows if predicate in _ENDS)
        if _MENTION in types:
            return any(self._paper_of.get(v) in kept for _, predicate, v in rows if predicate == _CONTEXT)
        return subject in kept

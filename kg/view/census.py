"""Which things a page carries when a graph is too large for one: chosen in a first pass that keeps counters alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
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


class Counters:
    """How often whole subjects name everything; terms stand as they do in statements, and counts add up."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self.cls: dict[str, str] = {}
        self.generic: set[str] = set()
        self.support: Counter[str] = Counter()
        self.degree: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.joined: list[tuple[str, str]] = []  # among entities: kinds, variants, baselines
        self.results = 0
        self.paper_of: dict[str, str] = {}

    def count(self, subject: str, rows: list[tuple[str, str]]) -> None:
        """Count all that is said of one subject, as pairs of predicate and value."""
        types = {value for predicate, value in rows if predicate == _TYPE}
        if _RESULT in types:
            self.results += 1
            self.told.update({value for predicate, value in rows if predicate in _NAMED})
            systems = [value for predicate, value in rows if predicate == _SYSTEM]
            baselines = [value for predicate, value in rows if predicate == _BASELINE]
            self.joined += product(systems, baselines)
            return
        if _ASSERTION in types:
            self.degree.update(value for predicate, value in rows if predicate in _ENDS)
            return
        if cls := next((_CLASSES[t] for t in types if t in _CLASSES), ""):
            self.cls[subject] = cls
            if _GENERIC in rows:
                self.generic.add(subject)
        self.support.update({value for predicate, value in rows if predicate in _ROLES})
        self.joined += [(subject, value) for predicate, value in rows if predicate in _UPWARD]
        for predicate, value in rows:
            if predicate == _IS_PART_OF:
                self.paper_of[subject] = value


class Census:
    """What a page chooses from, counted over a graph that may be anyone's.

    Memory grows with the papers and entities of the graph, never with its statements.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        """Count in one pass over statements that come sorted."""
        found = Counters()
        for subject, group in groupby(statements, key=itemgetter(0)):
            found.count(subject, [(predicate, value) for _, predicate, value in group])
        self.cls, self.support, self.results = found.cls, found.support, found.results
        self._degree, self._generic, self._paper_of = found.degree, found.generic, found.paper_of
        for a, b in found.joined:
            if a != b and a in self.cls and b in self.cls:
                self._degree.update((a, b))
        for name in [n for n, cls in self.cls.items() if cls != "Paper" and not self._degree[n]]:
            if name not in found.told:
                del self.cls[name]

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
        return about(statements, kept, self._paper_of)


def about(
    statements: Iterable[Statement], kept: Container[str], paper_of: Mapping[str, str]
) -> Iterator[Statement]:
    """Of sorted statements, those about kept things and what hangs on them; `paper_of` names the paper of each text."""
    for subject, group in groupby(statements, key=itemgetter(0)):
        rows = list(group)
        if _belongs(subject, rows, kept, paper_of):
            yield from rows


def _belongs(subject: str, rows: list[Statement], kept: Container[str], paper_of: Mapping[str, str]) -> bool:
    types = {value for _, predicate, value in rows if predicate == _TYPE}
    if subject in paper_of:
        return paper_of[subject] in kept
    if _RESULT in types:
        return all(value in kept for _, predicate, value in rows if predicate in _NAMED)
    if _ASSERTION in types:
        return all(value in kept for _, predicate, value in rows if predicate in _ENDS)
    if _MENTION in types:
        return any(paper_of.get(v) in kept for _, predicate, v in rows if predicate == _CONTEXT)
    return subject in kept

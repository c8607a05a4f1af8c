"""Which statements belong to the page of a paper or an entity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg import rdf, terms
from kg.rdf import Statement

_OWNERS = {
    rdf.iri(prop)
    for prop in (
        terms.SUBJECT, terms.OBJECT, terms.REPORTED_IN, terms.OF_SYSTEM, terms.COMPARED_TO, terms.RESULT_METRIC,
        terms.ON_DATASET, terms.ON_MODEL, terms.ON_HARDWARE, terms.ON_TASK, terms.IS_PART_OF, terms.IDENT_REF,
        terms.REFERENCE_CONTEXT,
    )
}  # fmt: skip


class Belonging:
    """The statements of a graph by the thing they are about."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        """Index in one pass."""
        self._of: defaultdict[str, list[Statement]] = defaultdict(list)
        self._owned: defaultdict[str, list[str]] = defaultdict(list)
        for statement in statements:
            subject, predicate, value = statement
            self._of[subject].append(statement)
            if predicate in _OWNERS:
                self._owned[value].append(subject)

    def to(self, iri: str) -> list[Statement]:
        """The thing's own statements, then its mentions, edges, results and text, sorted."""
        thing = rdf.iri(iri)
        subjects = {thing, *self._owned.get(thing, ())}
        subjects |= {mention for subject in list(subjects) for mention in self._owned.get(subject, ())}
        return sorted({statement for subject in subjects for statement in self._of[subject]})

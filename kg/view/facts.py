"""What the view needs of a graph, gathered in one pass over its statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg import rdf, terms
from kg.rdf import Statement

_WANTED = {
    rdf.iri(value): value
    for value in (
        terms.TYPE, terms.IDENTIFIER, terms.TITLE, terms.ISSUED, terms.PUBLICATION_DATE, terms.PUBLICATION_YEAR,
        terms.CREATOR, terms.ARXIV_ID, terms.DOI, terms.LINK, terms.CODE_REPOSITORY, terms.MODEL_LINK,
        terms.DATA_LINK, terms.PROJECT_LINK, terms.DEMO_LINK, terms.PREF_LABEL, terms.ALT_LABEL, terms.DEFINITION,
        terms.STATUS, terms.GENERIC, terms.MEMORY, terms.DIRECTION, terms.RANGE, terms.DEFAULT_UNIT, terms.MANUFACTURER,
        terms.EXACT_MATCH, terms.CLOSE_MATCH, terms.DESCRIBED_IN, terms.BROADER, terms.VARIANT_OF,
        terms.SUBJECT, terms.PREDICATE, terms.OBJECT, terms.CONFIDENCE, terms.FOUND_BY, terms.EVIDENCE,
        terms.REPORTED_IN, terms.OF_SYSTEM, terms.RESULT_METRIC, terms.NUMERIC_VALUE, terms.MAX_VALUE,
        terms.UNIT_LABEL, terms.COMPARISON, terms.OUTCOME, terms.BOUND, terms.COMPARED_TO, terms.ON_DATASET,
        terms.ON_MODEL, terms.ON_HARDWARE, terms.ON_TASK, terms.RAW_VALUE, terms.NORMALIZED_FACTOR,
        terms.DEVICE_COUNT, terms.ATTRIBUTE, terms.SENTENCE, terms.IS_PART_OF, terms.IS_STRING,
        terms.REFERENCE_CONTEXT, terms.BEGIN_INDEX, terms.END_INDEX, terms.ANCHOR_OF, terms.IDENT_REF,
    )
}  # fmt: skip


class Facts:
    """Subjects with their values by property IRI; an IRI stands for itself, a literal for its text.

    Values of a property are kept apart by kind, so a literal that looks like an address is never taken for one.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        """Keep the statements whose property the view reads."""
        self.instances: defaultdict[str, list[str]] = defaultdict(list)
        self._iris: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._texts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in statements:
            name = _WANTED.get(predicate)
            if name is None:
                continue
            if value[0] == "<":
                self._iris[subject[1:-1]][name].append(value[1:-1])
                if name == terms.TYPE:
                    self.instances[value[1:-1]].append(subject[1:-1])
            else:
                self._texts[subject[1:-1]][name].append(rdf.parse_term(value)[1])

    def iris(self, subject: str, *properties: str) -> list[str]:
        """The IRIs that the properties lead to, sorted within each property."""
        found = self._iris.get(subject)
        return [] if found is None else [v for p in properties if p in found for v in sorted(found[p])]

    def texts(self, subject: str, *properties: str) -> list[str]:
        """The literal values of the properties, sorted within each property."""
        found = self._texts.get(subject)
        return [] if found is None else [v for p in properties if p in found for v in sorted(found[p])]

    def iri(self, subject: str, *properties: str) -> str:
        """The first IRI that the properties lead to, empty where there is none."""
        return next(iter(self.iris(subject, *properties)), "")

    def text(self, subject: str, *properties: str) -> str:
        """The first literal value of the properties, empty where there is none."""
        return next(iter(self.texts(subject, *properties)), "")

    def having(self, prop: str) -> list[str]:
        """The subjects with an IRI under the property, sorted."""
        return sorted(subject for subject, found in self._iris.items() if prop in found)

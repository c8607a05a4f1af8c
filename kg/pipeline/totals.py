"""The counts of a graph, which add up and take away whole subjects at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kg import rdf, terms
from kg.export.dataset import Counts
from kg.model import EntityClass, Role
from kg.rdf import Statement

_TYPE: Final = rdf.iri(terms.TYPE)
_STATUS: Final = rdf.iri(terms.STATUS)
_MINTED: Final = rdf.iri(terms.MINTED)
_RUN: Final = rdf.iri(terms.EXTRACTION_RUN)


@dataclass(slots=True)
class Totals:
    """What the manifest and the description of a graph say of it; keys are terms."""

    counts: Counts = field(default_factory=Counts)
    minted: int = 0

    def counting(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        """The sorted statements themselves, counted as they pass; subjects must come whole."""
        found = self.counts
        subject = predicate = ""
        for statement in statements:
            s, p, o = statement
            found.triples += 1
            found.properties[p] += 1
            if s != subject:
                found.subjects += 1
                found.described[p] += 1
                subject, predicate = s, p
            elif p != predicate:
                found.described[p] += 1
                predicate = p
            if p == _TYPE:
                found.classes[o] += 1
                if o == _RUN:
                    found.runs.append(s)
            elif p == _STATUS and o == _MINTED:
                self.minted += 1
            yield statement

    def change(self, other: Totals, sign: int) -> None:
        """Add (1) or take away (-1) the counts of other subjects."""
        mine, theirs = self.counts, other.counts
        mine.triples += sign * theirs.triples
        mine.subjects += sign * theirs.subjects
        for own, others in (
            (mine.classes, theirs.classes), (mine.properties, theirs.properties), (mine.described, theirs.described),
        ):  # fmt: skip
            for term, n in others.items():
                own[term] += sign * n
                if not own[term]:
                    del own[term]
        if sign > 0:
            mine.runs += theirs.runs
        else:
            for run in theirs.runs:
                mine.runs.remove(run)
        self.minted += sign * other.minted

    def summary(self) -> dict[str, int]:
        """The few numbers that sum up a graph: those of `kg.graph.counts`, without its sets of papers."""
        classes = {term[1:-1]: n for term, n in self.counts.classes.items()}
        properties = {term[1:-1]: n for term, n in self.counts.properties.items()}
        entities = sum(classes.get(terms.KG + cls, 0) for cls in EntityClass)
        return {
            "assertions": classes.get(terms.ASSERTION, 0),
            "comparative_results": classes.get(terms.COMPARATIVE_RESULT, 0),
            "edges": sum(properties.get(terms.KG + role, 0) for role in Role),
            "entities": entities,
            "entities_minted": self.minted,
            "entities_without_edge": entities - properties.get(terms.SUPPORT, 0),
            "links": properties.get(terms.LINK, 0),
            "measured_results": classes.get(terms.MEASURED_RESULT, 0),
            "mentions": classes.get(terms.MENTION, 0),
            "papers": classes.get(terms.PAPER, 0),
            "results": classes.get(terms.RESULT, 0),
            "statements": self.counts.triples,
        }

    def plain(self) -> dict[str, Any]:
        """The counts as JSON can hold them."""
        found = self.counts
        return {
            "triples": found.triples, "subjects": found.subjects, "classes": dict(found.classes),
            "properties": dict(found.properties), "described": dict(found.described), "runs": found.runs,
            "minted": self.minted,
        }  # fmt: skip

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Totals:
        """The counts that `plain` gave."""
        totals = cls(minted=plain["minted"])
        found = totals.counts
        found.triples, found.subjects, found.runs = plain["triples"], plain["subjects"], list(plain["runs"])
        for own, name in (
            (found.classes, "classes"),
            (found.properties, "properties"),
            (found.described, "described"),
        ):
            own.update(plain[name])
        return totals

"""A part of a graph, itself a graph: around a thing, of some papers, of some classes, since a date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg import rdf, terms
from kg.errors import GraphError, SettingsError
from kg.rdf import Statement
from kg.settings import Settings
from kg.view.choosing import Names, classes_named
from kg.view.facts import Facts
from kg.view.looks import CLASSES

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ISSUED = (terms.ISSUED, terms.PUBLICATION_DATE, terms.PUBLICATION_YEAR)
_SLOTS = (
    terms.RESULT_METRIC, terms.OF_SYSTEM, terms.COMPARED_TO,
    terms.ON_DATASET, terms.ON_MODEL, terms.ON_HARDWARE, terms.ON_TASK,
)  # fmt: skip
_UPWARD = (terms.BROADER, terms.VARIANT_OF)


def part(
    statements: Iterable[Statement],
    settings: Settings,
    *,
    focus: str | None = None,
    hops: int = 2,
    papers: Sequence[str] = (),
    classes: Sequence[str] = (),
    since: str | None = None,
) -> list[Statement]:
    """The sorted statements of the chosen part; every choice narrows it further, without any it is the whole.

    `papers` names the only papers looked at and `since` (YYYY, YYYY-MM or YYYY-MM-DD) leaves out earlier ones and
    those without a date.  `focus` keeps what lies within `hops` edges of a thing; no path runs on through a generic
    term.  `classes` then keeps entities of these classes, and the papers that are linked to one of them.  A result
    stays with its paper as long as its metric stays.  Things are named by id, name or alias, papers by record id,
    arXiv id, DOI or title as well.

    Raises GraphError for a name that stands for nothing or for several things and where nothing is left, and
    SettingsError for a date or a number of hops without meaning.
    """
    everything = list(statements)
    if hops < 0:
        raise SettingsError(f"--hops must not be negative, not {hops}.")
    if since is not None and not _DATE.fullmatch(since):
        raise SettingsError(f"--since must be YYYY, YYYY-MM or YYYY-MM-DD, not {since!r}.")
    facts = Facts(everything)
    names = Names(facts, settings.base_iri)
    allowed = _papers(facts, names, papers, since)
    near = _Near(facts, allowed)
    start = names.one(focus) if focus is not None else None
    kept = near.within(start, hops) if start is not None else near.under(allowed)
    if classes:
        kept = _of_classes(facts, near, kept, classes_named(classes), start)
    if not any(paper in kept for paper in allowed) and start is None:
        raise GraphError(
            "Nothing of the graph is left; choose an earlier date, more classes or other papers."
        )
    return sorted(_about(facts, everything, kept))


def _papers(facts: Facts, names: Names, wanted: Sequence[str], since: str | None) -> set[str]:
    chosen = set(facts.instances[terms.PAPER])
    if wanted:
        found = {name: names.one(name) for name in wanted}
        if wrong := [name for name, iri in found.items() if iri not in chosen]:
            raise GraphError(f"{wrong[0]!r} is not a paper of the graph; use --focus for other things.")
        chosen = set(found.values())
    if since is not None:
        chosen = {paper for paper in chosen if _not_before(facts.text(paper, *_ISSUED), since)}
    return chosen


def _not_before(issued: str, since: str) -> bool:
    """Whether a date can be meant by `since`, as far as both say."""
    shared = min(len(issued), len(since))
    return bool(issued) and issued[:shared] >= since[:shared]


class _Near:
    """Who is next to whom: papers and what they name, systems and their baselines, things and their kinds."""

    def __init__(self, facts: Facts, papers: set[str]) -> None:
        self._facts = facts
        self._things = papers | {
            iri for cls in CLASSES if cls != "Paper" for iri in facts.instances[terms.KG + cls]
        }
        self.of: defaultdict[str, set[str]] = defaultdict(set)
        for node in facts.instances[terms.ASSERTION]:
            self._join(facts.iri(node, terms.SUBJECT), facts.iri(node, terms.OBJECT))
        for node in facts.instances[terms.RESULT]:
            paper = facts.iri(node, terms.REPORTED_IN)
            if paper in papers:
                for thing in facts.iris(node, *_SLOTS):
                    self._join(paper, thing)
                for system in facts.iris(node, terms.OF_SYSTEM):
                    for baseline in facts.iris(node, terms.COMPARED_TO):
                        self._join(system, baseline)
        self._ladder: defaultdict[str, set[str]] = defaultdict(set)
        for thing in self._things - papers:
            for upper in self._facts.iris(thing, *_UPWARD):
                if upper in self._things:
                    self._ladder[thing].add(upper)

    def _join(self, a: str, b: str) -> None:
        if a != b and {a, b} <= self._things:
            self.of[a].add(b)
            self.of[b].add(a)

    def under(self, papers: set[str]) -> set[str]:
        """The papers, what they name, and the kinds of that."""
        kept = papers | {thing for paper in papers for thing in self.of[paper]}
        edge = set(kept)
        while edge:
            edge = {upper for thing in edge for upper in self._ladder[thing]} - kept
            kept |= edge
        return kept

    def within(self, start: str, hops: int) -> set[str]:
        """What lies within so many edges of the start."""
        beside = {thing: set(others) for thing, others in self.of.items()}
        for lower, uppers in self._ladder.items():
            for upper in uppers:
                beside.setdefault(lower, set()).add(upper)
                beside.setdefault(upper, set()).add(lower)
        kept = {start}
        edge = {start}
        for _ in range(hops):
            passing = {t for t in edge if t == start or self._facts.text(t, terms.GENERIC) != "true"}
            edge = {other for thing in passing for other in beside.get(thing, ())} - kept
            kept |= edge
        return kept


def _of_classes(
    facts: Facts, near: _Near, kept: set[str], classes: frozenset[str], start: str | None
) -> set[str]:
    entities = {
        iri for cls in classes - {"Paper"} for iri in facts.instances[terms.KG + cls] if iri in kept
    } | ({start} if start is not None else set())
    papers = {paper for paper in facts.instances[terms.PAPER] if paper in kept}
    if classes - {"Paper"}:
        papers = {paper for paper in papers if near.of[paper] & entities}
    return entities | papers


def _about(facts: Facts, statements: Iterable[Statement], kept: set[str]) -> set[Statement]:
    """The statements about kept things and about what hangs on them, none of which names a thing left out."""
    things = {iri for cls in CLASSES for iri in facts.instances[terms.KG + cls]}
    gone = things - kept
    contexts = {c for c in facts.having(terms.IS_PART_OF) if facts.iri(c, terms.IS_PART_OF) in gone}
    results = {
        r
        for r in facts.instances[terms.RESULT]
        if gone.intersection(facts.iris(r, terms.REPORTED_IN, terms.RESULT_METRIC))
    }
    mentions = {
        m
        for m in facts.instances[terms.MENTION]
        if facts.iri(m, terms.REFERENCE_CONTEXT) in contexts
        or gone.intersection(facts.iris(m, terms.IDENT_REF))
    }
    assertions = {
        a
        for a in facts.instances[terms.ASSERTION]
        if gone.intersection(facts.iris(a, terms.SUBJECT, terms.OBJECT))
    }
    left_out = {rdf.iri(iri) for iri in gone | contexts | results | mentions | assertions}
    return {s for s in statements if s[0] not in left_out and s[2] not in left_out}

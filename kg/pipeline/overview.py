"""The page of a built graph: of a large one, only what the page carries is read."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from kg import ids, rdf, terms
from kg.pipeline import excerpt, runs
from kg.pipeline.standing import Standing
from kg.rdf import Statement
from kg.settings import Settings
from kg.view.census import about

# What the page of a graph too large to be carried whole holds: the nodes that are drawn at first, and some more.
CARRIED: Final = 2000
_EVIDENCE, _NAMES = rdf.iri(terms.EVIDENCE), rdf.iri(terms.IDENT_REF)
_OURS: Final = f"<{terms.KG}"
_NO_PLACE: Final = "0-0"  # end of the name of a mention


def page(graph: Path, standing: Standing, settings: Settings) -> str:
    """The text of graph.html for a sorted graph.nt; the same graph gives the same page, however it came about.

    A graph with more things than `kg.view.CARRIED_LIMIT` has a page of its best connected ones; it names the command
    that gives all.
    """
    collecting = gc.isenabled()
    gc.disable()  # nothing here runs in circles, and walking all of it again and again takes a seventh of the time
    try:
        return _page(graph, standing, settings)
    finally:
        if collecting:
            gc.enable()


def _page(graph: Path, standing: Standing, settings: Settings) -> str:
    from kg import view

    whole = standing.whole()
    if whole["papers"] + whole["things"] <= view.CARRIED_LIMIT:
        with graph.open("rb") as stream:
            return view.render(view.overview(map(runs.statement, stream), settings, whole))
    support = standing.best(CARRIED)
    chosen = Excerpt(graph, standing, settings).about(support.keys())
    return view.render(view.overview(chosen, settings, whole, support))


class Excerpt:
    """The statements about some things, out of a sorted graph."""

    def __init__(self, graph: Path, standing: Standing, settings: Settings) -> None:
        self._graph, self._standing = graph, standing
        self._base = rdf.iri(settings.base_iri)[:-1]

    def about(self, kept: Collection[str]) -> Iterator[Statement]:
        """What a page tells of the kept papers and things: theirs, texts, edges and results among them, mentions."""
        papers = sorted(name for name in kept if self._local(name).startswith("paper-"))
        texts = {self._term(ids.context(self._local(paper))): paper for paper in papers}
        edges: list[str] = []
        for subject, predicate, value in self._of({*kept, *texts}):
            yield subject, predicate, value
            if value in kept and predicate.startswith(_OURS):
                role = predicate[len(_OURS) : -1]
                edges.append(self._term(ids.assertion(self._local(subject), role, self._local(value))))
        told: set[str] = set()
        for statement in about(self._of([*edges, *self._standing.results(papers)]), kept, {}):
            yield statement
            if statement[1] == _EVIDENCE:
                told.add(statement[2])
        spans = [self._term(ids.mention(self._local(paper), 0, 0))[: -len(_NO_PLACE) - 1] for paper in papers]
        for mention, group in groupby(self._lines(spans), key=itemgetter(0)):
            rows = list(group)
            if mention in told or any(p == _NAMES and value in kept for _, p, value in rows):
                yield from rows

    def _of(self, subjects: Iterable[str]) -> Iterator[Statement]:
        return self._lines(f"{subject} " for subject in subjects)

    def _lines(self, prefixes: Iterable[str]) -> Iterator[Statement]:
        return map(runs.statement, excerpt.starting(self._graph, {prefix.encode() for prefix in prefixes}))

    def _local(self, term: str) -> str:
        return term[len(self._base) : -1]

    def _term(self, local: str) -> str:
        return f"{self._base}{local}>"

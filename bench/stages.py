"""Where the time of a paper goes, from its text to the lines of the graph, on one core."""

from __future__ import annotations

import gc
import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from bench.corpus import words
from bench.machine import table
from kg import __version__, claims, entities, graph
from kg.mentions import recogniser, urls
from kg.model import Document
from kg.pipeline import BATCH, Extractor
from kg.settings import Settings

clock = time.process_time
STAGES = ("tokenise", "tag", "match", "link", "claims", "urls", "rest", "statements", "sort and write")


class Stopwatch:
    """Seconds of processor time by stage; a stage inside another one is taken out of it."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time noted under a stage."""

        def run(*arguments: Any, **options: Any) -> Any:
            self._inside.append(0.0)
            begin = clock()
            try:
                return function(*arguments, **options)
            finally:
                spent = clock() - begin
                self.seconds[stage] += spent - self._inside.pop()
                if self._inside:
                    self._inside[-1] += spent

        return run


def measure(papers: list[Document], *, tagger: bool) -> dict[str, float]:
    """Seconds of processor time by stage; nothing is remembered of papers seen before."""
    extractor = Extractor(Settings(tagger=tagger))
    extractor.extract(papers[:1])  # what is loaded at the first use is no part of a paper's cost
    gc.freeze()  # as a build does
    watch = Stopwatch()
    places = [
        (recogniser, "tokenise", "tokenise"),
        (recogniser.Recogniser, "find", "match"),
        (entities, "link", "link"),
        (claims, "extract", "claims"),
        (urls, "find", "urls"),
    ]
    if extractor.tagger is not None:
        places.append((type(extractor.tagger), "tag", "tag"))
    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    for owner, name, stage in places:
        setattr(owner, name, watch.timed(stage, getattr(owner, name)))
    try:
        extract = watch.timed("rest", extractor.extract)
        run = graph.Run(__version__, extractor.vocabulary.hash)
        write = watch.timed("sort and write", _write)
        for at in range(0, len(papers), BATCH):
            found = extract(papers[at : at + BATCH])
            write(watch.timed("statements", lambda f=found: _statements(f, run))())
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)
    if missing := [stage for stage in STAGES if not watch.seconds[stage] and (tagger or stage != "tag")]:
        raise RuntimeError(
            f"No time was spent on {', '.join(missing)}: what is measured has another name by now."
        )
    return watch.seconds


def _statements(extractions: list[Any], run: graph.Run) -> list[Any]:
    return [s for e in extractions for s in graph.document_statements(e, run, Settings())]


def _write(statements: list[Any]) -> str:
    lines = sorted({f"{s} {p} {o} .\n" for s, p, o in statements})
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def lines(papers: list[Document]) -> Iterator[str]:
    """The table of stages with and without the trained tagger."""
    found = {tagger: measure(papers, tagger=tagger) for tagger in (True, False)}
    yield f"## Stages: {len(papers)} papers, {words(papers)} words, one core, milliseconds of processor time a paper"
    yield ""
    whole = {tagger: sum(seconds.values()) for tagger, seconds in found.items()}
    rows = []
    for stage in STAGES:
        cells = [stage]
        for tagger, seconds in found.items():
            cells += [f"{1000 * seconds[stage] / len(papers):.2f}", f"{seconds[stage] / whole[tagger]:.0%}"]
        rows.append(tuple(cells))
    rows.append(("all", *(c for t in found for c in (f"{1000 * whole[t] / len(papers):.2f}", "100%"))))
    rows.append(("papers/s", *(c for t in found for c in (f"{len(papers) / whole[t]:.0f}", ""))))
    yield from table(("stage", "with the tagger", "share", "rules alone", "share"), rows)

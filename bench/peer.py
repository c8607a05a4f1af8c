"""Ours beside a general spaCy pipeline: the same texts in one process, batch by batch in turn."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.corpus import words
from bench.machine import table
from kg.model import Document
from kg.pipeline import BATCH, Extractor
from kg.settings import Settings

ROUND = 256  # papers whose rates make one ratio
clock = time.process_time


def lines(papers: list[Document], peer: str | None) -> Iterator[str]:
    """Words a second of everyone, and how often ours goes into the peer's: the median over the rounds."""
    runners: dict[str, Callable[[list[Document]], Any]] = {
        "ours, text to claims, with the tagger": Extractor(Settings()).extract,
        "ours, text to claims, rules alone": Extractor(Settings(tagger=False)).extract,
        "spaCy's blank tokenizer, the floor": _tokenizer(),
    }
    if peer:
        runners[f"{peer.rstrip('/').rpartition('/')[2]}, full pipeline"] = _pipeline(peer)
    for run in runners.values():
        run(papers[:BATCH])
    gc.freeze()  # as a build does; it serves everyone in this process
    rates: dict[str, list[float]] = {name: [] for name in runners}
    for begin in range(0, max(1, len(papers) - ROUND + 1), ROUND):
        part = papers[begin : begin + ROUND]
        for name, seconds in _round(part, runners).items():
            rates[name].append(words(part) / seconds)
    yield f"## Beside others: {len(papers)} papers, one core, one process, batches in turn"
    yield ""
    base = rates[list(runners)[-1]] if peer else None
    rows = []
    for name, found in rates.items():
        ratios = [a / b for a, b in zip(found, base, strict=True)] if base else []
        spread = f"{min(ratios):.1f}-{max(ratios):.1f}" if ratios else ""
        rows.append(
            (
                name,
                f"{statistics.median(found):,.0f}",
                f"{statistics.median(ratios):.2f}" if ratios else "",
                spread,
            )
        )
    yield from table(("pipeline", "words/s", "times the peer", "over the rounds"), rows)
    if not peer:
        yield "No peer was named (`--peer`), so nothing is said about `en_core_web_sm`."
        yield ""


def _round(papers: list[Document], runners: dict[str, Callable[[list[Document]], Any]]) -> dict[str, float]:
    seconds = dict.fromkeys(runners, 0.0)
    for at in range(0, len(papers), BATCH):
        for name, run in runners.items():
            begin = clock()
            run(papers[at : at + BATCH])
            seconds[name] += clock() - begin
    return seconds


def _tokenizer() -> Callable[[list[Document]], Any]:
    import spacy

    tokenizer = spacy.blank("en").tokenizer
    return lambda papers: [tokenizer(paper.text) for paper in papers]


def _pipeline(name: str) -> Callable[[list[Document]], Any]:
    import spacy

    nlp = spacy.load(name)
    return lambda papers: list(nlp.pipe([paper.text for paper in papers]))

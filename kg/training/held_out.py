"""What a run says of papers it did not see: figures, the judge, and the spans that later fits need."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.mentions.tagger import Judge, decide, open_roles
from kg.mentions.tagger_labels import CLASSES
from kg.mentions.tagger_text import tokenize
from kg.training import judge
from kg.training.data import GoldPaper
from kg.training.packing import unpack

LEAST = 0.15
"""Least score of a held-out span that is kept, as in the pipeline, which weighs the spans itself."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Gold papers with their folds, their cases, and one judge per fold that learned from the others."""

    papers: Sequence[GoldPaper]
    folds: Sequence[int]
    cases: Sequence[judge.Case]
    judges: Sequence[Judge]


def names_in(path: Path) -> list[str]:
    """The taggers whose answers a fold's file holds."""
    with np.load(path, allow_pickle=False) as file:
        return sorted(file.files)


def read(papers: Sequence[GoldPaper], folds: Sequence[int], files: Sequence[Path], name: str) -> HeldOut:
    """The answers of the tagger `name` out of one file a fold, with judges learned on them."""
    total: npt.NDArray[np.uint8] | None = None
    for path in files:
        with np.load(path, allow_pickle=False) as file:
            part = file[name]
        total = part if total is None else np.maximum(total, part)
    if total is None:
        raise ValueError("no fold's file")
    flat = unpack(total)
    cases, at = [], 0
    for paper in papers:
        size = len(tokenize(paper.text).words)
        cases.append(judge.case(paper, flat[at : at + size]))
        at += size
    judges = []
    for fold in range(max(folds) + 1):
        learned = judge.learn([c for c, other in zip(cases, folds, strict=True) if other != fold])
        judges.append(Judge({f"judge/{key}": value for key, value in learned.items()}))
    return HeldOut(papers, folds, cases, judges)


def write_spans(held: HeldOut, path: Path, least: float = LEAST) -> None:
    """Write the spans of every paper under the judge that did not see it, as JSON.

    {paper id: {"fold": number, "spans": [[begin, end, class, score, generic, [[role, share], ...]], ...]}}, sorted
    by offset; offsets count code points of title, blank line, abstract.
    """
    out = {}
    for paper, fold, case in zip(held.papers, held.folds, held.cases, strict=True):
        chances = held.judges[fold].probabilities(case.surfaces)
        spans = []
        for found in decide(case.found, case.surfaces, chances, [least] * len(CLASSES)):
            roles = open_roles(found.cls, np.asarray(case.surfaces.roles[found.surface]))
            for first, end in found.places:
                begin, stop = case.tokens.begins[first], case.tokens.ends[end - 1]
                spans.append((begin, stop, CLASSES[found.cls], found.score, found.generic, roles))
        out[paper.id] = {"fold": fold, "spans": sorted(spans, key=lambda span: span[0])}
    path.write_text(json.dumps(out), encoding="utf-8")

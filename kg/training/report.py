"""Honest figures from the judge's cases, by cross-validation, and figures of a finished tagger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from kg.mentions.tagger import Judge, Tagger, decide, open_roles
from kg.mentions.tagger_labels import CLASSES
from kg.mentions.tagger_text import fold, tokenize
from kg.training import judge
from kg.training.data import GoldPaper
from kg.training.evaluate import Figures, Guess, evaluate
from kg.training.held_out import HeldOut
from kg.training.reliability import Reliability


def cross_validated(held: HeldOut) -> dict[str, dict[str, Figures]]:
    """Figures per part of the gold, each paper judged by a judge that learned from the other folds."""
    found = {
        paper.id: guesses(paper, case, held.judges[fold_])
        for paper, case, fold_ in zip(held.papers, held.cases, held.folds, strict=True)
    }
    return {
        part: evaluate([p for p in held.papers if p.part == part], found)
        for part in sorted({p.part for p in held.papers})
    }


def guesses(paper: GoldPaper, case: judge.Case, verdict: Judge) -> list[Guess]:
    """Entities of one paper under a judge, one per surface that stands."""
    chances = verdict.probabilities(case.surfaces)
    out = []
    for decision in decide(case.found, case.surfaces, chances, verdict.thresholds):
        begins, ends = case.tokens.begins, case.tokens.ends
        surfaces = frozenset(paper.text[begins[first] : ends[end - 1]] for first, end in decision.places)
        roles = open_roles(decision.cls, np.asarray(case.surfaces.roles[decision.surface]))
        out.append(Guess(CLASSES[decision.cls], surfaces, roles[0][0]))
    return out


def of_tagger(papers: Sequence[GoldPaper], tagger: Tagger) -> dict[str, Figures]:
    """Figures of a finished tagger, its spans grouped by folded surface; optimistic on papers it learned from."""
    found = {}
    for paper, spans in zip(papers, tagger.tag([p.text for p in papers]), strict=True):
        groups: dict[tuple[str, str], set[str]] = {}
        roles: dict[tuple[str, str], str] = {}
        for span in spans:
            surface = paper.text[span.begin : span.end]
            key = (fold(tokenize(surface).words), span.cls)
            groups.setdefault(key, set()).add(surface)
            roles[key] = span.roles[0][0]
        found[paper.id] = [Guess(key[1], frozenset(group), roles[key]) for key, group in groups.items()]
    return evaluate(papers, found)


def table(figures: Iterable[tuple[str, Figures]]) -> str:
    """Figures as lines of text."""
    return "\n".join(
        f"{name:10s} P {f.precision:.3f}  R {f.recall:.3f}  F1 {f.f1:.3f}" for name, f in figures
    )


def reliability_lines(found: Reliability) -> str:
    """Calibration and marks as lines of text."""
    lines = [
        f"score {low:.1f}+  {b.count:5d} surfaces  mean {b.score:.3f}  right {b.right:.3f}"
        for low, b in found.bins.items()
    ]
    lines.append(f"expected calibration error {found.error:.4f}")
    for name, (precision, recall) in (("generic", found.generic), ("proposes", found.proposes)):
        lines.append(f"{name} above one half: right {precision:.3f}, finds {recall:.3f}")
    return "\n".join(lines)

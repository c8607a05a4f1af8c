"""Whether a confidence of 0.8 means eight right of ten: reliability tables and expected calibration error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.evaluation.counting import Judged

BINS: Final = 10  # of equal width over [0, 1]; the last one holds 1


@dataclass(frozen=True, slots=True)
class Bin:
    """The cases whose confidence lies in [low, high)."""

    low: float
    high: float
    confidence: float  # mean
    right: float  # share
    count: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that hold a case, and the expected calibration error of one group.

    The error is the mean distance between confidence and share right over the bins, weighted by their counts:
    Naeini, Cooper and Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning".
    """

    group: tuple[str, str]  # `all`, `class` or `rule`, and which
    bins: tuple[Bin, ...]
    error: float
    count: int


def reliability(judged: Iterable[Judged]) -> tuple[Reliability, ...]:
    """The tables of all edges, of all claims, of each class and of each rule, in this order."""
    cases = sorted(judged, key=lambda j: (j.kind, j.rule, j.confidence, j.right))
    whole = _groups(cases, lambda j: ("all", "claims" if j.kind == "claim" else "entities"))
    classes = _groups([j for j in cases if j.kind != "claim"], lambda j: ("class", j.kind))
    rules = _groups(cases, lambda j: ("rule", f"claim: {j.rule}" if j.kind == "claim" else j.rule))
    return (*reversed(whole), *classes, *rules)


def _groups(cases: Sequence[Judged], key: Callable[[Judged], tuple[str, str]]) -> tuple[Reliability, ...]:
    groups: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    return tuple(_table(group, groups[group]) for group in sorted(groups))


def _table(group: tuple[str, str], cases: Sequence[Judged]) -> Reliability:
    filled: dict[int, list[Judged]] = defaultdict(list)
    for case in cases:
        filled[min(BINS - 1, max(0, int(case.confidence * BINS)))].append(case)
    bins = tuple(
        Bin(
            n / BINS,
            (n + 1) / BINS,
            sum(c.confidence for c in filled[n]) / len(filled[n]),
            sum(c.right for c in filled[n]) / len(filled[n]),
            len(filled[n]),
        )
        for n in sorted(filled)
    )
    error = sum(abs(b.confidence - b.right) * b.count for b in bins) / len(cases)
    return Reliability(group, bins, error, len(cases))

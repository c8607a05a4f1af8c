"""Precision, recall and F1 out of counts, with the uncertainty that comes from having annotated few papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from kg.evaluation.counting import FIGURES, MAIN, PLACES, Counted, Row

SEED: Final = 20_240_601
ROUNDS: Final = 1000
TAILS: Final = (2.5, 97.5)  # percentiles: the ends of a 95 % interval

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the ends of its 95 % interval; 0 where there is nothing to take a share of."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table; precision and F1 are None for a plain share, which stands in `recall`."""

    row: Row
    precision: Share | None
    recall: Share
    f1: Share | None
    counts: tuple[int, ...]  # in the order of PLACES


def figures(counted: Sequence[Counted], rounds: int = ROUNDS, seed: int = SEED) -> tuple[Figure, ...]:
    """Every figure over the papers, in the order of FIGURES and then by name.

    Intervals are percentiles of a bootstrap: `rounds` times as many papers are drawn with replacement.  The same
    papers give the same intervals.  Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13.
    """
    order = list(FIGURES)
    rows = sorted({row for one in counted for row in one.rows}, key=lambda r: (order.index(r[0]), _place(r)))
    table = np.array([[one.rows.get(row, (0,) * len(PLACES)) for row in rows] for one in counted], float)
    papers = len(table)
    table = table.reshape(papers, len(rows) * len(PLACES))
    draws = np.random.default_rng(seed).multinomial(papers, np.full(papers, 1 / papers), size=rounds)
    drawn = (draws @ table).reshape(rounds, len(rows), len(PLACES))
    whole = table.sum(0).reshape(1, len(rows), len(PLACES))
    return tuple(_figure(row, whole[:, i], drawn[:, i]) for i, row in enumerate(rows))


def _place(row: Row) -> tuple[int, str]:
    return MAIN.index(row[1]) if row[0] == "all" else 0, row[1]


def _figure(row: Row, whole: Floats, drawn: Floats) -> Figure:
    precision, recall = _share(whole, drawn, 0), _share(whole, drawn, 2)
    counts = tuple(int(c) for c in whole[0])
    plain_share = row[1] == "link" or row[0] in {"link by class", "slot"}
    if plain_share:
        return Figure(row, None, recall, None, counts)
    f1 = _interval(_f1(whole), _f1(drawn))
    return Figure(row, precision, recall, f1, counts)


def _share(whole: Floats, drawn: Floats, part: int) -> Share:
    return _interval(_ratio(whole[:, part], whole[:, part + 1]), _ratio(drawn[:, part], drawn[:, part + 1]))


def _interval(whole: Floats, drawn: Floats) -> Share:
    low, high = np.percentile(drawn, TAILS)
    return Share(float(whole[0]), float(low), float(high))


def _ratio(part: Floats, all_: Floats) -> Floats:
    return np.divide(part, all_, out=np.zeros_like(part), where=all_ > 0)


def _f1(counts: Floats) -> Floats:
    precision, recall = _ratio(counts[:, 0], counts[:, 1]), _ratio(counts[:, 2], counts[:, 3])
    return _ratio(2 * precision * recall, precision + recall)

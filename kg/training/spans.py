"""The likeliest mentions of a text out of its token probabilities, and exact-span figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from kg.training.evaluate import Figures, figures
from kg.training.labels import BEGIN, CLASSES, INSIDE, LABELS, LAST, OUTSIDE, UNIT, label

Span = tuple[int, int, str]


def _allowed() -> npt.NDArray[np.bool_]:
    """Which label may follow which [from, to]."""
    closed = [OUTSIDE, *(label(c, part) for c in range(len(CLASSES)) for part in (LAST, UNIT))]
    opening = [OUTSIDE, *(label(c, part) for c in range(len(CLASSES)) for part in (BEGIN, UNIT))]
    table = np.zeros((LABELS, LABELS), bool)
    table[np.ix_(closed, opening)] = True
    for c in range(len(CLASSES)):
        inner = [label(c, INSIDE), label(c, LAST)]
        table[np.ix_([label(c, BEGIN), label(c, INSIDE)], inner)] = True
    return table


ALLOWED = _allowed()


def best_spans(probabilities: npt.NDArray[np.float32]) -> list[Span]:
    """Spans (first token, end token, class) of the likeliest well-formed BILOU labelling [tokens, labels]."""
    if not len(probabilities):
        return []
    scores = np.log(np.maximum(probabilities[:, :LABELS].astype(np.float64), 1e-9))
    barrier = np.where(ALLOWED, 0.0, -1e6)
    total = scores[0] + barrier[OUTSIDE]
    back = np.zeros((len(scores), LABELS), np.int64)
    for at in range(1, len(scores)):
        ways = total[:, None] + barrier
        back[at] = ways.argmax(0)
        total = ways.max(0) + scores[at]
    ending = total + barrier[:, OUTSIDE]
    path = [int(ending.argmax())]
    for at in range(len(scores) - 1, 0, -1):
        path.append(int(back[at, path[-1]]))
    return spans_of(path[::-1])


def spans_of(labels: Iterable[int]) -> list[Span]:
    """Spans of a well-formed BILOU labelling."""
    out: list[Span] = []
    begin = 0
    for at, mark in enumerate(labels):
        if mark == OUTSIDE:
            continue
        cls, part = divmod(mark - 1, 4)
        if part in (BEGIN, UNIT):
            begin = at
        if part in (LAST, UNIT):
            out.append((begin, at + 1, CLASSES[cls]))
    return out


def exact(wanted: Iterable[list[Span]], found: Iterable[list[Span]]) -> dict[str, Figures]:
    """Micro figures over all texts, and one per class: a span is right if extent and class agree exactly."""
    right: Counter[str] = Counter()
    guessed: Counter[str] = Counter()
    needed: Counter[str] = Counter()
    for gold, guess in zip(wanted, found, strict=True):
        for count, spans in ((needed, gold), (guessed, guess), (right, set(gold) & set(guess))):
            for _, _, cls in spans:
                count["all"] += 1
                count[cls] += 1
    return {name: figures(right[name], guessed[name], needed[name]) for name in sorted(needed)}

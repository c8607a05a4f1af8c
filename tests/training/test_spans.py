"""The likeliest labelling is well formed, and exact-span figures count what they say."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from kg.training.labels import LABELS, OUTSIDE, label
from kg.training.spans import best_spans, exact, spans_of

DATASET, TASK = 3, 6


def rows(*choices: dict[int, float]) -> np.ndarray:
    table = np.full((len(choices), LABELS), 1e-4, np.float32)
    for row, choice in zip(table, choices, strict=True):
        for mark, chance in choice.items():
            row[mark] = chance
    return table


def test_a_clear_labelling_is_read_off() -> None:
    chances = rows(
        {OUTSIDE: 0.9},
        {label(TASK, 0): 0.8},
        {label(TASK, 1): 0.7},
        {label(TASK, 2): 0.8},
        {label(DATASET, 3): 0.9},
    )
    assert best_spans(chances) == [(1, 4, "Task"), (4, 5, "Dataset")]


def test_a_mention_that_never_ends_is_repaired() -> None:
    chances = rows({label(TASK, 0): 0.9, OUTSIDE: 0.05}, {OUTSIDE: 0.5, label(TASK, 2): 0.4}, {OUTSIDE: 0.9})
    assert best_spans(chances) == [(0, 2, "Task")]


def test_an_inside_without_a_start_is_dropped() -> None:
    chances = rows({OUTSIDE: 0.95}, {label(TASK, 1): 0.5, OUTSIDE: 0.45}, {OUTSIDE: 0.95})
    assert best_spans(chances) == []


def test_no_tokens_no_spans() -> None:
    assert best_spans(np.zeros((0, LABELS), np.float32)) == []


def test_every_labelling_found_is_well_formed() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        spans = best_spans(rng.random((12, LABELS)).astype(np.float32))
        assert all(0 <= a < b <= 12 for a, b, _ in spans)
        assert all(x[1] <= y[0] for x, y in itertools.pairwise(spans))


def test_labels_and_spans_agree() -> None:
    marks = [OUTSIDE, label(TASK, 0), label(TASK, 2), label(DATASET, 3)]
    assert spans_of(marks) == [(1, 3, "Task"), (3, 4, "Dataset")]


def test_figures_need_extent_and_class() -> None:
    wanted = [[(0, 2, "Task"), (4, 5, "Dataset")], [(1, 2, "Task")]]
    found = [[(0, 2, "Task"), (4, 6, "Dataset")], [(1, 2, "Metric")]]
    figures = exact(wanted, found)
    assert figures["all"].precision == pytest.approx(1 / 3)
    assert figures["all"].recall == pytest.approx(1 / 3)
    assert figures["Task"].recall == pytest.approx(1 / 2)
    assert figures["Dataset"].f1 == 0

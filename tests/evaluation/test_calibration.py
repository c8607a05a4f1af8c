"""Reliability tables against counts made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.evaluation import evaluate
from kg.evaluation.calibration import reliability
from kg.evaluation.counting import Judged

from .conftest import Sketch, annotation, gold_of


def test_the_error_is_the_weighted_distance_over_the_bins() -> None:
    cases = [
        *(Judged("Task", "tagger", 0.85, right) for right in (True, True, True, False)),
        *(Judged("Metric", "vocab", 0.35, right) for right in (True, False)),
    ]
    tables = {t.group: t for t in reliability(cases)}
    whole = tables["all", "entities"]
    assert [(b.low, b.high, b.count) for b in whole.bins] == [(0.3, 0.4, 2), (0.8, 0.9, 4)]
    assert [b.confidence for b in whole.bins] == pytest.approx([0.35, 0.85])
    assert [b.right for b in whole.bins] == [0.5, 0.75]
    assert whole.error == pytest.approx((2 * 0.15 + 4 * 0.10) / 6)
    assert tables["class", "Metric"].error == pytest.approx(0.15)
    assert tables["rule", "tagger"].error == pytest.approx(0.10)


def test_confidences_of_nought_and_one_fall_into_the_outer_bins() -> None:
    table, *_ = reliability([Judged("Task", "r", 0.0, right=False), Judged("Task", "r", 1.0, right=True)])
    assert [(b.low, b.high) for b in table.bins] == [(0.0, 0.1), (0.9, 1.0)]
    assert table.error == 0


def test_claims_are_apart_from_entities(tmp_path: Path, sketch: Sketch) -> None:
    found = evaluate(gold_of(tmp_path, annotation("a1")), sketch.statements)
    counts = {t.group: (t.count, sum(b.right * b.count for b in t.bins)) for t in found.reliability}
    assert counts["all", "entities"] == (4, 3)
    assert counts["all", "claims"] == (1, 1)
    assert counts["rule", "coined.title"] == (1, 1)
    assert counts["rule", "claim: value.percent"] == (1, 1)
    assert counts["class", "Task"] == (1, 0)


def test_nothing_judged_gives_no_table() -> None:
    assert reliability([]) == ()

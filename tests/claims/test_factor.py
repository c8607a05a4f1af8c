"""The rule of the normalised factor, line by line, and its properties."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.claims.factor import goes_down, normalized_factor
from kg.model import Comparison, Outcome

RATIO, PERCENT, DIFFERENCE = Comparison.RATIO, Comparison.PERCENT_CHANGE, Comparison.DIFFERENCE


@pytest.mark.parametrize(
    ("value", "unit", "comparison", "outcome", "down", "factor"),
    [
        ("2.4", "x", RATIO, Outcome.BETTER, False, "2.4"),
        ("2.4", "x", RATIO, Outcome.WORSE, False, "0.4167"),
        ("0.8", "x", RATIO, Outcome.WORSE, False, "0.8"),
        ("5", "%", RATIO, Outcome.BETTER, False, "20"),
        ("95", "%", RATIO, Outcome.WORSE, False, "0.95"),
        ("30", "%", PERCENT, Outcome.BETTER, False, "1.3"),
        ("30", "%", PERCENT, Outcome.WORSE, False, "0.7692"),
        ("58", "%", PERCENT, Outcome.BETTER, True, "2.381"),
        ("5", "%", PERCENT, Outcome.WORSE, True, "0.95"),
        ("120", "%", PERCENT, Outcome.BETTER, True, None),
        ("3", "points", DIFFERENCE, Outcome.BETTER, False, None),
        ("92", "%", None, Outcome.BETTER, False, None),
        ("2", "x", RATIO, Outcome.NEUTRAL, False, None),
        ("0", "%", PERCENT, Outcome.BETTER, False, None),
    ],
)
def test_the_table(
    value: str, unit: str, comparison: Comparison | None, outcome: Outcome, down: bool, factor: str | None
) -> None:
    found = normalized_factor(Decimal(value), unit, comparison, outcome, down=down)
    assert found == (None if factor is None else Decimal(factor))


@settings(deadline=None)
@given(st.decimals("0.01", "99.9", places=2), st.booleans(), st.sampled_from([Outcome.BETTER, Outcome.WORSE]))
def test_better_is_above_one_and_worse_below(value: Decimal, down: bool, outcome: Outcome) -> None:
    found = normalized_factor(value, "%", PERCENT, outcome, down=down)
    assert found is not None
    assert found >= 1 if outcome is Outcome.BETTER else found <= 1


@pytest.mark.parametrize(
    ("text", "down"), [("58% lower latency", True), ("cuts cost by 5%", True), ("30% more", False)]
)
def test_direction_of_a_change(text: str, down: bool) -> None:
    assert goes_down(text) is down

"""Numerals, bounds and factors to the letter: values, spans, scales, and the words that bound a number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.claims.bounds import bound_of
from kg.claims.factor import normalized_factor
from kg.claims.masking import masked
from kg.claims.numbers import MAX_DIGITS, SCALES, decimal_of, numeral_at
from kg.claims.quantities import find
from kg.claims.text import reading_copy
from kg.claims.units import unit_at
from kg.model import Bound, Comparison, Outcome


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("7", "7"),
        ("12,500.5", "12500.5"),
        ("1,234,567", "1234567"),
        ("0.50", "0.50"),
        ("12\x1f,\x1f500", "12500"),
        ("9" * MAX_DIGITS, "9" * MAX_DIGITS),
        ("9" * (MAX_DIGITS + 1), None),
        ("1,23", None),
        ("1.2.3", None),
        ("", None),
    ],
)
def test_runs_of_digits(digits: str, value: str | None) -> None:
    found = decimal_of(digits)
    assert (found is None) == (value is None)
    assert value is None or str(found) == value


@pytest.mark.parametrize(
    ("reading", "begin", "shown"),
    [
        ("about 42 of", 6, ("42", 6, 8, False, "")),
        ("1.26M studies", 0, ("1260000.00", 0, 5, True, "M")),
        ("3 billion words", 0, ("3000000000", 0, 9, True, "billion")),
        ("3-Million words", 0, ("3000000", 0, 9, True, "million")),
        ("5k+", 0, ("5000", 0, 2, True, "k")),
        ("5K", 0, ("5000", 0, 2, True, "K")),
        ("5 hundred", 0, ("500", 0, 9, True, "hundred")),
        ("2 x 10^ -3 s", 0, ("0.002", 0, 10, True, "e")),
        ("2×10 6", 0, ("2E+6", 0, 6, True, "e")),
        ("1.5e-3,", 0, ("0.0015", 0, 6, True, "e")),
        ("4E+2", 0, ("4E+2", 0, 4, True, "e")),
        ("10^6 items", 0, ("1E+6", 0, 5, True, "e")),
        ("10 ^ - 2", 0, ("0.01", 0, 8, True, "e")),
        ("10 items", 0, ("10", 0, 2, False, "")),
        ("2 x 10^- 3 s", 0, ("0.002", 0, 10, True, "e")),
        ("11^6", 0, ("11", 0, 2, False, "")),
        ("5 Markets", 0, ("5", 0, 1, False, "")),
        ("5 kg", 0, ("5", 0, 1, False, "")),
        ("no", 0, None),
        ("1.2.3M", 0, None),
    ],
)
def test_numerals(reading: str, begin: int, shown: tuple[str, int, int, bool, str] | None) -> None:
    found = numeral_at(reading, begin)
    if shown is None:
        assert found is None
        return
    assert found is not None
    value, *rest = shown
    assert found.value == Decimal(value)
    assert [found.begin, found.end, found.scaled, found.scale] == rest


@given(st.integers(0, 10**9), st.sampled_from(sorted(SCALES)))
def test_a_scale_multiplies(number: int, scale: str) -> None:
    found = numeral_at(f"{number} {scale} ", 0)
    if found is not None and found.scaled:
        assert found.value == number * SCALES[found.scale]
        assert found.end == len(f"{number} {scale}")


def bound(text: str, sentence_begin: int = 0) -> Bound:
    reading = reading_copy(text)
    quantities = find(reading, masked(reading, ()))
    return bound_of(reading, quantities[-1], sentence_begin)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 3x faster.", Bound.EXACT),
        ("It is up to 3x faster.", Bound.UP_TO),
        ("It is UP TO a 3x faster.", Bound.UP_TO),
        ("It needs as much as 3 GB.", Bound.UP_TO),
        ("A peak of 3 GB.", Bound.UP_TO),
        ("It gives over 90% accuracy.", Bound.AT_LEAST),
        ("It gives at least 90% accuracy.", Bound.AT_LEAST),
        ("It gives 90%+ accuracy.", Bound.AT_LEAST),
        ("It gives 90% or more.", Bound.AT_LEAST),
        ("It takes under 5 ms.", Bound.AT_MOST),
        ("It takes fewer than 5 GB.", Bound.AT_MOST),
        ("It takes about 5 ms.", Bound.APPROXIMATELY),
        ("It takes roughly the 5 ms.", Bound.APPROXIMATELY),
        ("It is 3x faster on average.", Bound.AVERAGE),
        ("On average 3x faster.", Bound.AVERAGE),
        ("It gives sub-second replies.", Bound.AT_MOST),
        ("It takes 20+ ms.", Bound.AT_LEAST),
        ("On average it was dull. It is 3x faster.", Bound.EXACT),
        ("We average in all such cases 3x faster.", Bound.AVERAGE),
    ],
)
def test_words_that_bound_a_number(text: str, expected: Bound) -> None:
    assert bound(text) is expected


def test_words_of_another_sentence_bound_nothing() -> None:
    text = "It is up to 3x faster."
    assert bound(text, text.index("3")) is Bound.EXACT
    assert bound(text, text.index("up")) is Bound.UP_TO
    assert bound("It is up to" + " " * 70 + "3x faster.") is Bound.EXACT


@pytest.mark.parametrize(
    ("value", "unit", "comparison", "outcome", "down", "factor"),
    [
        ("1", "x", Comparison.RATIO, Outcome.WORSE, False, "1"),
        ("0.99", "x", Comparison.RATIO, Outcome.WORSE, False, "0.99"),
        ("1.5", "x", Comparison.RATIO, Outcome.WORSE, False, "0.6667"),
        ("4", "x", Comparison.RATIO, Outcome.WORSE, False, "0.25"),
        ("4", "x", Comparison.RATIO, Outcome.WORSE, True, "0.25"),
        ("4", "GB", Comparison.RATIO, Outcome.BETTER, False, None),
        ("4", "x", Comparison.PERCENT_CHANGE, Outcome.BETTER, False, None),
        ("100", "%", Comparison.PERCENT_CHANGE, Outcome.BETTER, True, None),
        ("100", "%", Comparison.PERCENT_CHANGE, Outcome.BETTER, False, "2"),
        ("100", "%", Comparison.PERCENT_CHANGE, Outcome.WORSE, False, "0.5"),
        ("99", "%", Comparison.PERCENT_CHANGE, Outcome.BETTER, True, "100"),
        ("99", "%", Comparison.PERCENT_CHANGE, Outcome.WORSE, True, "0.01"),
        ("101", "%", Comparison.PERCENT_CHANGE, Outcome.WORSE, True, None),
        ("-1", "x", Comparison.RATIO, Outcome.BETTER, False, None),
        ("1", "%", Comparison.RATIO, Outcome.BETTER, False, "100"),
        ("1", "%", Comparison.RATIO, Outcome.WORSE, False, "0.01"),
        ("1", "%", Comparison.DIFFERENCE, Outcome.WORSE, False, None),
        ("0.00001", "x", Comparison.RATIO, Outcome.BETTER, False, None),
        ("1E+20", "x", Comparison.RATIO, Outcome.BETTER, False, "1E+20"),
        (
            "99999999999999999999.12345",
            "x",
            Comparison.RATIO,
            Outcome.BETTER,
            False,
            "99999999999999999999.1234",
        ),
    ],
)
def test_factors(
    value: str, unit: str, comparison: Comparison, outcome: Outcome, down: bool, factor: str | None
) -> None:
    found = normalized_factor(Decimal(value), unit, comparison, outcome, down=down)
    assert found == (None if factor is None else Decimal(factor))
    assert found is None or str(found) == str(Decimal(factor or "").normalize())


def test_a_unit_knows_where_it_ends_and_whether_a_hyphen_joins_it() -> None:
    for text, begin, end, hyphen in (
        ("2.4x faster", 3, 4, False),
        ("5-ms delay", 1, 4, True),
        ("5 ms delay", 1, 4, False),
    ):
        found = unit_at(text, begin)
        assert found is not None
        assert (found.end, found.hyphen) == (
            end,
            hyphen,
        )
    assert unit_at("2.4", 3) is None
    assert unit_at("2.4 dogs", 3) is None

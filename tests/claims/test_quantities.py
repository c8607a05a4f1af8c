"""Every pattern and unit reads its examples and leaves its counter-examples alone; offsets hold; time is linear."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.claims.masking import masked
from kg.claims.numbers import decimal_of
from kg.claims.patterns import FORMS, Form
from kg.claims.quantities import Quantity, find
from kg.claims.text import reading_copy, sentences
from kg.claims.units import UNITS, Unit, unit_at

from .timing import takes_linear_time


def read(text: str) -> tuple[Quantity, ...]:
    reading = reading_copy(text)
    return find(reading, masked(reading, ()))


def shown(q: Quantity) -> tuple[Decimal, Decimal | None, Decimal | None, str]:
    return q.value, q.max_value, q.before, q.label


def expected(text: str) -> tuple[Decimal, Decimal | None, Decimal | None, str]:
    number, _, label = text.partition(" ")
    low, ranged, high = number.partition("..")
    before, changed, after = number.partition(">")
    if ranged:
        return Decimal(low), Decimal(high), None, label
    if changed:
        return Decimal(after), None, Decimal(before), label
    return Decimal(number), None, None, label


@pytest.mark.parametrize(("form", "text", "wanted"), [(f, t, w) for f in FORMS for t, w in f.examples])
def test_a_pattern_reads_its_example(form: Form, text: str, wanted: str) -> None:
    found = [q for q in read(text) if q.form == form.id or (form.id == "range" and q.max_value is not None)]
    assert expected(wanted) in [shown(q) for q in found], [(q.form, shown(q)) for q in read(text)]


@pytest.mark.parametrize(("form", "text"), [(f, t) for f in FORMS for t in f.counter_examples])
def test_a_pattern_leaves_its_counter_example(form: Form, text: str) -> None:
    assert [q for q in read(text) if q.form == form.id] == []


@pytest.mark.parametrize(("unit", "text"), [(u, t) for u in UNITS for t in u.examples])
def test_a_unit_is_read(unit: Unit, text: str) -> None:
    assert [q.unit.id for q in read("about " + text + " so") if q.unit] == [unit.id]


@pytest.mark.parametrize(("unit", "text"), [(u, t) for u in UNITS for t in u.counter_examples])
def test_a_unit_is_not_read(unit: Unit, text: str) -> None:
    assert all(q.unit is not unit for q in read("about " + text + " so"))


def test_every_unit_has_an_example_and_a_label() -> None:
    assert all(u.examples and u.label for u in UNITS)
    assert len({u.id for u in UNITS}) == len(UNITS)


def test_a_list_shares_its_unit() -> None:
    assert [shown(q)[0::3] for q in read("gains of 1.8, 2.3 and 3.1x")] == [
        (Decimal("1.8"), "x"), (Decimal("2.3"), "x"), (Decimal("3.1"), "x"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["1.2.3", "3,4", "1" * 30, "12,34,567"])
def test_glued_digits_are_no_number(text: str) -> None:
    assert decimal_of(text) is None


def test_no_unit_at_the_end_of_a_text() -> None:
    assert unit_at("5", 1) is None


@settings(deadline=None)
@given(st.text(alphabet="ab 0123456789.,%x×$\\{}^-+~()[]/@<>=µKMBsm\n", max_size=120))
def test_offsets_hold_in_any_text(text: str) -> None:
    reading = reading_copy(text)
    assert len(reading) == len(text)
    last = 0
    for q in find(reading, masked(reading, ())):
        assert last <= q.begin <= q.number_begin < q.number_end <= q.end <= len(text)
        assert any(c.isdigit() or c.isalpha() for c in text[q.number_begin : q.number_end])
        last = q.end


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(0, 200))
def test_sentences_cover_any_text(text: str, title: int) -> None:
    reading = reading_copy(text)
    cut = sentences(reading, min(title, len(text)))
    assert cut.begins[0] == 0
    assert cut.ends[-1] == len(text)
    assert cut.begins[1:] == cut.ends[:-1]
    assert all(b <= e for b, e in zip(cut.begins, cut.ends, strict=True))


HOSTILE = {
    "digits": "7",
    "dots": "1.",
    "commas": "1,",
    "brackets": "[",
    "parentheses": "(",
    "dollars": "$1",
    "backslashes": "\\a",
    "ranges": "1-",
    "plus": "+1 ",
    "words": "one ",
    "magnitudes": "orders of ",
    "percent": "5% ",
    "times": "2x ",
    "at": "@1",
    "braces": "{,}",
    "spaces": " ",
    "stops": ". ",
    "from": "from 1 to ",
}


@pytest.mark.attack(29)
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_time_is_linear_in_hostile_text(name: str) -> None:
    piece = HOSTILE[name]
    short, long = piece * (6_000 // len(piece)), piece * (60_000 // len(piece))

    def work(text: str) -> None:
        reading = reading_copy(text)
        find(reading, masked(reading, ()))
        sentences(reading, 0)

    assert takes_linear_time(work, short, long)


def test_a_million_digits_are_no_value() -> None:
    assert read("9" * 1_000_000) == ()

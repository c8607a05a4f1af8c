"""GUARANTEES.md says what the tests show: no row without a test, no test of a row that is not there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from rows import ATTACKS, GUARANTEES
from tables import PAGE, marked, page


@pytest.mark.parametrize(("kind", "rows"), [("attack", ATTACKS), ("guarantee", GUARANTEES)])
def test_every_row_has_a_test_and_every_marker_a_row(kind: str, rows: dict[object, object]) -> None:
    found = marked(kind)
    assert set(found) == set(rows), f"differ in {sorted(map(str, set(found) ^ set(rows)))}"


def test_the_page_is_the_present_one() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "renew it with: python tests/trust/tables.py"

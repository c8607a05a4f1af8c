"""The table of importers in the README is one that the harness prints, and says that all of them agree."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from harness import COLUMNS, IMPORTERS, QUERIES, Truth, Verdict, _cells
from tools import DEBIAN, NPM, PYPI

README = Path(__file__).parent.parent.parent / "README.md"


@pytest.fixture(scope="module")
def table() -> list[list[str]]:
    """The rows under the header that the harness prints."""
    lines = README.read_text(encoding="utf-8").splitlines()
    head = f"| {' | '.join(COLUMNS)} |"
    assert lines.count(head) == 1, "renew the table of the README with: make interop"
    start = lines.index(head) + 2
    assert re.fullmatch(r"\|(---\|)+", lines[start - 1])
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_it_has_a_row_for_each_importer_in_order(table: list[list[str]]) -> None:
    assert [row[0] for row in table] == [importer.name for importer in IMPORTERS]
    assert len(table) == 9
    for row, importer in zip(table, IMPORTERS, strict=True):
        assert len(row) == len(COLUMNS)
        assert re.fullmatch(r"\d+(?:\.\d+)+", row[1]), f"the version of {row[0]}"
        assert row[5] == importer.answers
        assert bool(row[7]) is importer.scales


def test_all_count_and_answer_the_same(table: list[list[str]]) -> None:
    every = f"{len(QUERIES)} of {len(QUERIES)}"
    assert len({row[2] for row in table}) == 1
    for row in table:
        assert row[3] == row[2], f"{row[0]} loads twice"
        assert row[4] == every
        assert row[8] in ("", every)
    large = {row[7] for row in table if row[7]}
    assert len(large) == 1
    assert int(large.pop().replace(",", "")) >= 1_000_000


def test_a_cell_shows_what_differs() -> None:
    truth = Truth(Path("x"), 10, {})
    assert _cells(Verdict(count=10, again=10, agreed=10), truth) == ["10", "10", "10 of 10"]
    assert _cells(Verdict(count=9, again=20, agreed=8), truth) == ["**9** of 10", "**20** of 10", "8 of 10"]


def test_everything_it_needs_comes_from_a_package_with_a_version_or_from_debian() -> None:
    assert all(packages for packages in DEBIAN.values())
    assert all(re.fullmatch(r"\d+(?:\.\d+)*", version) for version in NPM.values())
    assert all(re.search(r"[<=]", requirement) for requirement in PYPI.values())

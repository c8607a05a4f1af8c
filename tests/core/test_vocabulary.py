"""The vocabulary tables: their format, what a user's own table does, and the shipped tables themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import vocabulary
from kg.entities.lint import lint
from kg.errors import VocabularyError
from kg.model import EntityClass

HEADER = "\t".join(vocabulary.COLUMNS)


def table(folder: Path, *rows: str, name: str = "my-datasets.tsv", header: str = HEADER) -> Path:
    """A vocabulary file with the given rows."""
    path = folder / name
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_the_shipped_tables_are_clean_and_large() -> None:
    problems, entries = lint()
    assert problems == []
    assert entries >= 5000


def test_every_class_has_entries() -> None:
    assert {e.cls for e in vocabulary.load().entries.values()} == set(EntityClass)


def test_a_users_own_entry_wins(tmp_path: Path) -> None:
    own = table(tmp_path, "dataset-my-coco\tCOCO\t\t\t\t\tme")
    assert [e.id for e in vocabulary.load((own,)).lookup("COCO")] == ["dataset-my-coco"]
    assert [e.id for e in vocabulary.load().lookup("COCO")] == ["dataset-coco"]


def test_another_table_is_another_hash(tmp_path: Path) -> None:
    own = table(tmp_path, "dataset-mine\tMineSet\t\t\t\t\tme")
    assert vocabulary.load((own,)).hash != vocabulary.load().hash


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("dataset-x\tX", "cells"),
        ("Dataset X\tX\t\t\t\t\t", "id"),
        ("model-x\tX\t\t\t\t\t", "id"),
        ("dataset-x\t\t\t\t\t\t", "name"),
        ("dataset-x\tX\t\t\tloud\t\t", "flags"),
        ("dataset-x\tX\t\tdataset-nowhere\t\t\t", "does not exist"),
        ("dataset-x\tX\t\tdataset-x\t\t\t", "circle"),
        ("dataset-x\tCOCO\t\t\t\t\t", "belongs to"),
    ],
)
def test_lint_names_what_is_wrong(tmp_path: Path, row: str, problem: str) -> None:
    found = lint((table(tmp_path, row),))[0]
    assert any(problem in line for line in found), found


def test_rows_out_of_order_are_reported(tmp_path: Path) -> None:
    found = lint((table(tmp_path, "dataset-zz\tZz1\t\t\t\t\t", "dataset-aa\tAa1\t\t\t\t\t"),))[0]
    assert any("not sorted" in line for line in found)


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="header"):
        vocabulary.load((table(tmp_path, header="name"),))
    with pytest.raises(VocabularyError, match="does not exist"):
        vocabulary.load((tmp_path / "datasets.tsv",))
    with pytest.raises(VocabularyError, match="not named like"):
        vocabulary.class_of_file(tmp_path / "things.tsv")


def test_spellings_in_exact_case_are_all_kept() -> None:
    entry = vocabulary.Entry("model-llama", EntityClass.MODEL, "LLaMA", ("Llama",))
    forms = vocabulary.build([entry], "x").forms["llama"]
    assert {f.surface for f in forms} == {"LLaMA", "Llama"}
    assert vocabulary.build([entry], "x").candidates("llama") == ("model-llama",)

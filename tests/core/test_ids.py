"""Local names are flat, injective and permanent."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ids
from kg.model import Document, EntityClass

FLAT = re.compile(r"[A-Za-z0-9_-]+")

# A table of names that must never change: old graphs keep pointing at them.
PERMANENT = [
    (Document("x", "T", arxiv_id="2406.00001"), "paper-2406_00001"),
    (Document("x", "T", arxiv_id="cond-mat/0112017"), "paper-cond-mat-0112017"),
    (Document("x", "T", doi="10.1000/x_y"), "paper-doi-10_2E1000_2Fx_5Fy"),
    (Document("x", "A Title"), "paper-a-title-3901f3399c94"),
]


@pytest.mark.guarantee("G16")
@pytest.mark.parametrize(("document", "name"), PERMANENT)
def test_names_of_papers_are_permanent(document: Document, name: str) -> None:
    assert ids.paper(document) == name


def test_a_title_is_one_paper_however_it_is_spelled() -> None:
    assert ids.title_key("Fine-Tuning of Models") == ids.title_key("fine tuning  of models")


@pytest.mark.attack(22)
@given(st.text(), st.text())
def test_encoding_is_flat_and_injective(one: str, other: str) -> None:
    if any("\ud800" <= c <= "\udfff" for c in one + other):
        return
    a, b = ids.encode(one), ids.encode(other)
    assert not one or FLAT.fullmatch(a)
    assert len(a) <= ids.MAX_LOCAL
    assert (a == b) == (one == other)


@given(st.text(min_size=1))
def test_minted_names_are_flat(name: str) -> None:
    assert FLAT.fullmatch(ids.minted(EntityClass.METHOD, name))


def test_a_coined_name_belongs_to_its_paper() -> None:
    shared = ids.minted(EntityClass.METHOD, "PRISM")
    assert (
        len(
            {
                shared,
                ids.minted(EntityClass.METHOD, "PRISM", "paper-1"),
                ids.minted(EntityClass.METHOD, "PRISM", "paper-2"),
            }
        )
        == 3
    )


def test_symbols_are_spelled() -> None:
    assert ids.slug("C++") != ids.slug("C")
    assert ids.minted(EntityClass.SOFTWARE, "C++") != ids.minted(EntityClass.SOFTWARE, "C")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arXiv:2406.00001v2", "2406.00001"),
        ("2406.1234", "2406.1234"),
        ("s001", None),
        ("hep-th/9901001v1", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("2406.00001 x", None),
    ],
)
def test_arxiv_ids(text: str, expected: str | None) -> None:
    assert ids.arxiv_id(text) == expected

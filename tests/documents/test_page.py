"""Saved pages: whatever a site prints between papers, titles stay titles and abstracts abstracts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.context import Context
from kg.documents.page import papers, paragraphs
from kg.model import Document
from kg.settings import Settings

Parse = Callable[..., Any]

SENTENCE = "We ask how many boats a small harbour can hold when the wind turns. "
ABSTRACTS = [SENTENCE * 5 + f"Variant {i} holds {i + 2} more." for i in range(9)]
TITLES = [
    "HarbourNet: Mooring Boats by Wind",
    "Boats",
    "How Many Boats? A Study of Harbours",
    "Sliced Water",
    "March of the Boats",
    "$\\textit{Quay-2}$: wind, water -- and the rest",
    "By the Sea: Learning to Moor",
    "What do harbours know about the wind that turns, and how much can be told from boats alone?",
    "3D Harbours",
]
CHROME = [
    "Mar 14", "March 14, 2025", "14 Mar 2025", "2025-03-14", "Published on Mar 14", "3 days ago", "Today",
    "byAK and the research community", "by someone", "Submitted by jroe", "12", "1.2k", "· 5 authors",
    "Upvote 12", "+7", "3 comments", "Jo Roe, Al Poe", "Jo Roe, Al M. Poe, and Bo Doe", "---", "GitHub 2.1k",
]  # fmt: skip


def got(text: str) -> list[tuple[str, str]]:
    context = Context("page", Settings(), Counter())
    items = list(papers(list(paragraphs(text)), context))
    assert all(isinstance(i, Document) for i in items)
    return [(d.title, d.abstract) for d in items if isinstance(d, Document)]


def test_plain_alternation() -> None:
    pairs = list(zip(TITLES, ABSTRACTS, strict=True))
    assert got("\n\n".join(p for pair in pairs for p in pair)) == pairs


@pytest.mark.parametrize("chrome", CHROME)
@pytest.mark.parametrize("place", ["before", "between"])
def test_dates_bylines_counts_and_names_never_become_titles(chrome: str, place: str) -> None:
    pairs = list(zip(TITLES, ABSTRACTS, strict=True))
    blocks = ["new", "Get the best in your inbox!", "Subscribe"]
    for title, abstract in pairs:
        blocks += [chrome, title, abstract] if place == "before" else [title, chrome, abstract]
    assert got("\n\n".join([*blocks, "About", "Privacy"])) == pairs


@given(st.lists(st.tuples(st.lists(st.sampled_from(CHROME), max_size=3), st.integers(0, 8)), max_size=9))
def test_any_mixture_of_them(rows: list[tuple[list[str], int]]) -> None:
    blocks: list[str] = []
    pairs: list[tuple[str, str]] = []
    for chrome, i in rows:
        pairs.append((TITLES[i], ABSTRACTS[i]))
        blocks += [*chrome, TITLES[i], ABSTRACTS[i]]
    assert got("\n\n".join(blocks)) == pairs


def test_labels_that_the_page_repeats_are_no_titles() -> None:
    pairs = list(zip(TITLES, ABSTRACTS, strict=True))
    blocks = [
        b
        for title, abstract in pairs
        for b in (title, "Open the project website", abstract, "See the code now")
    ]
    assert got("\n\n".join(blocks)) == pairs


def test_a_paper_listed_twice_keeps_its_title() -> None:
    pair = (TITLES[0], ABSTRACTS[0])
    assert got("\n\n".join([*pair, TITLES[1], ABSTRACTS[1], *pair])) == [
        pair,
        (TITLES[1], ABSTRACTS[1]),
        pair,
    ]


def test_short_abstract_long_title_and_second_paragraph() -> None:
    short = (
        "A harbour of ten boats is moored in two steps, and a storm of nine hours moves none of them at all."
    )
    text = "\n\n".join([TITLES[0], short, TITLES[7], ABSTRACTS[0], TITLES[2], ABSTRACTS[1], ABSTRACTS[2]])
    assert got(text) == [
        (TITLES[0], short),
        (TITLES[7], ABSTRACTS[0]),
        (TITLES[2], f"{ABSTRACTS[1]}\n\n{ABSTRACTS[2]}"),
    ]


def test_single_line_breaks_and_wrapped_lines() -> None:
    pairs = list(zip(TITLES, ABSTRACTS, strict=True))
    assert got("\n".join(p for pair in pairs for p in pair)) == pairs
    wrapped = ABSTRACTS[0].replace(". ", ".\n").strip()
    assert got(f"{TITLES[0]}\n\n{wrapped}\n")[0][1] == " ".join(ABSTRACTS[0].split())


def test_an_abstract_without_title_is_reported(parse: Parse) -> None:
    reading = parse("\n\n".join(["Mar 14", ABSTRACTS[0], TITLES[1], ABSTRACTS[1]]), input_format="page")
    assert [p.title for p in reading.papers] == [TITLES[1]]
    assert [(s.line, s.reason) for s in reading.skips] == [(3, "no title before this abstract")]


def test_ids_come_from_titles_and_stay(parse: Parse) -> None:
    text = "\n\n".join([TITLES[0], ABSTRACTS[0]])
    (first,) = parse(text).papers
    (second,) = parse("\n\n".join(["Other", "Mar 2", TITLES[0], ABSTRACTS[1]])).papers
    assert first.id == second.id
    assert first.id.startswith("harbournet-mooring-boats-by-wind-")


@given(st.text(alphabet=st.sampled_from("aB .\n,:?1é\u2028"), max_size=400))
def test_any_text_gives_papers_or_reports(text: str) -> None:
    context = Context("page", Settings(), Counter())
    for item in papers(list(paragraphs(text)), context):
        if isinstance(item, Document):
            assert item.title == " ".join(item.title.split())
            assert item.abstract == item.abstract.strip() != ""

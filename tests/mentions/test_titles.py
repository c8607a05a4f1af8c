"""The name a title gives to its paper, the phrase that spells it, and short forms bound without parentheses."""

from __future__ import annotations

import pytest

from kg.mentions import titles
from kg.mentions.initials import bound
from kg.mentions.tokens import tokenise
from kg.model import EntityClass, Mention


def named(title: str, abstract: str = "") -> str | None:
    """The text of the name that a title gives."""
    tokens = tokenise(f"{title}\n\n{abstract}")
    found = titles.own_name(tokens, len(title))
    return None if found is None else tokens.text[tokens.begin[found[0]] : tokens.end[found[1]]]


@pytest.mark.parametrize(
    ("title", "abstract", "name"),
    [
        ("QuickNet: Small and Fast", "", "QuickNet"),
        ("Heron: Small and Fast", "", "Heron"),
        ("tiny-bench: a Harness", "", "tiny-bench"),
        ("Small Steps: Walking Slowly", "Our Small Steps walks.", "Small Steps"),
        ("The HERON Engine: Slow Birds", "", "HERON Engine"),
        ("Heron 2 Technical Report", "Heron 2 flies.", "Heron 2"),
        ("Long Slow Bird (LSB) V1: A Walk", "", "LSB"),
        ("\\textbf{QuickNet}: Small", "", "QuickNet"),
    ],
)
def test_names(title: str, abstract: str, name: str) -> None:
    assert named(title, abstract) == name


@pytest.mark.parametrize(
    "title",
    [
        "Towards GPU Birds: a Study",
        "Designing OCR for Herons: Many Systems",
        "Beyond RAG: Another Bird",
        "What CLIP Sees: Birds",
        "MiniC and MaxiC: Two Birds",
        "A walk without a colon",
        "Survey: Birds",
    ],
)
def test_titles_that_only_announce_a_topic(title: str) -> None:
    assert named(title) is None


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("HEN: Heron Egg Network for Nests", "Heron Egg Network"),
        ("BiHEN: Bidirectional Heron Egg Nesting", "Bidirectional Heron Egg Nesting"),
        ("HEN: A Study of Nests", None),
        ("HEN: Slow Walks", None),
    ],
)
def test_a_name_is_spelled_out_after_the_colon(title: str, phrase: str | None) -> None:
    tokens = tokenise(title)
    name = titles.own_name(tokens, len(title))
    assert name is not None
    found = titles.spelled(tokens, name, len(title))
    assert (found and title[tokens.begin[found[0]] : tokens.end[found[1]]]) == phrase


def mention(text: str, begin: int, *, coined: bool = False, known: bool = False) -> Mention:
    candidates = ("method-x",) if known else ()
    return Mention(
        begin, begin + len(text), text, EntityClass.METHOD, "tagger", candidates=candidates, coined=coined
    )


def test_initials_bind_a_short_form() -> None:
    phrase, short = mention("Heron Egg Network", 0), mention("HEN", 30)
    assert [m.long_form for m in bound([phrase, short])] == [None, (0, 17)]


@pytest.mark.parametrize(
    ("phrase", "short"),
    [
        (mention("Heron Egg Network", 0), mention("HAT", 30)),
        (mention("Heron Egg Network", 0, known=True), mention("HEN", 30)),
        (mention("Heron Egg Network", 0), mention("HEN", 30, known=True)),
        (mention("Heron", 0), mention("HEN", 30)),
        (mention("bidirectional Heron egging", 0), mention("BiHE", 30)),
    ],
)
def test_other_letters_known_names_and_single_words_bind_nothing(phrase: Mention, short: Mention) -> None:
    assert bound([phrase, short]) == (phrase, short)


def test_of_a_papers_own_name_letters_may_stand_inside_words() -> None:
    phrase, short = mention("Distant Compatible Egg Caching", 0), mention("DisCEC", 40, coined=True)
    assert bound([phrase, short])[1].long_form == (0, 30)

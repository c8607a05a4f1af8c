"""Local names to the letter: graphs that exist keep pointing at them, so none of these may ever change."""

from __future__ import annotations

import re

import pytest

from kg import ids
from kg.model import Document, EntityClass


def test_a_digest_is_of_its_framed_parts() -> None:
    assert ids.digest("a", "bc") == "5310a5878878" != ids.digest("ab", "c")
    assert ids.digest("ab", length=4) == "d1ab"
    assert ids.digest() == "e3b0c44298fc"
    assert ids.digest("\ud800") == "c30f346af72a", "a lone surrogate has a digest too"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("  Deep—Nets (v2)  ", "deepnets-v2"),
        ("Naïve Æther", "naive-ther"),
        ("x" * 60, "x" * 48),
        ("a" * 47 + " bc", "a" * 47),
        ("C# & C++ *@*", "csharp-and-cplusplus-staratstar"),
        ("漢字", ""),
        ("-X- X", "x-x"),
        ("-" + "y" * 60, "y" * 48),
        ("X and X", "x-and-x"),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert ids.slug(text) == slug


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("é-x", "_C3_A9-x"),
        ("a/b_c", "a_2Fb_5Fc"),
        ("-", "-"),
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 106 + "__b6a19714b285"),
        ("x" * 119 + "é", "x" * 106 + "__e794645f9028"),
    ],
)
def test_encoded_ids(text: str, encoded: str) -> None:
    assert ids.encode(text) == encoded


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("doi:10.1000/x", "10.1000/x"),
        (" 10.1000/x ", "10.1000/x"),
        ("10.1/x", None),
        ("10.1000/x y", None),
    ],
)
def test_dois(text: str, doi: str | None) -> None:
    assert ids.doi(text) == doi


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((EntityClass.METHOD, "PRISM"), "method-prism-7cb63fbbda"),
        ((EntityClass.METHOD, "PRISM", "paper-1"), "method-prism-5e32b16c8a"),
        ((EntityClass.HARDWARE, "PRISM"), "hardware-prism-17953df9de"),
        ((EntityClass.DATASET, "漢字"), "dataset-x-8138f5a7b0"),
        ((EntityClass.MODEL, "!!!"), "model-x-209611de86"),
        ((EntityClass.MODEL, "Fine-Tuning"), "model-fine-tuning-d9e8d4f400"),
    ],
)
def test_minted_names(arguments: tuple[EntityClass, str], name: str) -> None:
    assert ids.minted(*arguments) == name


def test_spellings_of_one_name_are_one_thing_and_empty_keys_stay_apart() -> None:
    assert ids.minted(EntityClass.MODEL, "fine tuning")[-10:] == "d9e8d4f400"
    assert ids.minted(EntityClass.MODEL, "!!!") != ids.minted(EntityClass.MODEL, "???")
    assert ids.title_key("???") == "???"
    assert ids.title_key(" !!! ") == "!!!"


def test_names_of_what_hangs_on_a_paper() -> None:
    paper = "paper-2406_00001"
    assert ids.context(paper) == "text-2406_00001"
    assert ids.mention(paper, 3, 9) == "mention-2406_00001-3-9"
    assert ids.assertion("paper-1", "uses", "method-x") == "assertion-abb109c479867a6b"
    assert ids.result("paper-1", "2", "x") == "result-d8b4c9c537d304d2"
    assert ids.result("paper-1") == "result-d70a192857e8ad9e"


def test_names_of_papers_without_letters() -> None:
    assert ids.paper(Document("x", "漢字")) == "paper-untitled-cdac3ff03bcc"
    assert ids.paper(Document("x", "!!!")) == "paper-untitled-cc15b5c22227"
    assert ids.page_record_id("A Title") == "a-title-3901f339"
    assert ids.page_record_id("漢字") == "untitled-cdac3ff0"


def test_every_name_is_flat() -> None:
    made = [
        ids.context("paper-1"),
        ids.mention("paper-1", 0, 1),
        ids.assertion("a", "b", "c"),
        ids.result("a"),
    ]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in made)

"""With one kind of recogniser on, no other kind finds anything."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kg.mentions.recogniser import Recogniser
from kg.mentions.tagger import TaggedSpan
from kg.model import Document
from kg.vocabulary import load

PAPER = Document(
    "p",
    "Heron: A Light Network for ImageNet",
    "We propose Heron, a light network, and Wading Loss (WL). Heron beats ResNet-50 on ImageNet at low cost.",
)


class OneSpan:
    """A tagger that knows one span."""

    def tag(self, texts: Sequence[str]) -> list[list[TaggedSpan]]:
        """`low cost`, wherever it stands."""
        begin = texts[0].index("low cost")
        return [[TaggedSpan(begin, begin + 8, "Metric", 0.9, 0.0, ())]]


@pytest.mark.parametrize(
    ("gazetteer", "rules", "tagger", "found"),
    [
        (True, False, False, {"ImageNet", "ResNet-50"}),
        (False, True, False, {"Heron", "WL"}),
        (False, False, True, {"low cost"}),
        (False, False, False, set()),
    ],
)
def test_recognisers_can_be_left_off(gazetteer: bool, rules: bool, tagger: bool, found: set[str]) -> None:
    recogniser = Recogniser(load(), OneSpan() if tagger else None, gazetteer=gazetteer, rules=rules)
    (mentions,) = recogniser.find([PAPER])
    names = {m.text for m in mentions}
    assert found <= names
    assert bool(names) == (gazetteer or rules or tagger)
    kinds = {m.found_by.partition(".")[0] for m in mentions}
    allowed = (
        {"vocab", "family"} if gazetteer else {"tagger"} if tagger else {"abbrev", "coined", "name", "repeat"}
    )
    assert kinds <= allowed | ({"name"} if gazetteer else set())

"""Two names of one new thing become one entity; a variant, a base class or a known thing stays its own."""

from __future__ import annotations

import pytest

from kg import vocabulary
from kg.entities.joining import groups_of
from kg.folding import fold
from kg.model import Document, EntityClass, Mention

METHOD, DATASET = EntityClass.METHOD, EntityClass.DATASET


def _grouped(title: str, abstract: str, *names: tuple[str, EntityClass], **long: str) -> list[list[str]]:
    """The texts of each group when every occurrence of the names is a mention."""
    document = Document("d", title, abstract)
    text, known = document.text, vocabulary.load()
    mentions = []
    for name, cls in names:
        at = text.find(name)
        while at >= 0:
            spelled = long.get(name)
            begin = text.find(spelled) if spelled else -1
            form = (begin, begin + len(spelled)) if spelled else None
            can = known.candidates(fold(name))
            mentions.append(Mention(at, at + len(name), name, cls, "tagger", 0.9, can, long_form=form))
            at = text.find(name, at + 1)
    mentions.sort(key=lambda m: m.begin)
    groups = groups_of(document, mentions, known)
    return [[mentions[i].text for i in one.mentions] for one in groups]


@pytest.mark.parametrize(
    ("title", "abstract", "first", "second"),
    [
        ("Doubtful Gating", "We add a new part called softly doubtful gating here.",
         "Doubtful Gating", "softly doubtful gating"),
        ("On Tapir-Aware Grain Indexing", "Here is a tapir-aware grain index for all.",
         "Tapir-Aware Grain Indexing", "tapir-aware grain index"),
        ("No Name", "We offer a grain sorting wrapper (GROUX) for mills.", "grain sorting wrapper", "GROUX"),
        ("No Name", "We offer Leap-to-Land. It beats all, for L2L is quick.", "Leap-to-Land", "L2L"),
    ],
)  # fmt: skip
def test_two_names_of_one_thing(title: str, abstract: str, first: str, second: str) -> None:
    assert len(_grouped(title, abstract, (first, METHOD), (second, METHOD))) == 1


@pytest.mark.parametrize(
    ("title", "abstract", "first", "second"),
    [
        ("Slow Grain Tapir Sorting", "Unlike quick grain tapir sorting it is exact.",
         "Slow Grain Tapir Sorting", "quick grain tapir sorting"),
        ("Grain Tapir Sorting at Scale", "Ours does grain milling.", "Grain Tapir Sorting", "grain milling"),
        ("GROUX", "We offer GROUX and GROUX-7B.", "GROUX", "GROUX-7B"),
    ],
)  # fmt: skip
def test_two_things_stay_two(title: str, abstract: str, first: str, second: str) -> None:
    groups = _grouped(title, abstract, (first, METHOD), (second, METHOD))
    assert any(first in texts and second not in texts for texts in groups)


def test_classes_of_another_family_stay_apart() -> None:
    names = ("grain sorting set", DATASET), ("GROUX", METHOD)
    assert len(_grouped("No Name", "We offer a grain sorting set (GROUX) for mills.", *names)) == 2


def test_the_definition_reaches_into_a_longer_name() -> None:
    names = ("Doubled Distant Grain Advice", METHOD), ("DDGA", METHOD)
    abstract = "We give Doubled Distant Grain Advice, or DDGA for short."
    assert len(_grouped("No Name", abstract, *names, DDGA="Distant Grain Advice")) == 1


def test_known_things_are_never_joined() -> None:
    names = ("image sorting method", METHOD), ("LoRA", METHOD)
    assert len(_grouped("No Name", "An image sorting method (LoRA) is tried.", *names)) == 2

"""Which of two overlapping mentions stands."""

from __future__ import annotations

from itertools import permutations

import pytest

from kg.mentions.overlaps import SURE, resolve
from kg.model import EntityClass, Mention

METHOD = EntityClass.METHOD


def span(begin: int, end: int, rule: str, score: float = 1.0, *, coined: bool = False) -> Mention:
    return Mention(begin, end, "x" * (end - begin), METHOD, rule, score, coined=coined)


@pytest.mark.parametrize(
    ("mentions", "kept"),
    [
        ([span(0, 9, "vocab"), span(3, 6, "vocab")], [(0, 9)]),
        ([span(0, 9, "tagger", SURE), span(3, 6, "vocab")], [(0, 9)]),
        ([span(0, 9, "tagger", SURE - 0.01), span(3, 6, "vocab")], [(3, 6)]),
        ([span(0, 4, "name.shape"), span(3, 6, "tagger", 0.9)], [(3, 6)]),
        ([span(0, 2, "vocab"), span(2, 4, "tagger", 0.1)], [(0, 2), (2, 4)]),
    ],
)
def test_the_known_or_longer_name_stands(mentions: list[Mention], kept: list[tuple[int, int]]) -> None:
    for order in permutations(mentions):
        assert [(m.begin, m.end) for m in resolve(order)] == kept


def test_of_one_span_the_coined_name_stands_with_the_definition_that_another_rule_saw() -> None:
    coined = span(0, 4, "coined.verb", coined=True)
    defined = Mention(0, 4, "xxxx", METHOD, "abbrev.short", long_form=(10, 20))
    (one,) = resolve([defined, coined])
    assert (one.found_by, one.coined, one.long_form) == ("coined.verb", True, (10, 20))

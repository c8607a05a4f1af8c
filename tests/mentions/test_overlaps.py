"""Overlapping mentions: what stands is one reading, the same in any order, and nothing that could stand is lost."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.mentions.overlaps import RANK, order, resolve
from kg.model import EntityClass, Mention

mentions = st.builds(
    lambda begin, length, cls, rule, score: Mention(begin, begin + length, "x" * length, cls, rule, score),
    st.integers(0, 30),
    st.integers(1, 8),
    st.sampled_from(list(EntityClass)),
    st.sampled_from([*RANK, "coined.title", "other"]),
    st.sampled_from([0.2, 0.5, 1.0]),
)


def overlap(one: Mention, other: Mention) -> bool:
    return one.begin < other.end and other.begin < one.end


@given(st.lists(mentions, max_size=25))
def test_what_stands_never_overlaps_and_lies_in_order(found: list[Mention]) -> None:
    kept = resolve(found)
    assert all(one.end <= other.begin for one, other in pairwise(kept))
    assert {(m.begin, m.end) for m in kept} <= {(m.begin, m.end) for m in found}


@given(st.lists(mentions, max_size=25), st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(found: list[Mention], chance: random.Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert resolve(shuffled) == resolve(found)


@given(st.lists(mentions, max_size=25))
def test_what_falls_was_beaten_by_one_that_stands(found: list[Mention]) -> None:
    kept = resolve(found)
    for lost in found:
        if (lost.begin, lost.end) not in {(m.begin, m.end) for m in kept}:
            assert any(overlap(lost, winner) and order(winner) < order(lost) for winner in kept)


@given(st.lists(mentions, max_size=25))
def test_resolving_again_changes_nothing(found: list[Mention]) -> None:
    kept = resolve(found)
    assert resolve(kept) == kept

"""One reading of a text out of many: overlapping mentions resolved by a declared total order."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Mention

# Who wins between spans that overlap: first the rule's rank, then the longer span, then the better score, then the
# earlier span, then class and rule by name, so that no two mentions ever tie.
RANK = {"abbrev": 0, "coined": 0, "family": 0, "vocab": 0, "repeat": 0, "tagger": 0, "name": 1}


def order(mention: Mention) -> tuple[int, int, float, int, str, str]:
    """The sort key under which the first of two overlapping mentions is kept."""
    rule = mention.found_by.partition(".")[0]
    return (
        RANK.get(rule, 9),
        mention.begin - mention.end,
        -mention.score,
        mention.begin,
        mention.cls,
        mention.found_by,
    )


def resolve(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions that stand: no two overlap, sorted by offset, whatever the order they came in."""
    kept: list[Mention] = []
    taken: set[int] = set()
    for mention in sorted(mentions, key=order):
        span = range(mention.begin, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: (m.begin, m.end)))

"""One reading of a text out of many: overlapping mentions resolved by a declared total order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.model import Mention

# Who wins between spans that overlap: first the rule's rank, then the longer span, then the better score, then the
# earlier span, then class and rule by name, so that no two mentions ever tie.
RANK = {"abbrev": 0, "coined": 0, "family": 0, "vocab": 0, "repeat": 0, "tagger": 0, "name": 1}

SURE = 0.4  # a span that the tagger believes less than this gives way to a known name inside it


def order(mention: Mention) -> tuple[int, int, float, int, str, str]:
    """The sort key under which the first of two overlapping mentions is kept."""
    rule = mention.found_by.partition(".")[0]
    return (
        RANK["name"] if rule == "tagger" and mention.score < SURE else RANK.get(rule, 9),
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
    for mention in sorted(_united(mentions), key=order):
        span = range(mention.begin, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: (m.begin, m.end)))


def _united(mentions: Iterable[Mention]) -> Iterable[Mention]:
    """One mention a span: the one that says the name is the paper's own, with the definition that another rule saw."""
    by_span: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        by_span.setdefault((mention.begin, mention.end), []).append(mention)
    for same in by_span.values():
        best, *others = sorted(same, key=lambda m: (not m.coined, m.found_by == "repeat", order(m)))
        long = next((m.long_form for m in others if m.long_form is not None), None)
        yield replace(best, long_form=long) if best.long_form is None and long is not None else best

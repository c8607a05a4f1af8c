"""The label sets that teacher, student and run time share."""

from __future__ import annotations

from kg.mentions.tagger_labels import CLASSES, ROLES

GOLD_ROLE = {
    "proposes": "proposes",
    "uses": "uses",
    "compares": "comparesWith",
    "mentions": "mentions",
    "evaluates": "evaluatesOn",
    "runs_on": "runsOn",
    "targets": "targets",
    "reports": "reportsMetric",
    "addresses": "addresses",
}

OUTSIDE = 0
BEGIN, INSIDE, LAST, UNIT = range(4)
LABELS = 1 + 4 * len(CLASSES)


def label(cls: int, part: int) -> int:
    """Token label of a class and a part of a mention (BEGIN, INSIDE, LAST, UNIT)."""
    return 1 + 4 * cls + part


def span_labels(cls: int, length: int) -> list[int]:
    """Labels of the tokens of one mention, one per token."""
    if length == 1:
        return [label(cls, UNIT)]
    return [label(cls, BEGIN), *[label(cls, INSIDE)] * (length - 2), label(cls, LAST)]


__all__ = ["CLASSES", "GOLD_ROLE", "LABELS", "OUTSIDE", "ROLES", "label", "span_labels"]

"""Numbers that stand in one list: `72.3, 75.8 and 79.4 AP`; `12% in translation, 5% in parsing and 6% in search`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.claims.quantities import Quantity

# Nothing but connectives and bounds stands between the members of a tight list.
_TIGHT = re.compile(
    r"[\s(]*(?:,|/|and|or|&|vs|\)|-)*\s*(?:,\s*)?(?:and|or|to)?\s*(?:up\sto|about|over|by|an?|approximately|~"
    r"|only|nearly|around|even|of)?[\s~+<>≤≥$(-]*"
)
_STOPS = re.compile(
    r"[;.]\s|\b(?:while|whereas|but|achiev|reduc|improv|increas|outperform|surpass|requir|using|with|from"
    r"|compared|than|cut)",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"(?:,|\band|\bor|/)\s{0,3}(?:and\s)?(?:up\sto|about|over|by|an?|approximately|only|nearly|around|even|of"
    r"|a\sfurther|another)?[\s~+<>≤≥$(-]*$"
)
_LOOSE = 110  # characters between members of a loose list
_ASIDE = re.compile(r"\([^()]{0,100}\)")
_COMPARABLE = frozenset(("", "%", "points"))


@dataclass(frozen=True, slots=True)
class Listing:
    """The lists of a quantity as indices: first and last of its tight list, first of its loose one."""

    first: int
    last: int
    head: int


def listings(reading: str, quantities: Sequence[Quantity], sentence_of: Sequence[int]) -> tuple[Listing, ...]:
    """The lists that each quantity of a text belongs to; a quantity alone is a list of itself."""
    count = len(quantities)
    tight = [False] * count  # tight[i]: quantity i continues the tight list of i - 1
    loose = [-1] * count  # loose[i]: the quantity whose loose list i continues
    opened = _in_brackets(reading, quantities)
    for i in range(1, count):
        a, b = quantities[i - 1], quantities[i]
        if sentence_of[i] != sentence_of[i - 1] or b.begin < a.end:
            continue
        between = reading[a.end : b.begin] if b.begin - a.end <= _LOOSE else ""
        alike = a.label == b.label or a.unit is None or b.unit is None
        if (
            alike
            and between
            and len(between) <= 24
            and _TIGHT.fullmatch(between)
            and ("(" not in between or ")" in between)
        ):
            tight[i] = True
            continue
        k = i - 1
        while k >= 0 and opened[k] and not opened[i] and sentence_of[k] == sentence_of[i]:
            k -= 1
        if k < 0 or sentence_of[k] != sentence_of[i] or opened[k] != opened[i]:
            continue
        a = quantities[k]
        if b.begin - a.end > _LOOSE or not (a.label == b.label or {a.label, b.label} <= _COMPARABLE):
            continue
        between = _ASIDE.sub(" ", reading[a.end : b.begin])
        if _JOIN.search(between) and not _STOPS.search(between):
            loose[i] = k
    out = []
    firsts = [0] * count
    heads = [0] * count
    for i in range(count):
        firsts[i] = firsts[i - 1] if tight[i] else i
        heads[i] = heads[i - 1] if tight[i] else heads[loose[i]] if loose[i] >= 0 else i
    lasts = [0] * count
    for i in range(count - 1, -1, -1):
        lasts[i] = lasts[i + 1] if i + 1 < count and tight[i + 1] else i
    for i in range(count):
        out.append(Listing(firsts[i], lasts[i], heads[i]))
    return tuple(out)


def _in_brackets(reading: str, quantities: Sequence[Quantity]) -> list[bool]:
    """Whether each quantity stands in round brackets opened within the last eighty characters."""
    out = []
    for q in quantities:
        head = reading[max(0, q.begin - 80) : q.begin]
        out.append(head.rfind("(") > head.rfind(")"))
    return out

"""Abbreviation definitions, `long form (SF)` and `SF (long form)`.

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", 2003: the
letters of the short form must appear in order in the long form, the first one at the beginning of a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAREN = re.compile(r"\(([^()\n]{2,80})\)")
_SHORT = re.compile(r"[A-Za-z0-9][\w\-+*&/.$^{}\\]{0,14}")
_WORD = re.compile(r"[^\s()]+")
MAX_WORDS_BACK = 12


@dataclass(frozen=True, slots=True)
class Definition:
    """The spans of a short form and of the long form that it stands for."""

    short: tuple[int, int]
    long: tuple[int, int]


def find(text: str) -> list[Definition]:
    """Every definition in a text, in text order; linear in its length."""
    out: list[Definition] = []
    for match in _PAREN.finditer(text):
        definition = _long_before(text, match) or _long_inside(text, match)
        if definition is not None:
            out.append(definition)
    return out


def _is_short(candidate: str) -> bool:
    letters = [c for c in candidate if c.isalpha()]
    return (
        bool(_SHORT.fullmatch(candidate)) and 2 <= len(letters) <= 10 and any(c.isupper() for c in candidate)
    )


def _long_before(text: str, match: re.Match[str]) -> Definition | None:
    """`long form (SF)` or `long form (SF; ...)`."""
    inner = re.split(r"[,;]", match[1], maxsplit=1)[0].strip()
    if not _is_short(inner):
        return None
    begin = text.index(inner, match.start())
    window = text[max(0, match.start() - 200) : match.start()].rstrip()
    low = max(0, match.start() - 200)
    cut = max(
        window.rfind(". "), window.rfind("\n"), window.rfind(")"), window.rfind("; "), window.rfind(": ")
    )
    words = list(_WORD.finditer(window, cut + 1))
    letters = sum(c.isalnum() for c in inner)
    words = words[-min(letters + 5, letters * 2, MAX_WORDS_BACK) :]
    if not words:
        return None
    offset = words[0].start()
    start = best_long_form(inner, window[offset:])
    if start is None:
        return None
    return Definition((begin, begin + len(inner)), (low + offset + start, low + len(window)))


def _long_inside(text: str, match: re.Match[str]) -> Definition | None:
    """`SF (long form)`."""
    inner = match[1].strip()
    if len(inner.split()) < 2 or len(inner) > 80:
        return None
    before = _WORD.findall(text[max(0, match.start() - 40) : match.start()])
    short = before[-1].strip(",;:'\"“”") if before else ""
    if not _is_short(short) or best_long_form(short, inner) != 0:
        return None
    begin = text.rindex(short, 0, match.start())
    low = text.index(inner, match.start())
    return Definition((begin, begin + len(short)), (low, low + len(inner)))


def best_long_form(short: str, window: str) -> int | None:
    """Where the shortest long form that explains all letters of `short` begins in `window`, which it ends; or None.

    >>> best_long_form("DQT", "this paper introduces Dynamic Quantization Training")
    22
    """
    letters = [c.casefold() for c in short if c.isalnum()]
    if len(short) > 2 and letters and letters[-1] == "s" and short[-1] == "s":
        letters.pop()  # a plural s needs no letter of its own
    at = len(window)
    for index in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (
            window[at].casefold() != letters[index] or (index == 0 and at > 0 and window[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    long_form = window[at:]
    words = long_form.split()
    if len(long_form) <= len(short) or len(words) > len(letters) * 2 + 2 or short in words:
        return None
    return at

"""Short names of papers: what fits beside a node."""

from __future__ import annotations

import re

MAX_SHORT = 36  # characters
_HEAD = re.compile(r"([^:?!]{2,30}?) ?(?::\s|\s[-\u2013\u2014]\s)")


def short_title(title: str) -> str:
    """The name before a colon where a title has one, else its first words.

    >>> short_title("FastThing: Doing Things Fast"), short_title("On the way to a much longer title without a name")
    ('FastThing', 'On the way to a much longer title\u2026')
    """
    text = " ".join(title.split())
    if match := _HEAD.match(text):
        return match[1]
    if len(text) <= MAX_SHORT:
        return text
    cut = text.rfind(" ", 0, MAX_SHORT)
    return text[: cut if cut > MAX_SHORT // 2 else MAX_SHORT].rstrip(" ,;:-") + "\u2026"

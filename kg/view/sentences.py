"""Sentences of a paper's text, found without a language model: enough to quote evidence by."""

from __future__ import annotations

import re
from bisect import bisect_right

_BREAK = re.compile(r"(?<=[.!?])[\"')\]]{0,2}\s+(?=[\"'(\[$A-Z0-9])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|al|etc|resp|approx|fig|eq|sec|no|dr|st)|\b[A-Z])\.$", re.IGNORECASE
)
_LOOK_BACK = 8  # characters: the longest abbreviation with its full stop


class Sentences:
    """The sentence spans of one text; they cover every character that is not white space between them."""

    def __init__(self, text: str) -> None:
        """Split the text; linear in its length."""
        self.text = text
        self._begins, begin = [0], 0
        self._ends: list[int] = []
        for match in _BREAK.finditer(text):
            end = match.start() + len(match[0].rstrip())
            if (
                _ABBREVIATION.search(text, max(begin, match.start() - _LOOK_BACK), match.start())
                and "\n" not in match[0]
            ):
                continue
            self._ends.append(end)
            begin = match.end()
            self._begins.append(begin)
        self._ends.append(len(text))

    def around(self, begin: int, end: int) -> tuple[int, int]:
        """The span of the sentence that holds `text[begin:end]`; of several where the words run across a break.

        >>> text = "A title\\n\\nIt runs, e.g. Fast. It is 2x faster."
        >>> b, e = Sentences(text).around(text.index("2x"), text.index("2x") + 2)
        >>> text[b:e]
        'It is 2x faster.'
        """
        first = max(0, bisect_right(self._begins, begin) - 1)
        last = max(first, bisect_right(self._begins, max(begin, end - 1)) - 1)
        return self._begins[first], max(end, self._ends[last])

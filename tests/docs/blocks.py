"""The blocks of code of a Markdown page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w+)(?: +(.*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the words behind it, its text and its first line in the page."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    @property
    def needs(self) -> tuple[str, ...]:
        """The programs without which it cannot run (`needs=NAME` behind the language)."""
        return tuple(w.removeprefix("needs=") for w in self.words if w.startswith("needs="))


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page that have a language, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(m[1], tuple((m[2] or "").split()), m[3], text.count("\n", 0, m.start()) + 1)
        for m in _FENCE.finditer(text)
    ]

"""What every reader is given beside the bytes, and the shape of a row of the READERS table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kg.documents.streams import Stream
from kg.documents.text import printable
from kg.model import Document, Skip
from kg.settings import Settings

_MAX_REASON = 300  # characters


@dataclass(frozen=True, slots=True)
class Context:
    """One input being read: its name for reports, the settings, and the counts of everything mended."""

    source: str
    settings: Settings
    counts: Counter[str] = field(default_factory=Counter)

    def skip(self, line: int, reason: str, record: str = "") -> Skip:
        """A record of this input that is left out."""
        return Skip(self.source, line, printable(reason, _MAX_REASON), printable(record))

    def partial(self, line: int, reason: str) -> Skip:
        """The end of an input that is cut off: what came before it was kept."""
        return self.skip(line, f"partial: {reason}")


@dataclass(frozen=True, slots=True)
class Reader:
    """One input format."""

    name: str  # as --input-format takes it
    title: str
    extensions: tuple[str, ...]  # the last resort where the content fits no format
    sniff: Callable[[bytes], bool]  # whether the first bytes (UTF-8, decompressed) look like this format
    read: Callable[[Stream, Context], Iterator[Document | Skip]]

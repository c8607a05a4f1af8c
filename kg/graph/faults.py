"""Where an RDF file breaks off from what a graph may hold: collected, or ending the reading at once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from kg.errors import GraphError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One place that was left out, by its 1-based line."""

    line: int
    reason: str


class BadTerm(Exception):  # noqa: N818 - never leaves the room
    """A term that may not stand in a graph; its message is the reason."""


class Faults:
    """The faults of one file; the first is a GraphError unless `lenient`."""

    def __init__(self, path: Path, *, lenient: bool) -> None:
        self._path = path
        self._lenient = lenient
        self.found: list[Fault] = []

    def add(self, line: int, reason: str) -> None:
        """Record a fault; raises GraphError where none is allowed.  What no text may hold is spelled as an escape."""
        reason = reason.encode("utf-8", "backslashreplace").decode()
        if not self._lenient:
            raise GraphError(
                f"{self._path}:{line}: {reason}. Mend the line, or leave such out with --lenient."
            )
        self.found.append(Fault(line, reason))


class Lines:
    """The line of each place in a text."""

    def __init__(self, text: str) -> None:
        self._breaks = [place for place, char in enumerate(text) if char == "\n"]

    def at(self, place: int) -> int:
        """The 1-based line of the character at a place."""
        return bisect_right(self._breaks, place - 1) + 1

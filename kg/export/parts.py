"""A sorted stream of statements cut into parts, each a graph of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Final

from kg.errors import GraphError
from kg.rdf import Statement

PART_DIGITS: Final = 4  # of the number in a part's name, so that names sort


def split(statements: Iterable[Statement], most: int) -> Iterator[Iterator[Statement]]:
    """Parts of at most `most` statements, one after the other; at least one, which may be empty.

    Use up a part before asking for the next.  A subject stays in one part unless it alone is too large; no
    more than one subject is held in memory.  Raises GraphError for a size below 1.
    """
    if most < 1:
        raise GraphError(f"--max-triples must be at least 1, not {most}.")
    source = _Source(statements, most)
    yield source.part()
    while source.waiting:
        yield source.part()


class _Source:
    """The stream, and the subject that opens the next part."""

    def __init__(self, statements: Iterable[Statement], most: int) -> None:
        self._pieces = _pieces(statements, most)
        self._most = most
        self.waiting: list[Statement] = next(self._pieces, [])

    def part(self) -> Iterator[Statement]:
        """The statements of the next part."""
        held = 0
        while self.waiting and held + len(self.waiting) <= self._most:
            held += len(self.waiting)
            yield from self.waiting
            self.waiting = next(self._pieces, [])


def _pieces(statements: Iterable[Statement], most: int) -> Iterator[list[Statement]]:
    """Whole subjects, those longer than a part in pieces."""
    for _, group in groupby(statements, key=itemgetter(0)):
        while piece := list(islice(group, most)):
            yield piece

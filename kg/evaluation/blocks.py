"""Graphs of any size as blocks of one subject each: sorted N-Triples, read line by line."""

from __future__ import annotations

import gzip
import heapq
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.errors import GraphError
from kg.rdf import Statement

Block = tuple[str, Sequence[tuple[str, str]]]  # a subject, and its predicates and objects


def blocks(paths: Sequence[Path]) -> Iterator[Block]:
    """The subjects of several graphs in order, each once with all that any of them says about it.

    Raises GraphError for a file that is missing or is not sorted N-Triples; a few lines are held at a time.
    """
    return grouped(heapq.merge(*map(_lines, paths)) if len(paths) > 1 else _lines(*paths))


def grouped(statements: Iterable[Statement]) -> Iterator[Block]:
    """Sorted statements as blocks of one subject each."""
    subject = ""
    held: list[tuple[str, str]] = []
    for s, p, o in statements:
        if s != subject and held:
            yield subject, held
            held = []
        subject = s
        held.append((p, o))
    if held:
        yield subject, held


def _lines(path: Path) -> Iterator[Statement]:
    opened = gzip.open if path.suffix == ".gz" else open
    last = ""
    try:
        with opened(path, "rt", encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(stream, 1):
                parts = line.split(" ", 2)
                if len(parts) != 3 or parts[0][:1] != "<" or not line.endswith(" .\n"):
                    raise GraphError(
                        f"{path}:{number}: this is no N-Triples as `kg build` writes it; {_NEXT}."
                    )
                if parts[0] < last:
                    raise GraphError(f"{path}:{number}: the lines are not sorted; {_NEXT}.")
                last = parts[0]
                yield parts[0], parts[1], parts[2][:-3]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise GraphError(f"The file {path} cannot be read: {reason}.") from error


_NEXT = "make a built directory of it with `kg import`"

"""A large sorted file with a few subjects changed: found by bisection, all between them copied as it is.

Works on files whose blocks stand in the order of their subjects: graph.nt, a block being the lines of a subject, and
graph.ttl.  The result is what writing the whole file anew would give.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from kg.export.turtle import header, prefixes
from kg.pipeline.excerpt import forget
from kg.settings import Settings

_TERM = re.compile(rb"[^ \n]+")
_STEP = 1 << 20  # bytes copied at a time
_FORGET = 50  # changes until the pages looked at are let go of
Change = tuple[bytes, bytes]  # subject, its new block; an empty one takes it out


class Writable(Protocol):
    """What a spliced file is written to."""

    def write(self, data: bytes, /) -> int:
        """Take some bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """Where blocks begin (one byte into each `mark`, the first at `begin`), and the subject of the one at an offset."""

    mark: bytes
    begin: int
    subject: Callable[[mmap.mmap, int], bytes]


def ntriples() -> Layout:
    """The layout of sorted N-Triples, every line a block."""
    return Layout(b"\n", 0, lambda data, at: data[at : data.find(b" ", at)])


def turtle(settings: Settings) -> Layout:
    """The layout of graph.ttl: a blank line, then the subject by its short name."""
    bound = prefixes(settings)
    names = {name.encode(): b"<" + namespace.encode() for name, namespace in bound.items()}

    def subject(data: mmap.mmap, at: int) -> bytes:
        term = _TERM.match(data, at + 1)[0]  # type: ignore[index]  # a block begins with one
        if term.startswith(b"<"):
            return term
        name, _, local = term.partition(b":")
        return names[name] + local + b">"

    return Layout(b"\n\n", len(header(bound)), subject)


def spliced(path: Path, layout: Layout, changes: Iterable[Change], out: Writable) -> Iterator[bytes]:
    """What was taken out, piece by piece, while the file with the changes is written to `out`.

    `changes` are sorted by subject, each there once; all blocks of a changed subject give way to the new one.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 0
        low = layout.begin
        for number, (subject, block) in enumerate(changes, 1):
            if number % _FORGET == 0:
                forget(data)
            low = _bound(data, layout, subject, low)
            _copy(stream, at, low, out)
            at = low
            while at < len(data) and layout.subject(data, at) == subject:
                at = _next(data, layout, at)
            if at > low:
                yield data[low:at]
            low = at
            out.write(block)
        _copy(stream, at, len(data), out)


def _bound(data: mmap.mmap, layout: Layout, subject: bytes, low: int) -> int:
    """The offset of the first block at or after `low` whose subject is not smaller."""
    high = len(data)
    while low < high:
        middle = max(low, data.rfind(layout.mark, low, (low + high) // 2 + len(layout.mark) - 1) + 1)
        if layout.subject(data, middle) < subject:
            low = _next(data, layout, middle)
        else:
            high = middle
    return low


def _next(data: mmap.mmap, layout: Layout, at: int) -> int:
    found = data.find(layout.mark, at)
    return len(data) if found < 0 else found + 1


def _copy(stream: BinaryIO, begin: int, end: int, out: Writable) -> None:
    stream.seek(begin)
    while begin < end:
        piece = stream.read(min(_STEP, end - begin))
        out.write(piece)
        begin += len(piece)

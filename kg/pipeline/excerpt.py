"""Parts of a large sorted file of lines, found by bisection; what lies between them is not read."""

from __future__ import annotations

import mmap
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_STEP = 1 << 20  # bytes read at a time
_FORGET = 50  # places looked up until their pages are let go of


def starting(path: Path, prefixes: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a sorted file that start with any of the prefixes, in their order, each once."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 0
        for number, prefix in enumerate(sorted(prefixes), 1):
            if number % _FORGET == 0:
                forget(data)
            at = _bound(data, prefix, at)
            while data[at : at + len(prefix)] == prefix:
                end = data.find(b"\n", at) + 1
                yield data[at:end]
                at = end


def others(path: Path, prefixes: Collection[bytes]) -> Iterator[bytes]:
    """The lines of a sorted file that start with none of the prefixes, in their order."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 0
        for prefix in sorted(prefixes):
            begin = _bound(data, prefix, at)
            yield from _lines(stream, at, begin)
            at = _bound(data, prefix[:-1] + bytes([prefix[-1] + 1]), begin)
        yield from _lines(stream, at, len(data))


def forget(data: mmap.mmap) -> None:
    """Let go of the pages of a file that were looked at, where the system can: they would count as memory in use."""
    if hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)


def _bound(data: mmap.mmap, prefix: bytes, low: int) -> int:
    """The offset of the first line at or after the one at `low` that is not smaller than the prefix."""
    high = len(data)
    while low < high:
        middle = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if data[middle : middle + len(prefix)] < prefix:
            low = data.find(b"\n", middle) + 1
        else:
            high = middle
    return low


def _lines(stream: BinaryIO, begin: int, end: int) -> Iterator[bytes]:
    stream.seek(begin)
    while begin < end:
        piece = stream.read(min(_STEP, end - begin))
        begin += len(piece)
        if begin < end:
            rest = stream.readline()
            begin += len(rest)
            piece += rest
        yield from piece.splitlines(keepends=True)

"""Sorted lines on disk: written in runs, merged into one stream, whatever does not fit into memory.

A line is one statement in canonical N-Triples with its newline, so sorting lines as bytes sorts statements.
"""

from __future__ import annotations

import gzip
import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final, cast

from kg.rdf import Statement

FAN_IN: Final = 128  # runs merged at a time; each holds one open file and its buffers
_HELD: Final = 64 << 20  # bytes of lines that a sorter keeps before it writes a run


def line(statement: Statement) -> bytes:
    """The line of a statement."""
    return "{} {} {} .\n".format(*statement).encode()


def statement(line: bytes) -> Statement:
    """The statement of a line.

    >>> statement(b'<urn:s> <urn:p> "a b" .\\n')
    ('<urn:s>', '<urn:p>', '"a b"')
    """
    s, p, o = line[:-3].decode().split(" ", 2)
    return s, p, o


def write_run(path: Path, lines: Iterable[bytes]) -> Path:
    """The path of a run that holds the lines, sorted."""
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.writelines(sorted(lines))
    return path


def read_run(path: Path) -> Iterator[bytes]:
    """The lines of a run."""
    with gzip.open(path, "rb") as stream:
        yield from cast("BinaryIO", stream)


def merged(runs: Sequence[Path], scratch: Path) -> Iterator[bytes]:
    """The distinct lines of all runs, sorted; memory for `FAN_IN` open runs, whatever their number.

    With more runs than that, groups of them are first merged into longer ones in the folder `scratch`.
    """
    generation = 0
    while len(runs) > FAN_IN:
        longer: list[Path] = []
        for at in range(0, len(runs), FAN_IN):
            group = runs[at : at + FAN_IN]
            path = scratch / f"merged-{generation}-{at}.gz"
            with gzip.open(path, "wb", compresslevel=1) as stream:
                stream.writelines(_together(group))
            longer.append(path)
        runs, generation = longer, generation + 1
    return _together(runs)


def _together(runs: Sequence[Path]) -> Iterator[bytes]:
    last = b""
    with ExitStack() as stack:
        streams = [cast("BinaryIO", stack.enter_context(gzip.open(run, "rb"))) for run in runs]
        for each in heapq.merge(*streams):
            if each != last:
                yield each
                last = each


class Sorter:
    """Takes lines in any order and writes them as sorted runs, each as large as memory is granted."""

    def __init__(self, folder: Path, name: str) -> None:
        """Write runs into `folder`, their file names starting with `name`."""
        self._stem = folder / name
        self._lines: list[bytes] = []
        self._size = 0
        self.runs: list[Path] = []

    def add(self, lines: Iterable[bytes]) -> None:
        """Take some lines."""
        for each in lines:
            self._lines.append(each)
            self._size += len(each)
            if self._size > _HELD:
                self.close()

    def close(self) -> list[Path]:
        """Write what is held; gives all runs."""
        if self._lines:
            path = self._stem.with_name(f"{self._stem.name}-{len(self.runs):05d}.gz")
            self.runs.append(write_run(path, self._lines))
            self._lines.clear()
            self._size = 0
        return self.runs

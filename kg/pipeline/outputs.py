"""The files of a built directory out of one sorted stream of lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from kg import export
from kg.export.dataset import write_counted
from kg.export.turtle import write_turtle
from kg.model import Skip
from kg.pipeline import runs
from kg.pipeline.totals import Totals
from kg.rdf import Statement
from kg.settings import Settings

GRAPH: Final = "graph.nt"
FILES: Final = (GRAPH, "graph.ttl", "graph.html", "void.ttl", "manifest.json")
SKIPPED: Final = "skipped.tsv"
INDEX: Final = ("store.json", "store")  # the marker goes first: an index without one is not used
_BUFFER: Final = 1 << 20

Described = dict[str, dict[str, str | int]]  # size and SHA-256 of files by name


class Hashing:
    """A stream that hashes and counts what is written through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._state = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Write, hash and count."""
        self._state.update(data)
        self._size += len(data)
        return self._stream.write(data)

    def described(self) -> dict[str, str | int]:
        """Size and SHA-256 of all that was written."""
        return {"bytes": self._size, "sha256": self._state.hexdigest()}


def write_graph(folder: Path, lines: Iterable[bytes], settings: Settings, totals: Totals) -> Described:
    """Size and hash of graph.nt and graph.ttl, both written in one pass over the sorted lines, which are counted."""
    with (folder / GRAPH).open("wb", _BUFFER) as nt, (folder / "graph.ttl").open("wb", _BUFFER) as ttl:
        plain, turtle = Hashing(nt), Hashing(ttl)
        statements = totals.counting(map(runs.statement, _written(lines, plain)))
        write_turtle(statements, cast("BinaryIO", turtle), settings)
    return {GRAPH: plain.described(), "graph.ttl": turtle.described()}


def _written(lines: Iterable[bytes], stream: Hashing) -> Iterator[bytes]:
    held: list[bytes] = []
    for line in lines:
        held.append(line)
        if len(held) == 1 << 12:
            stream.write(b"".join(held))
            held.clear()
        yield line
    stream.write(b"".join(held))


def write_rest(
    folder: Path, totals: Totals, manifest: dict[str, Any], described: Described, settings: Settings
) -> None:
    """Finish a draft that has its graph: the page, the description, the manifest and the index."""
    from kg import view
    from kg.query import store

    page = view.render(view.model(reader(folder / GRAPH), settings)).encode()
    export.write_bytes(folder / "graph.html", page)
    described = described | {"graph.html": export.describe(folder / "graph.html")}
    write_counted(folder, totals.counts, manifest, settings, described)
    export.write_manifest(folder, manifest)
    store.write(folder)


def reader(path: Path) -> Callable[[], Iterator[Statement]]:
    """What gives the sorted statements of a graph of ours anew each time, in constant memory."""

    def read() -> Iterator[Statement]:
        with path.open("rb", _BUFFER) as stream:
            yield from map(runs.statement, stream)

    return read


def write_skips(path: Path, skips: Iterable[Skip]) -> None:
    """Write the report of what is left out: merged or skipped, where, which record, why."""
    with path.open("wb", _BUFFER) as stream:
        stream.write(b"what\tsource\tline\trecord\treason\n")
        for skip in skips:
            what = "merged" if skip.merged else "skipped"
            cells = (what, skip.source, str(skip.line or ""), skip.record, skip.reason)
            stream.write(("\t".join(" ".join(c.split()) for c in cells) + "\n").encode("utf-8", "replace"))

"""The files of a built directory out of one sorted stream of lines."""

from __future__ import annotations

import hashlib
import heapq
import io
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from kg import export
from kg.export.dataset import write_counted
from kg.export.turtle import Shortener, prefixes, write_subjects, write_turtle
from kg.model import Skip
from kg.pipeline import overview, runs, splice
from kg.pipeline.standing import Standing
from kg.pipeline.totals import Totals
from kg.rdf import Statement
from kg.settings import Settings

GRAPH: Final = "graph.nt"
FILES: Final = (GRAPH, "graph.ttl", "graph.html", "void.ttl", "manifest.json")
SKIPPED: Final = "skipped.tsv"
COME: Final = "come.nt"  # in the draft of a patched graph
GONE: Final = "gone.nt"
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


def patch_graph(
    directory: Path,
    folder: Path,
    subjects: Collection[bytes],
    lines: Iterable[bytes],
    settings: Settings,
    totals: Totals,
) -> Described:
    """Size and hash of graph.nt and graph.ttl made of those in `directory`: the subjects out, the sorted lines in.

    What was taken out is left in the folder as gone.nt, what was put in as come.nt.
    """
    gone, come = Totals(), Totals()
    with (folder / COME).open("wb", _BUFFER) as stream:
        stream.writelines(lines)
    with (folder / GRAPH).open("wb", _BUFFER) as out, (folder / GONE).open("wb", _BUFFER) as left:
        plain = Hashing(out)
        for piece in splice.spliced(
            directory / GRAPH, splice.ntriples(), _changes(folder / COME, subjects, b"".join), plain
        ):
            left.write(piece)
    with (folder / "graph.ttl").open("wb", _BUFFER) as out:
        turtle = Hashing(out)
        changes = _changes(folder / COME, subjects, _Block(settings))
        deque(splice.spliced(directory / "graph.ttl", splice.turtle(settings), changes, turtle), maxlen=0)
    for part, name in ((gone, GONE), (come, COME)):
        deque(part.counting(reader(folder / name)()), maxlen=0)
    totals.change(gone, -1)
    totals.change(come, 1)
    return {GRAPH: plain.described(), "graph.ttl": turtle.described()}


def _changes(
    come: Path, gone: Collection[bytes], block: Callable[[Iterable[bytes]], bytes]
) -> Iterator[splice.Change]:
    """The subjects that go or come, sorted, each with its new block."""
    out = ((subject, b"") for subject in sorted(gone))
    with come.open("rb") as stream:
        groups = ((subject, block(lines)) for subject, lines in groupby(stream, key=_subject))
        for subject, same in groupby(heapq.merge(out, groups), key=itemgetter(0)):
            yield subject, b"".join(piece for _, piece in same)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


class _Block:
    """The Turtle block of a subject's lines."""

    def __init__(self, settings: Settings) -> None:
        self._short = Shortener(prefixes(settings))

    def __call__(self, lines: Iterable[bytes]) -> bytes:
        """Blank line, subject, predicates, full stop."""
        stream = io.BytesIO()
        write_subjects(map(runs.statement, lines), stream, self._short)
        return stream.getvalue()


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
    directory: Path,
    folder: Path,
    totals: Totals,
    manifest: dict[str, Any],
    described: Described,
    settings: Settings,
    standing: Standing | None = None,
) -> None:
    """Finish a draft of `directory` that has its graph: the page, the description, the manifest and the index.

    `standing` is brought up to date with the graph; a graph that was not built here has none, and is read whole for
    its page.
    """
    with ThreadPoolExecutor(1) as beside:
        index = beside.submit(_write_index, directory, folder)  # loading it leaves the interpreter to others
        if settings.jobs == 1:
            index.result()
        _write_page(folder, settings, standing)
        described = described | {"graph.html": export.describe(folder / "graph.html")}
        write_counted(folder, totals.counts, manifest, settings, described)
        export.write_manifest(folder, manifest)
        index.result()


def _write_page(folder: Path, settings: Settings, standing: Standing | None) -> None:
    from kg import view

    graph = folder / GRAPH
    if standing is None:
        page = view.render(view.model(reader(graph), settings))
    else:
        if (folder / GONE).exists():
            standing.change(folder / GONE, -1)
            standing.change(folder / COME, 1)
        else:
            standing.count(graph, settings)
        page = overview.page(graph, standing, settings)
    export.write_bytes(folder / "graph.html", page.encode())


def _write_index(directory: Path, folder: Path) -> None:
    from kg.query import store

    if not ((folder / GONE).exists() and store.patch(directory, folder, *_differences(folder))):
        store.write(folder)


def _differences(folder: Path) -> tuple[list[bytes], list[bytes]]:
    """The lines that a patched graph has lost, and those it has won."""
    gone, come = (set((folder / name).read_bytes().splitlines(keepends=True)) for name in (GONE, COME))
    return sorted(gone - come), sorted(come - gone)


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

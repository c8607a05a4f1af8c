"""N-Triples and N-Quads: one statement a line, the reference forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from kg.export.turtle import graph_name
from kg.rdf import Statement
from kg.settings import Settings

_CHUNK = 4096  # lines per write


def write_ntriples(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:  # noqa: ARG001
    """Write sorted statements as N-Triples; the lines come out sorted."""
    _write((f"{s} {p} {o} .\n" for s, p, o in statements), stream)


def write_nquads(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write sorted statements as N-Quads, all in one named graph."""
    graph = graph_name(settings)
    _write((f"{s} {p} {o} {graph} .\n" for s, p, o in statements), stream)


def _write(lines: Iterator[str], stream: BinaryIO) -> None:
    while chunk := "".join(islice(lines, _CHUNK)):
        stream.write(chunk.encode())

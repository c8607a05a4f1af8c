"""A graph out of an RDF file that somebody else may have touched: checked statement by statement."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import GraphError, LimitError
from kg.graph.faults import Fault, Faults
from kg.graph.jsonld_reading import read_jsonld
from kg.graph.line_reading import read_lines
from kg.graph.turtle_reading import read_turtle
from kg.rdf import Statement

_MAX_RATIO: Final = 200  # bytes out per byte in of a packed file
_FREE: Final = 1 << 24  # bytes out that need no ratio
_MARK: Final = "\ufeff"

Reader = Callable[[str, Path, Faults], Iterator[Statement]]
READERS: Final[dict[str, Reader]] = {
    "ttl": lambda text, _, faults: read_turtle(text, faults),
    "nt": lambda text, _, faults: read_lines(text, faults, quads=False),
    "nq": lambda text, _, faults: read_lines(text, faults, quads=True),
    "jsonld": read_jsonld,
}  # by the ending of the file's name


@dataclass(frozen=True, slots=True)
class Loaded:
    """The sorted, distinct statements of a file, and what was left out of it."""

    statements: tuple[Statement, ...]
    faults: tuple[Fault, ...] = ()


def load(path: Path, *, lenient: bool = False) -> Loaded:
    """The graph in a Turtle, N-Triples, N-Quads or JSON-LD file, by its ending, gzip allowed.

    A statement that a graph of paperkg may not hold is a GraphError with its line; with `lenient` it is left
    out and listed.  Also raises GraphError for a file that cannot be read, and LimitError for a gzip file
    that grows without measure.
    """
    name = path.name.removesuffix(".gz")
    ending = name.rpartition(".")[2]
    if ending not in READERS:
        raise GraphError(
            f"{path.name} cannot be imported by its name; known endings are {', '.join(READERS)}, with .gz or without."
        )
    # Bytes that are not UTF-8 become marks inside the terms they stand in, and are reported there.
    text = _bytes(path, packed=name != path.name).decode("utf-8", "surrogateescape")
    faults = Faults(path, lenient=lenient)
    if text.startswith(_MARK):
        faults.add(1, "the file begins with a byte order mark, which many stores refuse")
        text = text[1:]
    statements = sorted(set(READERS[ending](text, path, faults)))
    return Loaded(tuple(statements), tuple(sorted(faults.found)))


def _bytes(path: Path, *, packed: bool) -> bytes:
    try:
        if not packed:
            return path.read_bytes()
        most = _FREE + _MAX_RATIO * path.stat().st_size
        with gzip.open(path) as stream:
            data = stream.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise GraphError(
            f"The file {path} cannot be read: {getattr(error, 'strerror', None) or error}."
        ) from error
    if len(data) > most:
        raise LimitError(f"{path} unpacks to more than {most} bytes; unpack it yourself if you trust it.")
    return data

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
from kg.graph.rdfxml_reading import read_rdfxml
from kg.graph.turtle_reading import read_trig, read_turtle
from kg.rdf import Statement

_MAX_RATIO: Final = 200  # bytes out per byte in of a packed file
_FREE: Final = 1 << 24  # bytes out that need no ratio
_WINDOW: Final = 1 << 27  # bytes of memory that a Zstandard frame may ask for
_BITE: Final = 1 << 10  # bytes of Zstandard in at a time: they can become 32 MB at most
_MARK: Final = "\ufeff"

Reader = Callable[[str, Path, Faults], Iterator[Statement]]
READERS: Final[dict[str, Reader]] = {
    "ttl": lambda text, _, faults: read_turtle(text, faults),
    "nt": lambda text, _, faults: read_lines(text, faults, quads=False),
    "nq": lambda text, _, faults: read_lines(text, faults, quads=True),
    "trig": lambda text, _, faults: read_trig(text, faults),
    "jsonld": read_jsonld,
    "rdf": read_rdfxml,
}  # by the ending of the file's name


@dataclass(frozen=True, slots=True)
class Loaded:
    """The sorted, distinct statements of a file, and what was left out of it."""

    statements: tuple[Statement, ...]
    faults: tuple[Fault, ...] = ()


def load(path: Path, *, lenient: bool = False) -> Loaded:
    """The graph in an RDF file of one of the `READERS`, by its ending, packed by one of the `PACKINGS` or plain.

    A statement that a graph of paperkg may not hold is a GraphError with its line; with `lenient` it is left
    out and listed.  Also raises GraphError for a file that cannot be read, and LimitError for a packed file
    that grows without measure.
    """
    packing = path.suffix.removeprefix(".") if path.suffix.removeprefix(".") in PACKINGS else ""
    name = path.name.removesuffix(f".{packing}")
    ending = name.rpartition(".")[2]
    if ending not in READERS:
        raise GraphError(
            f"{path.name} cannot be imported by its name; known endings are {', '.join(READERS)}, "
            f"plain or with .{' or .'.join(PACKINGS)}."
        )
    # Bytes that are not UTF-8 become marks inside the terms they stand in, and are reported there.
    text = _bytes(path, packing).decode("utf-8", "surrogateescape")
    faults = Faults(path, lenient=lenient)
    if text.startswith(_MARK):
        faults.add(1, "the file begins with a byte order mark, which many stores refuse")
        text = text[1:]
    statements = sorted(set(READERS[ending](text, path, faults)))
    return Loaded(tuple(statements), tuple(sorted(faults.found)))


def _bytes(path: Path, packing: str) -> bytes:
    try:
        if not packing:
            return path.read_bytes()
        most = _FREE + _MAX_RATIO * path.stat().st_size
        data = PACKINGS[packing](path, most)
    except (OSError, EOFError, zlib.error) as error:
        raise GraphError(
            f"The file {path} cannot be read: {getattr(error, 'strerror', None) or error}."
        ) from error
    if len(data) > most:
        raise LimitError(f"{path} unpacks to more than {most} bytes; unpack it yourself if you trust it.")
    return data


def _gunzip(path: Path, most: int) -> bytes:
    with gzip.open(path) as stream:
        return stream.read(most + 1)


def _unzstd(path: Path, most: int) -> bytes:
    try:
        import zstandard
    except ImportError as error:
        raise GraphError(
            f"{path} is compressed with Zstandard; install paperkg[zst], or unpack it with zstd -d."
        ) from error
    decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    data = bytearray()
    try:
        with path.open("rb") as stream:
            rest = b""
            inflater = decompressor.decompressobj()
            while len(data) <= most and (piece := rest or stream.read(_BITE)):
                if inflater.eof:
                    inflater = decompressor.decompressobj()
                data += inflater.decompress(piece)
                rest = inflater.unused_data
    except zstandard.ZstdError as error:
        raise GraphError(f"The file {path} cannot be read: {error}.") from error
    if len(data) <= most and not inflater.eof:
        raise EOFError("the Zstandard stream ends early")
    return bytes(data)


PACKINGS: Final[dict[str, Callable[[Path, int], bytes]]] = {"gz": _gunzip, "zst": _unzstd}

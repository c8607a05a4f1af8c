"""Compressed files: gzip from the standard library, Zstandard where its package is installed; no name, no time."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import BinaryIO, Final, cast

from kg.errors import GraphError

_GZIP_LEVEL: Final = 6
_ZSTD_LEVEL: Final = 9


def _gzip(stream: BinaryIO) -> AbstractContextManager[BinaryIO]:
    packing = gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=stream, mtime=0)
    return cast("AbstractContextManager[BinaryIO]", packing)


def _zstd(stream: BinaryIO) -> AbstractContextManager[BinaryIO]:
    try:
        import zstandard
    except ImportError as error:
        raise GraphError(
            "Zstandard files need the package zstandard: install paperkg[zst], or use --gzip."
        ) from error
    compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
    return cast("AbstractContextManager[BinaryIO]", compressor.stream_writer(stream, closefd=False))


PACKINGS: Final[dict[str, Callable[[BinaryIO], AbstractContextManager[BinaryIO]]]] = {
    "gz": _gzip,
    "zst": _zstd,
}


def extension(compress: bool | str) -> str:
    """What a packing adds to a file name, empty for none; GraphError for an unknown packing.

    >>> extension(True), extension("zst"), extension(False)
    ('.gz', '.zst', '')
    """
    name = "gz" if compress is True else compress or ""
    if name and name not in PACKINGS:
        raise GraphError(f"Unknown packing {name!r}; choose one of {', '.join(PACKINGS)}.")
    return f".{name}" if name else ""


@contextmanager
def packed(stream: BinaryIO, compress: bool | str) -> Iterator[BinaryIO]:
    """A stream that packs what is written to it into `stream`, or `stream` itself for no packing."""
    name = extension(compress).lstrip(".")
    if not name:
        yield stream
        return
    with PACKINGS[name](stream) as inner:
        yield inner

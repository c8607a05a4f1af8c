"""Decompression that cannot run away: bounded steps, a limit on the ratio, damage told instead of raised."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.errors import InputError

if TYPE_CHECKING:
    import zstandard

STEP = 1 << 18  # bytes out at a time
FREE = 8 << 20  # bytes out before the ratio counts: small files may well be that repetitive
_GZIP = 31  # window bits of a stream with gzip header and checksum
_BITE = 1 << 10  # bytes of Zstandard in at a time: they can become 32 MB at most
_WINDOW = 1 << 27  # bytes of memory that a Zstandard frame may ask for


def gunzip(
    name: str, chunks: Iterator[bytes], max_ratio: int, mark: Callable[[str], None]
) -> Iterator[bytes]:
    """The bytes of a gzip stream of one or more members, in steps of at most `STEP`.

    Where the stream ends early or is damaged, `mark` is called with the reason after the last sound bytes.
    Raises InputError once more than `max_ratio` bytes came out for each that went in.
    """
    inflater = zlib.decompressobj(_GZIP)
    taken = given = 0
    inside = False  # a member that has not ended
    for data in chunks:
        taken += len(data)
        while True:
            if not inside:
                data = data.lstrip(b"\0")  # padding after a member is allowed
                if not data:
                    break
                inflater = zlib.decompressobj(_GZIP)
            spare = inflater.copy()
            try:
                out = inflater.decompress(data, STEP)
            except zlib.error as error:
                yield from _before_damage(spare, data)
                mark(f"the gzip stream is damaged ({error})")
                return
            given += len(out)
            _weigh(name, given, taken, max_ratio)
            if out:
                yield out
            inside = not inflater.eof
            data = inflater.unconsumed_tail if inside else inflater.unused_data
            if inside and not data and len(out) < STEP:
                break
    if inside:
        mark("the gzip stream ends early")


def _before_damage(inflater: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """The bytes that come out before the damage shows; zlib keeps them back when given all at once."""
    for i in range(len(data)):
        try:
            out = inflater.decompress(data[i : i + 1], STEP)
        except zlib.error:
            return
        if out:
            yield out


def unzstd(
    name: str, chunks: Iterator[bytes], max_ratio: int, mark: Callable[[str], None]
) -> Iterator[bytes]:
    """The bytes of a Zstandard stream of one or more frames.

    Where the stream ends early or is damaged, `mark` is called with the reason; what the packed kilobyte before the
    damage holds is lost, for the package cannot step back.
    Raises InputError without the package that reads it, and once more than `max_ratio` bytes came out for
    each that went in.
    """
    try:
        import zstandard
    except ImportError as error:
        raise InputError(
            f"{name} is compressed with Zstandard; install paperkg[zst], or pipe it: zstd -dc FILE | kg build -."
        ) from error
    return _frames(name, chunks, max_ratio, mark, zstandard.ZstdDecompressor(max_window_size=_WINDOW))


def _frames(
    name: str,
    chunks: Iterator[bytes],
    max_ratio: int,
    mark: Callable[[str], None],
    decompressor: zstandard.ZstdDecompressor,
) -> Iterator[bytes]:
    import zstandard

    inflater = decompressor.decompressobj()
    taken = given = 0
    inside = False  # a frame that has not ended
    for chunk in chunks:
        for start in range(0, len(chunk), _BITE):
            data = chunk[start : start + _BITE]
            taken += len(data)
            while data:
                if not inside:
                    inflater = decompressor.decompressobj()
                try:
                    out = inflater.decompress(data)
                except zstandard.ZstdError as error:
                    mark(f"the Zstandard stream is damaged ({error})")
                    return
                given += len(out)
                _weigh(name, given, taken, max_ratio)
                if out:
                    yield out
                inside = not inflater.eof
                data = b"" if inside else inflater.unused_data
    if inside:
        mark("the Zstandard stream ends early")


def _weigh(name: str, given: int, taken: int, max_ratio: int) -> None:
    if given > FREE and given > max_ratio * taken:
        raise InputError(f"{name} expands more than {max_ratio} times (max_ratio); unpack it to use it.")

"""Opens a file or standard input as UTF-8 bytes; gzip, Zstandard, zip of one file and UTF-16 are undone.

Memory is bounded by one chunk and one line.  A damaged or truncated compressed file gives all its sound
bytes; what is wrong then stands in `Stream.damage`.
"""

from __future__ import annotations

import codecs
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Literal, NamedTuple

from kg.documents.inflate import gunzip, unzstd
from kg.errors import InputError
from kg.settings import Settings

CHUNK = 1 << 16
HEAD = 1 << 16  # bytes that a format may look at to recognise itself
Source = Path | Literal["-"]
_GZIP, _ZIP, _ZSTD = b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"
_PACKINGS = ((_GZIP, gunzip), (_ZSTD, unzstd))
_BOMS = (
    (codecs.BOM_UTF8, ""),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Line(NamedTuple):
    """One line without its end; `data` is None where it is longer than the limit."""

    number: int  # 1-based
    offset: int  # of its first byte in the decompressed stream
    data: bytes | None
    ended: bool  # by a newline, not by the end of the stream


class Stream:
    """UTF-8 bytes with their first `HEAD` bytes known beforehand; can be read once."""

    def __init__(self, name: str) -> None:
        """Name a stream that holds nothing yet."""
        self.name = name
        self.damage: str | None = None  # final once the stream is read to its end
        self.head = b""
        self._rest: Iterator[bytes] = iter(())

    def start(self, chunks: Iterator[bytes]) -> Stream:
        """Take the chunks and read the head; gives itself back."""
        self.head, self._rest = _take(chunks, HEAD)
        return self

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the start."""
        if self.head:
            yield self.head
        yield from self._rest

    def lines(self, limit: int) -> Iterator[Line]:
        """The lines from the start; of one longer than `limit` bytes only its place is kept."""
        number, offset, size = 1, 0, 0
        pending: list[bytes] = []
        for chunk in self.chunks():
            *complete, last = chunk.split(b"\n")
            for piece in complete:
                size += len(piece)
                data = b"".join((*pending, piece)) if size <= limit else None
                yield Line(number, offset, data, ended=True)
                pending.clear()
                number, offset, size = number + 1, offset + size + 1, 0
            size += len(last)
            if size <= limit:
                pending.append(last)
            else:
                pending.clear()
        if size:
            yield Line(number, offset, b"".join(pending) if size <= limit else None, ended=False)

    def everything(self, limit: int) -> bytes:
        """All bytes; InputError where there are more than `limit`."""
        data = bytearray()
        for chunk in self.chunks():
            data += chunk
            if len(data) > limit:
                raise InputError(f"{self.name} is larger than max_line ({limit} bytes); split it.")
        return bytes(data)


@contextmanager
def open_stream(source: Source, settings: Settings) -> Iterator[Stream]:
    """A stream over a path or standard input (`-`).

    Raises InputError for what cannot be opened, is compressed in a form not handled, or expands beyond
    `settings.max_ratio`.
    """
    name = "stdin" if source == "-" else str(source)
    with ExitStack() as stack:
        if source == "-":
            handle: BinaryIO = sys.stdin.buffer
        else:
            try:
                handle = stack.enter_context(source.open("rb"))
            except OSError as error:
                raise InputError(f"{name} cannot be read: {error.strerror or error}.") from error
        stream = Stream(name)

        def mark(damage: str) -> None:
            stream.damage = damage

        head, chunks = _take(_pieces(name, handle), 4)
        if head.startswith(_ZIP):
            chunks = stack.enter_context(_unzip(name, handle, source == "-", settings, mark))
        else:
            chunks = _joined(head, chunks)
            for magic, inflate in _PACKINGS:
                if head.startswith(magic):
                    chunks = inflate(name, chunks, settings.max_ratio, mark)
        stream.start(_utf8(name, chunks))
        yield stream


def _pieces(name: str, handle: BinaryIO) -> Iterator[bytes]:
    try:
        while piece := handle.read(CHUNK):
            yield piece
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}.") from error


def _take(chunks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """At least `size` first bytes, if there are so many, and the rest."""
    head = b""
    while len(head) < size and (chunk := next(chunks, b"")):
        head += chunk
    return head, chunks


def _joined(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest


@contextmanager
def _unzip(
    name: str, handle: BinaryIO, piped: bool, settings: Settings, mark: Callable[[str], None]
) -> Iterator[Iterator[bytes]]:
    """The one member of a zip archive; nothing goes to disk and member names are never used as paths."""
    if piped:
        raise InputError("A zip archive cannot be read from standard input; unpack it first.")
    try:
        archive = zipfile.ZipFile(handle)
        members = [m for m in archive.infolist() if not m.filename.endswith("/") and m.file_size]
        if len(members) != 1:
            raise InputError(f"{name} holds {len(members)} files, not one; unpack it and name the file.")
        member = members[0]
        if member.file_size > settings.max_ratio * max(member.compress_size, 1 << 20):
            raise InputError(f"{name} expands more than {settings.max_ratio} times (max_ratio); unpack it.")
        inner = archive.open(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise InputError(f"{name} is not a readable zip archive: {error}.") from error
    with inner:
        yield _zip_pieces(name, inner, mark)


def _zip_pieces(name: str, inner: IO[bytes], mark: Callable[[str], None]) -> Iterator[bytes]:
    first = True
    try:
        while piece := inner.read(CHUNK):
            if first and piece.startswith((_GZIP, _ZIP, _ZSTD)):
                raise InputError(f"{name} holds another archive; unpack it first.")
            first = False
            yield piece
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError) as error:
        mark(f"the zip archive is damaged ({error})")


def _utf8(name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks without byte order mark, UTF-16 and UTF-32 (told by their mark) re-encoded."""
    head, chunks = _take(chunks, 4)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            head = head[len(mark) :]
            if encoding:
                return _transcode(name, _joined(head, chunks), encoding, len(mark))
            break
    return _joined(head, chunks)


def _transcode(name: str, chunks: Iterator[bytes], encoding: str, offset: int) -> Iterator[bytes]:
    # A lone surrogate goes through; it is replaced, and counted, when the record's text is cleaned.
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    try:
        for chunk in chunks:
            if text := decoder.decode(chunk):
                yield text.encode("utf-8", "surrogatepass")
            offset += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not valid {encoding.upper()[:6]} near byte {offset + error.start}; save it as UTF-8."
        ) from error

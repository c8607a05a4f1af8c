"""Cuts one long JSON text into values without parsing it: linear, no recursion, memory for one value only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SPACE = re.compile(rb"[ \t\r\n]*")
_OUTSIDE = re.compile(rb'["{}\[\]]')
_INSIDE = re.compile(rb'["\\]')
_SCALAR_END = re.compile(rb"[,\]}\s:]")


class Value(NamedTuple):
    """The bytes of one value and where it starts; `data` is None where it is longer than the limit."""

    data: bytes | None
    line: int
    offset: int
    complete: bool  # False where the input ends within it


class Scanner:
    """A cursor over the bytes of a JSON text."""

    def __init__(self, chunks: Iterator[bytes], limit: int) -> None:
        """Take the chunks, and the longest value to keep, in bytes."""
        self._chunks = chunks
        self._limit = limit
        self._buffer = b""
        self._at = 0  # the cursor within the buffer
        self._start = 0  # offset of the buffer in the input
        self.line = 1  # of the cursor

    @property
    def offset(self) -> int:
        """The cursor's place in the input, in bytes."""
        return self._start + self._at

    def peek(self) -> bytes:
        """The next byte that is no white space, not consumed; empty at the end."""
        while True:
            end = _SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            self._advance(end)
            if end < len(self._buffer):
                return self._buffer[end : end + 1]
            if not self._more(end):
                return b""

    def take(self, expected: bytes) -> bool:
        """Whether the next byte is the expected one; it is consumed then."""
        if self.peek() != expected:
            return False
        self._advance(self._at + 1)
        return True

    def value(self) -> Value:
        """The next value.  Brackets are only counted; whether the bytes are JSON is for a parser to say."""
        first = self.peek()
        line, offset = self.line, self.offset
        complete, too_long = self._scalar() if first not in b'{["' else self._nested()
        data = None if too_long else self._buffer[offset - self._start : self._at]
        return Value(data, line, offset, complete)

    def _scalar(self) -> tuple[bool, bool]:
        start, at, too_long = self.offset, self._at, False
        while (match := _SCALAR_END.search(self._buffer, at)) is None:
            reached = len(self._buffer) - self._at
            if reached > self._limit:
                self._advance(len(self._buffer))
                reached, too_long = 0, True
            if not self._more(self._at):
                break
            at = self._at + reached
        self._advance(match.start() if match else len(self._buffer))
        return True, too_long or self.offset - start > self._limit

    def _nested(self) -> tuple[bool, bool]:
        start = self.offset
        depth, quoted, too_long = 0, False, False
        at = self._at
        while True:
            match = (_INSIDE if quoted else _OUTSIDE).search(self._buffer, at)
            if match is not None:
                at = match.end()
                mark = match[0]
                if mark == b'"':
                    quoted = not quoted
                elif mark == b"\\":
                    at += 1
                    continue
                else:
                    depth += 1 if mark in b"{[" else -1
                if depth <= 0 and not quoted:
                    self._advance(at)
                    return True, too_long or at - (start - self._start) > self._limit
                continue
            beyond = max(at - len(self._buffer), 0)  # an escape cut by the end of the buffer
            too_long = too_long or self._start + len(self._buffer) - start > self._limit
            if too_long:
                self._advance(len(self._buffer))
            keep = self._at
            reached = len(self._buffer) - keep
            if not self._more(keep):
                self._advance(len(self._buffer))
                return False, too_long
            at = self._at + reached + beyond

    def _advance(self, to: int) -> None:
        self.line += self._buffer.count(b"\n", self._at, to)
        self._at = to

    def _more(self, keep: int) -> bool:
        """Append input, forgetting what lies before `keep`; False at the end of the input."""
        parts = [self._buffer[keep:]]
        kept, read = len(parts[0]), 0
        while chunk := next(self._chunks, b""):
            parts.append(chunk)
            read += len(chunk)
            if read >= kept:  # doubling keeps the copying of a long value linear
                break
        if not read:
            return False
        self._start += keep
        self._at -= keep
        self._buffer = b"".join(parts)
        return True

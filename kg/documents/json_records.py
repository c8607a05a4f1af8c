"""JSON: JSON Lines, one array, one object, or an object that holds a list of records; read piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kg.documents.context import Context
from kg.documents.decode import Decoder
from kg.documents.errors import RecordError
from kg.documents.record import document, is_record, record_id
from kg.documents.scan import Scanner, Value
from kg.documents.streams import Stream
from kg.errors import InputError
from kg.model import Document, Skip

# Under these keys an object carries a list of records, not a field of one; streamed, whatever its length.
LISTS = frozenset({"papers", "records", "results", "data", "items", "documents", "docs", "articles",
                   "entries", "works", "publications", "references"})  # fmt: skip
_MAX_SNIFFED = 50


def sniff_lines(head: bytes) -> bool:
    """Whether most lines are a JSON object each: JSON Lines."""
    if head.lstrip()[:1] not in (b"{", b"") and b"\n{" not in head:
        return False
    lines = [s for line in head.split(b"\n") if (s := line.strip())][:_MAX_SNIFFED]
    objects = [_is_object(line) for line in lines]
    return bool(objects) and (objects[0] or 2 * sum(objects) >= len(objects))


def _is_object(line: bytes) -> bool:
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def sniff_text(head: bytes) -> bool:
    """Whether the text starts like a JSON array or object."""
    start = head.lstrip()
    return start.startswith(b"[") or (start.startswith(b"{") and start[1:].lstrip()[:1] in (b'"', b"}", b""))


def read_lines(stream: Stream, context: Context) -> Iterator[Document | Skip]:
    """The papers of JSON Lines; a bad line is a Skip, and the next line is read as if nothing had been."""
    decoder = Decoder(context.counts)
    limit = context.settings.max_line
    last = 1
    for number, offset, data, ended in stream.lines(limit):
        last = number
        if data is None:
            yield context.skip(number, f"the line is longer than max_line ({limit} bytes)")
            continue
        if not data.strip():
            continue
        try:
            value = decoder.value(data, offset)
        except RecordError as error:
            if ended:
                yield context.skip(number, str(error))
            elif stream.damage is None:
                yield context.partial(number, f"the last line is cut off ({error})")
            continue
        yield from _from_value(value, number, context)
    if stream.damage:
        yield context.partial(last, stream.damage)


def read_text(stream: Stream, context: Context) -> Iterator[Document | Skip]:
    """The papers of one JSON text.  Raises InputError where it is no JSON or holds no object at all."""
    reading = _Reading(stream, context)
    yield from reading.run()


class _Reading:
    """One JSON text being read: the cursor, and whether any object was met."""

    def __init__(self, stream: Stream, context: Context) -> None:
        self.stream = stream
        self.context = context
        self.decoder = Decoder(context.counts)
        self.scanner = Scanner(stream.chunks(), context.settings.max_line)
        self.objects = 0
        self.others = 0
        self.cut = False

    def run(self) -> Iterator[Document | Skip]:
        scanner = self.scanner
        while not self.cut and (first := scanner.peek()):
            if first == b"[":
                yield from self.array()
            elif first == b"{":
                yield from self.object()
            else:
                self.refuse("a list or an object of records was expected")
        if self.cut or self.stream.damage:
            yield self.context.partial(scanner.line, self.stream.damage or "the JSON text ends early")
        elif self.others and not self.objects:
            raise InputError(f"{self.context.source} holds no records; each must be an object with a title.")

    def refuse(self, reason: str) -> None:
        raise InputError(
            f"{self.context.source}:{self.scanner.line}: not JSON, {reason} at byte {self.scanner.offset}; "
            "one record a line (--input-format jsonl) survives damage better."
        )

    def array(self) -> Iterator[Document | Skip]:
        scanner = self.scanner
        scanner.take(b"[")
        while not scanner.take(b"]"):
            if not scanner.peek():
                self.cut = True
                return
            value = scanner.value()
            if not value.complete:
                self.cut = True
                return
            if value.data == b"":
                self.refuse("a value was expected")
            yield from self.record(value)
            if not scanner.take(b",") and scanner.peek() not in (b"]", b""):
                self.refuse("a comma was expected")

    def object(self) -> Iterator[Document | Skip]:
        """An object at the top: its list of records streamed, or else the object as one record."""
        scanner = self.scanner
        line, offset = scanner.line, scanner.offset
        scanner.take(b"{")
        members: list[bytes] = []
        size, listed, titled = 0, False, False
        while not scanner.take(b"}"):
            key = scanner.value() if scanner.peek() == b'"' else None
            if key is None and scanner.peek():
                self.refuse("a key in double quotes was expected")
            if key is None or not key.complete or not scanner.peek():
                self.cut = True
                return
            if not scanner.take(b":"):
                self.refuse("a colon was expected")
            name = (key.data or b"").strip(b'"').decode("utf-8", "replace").lower()
            titled |= name in {"title", "display_name"}
            if name in LISTS and not titled and scanner.peek() == b"[":
                listed = True
                yield from self.array()
                if self.cut:
                    return
            else:
                value = scanner.value()
                if not value.complete:
                    self.cut = True
                    return
                size += len(value.data or b"") + len(key.data or b"")
                if value.data is None or size > self.context.settings.max_line:
                    self.objects += 1
                    limit = self.context.settings.max_line
                    yield self.context.skip(line, f"the record is longer than max_line ({limit} bytes)")
                    members, listed = [], True
                else:
                    members.append((key.data or b"") + b":" + value.data)
            if not scanner.take(b",") and scanner.peek() not in (b"}", b""):
                self.refuse("a comma was expected")
        if not listed:
            yield from self.record(Value(b"{" + b",".join(members) + b"}", line, offset, complete=True))

    def record(self, value: Value) -> Iterator[Document | Skip]:
        if value.data is None:
            self.objects += 1
            limit = self.context.settings.max_line
            yield self.context.skip(value.line, f"the record is longer than max_line ({limit} bytes)")
            return
        if value.data[:1] == b"{":
            self.objects += 1
        else:
            self.others += 1
        try:
            parsed = self.decoder.value(value.data, value.offset)
        except RecordError as error:
            yield self.context.skip(value.line, str(error))
            return
        yield from _from_value(parsed, value.line, self.context)


def _from_value(value: object, line: int, context: Context) -> Iterator[Document | Skip]:
    """The paper of one parsed value, or those of the list it wraps."""
    if not isinstance(value, Mapping):
        yield context.skip(line, "the record is not an object with a title")
        return
    if not is_record(value) and (found := wrapped(value)) is not None:
        for item in found:
            yield from _from_value(item, line, context)
        return
    try:
        yield document(value, context)
    except RecordError as error:
        yield context.skip(line, str(error), record_id(value))


def wrapped(value: Mapping[str, object], depth: int = 2) -> list[object] | None:
    """The first list of titled objects within an object, at most `depth` levels down, else None."""
    for item in value.values():
        if isinstance(item, list) and item and isinstance(item[0], Mapping) and is_record(item[0]):
            return item
    if depth:
        for item in value.values():
            if isinstance(item, Mapping) and (found := wrapped(item, depth - 1)) is not None:
                return found
    return None

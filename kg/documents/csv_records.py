"""CSV with a header line; comma, semicolon, tab or bar between the cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from kg.documents.context import Context
from kg.documents.errors import RecordError
from kg.documents.record import document, is_record, record_id
from kg.documents.streams import Stream
from kg.errors import InputError
from kg.model import Document, Skip

DELIMITERS = ",;\t|"


def delimiter_of(line: str) -> str | None:
    """The delimiter that makes a line a header with a title column and at least one more, else None."""
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(cells) > 1 and all(len(c) < 64 for c in cells) and is_record(dict.fromkeys(cells)):
            return delimiter
    return None


def sniff(head: bytes) -> bool:
    """Whether the first line is such a header."""
    return delimiter_of(head.lstrip().partition(b"\n")[0].decode("utf-8", "replace").strip()) is not None


def read(stream: Stream, context: Context) -> Iterator[Document | Skip]:
    """The papers of a table; a broken row is a Skip.  InputError where no column is a title."""
    csv.field_size_limit(max(csv.field_size_limit(), context.settings.max_text + 1))
    rows = _Lines(stream, context.settings.max_line)
    header_line = next(rows, "")
    delimiter = delimiter_of(header_line.strip())
    if delimiter is None:
        raise InputError(f"{context.source} has no column named title; its first line must name the columns.")
    header = [name.strip() for name in next(csv.reader([header_line.strip()], delimiter=delimiter))]
    table = csv.reader(rows, delimiter=delimiter, strict=True)
    done = False
    while not done:
        rows.begin = 0
        try:
            row = next(table)
        except StopIteration:
            done, row = True, []
        except csv.Error as error:
            done, row = "unexpected end" in str(error), []
            if not done:
                yield context.skip(rows.begin, f"not CSV: {error}")
            elif not stream.damage:
                yield context.partial(rows.begin, "a quoted cell is not closed")
        for number in rows.take_long():
            limit = context.settings.max_line
            yield context.skip(number, f"the line is longer than max_line ({limit} bytes)")
        if any(row):
            yield _paper(header, row, rows.begin, context)
    if stream.damage:
        yield context.partial(rows.number, stream.damage)


class _Lines:
    """The lines of a stream as text with their ends; bytes that are not UTF-8 survive as lone surrogates."""

    def __init__(self, stream: Stream, limit: int) -> None:
        self.number = 0  # of the last line
        self.begin = 0  # of the first line since this was set to 0
        self._long: list[int] = []
        self._lines = stream.lines(limit)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for number, _, data, _ in self._lines:
            self.number = number
            if data is not None:
                self.begin = self.begin or number
                return data.decode("utf-8", "surrogateescape") + "\n"
            self._long.append(number)
        raise StopIteration

    def take_long(self) -> list[int]:
        """The numbers of the lines left out for their length since the last call."""
        taken, self._long = self._long, []
        return taken


def _paper(header: list[str], row: list[str], line: int, context: Context) -> Document | Skip:
    if len(row) > len(header):
        return context.skip(line, f"{len(row)} cells, {len(header)} expected")
    record: dict[str, object] = dict(zip(header, row, strict=False))
    if any("\udc80" <= c <= "\udcff" for cell in row if not cell.isascii() for c in cell):
        return context.skip(line, "the row is not UTF-8", record_id(record))
    try:
        return document(record, context)
    except RecordError as error:
        return context.skip(line, str(error), record_id(record))

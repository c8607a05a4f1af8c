"""RIS, as reference managers export it: two-letter tags, one record from TY to ER."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.documents.context import Context
from kg.documents.errors import RecordError
from kg.documents.record import document, record_id
from kg.documents.streams import Stream
from kg.model import Document, Skip

_TAG = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?$", re.DOTALL)
_FIELDS = {
    "TI": "title", "T1": "title", "AB": "abstract", "N2": "abstract", "AU": "authors", "A1": "authors",
    "PY": "year", "Y1": "year", "DA": "date", "DO": "doi", "UR": "urls", "L1": "urls", "ID": "id",
}  # fmt: skip
_MANY = frozenset({"authors", "urls"})


def sniff(head: bytes) -> bool:
    """Whether the first line that is not empty opens a record."""
    return head.lstrip().startswith(b"TY  -")


def read(stream: Stream, context: Context) -> Iterator[Document | Skip]:
    """The papers of an RIS file; a broken record is a Skip, and the next TY starts afresh."""
    record: dict[str, object] | None = None
    begin, last, field = 0, 0, ""
    broken = ""
    for number, offset, data, _ in stream.lines(context.settings.max_line):
        last = number
        try:
            line = "" if data is None else data.decode("utf-8", "surrogatepass").rstrip("\r")
        except UnicodeDecodeError as error:
            line, broken = "", f"byte {offset + error.start} is not UTF-8"
        if data is None:
            broken = f"a line is longer than max_line ({context.settings.max_line} bytes)"
        match = _TAG.match(line)
        tag = match[1] if match else ""
        if tag == "TY":
            if record is not None:
                yield context.skip(begin, "the record is not closed by ER", record_id(record))
            record, begin, broken = {}, number, ""
        elif tag == "ER" and record is not None:
            yield _paper(record, begin, broken, context)
            record = None
        elif match and record is not None:
            field = _FIELDS.get(tag, "")
            _add(record, field, (match[2] or "").strip())
        elif line.strip() and record is not None:
            _continue(record, field, line.strip())
    if record is not None or stream.damage:
        yield context.partial(
            begin if record is not None else last, stream.damage or "the last record is cut off"
        )


def _add(record: dict[str, object], field: str, value: str) -> None:
    if not field or not value:
        return
    if field not in _MANY:
        record.setdefault(field, value)
        return
    values = record.setdefault(field, [])
    if isinstance(values, list):
        values.append(value)


def _continue(record: dict[str, object], field: str, value: str) -> None:
    """A line without tag goes on with the field before it."""
    before = record.get(field)
    if isinstance(before, str):
        record[field] = f"{before} {value}"


def _paper(record: dict[str, object], line: int, broken: str, context: Context) -> Document | Skip:
    if broken:
        return context.skip(line, broken, record_id(record))
    if isinstance(year := record.get("year"), str):
        record["year"] = year.strip("/")  # 2024/03/14/ and 2024///
    try:
        return document(record, context)
    except RecordError as error:
        return context.skip(line, str(error), record_id(record))

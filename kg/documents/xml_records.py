"""Atom feeds of the arXiv API and OAI-PMH answers (arXiv, arXivRaw, Dublin Core), element by element.

A document type declaration is refused: none of these formats needs one, and every known XML bomb does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.parsers import expat

from kg.documents.context import Context
from kg.documents.errors import RecordError
from kg.documents.record import document, record_id
from kg.documents.streams import Stream
from kg.errors import InputError
from kg.model import Document, Skip

_RECORDS = frozenset({"entry", "record"})
_FIELDS = {
    "id": "id", "identifier": "id", "title": "title", "summary": "abstract", "abstract": "abstract",
    "description": "abstract", "published": "published", "created": "created", "date": "date", "doi": "doi",
    "creator": "authors", "name": "authors", "authors": "authors", "keyname": "keyname",
    "forenames": "forenames",
}  # fmt: skip
_END_EARLY = frozenset({
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
})  # fmt: skip


def sniff(head: bytes) -> bool:
    """Whether the text starts as XML."""
    start = head.lstrip()
    return start.startswith((b"<?xml", b"<feed", b"<OAI-PMH", b"<entry"))


def read(stream: Stream, context: Context) -> Iterator[Document | Skip]:
    """The papers of a feed; InputError for a document type declaration and for what is no XML."""
    handler = _Handler(context)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = handler.doctype
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    handler.line = lambda: parser.CurrentLineNumber
    try:
        for chunk in stream.chunks():
            parser.Parse(chunk, False)
            yield from handler.take()
        if stream.damage is None:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        yield from handler.take()
        if error.code not in _END_EARLY:
            raise InputError(
                f"{context.source}:{error.lineno}: not XML, {expat.ErrorString(error.code)}."
            ) from error
        yield context.partial(error.lineno, "the XML ends early")
    if stream.damage:
        yield context.partial(parser.CurrentLineNumber, stream.damage)
    elif not handler.records:
        raise InputError(
            f"{context.source} is XML without records; an Atom feed or an OAI-PMH answer was expected."
        )


class _Handler:
    """Collects the fields of the record being read."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.line: Callable[[], int] = int
        self.records = 0
        self._ready: list[Document | Skip] = []
        self._record: dict[str, object] | None = None
        self._begin = 0
        self._depth = 0  # of open elements inside the record
        self._text: list[str] = []
        self._size = 0

    def take(self) -> list[Document | Skip]:
        """What has become complete since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def doctype(self, *_: object) -> None:
        raise InputError(
            f"{self.context.source} declares a document type (DOCTYPE), which is refused; remove it."
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if self._record is None:
            if local in _RECORDS:
                self.records += 1
                self._record, self._begin, self._depth, self._size = {}, self.line(), 0, 0
            return
        self._depth += 1
        self._text = []
        if local == "link" and attributes.get("rel") == "related" and "href" in attributes:
            _many(self._record, "urls").append(attributes["href"])

    def text(self, data: str) -> None:
        if self._record is None:
            return
        self._size += len(data)
        if self._size <= self.context.settings.max_line:
            self._text.append(data)

    def end(self, name: str) -> None:
        if self._record is None:
            return
        if self._depth == 0:
            self._ready.append(self._paper(self._record))
            self._record = None
            return
        self._depth -= 1
        value = "".join(self._text).strip()
        self._text = []
        local = name.rpartition(" ")[2]
        if local == "author" and "keyname" in self._record:  # OAI arXiv
            parts = (self._record.pop("forenames", ""), self._record.pop("keyname"))
            _many(self._record, "authors").append(" ".join(str(p) for p in parts if p))
        elif value and (field := _FIELDS.get(local)):
            if field == "authors":
                _many(self._record, field).append(value)
            else:
                self._record.setdefault(field, value)

    def _paper(self, record: dict[str, object]) -> Document | Skip:
        line = self._begin
        identifier = str(record.get("id", ""))
        if "/api/errors" in identifier:
            return self.context.skip(line, f"the feed reports an error: {record.get('abstract', '')}"[:200])
        if self._size > self.context.settings.max_line:
            limit = self.context.settings.max_line
            return self.context.skip(line, f"the record is longer than max_line ({limit} bytes)")
        if identifier.startswith("oai:arXiv.org:"):
            record["id"] = identifier.removeprefix("oai:arXiv.org:")
        names = record.get("authors")
        if isinstance(names, list) and len(names) == 1 and "," in names[0]:  # arXivRaw: all names in one text
            record["authors"] = names[0]
        try:
            return document(record, self.context)
        except RecordError as error:
            return self.context.skip(line, str(error), record_id(record))


def _many(record: dict[str, object], field: str) -> list[str]:
    values = record.setdefault(field, [])
    return values if isinstance(values, list) else []

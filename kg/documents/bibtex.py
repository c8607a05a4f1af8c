"""BibTeX: entries with nested braces, quoted text, `#` and @string; nothing in it is ever run or opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.documents.context import Context
from kg.documents.dates import month_number
from kg.documents.errors import RecordError
from kg.documents.latex import plain
from kg.documents.record import document, record_id
from kg.documents.streams import Stream
from kg.errors import InputError
from kg.model import Document, Skip

_ENTRY = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)[ \t\r\n]*([{(])", re.MULTILINE)
_NAME = re.compile(r"[\s,]*([^\s=,{}()\"#%]+)\s*=\s*")
_KEY = re.compile(r"\s*([^\s,{}()=]+)\s*(?=[,})])")
_WORD = re.compile(r"[^\s,{}()\"#]+")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTE = re.compile(r"\\.|[{}\"]", re.DOTALL)
_SPACE = re.compile(r"\s*")
_NOT_PAPERS = frozenset({"comment", "preamble"})
_AND = re.compile(r"\sand\s|[{}]")
_PLAIN = ("title", "abstract")


class _BrokenError(RecordError):
    """An entry whose braces or quotes do not close."""


def sniff(head: bytes) -> bool:
    """Whether an entry stands at the start of a line."""
    return b"@" in head and _ENTRY.search(head.decode("utf-8", "replace")) is not None


def read(stream: Stream, context: Context) -> Iterator[Document | Skip]:
    """The papers of a bibliography; a broken entry is a Skip, and the next one is read."""
    data = stream.everything(context.settings.max_line)
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise InputError(f"{context.source} is not UTF-8 at byte {error.start}; save it as UTF-8.") from error
    strings: dict[str, str] = {}
    starts = list(_ENTRY.finditer(text))
    line, counted, done = 1, 0, 0
    for i, match in enumerate(starts):
        if match.start() < done:
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        limit = starts[i + 1].start() if i + 1 < len(starts) else len(text)
        kind = match[1].lower()
        if kind in _NOT_PAPERS:
            continue
        try:
            key, fields, done = _entry(text, match, limit, strings)
        except _BrokenError as error:
            cut = limit == len(text)
            yield context.partial(line, str(error)) if cut else context.skip(line, str(error))
            continue
        if kind == "string":
            strings.update(fields)
            continue
        yield _paper(key, fields, line, context)
    if text.strip() and not starts:
        raise InputError(f"{context.source} has no BibTeX entry; try another --input-format.")
    if stream.damage:
        yield context.partial(text.count("\n") + 1, stream.damage)


def _entry(
    text: str, match: re.Match[str], limit: int, strings: dict[str, str]
) -> tuple[str, dict[str, str], int]:
    """The key, the fields and the end of an entry that closes before the next one starts."""
    at = match.end()
    key = ""
    if match[1].lower() != "string" and (found := _KEY.match(text, at, limit)):
        key, at = found[1], found.end()
    fields: dict[str, str] = {}
    while name := _NAME.match(text, at, limit):
        value, at = _value(text, name.end(), limit, strings)
        fields.setdefault(name[1].lower(), value)
    at = _SPACE.match(text, at, limit).end()  # type: ignore[union-attr]
    while text[at : at + 1] == ",":
        at = _SPACE.match(text, at + 1, limit).end()  # type: ignore[union-attr]
    if at >= limit or text[at] != ("}" if match[2] == "{" else ")"):
        raise _BrokenError(f"the entry {key or match[1]} is not closed or has a broken field")
    return key, fields, at + 1


def _value(text: str, at: int, limit: int, strings: dict[str, str]) -> tuple[str, int]:
    """A field's value, its parts joined, and where it ends."""
    parts: list[str] = []
    while True:
        char = text[at : at + 1]
        if char == "{" or char == '"':
            end = _closing(text, at, limit)
            parts.append(text[at + 1 : end])
            at = end + 1
        elif word := _WORD.match(text, at, limit):
            parts.append(word[0] if word[0].isdigit() else strings.get(word[0].lower(), word[0]))
            at = word.end()
        else:
            raise _BrokenError("a field has no value")
        at = _SPACE.match(text, at, limit).end()  # type: ignore[union-attr]
        if text[at : at + 1] != "#":
            return "".join(parts), at
        at = _SPACE.match(text, at + 1, limit).end()  # type: ignore[union-attr]


def _closing(text: str, at: int, limit: int) -> int:
    """Where the brace or quote that opens at `at` closes."""
    quoted = text[at] == '"'
    depth = 0
    for match in (_QUOTE if quoted else _BRACE).finditer(text, at + quoted, limit):
        mark = match[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        if (quoted and mark == '"' and depth == 0) or (not quoted and mark == "}" and depth == 0):
            return match.start()
    raise _BrokenError("a brace or quote is not closed")


def people_of(value: str) -> list[str]:
    """The names of an author field; an `and` inside braces belongs to a name.

    >>> people_of("Roe, Jo and {Boats and Sons}")
    ['Roe, Jo', '{Boats and Sons}']
    """
    names: list[str] = []
    depth = begin = 0
    value = " ".join(value.split())
    for match in _AND.finditer(value):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth <= 0:
            names.append(value[begin : match.start()])
            begin = match.end()
    return [*names, value[begin:]]


def _paper(key: str, fields: dict[str, str], line: int, context: Context) -> Document | Skip:
    record: dict[str, object] = {"id": key}
    for name, value in fields.items():
        record[name] = plain(value) if name in _PLAIN else value.strip("{} ")
    if "author" in fields:
        record["author"] = [plain(name) for name in people_of(fields["author"])]
    year, month = record.get("year"), record.pop("month", None)
    if isinstance(year, str) and isinstance(month, str):
        number = int(month) if re.fullmatch(r"[0-9]{1,2}", month) else month_number(month)
        record["year"] = f"{year}-{number:02}" if number else year
    for name in [n for n in record if n in {"note", "keywords", "file", "urldate", "link", "code"}]:
        del record[name]
    try:
        return document(record, context)
    except RecordError as error:
        return context.skip(line, str(error), record_id({"id": key}))

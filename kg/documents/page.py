"""A saved web page as text: title and abstract paragraphs in turn, among whatever else the site prints.

Decided by structure.  Abstracts are the prose; the title of one is the nearest paragraph before it that is no
date, no by-line, no count, no list of people and no text the page repeats.  What stands before the first
title and after the last abstract belongs to the site.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from kg import ids
from kg.documents.context import Context
from kg.documents.streams import Stream
from kg.documents.text import clean_abstract, clean_title
from kg.errors import InputError
from kg.model import Document, Skip

LONG = 260  # characters beyond which a paragraph is prose whatever it looks like
SHORT = 80  # characters below which none is
_MANY_WORDS = 12
_UNWRAPPED = 200  # a line this long shows that lines are paragraphs, not wrapped at a column
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"(?:(?:published|submitted|posted|updated)\s+(?:on\s+)?)?(?:[a-z]{{3,9}},?\s+)?"
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|today|yesterday|\d+\s+[a-z]+\s+ago)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:(?:submitted|published|posted|shared|written|presented)\s+)?by(?:\s|(?=[A-Z@]))", re.IGNORECASE
)
_COUNT = re.compile(r"\W*[a-z]{0,12}\s*\d[\d.,]*\s*[km]?\+?\W*(?:[a-z]{1,12})?", re.IGNORECASE)
_PERSON = re.compile(r"(?:[A-Z][\w.'’-]*\s+){1,3}[A-Z][\w.'’-]*")
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = (".", "!", "?", '."', ".)", ".”")


class Paragraph(NamedTuple):
    """A paragraph and the line it starts on (1-based)."""

    line: int
    text: str


def sniff(head: bytes) -> bool:
    """Whether the text has a short paragraph followed by one of prose."""
    text = head.decode("utf-8", "ignore")
    if text.lstrip()[:1] in {"<", "{", "["} and text.lstrip()[1:2] != " " and text.lstrip()[:1] != "[":
        return False
    parts = list(paragraphs(text))
    return any(_prose(b.text) and not _prose(a.text) for a, b in itertools.pairwise(parts))


def read(stream: Stream, context: Context) -> Iterator[Document | Skip]:
    """The papers of a page, in page order; InputError for a page without any or one that is not UTF-8."""
    data = stream.everything(context.settings.max_line)
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{context.source} is not UTF-8 at byte {error.start}; save it as UTF-8 text."
        ) from error
    found = False
    for item in papers(list(paragraphs(text)), context):
        found = True
        yield item
    if text.strip() and not found:
        raise InputError(f"{context.source} holds no title with an abstract; try another --input-format.")
    if stream.damage:
        yield context.partial(text.count("\n") + 1, stream.damage)


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text: between blank lines, or single lines too long to be wrapped ones."""
    block: list[str] = []
    first = 1
    for number, line in enumerate([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""], 1):
        if line.strip():
            block.append(line.strip())
            continue
        if len(block) > 1 and max(map(len, block)) >= _UNWRAPPED:
            for place, part in enumerate(block):
                yield Paragraph(first + place, part)
        elif block:
            yield Paragraph(first, " ".join(block))
        block = []
        first = number + 1


def papers(parts: list[Paragraph], context: Context) -> Iterator[Document | Skip]:
    """The papers that a sequence of paragraphs holds."""
    repeated = Counter(_DIGITS.sub("0", p.text) for p in parts)
    prose = _label(parts)
    gap: list[Paragraph] = []
    title = Paragraph(0, "")
    body: list[str] = []
    for part, is_prose in zip(parts, prose, strict=True):
        if not is_prose:
            if body:
                yield from _paper(title, body, context)
                body = []
            gap.append(part)
            continue
        if not body:
            found, gap = _title(gap, repeated), []
            if found is None:
                yield context.skip(part.line, "no title before this abstract")
                continue
            title = found
        body.append(part.text)
    if body:
        yield from _paper(title, body, context)


def _label(parts: list[Paragraph]) -> list[bool]:
    """Which paragraphs are prose.

    A sentence-like paragraph of middling length is prose only in the place of an abstract: after a possible
    title and not itself before an abstract.
    """
    labels = [len(p.text) >= LONG for p in parts]
    for i, part in enumerate(parts):
        if not labels[i] and _prose(part.text):
            before = "" if i == 0 or labels[i - 1] else parts[i - 1].text
            after_title = _may_be_title(before) and len(before.split()) > 2
            labels[i] = after_title and not (i + 1 < len(parts) and labels[i + 1])
    return labels


def _prose(text: str) -> bool:
    """Whether a paragraph reads like an abstract: long, or a sentence of some length."""
    if len(text) >= LONG:
        return True
    return len(text) >= SHORT and text.endswith(_SENTENCE_END) and len(text.split()) >= _MANY_WORDS


def _title(gap: list[Paragraph], repeated: Counter[str]) -> Paragraph | None:
    """The title among the paragraphs before an abstract: the last able one, rather one not repeated."""
    able = [p for p in gap if _may_be_title(p.text)]
    once = [p for p in able if repeated[_DIGITS.sub("0", p.text)] == 1]
    return (once or able or [None])[-1]  # type: ignore[list-item]


def _may_be_title(text: str) -> bool:
    """Whether a paragraph can be a title by itself."""
    if not any(c.isalpha() for c in text) or len(text) < 2:
        return False
    if _DATE.fullmatch(text) or _COUNT.fullmatch(text) or (_BYLINE.match(text) and len(text) < SHORT):
        return False
    names = text.removesuffix(".").split(", ")
    return not (len(names) > 1 and all(_PERSON.fullmatch(n.removeprefix("and ")) for n in names))


def _paper(title: Paragraph, body: list[str], context: Context) -> Iterator[Document | Skip]:
    text = clean_title(title.text, context.counts)
    abstract = clean_abstract("\n\n".join(body), context.counts)
    limit = context.settings.max_text
    if len(text) + len(abstract) > limit:
        yield context.skip(title.line, f"the text is longer than max_text ({limit} characters)")
    elif not text:
        yield context.skip(title.line, "no title")
    else:
        yield Document(id=ids.page_record_id(text), title=text, abstract=abstract)

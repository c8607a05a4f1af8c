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
_BYLINE_WORDS = 8
_LIKELY = 2
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
_COUNT = re.compile(
    r"\W{0,9}[a-z]{0,12}\s{0,3}\d[\d.,]*+\s{0,3}[km]?\+?\W{0,9}(?:[a-z]{1,12})?", re.IGNORECASE
)
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
    prose = _label(parts, repeated)
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


def _label(parts: list[Paragraph], repeated: Counter[str]) -> list[bool]:
    """Which paragraphs are prose.

    A sentence-like paragraph of middling length is prose only in the place of an abstract: after a possible
    title and not itself before an abstract, whatever the site prints between.
    """
    labels = [len(p.text) >= LONG for p in parts]
    own = [
        i
        for i, part in enumerate(parts)
        if labels[i] or (_likeness(part.text) == _LIKELY and repeated[_DIGITS.sub("0", part.text)] == 1)
    ]
    for place, i in enumerate(own):
        if labels[i] or not _prose(parts[i].text):
            continue
        before = own[place - 1] if place else None
        after_title = before is not None and not labels[before] and len(parts[before].text.split()) > 2
        before_prose = place + 1 < len(own) and labels[own[place + 1]]
        labels[i] = after_title and not before_prose
    return labels


def _prose(text: str) -> bool:
    """Whether a paragraph reads like an abstract: long, or a sentence of some length."""
    if len(text) >= LONG:
        return True
    return len(text) >= SHORT and text.endswith(_SENTENCE_END) and len(text.split()) >= _MANY_WORDS


def _title(gap: list[Paragraph], repeated: Counter[str]) -> Paragraph | None:
    """The title among the paragraphs before an abstract: the last of those most like one."""
    best, most = None, 0
    for part in gap:
        likeness = _likeness(part.text)
        if likeness and repeated[_DIGITS.sub("0", part.text)] > 1:
            likeness = 1
        if likeness and likeness >= most:
            best, most = part, likeness
    return best


def _likeness(text: str) -> int:
    """How much a paragraph by itself is like a title: 0 not at all, 1 for want of a better, or `_LIKELY`."""
    if len(text) < 2 or not any(c.isalpha() for c in text):
        return 0
    if _DATE.fullmatch(text) or _is_byline(text):
        return 0
    if _COUNT.fullmatch(text):
        return int(text[0].isalpha())  # `Llama 3` may be one, `12 votes` not
    names = [n.removeprefix("and ") for n in text.removesuffix(".").split(", ")]
    return 1 if len(names) > 1 and all(map(_PERSON.fullmatch, names)) else _LIKELY


def _is_byline(text: str) -> bool:
    return _BYLINE.match(text) is not None and len(text.split()) <= _BYLINE_WORDS and ":" not in text


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

"""Text as it enters: what no output format can carry is taken out or replaced, and counted."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from kg.documents.errors import RecordError

# C0 and C1 controls (tab and newline are text), DEL, lone surrogates and the two noncharacters XML forbids.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

CONTROLS = "control characters removed"
SURROGATES = "characters without meaning replaced"
COMPOSED = "texts brought to Unicode form NFC"


def clean(text: str, counts: Counter[str]) -> str:
    r"""The text in NFC without control characters, lone surrogates as U+FFFD; changes go into `counts`.

    >>> clean("a\x00b\ud800", Counter())
    'ab�'
    """
    if _UNFIT.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text, removed = _CONTROL.subn("", text)
        text, replaced = _SURROGATE.subn("\ufffd", text)
        for name, number in ((CONTROLS, removed), (SURROGATES, replaced)):
            if number:
                counts[name] += number
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        counts[COMPOSED] += 1
    return text


def clean_title(text: str, counts: Counter[str]) -> str:
    r"""A cleaned title on one line: every run of white space is one space.

    >>> clean_title(" Two\n  lines ", Counter())
    'Two lines'
    """
    return " ".join(clean(text, counts).split())


def clean_abstract(text: str, counts: Counter[str]) -> str:
    """A cleaned abstract, verbatim apart from the white space around it."""
    return clean(text, counts).strip()


def is_clean(text: str) -> bool:
    """Whether `clean` would take nothing out of a text."""
    return not _UNFIT.search(text)


def check_id(text: str) -> str:
    """The record id, trimmed; RecordError where it holds a control character or a lone surrogate."""
    if not is_clean(text) or "\t" in text or "\n" in text:
        raise RecordError("the id holds a control character")
    return text.strip()


def printable(value: str | int, limit: int = 200) -> str:
    """A refused value as a report can show it: one line, no control characters, cut at `limit`."""
    return " ".join(_UNFIT.sub("\ufffd", str(value)[:limit]).split())

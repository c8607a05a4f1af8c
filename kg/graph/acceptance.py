"""What a term must be to stand in a graph of ours: the strictest reading of all stores that it should load into."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from kg import rdf, terms

MAX_IRI: Final = 1000  # bytes; some stores index no longer ones
MAX_LITERAL: Final = 1 << 20  # bytes; one store loads longer ones without a word and without the statement
_SCHEME: Final = re.compile(r"(?:https?://|urn:[^:]).", re.DOTALL)
_AUTHORITY: Final = re.compile(r"https?://(?:[^/?#@]*@)?[^/?#@:]+(?::[0-9]{0,5})?(?:[/?#]|$)")
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ESCAPED_BYTE: Final = re.compile(r"[\udc80-\udcff]")  # how a byte that is not UTF-8 is decoded
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_ZONE: Final = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_DAY: Final = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){_ZONE}")
_TIME: Final = re.compile(
    rf"(\d{{4}})-(\d\d)-(\d\d)T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?){_ZONE}"
)
_INEXACT: Final = frozenset({terms.XSD + "float", terms.XSD + "double"})
_TAGGED: Final = frozenset({terms.RDF + "langString", terms.RDF + "dirLangString"})


def iri_fault(value: str) -> str | None:
    """Why an IRI may not stand in a graph, None if it may: absolute, http, https or urn, ASCII, escapes whole.

    >>> iri_fault("https://a.example/x"), iri_fault("javascript:alert(1)")
    (None, 'the IRI javascript:alert(1) is neither http, https nor urn')
    """
    if _ESCAPED_BYTE.search(value):
        return "an IRI holds bytes that are not UTF-8"
    if rdf.percent_encode(value) != value:
        return f"the IRI {_short(value)} holds characters that must be percent-encoded"
    if len(value) > MAX_IRI:
        return f"the IRI {_short(value)} is longer than {MAX_IRI} bytes"
    if ":" not in value:
        return f"the IRI {_short(value)} is relative"
    if not _SCHEME.match(value):
        return f"the IRI {_short(value)} is neither http, https nor urn"
    if value[0] == "h" and not _AUTHORITY.match(value):
        return f"the IRI {_short(value)} names no host, or a port that is no number"
    return None


def literal_fault(value: str, datatype: str = "", language: str = "") -> str | None:
    """Why a literal may not stand in a graph, None if it may.

    >>> literal_fault("2024-13-45", terms.XSD_DATE)
    '"2024-13-45" is no valid xsd:date'
    """
    if _ESCAPED_BYTE.search(value):
        return "a text holds bytes that are not UTF-8"
    if found := _FORBIDDEN.search(value):
        return f"a text holds the character U+{ord(found[0]):04X}"
    if len(value.encode()) > MAX_LITERAL:
        return f"a text is longer than {MAX_LITERAL} bytes"
    if language:
        return None if _LANGUAGE.fullmatch(language) else f"@{_short(language)} is no language tag"
    if not datatype:
        return None
    if fault := iri_fault(datatype):
        return fault
    if datatype in _TAGGED:
        return f'"{_short(value)}" has the datatype of tagged texts and no language tag'
    if datatype in _INEXACT:
        return f'"{_short(value)}" is an xsd:{datatype.removeprefix(terms.XSD)}, which stores round; use xsd:decimal'
    valid = _LEXICAL.get(datatype)
    if valid is not None and not valid(value):
        return f'"{_short(value)}" is no valid xsd:{datatype.removeprefix(terms.XSD)}'
    return None


def _short(text: str, limit: int = 60) -> str:
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in text[:limit])
    return shown + "..." if len(text) > limit else shown


def _pattern(pattern: str) -> Callable[[str], bool]:
    match = re.compile(pattern, re.ASCII).fullmatch
    return lambda value: match(value) is not None


def _day(value: str, pattern: re.Pattern[str] = _DAY) -> bool:
    match = pattern.fullmatch(value)
    if match is None or not value.isascii():
        return False
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


_LEXICAL: Final[dict[str, Callable[[str], bool]]] = {
    terms.XSD_DECIMAL: _pattern(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
    terms.XSD_INTEGER: _pattern(r"[+-]?\d+"),
    terms.XSD_BOOLEAN: _pattern(r"true|false|0|1"),
    terms.XSD_DATE: _day,
    terms.XSD + "dateTime": lambda value: _day(value, _TIME),
    terms.XSD_GYEAR: _pattern(rf"(?!0000)\d{{4}}{_ZONE}"),
    terms.XSD_GYEARMONTH: _pattern(rf"(?!0000)\d{{4}}-(?:0[1-9]|1[0-2]){_ZONE}"),
}

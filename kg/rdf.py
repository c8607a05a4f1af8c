"""Terms and statements in canonical N-Triples form: the one place where text becomes RDF.

A statement is a triple of strings, each already a valid N-Triples term, so sorting statements as strings
sorts the file, and every format is written from the same stream.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from kg import terms

Statement = tuple[str, str, str]

_UNSAFE_IRI = re.compile(r"[^!#-;=?-Z_a-z~]|%(?![0-9A-Fa-f]{2})")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MUST_ESCAPE = re.compile(r'[\\"\n\r\t]')
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_TERM = re.compile(r'<([^<>"{}|^`\\\x00-\x20]*)>|"((?:[^"\\\n\r]|\\.)*)"(?:\^\^<([^>]*)>|@([a-zA-Z0-9-]+))?')
_UNESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def percent_encode(text: str) -> str:
    """The text with everything that may not stand in an IRI as `%XX` of its UTF-8 bytes; ASCII only.

    >>> percent_encode("https://a.example/x y#1#2")
    'https://a.example/x%20y#1%232'
    """
    safe = _UNSAFE_IRI.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode("utf-8", "replace")), text)
    head, mark, fragment = safe.partition("#")
    return head + mark + fragment.replace("#", "%23")


@lru_cache(maxsize=1 << 16)
def iri(value: str) -> str:
    """The N-Triples form of an absolute IRI; characters that no IRI may hold are percent-encoded.

    >>> iri("https://a.example/x y")
    '<https://a.example/x%20y>'
    """
    return f"<{percent_encode(value)}>"


def literal(value: str, datatype: str | None = None, language: str | None = None) -> str:
    r"""The N-Triples form of a literal; control characters and lone surrogates become U+FFFD.

    >>> literal('say "hi"\n')
    '"say \\"hi\\"\\n"'
    """
    text = _FORBIDDEN.sub("\ufffd", value)
    text = _MUST_ESCAPE.sub(lambda m: _ESCAPES[m[0]], text)
    if language:
        return f'"{text}"@{language.lower()}'
    if datatype:
        return f'"{text}"^^{iri(datatype)}'
    return f'"{text}"'


def decimal(value: Decimal | float, places: int | None = None) -> str:
    """A canonical xsd:decimal literal: no exponent, no trailing zeros (`0.9`, `1`); rounded to `places`.

    >>> decimal(Decimal("1.50")), decimal(Decimal("7E+9"))[:13]
    ('"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"7000000000"^')
    """
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if places is not None:
        number = round(number, places)
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return literal("0" if text in {"-0", ""} else text, terms.XSD_DECIMAL)


def integer(value: int) -> str:
    """An xsd:integer literal."""
    return literal(str(value), terms.XSD_INTEGER)


def boolean(value: bool) -> str:
    """An xsd:boolean literal."""
    return literal("true" if value else "false", terms.XSD_BOOLEAN)


def parse_term(term: str) -> tuple[str, str, str]:
    """What an N-Triples term holds: (`iri`, value, ``), or (`literal`, value, datatype or `@language`)."""
    match = _TERM.fullmatch(term)
    if match is None:
        raise ValueError(f"not an N-Triples term: {term[:80]}")
    if match[1] is not None:
        return "iri", match[1], ""
    return "literal", _UNESCAPE.sub(_unescape, match[2]), match[3] or (f"@{match[4]}" if match[4] else "")


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _UNESCAPES.get(code, code)

"""Turtle cut into tokens, generously: what a token may hold is judged later, so reading can go on after a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple


class Token(NamedTuple):
    """A piece of Turtle: its kind, its text and where it begins."""

    kind: str
    text: str
    place: int


_ESCAPED_LOCAL: Final = r"\\[_~.\-!$&'()*+,;=/?#@%]"
_PIECES: Final = {
    "space": r"(?:[ \t\r\n]+|#[^\r\n]*)+",
    "iri": r"<(?!<)[^<>\r\n]*>",
    "string": r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"(?!"")[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"'
    r"|'(?!'')[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*'",
    "newer": r"<<\(?|\)?>>|\{\||\|\}|~",  # RDF 1.2
    "datatype": r"\^\^",
    "at": r"@[A-Za-z0-9_-]+",
    "blank": r"_:[\w:.\u00b7-]*[\w:\u00b7-]",
    "name": rf"(?:[^\W\d_][\w.\u00b7-]*)?:(?:[\w:.\u00b7-]|%[0-9A-Fa-f]{{2}}|{_ESCAPED_LOCAL})*",
    "double": r"[+-]?(?:\d+\.\d*|\.?\d+)[eE][+-]?\d+",
    "decimal": r"[+-]?\d*\.\d+",
    "integer": r"[+-]?\d+",
    "word": r"[A-Za-z]+",
    "mark": r"[.;,\[\](){}]",
    "open": r"[\"'][^\r\n]*",  # a text without end
    "other": r".",
}
_TOKEN: Final = re.compile("|".join(f"(?P<{kind}>{piece})" for kind, piece in _PIECES.items()), re.DOTALL)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a Turtle text; spaces and comments fall out, an `end` comes last."""
    place = 0
    match_at = _TOKEN.match
    while place < len(text):
        match = match_at(text, place)
        assert match is not None  # noqa: S101 - `other` takes any character
        kind, piece = str(match.lastgroup), match[0]
        if kind == "name" or kind == "blank":
            # A dot at the end is the end of the statement, unless it is escaped.
            while piece[-1] == "." and piece[-2:] != "\\.":
                piece = piece[:-1]
        if kind != "space":
            yield Token(kind, piece, place)
        place += len(piece)
    yield Token("end", "", len(text))

"""The tokens of a SPARQL text: enough to tell code from strings, comments and IRIs before any parser runs.

A bare word in SPARQL is always a keyword or a function (names carry a colon, variables a sign), so a keyword
token is the construct it names; no parse tree is needed to find one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import QueryError

_GRAMMAR = r"""
    (?P<space>[\s\ufeff]+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}|"(?!"")(?:[^"\\\n\r]|\\.)*"
              |'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}|'(?!'')(?:[^'\\\n\r]|\\.)*')
  | (?P<unclosed>["'])
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:[\w][\w.\-]*)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?+(?!\w*:))
  | (?P<name>(?:[^\W\d_][\w.\-]{0,99})?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<word>[^\W\d]\w*|\d\w*+(?=:))
  | (?P<mark>\^\^|&&|\|\||<=|>=|!=|<<|>>|.)
"""
_TOKEN = re.compile(_GRAMMAR, re.VERBOSE | re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_OPERANDS = frozenset({"variable", "number", "string", "iri", "name", "language", "blank"})
_OPEN, _CLOSE = frozenset("{(["), frozenset("})]")


class Token(NamedTuple):
    """One token: its kind (a group of the grammar above), its text and where it begins."""

    kind: str
    text: str
    begin: int


def decode(text: str) -> str:
    r"""The text with its `\uXXXX` and `\UXXXXXXXX` code point escapes replaced (SPARQL 1.1, section 19.2).

    >>> decode("\\u0053ERVICE")
    'SERVICE'
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise QueryError(f"The query holds {match[0]}, which is no character.")
        return chr(code)

    return _ESCAPE.sub(character, text)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text without spaces and comments.

    A `<` that could open an IRI or mean "less than" is refused: each reading could hide code from the other.

    >>> [token.kind for token in tokens('ASK { ?s kg:x "SERVICE" } # SERVICE')]
    ['word', 'mark', 'variable', 'name', 'string', 'mark']
    """
    parentheses = 0
    last = Token("", "", 0)
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind in {"space", "comment"}:
            continue
        token = Token(kind, match[0], match.start())
        if kind == "unclosed":  # going on would try each later quote against the whole rest
            raise QueryError(f"{_place(text, token.begin)}: a string begins that does not end.")
        if kind == "iri" and parentheses and _ambiguous(token, last):
            raise QueryError(f"{_place(text, token.begin)}: write a space after '<' or use a prefixed name.")
        if kind == "mark":
            parentheses += (token.text == "(") - (token.text == ")")
        yield token
        last = token


def star(text: str) -> list[str] | None:
    """The variables of a `SELECT *` in the order in which the text names them; None for any other query.

    >>> star("SELECT DISTINCT * { ?s ?p ?o . ?o ?p ?s }"), star("SELECT ?s { ?s ?p ?o }")
    (['s', 'p', 'o'], None)
    """
    stream = list(tokens(text))
    words = [token.text.upper() for token in stream]
    place = words.index("SELECT") + 1 if "SELECT" in words else len(words)
    place += words[place : place + 1] in (["DISTINCT"], ["REDUCED"])
    if words[place : place + 1] != ["*"]:
        return None
    return list(dict.fromkeys(token.text[1:] for token in stream if token.kind == "variable"))


def _ambiguous(token: Token, last: Token) -> bool:
    # Read as "less than", a # inside would begin a comment and the next quote a string.
    if "#" not in token.text or _ABSOLUTE.match(token.text):
        return False
    return last.kind in _OPERANDS or last.text == ")"


def depth(stream: list[Token]) -> int:
    """The most brackets of any kind that are open at one place.

    >>> depth(list(tokens("ASK { { ?s ?p '{{{' } }")))
    2
    """
    level = deepest = 0
    for token in stream:
        if token.kind == "mark":
            level += (token.text in _OPEN) - (token.text in _CLOSE)
            deepest = max(deepest, level)
    return deepest


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"Line {line}, column {offset - text.rfind(chr(10), 0, offset)} of the query"

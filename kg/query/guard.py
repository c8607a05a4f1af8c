"""Which queries may run: read-only, one graph, no other machine, no file, no deep nesting.

Both readings of a text are judged: as it stands, and with its code point escapes replaced beforehand.
Engines differ in which of the two they follow.
"""

from __future__ import annotations

from kg.errors import LimitError, QueryError
from kg.query.lexer import Token, decode, depth, tokens
from kg.query.limits import Limits

FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)  # fmt: skip
_WEB = ("<http://", "<https://", "<urn:")


class ForbiddenError(QueryError):
    """A query asks for something that is never done, whatever the data."""


def check(text: str, limits: Limits) -> str:
    """The form of a query (`SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`) that is allowed to run.

    Raises ForbiddenError for updates, SERVICE and FROM anything but a web address, LimitError for a text
    that is too long or too deeply nested, QueryError for a text that is no query.

    >>> check("PREFIX a: <http://a/> SELECT ?s { ?s ?p ?o }", Limits())
    'SELECT'
    """
    if len(text) > limits.query or len(text.encode("utf-8", "replace")) > limits.query:
        raise LimitError(f"The query is longer than {limits.query} bytes; shorten it.")
    if "\x00" in text:
        raise QueryError("The query holds a NUL character.")
    decoded = decode(text)
    form = _judge(list(tokens(text)), limits)
    return form if decoded == text else _judge(list(tokens(decoded)), limits)


def _judge(stream: list[Token], limits: Limits) -> str:
    deepest = depth(stream)
    if deepest > limits.depth:
        raise LimitError(f"The query nests {deepest} brackets; at most {limits.depth} are allowed.")
    words = [t.text.upper() if t.kind == "word" else "" for t in stream]
    form = next((w for w in words if w and w not in {"PREFIX", "BASE"}), "")
    if form in UPDATES:
        raise ForbiddenError(
            f"{form} is an update; the graph is read-only. Ask with SELECT, ASK or CONSTRUCT."
        )
    if form not in FORMS:
        raise QueryError("A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, after any PREFIX lines.")
    if "SERVICE" in words:
        raise ForbiddenError("SERVICE is not allowed: a query never reaches another machine.")
    for index, word in enumerate(words):
        if word == "FROM":
            _graph(stream, index)
    return form


def _graph(stream: list[Token], index: int) -> None:
    rest = stream[index + 1 : index + 3]
    if rest and rest[0].kind == "word" and rest[0].text.upper() == "NAMED":
        rest = rest[1:]
    name = rest[0] if rest else Token("", "", 0)
    address = name.text
    if name.kind == "name":
        prefix = address.partition(":")[0] + ":"
        found = [
            value.text
            for word, key, value in zip(stream, stream[1:], stream[2:], strict=False)
            if word.text.upper() == "PREFIX" and key.text == prefix and value.kind == "iri"
        ]
        address = found[-1] if len(set(found)) == 1 else ""
    if not address.lower().startswith(_WEB):
        raise ForbiddenError(
            "FROM is allowed with a web address only; the graph of the directory is always read."
        )

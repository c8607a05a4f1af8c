"""Turtle and TriG read statement by statement; a fault costs the statement it stands in, never the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg import rdf, terms
from kg.graph.faults import BadTerm, Faults, Lines
from kg.graph.term_reading import Terms, resolve, unescape
from kg.graph.turtle_tokens import Token, tokens
from kg.rdf import Statement

_TYPE: Final = rdf.iri(terms.TYPE)
_NEWER: Final = "statements about statements are RDF 1.2, which graphs of paperkg do without"
_NAMELESS: Final = "a blank node has no name that lasts; graphs of paperkg hold none"
_CLOSING: Final = {"[": "]", "(": ")", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_NUMBERS: Final = {
    "integer": terms.XSD_INTEGER,
    "decimal": terms.XSD_DECIMAL,
    "double": terms.XSD + "double",
}


class _Unexpected(Exception):  # noqa: N818 - never leaves this file
    """A token that may not stand where it does: the rest of the statement is lost."""

    def __init__(self, token: Token, reason: str) -> None:
        super().__init__(reason)
        self.token = token


def read_turtle(text: str, faults: Faults) -> Iterator[Statement]:
    """The statements of a Turtle text."""
    return _Reader(text, faults).statements()


def read_trig(text: str, faults: Faults) -> Iterator[Statement]:
    """The statements of a TriG text, graph names dropped."""
    return _Reader(text, faults, graphs=True).statements()


class _Reader:
    def __init__(self, text: str, faults: Faults, *, graphs: bool = False) -> None:
        self._lines = Lines(text)
        self._faults = faults
        self._tokens = tokens(text)
        self._token = next(self._tokens)
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._terms = Terms()
        self._names: dict[str, str] = {}
        self._graphs = graphs  # whether graphs in braces may stand in the text
        self._inside = False  # of one

    def statements(self) -> Iterator[Statement]:
        while self._token.kind != "end":
            try:
                if _declares(self._token.text) and not self._inside:
                    self._directive()
                elif self._graphs and self._brace():
                    continue
                else:
                    yield from self._triples()
            except _Unexpected as error:
                self._fault(error.token, str(error))
                self._recover()
        if self._inside:
            self._fault(self._token, "the file ends where '}' should stand")

    def _next(self) -> Token:
        token = self._token
        self._token = next(self._tokens, token)
        return token

    def _fault(self, token: Token, reason: str) -> None:
        self._faults.add(self._lines.at(token.place), reason)

    def _recover(self) -> None:
        """Skip to the end of the statement, or of the graph it stands in."""
        while self._token.kind != "end" and not (self._inside and self._token.text == "}"):
            if self._next().text == ".":
                return

    def _expect(self, text: str) -> None:
        if self._token.text != text:
            raise _Unexpected(self._token, self._surprise(f"{text!r}"))
        self._next()

    def _surprise(self, wanted: str) -> str:
        token = self._token
        if token.kind == "end":
            return f"the file ends where {wanted} should stand"
        if token.kind == "open":
            return "the text in quotes has no end"
        if token.kind == "newer":
            return _NEWER
        return f"{token.text[:40]!r} stands where {wanted} should"

    def _brace(self) -> bool:
        """Whether a graph began or ended here; the name of one that begins after `GRAPH` is read too."""
        token = self._token
        if token.text == "}" and self._inside:
            self._inside = False
        elif token.text == "{" and not self._inside:
            self._inside = True
        elif token.text.lower() == "graph" and token.kind == "word" and not self._inside:
            self._next()
            self._term("the name of a graph")
            if self._token.text != "{":
                raise _Unexpected(self._token, self._surprise("'{'"))
            self._inside = True
        else:
            return False
        self._next()
        return True

    def _directive(self) -> None:
        keyword = self._next()
        bound = keyword.text.lower().lstrip("@")
        name = ""
        if bound == "prefix":
            if self._token.kind != "name" or not self._token.text.endswith(":"):
                raise _Unexpected(self._token, self._surprise("a prefix"))
            name = self._next().text[:-1]
        if self._token.kind != "iri":
            raise _Unexpected(self._token, self._surprise("an IRI"))
        token = self._next()
        try:
            iri = resolve(unescape(token.text[1:-1], names=False), self._base)
            self._terms.iri(iri)
        except BadTerm as error:
            raise _Unexpected(token, str(error)) from error
        if bound == "prefix":
            self._prefixes[name] = iri
        else:
            self._base = iri
        self._names.clear()
        if keyword.text[0] == "@":
            self._expect(".")

    def _triples(self) -> Iterator[Statement]:
        begin = self._token
        subject = self._term("a subject")
        if begin.text == "[" and self._token.text == ".":
            self._next()
            return
        if self._graphs and not self._inside and self._token.text == "{":
            self._brace()  # what looked like a subject was the name of a graph
            return
        while True:
            predicate = self._property()
            yield from self._objects(subject, predicate)
            if self._token.text != ";":
                break
            while self._token.text == ";":
                self._next()
            if self._token.text == "." or self._ends_graph():
                break
        if not self._ends_graph():
            self._expect(".")

    def _ends_graph(self) -> bool:
        return self._inside and self._token.text == "}"

    def _property(self) -> str | None:
        if self._token.kind == "word" and self._token.text == "a":
            self._next()
            return _TYPE
        if self._token.kind not in {"iri", "name", "blank"}:
            raise _Unexpected(self._token, self._surprise("a property"))
        return self._term("a property")

    def _objects(self, subject: str | None, predicate: str | None) -> Iterator[Statement]:
        while True:
            value = self._term("an object", literals=True)
            if subject is not None and predicate is not None and value is not None:
                yield subject, predicate, value
            if self._token.text == "{|":
                self._fault(self._token, _NEWER)
                self._skip_brackets()
            if self._token.text != ",":
                return
            self._next()

    def _term(self, wanted: str, *, literals: bool = False) -> str | None:
        """The next term; None where one stands that is no part of a graph, which is recorded."""
        token = self._token
        try:
            if token.kind in {"iri", "name"}:
                return self._named(self._next())
            if literals and token.kind == "string":
                return self._string(self._next())
            if literals and (token.kind in _NUMBERS or token.text in {"true", "false"}):
                self._next()
                return self._terms.literal(token.text, _NUMBERS.get(token.kind, terms.XSD_BOOLEAN))
            if token.kind == "blank":
                self._next()
                raise BadTerm(_NAMELESS)
            if token.text in _CLOSING:
                self._skip_brackets()
                raise BadTerm(_NEWER if token.kind == "newer" else _NAMELESS)
        except BadTerm as error:
            self._fault(token, str(error))
            return None
        raise _Unexpected(token, self._surprise(wanted))

    def _skip_brackets(self) -> None:
        """Skip what stands in brackets, whatever it is."""
        waiting = [_CLOSING[self._next().text]]
        while waiting:
            token = self._next()
            if token.kind == "end":
                raise _Unexpected(token, f"the file ends where {waiting[-1]!r} should stand")
            if token.text == waiting[-1] or (token.kind == "newer" and token.text in waiting[-1]):
                waiting.pop()
            elif token.text in _CLOSING and token.kind in {"mark", "newer"}:
                waiting.append(_CLOSING[token.text])

    def _named(self, token: Token) -> str:
        if token.kind == "iri":
            return self._terms.iri(resolve(unescape(token.text[1:-1], names=False), self._base))
        return self._name(token.text)

    def _name(self, text: str) -> str:
        known = self._names.get(text)
        if known is None:
            prefix, _, local = text.partition(":")
            if prefix not in self._prefixes:
                raise BadTerm(f"the prefix {prefix}: is not declared")
            if local[:1] in {"-", "."}:
                raise BadTerm(f"{text[:40]} is no prefixed name")
            iri = self._prefixes[prefix] + _unescape_local(local)
            known = self._names[text] = self._terms.iri(iri)
        return known

    def _string(self, token: Token) -> str:
        quotes = 3 if token.text[:3] in {'"""', "'''"} else 1
        body = token.text[quotes:-quotes]
        follower = self._token
        if follower.kind == "at" and follower.place == token.place + len(token.text):
            self._next()
            return self._terms.literal(unescape(body), language=follower.text[1:])
        if follower.kind == "datatype":
            self._next()
            if self._token.kind not in {"iri", "name"}:
                raise _Unexpected(self._token, self._surprise("a datatype"))
            return self._terms.literal(unescape(body), self._named(self._next())[1:-1])
        return self._terms.literal(unescape(body))


def _declares(text: str) -> bool:
    """Whether a directive begins: Turtle's own in small letters, SPARQL's in any (grammar rules 4 to 6s)."""
    return text in {"@prefix", "@base"} or text.lower() in {"prefix", "base"}


def _unescape_local(local: str) -> str:
    if "\\" not in local:
        return local
    out: list[str] = []
    escaped = False
    for char in local:
        if char == "\\" and not escaped:
            escaped = True
        else:
            out.append(char)
            escaped = False
    return "".join(out)

"""N-Triples and N-Quads read line by line, so that every fault has the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.graph.faults import BadTerm, Faults
from kg.graph.term_reading import Terms, unescape
from kg.rdf import Statement

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_ANY_IRI: Final = r"<[^<>]*>"
_LITERAL: Final = r'"[^"\\]*(?:\\.[^"\\]*)*"(?:\^\^<[^<>]*>|@[A-Za-z0-9_-]*)?'
_BLANK: Final = r"_:[^\s<>\"]+"
_LINE: Final = re.compile(
    rf"[ \t]*({_ANY_IRI}|{_BLANK})[ \t]*({_ANY_IRI}|{_BLANK})[ \t]*({_ANY_IRI}|{_BLANK}|{_LITERAL})"
    rf"[ \t]*({_ANY_IRI}|{_BLANK})?[ \t]*\.[ \t]*(?:#.*)?"
)
_PARTS: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^<([^<>]*)>|@([A-Za-z0-9_-]*))?')
_EMPTY: Final = re.compile(r"[ \t]*(?:#.*)?")


def read_lines(text: str, faults: Faults, *, quads: bool) -> Iterator[Statement]:
    """The statements of N-Triples, or of N-Quads with the graph names dropped."""
    terms = Terms()
    syntax = "N-Quads" if quads else "N-Triples"
    for number, line in enumerate(_BREAK.split(text), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            if not _EMPTY.fullmatch(line):
                faults.add(number, _why(line, syntax))
            continue
        subject, predicate, value, name = match.groups()
        try:
            statement = _term(subject, terms), _term(predicate, terms), _term(value, terms)
            if name is not None:
                if not quads:
                    raise BadTerm("a fourth term makes it N-Quads; name the file .nq")
                _term(name, terms)
        except BadTerm as error:
            faults.add(number, str(error))
        else:
            yield statement


_BLANKS: Final = "a blank node has no name that lasts; graphs of paperkg hold none"


def _term(part: str, terms: Terms) -> str:
    if part[0] == "<":
        return terms.iri(unescape(part[1:-1], names=False))
    if part[0] == "_":
        raise BadTerm(_BLANKS)
    match = _PARTS.fullmatch(part)
    if match is None:
        raise BadTerm("the literal breaks off")
    value, datatype, language = match.groups()
    if language == "":
        raise BadTerm("the language tag is empty")
    return terms.literal(unescape(value), unescape(datatype or "", names=False), language or "")


def _why(line: str, syntax: str) -> str:
    if "<<" in line:
        return "a statement about a statement is RDF 1.2, which graphs of paperkg do without"
    if line.count('"') % 2:
        return f"the text in quotes has no end, so this is no {syntax}"
    if not line.rstrip().endswith("."):
        return f"the statement has no end, so this is no {syntax}"
    return f"this is no {syntax}"

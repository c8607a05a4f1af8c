"""Turtle and TriG out of the sorted stream: grouped by subject, prefixed names, constant memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO, Final

from kg import rdf, terms
from kg.rdf import Statement
from kg.settings import Settings

_CHUNK = 1 << 12  # statements per write
_CACHE = 1 << 16  # shortened terms kept
_LONG = 120  # characters from which a term is not worth keeping
_NAME = re.compile(r"<([^>]*[/#:])([A-Za-z_][A-Za-z0-9_-]*)>")
_TYPE = f"<{terms.TYPE}>"
_INTEGER = re.compile(rf'"(-?[0-9]+)"\^\^<{re.escape(terms.XSD_INTEGER)}>')
_DECIMAL = re.compile(rf'"(-?[0-9]+\.[0-9]+)"\^\^<{re.escape(terms.XSD_DECIMAL)}>')
_BOOLEAN = re.compile(rf'"(true|false)"\^\^<{re.escape(terms.XSD_BOOLEAN)}>')
_BARE: Final = (_INTEGER, _DECIMAL, _BOOLEAN)


def prefixes(settings: Settings) -> dict[str, str]:
    """The declared prefixes, with `id` bound to the base IRI of the build."""
    return {**terms.PREFIXES, "id": settings.base_iri}


class Shortener(dict[str, str]):
    """Turtle forms of N-Triples terms, each computed once; forgets all when full, so memory stays flat."""

    def __init__(self, bound: dict[str, str]) -> None:
        """Shorten with these prefixes (name to namespace)."""
        super().__init__()
        self._names = {namespace: name for name, namespace in sorted(bound.items(), reverse=True)}

    def __missing__(self, term: str) -> str:
        """Compute, keep and return the Turtle form of a term."""
        if len(self) >= _CACHE:
            self.clear()
        short = self[term] = self.shorten(term)
        return short

    def shorten(self, term: str) -> str:
        """The Turtle form: a prefixed name, a bare number or boolean, or the term as it is."""
        if term[0] == "<":
            match = _NAME.fullmatch(term)
            name = self._names.get(match[1]) if match else None
            return f"{name}:{match[2]}" if match and name is not None else term
        if term[-1] != ">":
            return term
        for pattern in _BARE:
            if match := pattern.fullmatch(term):
                return match[1]
        value, _, datatype = term.rpartition("^^")
        return f"{value}^^{self.shorten(datatype)}"


def write_turtle(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write sorted statements as Turtle; rdf:type comes first in each subject, as `a`."""
    bound = prefixes(settings)
    stream.write(header(bound))
    write_subjects(statements, stream, Shortener(bound))


def header(bound: dict[str, str]) -> bytes:
    """The prefix declarations."""
    return "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in sorted(bound.items())).encode()


def write_subjects(statements: Iterable[Statement], stream: BinaryIO, short: Shortener) -> None:
    """Write the blocks of all subjects, a blank line before each."""
    out: list[str] = []
    types: list[str] = []
    rest: list[str] = []  # the other predicates; they wait until the types are known
    subject = predicate = ""
    for s, p, o in statements:
        if s != subject:
            if subject:
                _close(out, short.shorten(subject), types, rest)
                if len(out) > _CHUNK:
                    stream.write("".join(out).encode())
                    out.clear()
            subject, predicate = s, ""
        value = short[o] if len(o) < _LONG else short.shorten(o)
        if p == _TYPE:
            types.append(value)
        elif p == predicate:
            rest.append(f", {value}")
        else:
            predicate = p
            rest.append(f" ;\n    {short[p]} {value}")
    if subject:
        _close(out, short.shorten(subject), types, rest)
    stream.write("".join(out).encode())


def _close(out: list[str], subject: str, types: list[str], rest: list[str]) -> None:
    """Move one subject's block to `out`."""
    if types:
        out.append(f"\n{subject} a {', '.join(types)}")
        out += rest
    else:
        out.append(f"\n{subject}\n{rest[0][3:]}")
        out += rest[1:]
    out.append(" .\n")
    types.clear()
    rest.clear()


def write_trig(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write sorted statements as TriG, all in one named graph."""
    bound = prefixes(settings)
    short = Shortener(bound)
    stream.write(header(bound))
    stream.write(f"\n{short.shorten(graph_name(settings))} {{\n".encode())
    write_subjects(statements, stream, short)
    stream.write(b"}\n")


def graph_name(settings: Settings) -> str:
    """The IRI term of the named graph that TriG and N-Quads put the statements into."""
    return rdf.iri(settings.base_iri + "graph")

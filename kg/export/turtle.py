"""Turtle and TriG out of the sorted stream: grouped by subject, prefixed names, constant memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO, Final

from kg import rdf, terms
from kg.rdf import Statement
from kg.settings import Settings

_CHUNK = 1 << 13  # pieces per write
_CACHE = 1 << 16  # shortened terms kept
_TYPE = f"<{terms.TYPE}>"
_QUOTE = '"'
_PLAIN = "[A-Za-z_][A-Za-z0-9_-]*"  # a local name that needs no escape in any syntax
_is_plain = re.compile(_PLAIN).fullmatch
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
        self._names = {f"<{namespace}": f"{name}:" for name, namespace in sorted(bound.items(), reverse=True)}
        self._thing = re.compile(rf"<{re.escape(bound['id'])}({_PLAIN})>").fullmatch

    def __missing__(self, term: str) -> str:
        """Compute, keep and return the Turtle form of a term."""
        if len(self) >= _CACHE:
            self.clear()
        short = self[term] = self.shorten(term)
        return short

    def shorten(self, term: str) -> str:
        """The Turtle form: a prefixed name, a bare number or boolean, a triple term of such, or the term as it is."""
        if match := self._thing(term):
            return "id:" + match[1]  # most terms are things of ours: worth a path of its own
        if term[:3] == "<<(":
            return f"<<( {' '.join(map(self.shorten, term[4:-4].split(' ', 2)))} )>>"
        if term[0] == "<":
            cut = max(term.rfind("/"), term.rfind("#")) + 1 or term.rfind(":") + 1
            name = self._names.get(term[:cut])
            local = term[cut:-1]
            return f"{name}{local}" if name is not None and _is_plain(local) else term
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
    append = out.append
    shorten, leads = short.shorten, _Leads(short)
    subject = predicate = ""
    place = 0  # where in `out` the subject stands, and its types go: they come later in the sorted stream
    typed = True
    for s, p, o in statements:
        if s != subject:
            if not typed:
                _untyped(out, place)
            if len(out) > _CHUNK:
                stream.write("".join(out).encode())
                out.clear()
            append(" .\n\n" if subject else "\n")
            place = len(out)
            append(shorten(s))
            subject, predicate, typed = s, "", False
        # Pieces go in one by one: joined at once, they cost less than as strings put together here.
        if p == predicate:
            append(", ")
            append(o if o[-1] == _QUOTE else short[o])
        elif p == _TYPE:
            out[place] += f", {short[o]}" if typed else f" a {short[o]}"
            typed = True
        else:
            predicate = p
            append(leads[p])
            append(o if o[-1] == _QUOTE else short[o])  # a plain literal is the same, and seldom comes twice
    if not typed:
        _untyped(out, place)
    if subject:
        append(" .\n")
    stream.write("".join(out).encode())


def _untyped(out: list[str], place: int) -> None:
    """Let the first predicate of a subject without types follow without semicolon."""
    out[place + 1] = out[place + 1].removeprefix(" ;")


class _Leads(dict[str, str]):
    """What stands before the first object of each predicate."""

    def __init__(self, short: Shortener) -> None:
        super().__init__()
        self._short = short

    def __missing__(self, predicate: str) -> str:
        lead = self[predicate] = f" ;\n    {self._short[predicate]} "
        return lead


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

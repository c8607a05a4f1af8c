"""The answer to a query: rows of N-Triples terms, whether they are all there, and how names were read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kg.rdf import parse_term
from kg.terms import PREFIXES

Kind = Literal["select", "ask", "graph"]
Row = tuple[str | None, ...]
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a parameter's value was read: the term it became, its label, and what else it could mean."""

    parameter: str
    value: str
    term: str
    label: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One answer; `rows` holds terms in N-Triples form, None where a variable is unbound.

    A graph (CONSTRUCT, DESCRIBE) comes as rows of subject, predicate and object, sorted and without repeats;
    ASK has no rows and sets `boolean`.  `reason` says why an answer is not `complete`.
    """

    kind: Kind
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    complete: bool = True
    reason: str = ""
    seconds: float = 0.0
    readings: tuple[Reading, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)

    @property
    def truncated(self) -> str:
        """Why the answer is cut short, or an empty text."""
        return "" if self.complete else self.reason

    def values(self) -> list[dict[str, str]]:
        """The rows as plain text by variable: IRIs and lexical forms; unbound variables are left out."""
        return [
            {name: plain(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]


def split(term: str) -> tuple[str, str, str]:
    """The kind (`iri`, `literal` or `blank`), value and datatype or `@language` of an N-Triples term."""
    return ("blank", term[2:], "") if term.startswith("_:") else parse_term(term)


def plain(term: str) -> str:
    """The IRI, lexical form or `_:label` of a term without its syntax.

    >>> plain('"2.4"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    '2.4'
    """
    kind, value, _ = split(term)
    return f"_:{value}" if kind == "blank" else value


def short(iri: str, prefixes: Mapping[str, str]) -> str | None:
    """The prefixed name of an IRI, or None where no prefix fits.

    >>> short("https://w3id.org/paperkg/ns#Paper", PREFIXES)
    'kg:Paper'
    """
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return None


def display(term: str | None, prefixes: Mapping[str, str]) -> str:
    """The term as people read it: a prefixed name or the IRI, else the bare text."""
    if term is None:
        return ""
    kind, value, _ = split(term)
    return (short(value, prefixes) or value) if kind == "iri" else plain(term)

"""RDF/XML out of the sorted stream, for tools that read nothing younger."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO

from kg import rdf, terms
from kg.errors import GraphError
from kg.export.turtle import prefixes
from kg.export.xml import escape
from kg.rdf import Statement
from kg.settings import Settings

_NAME = re.compile(r"(.*?)([A-Za-z_][A-Za-z0-9_.-]*)", re.DOTALL)


def write_rdfxml(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write sorted statements as RDF/XML, one element a statement.

    Raises GraphError for a predicate whose IRI does not end in an XML name: RDF/XML cannot say it.
    """
    bound = prefixes(settings)
    names = {namespace: name for name, namespace in sorted(bound.items(), reverse=True)}
    declared = "".join(
        f'\n    xmlns:{name}="{escape(namespace)}"' for name, namespace in sorted(bound.items())
    )
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode())
    elements: dict[str, tuple[str, str]] = {}
    for subject, group in groupby(statements, key=itemgetter(0)):
        out = [f'<rdf:Description rdf:about="{escape(subject[1:-1])}">\n']
        for _, predicate, value in group:
            if predicate not in elements:
                elements[predicate] = _element(predicate[1:-1], names)
            out.append(_property(*elements[predicate], value))
        out.append("</rdf:Description>\n")
        stream.write("".join(out).encode())
    stream.write(b"</rdf:RDF>\n")


def _element(predicate: str, names: dict[str, str]) -> tuple[str, str]:
    """The element name of a predicate and the declaration it needs."""
    match = _NAME.fullmatch(predicate)
    if match is None:
        raise GraphError(f"RDF/XML cannot hold the property {predicate}; try --to turtle.")
    namespace, local = match.groups()
    if namespace in names:
        return f"{names[namespace]}:{local}", ""
    return f"p:{local}", f' xmlns:p="{escape(namespace)}"'


def _property(name: str, declaration: str, term: str) -> str:
    kind, value, suffix = rdf.parse_term(term)
    if kind == "iri":
        return f'  <{name}{declaration} rdf:resource="{escape(value)}"/>\n'
    if suffix.startswith("@"):
        extra = f' xml:lang="{suffix[1:]}"'
    else:
        extra = f' rdf:datatype="{escape(suffix)}"' if suffix and suffix != terms.XSD + "string" else ""
    return f"  <{name}{declaration}{extra}>{escape(value)}</{name}>\n"

"""JSON-LD out of the sorted stream: one node a line, the context inline, nothing fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO

from kg import rdf, terms
from kg.export.turtle import Shortener, prefixes
from kg.rdf import Statement
from kg.settings import Settings

_TYPE = rdf.iri(terms.TYPE)


def write_jsonld(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write sorted statements as JSON-LD 1.1; numbers stay strings with a type, so no digit is lost."""
    write_nodes(statements, stream, prefixes(settings))


def write_nodes(statements: Iterable[Statement], stream: BinaryIO, bound: dict[str, str]) -> None:
    """Write sorted statements as JSON-LD under these prefixes (name to namespace)."""
    short = Shortener(bound)
    stream.write(f'{{"@context": {json.dumps(bound, sort_keys=True)},\n"@graph": ['.encode())
    for number, (subject, group) in enumerate(groupby(statements, key=itemgetter(0))):
        line = json.dumps(_node(subject, group, short), ensure_ascii=False)
        stream.write(f"{',' if number else ''}\n{line}".encode())
    stream.write(b"\n]}\n")


def _node(subject: str, group: Iterator[Statement], short: Shortener) -> dict[str, object]:
    node: dict[str, object] = {"@id": _name(subject, short)}
    for predicate, statements in groupby(group, key=itemgetter(1)):
        objects = [o for _, _, o in statements]
        if predicate == _TYPE:
            values: list[object] = [_name(o, short) for o in objects]
            key = "@type"
        else:
            values = [_value(o, short) for o in objects]
            key = _name(predicate, short)
        node[key] = values[0] if len(values) == 1 else values
    return node


def _name(term: str, short: Shortener) -> str:
    """A compact IRI where a prefix fits, else the IRI."""
    name = short[term]
    return name[1:-1] if name[0] == "<" else name


def _value(term: str, short: Shortener) -> object:
    if term[0] == "<":
        return {"@id": _name(term, short)}
    _, value, kind = rdf.parse_term(term)
    if not kind:
        return value
    if kind[0] == "@":
        return {"@value": value, "@language": kind[1:]}
    return {"@value": value, "@type": _name(f"<{kind}>", short)}

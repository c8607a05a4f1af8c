"""The graph in the terms of other vocabularies, by the queries of `ontology/mappings`.  Held in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, BinaryIO, Final

from kg import rdf, terms
from kg.export.jsonld import write_nodes
from kg.export.turtle import Shortener, header, prefixes, write_subjects
from kg.rdf import Statement
from kg.resources import ontology_dir
from kg.settings import Settings

if TYPE_CHECKING:
    import pyoxigraph

Quad = tuple[str, str, str, str]  # graph, subject, predicate, object
_PREFIX: Final = re.compile(r"^PREFIX\s+([A-Za-z0-9]*):\s*<([^>]*)>", re.MULTILINE)


@cache
def mapping(name: str) -> str:
    """The text of a mapping query."""
    return (ontology_dir() / "mappings" / f"{name}.rq").read_text(encoding="utf-8")


def constructed(name: str, statements: Iterable[Statement]) -> list[Statement]:
    """The sorted statements that a mapping makes of a graph."""
    found = _store(statements).query(mapping(name))
    return sorted({(_term(t.subject), _term(t.predicate), _term(t.object)) for t in found})  # type: ignore[union-attr]


def nanopublications(statements: Iterable[Statement]) -> list[Quad]:
    """The sorted quads of the nanopublications of a graph, four named graphs for each result."""
    rows = _store(statements).query(mapping("nanopub"))
    columns = ("graph", "subject", "predicate", "object")
    return sorted({tuple(_term(row[c]) for c in columns) for row in rows})  # type: ignore[misc, union-attr]


def write_lpwc(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write a graph as Linked Papers with Code has it, in Turtle."""
    _write_turtle("lpwc", statements, stream, settings)


def write_mlschema(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write the measured values of a graph as runs and evaluations of ML-Schema, in Turtle."""
    _write_turtle("mlschema", statements, stream, settings)


def write_webannotation(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write the mentions of a graph as Web Annotations, in Turtle."""
    _write_turtle("webannotation", statements, stream, settings)


def write_schemaorg(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write a graph in schema.org terms, as JSON-LD with the context inline."""
    write_nodes(constructed("schemaorg", statements), stream, _bound("schemaorg", settings))


def write_nanopub(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write each result of a graph as a nanopublication, in TriG."""
    bound = _bound("nanopub", settings)
    short = Shortener(bound)
    stream.write(header(bound))
    for graph, group in groupby(nanopublications(statements), key=itemgetter(0)):
        stream.write(f"\n{short[graph]} {{".encode())
        write_subjects(((s, p, o) for _, s, p, o in group), stream, short)
        stream.write(b"}\n")


def _write_turtle(name: str, statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    bound = _bound(name, settings)
    stream.write(header(bound))
    write_subjects(constructed(name, statements), stream, Shortener(bound))


def _bound(name: str, settings: Settings) -> dict[str, str]:
    """The prefixes that a mapping's result is written with: ours and its own."""
    return {**prefixes(settings), **dict(_PREFIX.findall(mapping(name)))}


def _store(statements: Iterable[Statement]) -> pyoxigraph.Store:
    import pyoxigraph as ox

    store = ox.Store()
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in statements)
    store.bulk_load(input=lines.encode(), format=ox.RdfFormat.N_TRIPLES)
    return store


def _term(value: object) -> str:
    import pyoxigraph as ox

    if isinstance(value, ox.Literal):
        datatype = value.datatype.value
        plain = datatype == terms.XSD + "string"
        return rdf.literal(value.value, None if plain else datatype, value.language)
    assert isinstance(value, ox.NamedNode)  # noqa: S101 - no mapping makes blank nodes, which a test pins
    return rdf.iri(value.value)

"""The table of formats that a graph can be written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from kg.export.atomic import write_atomically
from kg.export.csvfiles import write_edges, write_nodes
from kg.export.graphxml import write_gexf, write_graphml
from kg.export.jsonld import write_jsonld
from kg.export.lines import write_nquads, write_ntriples
from kg.export.rdfxml import write_rdfxml
from kg.export.turtle import write_trig, write_turtle
from kg.rdf import Statement
from kg.settings import Settings

Write = Callable[[Iterable[Statement], BinaryIO, Settings], None]


@dataclass(frozen=True, slots=True)
class Writer:
    """One format: `write` takes the sorted, distinct statements once and fills a binary stream."""

    name: str
    title: str
    extension: str  # without dot
    media_type: str
    write: Write
    rdf: bool = True  # holds every statement; else a view for graph tools
    more: tuple[tuple[str, Write], ...] = ()  # further files of the format: extension and writer


def save(
    writer: Writer,
    stem: Path,
    statements: Callable[[], Iterable[Statement]],
    settings: Settings,
    compress: bool = False,
) -> tuple[Path, ...]:
    """The files written for a format, named by `stem` and the format's extensions, `.gz` added if `compress`.

    `statements` gives the sorted, distinct statements anew for each file; a file is written whole or not.
    """
    written: list[Path] = []
    for extension, write in ((writer.extension, writer.write), *writer.more):
        path = stem.with_name(f"{stem.name}.{extension}{'.gz' if compress else ''}")
        write_atomically(path, partial(_run, write, statements, settings), compress)
        written.append(path)
    return tuple(written)


def _run(
    write: Write, statements: Callable[[], Iterable[Statement]], settings: Settings, stream: BinaryIO
) -> None:
    write(statements(), stream, settings)


WRITERS: Final[dict[str, Writer]] = {
    writer.name: writer
    for writer in (
        Writer("turtle", "Turtle", "ttl", "text/turtle", write_turtle),
        Writer("ntriples", "N-Triples, sorted", "nt", "application/n-triples", write_ntriples),
        Writer("nquads", "N-Quads, one named graph", "nq", "application/n-quads", write_nquads),
        Writer("trig", "TriG, one named graph", "trig", "application/trig", write_trig),
        Writer("jsonld", "JSON-LD, context inline", "jsonld", "application/ld+json", write_jsonld),
        Writer("rdfxml", "RDF/XML", "rdf", "application/rdf+xml", write_rdfxml),
        Writer(
            "graphml",
            "GraphML property graph",
            "graphml",
            "application/graphml+xml",
            write_graphml,
            rdf=False,
        ),
        Writer("gexf", "GEXF property graph", "gexf", "application/gexf+xml", write_gexf, rdf=False),
        Writer(
            "csv",
            "CSV property graph, nodes and edges",
            "nodes.csv",
            "text/csv",
            write_nodes,
            rdf=False,
            more=(("edges.csv", write_edges),),
        ),
    )
}

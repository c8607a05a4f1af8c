"""The table of formats that a graph can be written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import GraphError
from kg.export.atomic import write_atomically
from kg.export.csvfiles import write_edges, write_nodes
from kg.export.graphxml import write_gexf, write_graphml
from kg.export.jsonld import write_jsonld
from kg.export.lines import write_nquads, write_ntriples
from kg.export.mapped import (
    write_lpwc,
    write_mlschema,
    write_nanopub,
    write_schemaorg,
    write_webannotation,
)
from kg.export.packing import extension
from kg.export.parquet import FILES as PARQUET
from kg.export.parts import PART_DIGITS, split
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
    rdf: bool = True  # holds every statement; else a view in the terms of others
    more: tuple[tuple[str, Write], ...] = ()  # further files of the format: extension and writer

    @property
    def splits(self) -> bool:
        """Whether the format can be written in parts that load alone."""
        return self.rdf


def save(
    writer: Writer,
    stem: Path,
    statements: Callable[[], Iterable[Statement]],
    settings: Settings,
    compress: bool | str = False,
    max_triples: int | None = None,
) -> tuple[Path, ...]:
    """The files written for a format, named by `stem` and the format's extensions.

    `statements` gives the sorted, distinct statements anew for each file; a file is written whole or not.
    `compress` packs with gzip if true, else by the name of a packing.  `max_triples` splits an RDF format
    into numbered parts of at most so many statements, each of which loads alone; GraphError for the others.
    """
    if max_triples is not None:
        return _save_parts(writer, stem, statements(), settings, compress, max_triples)
    written: list[Path] = []
    for ending, write in ((writer.extension, writer.write), *writer.more):
        path = stem.with_name(f"{stem.name}.{ending}{extension(compress)}")
        write_atomically(path, partial(_run, write, statements, settings), compress)
        written.append(path)
    return tuple(written)


def _run(
    write: Write, statements: Callable[[], Iterable[Statement]], settings: Settings, stream: BinaryIO
) -> None:
    write(statements(), stream, settings)


def _save_parts(
    writer: Writer,
    stem: Path,
    statements: Iterable[Statement],
    settings: Settings,
    compress: bool | str,
    max_triples: int,
) -> tuple[Path, ...]:
    if not writer.splits:
        names = ", ".join(w.name for w in WRITERS.values() if w.splits)
        raise GraphError(f"{writer.title} cannot be split; only {names} can.")
    ending = f"{writer.extension}{extension(compress)}"
    written: list[Path] = []
    for part in split(statements, max_triples):
        path = stem.with_name(f"{stem.name}-{len(written) + 1:0{PART_DIGITS}}.{ending}")
        write_atomically(path, partial(_run, writer.write, partial(iter, part), settings), compress)
        written.append(path)
    _remove_later_parts(stem, ending, len(written))
    return tuple(written)


def _remove_later_parts(stem: Path, ending: str, last: int) -> None:
    """Remove the parts that an earlier, longer split left behind: loaded together they would mix two graphs."""
    numbered = re.compile(rf"{re.escape(stem.name)}-([0-9]{{{PART_DIGITS},}})\.{re.escape(ending)}")
    try:
        for path in stem.parent.iterdir():
            match = numbered.fullmatch(path.name)
            if match and int(match[1]) > last:
                path.unlink()
    except OSError as error:
        raise GraphError(
            f"Parts of an earlier export stay beside {stem}: {error.strerror or error}. "
            f"Remove those after {last:0{PART_DIGITS}}."
        ) from error


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
        Writer(
            "parquet",
            f"Parquet, {len(PARQUET)} tables",
            PARQUET[0][0],
            "application/vnd.apache.parquet",
            PARQUET[0][1],
            rdf=False,
            more=PARQUET[1:],
        ),
        Writer("lpwc", "Linked Papers with Code shape", "lpwc.ttl", "text/turtle", write_lpwc, rdf=False),
        Writer("mlschema", "ML-Schema evaluations", "mlschema.ttl", "text/turtle", write_mlschema, rdf=False),
        Writer(
            "webannotation",
            "Web Annotations",
            "annotations.ttl",
            "text/turtle",
            write_webannotation,
            rdf=False,
        ),
        Writer(
            "schemaorg",
            "schema.org as JSON-LD",
            "schemaorg.jsonld",
            "application/ld+json",
            write_schemaorg,
            rdf=False,
        ),
        Writer("nanopub", "Nanopublications", "nanopubs.trig", "application/trig", write_nanopub, rdf=False),
    )
}

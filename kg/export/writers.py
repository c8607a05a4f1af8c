"""The table of formats that a graph can be written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final

from kg.export.lines import write_nquads, write_ntriples
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


WRITERS: Final[dict[str, Writer]] = {
    writer.name: writer
    for writer in (
        Writer("turtle", "Turtle", "ttl", "text/turtle", write_turtle),
        Writer("ntriples", "N-Triples, sorted", "nt", "application/n-triples", write_ntriples),
        Writer("nquads", "N-Quads, one named graph", "nq", "application/n-quads", write_nquads),
        Writer("trig", "TriG, one named graph", "trig", "application/trig", write_trig),
    )
}

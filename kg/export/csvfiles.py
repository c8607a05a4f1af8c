"""Property-graph CSV: a file of nodes and one of edges, with the headers that Neo4j's importer reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.export.property_graph import PropertyGraph, property_graph
from kg.model import EntityClass
from kg.rdf import Statement
from kg.settings import Settings

_ABSTRACT = dict.fromkeys(map(str, EntityClass), "Entity") | {
    "MeasuredResult": "Result",
    "ComparativeResult": "Result",
}
_ROWS = 1000  # rows per write


def write_nodes(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write the nodes: `id:ID`, `:LABEL`, `iri`, `name`, then one typed column per property.

    Properties with several values are arrays; import with `--array-delimiter="|"`.
    """
    graph = property_graph(statements, settings)
    _write(_node_rows(graph), stream)


def _node_rows(graph: PropertyGraph) -> Iterator[list[str]]:
    types = {c: "string[]" if graph.is_many(c) else t for c, t in graph.columns.items()}
    yield ["id:ID", ":LABEL", "iri", "name", *(c if t == "string" else f"{c}:{t}" for c, t in types.items())]
    for node in graph.nodes:
        label = f"{_ABSTRACT[node.cls]}|{node.cls}" if node.cls in _ABSTRACT else node.cls
        yield [node.id, label, node.iri, node.name, *(graph.cell(node, c) or "" for c in graph.columns)]


def write_edges(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write the edges: `:START_ID`, `:END_ID`, `:TYPE`, `confidence:double`."""
    graph = property_graph(statements, settings)
    rows = ([edge.source, edge.target, edge.type, edge.confidence] for edge in graph.edges)
    _write(iter([[":START_ID", ":END_ID", ":TYPE", "confidence:double"], *rows]), stream)


def _write(rows: Iterator[list[str]], stream: BinaryIO) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if number % _ROWS == 0:
            stream.write(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    stream.write(buffer.getvalue().encode())

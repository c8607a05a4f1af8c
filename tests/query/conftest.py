from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.query import Graph, open_graph


def write_graph(folder: Path, turtle: str) -> Path:
    """A directory that holds the graph of a Turtle text as a build would leave it."""
    triples = ox.parse(turtle, ox.RdfFormat.TURTLE)
    lines = sorted({f"{q.subject} {q.predicate} {q.object} ." for q in triples})
    (folder / "graph.nt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small graph made by hand, as a built directory without an index."""
    turtle = Path(__file__).with_name("birds.ttl").read_text(encoding="utf-8")
    return write_graph(tmp_path_factory.mktemp("birds"), turtle)


@pytest.fixture(scope="session", params=["oxigraph", "rdflib"])
def graph(request: pytest.FixtureRequest, directory: Path) -> Iterator[Graph]:
    """The small graph, opened with each engine in turn."""
    with open_graph(directory, request.param) as opened:
        yield opened


@pytest.fixture(scope="session")
def birds(directory: Path) -> Iterator[Graph]:
    """The small graph, opened with the usual engine."""
    with open_graph(directory) as opened:
        yield opened

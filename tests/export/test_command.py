"""`kg export`: its options reach the files."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from cli import app
from kg.errors import GraphError
from kg.export import WRITERS
from kg.rdf import Statement


@pytest.fixture
def directory(graph: list[Statement], tmp_path: Path) -> Path:
    (tmp_path / "graph.nt").write_text("".join(f"{s} {p} {o} .\n" for s, p, o in graph), encoding="utf-8")
    return tmp_path


def export(directory: Path, *arguments: str) -> list[str]:
    """The names of the files that the command says it wrote."""
    done = CliRunner().invoke(app, ["export", str(directory), "-o", str(directory / "out"), *arguments])
    if done.exception is not None:
        raise done.exception
    return [Path(line).name for line in done.output.splitlines()]


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_written(name: str, directory: Path) -> None:
    writer = WRITERS[name]
    assert export(directory, "--to", name) == [
        f"out.{ending}" for ending in (writer.extension, *(ending for ending, _ in writer.more))
    ]


def test_texts_and_mentions_can_stay_behind(directory: Path, graph: list[Statement]) -> None:
    sizes = []
    for options in ((), ("--no-text",), ("--no-mentions",), ("--no-text", "--no-mentions")):
        assert export(directory, "--to", "ntriples", *options) == ["out.nt"]
        sizes.append(len((directory / "out.nt").read_bytes().splitlines()))
    assert sizes[0] == len(graph)
    assert sizes[0] > sizes[1] > sizes[3]
    assert sizes[0] > sizes[2] > sizes[3]


def test_rdf_12_comes_in_a_file_of_another_name_and_never_unasked(directory: Path) -> None:
    assert export(directory, "--to", "turtle") == ["out.ttl"]
    assert b"<<" not in (directory / "out.ttl").read_bytes()
    assert export(directory, "--to", "turtle", "--rdf12", "--gzip") == ["out.rdf12.ttl.gz"]
    assert export(directory, "--to", "turtle", "--rdf12") == ["out.rdf12.ttl"]
    found = ox.parse((directory / "out.rdf12.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    assert any(isinstance(quad.object, ox.Triple) for quad in found)
    with pytest.raises(GraphError, match="--rdf12 goes with turtle"):
        export(directory, "--to", "jsonld", "--rdf12")


def test_packings_and_parts(directory: Path) -> None:
    assert export(directory, "--to", "nquads", "--zstd") == ["out.nq.zst"]
    names = export(directory, "--to", "turtle", "--max-triples", "100")
    assert names == [f"out-{n:04}.ttl" for n in range(1, len(names) + 1)]
    assert len(names) > 2
    with pytest.raises(GraphError, match="choose one of turtle"):
        export(directory, "--to", "word")

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.query import run
from kg.query.store import GRAPH, MARKER, STORE, locate, write

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def built(directory: Path, tmp_path: Path) -> Path:
    shutil.copy(directory / GRAPH, tmp_path / GRAPH)
    return tmp_path


def test_the_index_gives_the_same_rows(built: Path) -> None:
    plain = run(built, "leaderboard")
    assert not locate(built).indexed
    assert write(built) == built / STORE
    assert locate(built).indexed
    assert locate(built, index=False).path == built / GRAPH
    assert run(built, "leaderboard").rows == plain.rows
    assert run(built, "leaderboard", engine="rdflib").rows == plain.rows


def test_the_index_alone_is_enough(built: Path) -> None:
    expected = run(built, COUNT).rows
    write(built)
    (built / GRAPH).unlink()
    assert run(built, COUNT).rows == expected


@pytest.mark.attack(42)
def test_a_stale_index_is_left_aside(built: Path) -> None:
    write(built)
    with (built / GRAPH).open("a", encoding="utf-8") as stream:
        stream.write("<http://a/> <http://b/> <http://c/> .\n")
    assert not locate(built).indexed
    assert run(built, "ASK { <http://a/> ?p ?o }").boolean is True
    write(built)
    assert locate(built).indexed
    text = (built / GRAPH).read_text(encoding="utf-8")
    (built / GRAPH).write_text(text.replace("Sparrow", "Swallow"), encoding="utf-8")
    assert not locate(built).indexed


def test_writing_again_replaces_the_index_and_leaves_no_rest(built: Path) -> None:
    write(built)
    write(built)
    assert {p.name for p in built.iterdir()} == {GRAPH, STORE, MARKER}
    assert locate(built).indexed


def test_a_broken_graph_keeps_the_old_index(built: Path) -> None:
    write(built)
    (built / GRAPH).write_text("broken\n", encoding="utf-8")
    with pytest.raises(GraphError, match="cannot be written"):
        write(built)
    assert (built / STORE).is_dir()
    assert {p.name for p in built.iterdir()} == {GRAPH, STORE, MARKER}


def test_there_must_be_a_graph(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="build it first"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_readers_share_an_index(built: Path) -> None:
    write(built)
    assert run(built, COUNT).rows == run(built, COUNT).rows
    files = sorted(p.name for p in (built / STORE).iterdir())
    run(built, COUNT)
    assert sorted(p.name for p in (built / STORE).iterdir()) == files

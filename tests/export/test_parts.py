"""Split and packed files: every part loads alone, all parts together are the graph, bytes hold no time."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import rdf, terms
from kg.errors import GraphError
from kg.export import PACKINGS, WRITERS, save
from kg.export.parts import split
from kg.graph import read
from kg.rdf import Statement
from kg.settings import Settings

SETTINGS = Settings()
SPLIT = [w for w in WRITERS.values() if w.splits]


def numbered(sizes: list[int]) -> list[Statement]:
    """Sorted statements, so many of each subject."""
    return [
        (rdf.iri(f"{terms.ID}s-{n:03}"), rdf.iri(terms.TITLE), rdf.literal(f"{i:03}"))
        for n, size in enumerate(sizes)
        for i in range(size)
    ]


@pytest.mark.parametrize("writer", SPLIT, ids=lambda w: w.name)
@pytest.mark.parametrize("most", [1, 20, 100, 10_000])
def test_parts_load_alone_and_add_up(
    writer: object, most: int, graph: list[Statement], tmp_path: Path
) -> None:
    paths = save(writer, tmp_path / "graph", lambda: iter(graph), SETTINGS, max_triples=most)  # type: ignore[arg-type]
    parts = [list(read(path)) for path in paths]
    assert all(0 < len(part) <= most for part in parts)
    assert [s for part in parts for s in sorted(part)] == graph
    assert paths[0].name == f"graph-0001.{writer.extension}"  # type: ignore[attr-defined]
    assert sorted(tmp_path.iterdir()) == list(paths)


@given(st.lists(st.integers(1, 9), max_size=12), st.integers(1, 12))
def test_cuts_fall_between_subjects_where_they_can(sizes: list[int], most: int) -> None:
    statements = numbered(sizes)
    parts = [list(part) for part in split(iter(statements), most)]
    assert [s for part in parts for s in part] == statements
    assert all(len(part) <= most for part in parts)
    assert len(parts) == 1 or all(parts)
    for one, other in itertools.pairwise(parts):
        if one[-1][0] == other[0][0]:
            assert sum(s == other[0][0] for s, _, _ in statements) > most


def test_an_empty_graph_is_one_empty_part(tmp_path: Path) -> None:
    [path] = save(WRITERS["turtle"], tmp_path / "graph", list, SETTINGS, max_triples=5)
    assert list(read(path)) == []


def test_a_shorter_split_leaves_no_old_parts(graph: list[Statement], tmp_path: Path) -> None:
    (tmp_path / "graph-0099.nt.txt").write_text("not ours")
    writer = WRITERS["ntriples"]
    assert len(save(writer, tmp_path / "graph", lambda: graph, SETTINGS, max_triples=10)) > 3
    [only] = save(writer, tmp_path / "graph", lambda: graph, SETTINGS, max_triples=10_000)
    assert sorted(tmp_path.iterdir()) == [only, tmp_path / "graph-0099.nt.txt"]


def test_what_cannot_be_split_says_so(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="cannot be split; only turtle"):
        save(WRITERS["graphml"], tmp_path / "graph", list, SETTINGS, max_triples=5)
    with pytest.raises(GraphError, match="at least 1"):
        save(WRITERS["turtle"], tmp_path / "graph", list, SETTINGS, max_triples=0)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_packing_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="choose one of gz, zst"):
        save(WRITERS["turtle"], tmp_path / "graph", list, SETTINGS, compress="rar")
    assert set(PACKINGS) == {"gz", "zst"}


def test_zstandard_files_unpack_to_the_plain_bytes(graph: list[Statement], tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    [plain] = save(WRITERS["turtle"], tmp_path / "graph", lambda: graph, SETTINGS)
    [one] = save(WRITERS["turtle"], tmp_path / "graph", lambda: graph, SETTINGS, "zst")
    [other] = save(WRITERS["turtle"], tmp_path / "again", lambda: graph, SETTINGS, "zst")
    assert one.name == "graph.ttl.zst"
    assert one.read_bytes() == other.read_bytes()
    assert zstandard.ZstdDecompressor().stream_reader(one.read_bytes()).readall() == plain.read_bytes()


def test_a_missing_zstandard_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)  # so that importing it fails
    with pytest.raises(GraphError, match=r"install paperkg\[zst\], or use --gzip"):
        save(WRITERS["turtle"], tmp_path / "graph", list, SETTINGS, "zst")
    assert list(tmp_path.iterdir()) == []


def test_packed_parts_are_named_for_both(graph: list[Statement], tmp_path: Path) -> None:
    paths = save(WRITERS["ntriples"], tmp_path / "graph", lambda: graph, SETTINGS, True, 100)
    assert {p.name.partition(".")[2] for p in paths} == {"nt.gz"}

"""Every named query on the packaged sample: the rows on file, the same from both engines and the on-disk index."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.query import Graph, catalogue, open_graph
from kg.query.store import write

sys.path.insert(0, str(Path(__file__).parent))
from sample_rows import GOLDEN, SAMPLE, answer, parameters

QUERIES = catalogue()
MAY_BE_EMPTY = {"contradictions", "trends"}  # the sample's digests carry no dates
RENEW = "renew them with: python tests/query/sample_rows.py"


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Graph]]:
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(SAMPLE / "graph.nt", folder)
    plain, other = open_graph(folder), open_graph(folder, "rdflib")
    write(folder)
    indexed = open_graph(folder)
    assert indexed.pool.location.indexed
    yield [plain, other, indexed]
    for graph in (plain, other, indexed):
        graph.close()


@pytest.mark.parametrize("name", QUERIES)
def test_engines_agree_on_the_sample(name: str, engines: list[Graph]) -> None:
    params = parameters(engines[0], name)
    first, *others = (graph.query(name, params) for graph in engines)
    assert first.complete
    assert first.rows or name in MAY_BE_EMPTY
    for found in others:
        assert found.variables == first.variables
        assert found.rows == first.rows


@pytest.mark.parametrize("name", QUERIES)
def test_rows_on_the_sample_are_those_on_file(name: str, engines: list[Graph]) -> None:
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert set(expected) == set(QUERIES), RENEW
    assert answer(engines[2], name) == expected[name], RENEW

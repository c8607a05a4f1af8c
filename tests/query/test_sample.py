"""Every named query on the packaged sample: both engines and the on-disk index give the same rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.query import Graph, catalogue, open_graph
from kg.query.named import CLASSES
from kg.query.store import write

SAMPLE = Path(__file__).resolve().parent.parent.parent / "exports" / "sample"
QUERIES = catalogue()
MAY_BE_EMPTY = {"contradictions", "trends"}  # the sample's digests carry no dates


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


def typical(graph: Graph, type_: str) -> str:
    """The id of the thing of a type that most statements speak about."""
    if type_ == "paper":
        pattern = "?r kg:reportedIn ?x"
    elif type_ == "entity":
        pattern = "?r kg:ofSystem ?x . ?p kg:proposes ?x"
    else:
        classes = " ".join(f"kg:{name}" for name in CLASSES[type_])
        pattern = f"VALUES ?class {{ {classes} }} ?x a ?class . ?a rdf:object ?x"
    text = f"SELECT ?x (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1"
    return graph.query(text).values()[0]["x"]


@pytest.mark.parametrize("name", QUERIES)
def test_engines_agree_on_the_sample(name: str, engines: list[Graph]) -> None:
    query = QUERIES[name]
    params = {p.name: typical(engines[0], p.type) for p in query.params if p.default == "required"}
    if name == "papers-with-both":
        pair = "SELECT ?first ?second { ?p kg:uses ?first, ?second FILTER(?first != ?second) } ORDER BY ?first ?second"
        params = engines[0].query(pair).values()[0]
    first, *others = (graph.query(name, params) for graph in engines)
    assert first.complete
    assert first.rows or name in MAY_BE_EMPTY
    for answer in others:
        assert answer.variables == first.variables
        assert answer.rows == first.rows

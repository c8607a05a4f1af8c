"""The graph from Python: typed data frames, rdflib, networkx; every example in a docstring runs."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import kg
import kg.query
from kg import graph as rooms
from kg.errors import GraphError, QueryError
from kg.query import Graph, open_graph

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "exports" / "sample"
MODULES = ["kg", *(f"kg.query.{module.name}" for module in iter_modules(kg.query.__path__))]


@pytest.fixture(scope="module")
def sample() -> Iterator[Graph]:
    with open_graph(SAMPLE) as opened:
        yield opened


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testmod(import_module(name))
    assert failed == 0
    assert tried or name not in {"kg", "kg.query.graph"}


def test_the_package_opens_graphs() -> None:
    assert kg.open_graph is open_graph
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018


def test_columns_have_types(sample: Graph) -> None:
    pandas = pytest.importorskip("pandas")
    text = """SELECT * { VALUES (?n ?real ?flag ?day ?text ?mixed ?iri) {
      (1 0.5 true "2024-05-06"^^xsd:date "a" 1 kg:Paper)
      (2 7 false "2025-01-01"^^xsd:date "b" "x" kg:Task)
      (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF) } }"""
    frame = sample.query_df(text)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} | {"day": ""} == {
        "n": "Int64", "real": "Float64", "flag": "boolean", "day": "", "text": "string", "mixed": "string",
        "iri": "string",
    }  # fmt: skip
    assert str(frame.dtypes["day"]).startswith("datetime64")
    assert frame["n"].sum() == 3
    assert frame["real"].sum() == 7.5
    assert frame["day"].max().year == 2025
    assert list(frame["mixed"])[:2] == ["1", "x"]
    assert frame.iloc[2].isna().all()
    assert frame["iri"][0] == "https://w3id.org/paperkg/ns#Paper"
    assert frame.attrs == {"complete": True, "reason": ""}
    assert isinstance(frame, pandas.DataFrame)
    empty = sample.query_df("SELECT ?x { ?x a kg:Nothing }")
    assert (len(empty), list(empty.columns)) == (0, ["x"])
    odd = sample.query_df('SELECT ?x { VALUES ?x { "many"^^xsd:integer 3 } }')
    assert list(odd["x"]) == ["many", "3"]
    with pytest.raises(QueryError, match="has none"):
        sample.query_df("ASK { ?s ?p ?o }")


def test_without_pandas_the_next_move_is_named(sample: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(GraphError, match=r"pip install 'paperkg\[frames\]'"):
        sample.query_df("SELECT ?s { ?s ?p ?o } LIMIT 1")


def test_rdflib_gets_every_statement(sample: Graph) -> None:
    lines = set((SAMPLE / "graph.nt").read_text(encoding="utf-8").splitlines())
    made = sample.to_rdflib()
    assert len(made) == len(lines)
    assert dict(made.namespaces())["kg"].toPython() == "https://w3id.org/paperkg/ns#"


def test_networkx_is_the_same_graph_as_that_of_the_statements(sample: Graph) -> None:
    made = sample.to_networkx()
    expected = rooms.project(rooms.read(SAMPLE / "graph.nt"))
    assert dict(made.nodes(data=True)) == dict(expected.nodes(data=True))
    assert sorted(made.edges(keys=True, data=True), key=str) == sorted(
        expected.edges(keys=True, data=True), key=str
    )
    assert made.number_of_edges() > 100

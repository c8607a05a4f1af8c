"""A graph too large for one page: what is carried, what is counted, and how often the graph is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kg import rdf, terms
from kg.rdf import Statement
from kg.settings import Settings
from kg.view import assembly, model, pages, render, render_full
from kg.view.census import Census


def names(view: dict[str, Any]) -> set[str]:
    return {node["id"] for node in view["nodes"]}


def test_a_stream_read_twice_gives_what_a_list_gives(statements: list[Statement]) -> None:
    reads = []

    def again() -> Iterator[Statement]:
        reads.append(1)
        return iter(statements)

    for carried in (3, 5, 100):
        assert model(again, Settings(), carried) == model(statements, Settings(), carried)
    assert len(reads) == 2 * 3


def test_the_order_of_a_list_does_not_matter(statements: list[Statement]) -> None:
    assert model(statements[::-1], Settings(), 4) == model(statements, Settings(), 4)


def test_the_best_connected_are_carried_and_the_whole_is_counted(statements: list[Statement]) -> None:
    everything = model(statements, Settings())
    first = sorted(everything["nodes"], key=lambda n: n["rank"])[:3]
    view = model(statements, Settings(), carried=3)
    assert names(view) == {n["id"] for n in first}
    assert view["whole"] == everything["whole"] == {"papers": 2, "things": 5, "results": 1}


def test_support_counts_papers_that_are_not_carried(statements: list[Statement]) -> None:
    view = model(statements, Settings(), carried=3)
    assert names(view) >= {"dataset-coco"}
    assert "paper-2" not in names(view)
    assert next(n for n in view["nodes"] if n["id"] == "dataset-coco")["support"] == 2


def test_no_edge_result_or_quote_leads_to_what_is_not_carried(statements: list[Statement]) -> None:
    for carried in range(1, 8):
        view = model(statements, Settings(), carried)
        known = names(view)
        assert all({e["source"], e["target"]} <= known for e in view["edges"])
        for result in view["results"]:
            named = {*result["systems"], *result["baselines"], *result["conditions"]}
            assert {result["paper"], result["metric"]} | named <= known
        assert all(q["paper"] in known for n in view["nodes"] for q in n["evidence"])


def test_the_census_counts_the_nodes_that_the_view_shows(statements: list[Statement]) -> None:
    census = Census(statements)
    shown = names(model(statements, Settings()))
    assert set(census.cls) == {rdf.iri(terms.ID + name) for name in shown}


def test_a_small_graph_is_one_page(statements: list[Statement]) -> None:
    ((name, text),) = pages(statements, Settings(), "a b.html")
    assert name == "a b.html"
    assert text == render(model(statements, Settings()))


def test_a_graph_beyond_the_drawing_limit_gets_the_full_one_beside(
    statements: list[Statement], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "DRAWN_LIMIT", 2)
    (first, overview), (second, full) = pages(lambda: statements, Settings(), "a b.html")
    assert (first, second) == ("a b.html", "a b-full.html")
    assert 'href="a%20b-full.html"' in overview
    assert "kg view --full" not in overview + full
    assert "kg view --full" in render(model(statements, Settings()))
    assert full == render_full(model(statements, Settings()))

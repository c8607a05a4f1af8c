"""The page of a built graph: what is counted on disk and read by bisection is what reading the whole graph gives."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kg import pipeline, view
from kg.pipeline import excerpt, overview
from kg.pipeline.outputs import reader
from kg.pipeline.standing import Standing
from kg.settings import Settings
from kg.view.census import Census

Records = Sequence[dict[str, str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, settings: Settings, records: Records) -> Path:
    """A built directory of sixty papers."""
    import json

    folder = tmp_path_factory.mktemp("overview")
    source = folder / "papers.jsonl"
    source.write_text("".join(json.dumps(r) + "\n" for r in records[:60]), encoding="utf-8")
    pipeline.build([source], folder / "built", settings)
    return folder / "built"


@pytest.fixture
def standing(built: Path) -> Standing:
    """The counts of the build."""
    return Standing(sqlite3.connect(built / ".cache" / "papers.sqlite"))


def test_the_counts_are_those_of_a_census(built: Path, standing: Standing) -> None:
    census = Census(reader(built / "graph.nt")())
    papers = census.papers()
    assert standing.whole() == {
        "papers": papers,
        "things": len(census.cls) - papers,
        "results": census.results,
    }
    for number in (1, 7, 40, 10_000):
        best = standing.best(number)
        assert set(best) == census.best(number)
        assert all(best[name] == census.support[name] for name in best if census.cls[name] != "Paper")


@pytest.mark.parametrize("text", [True, False])
@pytest.mark.parametrize("number", [5, 40, 120])
def test_an_excerpt_shows_what_the_whole_graph_shows(
    tmp_path: Path,
    settings: Settings,
    records: Records,
    saved: Callable[[Records], Path],
    text: bool,
    number: int,
) -> None:
    from dataclasses import replace

    settings = replace(settings, text=text)
    pipeline.build([saved(records[:40])], tmp_path / "built", settings)
    graph = tmp_path / "built" / "graph.nt"
    with closing(sqlite3.connect(tmp_path / "built" / ".cache" / "papers.sqlite")) as db:
        counts = Standing(db)
        support = counts.best(number)
        found = overview.Excerpt(graph, counts, settings).about(support)
        shown = view.overview(found, settings, counts.whole(), support)
    assert shown == view.model(reader(graph), settings, carried=number)


def test_of_a_large_graph_little_is_read(built: Path, standing: Standing, settings: Settings) -> None:
    read = Counter(
        statement[0]
        for statement in overview.Excerpt(built / "graph.nt", standing, settings).about(standing.best(12))
    )
    whole = Counter(statement[0] for statement in reader(built / "graph.nt")())
    assert len(read) < len(whole) / 3
    assert all(
        whole[subject] == number for subject, number in read.items()
    )  # subjects are whole, and there once


def test_the_page_of_a_large_graph_names_the_way_to_all_of_it(
    built: Path, standing: Standing, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "CARRIED_LIMIT", 10)
    monkeypatch.setattr(overview, "CARRIED", 30)
    monkeypatch.setattr("kg.view.assembly.DRAWN_LIMIT", 20)
    page = overview.page(built / "graph.nt", standing, settings)
    assert "All of it: <code>kg view --full</code>" in page
    assert f'"things":{standing.whole()["things"]}' in page.replace(" ", "")


@given(
    st.sets(st.binary(min_size=1, max_size=6).filter(lambda b: b"\n" not in b and b"\r" not in b)), st.data()
)
@examples(max_examples=60, deadline=None)
def test_lines_are_found_by_their_beginnings(
    tmp_path_factory: pytest.TempPathFactory, found: set[bytes], data: st.DataObject
) -> None:
    lines = sorted({line + b"\n" for line in found} | {b"m\n"})
    path = tmp_path_factory.mktemp("excerpt") / "lines"
    path.write_bytes(b"".join(lines))
    prefixes = data.draw(
        st.sets(st.sampled_from([line[:n] for line in lines for n in (1, 2)] + [b"q"]), max_size=4)
    )
    assert list(excerpt.starting(path, prefixes)) == [x for x in lines if x.startswith(tuple(prefixes))]
    rest = {prefix for prefix in prefixes if prefix[-1] < 255}
    assert list(excerpt.others(path, rest)) == [x for x in lines if not x.startswith(tuple(rest))]

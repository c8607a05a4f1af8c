"""The benchmark on the sample: it measures what it says, and its bars hold where a busy machine cannot blur them."""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.query import store

sys.path.insert(0, str(Path(__file__).parent))
import speed

SAMPLE = Path(__file__).resolve().parent.parent.parent / "exports" / "sample" / "graph.nt"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grown")
    lines = len(SAMPLE.read_text(encoding="utf-8").splitlines())
    assert speed.grow(SAMPLE, folder / "graph.nt", lines + 1) == 2 * lines
    store.write(folder)
    return folder


def test_a_copy_is_a_graph_of_its_own(grown: Path) -> None:
    found = list(ox.parse(path=str(grown / "graph.nt")))
    first, second = found[: len(found) // 2], found[len(found) // 2 :]
    assert {q.subject for q in first}.isdisjoint(q.subject for q in second)
    assert sorted(str(q.predicate) for q in first) == sorted(str(q.predicate) for q in second)
    inside = {str(q.subject) for q in second}
    links = [str(q.object) for q in second if str(q.predicate).endswith("#evidence>")]
    assert links
    assert inside.issuperset(links)


@pytest.mark.slow
def test_questions_are_quicker_than_in_rdflib(grown: Path) -> None:
    timings = speed.measure(
        grown,
        SAMPLE.parent,
        60,
        ["compared-with", "leaderboard", "mentions", "papers-by-dataset", "variants"],
    )
    assert len(timings) == 5
    assert all(t.same for t in timings)
    assert min(t.factor for t in timings) > 1, timings


def test_opening_and_asking_cost_little(grown: Path) -> None:
    assert min(speed.opening(grown)) < 0.1  # the quickest: others may be waiting for the machine
    _, warm = speed.overhead(grown)
    assert warm < 0.003

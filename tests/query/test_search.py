"""Finding things by what people type."""

from __future__ import annotations

import pytest

from kg.query import Graph, Limits
from kg.query.dataset import clauses, without_dataset
from kg.query.search import Finder


@pytest.fixture(scope="module")
def finder(birds: Graph) -> Finder:
    return Finder(lambda text: birds.pool.ask(text, Limits()))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("LoRA", "LoRA"),
        ("lo ra", "LoRA"),
        ("imagenet", "ImageNet"),
        ("Sparrow", "Sparrow"),
        ("imagenet v", "ImageNet-V2"),
        ("spar", "Sparrow"),
        ("sparow", "Sparrow"),
        ("nimble prun", "Sparrow: nimble pruning"),
    ],
)
def test_the_best_comes_first(finder: Finder, text: str, first: str) -> None:
    assert finder.find(text)[0].label == first


def test_the_whole_name_wins_over_its_beginning(finder: Finder) -> None:
    labels = [found.label for found in finder.find("imagenet")]
    assert labels.index("ImageNet") < labels.index("ImageNet-V2")


def test_a_class_narrows(finder: Finder) -> None:
    assert {found.cls for found in finder.find("lora", cls="Dataset")} == {"Dataset"}
    assert {found.cls for found in finder.find("sparrow", cls="Paper")} == {"Paper"}
    assert len(finder.find("a", most=2)) == 2


@pytest.mark.parametrize("text", ["", "   ", "!!!", "qqqqqqqqqqqq"])
def test_nothing_is_called_that(finder: Finder, text: str) -> None:
    assert finder.find(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT * { ?s ?p 'FROM <http://a/>' }", []),
        ("SELECT * FROM <http://a/> FROM NAMED <http://b/> { }", [("http://a/", False), ("http://b/", True)]),
        ("PREFIX x: <http://a/> SELECT * from named x:g { } # FROM <http://c/>", [("http://a/g", True)]),
        ("SELECT * FROM", []),
    ],
)
def test_dataset_clauses(text: str, found: list[tuple[str, bool]]) -> None:
    assert [(graph, named) for graph, named, _, _ in clauses(text)] == found
    assert clauses(without_dataset(text)) == []

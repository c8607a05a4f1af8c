"""Places: whole numbers, no overlaps, the same every time, fast."""

from __future__ import annotations

import random
import time
from math import hypot

import pytest

from kg.view.communities import communities
from kg.view.layout import positions
from kg.view.sentences import Sentences


def corpus(count: int) -> tuple[list[int], list[tuple[int, int]], list[bool]]:
    """Papers of twenty topics with things of their topic and things that everybody names."""
    chance = random.Random(7)
    papers = count // 8
    things = count - papers
    edges = []
    for paper in range(papers):
        topic = paper % 20
        edges += [(paper, papers + int(things * chance.random() ** 3)) for _ in range(4)]
        edges += [(paper, papers + topic * things // 20 + chance.randrange(things // 20)) for _ in range(8)]
    return [9] * count, edges, [i % 50 == 49 for i in range(count)]


@pytest.mark.parametrize(
    ("radii", "edges", "generic"),
    [
        ([], [], []),
        ([5], [], [False]),
        ([5, 5], [(0, 1)], [False, False]),
        ([5, 5, 5], [(0, 0)], [False] * 3),
        ([5, 5, 5], [(0, 1), (1, 2)], [True] * 3),
        ([5, 5, 5], [(0, 1), (1, 2)], [False, True, False]),
        ([5] * 4, [(0, 1), (1, 0), (2, 3), (3, 2)], [False] * 4),
    ],
)
def test_small_graphs(radii: list[int], edges: list[tuple[int, int]], generic: list[bool]) -> None:
    places = positions(radii, edges, generic)
    assert len(places) == len(radii)
    assert len(set(places)) == len(places)


def test_nodes_hardly_overlap() -> None:
    radii, edges, generic = corpus(800)
    places = positions(radii, edges, generic)
    touching = sum(
        (ax - bx) ** 2 + (ay - by) ** 2 < 18 * 18
        for i, (ax, ay) in enumerate(places)
        for bx, by in places[i + 1 :]
    )
    assert touching < 8


def test_the_same_graph_gets_the_same_places() -> None:
    radii, edges, generic = corpus(400)
    backwards = [(b, a) for a, b in reversed(edges)]
    assert positions(radii, edges, generic) == positions(radii, backwards, generic)


def test_neighbours_are_nearer_than_strangers() -> None:
    radii, edges, generic = corpus(800)
    places = positions(radii, edges, generic)

    def mean(pairs: list[tuple[int, int]]) -> float:
        spans = [hypot(places[a][0] - places[b][0], places[a][1] - places[b][1]) for a, b in pairs]
        return sum(spans) / len(spans)

    chance = random.Random(3)
    strangers = [(chance.randrange(800), chance.randrange(800)) for _ in range(4000)]
    assert mean(edges) < 0.8 * mean(strangers)


def test_five_thousand_nodes_are_placed_quickly() -> None:
    radii, edges, generic = corpus(5000)
    begin = time.process_time()
    positions(radii, edges, generic)
    assert time.process_time() - begin < 12  # about 1.5 s on an idle core; this catches only the quadratic


def test_communities_are_the_dense_parts() -> None:
    cliques = [(a + 5 * k, b + 5 * k) for k in range(3) for a in range(5) for b in range(a)]
    bridges = [(0, 5), (5, 10)]
    found = communities(15, cliques + bridges, [1.0] * (len(cliques) + 2))
    assert found == [0] * 5 + [1] * 5 + [2] * 5


def test_communities_of_no_edges_are_single() -> None:
    assert communities(3, [], []) == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        ("A name\n\nOne thing. Two things!", "Two", "Two things!"),
        ("A name\n\nOne thing. Two things!", "name", "A name"),
        (
            "Seen by Smith et al. In short, it works. Yes.",
            "short",
            "Seen by Smith et al. In short, it works.",
        ),
        ("It costs 2.5 s (half of before). Good.", "half", "It costs 2.5 s (half of before)."),
        ("", "", ""),
    ],
)
def test_sentences(text: str, word: str, sentence: str) -> None:
    begin = text.index(word)
    left, right = Sentences(text).around(begin, begin + len(word))
    assert text[left:right] == sentence


def test_words_across_a_break_get_both_sentences() -> None:
    text = "First one. Second one. Third."
    left, right = Sentences(text).around(text.index("one. S"), text.index("cond"))
    assert text[left:right] == "First one. Second one."


@pytest.mark.attack(29)
def test_splitting_is_linear() -> None:
    spans = []
    for factor in (1, 10):
        begin = time.perf_counter()
        Sentences("a. B " * (20_000 * factor))
        Sentences("." * (20_000 * factor))
        spans.append(time.perf_counter() - begin)
    assert spans[1] < 40 * spans[0] + 0.1

"""Turtle is written about as fast as a compiled library writes it, in memory that does not grow."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from itertools import count

import pyoxigraph as ox
import pytest

from kg import rdf, terms
from kg.export import WRITERS
from kg.rdf import Statement
from kg.settings import Settings

ROUNDS = 15


def many(graph: list[Statement], total: int) -> Iterator[Statement]:
    """Sorted statements made on the fly: the example again and again, about a new paper each time."""
    made = 0
    for number in count(1_000_000):
        mark = f"{terms.ID}n{number}-"
        for s, p, o in graph:
            if made == total:
                return
            made += 1
            yield s.replace(terms.ID, mark), p, o.replace(terms.ID, mark)


def native(term: str) -> ox.NamedNode | ox.Literal:
    kind, value, datatype = rdf.parse_term(term)
    if kind == "iri":
        return ox.NamedNode(value)
    return ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(value)


class Sink(io.RawIOBase):
    def write(self, data: object) -> int:
        return len(data)  # type: ignore[arg-type]


def seconds(work: Callable[[], object]) -> float:
    """The processor time of one run."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


@pytest.mark.slow
def test_turtle_keeps_up_with_pyoxigraph(graph: list[Statement]) -> None:
    """The least time of each, both measured in turn, so that a busy machine slows one as often as the other."""
    statements = list(many(graph, 200_000))
    triples = [ox.Triple(*map(native, s)) for s in statements]  # type: ignore[arg-type]

    def theirs(found: Iterable[ox.Triple]) -> None:
        ox.serialize(found, io.BytesIO(), format=ox.RdfFormat.TURTLE, prefixes=terms.PREFIXES)

    rounds: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        ours = seconds(lambda: WRITERS["turtle"].write(iter(statements), Sink(), Settings()))  # type: ignore[arg-type]
        rounds.append((ours, seconds(lambda: theirs(iter(triples)))))
    least = min(ours for ours, _ in rounds)
    made = min(other for _, other in rounds) / least
    making = seconds(lambda: theirs(ox.Triple(*map(native, s)) for s in statements)) / least  # type: ignore[arg-type]
    print(f"turtle against pyoxigraph: {made:.2f} on triples made beforehand, {making:.2f} from a generator")  # noqa: T201
    assert made >= 0.6
    assert making >= made


@pytest.mark.slow
@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_memory_stays_flat(name: str, graph: list[Statement]) -> None:
    def peak(total: int) -> int:
        tracemalloc.start()
        WRITERS[name].write(many(graph, total), Sink(), Settings())  # type: ignore[arg-type]
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(400_000) < 1.3 * peak(100_000) + 20_000_000

"""The published questions are the .rq files, and run as they stand."""

from __future__ import annotations

import pyoxigraph as ox

from kg.query import Graph, catalogue
from kg.query.executables import NAME, SH, published
from kg.resources import queries_dir

BASE = "https://w3id.org/paperkg/id/query-"


def test_the_file_is_the_present_one() -> None:
    text = (queries_dir() / NAME).read_text(encoding="utf-8")
    assert text == published(), "renew it with: python tests/query/sample_rows.py"


def test_every_question_is_published_whole(birds: Graph) -> None:
    facts: dict[tuple[str, str], list[str]] = {}
    for quad in ox.parse(published(), ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode)
        key = (quad.subject.value, quad.predicate.value.removeprefix(SH))
        facts.setdefault(key, []).append(getattr(quad.object, "value", ""))
    texts = {
        subject.removeprefix(BASE): values[0]
        for (subject, property_), values in facts.items()
        if property_ in {"select", "construct"}
    }
    assert set(texts) == set(catalogue())
    for query in catalogue().values():
        assert texts[query.name] == query.text
        told = {node.rpartition("-")[2] for node in facts.get((BASE + query.name, "parameter"), [])}
        assert told == {p.name for p in query.params}
        for parameter in query.params:
            node = f"{BASE}{query.name}-{parameter.name}"
            assert facts[node, "name"] == [parameter.name]
            assert ((node, "optional") in facts) == (parameter.default != "required")
            assert (node, "class") in facts or (node, "datatype") in facts
        if not any(p.default == "required" for p in query.params):
            assert birds.query(texts[query.name]).complete

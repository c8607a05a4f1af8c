from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kg import terms
from kg.errors import QueryError
from kg.query import Graph, catalogue
from kg.query.lexer import tokens
from kg.query.named import find, looks_like_name, parse
from kg.query.result import display

EXPECTED: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("expected_rows.json").read_text(encoding="utf-8")
)
QUERIES = catalogue()
OURS = {value for value in vars(terms).values() if isinstance(value, str) and value.startswith(terms.KG)}


def test_every_named_query_has_expected_rows() -> None:
    assert set(EXPECTED) == set(QUERIES)
    assert all(case["rows"] for case in EXPECTED.values())
    assert len(QUERIES) >= 20


@pytest.mark.parametrize("name", EXPECTED)
def test_rows_on_the_small_graph(name: str, graph: Graph) -> None:
    case = EXPECTED[name]
    answer = graph.query(name, case["params"])
    assert answer.complete
    assert list(answer.variables) == case["columns"]
    assert [[display(term, answer.prefixes) for term in row] for row in answer.rows] == case["rows"]


@pytest.mark.parametrize("name", [q.name for q in QUERIES.values() if "any" in {p.default for p in q.params}])
def test_open_parameters_may_stay_open(name: str, birds: Graph) -> None:
    """Leaving a parameter open never gives fewer rows than closing it."""
    query = QUERIES[name]
    required = {p.name: query.example[p.name] for p in query.params if p.default == "required"}
    assert len(birds.query(name, required).rows) >= len(birds.query(name, query.example).rows) > 0


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda q: q.name)
def test_headers(query: Any) -> None:
    assert query.answers.endswith("?")
    assert query.title
    assert set(query.example) <= {p.name for p in query.params}
    assert {p.name for p in query.params if p.default == "required"} <= set(query.example)
    variables = {token.text[1:] for token in tokens(query.text) if token.kind == "variable"}
    assert {p.name for p in query.params} <= variables


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda q: q.name)
def test_terms_are_declared(query: Any) -> None:
    """A named query uses only prefixes that it declares and terms of ours that exist."""
    stream = list(tokens(query.text))
    declared = {key.text: value.text[1:-1] for key, value in pairwise(stream) if value.kind == "iri"}
    for token in stream:
        if token.kind != "name" or token.text.endswith(":"):
            continue
        prefix, _, local = token.text.partition(":")
        assert declared[prefix + ":"] == terms.PREFIXES[prefix], f"{token.text} is not declared"
        if prefix == "kg":
            assert terms.KG + local in OURS, f"{token.text} is no term of ours"


def test_rows_are_totally_ordered() -> None:
    for query in QUERIES.values():
        assert "ORDER BY" in query.text or query.text.lstrip().upper().find("CONSTRUCT") >= 0, query.name
        assert not re.search(r"\b(SAMPLE|GROUP_CONCAT|RAND|NOW|UUID)\b", query.text), query.name


def test_leaderboards_keep_metrics_and_units_apart() -> None:
    rows = EXPECTED["leaderboard"]["rows"]
    groups = [tuple(row[:3]) for row in rows]
    assert groups == sorted(groups)
    for group in set(groups):
        values = [float(row[3]) for row in rows if tuple(row[:3]) == group]
        assert values == sorted(values, reverse=group[1] != "latency")


def test_words_of_a_command_line() -> None:
    query = QUERIES["leaderboard"]
    assert query.arguments(["ImageNet", "metric=top-1 accuracy"]) == {
        "dataset": "ImageNet",
        "metric": "top-1 accuracy",
    }
    assert query.arguments(["a = b"]) == {"dataset": "a = b"}
    with pytest.raises(QueryError, match="one too many"):
        query.arguments(["a", "b", "c"])
    with pytest.raises(QueryError, match="twice"):
        query.arguments(["dataset=a", "dataset=b"])
    with pytest.raises(QueryError, match="no parameter colour"):
        query.arguments(["colour=red"])


def test_a_missing_or_unknown_parameter_is_named(birds: Graph) -> None:
    with pytest.raises(QueryError, match=r"needs dataset .*for example dataset=ImageNet"):
        birds.query("papers-by-dataset")
    with pytest.raises(QueryError, match="no parameter colour; it has dataset"):
        birds.query("papers-by-dataset", {"colour": "red"})


def test_an_unknown_name_has_neighbours() -> None:
    with pytest.raises(QueryError, match="Did you mean leaderboard"):
        find("leader-board")
    with pytest.raises(QueryError, match="There is no named query zzz"):
        find("zzz")
    assert looks_like_name("most-used")
    assert not looks_like_name("ASK { }")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a", "SELECT * { ?s ?p ?o }"),
        ("a", "# title: t\nSELECT * { ?s ?p ?o }"),
        ("a", "# title: t\n# answers: q?\nASK { }"),
        ("a", "# title: t\n# answers: q?\n# group: Birds\nASK { }"),
        ("A b", "# title: t\n# answers: q?\n# group: Papers\nASK { }"),
        ("a", "# title: t\n# answers: q?\n# group: Papers\n# param: x colour any a colour\nASK { }"),
        ("a", "# title: t\n# answers: q?\n# group: Papers\n# param: x text\nASK { }"),
        ("a", "# title: t\n# answers: q?\n# group: Papers\n# example: y=1\nASK { }"),
    ],
)
def test_broken_files_are_refused(name: str, source: str) -> None:
    with pytest.raises(QueryError):
        parse(name, source)

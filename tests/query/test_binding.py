from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import rdf
from kg.errors import QueryError
from kg.query import Graph
from kg.query.binding import bind
from kg.query.lexer import tokens

A, ONE = "<http://a/>", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'


@pytest.mark.parametrize(
    ("text", "values", "bound"),
    [
        ("SELECT ?o { ?s ?p ?o }", {"s": A}, f"SELECT ?o {{ {A} ?p ?o }}"),
        ("SELECT ?s ?o { $s ?p ?o }", {"s": A}, f"SELECT ?s ?o {{ {A} ?p ?o  BIND({A} AS ?s) }}"),
        ("ASK { { ?s ?p '?s' } # ?s\n }", {"s": A}, f"ASK {{ {{ {A} ?p '?s' }} # ?s\n }}"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?o HAVING(COUNT(*) > ?m)", {"m": ONE},
         f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?o HAVING(COUNT(*) > {ONE})"),
        ("DESCRIBE ?s { ?s ?p ?o }", {"s": A}, f"DESCRIBE ?s {{ {A} ?p ?o  BIND({A} AS ?s) }}"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", {"s": A}, f"CONSTRUCT {{ {A} ?p ?o }} WHERE {{ {A} ?p ?o }}"),
        ("SELECT ?ss { ?ss ?p ?s }", {"s": A}, f"SELECT ?ss {{ ?ss ?p {A} }}"),
        ("SELECT ?o { ?s ?p ?o }", {}, "SELECT ?o { ?s ?p ?o }"),
    ],
)  # fmt: skip
def test_a_value_takes_the_place_of_its_variable(text: str, values: dict[str, str], bound: str) -> None:
    assert bind(text, values) == bound


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?o { ?x ?p ?o }", "no variable"),
        ("SELECT * { BIND(1 AS ?s) }", "sets it in AS"),
        ("SELECT (1 AS ?s) { }", "sets it in AS"),
        ("SELECT * { VALUES ?s { 1 } }", "sets it in VALUES"),
        ("SELECT * { VALUES (?o ?s) { (1 2) } }", "sets it in VALUES"),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } } }", "inner SELECT"),
        ("SELECT * { { SELECT ?o { ?s ?p ?o } GROUP BY ?s } }", "GROUP BY"),
    ],
)
def test_a_variable_that_the_query_sets_is_refused(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        bind(text, {"s": A})


@given(st.text())
def test_no_value_ever_becomes_code(value: str) -> None:
    """Whatever the text, the bound query has the same tokens but for one literal, and that literal is the text."""
    term = rdf.literal(value)
    text = "SELECT ?s { ?s ?p $v . FILTER(?p != 'x') } # end"
    before, after = list(tokens(text)), list(tokens(bind(text, {"v": term})))
    assert [t.kind for t in after] == ["string" if t.text == "$v" else t.kind for t in before]
    assert [t.text for t in after if t.kind == "string"] == [term, "'x'"]
    store = ox.Store()
    store.add(
        ox.Quad(ox.NamedNode("http://a/"), ox.NamedNode("http://p/"), ox.Literal(rdf.parse_term(term)[1]))
    )
    assert len(list(store.query(bind(text, {"v": term})))) == 1  # type: ignore[arg-type]


def test_values_of_a_text(graph: Graph) -> None:
    text = "SELECT ?label ?thing { ?thing skos:prefLabel ?label ; kg:support ?n FILTER(?n >= ?least) } ORDER BY ?label"
    answer = graph.query(text, {"least": 2, "thing": "<https://w3id.org/paperkg/id/method-pruning>"})
    assert answer.values() == [{"label": "pruning", "thing": "https://w3id.org/paperkg/id/method-pruning"}]
    hostile = graph.query("SELECT ?s { ?s skos:prefLabel ?x }", {"x": '" } UNION { ?s ?p ?o'})
    assert not hostile.rows

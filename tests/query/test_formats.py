from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import rdf
from kg.errors import QueryError
from kg.query import FORMATS, Graph, Layout, Result
from kg.query.frames import python
from kg.query.result import display, plain, short
from kg.query.table import clean
from kg.terms import PREFIXES, XSD_DECIMAL, XSD_INTEGER

NASTY = 'a "b", c\nd\te\\f é 🐦'
SELECT = Result(
    "select",
    ("thing", "text"),
    (
        ("<https://w3id.org/paperkg/id/method-lora>", rdf.literal(NASTY)),
        ("_:b1", rdf.literal("7", XSD_INTEGER)),
        (None, rdf.literal("2.50", XSD_DECIMAL)),
        ("<https://a.example/x>", rdf.literal("gut", language="de")),
    ),
)
ASK = Result("ask", boolean=True)
GRAPH = Result(
    "graph",
    ("subject", "predicate", "object"),
    (
        (
            "<https://a.example/x>",
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
            "<https://w3id.org/paperkg/ns#Paper>",
        ),
        ("<https://a.example/x>", "<http://purl.org/dc/terms/title>", rdf.literal(NASTY)),
        ("<https://a.example/x>", "<https://w3id.org/paperkg/ns#support>", rdf.integer(3)),
        ("<https://w3id.org/paperkg/id/a.b>", "<https://a.example/p>", rdf.literal("gut", language="de")),
    ),
)
EMPTY = Result("select", ("x",))
ANSWERS = {"select": SELECT, "ask": ASK, "graph": GRAPH}
EXPECTED = {
    ("json", "select"): None,
    ("json", "ask"): '{"head": {}, "boolean": true}\n',
    ("csv", "select"): None,
    ("csv", "ask"): "true\r\n",
    ("tsv", "select"): None,
    ("tsv", "ask"): "true\n",
    ("table", "select"): None,
    ("table", "ask"): "yes\n",
    ("table", "graph"): None,
    ("xml", "select"): None,
    ("xml", "ask"): None,
    ("ttl", "graph"): None,
    ("nt", "graph"): None,
    ("jsonld", "graph"): None,
    ("rdfxml", "graph"): None,
}


def test_every_format_has_a_test_for_every_kind_it_holds() -> None:
    assert set(EXPECTED) == {(f.name, kind) for f in FORMATS.values() for kind in f.media}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", ANSWERS)
def test_a_format_renders_what_it_can_hold(name: str, kind: str) -> None:
    if kind in FORMATS[name].media:
        text = FORMATS[name].render(ANSWERS[kind])
        assert text.endswith("\n")
        expected = EXPECTED[name, kind]
        assert expected is None or text == expected
    else:
        with pytest.raises(QueryError, match=r"cannot hold .*; use --format"):
            FORMATS[name].render(ANSWERS[kind])


def test_json_is_read_back_by_another_parser() -> None:
    text = FORMATS["json"].render(SELECT)
    rows = ox.parse_query_results(text, ox.QueryResultsFormat.JSON)
    assert isinstance(rows, ox.QuerySolutions)
    assert [None if row["thing"] is None else str(row["thing"]) for row in rows] == [
        row[0] for row in SELECT.rows
    ]
    assert json.loads(text)["results"]["bindings"][0]["text"] == {"type": "literal", "value": NASTY}
    assert json.loads(text)["results"]["bindings"][3]["text"] == {
        "type": "literal",
        "value": "gut",
        "xml:lang": "de",
    }
    assert "thing" not in json.loads(text)["results"]["bindings"][2]


def test_tsv_is_read_back_by_another_parser() -> None:
    text = FORMATS["tsv"].render(SELECT)
    rows = ox.parse_query_results(text, ox.QueryResultsFormat.TSV)
    assert isinstance(rows, ox.QuerySolutions)
    assert [str(row["text"]) for row in rows] == [row[1] for row in SELECT.rows]
    assert text.splitlines()[0] == "?thing\t?text"
    assert text.splitlines()[2] == "_:b1\t7"


def test_csv_follows_its_recommendation() -> None:
    text = FORMATS["csv"].render(SELECT)
    assert text.startswith("thing,text\r\n")
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [
        ["https://w3id.org/paperkg/id/method-lora", NASTY],
        ["_:b1", "7"],
        ["", "2.50"],
        ["https://a.example/x", "gut"],
    ]


def test_turtle_is_the_same_graph() -> None:
    text = FORMATS["ttl"].render(GRAPH)
    read = {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(text, ox.RdfFormat.TURTLE)}
    assert read == set(GRAPH.rows)
    assert "@prefix dcterms:" in text
    assert "@prefix qudt:" not in text
    assert FORMATS["ttl"].render(Result("graph", GRAPH.variables)) == ""


def test_xml_is_read_back_by_another_parser() -> None:
    rows = ox.parse_query_results(FORMATS["xml"].render(SELECT), ox.QueryResultsFormat.XML)
    assert isinstance(rows, ox.QuerySolutions)
    assert [str(row["text"]) for row in rows] == [row[1] for row in SELECT.rows]
    answer = ox.parse_query_results(FORMATS["xml"].render(ASK), ox.QueryResultsFormat.XML)
    assert isinstance(answer, ox.QueryBoolean)
    assert bool(answer) is True


@pytest.mark.parametrize(
    ("name", "syntax"),
    [("nt", ox.RdfFormat.N_TRIPLES), ("rdfxml", ox.RdfFormat.RDF_XML), ("jsonld", ox.RdfFormat.JSON_LD)],
)
def test_every_graph_format_is_the_same_graph(name: str, syntax: ox.RdfFormat) -> None:
    text = FORMATS[name].render(GRAPH)
    read = {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(text, syntax)}
    assert read == set(GRAPH.rows)


def test_xml_holds_no_character_that_it_may_not() -> None:
    answer = Result("select", ("x",), (('"a\x01\ufffeb\\r"',),))
    rows = ox.parse_query_results(FORMATS["xml"].render(answer), ox.QueryResultsFormat.XML)
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["x"] for row in rows] == [ox.Literal("a\ufffd\ufffdb\r")]
    made = Result("graph", GRAPH.variables, (("<http://a/s>", "<http://a/1>", '"x"'),))
    with pytest.raises(QueryError, match="ask for Turtle"):
        FORMATS["rdfxml"].render(made)


@pytest.mark.attack(40)
def test_cells_that_a_spreadsheet_would_execute() -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\t=x", "fine"]
    answer = Result("select", ("x",), tuple((rdf.literal(cell),) for cell in cells))

    def column(layout: Layout) -> list[str]:
        text = FORMATS["csv"].render(answer, layout)
        return [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]

    assert column(Layout()) == cells
    assert column(Layout(csv_safe=True)) == ["'=1+1", "'+1", "'-1", "'@x", "'\t=x", "fine"]


def test_a_plain_table_has_one_line_a_row() -> None:
    lines = FORMATS["table"].render(SELECT).splitlines()
    assert lines[0].split() == ["thing", "text"]
    assert lines[1] == 'id:method-lora       a "b", c d e\\f é 🐦'
    assert len(lines) == 5
    assert FORMATS["table"].render(EMPTY) == "x\nno rows\n"


@pytest.mark.parametrize("width", [20, 40, 200])
def test_a_framed_table_keeps_to_its_width(width: int) -> None:
    text = FORMATS["table"].render(SELECT, Layout(width))
    assert max(map(len, text.splitlines())) <= width
    assert "".join(text.split()).count("2.50") == 1
    assert "no rows" in FORMATS["table"].render(EMPTY, Layout(width))


@pytest.mark.attack(41)
def test_nothing_in_a_table_steers_the_terminal() -> None:
    evil = "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07 \u202egpj.exe\x9b2J [bold]x[/bold]"
    answer = Result("select", ("e\x1b[2Jx",), (('"' + evil + '"',),))
    for layout in (Layout(), Layout(200), Layout(200, colour=True)):
        text = FORMATS["table"].render(answer, layout)
        assert not set(text) & set("\x07\x9b\u202e")
        assert "\x1b]" not in text
        assert "\x1b[2J" not in text
        assert "[bold]x[/bold]" in text
    assert clean("plain text") == "plain text"


def test_terms_for_people() -> None:
    assert display(None, PREFIXES) == ""
    assert display("<https://w3id.org/paperkg/ns#Paper>", PREFIXES) == "kg:Paper"
    assert display("<https://w3id.org/paperkg/ns#a.b>", PREFIXES) == "https://w3id.org/paperkg/ns#a.b"
    assert plain("_:x") == "_:x"
    assert short("https://a.example/", PREFIXES) is None


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (rdf.integer(7), 7),
        (rdf.literal("0.5", XSD_DECIMAL), 0.5),
        (rdf.boolean(False), False),
        (rdf.literal("2024", "http://www.w3.org/2001/XMLSchema#gYear"), 2024),
        (rdf.literal("x", "http://www.w3.org/2001/XMLSchema#integer"), "x"),
        (
            rdf.literal("see http://www.w3.org/2001/XMLSchema#integer>"),
            "see http://www.w3.org/2001/XMLSchema#integer>",
        ),
        ("<https://a.example/>", "https://a.example/"),
    ],
)
def test_python_values(term: str | None, value: object) -> None:
    assert python(term) == value


def test_rows_of_both_engines_render_alike(directory: Path, graph: Graph) -> None:
    text = "SELECT ?label ?n { ?x skos:prefLabel ?label OPTIONAL { ?x kg:support ?n } } ORDER BY ?label ?n"
    lines = FORMATS["csv"].render(graph.query(text)).split("\r\n")
    assert lines[:4] == ["label,n", "Heron,1", "ImageNet,2", "ImageNet-V2,1"]

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from kg import rdf, terms
from kg.export import WRITERS
from kg.export.property_graph import property_graph
from kg.rdf import Statement
from kg.settings import Settings

SETTINGS = Settings()


def written(name: str, graph: list[Statement], part: int = 0) -> bytes:
    writer = WRITERS[name]
    stream = io.BytesIO()
    (writer.write, *(w for _, w in writer.more))[part](iter(graph), stream, SETTINGS)
    return stream.getvalue()


def test_papers_entities_and_results_are_nodes(graph: list[Statement]) -> None:
    found = property_graph(graph, SETTINGS)
    classes = [node.cls for node in found.nodes]
    assert classes.count("Paper") == 1
    assert {"MeasuredResult", "ComparativeResult", "Method", "Hardware"} <= set(classes)
    assert not {"Mention", "Assertion", "ExtractionRun"} & set(classes)
    proposed = [e for e in found.edges if e.type == "proposes"]
    assert [(e.source, e.target, e.confidence) for e in proposed] == [
        ("paper-2406_00001", "method-sparrow-b20deb6155", "0.9")
    ]


@pytest.mark.attack(47)
@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_the_same_nodes_and_edges(
    name: str, read: object, graph: list[Statement], tmp_path: Path
) -> None:
    path = tmp_path / f"graph.{name}"
    path.write_bytes(written(name, graph))
    ours = property_graph(graph, SETTINGS)
    theirs = read(path)  # type: ignore[operator]
    assert set(theirs.nodes) == {node.id for node in ours.nodes}
    assert set(theirs.edges()) == {(edge.source, edge.target) for edge in ours.edges}
    [result] = [d for _, d in theirs.nodes(data=True) if d["class"] == "MeasuredResult"]
    assert result["numericValue"] == pytest.approx(76.1)
    [paper] = [d for _, d in theirs.nodes(data=True) if d["class"] == "Paper"]
    assert paper["label"] == "Sparrow: nimble pruning of vision networks"


def test_csv_has_typed_headers_and_the_same_ids(graph: list[Statement]) -> None:
    ours = property_graph(graph, SETTINGS)
    nodes = list(csv.DictReader(io.StringIO(written("csv", graph).decode())))
    edges = list(csv.DictReader(io.StringIO(written("csv", graph, part=1).decode())))
    assert {row["id:ID"] for row in nodes} == {node.id for node in ours.nodes}
    assert {"confidence:double", "support:long", "altLabel:string[]", "attribute:boolean"} - set(
        nodes[0]
    ) <= {"attribute:boolean"}
    ends = {row[":START_ID"] for row in edges} | {row[":END_ID"] for row in edges}
    assert ends <= {row["id:ID"] for row in nodes}
    assert len(edges) == len(ours.edges)
    by_id = {row["id:ID"]: row for row in nodes}
    assert by_id["hardware-nvidia-a100-80gb"][":LABEL"] == "Entity|Hardware"
    assert by_id["paper-2406_00001"]["creator:string[]"] == "Finch, R.|Wren, J."


def test_a_bar_inside_a_value_does_not_split_it() -> None:
    node = rdf.iri(terms.ID + "a")
    graph = [
        (node, rdf.iri(terms.TYPE), rdf.iri(terms.PAPER)),
        (node, rdf.iri(terms.CREATOR), rdf.literal("A|B")),
        (node, rdf.iri(terms.CREATOR), rdf.literal("C")),
    ]
    [row] = csv.DictReader(io.StringIO(written("csv", sorted(graph)).decode()))
    assert row["creator:string[]"].split("|") == ["A\u00a6B", "C"]


@pytest.mark.attack(47)
@pytest.mark.parametrize("name", ["graphml", "gexf"])
@limits(max_examples=80, deadline=None)
@given(text=st.text(st.characters(codec=None), max_size=20))
def test_any_text_gives_readable_xml_with_one_node(name: str, text: str) -> None:
    node = rdf.iri(terms.ID + text)
    graph = [
        (node, rdf.iri(terms.TYPE), rdf.iri(terms.PAPER)),
        (node, rdf.iri(terms.TITLE), rdf.literal(text)),
    ]
    root = ET.fromstring(written(name, graph))  # noqa: S314 - our own writing
    assert sum(element.tag.endswith("}node") for element in root.iter()) == 1


def test_an_assertion_that_is_not_whole_says_nothing(graph: list[Statement]) -> None:
    """Parts of a graph, and graphs of others, may lack any statement."""
    whole = property_graph(graph, SETTINGS)
    asserted = {terms.SUBJECT, terms.PREDICATE, terms.OBJECT, terms.CONFIDENCE}
    for lost in asserted:
        left = property_graph([s for s in graph if s[1][1:-1] != lost], SETTINGS)
        assert [(e.source, e.target, e.type) for e in left.edges] == [
            (e.source, e.target, e.type) for e in whole.edges
        ]
        assert not any(e.confidence for e in left.edges)
    odd = [(s, p, rdf.literal("high") if p[1:-1] == terms.CONFIDENCE else o) for s, p, o in graph]
    assert not any(e.confidence for e in property_graph(odd, SETTINGS).edges)

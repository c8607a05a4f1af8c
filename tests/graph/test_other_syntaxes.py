"""TriG and RDF/XML of others: the same statements to us and to Oxigraph, and each fault with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import GraphError
from kg.graph import load
from kg.graph.reading import term
from kg.rdf import Statement

TRIG = "@prefix a: <https://a.example/> .\n"
XML = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:a="https://a.example/" xml:base="https://b.example/x/">\n'
)
DATE = 'rdf:datatype="http://www.w3.org/2001/XMLSchema#date"'


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def by_oxigraph(text: str, syntax: ox.RdfFormat) -> Iterator[Statement]:
    for quad in ox.parse(text.encode(), format=syntax):
        yield term(quad.subject), term(quad.predicate), term(quad.object)


@pytest.mark.parametrize(
    "text",
    [
        "a:g { a:s a:p a:o ; a:q 1 . a:t a:p 'x' }",
        "GRAPH <https://a.example/h> { a:s a:p a:z , 'y'@en . }",
        "{ a:d a:p a:e . } a:k a:l a:m .",
        "graph a:g { } a:g { } { }",
        "a:g {\n a:s a:p a:o ;\n}\n@base <https://c.example/> . <d> { <e> a:p <f> }",
    ],
)
def test_graphs_of_trig_are_one_set(text: str, tmp_path: Path) -> None:
    loaded = load(put(tmp_path, "graph.trig", TRIG + text))
    assert set(loaded.statements) == set(by_oxigraph(TRIG + text, ox.RdfFormat.TRIG))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a:g { a:s a:p a:o", 2, "file ends"),
        ("a:g { a:s a:p a:o .\n\n", 4, "file ends"),
        ("a:g { a:s }", 2, "should"),
        ("a:g {\n{ a:s a:p a:o } }", 3, "should"),
        ("a:g { a:s a:p [ ] . }", 2, "blank node"),
        ("\n_:g { a:s a:p a:o . }", 3, "blank node"),
        ("GRAPH a:g a:s { }", 2, "'{'"),
        ("}", 2, "subject"),
        ("a:g { @prefix b: <https://b.example/> . }", 2, "subject"),
    ],
)
def test_faults_of_trig_have_their_line(text: str, line: int, reason: str, tmp_path: Path) -> None:
    path = put(tmp_path, "graph.trig", TRIG + text)
    with pytest.raises(GraphError, match=rf"graph\.trig:{line}: .*{reason}"):
        load(path)
    assert load(path, lenient=True).faults[0].line == line


def test_a_fault_in_a_graph_leaves_the_rest_of_it(tmp_path: Path) -> None:
    text = TRIG + "a:g { a:s . a:t a:p 1 . a:u a:p }\na:h { a:v a:p 2 }"
    loaded = load(put(tmp_path, "graph.trig", text), lenient=True)
    assert [s for s, _, _ in loaded.statements] == ["<https://a.example/t>", "<https://a.example/v>"]
    assert [fault.line for fault in loaded.faults] == [2, 2]


def test_turtle_takes_no_graphs(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"graph\.ttl:2: '\{' stands"):
        load(put(tmp_path, "graph.ttl", TRIG + "a:g { a:s a:p a:o }"))


@pytest.mark.parametrize(
    "text",
    [
        '<a:Thing rdf:about="y" a:name="n&amp;m" xml:lang="en"><a:p>x</a:p></a:Thing>',
        '<rdf:Description rdf:about="y"><a:q><a:Thing rdf:ID="z"><a:p>1</a:p></a:Thing></a:q></rdf:Description>',
        '<a:T rdf:about="../y"><a:p rdf:resource="#q"/><a:p/><a:p rdf:datatype="urn:x:d">7</a:p></a:T>',
        '<rdf:Seq rdf:about="y"><rdf:li>one</rdf:li><rdf:li rdf:resource="two"/><rdf:_9>n</rdf:_9></rdf:Seq>',
        '<a:T rdf:about="y" rdf:type="z"><a:p rdf:resource="q" a:r="s" rdf:type="t"/></a:T>',
        '<a:T rdf:about="http://c.example/" xml:base="http://d.example/e"><a:p rdf:resource="f" xml:base="http://d.example/g/"/></a:T>',
        '<a:T rdf:about="y"><a:p> two\n lines</a:p><!-- no --><a:p>\n  <a:T rdf:about="w"/>\n</a:p></a:T>',
    ],
)
def test_rdfxml_of_others_means_the_same_to_oxigraph(text: str, tmp_path: Path) -> None:
    whole = f"{XML}{text}\n</rdf:RDF>"
    found = set(load(put(tmp_path, "graph.rdf", whole)).statements)
    assert found == set(by_oxigraph(whole, ox.RdfFormat.RDF_XML)) != set()


def test_forms_of_xml_that_oxigraph_does_not_take(tmp_path: Path) -> None:
    text = '<a:T rdf:about="y" xml:base="../z/"><a:p><![CDATA[<&>]]>!</a:p><?note?></a:T>'
    loaded = load(put(tmp_path, "graph.rdf", f"{XML}{text}</rdf:RDF>"))
    assert {o for s, _, o in loaded.statements if s == "<https://b.example/z/y>"} == {
        '"<&>!"',
        "<https://a.example/T>",
    }


def test_one_node_needs_no_envelope(tmp_path: Path) -> None:
    text = '<a:T xmlns:a="https://a.example/" xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" r:about="urn:x:y"/>'
    assert [s for s, _, _ in load(put(tmp_path, "graph.rdf", text)).statements] == ["<urn:x:y>"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (f'<a:T rdf:about="y">\n<a:p {DATE}>\nnever</a:p></a:T>', 4, "xsd:date"),
        ('<a:T\nrdf:about="javascript:1"/>', 3, "neither http"),
        ('<a:T rdf:about="a b"/>', 3, "percent-encoded"),
        ("<a:T/>", 3, "blank nodes"),
        ('<a:T rdf:nodeID="y"/>', 3, "blank nodes"),
        ('<a:T rdf:about="y"><a:p rdf:parseType="Resource"><a:q>1</a:q></a:p></a:T>', 3, "blank nodes"),
        ('<a:T rdf:about="y"><a:p rdf:parseType="Literal"><b>x</b></a:p></a:T>', 3, "XML as a value"),
        ('<a:T rdf:about="y"><a:p a:q="1"/></a:T>', 3, "blank nodes"),
        ('<a:T rdf:about="y"><a:p rdf:nodeID="z"/></a:T>', 3, "blank nodes"),
        ('<a:T rdf:about="y"><a:p rdf:ID="z">1</a:p></a:T>', 3, "about a statement"),
        ('<a:T rdf:about="y"><rdf:Description/></a:T>', 3, "a property should"),
        ('<a:T rdf:about="y">words</a:T>', 3, "belongs to no property"),
        ('<a:T rdf:about="y"><a:p>words<a:T rdf:about="z"/></a:p></a:T>', 3, "beside a node"),
        ('<a:T rdf:about="y"><a:p><a:T rdf:about="z"/><a:T rdf:about="w"/></a:p></a:T>', 3, "several nodes"),
        ('<a:T rdf:about="y" b="z"/>', 3, "no namespace"),
        ('<a:T rdf:about="y" rdf:li="z"/>', 3, "may not stand"),
        ("<rdf:li/>", 3, "a node should"),
        ('<a:T rdf:about="y" xml:base="http://[/"/>', 3, "resolved|percent-encoded"),
        ('<a:T rdf:about="y"><a:p xml:lang="en_us">x</a:p></a:T>', 3, "language tag"),
    ],
)
def test_faults_of_rdfxml_have_their_line(text: str, line: int, reason: str, tmp_path: Path) -> None:
    path = put(tmp_path, "graph.rdf", f'{XML}{text}\n<a:Last rdf:about="last"/></rdf:RDF>')
    with pytest.raises(GraphError, match=rf"graph\.rdf:{line}: .*({reason})"):
        load(path)
    loaded = load(path, lenient=True)
    assert loaded.faults[0].line == line
    assert "<https://b.example/x/last>" in {s for s, _, _ in loaded.statements}


def test_a_namespace_declared_by_a_slip_is_a_fault(tmp_path: Path) -> None:
    path = put(tmp_path, "graph.rdf", XML.replace("xmlns:a", 'owl="urn:x:" xmlns:a') + "</rdf:RDF>")
    with pytest.raises(GraphError, match=r"graph\.rdf:2: the attribute owl may not stand at rdf:RDF"):
        load(path)


@pytest.mark.attack(17)
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<r>&x;</r>', "document type"),
        ('<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>\n<r>&b;</r>', "document type"),
        ("<a>\n<b></a>", "no XML"),
        ("", "no XML"),
        ("<r>&nbsp;</r>", "no XML"),
        ("<a>" * 100_000, "no XML"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "cannot be read|no XML"),
    ],
)
def test_what_is_no_plain_xml_is_one_clear_sentence(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=rf"graph\.rdf:\d+: .*({reason})"):
        load(put(tmp_path, "graph.rdf", text), lenient=True)

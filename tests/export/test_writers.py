"""Every RDF format holds exactly the statements it was given, whatever they say."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from kg import rdf, terms
from kg.errors import GraphError
from kg.export import WRITERS, Writer, save
from kg.export.turtle import graph_name
from kg.graph.reading import term
from kg.rdf import Statement
from kg.settings import Settings

SETTINGS = Settings()
RDF_WRITERS = [w for w in WRITERS.values() if w.rdf]
QUADS = {"nquads", "trig"}
# rdflib warns about its own calls while it parses quads.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

NASTY = (
    "\"'\\<>{}|^`#@:;.,/?&=%+-_ \t\n\r\x00\x07\x0b\x1b\x7f\x85\xa0\u2028\u202e\u200b\ufeff\ufffe\ud800𝔸é汉aA0"
)
FRAGMENTS = (
    '"""', "'''", '\\"', "\\u0022", "\\u000A", "\\", "]]>", "<!--", "-->", "&#10;", "&lt;", "<![CDATA[",
    "^^<", '"@en', "> <http://evil.example/p> <http://evil.example/o> . <", '" . <http://evil.example/s> ',
    "@prefix : <x> .", '"}],"@context":"http://evil.example/c","', "</script>", "true", "1.0", "1e0",
    "INF", "_:b0", "%zz", "http://", "a", "@id",
)  # fmt: skip

nasty = st.text(st.sampled_from(NASTY), max_size=6)
texts = st.lists(st.one_of(st.sampled_from(FRAGMENTS), nasty), max_size=4).map("".join)
words = st.one_of(texts, st.text(max_size=8))
namespaces = st.sampled_from(
    [*terms.PREFIXES.values(), "https://a.example/", "https://a.example/b#", "urn:x:"]
)
plain = st.sampled_from(["a", "-a", "_", "9", "", "a.b", "a-", "true", "é"])
names = st.one_of(plain, st.text("aZ09_-", min_size=1, max_size=5), words)
iris = st.builds(lambda n, w: rdf.iri(n + w), namespaces, names)
predicates = st.builds(
    lambda n, w: rdf.iri(n + w),
    st.sampled_from([terms.KG, terms.SKOS, terms.DCTERMS, "https://a.example/p/", "urn:p:"]),
    st.sampled_from(["label", "value-1", "_x", "isPartOf"]),
)
literals = st.one_of(
    st.builds(rdf.literal, words),
    st.builds(lambda w: rdf.literal(w, language="en"), words),
    st.builds(lambda w: rdf.literal(w, terms.XSD_ANYURI), words),
    st.builds(rdf.integer, st.integers(-(10**20), 10**20)),
    st.builds(rdf.decimal, st.decimals(places=3, min_value=-9999, max_value=9999)),
    st.builds(rdf.boolean, st.booleans()),
)
typings = st.tuples(iris, st.just(rdf.iri(terms.TYPE)), iris)
others = st.tuples(iris, predicates, st.one_of(iris, literals))
statements = st.lists(st.one_of(others, typings), max_size=12).map(lambda found: sorted(set(found)))


def written(writer: Writer, graph: Iterable[Statement], settings: Settings = SETTINGS) -> bytes:
    stream = io.BytesIO()
    writer.write(iter(graph), stream, settings)
    return stream.getvalue()


def by_oxigraph(writer: Writer, data: bytes) -> set[Statement]:
    syntax = (
        ox.RdfFormat.JSON_LD if writer.name == "jsonld" else ox.RdfFormat.from_extension(writer.extension)
    )
    quads = list(ox.parse(data, format=syntax))
    if writer.name in QUADS:
        assert {term(q.graph_name) for q in quads} <= {graph_name(SETTINGS)}
    else:
        assert all(isinstance(q.graph_name, ox.DefaultGraph) for q in quads)
    return {(term(q.subject), term(q.predicate), term(q.object)) for q in quads}


def by_rdflib(writer: Writer, data: bytes) -> set[Statement]:
    names = {"ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=names.get(writer.name, writer.name))
    return {(node(s), node(p), node(o)) for s, p, o, _ in dataset.quads()}


def node(value: rdflib.term.Node) -> str:
    if isinstance(value, rdflib.Literal):
        kind = None if value.datatype in {None, rdflib.XSD.string} else str(value.datatype)
        return rdf.literal(str(value), kind, value.language)
    assert isinstance(value, rdflib.URIRef)
    return f"<{value}>"


@pytest.mark.parametrize("writer", RDF_WRITERS, ids=lambda w: w.name)
def test_two_parsers_read_back_the_worked_example(writer: Writer, graph: list[Statement]) -> None:
    data = written(writer, graph)
    assert by_oxigraph(writer, data) == set(graph)
    assert by_rdflib(writer, data) == set(graph)


@pytest.mark.guarantee("G6")
@pytest.mark.parametrize("writer", RDF_WRITERS, ids=lambda w: w.name)
@limits(max_examples=150, deadline=None)
@given(found=statements)
def test_what_is_read_is_what_was_written(writer: Writer, found: list[Statement]) -> None:
    assert by_oxigraph(writer, written(writer, found)) == set(found)


@pytest.mark.attack(23)
@pytest.mark.guarantee("G5")
@pytest.mark.parametrize("writer", RDF_WRITERS, ids=lambda w: w.name)
@limits(max_examples=100, deadline=None)
@given(text=words)
def test_a_hostile_string_never_adds_a_statement(writer: Writer, text: str) -> None:
    subject = rdf.iri(terms.ID + text)
    found = sorted(
        {
            (subject, rdf.iri(terms.TYPE), rdf.iri(terms.KG + text)),
            (subject, rdf.iri(terms.TITLE), rdf.literal(text)),
            (subject, rdf.iri(terms.LINK), rdf.iri("https://a.example/" + text)),
        }
    )
    assert len(by_oxigraph(writer, written(writer, found))) == 3


def test_the_hostile_strings_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one escape broken on purpose the same count goes wrong: the tests above can fail."""
    hostile = 'x" . <http://evil.example/s> <http://evil.example/p> "y'
    turtle = WRITERS["turtle"]
    subject, predicate = rdf.iri(terms.ID + "a"), rdf.iri(terms.TITLE)
    monkeypatch.setattr(rdf, "_ESCAPES", {**rdf._ESCAPES, '"': '"'})
    assert len(by_oxigraph(turtle, written(turtle, [(subject, predicate, rdf.literal(hostile))]))) == 2


@limits(max_examples=200, deadline=None)
@given(text=words)
def test_an_iri_is_valid_and_ascii_whatever_it_is_made_of(text: str) -> None:
    value = rdf.iri("https://a.example/" + text)[1:-1]
    assert value.isascii()
    assert rdf.percent_encode(value) == value
    assert ox.NamedNode(value).value == value


@pytest.mark.guarantee("G6")
@limits(max_examples=200, deadline=None)
@given(text=words)
def test_a_literal_comes_back_as_it_went_in_but_for_control_characters(text: str) -> None:
    kind, value, datatype = rdf.parse_term(rdf.literal(text))
    assert (kind, datatype, len(value)) == ("literal", "", len(text))
    assert all(a == b or b == "\ufffd" for a, b in zip(text, value, strict=True))


@pytest.mark.parametrize("writer", WRITERS.values(), ids=lambda w: w.name)
def test_an_empty_graph_is_a_valid_file(writer: Writer) -> None:
    data = written(writer, [])
    if writer.rdf:
        assert by_oxigraph(writer, data) == set()
        assert by_rdflib(writer, data) == set()


@pytest.mark.parametrize("writer", [w for w in WRITERS.values() if w.name != "parquet"], ids=lambda w: w.name)
def test_files_are_utf8_with_unix_lines(writer: Writer, graph: list[Statement]) -> None:
    data = written(writer, graph)
    assert data.endswith(b"\n")
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    data.decode("utf-8")


def test_ntriples_lines_are_sorted_and_one_a_statement(graph: list[Statement]) -> None:
    lines = written(WRITERS["ntriples"], graph).splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines)) == len(graph)


def test_turtle_is_fit_to_read(graph: list[Statement]) -> None:
    text = written(WRITERS["turtle"], graph).decode()
    assert "\nid:paper-2406_00001 a kg:Paper ;\n" in text
    assert "kg:confidence 0.9 ;" in text
    assert "<https://w3id.org/paperkg/" not in text.split("\n\n", 1)[1]
    blocks = text.split("\n\n")[1:]
    assert len(blocks) == len({s for s, _, _ in graph})


def test_another_base_is_bound_to_the_same_prefix() -> None:
    settings = Settings(base_iri="urn:papers:")
    statement = (rdf.iri("urn:papers:a"), rdf.iri(terms.TYPE), rdf.iri(terms.PAPER))
    text = written(WRITERS["turtle"], [statement], settings).decode()
    assert "@prefix id: <urn:papers:> ." in text
    assert "id:a a kg:Paper ." in text


def test_rdfxml_says_which_property_it_cannot_hold() -> None:
    statement = (rdf.iri(terms.ID + "a"), "<https://a.example/1>", rdf.literal("x"))
    with pytest.raises(GraphError, match="try --to turtle"):
        written(WRITERS["rdfxml"], [statement])


@pytest.mark.parametrize("writer", WRITERS.values(), ids=lambda w: w.name)
def test_saved_files_are_the_same_bytes_packed_or_not(
    writer: Writer, graph: list[Statement], tmp_path: Path
) -> None:
    plain = save(writer, tmp_path / "graph", lambda: iter(graph), SETTINGS)
    packed = save(writer, tmp_path / "graph", lambda: iter(graph), SETTINGS, compress=True)
    assert [p.name for p in plain] == [f"graph.{e}" for e in (writer.extension, *(e for e, _ in writer.more))]
    for one, other in zip(plain, packed, strict=True):
        assert gzip.decompress(other.read_bytes()) == one.read_bytes()
        assert other.read_bytes()[4:8] == bytes(4)  # no time stamp


@pytest.mark.guarantee("G1")
def test_bytes_do_not_depend_on_hash_seed_locale_or_time_zone(tmp_path: Path) -> None:
    script = (
        "import hashlib, io, pathlib, sys\n"
        "from kg.export import WRITERS\n"
        "from kg.graph import read\n"
        "from kg.settings import Settings\n"
        "graph = sorted(set(read(pathlib.Path(sys.argv[1]))))\n"
        "for writer in WRITERS.values():\n"
        "    stream = io.BytesIO()\n"
        "    writer.write(iter(graph), stream, Settings())\n"
        "    print(writer.name, hashlib.sha256(stream.getvalue()).hexdigest())\n"
    )
    root = Path(__file__).parent.parent.parent
    example = root / "tests" / "ontology" / "example.ttl"
    outputs = set()
    for seed, zone, language in (
        ("0", "UTC", "C"),
        ("1", "Asia/Tokyo", "C.UTF-8"),
        ("77", "America/Lima", "POSIX"),
    ):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, "-c", script, str(example)],
            env=env,
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1

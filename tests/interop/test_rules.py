"""What makes a file load anywhere, asserted on the files themselves: terms, literals, syntax, sets, repetition."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg import rdf, terms
from kg.export import WRITERS, save
from kg.export.turtle import prefixes
from kg.graph import load, read
from kg.graph.reading import term
from kg.rdf import Statement
from kg.resources import ontology_dir
from kg.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = Settings()
GRAPHS = [
    path
    for path in (ROOT / "tests" / "ontology" / "example.ttl", ROOT / "exports" / "sample" / "graph.nt")
    if path.is_file()
]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NUMBER = {terms.XSD_DECIMAL, terms.XSD_INTEGER}
CANONICAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]{0,5}[1-9])?")


@pytest.fixture(scope="module", params=GRAPHS, ids=lambda p: p.stem)
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A graph in every RDF format, by the name of the format."""
    graph = sorted(set(read(request.param)))
    folder = tmp_path_factory.mktemp("formats")
    return {
        writer.name: save(writer, folder / "graph", lambda: graph, SETTINGS)[0]
        for writer in WRITERS.values()
        if writer.rdf
    }


@pytest.fixture(scope="module")
def graph(files: dict[str, Path]) -> list[Statement]:
    return list(read(files["ntriples"]))


def by_rdflib(path: Path, name: str) -> set[Statement]:
    names = {"ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
    data = rdflib.Dataset()
    data.parse(path, format=names.get(name, name))
    return {(_node(s), _node(p), _node(o)) for s, p, o, _ in data.quads()}


def _node(value: rdflib.term.Node) -> str:
    if isinstance(value, rdflib.Literal):
        datatype = None if value.datatype in {None, rdflib.XSD.string} else str(value.datatype)
        return rdf.literal(str(value), datatype, value.language)
    assert isinstance(value, rdflib.URIRef)  # never a blank node
    return f"<{value}>"


@pytest.mark.guarantee("G4")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_all_formats_are_one_set_to_three_parsers(files: dict[str, Path], graph: list[Statement]) -> None:
    for name, path in files.items():
        assert set(read(path)) == set(graph), name
        assert by_rdflib(path, name) == set(graph), name
        if path.suffix in {".ttl", ".nt", ".nq", ".jsonld"}:
            assert load(path).statements == tuple(sorted(graph)), name


def test_lines_are_sorted_distinct_and_end(files: dict[str, Path]) -> None:
    for path in files.values():
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\n")
        assert b"\r" not in data
        data.decode("utf-8")
    for name in ("ntriples", "nquads"):
        lines = files[name].read_bytes().splitlines()
        assert lines == sorted(set(lines))


def test_iris_are_absolute_ascii_short_and_whole(graph: list[Statement]) -> None:
    for value in {part[1:-1] for statement in graph for part in statement if part[0] == "<"}:
        assert re.match(r"https?://[^/]|urn:", value)
        assert value.isascii()
        assert len(value) <= 1000
        assert not re.search(r"[\x00-\x20\[\]{}|^`\"<>\\]|%(?![0-9A-Fa-f]{2})", value)
        assert value.count("#") <= 1
        assert ox.NamedNode(value).value == value


def test_things_and_properties_have_names_that_every_syntax_can_shorten(graph: list[Statement]) -> None:
    for s, p, _ in graph:
        assert NAME.fullmatch(s[1:-1].removeprefix(SETTINGS.base_iri))
        assert NAME.fullmatch(re.split(r"[/#]", p[1:-1])[-1])


def test_literals_are_canonical_and_of_one_datatype_per_property(graph: list[Statement]) -> None:
    datatypes: defaultdict[str, set[str]] = defaultdict(set)
    values: defaultdict[tuple[str, str], list[object]] = defaultdict(list)
    for s, p, o in graph:
        kind, value, datatype = rdf.parse_term(o)
        if kind == "iri":
            continue
        datatypes[p].add(datatype)
        values[s, p].append(Decimal(value) if datatype in NUMBER else value)
        assert not CONTROL.search(value)
        assert len(value.encode()) <= 1 << 20
        assert datatype not in {terms.XSD + "double", terms.XSD + "float"}
        if datatype in NUMBER:
            assert CANONICAL.fullmatch(value), value
        if datatype.startswith("@"):
            assert LANGUAGE.fullmatch(datatype[1:])
        if datatype == terms.XSD_BOOLEAN:
            assert value in {"true", "false"}
    assert all(len(found) == 1 for found in datatypes.values())
    assert all(len(found) == len(set(found)) for found in values.values())


def test_turtle_is_rdf_1_1_with_declared_prefixes_only(files: dict[str, Path]) -> None:
    text = files["turtle"].read_text(encoding="utf-8")
    outside = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', " ", text)
    assert not re.search(r"<<|\{\||_:|\[|\(|~|=|'", outside)
    declared = set(re.findall(r"^@prefix (\w+):", text, re.MULTILINE))
    assert declared == set(prefixes(SETTINGS))
    assert set(re.findall(r"(\w+):[\w-]", outside)) <= declared
    assert "\\" not in outside


def test_named_graphs_are_in_files_of_their_own(files: dict[str, Path]) -> None:
    for name, path in files.items():
        found = {quad.graph_name for quad in ox.parse(path=str(path))} if path.suffix != ".jsonld" else set()
        assert all(isinstance(g, ox.DefaultGraph) for g in found) is (name not in {"nquads", "trig"})


def test_loading_twice_changes_nothing(files: dict[str, Path], graph: list[Statement]) -> None:
    store = ox.Store()
    for _ in range(2):
        store.load(path=str(files["turtle"]))
        store.load(path=str(files["ntriples"]))
        assert len(store) == len(graph)


def test_packed_files_have_no_time_in_them(graph: list[Statement], tmp_path: Path) -> None:
    [path] = save(WRITERS["ntriples"], tmp_path / "graph", lambda: sorted(graph), SETTINGS, compress=True)
    data = path.read_bytes()
    assert data[4:8] == bytes(4)
    assert gzip.decompress(data).decode().count("\n") == len(graph)


def test_the_ontology_is_a_file_of_its_own_and_imports_nothing() -> None:
    found = {(term(q.subject), term(q.predicate)) for q in ox.parse(path=str(ontology_dir() / "kg.ttl"))}
    head = rdf.iri(terms.KG.rstrip("#"))
    assert (head, rdf.iri(terms.OWL + "versionIRI")) in found
    assert not any(p == rdf.iri(terms.OWL + "imports") for _, p in found)

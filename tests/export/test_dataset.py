"""The description beside a build says what a count over the file itself says."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import export, rdf, terms
from kg.export.dataset import DCAT, SPDX, VOID, count, dataset_statements, write_dataset
from kg.graph import read
from kg.rdf import Statement
from kg.settings import Settings

MANIFEST = {"tool": {"version": "0.1.0"}, "input": {"sha256": "ab" * 32}}
SETTINGS = Settings()


def store_of(path: Path) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=str(path))
    return store


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(query, prefixes=terms.PREFIXES | {"void": VOID, "dcat": DCAT, "spdx": SPDX})
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(getattr(v, "value", "") for v in row) for row in found)


@pytest.fixture(scope="module")
def built(graph: list[Statement], tmp_path_factory: pytest.TempPathFactory) -> tuple[ox.Store, ox.Store]:
    """The graph's own store, and that of its description."""
    folder = tmp_path_factory.mktemp("built")
    [path] = export.save(export.WRITERS["turtle"], folder / "graph", lambda: graph, SETTINGS)
    files = {path.name: export.describe(path)}
    return store_of(path), store_of(write_dataset(folder, graph, MANIFEST, SETTINGS, files))


def test_totals_are_those_of_the_file(built: tuple[ox.Store, ox.Store]) -> None:
    data, described = built
    [totals] = rows(
        described,
        "SELECT ?t ?s ?p ?c { ?d a dcat:Dataset ; void:triples ?t ; void:distinctSubjects ?s ; "
        "void:properties ?p ; void:classes ?c }",
    )
    assert [totals] == rows(
        data,
        "SELECT (COUNT(*) AS ?t) (COUNT(DISTINCT ?s) AS ?n) (COUNT(DISTINCT ?p) AS ?m) "
        "(COUNT(DISTINCT ?c) AS ?k) { ?s ?p ?o OPTIONAL { ?s a ?c FILTER (?p = rdf:type && ?o = ?c) } }",
    )


def test_partitions_are_those_of_the_file(built: tuple[ox.Store, ox.Store]) -> None:
    data, described = built
    assert rows(
        described, "SELECT ?c ?n { ?d void:classPartition [ void:class ?c ; void:entities ?n ] }"
    ) == rows(data, "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c")
    assert rows(
        described,
        "SELECT ?p ?n ?s { ?d void:propertyPartition "
        "[ void:property ?p ; void:triples ?n ; void:distinctSubjects ?s ] }",
    ) == rows(data, "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?x) AS ?s) { ?x ?p ?o } GROUP BY ?p")


def test_files_and_sources_carry_their_hashes(
    built: tuple[ox.Store, ox.Store], graph: list[Statement]
) -> None:
    _, described = built
    [(title, size, sha)] = rows(
        described,
        "SELECT ?t ?b ?h { ?d dcat:distribution ?f . ?f dcterms:title ?t ; dcat:byteSize ?b ; "
        "spdx:checksum/spdx:checksumValue ?h }",
    )
    assert (title, len(sha)) == ("graph.ttl", 64)
    assert int(size) > len(graph)
    assert rows(described, "SELECT ?h { ?d prov:wasDerivedFrom/spdx:checksum/spdx:checksumValue ?h }") == [
        ("ab" * 32,)
    ]
    assert rows(described, "SELECT ?l { ?d a dcat:Dataset ; dcterms:license ?l }") == [
        ("https://www.apache.org/licenses/LICENSE-2.0",)
    ]


def test_every_example_query_runs_as_it_stands(built: tuple[ox.Store, ox.Store]) -> None:
    data, described = built
    queries = rows(
        described,
        "SELECT ?label ?text { ?q a <http://www.w3.org/ns/shacl#SPARQLExecutable> ; rdfs:label ?label ; "
        "<http://www.w3.org/ns/shacl#select>|<http://www.w3.org/ns/shacl#construct> ?text }",
    )
    assert len(queries) > 5
    for _, text in queries:
        data.query(text)


def test_it_holds_no_blank_node_and_loads_twice(graph: list[Statement], tmp_path: Path) -> None:
    path = write_dataset(tmp_path, graph, MANIFEST, SETTINGS)
    found = sorted(read(path))
    assert found == dataset_statements(count(graph), MANIFEST, SETTINGS)
    assert write_dataset(tmp_path, graph, MANIFEST, SETTINGS).read_bytes() == path.read_bytes()


def test_an_empty_graph_has_a_description_too(tmp_path: Path) -> None:
    store = store_of(write_dataset(tmp_path, [], {}, Settings(base_iri="urn:x:")))
    assert rows(store, "SELECT ?n { ?d void:triples ?n }") == [("0",)]
    assert not any("w3id.org/paperkg/id" in str(quad) for quad in store)


def test_a_foreign_property_is_counted_too() -> None:
    found = [(rdf.iri("urn:s"), rdf.iri("https://a.example/p"), rdf.literal(v)) for v in "ab"]
    described = dataset_statements(count(found), {}, SETTINGS)
    assert sum(p == rdf.iri(VOID + "propertyPartition") for _, p, _ in described) == 1

"""The graph in other vocabularies: right shape, right values, no blank node, the same bytes each time."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import terms
from kg.export import WRITERS
from kg.export.mapped import constructed, mapping, nanopublications
from kg.export.turtle import prefixes
from kg.rdf import Statement
from kg.resources import ontology_dir
from kg.settings import Settings

NAMES = ("lpwc", "mlschema", "webannotation", "schemaorg", "nanopub")
PAPER = terms.ID + "paper-2406_00001"
SPARROW = terms.ID + "method-sparrow-b20deb6155"
OA, NP, PROV = "http://www.w3.org/ns/oa#", "http://www.nanopub.org/nschema#", terms.PROV


def written(name: str, graph: list[Statement]) -> bytes:
    stream = io.BytesIO()
    WRITERS[name].write(iter(graph), stream, Settings())
    return stream.getvalue()


def store_of(name: str, graph: list[Statement]) -> ox.Store:
    store = ox.Store()
    syntax = {"schemaorg": ox.RdfFormat.JSON_LD, "nanopub": ox.RdfFormat.TRIG}.get(name, ox.RdfFormat.TURTLE)
    store.load(written(name, graph), format=syntax)
    return store


def rows(store: ox.Store, name: str, query: str) -> list[tuple[str, ...]]:
    bound = dict(re.findall(r"PREFIX\s+(\w+):\s*<([^>]*)>", mapping(name))) | {"id": terms.ID}
    found = store.query(query, prefixes=bound)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(getattr(v, "value", "") for v in row) for row in found)


def test_every_mapping_has_a_writer() -> None:
    files = {path.stem for path in (ontology_dir() / "mappings").glob("*.rq")}
    assert files == set(NAMES) <= set(WRITERS)


@pytest.mark.parametrize("name", NAMES)
def test_mappings_hold_no_blank_nodes_and_repeat_byte_by_byte(name: str, graph: list[Statement]) -> None:
    quads = list(store_of(name, graph))
    assert quads
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in quad)
    assert written(name, graph) == written(name, graph[::-1])


@pytest.mark.parametrize("name", NAMES)
def test_mappings_name_terms_of_ours_that_exist(name: str) -> None:
    ours = {value for value in vars(terms).values() if isinstance(value, str)}
    for local in re.findall(r"\bkg:(\w+)", mapping(name)):
        assert terms.KG + local in ours
    known = prefixes(Settings())
    for prefix, namespace in re.findall(r"PREFIX\s+(\w+):\s*<([^>]*)>", mapping(name)):
        assert known.get(prefix, namespace) == namespace


def test_linked_papers_with_code(graph: list[Statement]) -> None:
    store = store_of("lpwc", graph)
    assert rows(
        store,
        "lpwc",
        """SELECT ?title ?model ?dataset ?metric ?value {
            ?paper a lpwcc:paper ; dcterms:title ?title ; lpwcp:hasEvaluation ?e .
            ?e a lpwcc:evaluation ; lpwcp:hasModel ?model ; lpwcp:hasDataset/dcterms:title ?dataset ;
                lpwcp:hasEvaluationResult ?r .
            ?r a lpwcc:evaluationresult ; lpwcp:metricName ?metric ; lpwcp:metricValue ?value .
        }""",
    ) == [("Sparrow: nimble pruning of vision networks", SPARROW, "ImageNet", "top-1 accuracy", "76.1 %")]
    assert rows(store, "lpwc", "SELECT ?n { ?p lpwcp:hasMethod/foaf:name ?n }") == [
        ("Sparrow",),
        ("pruning",),
    ]
    assert rows(store, "lpwc", "SELECT ?u { ?p lpwcp:hasOfficialRepository/fabio:hasURL ?u }") == [
        ("https://github.com/birds/sparrow",)
    ]


def test_mlschema_evaluations(graph: list[Statement]) -> None:
    assert rows(
        store_of("mlschema", graph),
        "mlschema",
        """SELECT ?algorithm ?dataset ?metric ?value ?model {
            ?run a mls:Run ; mls:hasOutput ?e ; mls:hasInput/rdfs:label ?dataset ; mls:realizes/rdfs:label ?algorithm ;
                mls:hasOutput [ a mls:Model ; rdfs:label ?model ] .
            ?e a mls:ModelEvaluation ; mls:hasValue ?value ; mls:specifiedBy ?m .
            ?m a mls:EvaluationMeasure ; rdfs:label ?metric .
        }""",
    ) == [("Sparrow", "ImageNet", "top-1 accuracy", "76.1", "ResNet-50")]


def test_web_annotations(graph: list[Statement]) -> None:
    store = store_of("webannotation", graph)
    found = rows(
        store,
        "webannotation",
        """SELECT ?why ?body ?start ?end ?words ?text {
            ?a a oa:Annotation ; oa:motivatedBy ?why ; oa:hasBody ?body ; oa:hasTarget ?t .
            ?t oa:hasSource/rdf:value ?text ; oa:hasSelector ?place, ?quote .
            ?place a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end .
            ?quote a oa:TextQuoteSelector ; oa:exact ?words .
        }""",
    )
    assert len(found) == 9
    assert all(text[int(start) : int(end)] == words for _, _, start, end, words, text in found)
    assert sum(why == OA + "describing" for why, *_ in found) == 2
    assert (OA + "identifying", SPARROW) in {row[:2] for row in found}


def test_schema_org(graph: list[Statement]) -> None:
    data = json.loads(written("schemaorg", graph))
    assert data["@context"]["schema"] == "https://schema.org/"
    [article] = [node for node in data["@graph"] if node["@type"] == "schema:ScholarlyArticle"]
    assert article["schema:headline"] == "Sparrow: nimble pruning of vision networks"
    assert article["schema:about"] == {"@id": "id:method-sparrow-b20deb6155"}
    store = store_of("schemaorg", graph)
    assert rows(
        store, "schemaorg", "SELECT ?n { ?p schema:author [ a schema:Person ; schema:name ?n ] }"
    ) == [
        ("Finch, R.",),
        ("Wren, J.",),
    ]
    assert rows(store, "schemaorg", "SELECT ?n { ?x a schema:ProductModel ; schema:name ?n }") == [
        ("NVIDIA A100 80GB",)
    ]
    assert rows(
        store, "schemaorg", "SELECT ?v ?u { ?x a schema:Observation ; schema:value ?v ; schema:unitText ?u }"
    ) == [
        ("2.4", "x"),
        ("76.1", "%"),
    ]
    assert ("https://doi.org/10.1000/xyz_1",) in rows(store, "schemaorg", "SELECT ?s { ?p schema:sameAs ?s }")


def test_nanopublications(graph: list[Statement]) -> None:
    store = store_of("nanopub", graph)
    found = rows(
        store,
        "nanopub",
        """SELECT ?np ?assertion ?result ?paper ?licence {
            GRAPH ?h { ?np a np:Nanopublication ; np:hasAssertion ?assertion ; np:hasProvenance ?prov ;
                np:hasPublicationInfo ?info }
            GRAPH ?assertion { ?result a kg:Result ; kg:metric ?metric ; kg:reportedIn ?paper }
            GRAPH ?prov { ?assertion prov:wasDerivedFrom ?paper ; kg:confidence ?trust ; prov:wasGeneratedBy ?run ;
                kg:evidence ?mention }
            GRAPH ?info { ?np dcterms:license ?licence ; prov:wasGeneratedBy ?run }
        }""",
    )
    results = {s for s, p, o in graph if p == f"<{terms.TYPE}>" and o == f"<{terms.RESULT}>"}
    assert len(found) == len(results) == 2
    assert {f"<{row[2]}>" for row in found} == results
    assert not any(isinstance(quad.graph_name, ox.DefaultGraph) for quad in store)
    said = {(s, p, o) for g, s, p, o in nanopublications(graph) if g.endswith("-np-assertion>")}
    assert said <= set(graph)


def test_an_empty_graph_maps_to_nothing() -> None:
    assert all(constructed(name, []) == [] for name in NAMES if name != "nanopub")
    assert nanopublications([]) == []


def test_mapped_files_lie_beside_the_graph_under_names_of_their_own(
    graph: list[Statement], tmp_path: Path
) -> None:
    endings = {WRITERS[name].extension for name in NAMES}
    assert len(endings) == len(NAMES)
    assert not endings & {writer.extension for writer in WRITERS.values() if writer.rdf}

from __future__ import annotations

import json
from itertools import combinations

import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from kg import terms
from kg.model import Bound, Comparison, EntityClass, Outcome, Role
from kg.resources import ontology_dir

ONTOLOGY = rdflib.Graph().parse(ontology_dir() / "kg.ttl")
HEAD = rdflib.URIRef(terms.KG.rstrip("#"))
BUILT_IN = (terms.RDF, terms.RDFS, terms.OWL, terms.XSD)
SUBCLASSES = {  # class -> what its instances also are
    "Paper": {terms.FABIO + "ResearchPaper", terms.SCHEMA + "ScholarlyArticle"},
    "Entity": set(),
    "Method": {terms.ENTITY},
    "Model": {terms.ENTITY, "https://w3id.org/fair4ml#MLModel"},
    "Software": {terms.ENTITY, terms.SCHEMA + "SoftwareApplication"},
    "Dataset": {terms.ENTITY, terms.SCHEMA + "Dataset", "http://www.w3.org/ns/dcat#Dataset"},
    "Hardware": {terms.ENTITY, terms.SCHEMA + "ProductModel"},
    "Metric": {terms.ENTITY, terms.MLS + "EvaluationMeasure"},
    "Task": {terms.ENTITY, terms.SKOS + "Concept"},
    "Result": {terms.QUDT + "QuantityValue", terms.PROV + "Entity"},
    "MeasuredResult": {terms.RESULT, terms.MLS + "ModelEvaluation"},
    "ComparativeResult": {terms.RESULT},
    "Mention": {terms.NIF + "Phrase"},
    "Assertion": {terms.STATEMENT, terms.PROV + "Entity"},
    "ExtractionRun": {terms.PROV + "Activity"},
}


def declared() -> set[str]:
    return {str(s) for s in ONTOLOGY.subjects(RDF.type, None)} - {str(HEAD)}


def constants() -> set[str]:
    namespaces = set(terms.PREFIXES.values())
    values = {v for k, v in vars(terms).items() if k.isupper() and isinstance(v, str)}
    return {v for v in values - namespaces if not v.startswith(BUILT_IN)}


def test_every_constant_is_declared_and_every_declared_term_has_a_constant() -> None:
    assert constants() - declared() == set()
    assert declared() - constants() == set()


def test_every_value_of_the_model_is_a_term() -> None:
    values = [*EntityClass, *Role, *Comparison, *Outcome, *Bound]
    assert {terms.KG + value for value in values} <= declared()


def test_every_term_has_one_label_and_one_definition() -> None:
    for term in map(rdflib.URIRef, declared()):
        for predicate in (RDFS.label, SKOS.definition):
            [text] = ONTOLOGY.objects(term, predicate)
            assert isinstance(text, rdflib.Literal)
            assert text.language == "en"
        assert (term, RDFS.isDefinedBy, None) in ONTOLOGY


def test_there_are_fifteen_classes_with_their_superclasses() -> None:
    own = {str(s) for s in ONTOLOGY.subjects(RDF.type, OWL.Class) if str(s).startswith(terms.KG)}
    assert own == {terms.KG + name for name in SUBCLASSES}
    for name, expected in SUBCLASSES.items():
        found = {str(o) for o in ONTOLOGY.objects(rdflib.URIRef(terms.KG + name), RDFS.subClassOf)}
        assert found == expected, name


def test_entity_classes_and_kinds_of_result_are_disjoint() -> None:
    pairs = {frozenset(map(str, pair)) for pair in ONTOLOGY.subject_objects(OWL.disjointWith)}
    expected = {frozenset(terms.KG + c for c in pair) for pair in combinations(EntityClass, 2)}
    assert pairs == expected | {frozenset((terms.MEASURED_RESULT, terms.COMPARATIVE_RESULT))}


def test_every_role_is_a_kind_of_mentioning_and_every_link_a_link() -> None:
    for role in set(Role) - {Role.MENTIONS}:
        edge = (rdflib.URIRef(terms.KG + role), RDFS.subPropertyOf, rdflib.URIRef(terms.MENTIONS))
        assert edge in ONTOLOGY
    for link in (
        terms.CODE_REPOSITORY,
        terms.MODEL_LINK,
        terms.DATA_LINK,
        terms.PROJECT_LINK,
        terms.DEMO_LINK,
    ):
        assert (rdflib.URIRef(link), RDFS.subPropertyOf, rdflib.URIRef(terms.LINK)) in ONTOLOGY


def test_the_ontology_has_a_version_and_pulls_nothing_in() -> None:
    [version] = ONTOLOGY.objects(HEAD, OWL.versionIRI)
    [number] = ONTOLOGY.objects(HEAD, OWL.versionInfo)
    assert str(version) == f"{HEAD}/{number}"
    assert (HEAD, DCTERMS.license, None) in ONTOLOGY
    for forbidden in (OWL.imports, OWL.sameAs, OWL.equivalentClass, OWL.equivalentProperty):
        assert (None, forbidden, None) not in ONTOLOGY
    assert not any(isinstance(t, rdflib.BNode) for triple in ONTOLOGY for t in triple)


def test_prefixes_are_those_of_the_code() -> None:
    stored = json.loads((ontology_dir() / "prefixes.json").read_text(encoding="utf-8"))
    assert stored == terms.PREFIXES
    assert list(stored) == sorted(stored)


def test_alignments_are_matches_of_declared_terms_and_no_axioms() -> None:
    graph = rdflib.Graph().parse(ontology_dir() / "alignments.ttl")
    matches = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    assert set(graph.predicates()) <= matches
    assert {str(s) for s in graph.subjects()} <= declared()
    theirs = "linkedpaperswithcode.com w3id.org/mlso data.europa.eu/it6 w3id.org/fair4ml w3id.org/cskg"
    for place in (*theirs.split(), "orkg.org", "semopenalex.org", "cso.kmi.open.ac.uk"):
        assert any(place in str(o) for o in graph.objects()), place

"""Each shape accepts the worked example and rejects a version of it with one fault."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import SH

from kg import terms
from kg.graph import check, read
from kg.graph.reading import term
from kg.rdf import Statement
from kg.resources import ontology_dir

SHAPES = rdflib.Graph().parse(ontology_dir() / "shapes.ttl")
EXAMPLE = frozenset(read(Path(__file__).parent / "example.ttl"))
PROLOGUE = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in terms.PREFIXES.items())

PAPER = "id:paper-2406_00001"
MEASURED = "id:result-7c45c8c6f2b5edf4"
COMPARED = "id:result-8c20d26d7819a4c5"
MENTION = "id:mention-2406_00001-16-23"
ASSERTION = "id:assertion-af88af4f4f4b934d"
RUN = "id:run-1eb68e44e7cc"
TEXT = "id:text-2406_00001"


def turtle(text: str) -> set[Statement]:
    quads = ox.parse(PROLOGUE + text, format=ox.RdfFormat.TURTLE)
    return {(term(q.subject), term(q.predicate), term(q.object)) for q in quads}


def without(*patterns: str) -> set[Statement]:
    """The example less every statement that has the subject and predicate of a pattern."""
    gone = {(s, p) for pattern in patterns for s, p, _ in turtle(f"{pattern} 0 .")}
    assert all(any(known[:2] == pair for known in EXAMPLE) for pair in gone)
    return {known for known in EXAMPLE if known[:2] not in gone}


# message of the constraint -> a graph that breaks it
FAULTS: dict[str, AbstractSet[Statement]] = {
    "a paper keeps the id of its record": without(f"{PAPER} dcterms:identifier"),
    "a paper has one title": EXAMPLE | turtle(f'{PAPER} dcterms:title "Another" .'),
    "papers evaluate on datasets": EXAMPLE | turtle(f"{PAPER} kg:evaluatesOn id:model-resnet ."),
    "papers run on hardware": EXAMPLE | turtle(f"{PAPER} kg:runsOn id:model-resnet ."),
    "papers target hardware": EXAMPLE | turtle(f"{PAPER} kg:targets id:model-resnet ."),
    "papers report metrics": EXAMPLE | turtle(f"{PAPER} kg:reportsMetric id:model-resnet ."),
    "papers address tasks": EXAMPLE | turtle(f"{PAPER} kg:addresses id:model-resnet ."),
    "papers use methods, models and software": EXAMPLE | turtle(f"{PAPER} kg:uses id:dataset-imagenet ."),
    "papers compare with methods, models and software": EXAMPLE
    | turtle(f"{PAPER} kg:comparesWith id:dataset-imagenet ."),
    "only the most specific edge between a paper and an entity is asserted": EXAMPLE
    | turtle(f"{PAPER} kg:mentions id:method-pruning ."),
    "a web address is of one kind": EXAMPLE | turtle(f"{PAPER} kg:demoLink <https://birds.example/> ."),
    "a web address of any kind is a link": EXAMPLE | turtle(f"{PAPER} kg:demoLink <https://b.example/> ."),
    "an entity has one preferred label": without("id:method-pruning skos:prefLabel"),
    "an alias differs from the preferred label": EXAMPLE
    | turtle('id:method-pruning skos:altLabel "pruning" .'),
    "an entity is either curated or minted": EXAMPLE | turtle("id:method-pruning kg:status kg:Minted ."),
    "an entity has one class": EXAMPLE | turtle("id:method-pruning a kg:Task ."),
    "a metric improves in one direction": EXAMPLE
    | turtle("id:metric-top-1-accuracy kg:direction kg:LowerIsBetter ."),
    "a metric of a leaderboard has a direction": without("id:metric-top-1-accuracy kg:direction"),
    "an entity that is pointed at is described": EXAMPLE | turtle(f"{PAPER} kg:proposes id:method-ghost ."),
    "a result is measured or comparative, not both": EXAMPLE
    | turtle(f"{COMPARED} a kg:MeasuredResult ; mls:hasValue 2.4 ; mls:specifiedBy id:metric-speed ."),
    "a result has one value": EXAMPLE | turtle(f"{COMPARED} qudt:numericValue 3.5 ."),
    "a range rises": EXAMPLE | turtle(f"{COMPARED} kg:maxValue 1.5 ."),
    "a range has one upper value": EXAMPLE | turtle(f"{COMPARED} kg:maxValue 4.5, 5.5 ."),
    "a result has one metric": EXAMPLE | turtle(f"{COMPARED} kg:metric id:metric-accuracy ."),
    "a result is reported in one paper": without(f"{COMPARED} kg:reportedIn"),
    "a result has evidence": without(f"{COMPARED} kg:evidence"),
    "a result has one confidence between 0 and 1": without(f"{COMPARED} kg:confidence")
    | turtle(f"{COMPARED} kg:confidence 1.5 ."),
    "a result has one unit label": without(f"{COMPARED} kg:unitLabel"),
    "a result keeps its words": without(f"{COMPARED} kg:rawValue"),
    "a result has one outcome": EXAMPLE | turtle(f"{COMPARED} kg:outcome kg:Worse ."),
    "a result has one bound": EXAMPLE | turtle(f"{COMPARED} kg:bound kg:UpTo ."),
    "an absolute value compares nothing": EXAMPLE | turtle(f"{MEASURED} kg:comparison kg:Ratio ."),
    "mls:hasValue equals qudt:numericValue": EXAMPLE | turtle(f"{MEASURED} mls:hasValue 1.5 ."),
    "mls:specifiedBy equals kg:metric": EXAMPLE | turtle(f"{MEASURED} mls:specifiedBy id:metric-speed ."),
    "a comparative result says what it compares": without(f"{COMPARED} kg:comparison"),
    "a comparison has one factor": EXAMPLE | turtle(f"{COMPARED} kg:normalizedFactor 7.5 ."),
    "a mention lies in one text": without(f"{MENTION} nif:referenceContext"),
    "a mention begins at one offset": without(f"{MENTION} nif:beginIndex"),
    "a mention begins before it ends": without(f"{MENTION} nif:endIndex")
    | turtle(f"{MENTION} nif:endIndex 3 ."),
    "a mention ends at one offset": without(f"{MENTION} nif:endIndex"),
    "a mention keeps its words": without(f"{MENTION} nif:anchorOf"),
    "the words of a mention are those of the text at its offsets": without(f"{MENTION} nif:anchorOf")
    | turtle(f'{MENTION} nif:anchorOf "Pruning" .'),
    "a text belongs to one paper": without(f"{TEXT} dcterms:isPartOf"),
    "a text has one string": EXAMPLE | turtle(f'{TEXT} nif:isString "another" .'),
    "an assertion has one subject": without(f"{ASSERTION} rdf:subject"),
    "an assertion has one predicate": EXAMPLE | turtle(f"{ASSERTION} rdf:predicate kg:proposes ."),
    "an assertion has one object": without(f"{ASSERTION} rdf:object"),
    "an assertion has one confidence between 0 and 1": without(f"{ASSERTION} kg:confidence")
    | turtle(f"{ASSERTION} kg:confidence -0.5 ."),
    "an assertion names its run": without(f"{ASSERTION} prov:wasGeneratedBy"),
    "evidence is a mention": EXAMPLE | turtle(f"{ASSERTION} kg:evidence {PAPER} ."),
    "the triple of an assertion is asserted": EXAMPLE - turtle(f"{PAPER} kg:uses id:method-pruning ."),
    "a run names its tool version": without(f"{RUN} kg:toolVersion"),
    "a run names its vocabulary": without(f"{RUN} kg:vocabularyHash"),
    "a run has at most one model": EXAMPLE | turtle(f'{RUN} kg:modelHash "f" .'),
    "only declared properties are used": EXAMPLE | turtle(f'{PAPER} kg:titel "Sparrow" .'),
    "only declared classes are used": EXAMPLE | turtle("id:thing-1 a kg:Thing ."),
}


def messages() -> set[str]:
    return {str(o) for o in SHAPES.objects(None, SH.message)}


def test_the_worked_example_conforms() -> None:
    report = check(EXAMPLE)
    assert report.conforms
    assert report.findings == ()
    assert report.statements == len(EXAMPLE)


def test_every_constraint_has_a_message_and_a_failing_example() -> None:
    constraints = {o for p in (SH.property, SH.sparql) for o in SHAPES.objects(None, p)}
    assert all((c, SH.message, None) in SHAPES for c in constraints)
    assert messages() == set(FAULTS)


@pytest.mark.guarantee("G10")
@pytest.mark.parametrize("message", FAULTS)
def test_a_shape_rejects_its_failing_example(message: str) -> None:
    report = check(FAULTS[message])
    assert message in {finding.message for finding in report.findings}
    assert report.conforms == (message == "a metric of a leaderboard has a direction")


@pytest.mark.parametrize(
    "message", sorted(str(SHAPES.value(c, SH.message)) for c in SHAPES.objects(None, SH.sparql))
)
def test_sparql_constraints_mean_the_same_to_a_plain_shacl_engine(message: str) -> None:
    """The check runs them over the whole graph at once; node by node they must find the same."""
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in FAULTS[message])
    data = rdflib.Graph().parse(data=lines, format="nt").parse(ontology_dir() / "kg.ttl")
    shapes = rdflib.Graph()
    wanted = {s for s, c in SHAPES.subject_objects(SH.sparql) if str(SHAPES.value(c, SH.message)) == message}
    for triple in SHAPES:
        if triple[1] != SH.sparql or triple[0] in wanted:
            shapes.add(triple)
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    found = {
        str(results.value(r, SH.focusNode))
        for r in results.subjects(SH.resultMessage, rdflib.Literal(message))
    }
    ours = {f.focus for f in check(FAULTS[message]).findings if f.message == message}
    assert found == ours != set()


def test_sparql_constraints_are_selects_over_this() -> None:
    for constraint in SHAPES.objects(None, SH.sparql):
        query = str(SHAPES.value(constraint, SH.select))
        assert query.startswith("SELECT")
        assert "$this" in query

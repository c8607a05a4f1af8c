from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import terms
from kg.graph import diff, read
from kg.graph.reading import term
from kg.rdf import Statement

EXAMPLE = frozenset(read(Path(__file__).parent.parent / "ontology" / "example.ttl"))
PROLOGUE = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in terms.PREFIXES.items())
RESULT = "result-8c20d26d7819a4c5"


def turtle(text: str) -> frozenset[Statement]:
    quads = ox.parse(PROLOGUE + text, format=ox.RdfFormat.TURTLE)
    return frozenset((term(q.subject), term(q.predicate), term(q.object)) for q in quads)


def about(local: str) -> frozenset[Statement]:
    return frozenset(s for s in EXAMPLE if s[0] == f"<{terms.ID}{local}>")


def test_a_graph_does_not_differ_from_itself() -> None:
    found = diff(EXAMPLE, sorted(EXAMPLE, reverse=True))
    assert not found
    assert not any(found.kinds.values())
    assert found.statements == (0, 0)


def test_papers_come_and_go() -> None:
    more = turtle('id:paper-2 a kg:Paper ; dcterms:title "Second" ; dcterms:identifier "2" .')
    found = diff(EXAMPLE, EXAMPLE | more)
    assert [(i.iri, i.label) for i in found.papers.added] == [(terms.ID + "paper-2", "Second")]
    assert found.statements == (3, 0)
    back = diff(EXAMPLE | more, EXAMPLE)
    assert back.papers.removed == found.papers.added
    assert not back.entities
    assert not back.claims


def test_a_changed_edge_is_a_change_of_its_paper() -> None:
    edge = turtle("id:paper-2406_00001 kg:uses id:method-pruning .")
    [change] = diff(EXAMPLE, EXAMPLE - edge).papers.changed
    assert change.item.label == "Sparrow: nimble pruning of vision networks"
    assert change.removed == ((terms.USES, f"<{terms.ID}method-pruning>"),)
    assert change.added == ()


def test_support_and_runs_do_not_change_an_entity_but_a_new_name_does() -> None:
    passing = turtle("id:method-pruning kg:support 7 .")
    assert not diff(EXAMPLE, EXAMPLE | passing).entities
    assert diff(EXAMPLE, EXAMPLE | passing)
    named = turtle('id:method-pruning skos:altLabel "weight removal" .')
    [change] = diff(EXAMPLE, EXAMPLE | named).entities.changed
    assert (change.item.label, change.added) == ("pruning", ((terms.ALT_LABEL, '"weight removal"'),))


def test_a_claim_that_reads_the_same_words_otherwise_is_changed() -> None:
    old = about(RESULT)
    new = frozenset((s.replace(RESULT, "result-0"), p, o.replace('"2.4"', '"2.5"')) for s, p, o in old)
    [change] = diff(EXAMPLE, (EXAMPLE - old) | new).claims.changed
    assert (change.before.iri, change.item.iri) == (terms.ID + RESULT, terms.ID + "result-0")
    assert {p for p, _ in change.added} == {terms.NUMERIC_VALUE, terms.NORMALIZED_FACTOR}
    found = diff(EXAMPLE, EXAMPLE - old)
    assert [i.label for i in found.claims.removed] == ["2.4x faster than Magpie"]
    assert not found.claims.changed


@given(st.sets(st.sampled_from(sorted(EXAMPLE))), st.sets(st.sampled_from(sorted(EXAMPLE))))
def test_the_way_back_is_the_mirror_of_the_way_there(one: set[Statement], other: set[Statement]) -> None:
    there, back = diff(one, other), diff(other, one)
    assert bool(there) == (one != other)
    assert there.statements == back.statements[::-1]
    for name, changes in there.kinds.items():
        assert {i.iri for i in changes.added} == {i.iri for i in back.kinds[name].removed}
        assert len(changes.changed) == len(back.kinds[name].changed)


@pytest.mark.parametrize("kind", ["papers", "entities", "claims"])
def test_everything_of_an_empty_graph_is_added(kind: str) -> None:
    found = diff([], EXAMPLE).kinds[kind]
    assert found.added
    assert not found.removed
    assert not found.changed

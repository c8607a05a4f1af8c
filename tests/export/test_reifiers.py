"""RDF 1.2 only where it is asked for, in a file of another name, and the same graph once it is spelled out."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from kg import rdf, terms
from kg.export import REIFYING, WRITERS, reified
from kg.graph.reading import term
from kg.rdf import Statement
from kg.settings import Settings

REIFIES = terms.RDF + "reifies"


def test_the_formats_are_known() -> None:
    assert set(REIFYING) < set(WRITERS)


@pytest.mark.parametrize("name", REIFYING)
def test_a_triple_term_says_what_three_properties_said(name: str, graph: list[Statement]) -> None:
    stream = io.BytesIO()
    WRITERS[name].write(reified(graph), stream, Settings())
    back: set[Statement] = set()
    terms_found = 0
    for quad in ox.parse(stream.getvalue(), format=ox.RdfFormat.from_extension(WRITERS[name].extension)):
        subject = term(quad.subject)
        if quad.predicate.value == REIFIES:
            inner = quad.object
            assert isinstance(inner, ox.Triple)
            terms_found += 1
            for part, value in (
                (terms.SUBJECT, inner.subject),
                (terms.PREDICATE, inner.predicate),
                (terms.OBJECT, inner.object),
            ):
                back.add((subject, rdf.iri(part), term(value)))
        else:
            back.add((subject, term(quad.predicate), term(quad.object)))
    assert back == set(graph)
    assert terms_found == sum(o == rdf.iri(terms.ASSERTION) for _, _, o in graph) > 0


def test_it_stays_sorted_and_leaves_other_statements_alone(graph: list[Statement]) -> None:
    found = list(reified(graph))
    assert found == sorted(found)
    assert {s for s in found if "<<(" not in s[2]} < set(graph)
    about = [
        ("<urn:x:n>", rdf.iri(part), "<urn:x:o>") for part in (terms.OBJECT, terms.PREDICATE, terms.SUBJECT)
    ]
    assert list(reified(about)) == about  # no assertion of ours
    partial = sorted([("<urn:x:n>", rdf.iri(terms.TYPE), rdf.iri(terms.ASSERTION)), *about[:2]])
    assert list(reified(partial)) == partial

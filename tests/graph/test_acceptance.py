"""Which IRIs a graph may hold: none that one of the stores would refuse."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import rdf
from kg.errors import SettingsError
from kg.graph.acceptance import MAX_IRI, iri_fault
from kg.settings import Settings


def parses(value: str) -> bool:
    try:
        list(ox.parse(f"<{value}> <urn:p:p> <urn:o:o> .", format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("https://a.example", None),
        ("http://a.example:80/x?y#z", None),
        ("http://a.example:/x", None),
        ("http://me:secret@a.example:8080/", None),
        ("urn:x:y:z", None),
        ("http://a.example/" + "x" * (MAX_IRI - 17), None),
        ("http://a.example/" + "x" * (MAX_IRI - 16), "longer than"),
        ("http://a.example:port/", "a port that is no number"),
        ("http://a.example:80:80/", "a port that is no number"),
        ("http:///x", "names no host"),
        ("http://@/x", "names no host"),
        ("https://?x", "names no host"),
        ("urn::x", "neither http"),
        ("mailto:a@b", "neither http"),
        ("x", "relative"),
        ("http://a.example/[", "percent-encoded"),
    ],
)
def test_iris(value: str, reason: str | None) -> None:
    fault = iri_fault(value)
    assert (fault is None) == (reason is None)
    assert reason is None or reason in str(fault)
    if fault is None:
        assert parses(value)


@given(
    st.text(st.sampled_from("ab1:/?#@[].%-~ é"), max_size=20),
    st.sampled_from(["http://", "https://", "urn:x:"]),
)
def test_what_is_accepted_is_read_by_others(rest: str, scheme: str) -> None:
    value = rdf.percent_encode(scheme + rest)
    assert iri_fault(value) is not None or parses(value)


@given(st.text(st.sampled_from("ab1:/?#@[].%-~é"), max_size=12))
def test_under_a_base_that_is_accepted_every_thing_has_an_accepted_iri(rest: str) -> None:
    for base in (f"http://{rest}/", f"https://a.example{rest}/", f"urn:x:{rest}:"):
        try:
            settings = Settings(base_iri=base)
        except SettingsError:
            continue
        iri = rdf.iri(settings.base_iri + "paper-1")[1:-1]
        assert iri_fault(iri) is None
        assert parses(iri)

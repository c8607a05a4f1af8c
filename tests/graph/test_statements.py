from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import ids, rdf, terms
from kg.graph import Run, document_statements, read, statements
from kg.graph.papers import issued, link_term
from kg.graph.results import result_name
from kg.model import Document, Extraction, LinkKind, Url
from kg.rdf import Statement
from kg.settings import Settings
from kg.vocabulary import Vocabulary

GOLDEN = Path(__file__).parent.parent / "ontology" / "example.ttl"


def whole(extractions: list[Extraction], v: Vocabulary, run: Run, settings: Settings) -> list[Statement]:
    return sorted(set(statements(extractions, v, run, settings)))


@pytest.fixture(scope="session")
def graph(extraction: Extraction, vocabulary: Vocabulary, run: Run, settings: Settings) -> list[Statement]:
    return whole([extraction], vocabulary, run, settings)


def objects(graph: list[Statement], subject: str, predicate: str) -> list[str]:
    node, edge = rdf.iri(terms.ID + subject), rdf.iri(predicate)
    return [rdf.parse_term(o)[1].removeprefix(terms.ID) for s, p, o in graph if (s, p) == (node, edge)]


def test_the_graph_is_the_worked_example(graph: list[Statement]) -> None:
    assert graph == sorted(read(GOLDEN))


def test_edges_are_asserted_and_reified(graph: list[Statement], extraction: Extraction) -> None:
    present = set(graph)
    nodes = [s for s, p, o in graph if p == rdf.iri(terms.TYPE) and o == rdf.iri(terms.ASSERTION)]
    assert len(nodes) == len(extraction.links)
    by = {(s, p): o for s, p, o in graph}
    for node in nodes:
        edge = tuple(by[node, rdf.iri(p)] for p in (terms.SUBJECT, terms.PREDICATE, terms.OBJECT))
        assert edge in present
        assert (node, rdf.iri(terms.EVIDENCE)) in by


def test_mentions_hold_the_words_at_their_offsets(graph: list[Statement], extraction: Extraction) -> None:
    text = extraction.document.text
    by = {(s, p): rdf.parse_term(o)[1] for s, p, o in graph}
    spans = [s for s, p, o in graph if o == rdf.iri(terms.MENTION)]
    assert len(spans) == len(extraction.mentions) + len(extraction.claims)
    for span in spans:
        begin, end = (int(by[span, rdf.iri(p)]) for p in (terms.BEGIN_INDEX, terms.END_INDEX))
        assert by[span, rdf.iri(terms.ANCHOR_OF)] == text[begin:end]


def test_results_carry_evidence_with_the_sentence(graph: list[Statement], extraction: Extraction) -> None:
    name = ids.paper(extraction.document)
    for claim in extraction.claims:
        [mention] = objects(graph, result_name(name, claim), terms.EVIDENCE)
        [sentence] = objects(graph, mention, terms.SENTENCE)
        [quote] = objects(graph, mention, terms.ANCHOR_OF)
        assert quote in sentence
        assert objects(graph, result_name(name, claim), terms.RAW_VALUE) == [quote]


def test_measured_and_comparative_results(graph: list[Statement], extraction: Extraction) -> None:
    name = ids.paper(extraction.document)
    measured, compared = (result_name(name, claim) for claim in extraction.claims)
    assert set(objects(graph, measured, terms.TYPE)) == {terms.RESULT, terms.MEASURED_RESULT}
    assert set(objects(graph, compared, terms.TYPE)) == {terms.RESULT, terms.COMPARATIVE_RESULT}
    assert objects(graph, measured, terms.HAS_VALUE) == objects(graph, measured, terms.NUMERIC_VALUE)
    assert objects(graph, measured, terms.SPECIFIED_BY) == ["metric-top-1-accuracy"]
    assert objects(graph, measured, terms.HAS_UNIT) == [terms.UNIT + "PERCENT"]
    assert objects(graph, compared, terms.COMPARISON) == [terms.RATIO]
    assert objects(graph, compared, terms.NORMALIZED_FACTOR) == ["2.4"]
    assert objects(graph, compared, terms.DEVICE_COUNT) == ["1"]
    assert not objects(graph, compared, terms.HAS_VALUE)


def test_claims_with_one_content_share_a_node_and_keep_both_quotes(
    extraction: Extraction, vocabulary: Vocabulary, run: Run, settings: Settings
) -> None:
    claim = extraction.claims[0]
    again = replace(claim, begin=claim.begin + 6, confidence=0.95)
    twice = replace(extraction, claims=(again, claim))
    graph = whole([twice], vocabulary, run, settings)
    node = result_name(ids.paper(extraction.document), claim)
    assert len(objects(graph, node, terms.EVIDENCE)) == 2
    assert objects(graph, node, terms.CONFIDENCE) == ["0.95"]
    assert objects(graph, node, terms.RAW_VALUE) == ["76.1% top-1 accuracy"]
    assert graph == whole([replace(twice, claims=(claim, again))], vocabulary, run, settings)


def test_the_order_of_papers_does_not_matter(
    extraction: Extraction, vocabulary: Vocabulary, run: Run, settings: Settings
) -> None:
    many = [
        replace(extraction, document=replace(extraction.document, id=f"s{n}", arxiv_id=f"2406.{n:05d}"))
        for n in range(6)
    ]
    first = whole(many, vocabulary, run, settings)
    random.Random(7).shuffle(many)
    assert whole(many, vocabulary, run, settings) == first


def test_parts_join_into_the_whole(
    extraction: Extraction, vocabulary: Vocabulary, run: Run, settings: Settings
) -> None:
    """Statements about papers do not depend on the rest of the corpus or on the inputs of the run."""
    other = replace(extraction, document=replace(extraction.document, id="s2", arxiv_id="2406.00002"))
    both = set(statements([extraction, other], vocabulary, run, settings))
    elsewhere = replace(run, inputs=("3" * 64,))
    for part in (extraction, other):
        assert set(document_statements(part, elsewhere, settings)) <= both


def test_without_text_no_sentence_of_the_paper_is_left(
    extraction: Extraction, vocabulary: Vocabulary, run: Run
) -> None:
    graph = whole([extraction], vocabulary, run, Settings(text=False))
    gone = {rdf.iri(p) for p in (terms.ABSTRACT, terms.IS_STRING, terms.SENTENCE)}
    assert not gone & {p for _, p, _ in graph}
    assert rdf.iri(terms.ANCHOR_OF) in {p for _, p, _ in graph}


def test_without_mentions_only_evidence_of_results_is_left(
    extraction: Extraction, vocabulary: Vocabulary, run: Run
) -> None:
    graph = whole([extraction], vocabulary, run, Settings(mentions=False))
    assert sum(o == rdf.iri(terms.MENTION) for _, _, o in graph) == len(extraction.claims)
    assert rdf.iri(terms.IDENT_REF) not in {p for _, p, _ in graph}


def test_another_base_renames_things_and_nothing_else(
    graph: list[Statement], extraction: Extraction, vocabulary: Vocabulary, run: Run
) -> None:
    base = "https://papers.example/kg/"
    other = whole([extraction], vocabulary, run, Settings(base_iri=base))
    assert {tuple(t.replace(terms.ID, base) for t in s) for s in graph} == set(other)


def test_terms_are_what_every_store_takes(graph: list[Statement]) -> None:
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for statement in graph:
        for term in statement:
            kind, value, _ = rdf.parse_term(term)
            if kind == "iri":
                assert ox.NamedNode(value).value == value
                assert value.isascii()
                assert len(value) <= 1000
                if value.startswith(terms.ID):
                    assert re.fullmatch(r"[A-Za-z0-9_-]+", value.removeprefix(terms.ID))
        kind, _, datatype = rdf.parse_term(statement[2])
        if kind == "literal":
            kinds[statement[1]].add(datatype)
    assert {p: d for p, d in kinds.items() if len(d) > 1} == {}


def test_an_empty_corpus_gives_the_run_alone(vocabulary: Vocabulary, run: Run, settings: Settings) -> None:
    graph = whole([], vocabulary, run, settings)
    assert {s for s, _, _ in graph} == {rdf.iri(terms.ID + run.local)}


def test_a_run_is_known_by_what_it_ran_with(run: Run) -> None:
    assert replace(run, inputs=()).local == run.local
    assert replace(run, model_hash=None).local != run.local
    assert replace(run, vocabulary_hash="f" * 64).local != run.local


def test_every_id_of_a_merged_paper_is_kept(extraction: Extraction, run: Run, settings: Settings) -> None:
    document = replace(extraction.document, also=("s9", "s1-v2"))
    graph = sorted(document_statements(replace(extraction, document=document), run, settings))
    assert objects(graph, ids.paper(document), terms.IDENTIFIER) == ["s1", "s1-v2", "s9"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-06-01", {"hasPublicationYear": "2024", "issued": "2024-06-01"}),
        ("2024-06", {"hasPublicationYear": "2024", "publicationDate": "2024-06"}),
        ("2024", {"hasPublicationYear": "2024"}),
        ("2024-13", {}),
        ("2023-02-29", {}),
        ("0000", {}),
        ("soon", {}),
        (None, {}),
    ],
)
def test_dates_are_valid_or_absent(value: str | None, expected: dict[str, str]) -> None:
    found = {p.rpartition("/")[2]: rdf.parse_term(v)[1] for p, v in issued(value)}
    assert found == expected


@pytest.mark.attack(21)
@pytest.mark.parametrize(
    ("url", "term"),
    [
        ("https://github.com/a/b", "<https://github.com/a/b>"),
        ("github.com/a/b", "<https://github.com/a/b>"),
        ("HTTP://a.example/x y", "<http://a.example/x%20y>"),
        ("https://a.example/#x#y", "<https://a.example/#x%23y>"),
        ("https://a.example/[1]", "<https://a.example/%5B1%5D>"),
        ("https://a.example:8080/", "<https://a.example:8080/>"),
        ("https://u:p@a.example/", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("x> <http://evil/p> <http://evil/o> . <", None),
        ("https://a.example/" + "x" * 2000, None),
    ],
)
def test_only_web_addresses_become_iris(url: str, term: str | None) -> None:
    found = link_term(url)
    assert found == (term or rdf.literal(url, terms.XSD_ANYURI))
    if found.startswith("<"):
        assert ox.NamedNode(found[1:-1])


def test_a_url_stands_in_its_most_specific_property(
    extraction: Extraction, run: Run, settings: Settings
) -> None:
    urls = tuple(Url("https://a.example/x", kind) for kind in (LinkKind.OTHER, LinkKind.CODE, LinkKind.DEMO))
    graph = list(document_statements(replace(extraction, urls=urls), run, settings))
    found = [p for s, p, o in graph if o == "<https://a.example/x>"]
    assert sorted(found) == sorted([rdf.iri(terms.LINK), rdf.iri(terms.CODE_REPOSITORY)])


@pytest.mark.attack(23)
def test_a_hostile_record_adds_no_statement(vocabulary: Vocabulary, run: Run, settings: Settings) -> None:
    hostile = 'x" . <http://evil/s> <http://evil/p> <http://evil/o> . #\n\\u0022\x00\ud800'
    document = Document(hostile, hostile, hostile, creators=(hostile,), urls=(hostile,))
    plain = Document("a", "b", "c", creators=("d",), urls=("e",))

    def count(d: Document) -> int:
        urls = tuple(Url(u, LinkKind.OTHER) for u in d.urls)
        graph = whole([Extraction(d, (), (), (), (), (), urls)], vocabulary, run, settings)
        lines = "".join(f"{s} {p} {o} .\n" for s, p, o in graph).encode()
        return len(list(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)))

    assert count(document) == count(plain)

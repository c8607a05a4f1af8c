"""One paper out of several records: the same paper whatever their order, and every record accounted for."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ids
from kg.documents import merge
from kg.model import Document, Skip

LONG = Document("a", "Boats in a small harbour", "A long abstract on boats.", "2024-02", ("Jo Roe",))


@pytest.mark.attack(11)
def test_versions_of_one_arxiv_paper_merge_and_the_last_version_speaks() -> None:
    first = Document(
        "2401.00001v1", "On Boats", "A longer first abstract.", "2024-01-01", arxiv_id="2401.00001"
    )
    second = Document("2401.00001v2", "On Boats Again", "Second.", arxiv_id="2401.00001", doi="10.1/x")
    (paper,), (skip,) = merge([first, second])
    assert (paper.title, paper.abstract, paper.issued) == ("On Boats Again", "Second.", "2024-01-01")
    assert (paper.id, paper.also) == ("2401.00001v1", ("2401.00001v2",))
    assert skip == Skip(
        "",
        0,
        "merged with 2401.00001v2: the same arXiv id; its abstract differs",
        "2401.00001v1",
        merged=True,
    )


@pytest.mark.attack(11)
def test_same_doi_or_title_is_one_paper_and_gaps_are_filled() -> None:
    other = Document(
        "b", "BOATS in a small  Harbour", "Short.", None, (), "2401.00001", "10.1/x", ("https://b.org",)
    )
    third = Document("c", "Quite another title", "", doi="10.1/x")
    papers, skips = merge([third, LONG, other])
    assert papers == [
        replace(LONG, also=("b", "c"), arxiv_id="2401.00001", doi="10.1/x", urls=("https://b.org",))
    ]
    assert [(s.record, s.merged) for s in skips] == [("b", True), ("c", True)]


def test_two_arxiv_ids_are_two_papers_under_one_title() -> None:
    one, two = replace(LONG, id="1", arxiv_id="2401.00001"), replace(LONG, id="2", arxiv_id="2401.00002")
    papers, skips = merge([two, LONG, one])
    assert [(p.arxiv_id, p.id, p.also) for p in papers] == [
        ("2401.00001", "1", ("a",)),
        ("2401.00002", "2", ()),
    ]
    assert [s.record for s in skips] == ["a"]


def test_a_title_of_few_words_does_not_join_two_dois() -> None:
    records = [Document(d, "Editorial", doi=d) for d in ("10.1/a", "10.1/b")]
    assert merge(records) == (records, [])
    longer = [replace(r, title="Editorial of the third issue") for r in records]
    (paper,), skips = merge(longer)
    assert (paper.doi, paper.also) == ("10.1/a", ("10.1/b",))
    assert len(skips) == 1


@pytest.mark.attack(10)
def test_one_id_with_two_texts_is_a_conflict() -> None:
    other = Document("a", "Trains in a large valley", "Short.")
    bridge = Document("b", "Trains in a large valley", "Short too.")
    for records in ([LONG, other, bridge], [bridge, other, LONG]):
        papers, skips = merge(records)
        assert sorted(p.id for p in papers) == ["a", "b"]
        assert [(s.record, s.merged) for s in skips] == [("a", False)]
        assert skips[0].reason == "conflict: 'Boats in a small harbour' has the same id and is kept instead"


def test_a_record_given_twice_is_merged_once() -> None:
    papers, skips = merge([LONG, LONG])
    assert papers == [LONG]
    assert [s.merged for s in skips] == [True]


def test_given_skips_are_passed_on() -> None:
    skip = Skip("x.jsonl", 3, "no title")
    assert merge([skip, LONG]) == ([LONG], [skip])


RECORDS = st.builds(
    Document,
    id=st.sampled_from(["a", "b", "c", "d", "2401.00001v1", "2401.00001v2"]),
    title=st.sampled_from(
        ["Boats in a harbour", "boats in harbours a", "Trains in a valley", "Editorial", "A B C"]
    ),
    abstract=st.sampled_from(["", "One.", "Two."]),
    issued=st.sampled_from([None, "2024", "2024-05-01"]),
    creators=st.sampled_from([(), ("Jo Roe",)]),
    arxiv_id=st.sampled_from([None, None, "2401.00001", "2401.00002"]),
    doi=st.sampled_from([None, None, "10.1/a", "10.1/b"]),
    urls=st.sampled_from([(), ("https://a.org",), ("https://b.org",)]),
)


@given(st.lists(RECORDS, max_size=9), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_nothing_is_lost(records: list[Document], chance: random.Random) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    papers, skips = merge(records)
    assert (papers, skips) == merge(shuffled)
    assert len(papers) + len(skips) == len(records)
    names = [ids.paper(p) for p in papers]
    assert names == sorted(set(names))
    known = [i for p in papers for i in (p.id, *p.also)]
    assert len({i for p in papers for i in (p.id,)}) == len(papers)
    assert {r.id for r in records} <= set(known)
    assert all(tuple(sorted(set(p.also) - {p.id})) == p.also for p in papers)


@given(st.lists(RECORDS, max_size=9))
def test_merging_again_changes_nothing(records: list[Document]) -> None:
    papers, _ = merge(records)
    assert merge(papers)[0] == papers

"""Records of the sources people have, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.dates import issued
from kg.documents.people import creators
from kg.documents.record import inverted
from kg.model import Document

Parse = Callable[..., Any]


def one(parse: Parse, record: object) -> Document:
    reading = parse(json.dumps(record))
    (paper,) = reading.papers
    assert isinstance(paper, Document)
    assert not reading.skips
    return paper


def test_arxiv_snapshot(parse: Parse) -> None:
    paper = one(parse, {
        "id": "0704.0001", "submitter": "P. N.", "authors": "C. Bal\\'azs, E. L. Berger",
        "title": "A title\n  on two lines",
        "doi": "10.1103/PhysRevD.76.013009", "report-no": None, "categories": "hep-ph", "license": None,
        "abstract": "  First line\nsecond line $x_1$.\n", "update_date": "2008-11-26",
        "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}, {"version": "v2"}],
        "authors_parsed": [["Balázs", "C.", ""], ["Berger", "E. L.", "Jr."]],
    })  # fmt: skip
    assert paper == Document(
        "0704.0001", "A title on two lines", "First line\nsecond line $x_1$.", "2007-04-02",
        ("C. Balázs", "E. L. Berger Jr."), "0704.0001", "10.1103/physrevd.76.013009",
    )  # fmt: skip


def test_openalex(parse: Parse) -> None:
    paper = one(parse, {
        "id": "https://openalex.org/W1", "display_name": "On boats", "doi": "https://doi.org/10.1/X",
        "publication_date": "2020-01-05", "publication_year": 2020,
        "abstract_inverted_index": {"Boats": [0, 2], "carry": [1]},
        "authorships": [{"author": {"display_name": "Jo Roe"}}, {"author": {"display_name": "Al Poe"}}],
    })  # fmt: skip
    assert (paper.id, paper.title, paper.abstract) == (
        "https://openalex.org/W1",
        "On boats",
        "Boats carry Boats",
    )
    assert (paper.issued, paper.creators) == ("2020-01-05", ("Jo Roe", "Al Poe"))


def test_semantic_scholar(parse: Parse) -> None:
    reading = parse(json.dumps({"total": 1, "data": [{
        "paperId": "abc", "externalIds": {"ArXiv": "2401.00001", "DOI": "10.1000/a"}, "title": "On boats",
        "year": 2024, "abstract": None, "authors": [{"authorId": "1", "name": "Jo Roe"}],
    }]}))  # fmt: skip
    (paper,) = reading.papers
    assert (paper.id, paper.arxiv_id, paper.doi, paper.issued) == ("abc", "2401.00001", "10.1000/a", "2024")
    assert paper.creators == ("Jo Roe",)


def test_csl_and_crossref(parse: Parse) -> None:
    paper = one(parse, {"message": {"items": [{
        "DOI": "10.1000/AbC", "title": ["On boats"],
        "author": [{"given": "Jo", "family": "Roe"}, {"literal": "The Crew"}],
        "issued": {"date-parts": [[2021, 3]]}, "URL": "http://dx.doi.org/10.1000/abc",
    }]}})  # fmt: skip
    assert (paper.id, paper.doi, paper.issued, paper.urls) == ("10.1000/abc", "10.1000/abc", "2021-03", ())
    assert paper.creators == ("Jo Roe", "The Crew")


def test_hugging_face_daily_papers(parse: Parse) -> None:
    paper = one(parse, [{"paper": {"id": "2401.00001", "title": "On boats", "summary": "They float.",
                                   "authors": [{"name": "Jo Roe"}], "publishedAt": "2024-01-01T00:00:00.000Z",
                                   "githubRepo": "https://github.com/a/b"},
                         "title": "On boats", "numComments": 2}])  # fmt: skip
    assert (paper.id, paper.abstract, paper.issued) == ("2401.00001", "They float.", "2024-01-01")
    assert paper.urls == ("https://github.com/a/b",)


def test_home_made(parse: Parse) -> None:
    paper = one(parse, {
        "Title": "On boats", "Abstract": "x", "url": "https://arxiv.org/abs/2401.00001v3", "code": "https://c.org/d",
        "links": [{"href": "github.com/a/b"}, "javascript:alert(1)", "file:///a", "https://c.org/d e"],
    })  # fmt: skip
    assert (paper.id, paper.arxiv_id) == ("2401.00001", "2401.00001")
    assert paper.urls == ("github.com/a/b", "https://c.org/d")


def test_arxiv_doi_is_an_arxiv_id(parse: Parse) -> None:
    paper = one(parse, {"id": "x", "title": "T", "doi": "10.48550/arXiv.2401.00001"})
    assert (paper.arxiv_id, paper.doi) == ("2401.00001", None)


@pytest.mark.parametrize("doi", ["10.1000/a\x00b", "10.1000/\ud800", "n/a", "https://a.org/b"])
def test_what_is_no_doi_is_not_taken_for_one(parse: Parse, doi: str) -> None:
    assert one(parse, {"id": "x", "title": "T", "doi": doi}).doi is None


def test_number_as_id_and_missing_id(parse: Parse) -> None:
    assert one(parse, {"id": 17, "title": "On boats"}).id == "17"
    made = one(parse, {"id": "", "title": "On boats"})
    assert made.id == one(parse, {"title": "On  Boats"}).id


@pytest.mark.parametrize("key", ["papers", "results", "my_own_corpus"])
def test_object_with_a_list_of_any_name(parse: Parse, key: str) -> None:
    text = json.dumps({"meta": {"n": 2}, key: [{"title": "A"}, {"title": "B"}], "next": None}, indent=1)
    assert [p.title for p in parse(text).papers] == ["A", "B"]


def test_a_record_may_have_a_list_named_like_one_of_records(parse: Parse) -> None:
    assert (
        one(parse, {"title": "On boats", "references": [{"title": "Other"}], "data": [1]}).title == "On boats"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2024, "2024"), ("2024", "2024"), ("2024-3", "2024-03"), ("2024-03-09T10:00:00Z", "2024-03-09"),
        ("2024/03/09", "2024-03-09"), ("2024-02-31", "2024-02"), ("2024-13-01", "2024"),
        ("9 Mar 2024", "2024-03-09"), ("March 9, 2024", "2024-03-09"), ("Mar 2024", "2024-03"),
        ("Sat, 09 Mar 2024 10:00:00 GMT", "2024-03-09"), ({"date-parts": [["2024", 3, 9]]}, "2024-03-09"),
        ({"raw": "2024-03"}, "2024-03"), ([2024, 3], "2024-03"), ("n.d.", None), ("", None), (7, None),
        ("soon 2024", None), ("99999", None), ({"date-parts": [[]]}, None),
    ],
)  # fmt: skip
def test_dates(value: object, expected: str | None) -> None:
    assert issued(value, "date") == expected


@given(
    st.one_of(st.text(max_size=40), st.integers(), st.from_regex(r"\d{4}-\d{1,2}-\d{1,2}", fullmatch=True))
)
def test_dates_are_always_real(value: str | int) -> None:
    found = issued(value, "date")
    assert found is None or issued(found, "date") == found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Jo Roe", ["Jo Roe"]),
        ("Jo Roe, Al Poe, Bo Doe", ["Jo Roe", "Al Poe", "Bo Doe"]),
        ("Jo Roe, Al Poe, and Bo Doe", ["Jo Roe", "Al Poe", "Bo Doe"]),
        ("Jo Roe (1 and 2), Al Poe (2)", ["Jo Roe", "Al Poe"]),
        ("Roe, Jo; Poe, Al", ["Jo Roe", "Al Poe"]),
        ("Roe, Jo and Poe, Al and Doe, Bo", ["Jo Roe", "Al Poe", "Bo Doe"]),
        ("Roe, Jo", ["Jo Roe"]),
        (["Roe, Jo", "Al Poe"], ["Jo Roe", "Al Poe"]),
        ([{"first": "Jo", "last": "Roe"}, {"name": "Al Poe"}], ["Jo Roe", "Al Poe"]),
        ({"name": "Jo Roe"}, ["Jo Roe"]),
        ([], []),
    ],
)
def test_people(value: object, expected: list[str]) -> None:
    assert creators(value, "authors") == expected


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=3), max_size=30))
def test_an_inverted_abstract_comes_back(words: list[str]) -> None:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    assert inverted(index) == " ".join(words)


@pytest.mark.parametrize("index", [{"a": 1}, {"a": [True]}, {"a": ["0"]}])
def test_an_object_that_is_no_inverted_abstract_is_refused(parse: Parse, index: object) -> None:
    (skip,) = parse(json.dumps({"title": "T", "abstract": index})).skips
    assert "no inverted index" in skip.reason

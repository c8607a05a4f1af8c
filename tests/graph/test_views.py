"""Counting, projecting and reading a graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import rdf, terms
from kg.errors import GraphError
from kg.graph import check, counts, project, read, stats
from kg.model import EntityClass
from kg.rdf import Statement

EXAMPLE = Path(__file__).parent.parent / "ontology" / "example.ttl"


@pytest.fixture(scope="module")
def graph() -> list[Statement]:
    return sorted(read(EXAMPLE))


def test_counts_sum_up_the_example(graph: list[Statement]) -> None:
    found = counts(graph)
    assert found["statements"] == len(graph)
    assert (found["papers"], found["results"], found["links"], found["edges"]) == (1, 2, 2, 7)
    assert found["measured_results"] + found["comparative_results"] == found["results"]
    assert found["entities"] == 14
    assert found["entities"] - found["entities_without_edge"] == 7
    assert found["entities_minted"] == 2


def test_stats_count_every_statement_once(graph: list[Statement]) -> None:
    found = stats(graph)
    assert sum(found.properties.values()) == found.statements
    assert found.classes[terms.MENTION] == 9
    assert found.edges["uses"] == 2
    assert list(found.properties) == sorted(found.properties)


def test_tops_are_the_most_used_and_never_generic(graph: list[Statement]) -> None:
    paper = rdf.iri(terms.ID + "paper-2")
    more = [
        (paper, rdf.iri(terms.USES), rdf.iri(terms.ID + "method-pruning")),
        (paper, rdf.iri(terms.USES), rdf.iri(terms.ID + "method-compression")),
    ]
    [first, *_] = stats([*graph, *more]).top[EntityClass.METHOD]
    assert (first.label, first.papers, first.minted) == ("pruning", 2, False)
    assert "model compression" not in {t.label for t in stats([*graph, *more]).top[EntityClass.METHOD]}
    assert "model compression" in {
        t.label for t in stats([*graph, *more], generic=True).top[EntityClass.METHOD]
    }


def test_the_projection_links_papers_and_entities(graph: list[Statement]) -> None:
    found = project(graph)
    paper, sparrow = terms.ID + "paper-2406_00001", terms.ID + "method-sparrow-b20deb6155"
    assert found.nodes[paper] == {
        "label": "Sparrow: nimble pruning of vision networks",
        "cls": "Paper",
        "generic": False,
    }
    assert found.edges[paper, sparrow, "proposes"] == {"confidence": 0.9}
    assert found.has_edge(terms.ID + "model-resnet-50", terms.ID + "model-resnet", "variantOf")
    assert found.has_edge(terms.ID + "method-pruning", terms.ID + "method-compression", "broader")
    assert found.has_edge(sparrow, terms.ID + "method-magpie-4918711418", "comparedTo")
    assert list(found.nodes) == sorted(found.nodes)
    assert terms.ID + "method-compression" not in project(graph, generic=False)


def test_a_file_and_its_statements_are_checked_alike(graph: list[Statement]) -> None:
    assert check(EXAMPLE) == check(graph)
    assert check([]).conforms


def test_findings_are_counted_by_message(graph: list[Statement]) -> None:
    report = check([s for s in graph if s[1] != rdf.iri(terms.PREF_LABEL)])
    assert not report.conforms
    assert report.counts["Violation", "an entity has one preferred label"] == 14
    assert list(report.findings) == sorted(report.findings)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.nt", b"<https://a.example/s> <https://a.example/p> .\n", r"a\.nt:1: "),
        ("a.nt", b"\n<https://a.example/a b> <https://a.example/p> <https://a.example/o> .\n", r"a\.nt:2: "),
        ("a.ttl", b"<https://a.example/s> <https://a.example/p> [] .\n", "blank nodes"),
        ("a.txt", b"", r"known endings are nt, ttl"),
    ],
)
def test_files_that_cannot_be_read_say_where(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GraphError, match=message):
        list(read(path))


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="cannot be read"):
        list(read(tmp_path / "graph.nt"))

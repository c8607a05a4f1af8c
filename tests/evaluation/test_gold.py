"""Annotations that a person wrote by hand: every slip is named with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.evaluation import read_gold
from kg.model import EntityClass, Role

from .conftest import annotation


def test_a_line_becomes_a_paper(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    claim = annotation("a1")["results"][0] | {"dataset": "PondSet; LakeSet"}
    path.write_text("\n" + json.dumps(annotation("a1", results=[claim])) + "\n\n", encoding="utf-8")
    (paper,), problems = read_gold(path)
    assert not problems
    assert (paper.id, paper.proposes, paper.urls) == ("a1", ("Heron",), ("http://pond.example/heron/",))
    assert (paper.entities[0].cls, paper.entities[1].role) == (EntityClass.MODEL, Role.EVALUATES_ON)
    assert (paper.claims[0].dataset, paper.claims[0].hardware) == (("PondSet", "LakeSet"), ())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{oops", "this is no JSON"),
        ("[" * 100_000, "this is no JSON"),
        ("\udcff".encode("utf-8", "surrogateescape"), "this is no JSON"),
        ("[]", "an object is wanted"),
        ('{"id": "x"}', "entities: missing; a list is wanted"),
        (annotation("x", entities=[{"name": "N"}]), "entities[0].type: missing"),
        (annotation("x", proposes="Heron"), 'proposes: a list of texts is wanted, not "Heron"'),
        (annotation("x", urls=["http://a.example"]), "urls[0]: an object is wanted"),
        (annotation("x", id=7), "id: a text is wanted, not 7"),
    ],
)
def test_a_bad_line_is_left_out_with_its_reason(
    tmp_path: Path, line: str | bytes | dict[str, object], reason: str
) -> None:
    path = tmp_path / "gold.jsonl"
    raw = line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
    path.write_bytes(json.dumps(annotation("good")).encode() + b"\n" + raw + b"\n")
    papers, problems = read_gold(path)
    assert [p.id for p in papers] == ["good"]
    assert {p.line for p in problems} == {2}
    assert any(reason in str(p) for p in problems), problems


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("value", "81.5", "results[0].value: a number is wanted"),
        ("value", True, "results[0].value: a number is wanted"),
        ("value", float("nan"), "results[0].value: a number is wanted"),
        ("value", 10**400, "results[0].value: a number is wanted"),
        ("value_max", [], "results[0].value_max: a number is wanted"),
        ("kind", "percent", "results[0].kind: absolute or ratio or change is wanted"),
        ("direction", None, "results[0].direction: better or worse or neutral is wanted"),
        ("dataset", 3, "results[0].dataset: a text is wanted"),
        ("attribute", "no", "results[0].attribute: true or false is wanted"),
    ],
)
def test_a_bad_field_of_a_claim_is_named(tmp_path: Path, field: str, value: object, reason: str) -> None:
    claim = annotation("x")["results"][0] | {field: value}
    path = tmp_path / "gold.jsonl"
    path.write_text(
        json.dumps(annotation("x", results=[claim])) + "\n" + json.dumps(annotation("y")), encoding="utf-8"
    )
    papers, (problem,) = read_gold(path)
    assert [p.id for p in papers] == ["y"]
    assert str(problem).startswith(f"{path}:1: {reason}")


def test_a_role_that_its_class_cannot_have_is_a_fault(tmp_path: Path) -> None:
    entity = annotation("x")["entities"][1] | {"role": "uses"}
    path = tmp_path / "gold.jsonl"
    path.write_text(
        json.dumps(annotation("x", entities=[entity])) + "\n" + json.dumps(annotation("y")), encoding="utf-8"
    )
    _, (problem,) = read_gold(path)
    assert problem.reason == "entities[0].role: a Dataset has one of proposes, mentions, evaluates"


def test_a_paper_annotated_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(2 * (json.dumps(annotation("x")) + "\n"), encoding="utf-8")
    papers, (problem,) = read_gold(path)
    assert len(papers) == 1
    assert (problem.line, problem.reason) == (2, "the paper 'x' is annotated twice")


@pytest.mark.parametrize("content", ["", "\n\n", "nothing\n"])
def test_a_file_without_annotations_ends_the_work(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="holds no annotated paper"):
        read_gold(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_gold(tmp_path / "none.jsonl")

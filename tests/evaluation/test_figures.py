"""The figures of a graph that is small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import terms
from kg.errors import GraphError
from kg.evaluation import Evaluation, evaluate

from .conftest import Sketch, annotation, gold_of


def shares(evaluation: Evaluation, table: str, name: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of a figure, rounded."""
    figure = evaluation.figure(table, name)
    assert figure.precision is not None
    assert figure.f1 is not None
    return tuple(round(s.value, 4) for s in (figure.precision, figure.recall, figure.f1))  # type: ignore[return-value]


def test_entities_are_counted_by_class_family_and_role(tmp_path: Path, sketch: Sketch) -> None:
    found = evaluate(gold_of(tmp_path, annotation("a1")), sketch.statements)
    assert shares(found, "all", "mention") == (0.75, 0.75, 0.75)  # Heron, PondSet, accuracy of four
    assert shares(found, "all", "typed") == (0.75, 0.75, 0.75)
    assert shares(found, "all", "exact class") == (0.5, 0.5, 0.5)  # Heron is no Method
    assert shares(found, "all", "role") == (0.5, 0.5, 0.5)  # accuracy is only mentioned
    assert shares(found, "all", "proposes") == (1.0, 1.0, 1.0)
    assert found.figure("all", "link").recall.value == 1.0
    assert shares(found, "typed by class", "Task") == (0.0, 0.0, 0.0)
    assert shares(found, "typed by class", "Model") == (1.0, 1.0, 1.0)
    assert shares(found, "role", "mentions") == (0.0, 0.0, 0.0)
    assert shares(found, "naming", "named") == (1.0, 1.0, 1.0)
    assert shares(found, "naming", "descriptive") == (0.5, 0.5, 0.5)


def test_a_generic_entity_is_neither_wanted_nor_held_against_the_graph(
    tmp_path: Path, sketch: Sketch
) -> None:
    entities = [e | {"generic": e["name"] == "accuracy"} for e in annotation("a1")["entities"]]
    found = evaluate(gold_of(tmp_path, annotation("a1", entities=entities)), sketch.statements)
    assert shares(found, "all", "typed") == (0.6667, 0.6667, 0.6667)
    assert all(g.group[1] != "Metric" for g in found.reliability)


def test_claims_are_counted_by_value_outcome_and_slots(tmp_path: Path, sketch: Sketch) -> None:
    found = evaluate(gold_of(tmp_path, annotation("a1")), sketch.statements)
    for name in ("value", "result", "full result"):
        assert shares(found, "all", name) == (1.0, 1.0, 1.0)
    assert {f.row[1]: f.recall.value for f in found.figures if f.row[0] == "slot"} == dict.fromkeys(
        ("system", "baseline", "dataset", "on_model", "hardware"), 1.0
    )


@pytest.mark.parametrize(
    ("change", "value", "result", "full"),
    [
        ({"value": 81.6}, 0.0, 0.0, 0.0),
        ({"value_max": 90}, 0.0, 0.0, 0.0),
        ({"unit": "ms"}, 0.0, 0.0, 0.0),
        ({"unit": "score"}, 1.0, 1.0, 1.0),
        ({"metric": "latency"}, 1.0, 0.0, 0.0),
        ({"kind": "change"}, 1.0, 0.0, 0.0),
        ({"direction": "worse"}, 1.0, 0.0, 0.0),
        ({"direction": "neutral"}, 1.0, 1.0, 1.0),
        ({"dataset": "LakeSet"}, 1.0, 1.0, 0.0),
        ({"dataset": None}, 1.0, 1.0, 0.0),
        ({"baseline": "Egret"}, 1.0, 1.0, 0.0),
        ({"subject": "Egret"}, 1.0, 1.0, 0.0),
        ({"subject": "this work"}, 1.0, 1.0, 1.0),
    ],
)
def test_each_field_of_a_claim_matters(
    tmp_path: Path, sketch: Sketch, change: dict[str, object], value: float, result: float, full: float
) -> None:
    claim = annotation("a1")["results"][0] | change
    found = evaluate(gold_of(tmp_path, annotation("a1", results=[claim])), sketch.statements)
    f1 = [shares(found, "all", name)[2] for name in ("value", "result", "full result")]
    assert f1 == [value, result, full]


def test_an_attribute_is_allowed_and_not_wanted(tmp_path: Path, sketch: Sketch) -> None:
    claim = annotation("a1")["results"][0] | {"attribute": True}
    found = evaluate(gold_of(tmp_path, annotation("a1", results=[claim])), sketch.statements)
    assert found.figure("all", "value").counts == (0, 0, 0, 0)
    assert all(f.row[0] != "value by kind" for f in found.figures)


def test_of_two_claims_with_one_value_the_better_one_stands(tmp_path: Path, sketch: Sketch) -> None:
    sketch.entity("metric-recall", "Metric", "recall")
    sketch.claim("result-0", "paper-1", "81.5", "%", "metric-recall", outcome=terms.BETTER)
    found = evaluate(gold_of(tmp_path, annotation("a1")), sketch.statements)
    assert shares(found, "all", "value") == (0.5, 1.0, 0.6667)
    assert shares(found, "all", "full result") == (0.5, 1.0, 0.6667)


def test_links_differ_by_more_than_scheme_and_slash(tmp_path: Path, sketch: Sketch) -> None:
    sketch.add("paper-1", terms.CODE_REPOSITORY, "https://pond.example/other")
    found = evaluate(gold_of(tmp_path, annotation("a1")), sketch.statements)
    assert shares(found, "all", "url") == (0.5, 1.0, 0.6667)


def test_a_paper_outside_the_graph_is_missing_and_costs_recall(tmp_path: Path, sketch: Sketch) -> None:
    found = evaluate(gold_of(tmp_path, annotation("a1"), annotation("zz")), sketch.statements)
    assert found.missing == ("zz",)
    assert shares(found, "all", "mention") == (0.75, 0.375, 0.5)


def test_every_record_id_of_a_merged_paper_finds_it(tmp_path: Path, sketch: Sketch) -> None:
    sketch.add("paper-1", terms.IDENTIFIER, "b7")
    found = evaluate(gold_of(tmp_path, annotation("b7")), sketch.statements)
    assert not found.missing
    assert shares(found, "all", "mention")[0] == 0.75


def test_a_file_without_papers_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="holds no papers"):
        evaluate(gold_of(tmp_path, annotation("a1")), [])


def test_intervals_hold_the_figure_and_never_change(tmp_path: Path, sketch: Sketch) -> None:
    papers = gold_of(tmp_path, annotation("a1"), annotation("a2"))
    first, second = (evaluate(papers, sketch.statements) for _ in range(2))
    assert first == second
    for figure in first.figures:
        for share in filter(None, (figure.precision, figure.recall, figure.f1)):
            assert 0 <= share.low <= share.value <= share.high <= 1
    assert first.figure("all", "mention").recall.low < first.figure("all", "mention").recall.high


def test_one_paper_leaves_no_spread(tmp_path: Path, sketch: Sketch) -> None:
    figure = evaluate(gold_of(tmp_path, annotation("a1")), sketch.statements).figure("all", "mention")
    assert figure.recall.low == figure.recall.value == figure.recall.high


def test_the_order_of_papers_and_statements_does_not_matter(tmp_path: Path, sketch: Sketch) -> None:
    papers = gold_of(tmp_path, annotation("a1"), annotation("a2"))
    there = evaluate(papers, sketch.statements)
    back = evaluate(papers[::-1], sketch.statements[::-1])
    assert [(f.row, f.counts) for f in there.figures] == [(f.row, f.counts) for f in back.figures]
    assert there.reliability == back.reliability

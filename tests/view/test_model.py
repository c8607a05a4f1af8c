"""The plain dict of the view, without any HTML."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from kg import rdf, terms
from kg.rdf import Statement
from kg.settings import Settings
from kg.view import model
from kg.view.assembly import DRAWN_LIMIT, size


@pytest.fixture
def view(statements: list[Statement]) -> dict[str, Any]:
    return model(statements, Settings())


def node(view: dict[str, Any], name: str) -> dict[str, Any]:
    return next(n for n in view["nodes"] if n["id"] == name)


def test_an_empty_graph_gives_an_empty_view() -> None:
    view = model([], Settings())
    assert view["nodes"] == view["edges"] == view["results"] == []


def test_nodes_are_papers_and_connected_entities_by_id(view: dict[str, Any]) -> None:
    names = [n["id"] for n in view["nodes"]]
    assert names == sorted(names)
    assert "model-lost" not in names
    assert {n["class"] for n in view["nodes"]} == {"Paper", "Model", "Dataset", "Hardware", "Metric"}


def test_support_counts_papers(view: dict[str, Any]) -> None:
    assert node(view, "dataset-coco")["support"] == 2
    assert node(view, "model-fastnet")["support"] == 1


def test_edges_carry_relation_confidence_and_rule(view: dict[str, Any]) -> None:
    found = {(e["source"], e["relation"], e["target"]): e for e in view["edges"]}
    assert found["paper-1", "proposes", "model-fastnet"]["confidence"] == 0.97
    assert found["paper-1", "proposes", "model-fastnet"]["rule"] == "coined.title"
    assert ("model-fastnet", "variantOf", "model-slownet") in found
    assert found["model-fastnet", "comparedTo", "model-slownet"]["confidence"] == 0.8


def test_evidence_marks_the_words_within_their_sentence(view: dict[str, Any]) -> None:
    for name, words in (("dataset-coco", "COCO"), ("model-fastnet", "FastNet")):
        (quote, *_) = node(view, name)["evidence"]
        assert quote["sentence"][quote["begin"] : quote["end"]] == words
        assert quote["paper"] == "paper-1"


def test_a_full_stop_of_an_abbreviation_ends_no_sentence(view: dict[str, Any]) -> None:
    assert (
        node(view, "dataset-coco")["evidence"][0]["sentence"] == "We test \U0001f680 FastNet, e.g. On COCO."
    )


def test_results_keep_numbers_as_written(view: dict[str, Any]) -> None:
    (result,) = view["results"]
    assert (result["value"], result["unit"], result["bound"], result["comparison"]) == (
        "2.4",
        "x",
        "UpTo",
        "Ratio",
    )
    assert (result["systems"], result["baselines"]) == (["model-fastnet"], ["model-slownet"])
    assert result["conditions"] == ["hardware-a100"]
    quote = result["evidence"][0]
    assert quote["sentence"][quote["begin"] : quote["end"]] == "up to 2.4x faster"
    for name in ("paper-1", "metric-speed", "model-fastnet", "model-slownet", "hardware-a100"):
        assert node(view, name)["results"] == ["result-1"]


def test_links_outside_ids_and_facts(view: dict[str, Any]) -> None:
    paper = node(view, "paper-1")
    assert paper["links"] == [
        {"kind": "code", "url": "https://example.org/code"},
        {"kind": "link", "url": "javascript:alert(1)"},
    ]
    assert {"kind": "arXiv", "url": "https://arxiv.org/abs/2401.00001"} in paper["outside"]
    assert ["Record", "rec-1"] in paper["facts"]
    assert ["Direction", "higher is better"] in node(view, "metric-speed")["facts"]
    assert node(view, "dataset-coco")["outside"] == [{"kind": "same as", "url": "https://example.org/coco"}]
    assert node(view, "paper-1")["short"] == "FastNet"


def test_ranks_are_a_permutation_with_generic_entities_last(view: dict[str, Any]) -> None:
    ranks = sorted(n["rank"] for n in view["nodes"])
    assert ranks == list(range(len(view["nodes"])))
    entities = sorted((n for n in view["nodes"] if n["class"] != "Paper"), key=lambda n: n["rank"])
    assert entities[0]["id"] == "dataset-coco"
    assert entities[-1]["id"] == "metric-speed"


def test_the_order_of_statements_does_not_matter(statements: list[Statement]) -> None:
    expected = json.dumps(model(statements, Settings()))
    for seed in range(3):
        shuffled = list(statements)
        random.Random(seed).shuffle(shuffled)
        assert json.dumps(model(shuffled, Settings())) == expected


def test_without_texts_the_words_themselves_are_the_evidence(statements: list[Statement]) -> None:
    bare = [s for s in statements if s[1] != rdf.iri(terms.IS_STRING)]
    quote = node(model(bare, Settings()), "dataset-coco")["evidence"][0]
    assert (quote["sentence"], quote["begin"], quote["end"]) == ("COCO", 0, 4)


def test_another_base_gives_whole_iris(statements: list[Statement]) -> None:
    view = model(statements, Settings(base_iri="https://other.example/"))
    assert view["nodes"][0]["id"].startswith(terms.ID)


def test_sizes_grow_with_support_and_stay_bounded() -> None:
    sizes = [size({"class": "Method", "support": s}) for s in (0, 1, 2, 10, 100, 10_000)]
    assert sizes == sorted(sizes)
    assert sizes[-1] <= 34
    assert DRAWN_LIMIT == 1500

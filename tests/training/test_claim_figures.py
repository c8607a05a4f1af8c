"""The held-out figures of claims count what the scorers of a fold make of papers they did not help to fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.claims.linear import load as load_scorer
from kg.entities import link
from kg.entities.roles import load as load_roles
from kg.mentions.recogniser import Recogniser
from kg.model import Document
from kg.training.claim_figures import Tally, table
from kg.training.claims import Reading, fit_all, held_out, measure
from kg.vocabulary import Vocabulary, load

SYSTEMS = ("QuickOwl", "SlowFern", "GreyMole", "TallReed", "DampMoss", "NearPond", "WideFjord", "ColdKiln")


def _paper(name: str, value: int) -> tuple[Document, dict[str, Any]]:
    text = f"{name} reaches {value}% accuracy on ImageNet and is 3x faster than ResNet-50 on an A100 GPU."
    document = Document(name, f"{name}: Reading Ponds at Night", text)
    claim = {
        "quote": f"{value}% accuracy", "subject": name, "metric": "accuracy", "value": value, "value_max": None,
        "unit": "%", "kind": "absolute", "direction": "better", "qualifier": "exact", "dataset": "ImageNet",
        "on_model": None, "baseline": None, "hardware": None, "attribute": False,
    }  # fmt: skip
    faster = claim | {
        "quote": "3x faster", "metric": "speed", "value": 3, "unit": "x", "kind": "ratio", "dataset": None,
        "baseline": "ResNet-50", "hardware": "A100",
    }  # fmt: skip
    named = [(name, "Method", "proposes"), ("ImageNet", "Dataset", "evaluates"), ("ResNet-50", "Model", "compares"),
             ("A100", "Hardware", "runs_on"), ("accuracy", "Metric", "reports")]  # fmt: skip
    rows = [{"name": n, "type": t, "role": r, "surfaces": [n], "generic": False} for n, t, r in named]
    record = {"id": name, "proposes": [name], "entities": rows, "results": [claim, faster], "urls": []}
    return document, record


@pytest.fixture(scope="module")
def lexicon() -> Vocabulary:
    return load()


@pytest.fixture(scope="module")
def papers(lexicon: Vocabulary) -> list[Reading]:
    out = []
    for number, name in enumerate(SYSTEMS):
        document, record = _paper(name, 60 + number)
        (found,) = Recogniser(lexicon).find([document])
        out.append(Reading(document, record, link(document, found, lexicon, load_roles()), number % 2))
    return out


def test_a_fold_is_read_by_scorers_fitted_without_it(
    papers: list[Reading], lexicon: Vocabulary, tmp_path: Path
) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    for part, members in (("train", papers[:6]), ("dev", papers[6:])):
        (gold / f"{part}.jsonl").write_text("".join(json.dumps(p.record) + "\n" for p in members))
    tallies = held_out(papers[:6], papers[6:], gold, tmp_path, lexicon)
    assert tallies["train"].rows["all", "value", 3] == 12
    assert tallies["dev"].rows["all", "value", 3] == 4
    assert tallies["train"].claims == tallies["train"].rows["all", "value", 2]
    fit_all([p for p in papers[:6] if p.fold != 0], tmp_path / "again")
    for name in ("pair", "quantity", "phrase"):
        kept = (tmp_path / "without-0" / f"{name}.tsv").read_text()
        assert kept == (tmp_path / "again" / f"{name}.tsv").read_text()
        assert kept != (tmp_path / "all" / f"{name}.tsv").read_text()
    load_scorer.cache_clear()


def test_causes_add_up_and_a_wrong_annotation_is_told(
    papers: list[Reading], lexicon: Vocabulary, tmp_path: Path
) -> None:
    from kg.claims.linear import FOLDER

    def tally(record: dict[str, Any]) -> Tally:
        path = tmp_path / "one.jsonl"
        path.write_text(json.dumps(record) + "\n")
        return measure(papers[:1], path, FOLDER, lexicon, Tally())

    record = papers[0].record
    right = tally(record)
    assert right.claims == 2
    assert right.slot("baseline") == 1.0
    absolute, ratio = record["results"]
    wrong = tally(record | {"results": [absolute, ratio | {"baseline": None, "hardware": "Z900"}]})
    assert wrong.wrong["baseline"] == 1
    assert wrong.causes["baseline", "should be empty"] == 1
    assert wrong.causes["hardware", "name not among the entities"] == 1
    assert wrong.alone["baseline"] == 0
    assert right.figure("value")[1] == 1.0
    assert tally(record | {"results": [absolute | {"value": 1}, ratio]}).figure("value")[1] == 0.5
    assert "should be empty 1" in table("one", wrong)

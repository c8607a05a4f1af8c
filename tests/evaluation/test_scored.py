"""The main figures agree with the scorer that comes with the annotated data, which runs as a process of its own."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg import graph
from kg.evaluation import Evaluation, evaluate, read_gold
from kg.evaluation.gold import ROLES
from kg.model import ROLES_OF, EntityClass
from kg.pipeline import build
from kg.settings import Settings

pytestmark = pytest.mark.shared

MAIN = {
    "mention": "mention", "typed": "typed", "typed-strict": "exact class", "role": "role", "value": "value",
    "result": "result", "result-full": "full result", "url": "url",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of all annotated papers of the smaller part."""
    folder = tmp_path_factory.mktemp("scored")
    build([shared / "gold" / "dev_papers.jsonl"], folder, Settings())
    return folder / "graph.nt"


def damaged(paper: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """An annotation with other roles, classes, names and numbers here and there, so that every count moves."""
    for entity in paper["entities"]:
        if chance.random() < 0.2:
            entity["type"] = chance.choice(list(EntityClass))
            entity["role"] = chance.choice([r for r, x in ROLES.items() if x in ROLES_OF[entity["type"]]])
        if chance.random() < 0.1:
            entity["generic"] = not entity["generic"]
        if chance.random() < 0.1:
            entity["name"], entity["surfaces"] = "Kingfisher " + entity["name"], ["kingfisher"]
    for claim in paper["results"]:
        if chance.random() < 0.1:
            claim["value_max"] = claim["value"]
        if chance.random() < 0.2:
            claim["direction"] = chance.choice(["better", "worse", "neutral"])
        if chance.random() < 0.2:
            claim["attribute"] = not claim["attribute"]
        if chance.random() < 0.2:
            claim["subject"] = chance.choice(["this work", None, "Kingfisher"])
        if chance.random() < 0.2:
            claim["metric"] = chance.choice(["latency", "top-1 accuracy", "memory", "score"])
    paper["proposes"] += ["Kingfisher"] * (chance.random() < 0.1)
    return paper


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_main_figures_agree_to_the_last_digit(
    shared: Path, built: Path, tmp_path: Path, seed: int | None
) -> None:
    lines = (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    papers = [json.loads(line) for line in lines]
    if seed is not None:
        chance = random.Random(seed)
        papers = [damaged(paper, chance) for paper in papers]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(p) + "\n" for p in papers), encoding="utf-8")
    out = tmp_path / "score.json"
    command = [sys.executable, str(shared / "score" / "score.py"), str(gold), str(built), "--json", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    annotated, problems = read_gold(gold)
    assert not problems
    agrees(json.loads(out.read_text(encoding="utf-8")), evaluate(annotated, graph.read(built)))


def agrees(wanted: dict[str, Any], ours: Evaluation) -> None:
    """Assert that every figure is the same at the four digits that the scorer writes."""
    for theirs, name in MAIN.items():
        same(wanted[theirs], ours, "all", name)
    for cls in EntityClass:
        same(wanted["by class"][cls], ours, "typed by class", cls)
    proposes = ours.figure("all", "proposes")
    assert proposes.precision is not None
    assert proposes.f1 is not None
    assert round(proposes.precision.value, 4) == wanted["proposes"]["P"]
    assert round(proposes.recall.value, 4) == wanted["proposes"]["R"]
    # The scorer rounds the recall before it takes the mean.
    assert proposes.f1.value == pytest.approx(wanted["proposes"]["F1"], abs=1e-4)
    assert (proposes.counts[1], proposes.counts[3]) == (
        wanted["proposes"]["pred"],
        wanted["proposes"]["gold"],
    )
    assert round(ours.figure("all", "link").recall.value, 4) == wanted["link"]
    for slot, share in wanted["slots"].items():
        assert round(ours.figure("slot", slot).recall.value, 4) == share
    assert f"{ours.papers - len(ours.missing)}/{ours.papers}" == wanted["papers"]


def same(wanted: dict[str, float], ours: Evaluation, table: str, name: str) -> None:
    """Assert one figure with its counts."""
    figure = ours.figure(table, name)
    assert figure.precision is not None
    assert figure.f1 is not None
    assert {
        "P": round(figure.precision.value, 4),
        "R": round(figure.recall.value, 4),
        "F1": round(figure.f1.value, 4),
        "tp": figure.counts[2],
        "pred": figure.counts[1],
        "gold": figure.counts[3],
    } == wanted, name

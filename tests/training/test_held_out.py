"""Held-out spans are those that the run-time tagger would give, and the fits read them back as they were."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kg.mentions.tagger import WEIGHTS, Judge, Tagger
from kg.mentions.tagger_net import Network, lay_out
from kg.mentions.tagger_text import tokenize
from kg.model import Document
from kg.training import held_out, judge, packing
from kg.training.data import GoldPaper
from kg.training.links import HeldOutTagger

PAPERS = [
    GoldPaper("p1", "train", "SilentOwl: Quiet Decoding\n\nSilentOwl runs LLaMA-2-7B on A100 GPUs.", (), ()),
    GoldPaper("p2", "dev", "Counting Reeds\n\nWe score BERT on SQuAD by exact match and F1.", (), ()),
]


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@pytest.fixture(scope="module")
def chances(weights: dict[str, np.ndarray]) -> list[np.ndarray]:
    tokens = [tokenize(paper.text) for paper in PAPERS]
    run = lay_out([t.words for t in tokens], [t.title for t in tokens])
    flat = Network(weights).probabilities(run)
    return [flat[a:b] for a, b in zip(run.begins, run.ends, strict=True)]


def test_spans_are_those_of_the_tagger(
    weights: dict[str, np.ndarray], chances: list[np.ndarray], tmp_path: Path
) -> None:
    cases = [judge.case(paper, part) for paper, part in zip(PAPERS, chances, strict=True)]
    held = held_out.HeldOut(PAPERS, [0, 1], cases, [Judge(weights), Judge(weights)])
    held_out.write_spans(held, tmp_path / "spans.json")
    written = json.loads((tmp_path / "spans.json").read_text(encoding="utf-8"))
    assert {key: value["fold"] for key, value in written.items()} == {"p1": 0, "p2": 1}
    documents = []
    for paper in PAPERS:
        title, _, abstract = paper.text.partition("\n\n")
        documents.append(Document(paper.id, title, abstract))
    texts = [d.text for d in documents]
    assert texts == [p.text for p in PAPERS]
    read = HeldOutTagger(tmp_path / "spans.json", documents).tag(texts)
    assert read == Tagger.load(least=held_out.LEAST).tag(texts)
    assert any(read)


def test_packed_probabilities_come_back_close(chances: list[np.ndarray]) -> None:
    back = packing.unpack(packing.pack(chances[0]))
    assert np.abs(back - chances[0]).max() < 0.005
    assert packing.pack(np.zeros((2, 3), np.float32)).max() == 0

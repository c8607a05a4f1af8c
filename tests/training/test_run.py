"""Plans, texts and steps: what a run writes down it reads back, and a step that fails says where to look."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.errors import KGError
from kg.training import plan
from kg.training.arrays import Texts, load_texts, ragged, save_texts
from kg.training.devices import run_step, run_together


def test_a_plan_comes_back_and_gaps_keep_their_default(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    plan.write(plan.Plan(steps=5), file)
    assert plan.read(file) == plan.Plan(steps=5)
    file.write_text('{"folds": 2, "gold_share": [0.2, 0.3]}', encoding="utf-8")
    assert plan.read(file) == plan.Plan(folds=2, gold_share=(0.2, 0.3))


def test_texts_come_back_whatever_their_words_hold(tmp_path: Path) -> None:
    texts = Texts(
        ("LLaMA", "\ud800", "\u202e", "n"),
        ragged([[0, 1], [], [2, 3, 0]]),
        np.array([1, 0, 2], np.int32),
        ragged([[5], [6, 7], [8], [9]]),
        ragged([[1], [2], [3], [4, 5]]),
        np.array([3, 6, 6, 0], np.int32),
    )
    save_texts(tmp_path / "texts.npz", texts)
    back = load_texts(tmp_path / "texts.npz")
    assert back.types == texts.types
    assert [back.docs.row(i).tolist() for i in range(3)] == [[0, 1], [], [2, 3, 0]]
    assert back.pieces.row(3).tolist() == [4, 5]
    assert [p.name for p in tmp_path.iterdir()] == ["texts.npz"]


def test_a_failing_step_names_its_log(tmp_path: Path) -> None:
    with pytest.raises(KGError, match=r"tdmsci\.log"):
        run_step(tmp_path, "tdmsci", "cpu")
    assert (tmp_path / "tdmsci.log").read_text(encoding="utf-8").strip()
    with pytest.raises(KGError, match="fold-1"):
        run_together(tmp_path, ["fold-1"], ["cpu"], 1)

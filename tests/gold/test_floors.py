"""The floors fail when a figure falls, and hold on what is built now."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg import pipeline
from kg.settings import Settings

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location("floors", HERE / "floors.py")
assert _spec is not None
assert _spec.loader is not None
floors = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(floors)


def test_a_figure_under_its_floor_is_named() -> None:
    good = {name: {"F1": 1.0} for name in floors.FLOORS}
    assert floors.below(good) == []
    assert floors.below(good | {"url": {"F1": 0.99}}) == ["url: F1 0.990 is under 1.000"]


@pytest.mark.shared
def test_the_annotated_papers_score_above_the_floors(shared: Path, tmp_path: Path) -> None:
    pipeline.build([shared / "gold" / "dev_papers.jsonl"], tmp_path, Settings())
    command = [
        sys.executable,
        str(shared / "score" / "score.py"),
        str(shared / "gold" / "dev.jsonl"),
        str(tmp_path / "graph.nt"),
    ]
    subprocess.run(
        [*command, "--json", str(tmp_path / "score.json")], check=True, capture_output=True, timeout=120
    )
    assert floors.below(json.loads((tmp_path / "score.json").read_text(encoding="utf-8"))) == []

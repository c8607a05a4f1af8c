"""`kg evaluate` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg import export
from kg.evaluation.ablation import ABLATIONS, texts
from kg.rdf import Statement
from kg.settings import Settings

from .conftest import Sketch, annotation


def kg(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def written(tmp_path: Path, sketch: Sketch) -> Path:
    """A folder with graph.nt and gold.jsonl."""
    statements: list[Statement] = sorted(set(sketch.statements))
    export.save(export.WRITERS["ntriples"], tmp_path / "graph", lambda: statements, Settings())
    (tmp_path / "gold.jsonl").write_text(json.dumps(annotation("a1")) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("graph", [".", "graph.nt"])
def test_tables_come_as_tab_separated_lines_that_name_their_table(written: Path, graph: str) -> None:
    done = kg("evaluate", str(written / "gold.jsonl"), str(written / graph))
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert ["Overall", "mention", "0.7500"] in [line[:3] for line in lines]
    assert ["Reliability", "class", "Task", "0.3-0.4", "0.3500", "0.0000", "1"] in lines
    titles = {line[0]: len(line) for line in lines}
    assert len(titles) > 8
    assert all(len(line) == titles[line[0]] for line in lines)


def test_a_bad_annotation_is_said_and_the_rest_is_measured(written: Path) -> None:
    gold = written / "gold.jsonl"
    gold.write_text(gold.read_text(encoding="utf-8") + "{bad\n", encoding="utf-8")
    done = kg("evaluate", str(gold), str(written))
    assert done.returncode == 3
    assert f"skipped: {gold}:2: this is no JSON" in done.stderr
    assert "Overall\tmention\t0.7500" in done.stdout


def test_a_paper_that_the_graph_lacks_is_said(written: Path) -> None:
    gold = written / "gold.jsonl"
    gold.write_text(json.dumps(annotation("zz")) + "\n", encoding="utf-8")
    done = kg("evaluate", str(gold), str(written))
    assert done.returncode == 0
    assert "1 of 1 papers are not in the graph: zz" in done.stderr


@pytest.mark.parametrize("missing", ["gold", "graph"])
def test_a_missing_file_is_one_sentence(written: Path, missing: str) -> None:
    gold = written / ("none.jsonl" if missing == "gold" else "gold.jsonl")
    graph = written / ("none" if missing == "graph" else "graph.nt")
    done = kg("evaluate", str(gold), str(graph))
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


def test_json_holds_every_figure_and_every_ablation(written: Path) -> None:
    out = written / "out.json"
    done = kg("evaluate", str(written / "gold.jsonl"), str(written), "--json", str(out), "--ablations")
    assert done.returncode == 0, done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    counts = report["figures"]["all"]["mention"]["counts"]
    assert counts == {"right among found": 3, "found": 4, "right among wanted": 3, "wanted": 4}
    assert report["reliability"][0]["count"] == 4
    assert list(report["ablations"]) == sorted(ABLATIONS)
    assert {line.split("\t")[1] for line in done.stdout.splitlines() if line.startswith("Recognisers")} == {
        "recognisers",
        *ABLATIONS,
    }


def test_the_papers_are_read_again_as_they_were(sketch: Sketch) -> None:
    (paper,) = texts(sketch.statements, {"a1", "nowhere"})
    assert (paper.id, paper.title) == ("a1", "Heron: Wading Networks")
    assert paper.abstract == "Heron wades. It is 81.5% accurate on PondSet."

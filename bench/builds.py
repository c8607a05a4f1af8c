"""Whole builds as a user runs them: time, memory, and what a second build costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.corpus import sample
from kg.model import Document

ROOT = Path(__file__).resolve().parent.parent
FORMS = {"tagger": "--tagger", "rules": "--no-tagger"}
MORE = 100  # papers that come to a graph


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock and of processor time, and the most memory of any one process in MB."""

    wall: float
    cpu: float
    memory: float


def build(source: Path, out: Path, *options: str) -> Spent:
    """What `kg build` spends, with its workers; a failed build is a RuntimeError with what it said."""
    command = [sys.executable, "-m", "cli", "build", str(source), "-o", str(out), *options]
    with tempfile.TemporaryFile() as said:
        begin = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)  # noqa: S603 - our own command
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, 3}:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed: {said.read().decode(errors='replace')[-500:]}")
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def measure(corpus: Path | None, size: int, jobs: int, form: str, engine: str) -> dict[str, Any]:
    """One row: a build, and on one process also a second one, one with papers more, and one of these alone."""
    options = ("--jobs", str(jobs), FORMS[form], "--engine", engine)
    drawn = sample(corpus, size + MORE)
    more = drawn[: min(MORE, len(drawn) // 4)]
    papers = drawn[len(more) :][:size]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        source, out = _written(folder / "papers.jsonl", papers), folder / "built"
        first = build(source, out, *options)
        row: dict[str, Any] = {
            "papers": len(papers), "jobs": jobs, "form": form, "engine": engine, "wall": first.wall,
            "cpu": first.cpu, "memory": first.memory,
        }  # fmt: skip
        if jobs == 1 and engine == "local":
            row["added"] = len(more)
            row["unchanged"] = build(source, out, *options).cpu
            row["more"] = build(_written(folder / "all.jsonl", [*papers, *more]), out, *options).cpu
            row["alone"] = build(_written(folder / "more.jsonl", more), folder / "alone", *options).cpu
    return {"build": row}


def _written(path: Path, papers: list[Document]) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        for paper in papers:
            record = {"id": paper.id, "title": paper.title, "abstract": paper.abstract, "date": paper.issued}
            stream.write(json.dumps({k: v for k, v in record.items() if v}) + "\n")
    return path

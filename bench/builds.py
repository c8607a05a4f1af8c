"""Whole builds as a user runs them: time, memory, and how both grow."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import sample
from bench.machine import table

ROOT = Path(__file__).resolve().parent.parent


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


def lines(corpus: Path | None, sizes: Sequence[int], jobs: Sequence[int]) -> Iterator[str]:
    """The table of builds by size and number of processes, each built twice, and the fitted growth."""
    yield "## Whole builds"
    yield ""
    rows: list[tuple[str, ...]] = []
    points: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sorted(sizes):
            source = Path(folder) / f"{size}.jsonl"
            papers = _write(source, corpus, size)
            for number in jobs:
                out = Path(folder) / f"{size}-{number}"
                first = build(source, out, "--jobs", str(number))
                again = build(source, out, "--jobs", str(number))
                rate = papers / first.wall
                rows.append(
                    (str(papers), str(number), f"{first.wall:.1f}", f"{first.cpu:.1f}", f"{rate:.0f}",
                     f"{first.memory:.0f}", f"{again.wall:.2f}", f"{first.wall / again.wall:.1f}")
                )  # fmt: skip
                if number == min(jobs):
                    points.append((papers, first.cpu))
    columns = ("papers", "jobs", "seconds", "processor", "papers/s", "MB", "again", "times faster")
    yield from table(columns, rows)
    if len(points) > 1:
        yield f"Processor time grows with papers to the power of {_power(points):.2f}."
        yield ""


def _write(path: Path, corpus: Path | None, size: int) -> int:
    papers = sample(corpus, size)
    with path.open("w", encoding="utf-8") as stream:
        for paper in papers:
            record = {"id": paper.id, "title": paper.title, "abstract": paper.abstract, "date": paper.issued}
            stream.write(json.dumps({k: v for k, v in record.items() if v}) + "\n")
    return len(papers)


def _power(points: Sequence[tuple[int, float]]) -> float:
    """The slope of the line through the logarithms, by least squares."""
    xs, ys = ([math.log(p[i]) for p in points] for i in (0, 1))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((a - x) ** 2 for a in xs)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread if spread else math.nan

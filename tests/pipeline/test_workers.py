"""Processes that die cost a retry; a task that kills them is named; none outlives a killed build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import LimitError
from kg.pipeline.workers import mapped

_ONCE = "__import__('os').path.exists({0!r}) and {1} or (open({0!r}, 'w').close(), __import__('os')._exit(9))"


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_has_its_result(jobs: int) -> None:
    assert sorted(mapped(abs, range(-20, 0), jobs)) == list(range(1, 21))


def test_a_dead_worker_costs_a_retry(tmp_path: Path) -> None:
    died = str(tmp_path / "died")
    tasks = [str(n) for n in range(1, 6)] + [_ONCE.format(died, 6)] + [str(n) for n in range(7, 12)]
    assert sorted(mapped(eval, tasks, 2)) == list(range(1, 12))
    assert Path(died).exists()


def test_a_task_that_kills_every_worker_ends_the_build() -> None:
    tasks = ["1", "__import__('os')._exit(9)", "2"]
    with pytest.raises(LimitError, match="died 3 times"):
        list(mapped(eval, tasks, 2))


def test_what_a_task_raises_comes_out() -> None:
    with pytest.raises(ZeroDivisionError):
        list(mapped(eval, ["1", "1 / 0"], 2))


def test_workers_end_with_a_killed_build(tmp_path: Path) -> None:
    program = (
        "from kg.pipeline.workers import mapped\n"
        "if __name__ == '__main__':\n"
        f"    task = \"open({str(tmp_path)!r} + '/' + str(__import__('os').getpid()), 'w').close() or "
        "__import__('time').sleep(60)\"\n"
        "    list(mapped(eval, [task, task], 2))\n"
    )
    script = tmp_path / "program.py"
    script.write_text(program, encoding="utf-8")
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen([sys.executable, str(script)], env=os.environ | {"PYTHONPATH": str(root)})
    workers: list[int] = []
    deadline = time.monotonic() + 60
    while len(workers) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
        workers = [int(p.name) for p in tmp_path.iterdir() if p.name.isdigit()]
    process.send_signal(signal.SIGKILL)
    process.wait()
    while any(map(_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(workers) == 2
    assert not any(map(_alive, workers))


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

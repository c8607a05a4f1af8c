"""The measurements run, and what they say adds up; the figures themselves are no test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
def test_a_trial_on_the_sample_gives_every_table(tmp_path: Path) -> None:
    out = tmp_path / "speed.md"
    options = ["--papers", "24", "--sizes", "4", "12", "--jobs", "1", "--writers", "--out", str(out)]
    command = [sys.executable, "bench", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        next(line for line in text.splitlines() if line.startswith(start))
        for start in ("## Stages", "## Beside others", "## Writing", "## Whole builds")
    ]
    shares = [int(s) for s in re.findall(r"^\| (?!all).*\| (\d+)% \| [\d.]+ \| \d+% \|$", text, re.MULTILINE)]
    assert len(shares) == 9
    assert 94 <= sum(shares) <= 106
    assert "No peer was named" in text
    assert re.search(r"^\| 12 \| 1 \| [\d.]+ \|", text, re.MULTILINE)
    assert "to the power of" in text

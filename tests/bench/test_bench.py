"""The measurements run, and what they say adds up; the figures themselves are no test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """The measurements by their command."""
    command = [sys.executable, "bench", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=580)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_trial_on_the_sample_gives_every_table(tmp_path: Path) -> None:
    done = run("--smoke", "--out", str(tmp_path / "speed.md"))
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "speed.md").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    starts = ("## Stages", "## Beside others", "## Writing", "## Whole builds")
    assert [h.startswith(s) for h, s in zip(headings, starts, strict=True)] == [True] * 4
    shares = [int(s) for s in re.findall(r"^\| (?!all).*\| (\d+)% \| [\d.]+ \| \d+% \|$", text, re.MULTILINE)]
    assert len(shares) == 9
    assert 94 <= sum(shares) <= 106
    assert "No peer was named" in text
    for row in ("25 | tagger | 1", "25 | rules | 1", "25 | rules | 1 (dask)", "50 | rules | 1"):
        assert f"\n| {row} | " in text
    assert re.search(r"^- rules, one process: .* to the power of -?\d", text, re.MULTILINE)
    assert len(re.findall("beyond their own", text)) == 3
    assert "Not measured" not in text


@pytest.mark.slow
def test_what_was_measured_is_kept_and_what_was_not_is_named(tmp_path: Path) -> None:
    options = ["--kept", str(tmp_path / "kept"), "--papers", "4", "--sizes", "--large"]
    first = run(*options, "--only", "writing")
    assert first.returncode == 0, first.stderr
    assert "writing: " in first.stderr
    assert "Not measured: stages, beside-others." in first.stdout
    second = run(*options, "--only", "writing")
    assert second.stderr == ""
    assert second.stdout == first.stdout
    assert run(*options, "--only", "wr").returncode == 2


def test_a_stage_that_is_not_seen_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from bench import stages
    from bench.corpus import sample

    monkeypatch.setattr(stages, "STAGES", (*stages.STAGES, "dream"))
    with pytest.raises(RuntimeError, match="No time was spent on dream"):
        stages.measure(sample(None, 3), tagger=False)

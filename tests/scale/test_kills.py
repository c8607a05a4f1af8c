"""A build that is killed and run again ends with the bytes of one left alone; `kills.py` by hand does it 200 times."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.attack(43)
@pytest.mark.guarantee("G2")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_builds(jobs: str) -> None:
    script = Path(__file__).with_name("kills.py")
    options = ["--papers", "60", "--kills", "3", "--seed", jobs, "--jobs", jobs]
    result = subprocess.run(
        [sys.executable, str(script), *options], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.rstrip().endswith("same: 3")

"""A build over two hosts, one of which dies; skipped, with the reason, where no network namespaces can be made."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="needs the extra `cluster`")
def test_two_hosts() -> None:
    script = Path(__file__).with_name("hosts.py")
    options = [sys.executable, str(script), "--papers", "1000"]
    result = subprocess.run(options, capture_output=True, text=True, check=False)
    if result.returncode == 77:
        pytest.skip(result.stdout.strip())
    assert result.returncode == 0, result.stdout + result.stderr

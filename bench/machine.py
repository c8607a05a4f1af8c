"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path


def lines() -> Iterator[str]:
    """Processor, Python, versions and load at the start."""
    yield "# Speed"
    yield ""
    yield f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, " + ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "spacy", "pyoxigraph")
    )
    yield from load_line()


def load_line() -> Iterator[str]:
    """How busy the machine is: with more than its cores at work, wall-clock times mean little."""
    yield ""
    yield f"Load over the last minute: {os.getloadavg()[0]:.1f}."
    yield ""


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table; all but the first column are numbers."""
    yield "| " + " | ".join(columns) + " |"
    yield "|---" + "|--:" * (len(columns) - 1) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""

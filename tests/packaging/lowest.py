"""Prints the oldest versions that pyproject.toml allows, with what the tests need, one requirement a line."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
EXTRAS = ("serve", "mcp", "cluster", "frames", "zst")
TESTS = ("pytest", "pytest-timeout", "hypothesis", "httpx", "sparqlwrapper")


def requirements() -> list[str]:
    """Every direct dependency pinned to its floor; what only tests with stays as it is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = list(project["dependencies"])
    for extra in EXTRAS:
        given += project["optional-dependencies"][extra]
    return [re.sub(r"^([\w-]+)>=([\d.]+).*", r"\1==\2", one) for one in given] + list(TESTS)


if __name__ == "__main__":
    sys.stdout.write("\n".join(requirements()) + "\n")

"""Documentation that runs: every block of code of every page, in order, in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from blocks import Block, blocks
from reference import PAGE, page

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "GUARANTEES.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
REQUIRED = os.environ.get("PAPERKG_REQUIRE_INTEROP") == "1"
RUNNERS = {"sh": ("bash", "-euo", "pipefail"), "python": (sys.executable,)}
DATA = {"json": json.loads, "toml": tomllib.loads}
SHOWN = {"text", "tsv", "sparql"}  # output, tables to copy, queries that the block before or behind runs


def run(block: Block, folder: Path) -> subprocess.CompletedProcess[str]:
    """The block as its language runs it, in a folder, with this environment's commands first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [*RUNNERS[block.language], "-"] if block.language == "python" else [*RUNNERS[block.language], "-s"],
        input=block.text, capture_output=True, text=True, check=False, cwd=folder, timeout=240,
        env=os.environ | {"PATH": path, "COLUMNS": "120"},
    )  # fmt: skip


@pytest.mark.guarantee("G13")
@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_block_runs(page: Path, tmp_path: Path) -> None:
    (tmp_path / "exports").symlink_to(ROOT / "exports") if page.name == "README.md" else None
    for block in blocks(page):
        where = f"{page.relative_to(ROOT)}:{block.line}"
        assert block.language in {*RUNNERS, *DATA, *SHOWN}, (
            f"{where}: a block of {block.language} is never run"
        )
        if block.language in DATA:
            DATA[block.language](block.text)
        if block.language not in RUNNERS or "ci" in block.words:
            continue
        if missing := [p for p in block.needs if shutil.which(p) is None]:
            assert not REQUIRED, f"{where} needs {missing}"
            continue
        done = run(block, tmp_path)
        assert done.returncode == 0, (
            f"{where} ended with {done.returncode}:\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        )


def test_blocks_that_ci_runs_are_in_its_script() -> None:
    """A block marked `ci` builds everything anew, so it runs once, as a stage of .ci/run."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for path in PAGES:
        for block in blocks(path):
            if "ci" in block.words:
                commands = [line.partition("#")[0].strip() for line in block.text.splitlines()]
                assert not [c for c in commands if c and c not in script], f"{path.name}:{block.line}"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), f"{path.relative_to(ROOT)} links to {target}"


def test_the_reference_is_the_present_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "renew it with: python tests/docs/reference.py"

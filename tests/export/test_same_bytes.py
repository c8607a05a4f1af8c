"""The bytes of every file depend on nothing but the papers: twelve builds in six processes, each made another way."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from kg.resources import sample_file

ROOT = Path(__file__).resolve().parent.parent.parent
PAPERS = 6
# hash seed, locale, time zone, mask of new files; the papers come in another order each time
WORLDS = (
    ("0", "C", "UTC", 0o022),
    ("1", "C.UTF-8", "Asia/Tokyo", 0o077),
    ("42", "POSIX", "America/New_York", 0o002),
    ("77", "C.UTF-8", "Pacific/Apia", 0o022),
    ("12345", "C", "Europe/Berlin", 0o027),
    ("random", "en_US.UTF-8", "Antarctica/Troll", 0o000),
)
# Builds the papers on one process and on two, with batches of one paper so that both have work, and exports them.
BUILD = """
import hashlib, json, sys
from pathlib import Path
import kg.pipeline
from kg.export import WRITERS, save
from kg.graph import read
from kg.settings import Settings
for holder in (kg.pipeline, *(m for n, m in sys.modules.items() if n.startswith("kg.pipeline."))):
    if hasattr(holder, "BATCH"):
        holder.BATCH = 1
source, output, mask = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
__import__("os").umask(mask)
for jobs in (1, 2):
    folder = output / str(jobs)
    kg.pipeline.build([source], folder, Settings(jobs=jobs))
    graph = sorted(set(read(folder / "graph.nt")))
    for writer in WRITERS.values():
        save(writer, folder / "export", lambda: graph, Settings())
    files = [p for p in sorted(folder.iterdir()) if p.is_file() and not p.name.startswith(".")]
    print(json.dumps({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}))
"""


def builds(folder: Path, world: tuple[str, str, str, int]) -> list[dict[str, str]]:
    """The hashes of all files of the two builds of one process."""
    seed, locale, zone, mask = world
    lines = sample_file().read_text(encoding="utf-8").splitlines()[:PAPERS]
    random.Random(seed).shuffle(lines)
    folder.mkdir()
    source = folder / f"papers-{seed}.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, source, folder / "out", str(mask)],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    one, two = builds(tmp_path_factory.mktemp("first") / "x", WORLDS[0])
    assert one == two
    assert len(one) >= 25
    return one


@pytest.mark.slow
@pytest.mark.attack(48)
@pytest.mark.guarantee("G1")
@pytest.mark.parametrize("world", WORLDS[1:], ids=lambda w: w[0])
def test_bytes_are_the_same_in_every_world(
    world: tuple[str, str, str, int], first: dict[str, str], tmp_path: Path
) -> None:
    assert builds(tmp_path / "x", world) == [first, first]

"""A whole build on a disk that is full: one sentence, the old files, and the next build as if nothing had been."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import KGError
from kg.resources import sample_file
from kg.settings import Settings

SETTINGS = Settings(tagger=False)
PAGE = 4096
FULL = (KGError,)
HIDDEN = {".cache"}  # results kept between builds


def papers(folder: Path, number: int) -> Path:
    path = folder / f"{number}.jsonl"
    path.write_text(
        "\n".join(sample_file().read_text(encoding="utf-8").splitlines()[:number]), encoding="utf-8"
    )
    return path


def visible(folder: Path) -> dict[str, str]:
    """The hash of every file that a reader looks at."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != "store.json"  # made of the index, whose bytes are not promised
    }


def used(folder: Path) -> int:
    return sum(-(-p.stat().st_size // PAGE) * PAGE + PAGE for p in folder.rglob("*"))


@pytest.mark.attack(44)
@pytest.mark.guarantee("G3")
def test_a_disk_that_fills_up_during_a_build(small_disk: Callable[[int], Path], tmp_path: Path) -> None:
    one, two = papers(tmp_path, 2), papers(tmp_path, 4)
    expected = []
    for source in (one, two):
        pipeline.build([source], tmp_path / source.stem, SETTINGS)
        expected.append(visible(tmp_path / source.stem))
    size = used(tmp_path / one.stem)
    failures = 0
    for room in range(0, 24 * PAGE * 8, PAGE * 16):
        disk = small_disk(3 * size + room)
        out = disk / "out"
        pipeline.build([one], out, SETTINGS)
        before = visible(out)
        assert before == expected[0]
        filler = disk / "filler"
        free = _free(disk)
        filler.write_bytes(bytes(max(0, free - room)))
        try:
            pipeline.build([two], out, SETTINGS)
        except FULL:
            failures += 1
            assert visible(out) == before
        filler.unlink()
        pipeline.build([two], out, SETTINGS)
        assert visible(out) == expected[1]
        assert {p.name for p in out.iterdir() if p.name[0] == "."} <= HIDDEN
    assert failures > 3


def _free(disk: Path) -> int:
    state = os.statvfs(disk)
    return state.f_bavail * state.f_frsize

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kg.pipeline import outputs
from kg.resources import sample_file
from kg.settings import Settings

FILES = (*outputs.FILES, outputs.SKIPPED, "store.json")
Record = dict[str, str]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Without the tagger: these tests are about papers on their way, not about what is read out of them."""
    return Settings(tagger=False)


@pytest.fixture(scope="session")
def records() -> list[Record]:
    """The packaged sample."""
    return [json.loads(line) for line in sample_file().read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Sequence[Record]], Path]:
    """Writes records into a new file."""

    def save(items: Sequence[Record]) -> Path:
        path = tmp_path / f"input-{len(list(tmp_path.glob('input-*')))}.jsonl"
        path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
        return path

    return save


@pytest.fixture
def content() -> Callable[[Path], dict[str, bytes]]:
    """All files of a built directory."""
    return lambda folder: {name: (folder / name).read_bytes() for name in FILES}

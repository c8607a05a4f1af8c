from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.documents import read
from kg.model import Document, Skip
from kg.settings import Settings


class Reading:
    """What one input gave."""

    def __init__(self, items: list[Document | Skip], counts: Counter[str]) -> None:
        self.items = items
        self.counts = counts
        self.papers = [i for i in items if isinstance(i, Document)]
        self.skips = [i for i in items if isinstance(i, Skip)]


Parse = Callable[..., Reading]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    """Writes bytes or text to a file and reads it; keywords are settings."""

    def run(data: bytes | str, name: str = "input", **settings: object) -> Reading:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        counts: Counter[str] = Counter()
        return Reading(list(read(path, Settings(**settings), counts)), counts)  # type: ignore[arg-type]

    return run

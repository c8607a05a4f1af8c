"""The owner's page and the annotated records, read whole."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from kg.documents import read
from kg.model import Document
from kg.settings import Settings

pytestmark = pytest.mark.shared


def test_page_gives_its_183_papers_in_order(shared: Path) -> None:
    page = shared / "seeds" / "trending-papers.txt"
    blocks = page.read_text(encoding="utf-8").split("\n\n")
    chrome = next(i for i, block in enumerate(blocks) if block.startswith("Dolphin:"))
    expected = list(zip(blocks[chrome::2], blocks[chrome + 1 :: 2], strict=True))
    items = list(read(page, Settings()))
    documents = [item for item in items if isinstance(item, Document)]
    assert len(items) == len(documents) == 183
    assert [(d.title, d.abstract) for d in documents] == expected
    assert len({d.id for d in documents}) == 183


@pytest.mark.parametrize("name", ["dev_papers.jsonl", "train_papers.jsonl"])
def test_records_keep_id_and_text_exactly(shared: Path, name: str) -> None:
    path = shared / "gold" / name
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    counts: Counter[str] = Counter()
    documents = list(read(path, Settings(), counts))
    assert all(isinstance(d, Document) for d in documents)
    got = [(d.id, d.title, d.abstract) for d in documents if isinstance(d, Document)]
    assert got == [(r["id"], r["title"], r["abstract"]) for r in records]
    assert not counts

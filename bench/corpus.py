"""The papers that are measured: drawn at random, the same ones every time."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

from kg import documents
from kg.model import Document
from kg.resources import sample_file
from kg.settings import Settings


def sample(path: Path | None, size: int) -> list[Document]:
    """`size` papers of a file, or all where it holds fewer, in a random order that never changes."""
    found = _all(path or sample_file())
    return random.Random(0).sample(found, min(size, len(found)))  # noqa: S311 - no secret hangs on it


@lru_cache(maxsize=1)
def _all(path: Path) -> tuple[Document, ...]:
    return tuple(d for d in documents.read(path, Settings()) if isinstance(d, Document))


def words(papers: list[Document]) -> int:
    """White-space separated words of titles and abstracts."""
    return sum(len(paper.text.split()) for paper in papers)

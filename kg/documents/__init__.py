"""Readers: files or standard input in, a stream of papers out."""

from __future__ import annotations

from kg.documents.context import Context, Reader
from kg.documents.merging import merge
from kg.documents.reading import READERS, read
from kg.documents.streams import Source

__all__ = ["READERS", "Context", "Reader", "Source", "merge", "read"]

"""The export room: every format is written from the same sorted stream of statements."""

from __future__ import annotations

from kg.export.atomic import replacing, write_atomically
from kg.export.writers import WRITERS, Writer

__all__ = ["WRITERS", "Writer", "replacing", "write_atomically"]

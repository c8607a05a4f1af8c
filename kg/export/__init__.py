"""The export room: every format is written from the same sorted stream of statements."""

from __future__ import annotations

from kg.export.atomic import replacing, write_atomically
from kg.export.manifest import File, Manifest, Source, describe, read_manifest, write_manifest
from kg.export.writers import WRITERS, Writer, save

__all__ = [
    "WRITERS",
    "File",
    "Manifest",
    "Source",
    "Writer",
    "describe",
    "read_manifest",
    "replacing",
    "save",
    "write_atomically",
    "write_manifest",
]

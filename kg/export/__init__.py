"""The export room: every format is written from the same sorted stream of statements."""

from __future__ import annotations

from kg.export.atomic import replacing, write_atomically, write_bytes
from kg.export.dataset import write_dataset
from kg.export.manifest import describe, manifest_bytes, read_manifest, write_manifest
from kg.export.omission import without_mentions, without_text
from kg.export.packing import PACKINGS
from kg.export.reifiers import RDF12, REIFYING, reified
from kg.export.writers import WRITERS, Writer, save

__all__ = [
    "PACKINGS",
    "RDF12",
    "REIFYING",
    "WRITERS",
    "Writer",
    "describe",
    "manifest_bytes",
    "read_manifest",
    "reified",
    "replacing",
    "save",
    "without_mentions",
    "without_text",
    "write_atomically",
    "write_bytes",
    "write_dataset",
    "write_manifest",
]

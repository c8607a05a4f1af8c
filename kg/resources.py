"""Finds the ontology, the packaged sample and the trained model, in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from kg.errors import KGError

_PACKAGE = Path(__file__).resolve().parent


def ontology_dir() -> Path:
    """The folder with kg.ttl, shapes.ttl, vocab/ and queries/; in a wheel it lies inside the package."""
    for candidate in (_PACKAGE / "ontology", _PACKAGE.parent / "ontology"):
        if (candidate / "vocab").is_dir():
            return candidate
    raise KGError("The ontology folder is missing from this installation; reinstall paperkg.")


def vocabulary_dir() -> Path:
    """The folder of vocabulary tables."""
    return ontology_dir() / "vocab"


def queries_dir() -> Path:
    """The folder of named queries."""
    return ontology_dir() / "queries"


def sample_file() -> Path:
    """The packaged corpus of short digests."""
    return _PACKAGE / "sample" / "papers.jsonl"

"""What a result depends on beside its papers: code, vocabulary, weights, settings, as hashes that a cache is keyed by.

The code is hashed as it lies on disk, so no one has to remember to raise a version.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from kg import ids
from kg.pipeline.extractor import Extractor
from kg.resources import ontology_dir
from kg.settings import Settings

_PACKAGE = Path(__file__).resolve().parent.parent
_READING = ("*.py", "mentions/**/*", "entities/**/*", "claims/**/*", "pipeline/extractor.py", "pipeline/codec.py",
            "pipeline/tasks.py")  # fmt: skip
_NOT_READING = frozenset({"base_iri", "input_format", "jobs", "text", "mentions", "strict", "vocabulary", "max_text",
                          "max_line", "max_ratio"})  # fmt: skip
_ENGINES = ("numpy", "spacy", "pyahocorasick")  # a new release may cut words or round elsewhere


def of_reading(extractor: Extractor, settings: Settings) -> str:
    """The hash of all that an Extraction depends on beside its document."""
    return ids.digest(
        _files(_PACKAGE, _READING), *map(version, _ENGINES), extractor.vocabulary.hash, extractor.model_hash,
        *(f"{f.name}={getattr(settings, f.name)}" for f in fields(settings) if f.name not in _NOT_READING), length=32,
    )  # fmt: skip


def of_outputs(extractor: Extractor, settings: Settings) -> str:
    """The hash of all that the files of a build depend on beside its papers."""
    return ids.digest(
        of_reading(extractor, settings), _files(_PACKAGE, ("**/*",)), _files(ontology_dir(), ("**/*",)),
        settings.base_iri, str(settings.text), str(settings.mentions), length=32,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _files(root: Path, patterns: tuple[str, ...]) -> str:
    state = hashlib.sha256()
    paths = {path for pattern in patterns for path in root.glob(pattern)}
    for path in sorted(paths):
        if path.is_file() and path.suffix != ".pyc":
            state.update(ids.digest(path.relative_to(root).as_posix(), length=64).encode())
            state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()

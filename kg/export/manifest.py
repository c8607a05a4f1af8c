"""The manifest: what a build was made from and what it holds, as one sorted JSON file without a clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import GraphError
from kg.export.atomic import write_atomically

NAME: Final = "manifest.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One input: its name without folder, its size and hash, and what became of its records."""

    name: str
    sha256: str
    bytes: int
    format: str
    kept: int = 0
    skipped: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """One file of a built directory."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything needed to tell two builds apart; the same build gives the same bytes anywhere."""

    versions: Mapping[str, str]  # of the tool and of what decides its output
    vocabulary_hash: str
    model_hash: str | None
    sources: tuple[Source, ...]
    counts: Mapping[str, int]
    files: Mapping[str, File] = field(default_factory=dict)
    settings: Mapping[str, str | int | bool] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """The bytes of the file: UTF-8, sorted keys, sources sorted by name, a final newline."""
        data = asdict(self)
        data["sources"] = sorted(data["sources"], key=lambda source: (source["name"], source["sha256"]))
        return (json.dumps(data, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def describe(path: Path) -> File:
    """The size and hash of a file."""
    state = hashlib.sha256()
    size = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            state.update(block)
            size += len(block)
    return File(state.hexdigest(), size)


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """The path of the manifest written into a built directory, whole or not at all."""

    def write(stream: BinaryIO) -> None:
        stream.write(manifest.to_json())

    return write_atomically(folder / NAME, write)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a built directory; GraphError where there is none or it is not one of ours."""
    path = folder / NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(
            data["versions"],
            data["vocabulary_hash"],
            data["model_hash"],
            tuple(Source(**source) for source in data["sources"]),
            data["counts"],
            {name: File(**file) for name, file in data["files"].items()},
            data["settings"],
        )
    except FileNotFoundError as error:
        raise GraphError(
            f"{folder} holds no {NAME}: it is not a built directory. Make one with kg build."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GraphError(f"{path} is not a manifest of ours: {error}. Build the directory again.") from error

"""The manifest: what a build was made from and what it holds, as one sorted JSON file without a clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from kg.errors import GraphError
from kg.export.atomic import write_atomically

NAME: Final = "manifest.json"
_BLOCK = 1 << 20


def manifest_bytes(content: Mapping[str, Any]) -> bytes:
    """The manifest as UTF-8 JSON: keys sorted, two spaces of indent, a final newline.

    The same content gives the same bytes whatever its order.  Raises ValueError for a number
    that JSON cannot hold.
    """
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def write_manifest(folder: Path, content: Mapping[str, Any]) -> Path:
    """The path of the manifest written into a built directory, whole or not at all."""

    def write(stream: BinaryIO) -> None:
        stream.write(manifest_bytes(content))

    return write_atomically(folder / NAME, write)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a built directory; GraphError where there is none or it is no JSON object."""
    path = folder / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise GraphError(f"{folder} is not a built directory: no {NAME}. Make one with kg build.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise GraphError(f"{path} cannot be read: {error}. Build the directory again.") from error
    if not isinstance(content, dict):
        raise GraphError(f"{path} is not a manifest of ours. Build the directory again.")
    return content


def describe(path: Path) -> dict[str, str | int]:
    """The size in bytes and the SHA-256 of a file, as a manifest lists it."""
    state = hashlib.sha256()
    size = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            state.update(block)
            size += len(block)
    return {"bytes": size, "sha256": state.hexdigest()}

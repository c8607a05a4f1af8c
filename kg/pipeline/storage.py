"""Files that may lie anywhere fsspec reaches (file://, s3://, memory://): whole or not there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from kg.documents import Source
from kg.errors import InputError, KGError

MISSING = "Reading and writing by URL needs fsspec: pip install 'paperkg[cluster]'."


def is_url(name: str) -> bool:
    """Whether a name is a URL and no path of this machine."""
    return "://" in name


def system(url: str) -> tuple[Any, str]:
    """The file system of a URL or path, and the path in it.  Raises KGError where a package is missing."""
    try:
        import fsspec

        found: tuple[Any, str] = fsspec.url_to_fs(url)
    except ImportError as error:
        raise KGError(f"{MISSING} ({error})") from error
    except ValueError as error:
        raise InputError(f"{url} cannot be reached: {error}.") from error
    return found


def exists(url: str) -> bool:
    """Whether there is a file."""
    files, path = system(url)
    return bool(files.exists(path))


def write(url: str, pieces: Iterable[bytes]) -> None:
    """Write a file; under its name there is never a part of it."""
    files, path = system(url)
    files.makedirs(path.rpartition("/")[0], exist_ok=True)
    beside = f"{path}.{uuid4().hex}.tmp"
    with files.open(beside, "wb") as stream:
        for piece in pieces:
            stream.write(piece)
    files.mv(beside, path)


def lines(url: str) -> Iterator[bytes]:
    """The lines of a file."""
    files, path = system(url)
    with files.open(path, "rb") as stream:
        yield from stream


def keep_only(folder: str, names: set[str]) -> None:
    """Remove all files of a folder but the named ones."""
    files, path = system(folder)
    if files.exists(path):
        for name in files.ls(path, detail=False):
            if name.rpartition("/")[2] not in names:
                files.rm_file(name)


def fetched(names: Sequence[str], folder: Path) -> list[Source]:
    """Sources that can be read here: files at URLs are copied into the folder, each under its own name."""
    out: list[Source] = []
    for number, name in enumerate(names):
        if not is_url(name):
            out.append("-" if name == "-" else Path(name))
            continue
        files, path = system(name)
        target = folder / str(number) / path.rpartition("/")[2]
        target.parent.mkdir(parents=True)
        try:
            with files.open(path, "rb") as stream, target.open("wb") as copy:
                shutil.copyfileobj(stream, copy)
        except OSError as error:
            raise InputError(f"{name} cannot be read: {error.strerror or error}.") from error
        out.append(target)
    return out

"""The files of a build beside their places, and the step that puts all of them there, finished even after a kill.

Everything is written into a folder of its own.  Once all is on disk, a list of what goes where is written and synced;
from then on the new files count: should the process die between two renames, the next build does the rest first.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.export import replacing

NAME: Final = ".draft"
_LIST: Final = "complete.json"


@contextmanager
def draft(directory: Path) -> Iterator[Path]:
    """An empty folder in `directory`, on the same disk, gone afterwards; what an earlier build left is dealt with."""
    finish(directory)
    folder = directory / NAME
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(directory: Path, names: Sequence[str]) -> None:
    """Put the named files and folders of the draft in place of the old ones."""
    folder = directory / NAME
    for name in names:
        if (folder / name).is_file():
            _sync(folder / name)
    with replacing(folder / _LIST) as stream:
        stream.write(json.dumps(list(names)).encode())
    finish(directory)


def finish(directory: Path) -> bool:
    """Do the rest of a publication that was begun; whether there was one.  A draft that was not complete is removed."""
    folder = directory / NAME
    if not (folder / _LIST).is_file():
        shutil.rmtree(folder, ignore_errors=True)
        return False
    for name in json.loads((folder / _LIST).read_text(encoding="utf-8")):
        source, target = folder / name, directory / name
        if not source.exists():
            continue  # in its place already
        if source.is_dir() and target.exists():
            target.rename(folder / f"old-{name}")
        source.replace(target)
    _sync(directory)
    shutil.rmtree(folder)
    return True


def _sync(path: Path) -> None:
    """Make a file's bytes, or a folder's names, last through a power failure, where the system can."""
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

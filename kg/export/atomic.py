"""Files that are either the old or the new, never a mix: written beside their place, synced, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import GraphError
from kg.export.packing import packed


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file at `path` when the block ends well; otherwise the old file stays.

    The temporary file lies in the same folder and is removed on any failure, an interrupt included.
    Raises GraphError naming the path when the disk refuses.
    """
    target = path.resolve()  # a link keeps pointing at the file it pointed at
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except OSError as error:
        raise _refused(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 18) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_atomically(path: Path, write: Callable[[BinaryIO], object], compress: bool | str = False) -> Path:
    """The path written: `write` fills it through a stream, packed if `compress` names a packing or is true (gzip)."""
    with replacing(path) as stream, packed(stream, compress) as inner:
        write(inner)
    return path


def write_bytes(path: Path, data: bytes) -> Path:
    """The path written with these bytes."""
    with replacing(path) as stream:
        stream.write(data)
    return path


def _mode(target: Path) -> int:
    """The permissions a plain `open` would have given: those of the old file, else what the umask leaves."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(path: Path, error: OSError) -> GraphError:
    return GraphError(
        f"{path} cannot be written: {error.strerror or error}. The old file, if any, is unchanged; "
        "free some space or choose another folder with -o."
    )

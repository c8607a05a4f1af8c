"""Files that are either the old or the new, never a mix: written beside their place, synced, then renamed."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import GraphError
from kg.export.packing import packed

try:
    import fcntl
except ImportError:  # Windows, where nothing tells a stale file from one being written: stale ones stay
    fcntl = None  # type: ignore[assignment]

_SUFFIX: Final = ".tmp"


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file at `path` when the block ends well; otherwise the old file stays.

    The temporary file lies in the same folder and is removed on any failure, an interrupt included; what a
    killed process left of one is removed by the next that writes the same file.  Raises GraphError naming the path
    when the disk refuses.
    """
    target = path.resolve()  # a link keeps pointing at the file it pointed at
    try:
        _sweep(target)
        handle, temporary = _draft(target)
    except OSError as error:
        raise _refused(path, error) from error
    try:
        with os.fdopen(handle, "wb", buffering=1 << 18, closefd=False) as stream:
            yield stream
            stream.flush()
            os.fsync(handle)
        temporary.chmod(_mode(target))
        if fcntl is None:
            os.close(handle)  # Windows renames no open file
        temporary.replace(target)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        with suppress(OSError):
            os.close(handle)  # and give the lock back, now that the file is in its place
    _sync_folder(target.parent, path)


def _draft(target: Path) -> tuple[int, Path]:
    """A new temporary file for a target, open and locked for as long as its writer lives."""
    while True:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=_SUFFIX)
        try:
            if _lock(handle, otherwise=True) and os.path.samestat(os.fstat(handle), Path(name).stat()):
                return handle, Path(name)
        except FileNotFoundError:
            pass  # another process took it for a stale one, before it was locked
        os.close(handle)


def _sweep(target: Path) -> None:
    """Remove the temporary files of this target that no living process holds."""
    stale = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}{re.escape(_SUFFIX)}")
    for path in target.parent.iterdir():
        if stale.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            try:
                handle = os.open(path, os.O_RDWR)
            except FileNotFoundError:
                continue
            try:
                if _lock(handle, otherwise=False):
                    path.unlink(missing_ok=True)
            finally:
                os.close(handle)


def _lock(handle: int, *, otherwise: bool) -> bool:
    """Whether the file is ours now; `otherwise` where the disk knows no locks.

    The system frees it when its holder dies.
    """
    if fcntl is None:
        return otherwise
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return otherwise
    return True


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


def _sync_folder(folder: Path, path: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise GraphError(
            f"{path} is written, but the disk does not confirm it: {error.strerror or error}. Write it once more."
        ) from error


def _refused(path: Path, error: OSError) -> GraphError:
    return GraphError(
        f"{path} cannot be written: {error.strerror or error}. The old file, if any, is unchanged; "
        "free some space or choose another folder with -o."
    )

"""One build at a time in a directory: a lock that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.errors import GraphError

NAME: Final = ".lock"


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the lock of a directory, made if missing; the file names the holder's process.

    Raises GraphError naming the holder where another build holds it.  A file left by a dead process holds nothing.
    """
    path = directory / NAME
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle = _taken(path)
    except OSError as error:
        raise GraphError(
            f"{directory} cannot be written: {error.strerror}. Choose another with -o."
        ) from error
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _taken(path: Path) -> int:
    """The open, locked file at `path`."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        if not _lock(handle):
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            os.close(handle)
            raise GraphError(
                f"{path.parent} is being built by process {holder or 'unknown'}; wait for it, or choose "
                "another directory with -o."
            )
        try:
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except FileNotFoundError:
            pass
        os.close(
            handle
        )  # its holder removed it between our opening and locking it: take the one there is now


def _lock(handle: int) -> bool:
    """Whether the file is ours now; the system frees it when the process ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

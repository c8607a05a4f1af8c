"""A disk that fails at a chosen call: every system call that `kg.export` writes through passes here and is counted."""

from __future__ import annotations

import io
import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BUFFER = 1 << 12  # bytes per write, so that small files are written in several steps
PATCHED: tuple[tuple[Any, str], ...] = (
    (tempfile, "mkstemp"),
    (os, "fsync"),
    (os, "open"),
    (Path, "chmod"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "iterdir"),
)


class Disk:
    """Counts calls; at call number `at` does what `fail` does, once."""

    def __init__(self, at: int = -1, fail: Callable[[], None] = lambda: None) -> None:
        self.calls: list[str] = []
        self._at = at
        self._fail = fail

    def pass_by(self, name: str) -> None:
        """One call."""
        self.calls.append(name)
        if len(self.calls) - 1 == self._at:
            self._fail()

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put this disk under the calls of the process."""
        for owner, name in PATCHED:
            patch.setattr(owner, name, self._counted(name, getattr(owner, name)))
        patch.setattr(os, "fdopen", self._opened)

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.pass_by(name)
            return real(*arguments, **options)

        return call

    def _opened(self, handle: int, *_: Any, closefd: bool = True, **__: Any) -> io.BufferedWriter:
        return io.BufferedWriter(_Raw(self, handle, closefd), BUFFER)


class _Raw(io.FileIO):
    """A file of which every write passes the disk, half of it done when it fails: a torn write."""

    def __init__(self, disk: Disk, handle: int, closefd: bool) -> None:
        super().__init__(handle, "wb", closefd=closefd)
        self._disk = disk

    def write(self, data: Any) -> int:
        view = memoryview(data)
        half = super().write(view[: len(view) // 2])
        self._disk.pass_by("write")
        return half + super().write(view[half:])


def refuse(code: int) -> Callable[[], None]:
    """A failure: the error of a system call."""

    def fail() -> None:
        raise OSError(code, os.strerror(code))

    return fail


def die() -> None:
    """A failure: the process is killed on the spot."""
    os.kill(os.getpid(), signal.SIGKILL)

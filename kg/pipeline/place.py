"""Where a build may write: never over what it reads, never over files of others."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg import export
from kg.errors import GraphError, InputError, KGError
from kg.pipeline.outputs import FILES, INDEX, SKIPPED


def check(directory: Path, sources: Iterable[Path | str], *, force: bool = False) -> None:
    """Raise InputError where an output would replace a source, GraphError where it would replace a foreign file.

    With `force` only the first is checked.
    """
    if directory.exists() and not directory.is_dir():
        raise GraphError(f"{directory} is a file; name a directory to build into.")
    ours = [directory / name for name in (*FILES, *INDEX, SKIPPED)]
    for source in sources:
        if source != "-" and Path(source).resolve() in {path.resolve() for path in ours}:
            raise InputError(f"{source} is read and would be overwritten; choose another directory with -o.")
    present = next((path for path in ours if path.exists()), None)
    if present and not force and not _is_ours(directory):
        raise GraphError(f"{present} was not written by paperkg; choose another directory, or say --force.")


@contextmanager
def made(directory: Path) -> Iterator[None]:
    """Take a directory away again that was not there before, when what should fill it is refused.

    An interrupt leaves it, with the results that the next build goes on from.  Raises GraphError where the disk
    refuses.
    """
    new = not directory.exists()
    try:
        yield
    except (KGError, OSError, sqlite3.OperationalError) as error:
        if new and directory.is_dir():
            shutil.rmtree(directory, ignore_errors=True)
        if isinstance(error, KGError | BrokenPipeError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise GraphError(
            f"{directory} cannot be written: {reason}. Make room, or choose another with -o."
        ) from error


def _is_ours(directory: Path) -> bool:
    try:
        manifest = export.read_manifest(directory)
    except GraphError:
        return False
    tool = manifest.get("tool")
    return isinstance(tool, dict) and tool.get("name") == "paperkg"

"""Where the graph of a built directory is read from: its on-disk index, or its N-Triples file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import GraphError
from kg.terms import PREFIXES

GRAPH: Final = "graph.nt"
STORE: Final = "store"
MARKER: Final = "store.json"  # beside the store: which graph it was made of
_BLOCK, _SAMPLES = 1 << 16, 32
_PIECE = 1 << 24  # bytes loaded at a time: the loader holds all it was given
_SUBJECT = re.compile(rb"<([^>]*[/#:])[a-z][A-Za-z0-9]*-[A-Za-z0-9_-]+> ")  # base IRI and flat local name


@dataclass(frozen=True, slots=True)
class Location:
    """What a worker opens (a folder for an index), and the prefixes that queries need not declare."""

    path: Path
    indexed: bool
    prefixes: dict[str, str]


def locate(directory: Path, *, index: bool = True) -> Location:
    """Where to read the graph of a built directory; the index only when it was made of the present graph.

    Raises GraphError where there is no graph.
    """
    graph, folder = directory / GRAPH, directory / STORE
    if index and folder.is_dir() and (not graph.is_file() or _current(directory)):
        return Location(folder, True, _prefixes(graph))
    if not graph.is_file():
        raise GraphError(
            f"{directory} holds no {GRAPH}: it is not a built directory. Make one with kg build."
        )
    return Location(graph, False, _prefixes(graph))


def write(directory: Path) -> Path:
    """The folder of the index, written anew from the directory's N-Triples file.

    The old index, if any, is replaced only when the new one is whole.  Raises GraphError where the file is
    missing or broken, or the disk refuses.
    """
    import pyoxigraph

    graph, folder = directory / GRAPH, directory / STORE
    if not graph.is_file():
        raise GraphError(f"{directory} holds no {GRAPH}: build it first with kg build.")
    draft = Path(tempfile.mkdtemp(prefix=".store-", dir=directory))
    try:
        store = pyoxigraph.Store(str(draft / STORE))
        with graph.open("rb") as stream:
            while piece := stream.read(_PIECE):
                piece += stream.readline()
                store.bulk_load(piece, format=pyoxigraph.RdfFormat.N_TRIPLES)
        store.optimize()
        store.flush()
        del store  # gives the lock back
        (directory / MARKER).unlink(missing_ok=True)
        if folder.exists():
            folder.rename(draft / "old")
        (draft / STORE).rename(folder)
        marker = draft / MARKER
        marker.write_text(json.dumps(_fingerprint(graph), sort_keys=True) + "\n", encoding="utf-8")
        os.replace(marker, directory / MARKER)  # noqa: PTH105 - replaces on every system
    except (OSError, SyntaxError, ValueError) as error:
        raise GraphError(f"The index of {directory} cannot be written: {error}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def patch(directory: Path, target: Path, gone: Iterable[bytes], come: Iterable[bytes]) -> bool:
    """Whether `target`, which holds its graph, got an index made of that of `directory`: some lines out, some in.

    Not where the index in `directory` is missing, of another graph, or in use; then `write` it anew.
    """
    import pyoxigraph

    if not (directory / STORE).is_dir() or not _current(directory):
        return False
    try:
        pyoxigraph.Store.read_only(str(directory / STORE)).backup(
            str(target / STORE)
        )  # by hard links: at once
        store = pyoxigraph.Store(str(target / STORE))
        for quad in pyoxigraph.parse(b"".join(gone), format=pyoxigraph.RdfFormat.N_TRIPLES):
            store.remove(quad)
        store.bulk_load(b"".join(come), format=pyoxigraph.RdfFormat.N_TRIPLES)
        store.flush()
        del store
    except OSError:
        shutil.rmtree(target / STORE, ignore_errors=True)
        return False
    marker = json.dumps(_fingerprint(target / GRAPH), sort_keys=True) + "\n"
    (target / MARKER).write_text(marker, encoding="utf-8")
    return True


def _fingerprint(graph: Path) -> dict[str, str | int]:
    # The whole of a large file would take longer to hash than a query takes to answer.
    size = graph.stat().st_size
    state = hashlib.sha256()
    with graph.open("rb") as stream:
        for step in range(_SAMPLES + 1):
            stream.seek(max(0, size - _BLOCK) * step // _SAMPLES)
            state.update(stream.read(_BLOCK if size <= _BLOCK * _SAMPLES else 1 << 12))
    return {"bytes": size, "sample": state.hexdigest()}


def _current(directory: Path) -> bool:
    try:
        marker = json.loads((directory / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return bool(marker == _fingerprint(directory / GRAPH))


def _prefixes(graph: Path) -> dict[str, str]:
    try:
        with graph.open("rb") as stream:
            match = _SUBJECT.match(stream.readline(4096))
    except OSError:
        match = None
    return PREFIXES | ({"id": match[1].decode("ascii", "replace")} if match else {})

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kg.export import WRITERS, save, write_dataset, write_manifest
from kg.graph import read
from kg.rdf import Statement
from kg.settings import Settings

EXAMPLE = Path(__file__).parent.parent / "ontology" / "example.ttl"
Files = dict[str, bytes]


@pytest.fixture(scope="session")
def graph() -> list[Statement]:
    """The worked example."""
    return sorted(set(read(EXAMPLE)))


@pytest.fixture(scope="session")
def write(graph: list[Statement]) -> Callable[[Path, int], None]:
    """Writes files of every kind into a folder: plain, packed, in parts, with further files; two versions."""

    def run(folder: Path, version: int) -> None:
        found = graph[:: version + 1]
        for name in ("ntriples", "turtle", "csv", "parquet"):
            save(WRITERS[name], folder / "graph", lambda: found, Settings())
        save(WRITERS["jsonld"], folder / "graph", lambda: found, Settings(), "gz")
        save(WRITERS["nquads"], folder / "part", lambda: found, Settings(), "zst", 150)
        write_dataset(folder, found, {"version": version}, Settings())
        write_manifest(folder, {"version": version})

    return run


@pytest.fixture(scope="session")
def versions(
    write: Callable[[Path, int], None], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Files, Files]:
    """The files of both versions, as they should be."""
    out = []
    for version in (0, 1):
        folder = tmp_path_factory.mktemp("version")
        write(folder, version)
        out.append(contents(folder))
    assert all(out[0].get(name) != data for name, data in out[1].items())
    return out[0], out[1]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes file systems of a given number of bytes, gone at the end."""
    with ExitStack() as stack:

        def make(size: int) -> Path:
            folder = tmp_path / f"disk-{size}"
            folder.mkdir()
            command = ["mount", "-t", "tmpfs", "-o", f"size={size},nr_inodes=400", "tmpfs", str(folder)]
            done = subprocess.run(command, capture_output=True, check=False)
            if done.returncode:
                pytest.skip(f"no file system of its own can be made here: {done.stderr.decode().strip()}")
            stack.callback(subprocess.run, ["umount", "-l", str(folder)], check=False)
            return folder

        yield make


def contents(folder: Path) -> Files:
    """Every file of a folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def files_of() -> Callable[[Path], Files]:
    """Reads every file of a folder, hidden ones too."""
    return contents

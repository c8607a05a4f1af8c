"""Whatever call fails, and wherever the process is killed, each file is the old one or the new one, whole."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.export import replacing, write_bytes

sys.path.insert(0, str(Path(__file__).parent))
from shim import Disk, die, refuse

Files = dict[str, bytes]
Write = Callable[[Path, int], None]
Contents = Callable[[Path], Files]


def temporary(name: str) -> bool:
    return Path(name).name.startswith(".")


def check(found: Files, versions: tuple[Files, Files], *, killed: bool = False) -> None:
    old, new = versions
    for name, data in found.items():
        if temporary(name):
            assert killed, f"{name} is left"
        else:
            assert data in (old.get(name), new.get(name)), f"{name} is neither the old file nor the new one"
    assert old.keys() & new.keys() <= found.keys()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No kill here takes the power away, so nothing need reach the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def calls(tmp_path: Path, write: Write) -> int:
    """How many calls a change of version takes."""
    folder = tmp_path / "counted"
    folder.mkdir()
    write(folder, 0)
    disk = Disk()
    with pytest.MonkeyPatch.context() as patch:
        disk.install(patch)
        write(folder, 1)
    assert {"mkstemp", "write", "fsync", "chmod", "replace", "open"} <= set(disk.calls)
    return len(disk.calls)


@pytest.mark.attack(44)
@pytest.mark.guarantee("G3")
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES], ids=errno.errorcode.get)
def test_an_error_at_any_call(
    code: int, calls: int, tmp_path: Path, write: Write, versions: tuple[Files, Files], files_of: Contents
) -> None:
    assert calls > 100
    folder = tmp_path / "out"
    folder.mkdir()
    write(folder, 0)
    for at in range(calls):
        with pytest.MonkeyPatch.context() as patch:
            Disk(at, refuse(code)).install(patch)
            with suppress(GraphError):
                write(folder, 1)
        check(files_of(folder), versions)
        write(folder, 0)
        assert files_of(folder) == versions[0]


@pytest.mark.attack(43)
@pytest.mark.guarantee("G3")
def test_a_kill_at_any_call(
    calls: int, tmp_path: Path, write: Write, versions: tuple[Files, Files], files_of: Contents
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    write(folder, 0)
    left = 0
    for at in range(calls):
        child = os.fork()
        if child == 0:
            Disk(at, die).install(pytest.MonkeyPatch())
            try:
                write(folder, 1)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), at
        found = files_of(folder)
        left += any(map(temporary, found))
        check(found, versions, killed=True)
        write(folder, 0)
        assert files_of(folder) == versions[0], "the next run leaves nothing behind"
    assert left > 20  # or the sweep was never needed


def test_a_file_being_written_by_a_living_process_is_left_alone(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "graph.nt"
    with replacing(path) as stream:
        stream.write(b"slow")
        with replacing(path) as other:
            other.write(b"fast")
        assert path.read_bytes() == b"fast"
    assert path.read_bytes() == b"slow"
    assert [p.name for p in tmp_path.iterdir()] == ["graph.nt"]


def test_only_our_own_leftovers_are_swept(tmp_path: Path) -> None:
    kept = [".graph.nt.tmp", ".graph.nt.abc.tmp", ".graph.ttl.12345678.tmp", ".graph.nt.12345678.tmp.bak"]
    for name in [*kept, ".graph.nt.12345678.tmp"]:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / ".graph.nt.87654321.tmp").symlink_to(tmp_path / "elsewhere")
    write_bytes(tmp_path / "graph.nt", b"new")
    assert {p.name for p in tmp_path.iterdir()} == {*kept, "elsewhere", "graph.nt", ".graph.nt.87654321.tmp"}

from __future__ import annotations

import errno
import gzip
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

import pytest

from kg.errors import GraphError
from kg.export import replacing, write_atomically


def fill(stream: BinaryIO) -> None:
    stream.write(b"new")


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    assert write_atomically(path, fill) == path
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["graph.nt"]


@pytest.mark.guarantee("G3")
@pytest.mark.parametrize(
    "failure", [ValueError("broken"), KeyboardInterrupt(), OSError(errno.ENOSPC, "full")]
)
def test_a_failure_while_writing_keeps_the_old_file(tmp_path: Path, failure: BaseException) -> None:
    path = tmp_path / "graph.nt"
    path.write_bytes(b"old")

    def fail(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise failure

    with pytest.raises(GraphError if isinstance(failure, OSError) else type(failure)):
        write_atomically(path, fail)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["graph.nt"]


@pytest.mark.attack(44)
@pytest.mark.guarantee("G3")
@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EACCES])
def test_a_disk_that_refuses_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    path = tmp_path / "graph.nt"
    path.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    owner: object = os if call == "fsync" else Path
    monkeypatch.setattr(owner, call, refuse)
    with pytest.raises(GraphError, match=r"graph\.nt cannot be written: .* unchanged"):
        write_atomically(path, fill)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["graph.nt"]


def test_a_missing_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="choose another folder"):
        write_atomically(tmp_path / "nowhere" / "graph.nt", fill)


def test_the_new_file_has_the_permissions_of_a_plain_one(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    path = write_atomically(tmp_path / "graph.nt", fill)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    path.chmod(0o640)
    write_atomically(path, fill)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    target = tmp_path / "real.nt"
    target.write_bytes(b"old")
    link = tmp_path / "graph.nt"
    link.symlink_to(target)
    write_atomically(link, fill)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_packed_bytes_hold_neither_name_nor_time(tmp_path: Path) -> None:
    one = write_atomically(tmp_path / "a.gz", fill, compress=True)
    other = write_atomically(tmp_path / "b.gz", fill, compress=True)
    assert one.read_bytes() == other.read_bytes()
    assert gzip.decompress(one.read_bytes()) == b"new"


def test_readers_see_the_old_file_until_the_end(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.write_bytes(b"old")
    with replacing(path) as stream:
        stream.write(b"new")
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_the_file_and_then_its_folder_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []

    def note(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))

    monkeypatch.setattr(os, "fsync", note)
    write_atomically(tmp_path / "graph.nt", fill)
    assert synced == [False, True]


def test_a_folder_that_is_not_confirmed_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph.nt"
    path.write_bytes(b"old")

    def refuse(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(GraphError) as caught:
        write_atomically(path, fill)
    assert str(caught.value) == (
        f"{path} is written, but the disk does not confirm it: Input/output error. Write it once more."
    )
    assert path.read_bytes() == b"new"
    monkeypatch.undo()
    opened = os.open

    def closed_folders(where: object, flags: int, *mode: int) -> int:
        if flags & os.O_DIRECTORY:
            raise OSError("no folders")
        return opened(where, flags, *mode)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", closed_folders)
    with pytest.raises(GraphError, match=r"does not confirm it: no folders\. Write"):
        write_atomically(path, fill)


def test_what_is_said_when_a_disk_refuses(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "graph.nt"
    with pytest.raises(GraphError) as caught:
        write_atomically(path, fill)
    assert str(caught.value) == (
        f"{path} cannot be written: No such file or directory. The old file, if any, is unchanged; "
        "free some space or choose another folder with -o."
    )
    with pytest.raises(GraphError, match=r"graph\.nt cannot be written: plainly\. The old"):
        write_atomically(tmp_path / "graph.nt", lambda _: (_ for _ in ()).throw(OSError("plainly")))


def test_a_new_file_is_for_whom_the_mask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        path = write_atomically(tmp_path / "graph.nt", fill)
        assert os.umask(0o027) == 0o027, "the mask stays"
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o444)
    assert stat.S_IMODE(write_atomically(path, fill).stat().st_mode) == 0o444


def test_the_temporary_file_lies_beside_its_place_under_a_name_that_is_swept(tmp_path: Path) -> None:
    with replacing(tmp_path / "graph.nt") as stream:
        stream.write(b"new")
        [name] = names(tmp_path)
        assert re.fullmatch(r"\.graph\.nt\.[a-z0-9_]{8}\.tmp", name)
    assert names(tmp_path) == ["graph.nt"]


def test_a_disk_without_locks_is_written_and_never_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing tells a stale file from one being written, both stay."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    (tmp_path / ".graph.nt.12345678.tmp").write_bytes(b"")
    assert write_atomically(tmp_path / "graph.nt", fill).read_bytes() == b"new"
    assert names(tmp_path) == [".graph.nt.12345678.tmp", "graph.nt"]

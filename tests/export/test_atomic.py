from __future__ import annotations

import errno
import gzip
import os
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

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), refuse)
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

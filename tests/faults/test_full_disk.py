"""Real full disks, real limits and real rights: the old files stand, the new ones come once there is room."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import GraphError

Files = dict[str, bytes]
Write = Callable[[Path, int], None]
Contents = Callable[[Path], Files]
PAGE = 4096


def whole(found: Files, versions: tuple[Files, Files]) -> None:
    """Every file is the old or the new one, and nothing else is there."""
    for name, data in found.items():
        assert data in (versions[0].get(name), versions[1].get(name)), name


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: the system stops a write in its middle."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.attack(44)
@pytest.mark.guarantee("G3")
def test_a_file_that_may_not_grow(
    tmp_path: Path, write: Write, versions: tuple[Files, Files], files_of: Contents
) -> None:
    write(tmp_path, 0)
    largest = max(map(len, versions[1].values()))
    for size in (0, 1, 100, PAGE, *range(largest // 7, largest, largest // 7), largest - 1):
        with at_most(size), pytest.raises(GraphError, match=r"cannot be written: .* unchanged"):
            write(tmp_path, 1)
        whole(files_of(tmp_path), versions)
    with at_most(largest):
        write(tmp_path, 1)
    assert {n: d for n, d in files_of(tmp_path).items() if n in versions[1]} == versions[1]


@pytest.mark.attack(44)
@pytest.mark.guarantee("G3")
def test_a_full_disk(
    small_disk: Callable[[int], Path], write: Write, versions: tuple[Files, Files], files_of: Contents
) -> None:
    used = sum(-(-len(data) // PAGE) * PAGE for data in versions[0].values())
    complaints: list[str] = []
    for room in range(0, 12 * PAGE, PAGE):
        folder = small_disk(used + room)
        write(folder, 0)
        try:
            write(folder, 1)
        except GraphError as error:
            complaints.append(str(error))
        found = files_of(folder)
        whole(found, versions)
        assert found.keys() >= versions[0].keys() & versions[1].keys()
    assert len(complaints) > 3
    assert all("No space left" in complaint for complaint in complaints)


@pytest.mark.attack(44)
@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no rights to take away")
def test_a_folder_that_takes_no_files(
    tmp_path: Path, write: Write, versions: tuple[Files, Files], files_of: Contents
) -> None:
    """In a process without the rights of root, which no folder refuses."""
    folder = tmp_path / "out"
    folder.mkdir()
    write(folder, 0)
    folder.chmod(0o555)
    for parent in (tmp_path, *tmp_path.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o555)
    child = os.fork()
    if child == 0:
        code = 3
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            write(folder, 1)
        except GraphError as error:
            code = 0 if "Permission denied" in str(error) else 4
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    folder.chmod(0o755)
    assert files_of(folder) == versions[0]

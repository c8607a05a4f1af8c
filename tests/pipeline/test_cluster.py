"""A build on a cluster gives the bytes of a build on one machine, also when a worker dies in the middle."""

from __future__ import annotations

import gzip
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg import pipeline
from kg.errors import KGError
from kg.pipeline import cluster, storage
from kg.settings import Settings

pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(600)]

Records = Sequence[dict[str, str]]
Save = Callable[[Records], Path]
Content = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    """Two workers, each a process of its own."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
        yield local


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few papers make several parts."""
    monkeypatch.setattr(cluster, "PART", 4)


def merged(parts: Sequence[bytes]) -> bytes:
    """The lines of all parts, sorted."""
    return b"".join(
        sorted({line for part in parts for line in gzip.decompress(part).splitlines(keepends=True)})
    )


def test_the_same_bytes_as_on_one_machine(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content, workers: Any
) -> None:
    source = saved(records[:20])
    pipeline.build([source], tmp_path / "alone", settings)
    address = workers.scheduler_address
    built = cluster.build([str(source)], str(tmp_path / "built"), settings, scheduler=address)
    assert built.manifest["graph"]["papers"] == 20
    assert content(tmp_path / "built") == content(tmp_path / "alone")
    folder = tmp_path / "built" / "parts"
    parts = sorted(folder.glob("part-*.nt.gz"))
    assert len(parts) > 3
    assert merged([p.read_bytes() for p in parts]) == (tmp_path / "built" / "graph.nt").read_bytes()
    listed = json.loads((folder / "parts.json").read_text(encoding="utf-8"))
    assert list(listed) == [p.name for p in parts]
    cluster.build([str(saved(records[1:20]))], str(tmp_path / "built"), settings, scheduler=address)
    pipeline.build([saved(records[1:20])], tmp_path / "alone", settings)
    assert content(tmp_path / "built") == content(tmp_path / "alone")


def test_a_worker_killed_in_the_middle_leaves_no_trace(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content, workers: Any
) -> None:
    source, results = saved(records), tmp_path / "built" / cluster.RESULTS
    victim = next(iter(workers.workers.values())).pid
    killed: list[int] = []

    def kill() -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not list(results.glob("*.jsonl")):
            time.sleep(0.01)
        killed.append(len(list(results.glob("*.jsonl"))))
        os.kill(victim, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    cluster.build([str(source)], str(tmp_path / "built"), settings, scheduler=workers.scheduler_address)
    thread.join()
    assert 0 < killed[0] < 16  # of 32 parts some were read, and most were not
    pipeline.build([source], tmp_path / "alone", settings)
    assert content(tmp_path / "built") == content(tmp_path / "alone")


def test_input_and_output_at_urls(tmp_path: Path, settings: Settings, records: Records, saved: Save) -> None:
    """memory:// is seen by threads of this process only, so the workers are such threads."""
    from distributed import LocalCluster

    source = saved(records[:9])
    storage.write("memory://in/papers.jsonl", [source.read_bytes()])
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc://"
    ) as local:
        address = local.scheduler_address
        cluster.build(["memory://in/papers.jsonl"], "memory://out/graph", settings, scheduler=address)
    built = pipeline.build([source], tmp_path / "alone", settings)
    found = json.loads(b"".join(storage.lines("memory://out/graph/manifest.json")))
    assert found == built.manifest
    listed = json.loads(b"".join(storage.lines("memory://out/graph/parts/parts.json")))
    parts = [b"".join(storage.lines(f"memory://out/graph/parts/{name}")) for name in listed]
    assert merged(parts) == (tmp_path / "alone" / "graph.nt").read_bytes()


def test_workers_of_another_version_are_refused(
    tmp_path: Path, settings: Settings, records: Records, saved: Save
) -> None:
    part = cluster.Part("", "", "", replace(settings), "another")
    with pytest.raises(KGError, match="another version of paperkg"):
        cluster.read_part(part)


def test_a_scheduler_that_does_not_answer(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(KGError, match="dask scheduler"):
        cluster.build([str(saved(records[:1]))], str(tmp_path), settings, scheduler="tcp://127.0.0.1:9")

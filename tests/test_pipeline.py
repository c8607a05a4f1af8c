"""The whole way from text to files: the same bytes every time, nothing lost, the packaged sample, the owner's page."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kg import graph, pipeline, terms
from kg.model import Document
from kg.resources import sample_file
from kg.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
FILES = ("graph.nt", "graph.ttl", "graph.html", "void.ttl", "manifest.json")
SAMPLE = sample_file().read_text(encoding="utf-8").splitlines()


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a build."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def build(source: Path, output: Path, *arguments: str, **environment: str) -> dict[str, str]:
    """The hashes of a build in a process of its own."""
    command = [sys.executable, "-m", "cli", "build", str(source), "-o", str(output), *arguments]
    subprocess.run(
        command, check=True, capture_output=True, env=os.environ | environment, timeout=300, cwd=ROOT
    )
    return hashes(output)


@pytest.fixture(scope="module")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged sample, built."""
    output = tmp_path_factory.mktemp("sample")
    pipeline.build((), output, Settings())
    return output


def test_the_committed_outputs_of_the_sample_are_what_it_builds_to(sample_build: Path) -> None:
    """Renew them with `make sample` when a change is meant."""
    assert hashes(sample_build) == hashes(ROOT / "exports" / "sample")


@pytest.mark.attack(48)
@pytest.mark.guarantee("G1")
@pytest.mark.parametrize(
    ("seed", "jobs", "zone"), [("0", "1", "UTC"), ("1", "2", "Asia/Tokyo"), ("77", "1", "America/New_York")]
)
def test_the_bytes_depend_on_nothing_but_the_papers(
    tmp_path: Path, sample_build: Path, seed: str, jobs: str, zone: str
) -> None:
    lines = SAMPLE[:]
    random.Random(seed).shuffle(lines)
    source = tmp_path / f"shuffled-{seed}.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = build(source, tmp_path / "out", "--jobs", jobs, PYTHONHASHSEED=seed, TZ=zone, LC_ALL="C")
    assert made == hashes(sample_build)


@pytest.mark.guarantee("G10")
def test_the_sample_holds_at_least_sixty_papers_and_conforms(sample_build: Path) -> None:
    manifest = json.loads((sample_build / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["graph"]["papers"] == len(SAMPLE) >= 60
    assert graph.check(sample_build / "graph.nt").conforms


def test_a_graph_of_two_halves_is_the_halves_put_together() -> None:
    """What papers say of themselves; names coined in one half and used in the other may meet only in the whole."""
    papers = [Document(r["id"], r["title"], r["abstract"]) for r in map(json.loads, SAMPLE[:24])]
    whole = list(pipeline.extract(papers, Settings()))
    halves = [*pipeline.extract(papers[:11], Settings()), *pipeline.extract(papers[11:], Settings())]
    assert whole == halves


@pytest.mark.guarantee("G9")
def test_every_record_is_kept_merged_or_skipped(tmp_path: Path) -> None:
    records = [json.loads(line) for line in SAMPLE[:5]]
    lines = [json.dumps(r) for r in records] + [
        json.dumps(records[0] | {"id": "again"}),
        "{broken",
        '{"id": "x"}',
        "[]",
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    given = pipeline.gather([source], Settings())
    assert len(given.papers) + len(given.skips) == len(lines)
    assert len(given.papers) == 5
    assert sum(s.merged for s in given.skips) == 1


@pytest.mark.guarantee("G11")
def test_a_build_asks_nothing_of_the_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a build opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    pipeline.build((), tmp_path, Settings())


@pytest.mark.attack(43)
def test_an_interrupted_build_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.build((), tmp_path, Settings())
    before = hashes(tmp_path)
    other = tmp_path / "other.jsonl"
    other.write_text(SAMPLE[0] + "\n", encoding="utf-8")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.pipeline.outputs.write_rest", fail)
    with pytest.raises(KeyboardInterrupt):
        pipeline.build([other], tmp_path, Settings())
    assert hashes(tmp_path) == before
    assert not (tmp_path / ".draft").exists()
    assert not (tmp_path / ".lock").exists()


@pytest.mark.shared
def test_the_owners_page(shared: Path, tmp_path: Path) -> None:
    """183 papers, 66 links, shapes hold; time and memory of a fresh process."""
    source = shared / "seeds" / "trending-papers.txt"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    build(source, tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    statements = list(graph.read(tmp_path / "graph.nt"))
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["graph"]["papers"] == 183
    assert len({(s, o) for s, p, o in statements if p == f"<{terms.LINK}>"}) == 66
    assert graph.check(statements).conforms
    assert seconds < 20  # of the processor, so that other work on the machine does not count
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600 * 1024
    assert (tmp_path / "graph.html").stat().st_size < 3_000_000

"""A build that starts from an older one gives the bytes of one that does not, and does no more than it must."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import GraphError, InputError
from kg.pipeline import draft, outputs, overview, standing
from kg.pipeline.lock import locked
from kg.settings import Settings

Records = Sequence[dict[str, str]]
Save = Callable[[Records], Path]
Content = Callable[[Path], dict[str, bytes]]

COINING = {
    "id": "c",
    "title": "Tarnbridge: pruning that asks first",
    "abstract": "We present Tarnbridge, a pruner.",
}
NAMING = {
    "id": "n",
    "title": "A second look at pruners",
    "abstract": "We compare with Tarnbridge on CIFAR-10.",
}


def indexed(folder: Path) -> list[str]:
    """The statements of the index."""
    import pyoxigraph

    return sorted(
        f"{q.subject} {q.predicate} {q.object}" for q in pyoxigraph.Store.read_only(str(folder / "store"))
    )


@pytest.mark.parametrize("seed", range(3))
def test_papers_come_go_and_change_without_a_trace(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content, seed: int
) -> None:
    draw = random.Random(seed)
    pool = [*records[:22], COINING, NAMING]
    draw.shuffle(pool)
    now = pool[:20]
    for step in range(3):
        draw.shuffle(now)
        source = saved(now)
        built = pipeline.build([source], tmp_path / "built", settings)
        pipeline.build([source], tmp_path / f"fresh-{step}", settings)
        assert content(tmp_path / "built") == content(tmp_path / f"fresh-{step}")
        assert indexed(tmp_path / "built") == indexed(tmp_path / f"fresh-{step}")
        assert built.plan.anew == (step == 0)
        left = now[1:]
        left[0] = left[0] | {"abstract": left[0]["abstract"] + " It runs on an NVIDIA A100."}
        now = left + [r for r in pool if r["id"] not in {x["id"] for x in now}][:1]


def test_the_page_of_a_large_graph_does_not_show_how_it_came_about(
    tmp_path: Path,
    settings: Settings,
    records: Records,
    saved: Save,
    content: Content,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from kg import view

    monkeypatch.setattr(view, "CARRIED_LIMIT", 10)
    monkeypatch.setattr(overview, "CARRIED", 30)
    pool = [*records[:40], COINING, NAMING]
    for step, now in enumerate((pool[:34], pool[2:38], [*pool[2:36], *pool[40:]])):
        source = saved(now)
        built = pipeline.build([source], tmp_path / "built", settings)
        assert built.plan.anew == (step == 0)
        pipeline.build([source], tmp_path / f"fresh-{step}", settings)
        assert content(tmp_path / "built") == content(tmp_path / f"fresh-{step}")
        assert counted(tmp_path / "built") == counted(tmp_path / f"fresh-{step}")


def counted(folder: Path) -> list[list[tuple[object, ...]]]:
    """All rows of the tables that a page is chosen by."""
    with closing(sqlite3.connect(folder / ".cache" / "papers.sqlite")) as db:
        order = "SELECT * FROM {} ORDER BY 1, 2"
        return [db.execute(order.format(name)).fetchall() for name in standing.TABLES]


def test_a_name_leads_elsewhere_once_a_paper_coins_it(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content
) -> None:
    """The paper that names it is the same as before, and yet its lines change."""
    rest = list(records[:8])
    pipeline.build([saved([*rest, NAMING])], tmp_path / "built", settings)
    both = saved([*rest, NAMING, COINING])
    built = pipeline.build([both], tmp_path / "built", settings)
    assert not built.plan.anew
    assert built.plan.added == 1
    pipeline.build([both], tmp_path / "fresh", settings)
    assert content(tmp_path / "built") == content(tmp_path / "fresh")


def test_a_second_build_does_nothing(
    tmp_path: Path, settings: Settings, records: Records, saved: Save
) -> None:
    pipeline.build([saved(records[:6])], tmp_path / "built", settings)
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "built").iterdir() if p.is_file()}
    again = pipeline.build([saved(records[5::-1])], tmp_path / "built", settings)
    assert again.plan.nothing
    assert again.manifest["graph"]["papers"] == 6
    assert before == {p.name: p.stat().st_mtime_ns for p in (tmp_path / "built").iterdir() if p.is_file()}


@pytest.mark.parametrize("name", [name for name in outputs.FILES if name != "manifest.json"])
def test_a_file_that_was_changed_or_lost_is_made_again(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content, name: str
) -> None:
    source = saved(records[:4])
    pipeline.build([source], tmp_path / "built", settings)
    before = content(tmp_path / "built")
    path = tmp_path / "built" / name
    if name == "graph.nt":
        path.unlink()
    else:
        path.write_bytes(b"something else")
    built = pipeline.build([source], tmp_path / "built", settings)
    assert built.plan.to_read == 0
    assert content(tmp_path / "built") == before


def test_other_settings_are_another_graph(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content
) -> None:
    from dataclasses import replace

    source, other = saved(records[:4]), replace(settings, mentions=False, base_iri="urn:x:")
    pipeline.build([source], tmp_path / "built", settings)
    built = pipeline.build([source], tmp_path / "built", other)
    assert built.plan.to_read == 0  # what was read out of the papers does not depend on them
    pipeline.build([source], tmp_path / "fresh", other)
    assert content(tmp_path / "built") == content(tmp_path / "fresh")


def test_a_dry_run_says_what_would_be_done(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content
) -> None:
    pipeline.build([saved(records[:8])], tmp_path / "built", settings)
    before = content(tmp_path / "built")
    plan = pipeline.build([saved(records[1:10])], tmp_path / "built", settings, dry_run=True).plan
    assert (plan.papers, plan.added, plan.removed, plan.to_read) == (9, 2, 1, 2)
    assert content(tmp_path / "built") == before


def test_the_cache_may_lie_elsewhere_and_may_be_broken(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content
) -> None:
    source, cache = saved(records[:4]), tmp_path / "cache"
    pipeline.build([source], tmp_path / "built", settings, cache=cache)
    assert not (tmp_path / "built" / ".cache").exists()
    before = content(tmp_path / "built")
    (cache / "papers.sqlite").write_bytes(b"no database at all, but long enough to look like one" * 100)
    assert pipeline.build([source], tmp_path / "built", settings, cache=cache).plan.to_read == 4
    assert content(tmp_path / "built") == before


def test_a_publication_that_broke_off_is_finished_first(
    tmp_path: Path, settings: Settings, records: Records, saved: Save, content: Content
) -> None:
    """A kill between two renames: some files new, some old, the list of what is to be done still there."""
    old, new = saved(records[:4]), saved(records[2:6])
    pipeline.build([new], tmp_path / "new", settings)
    pipeline.build([old], tmp_path / "built", settings)
    built, folder = tmp_path / "built", tmp_path / "built" / draft.NAME
    folder.mkdir()
    for name in outputs.FILES[1:]:
        (folder / name).write_bytes((tmp_path / "new" / name).read_bytes())
    (folder / "complete.json").write_text(str(list(outputs.FILES)).replace("'", '"'), encoding="utf-8")
    (built / "graph.nt").write_bytes((tmp_path / "new" / "graph.nt").read_bytes())
    assert draft.finish(built)
    assert all((built / n).read_bytes() == (tmp_path / "new" / n).read_bytes() for n in outputs.FILES)
    pipeline.build([new], built, settings)
    assert content(built) == content(tmp_path / "new")


def test_one_build_at_a_time(tmp_path: Path, settings: Settings, records: Records, saved: Save) -> None:
    source = saved(records[:2])
    with locked(tmp_path / "built"), pytest.raises(GraphError, match=f"by process {os.getpid()};"):
        pipeline.build([source], tmp_path / "built", settings)
    assert not (tmp_path / "built" / ".lock").exists()


def test_the_lock_of_a_dead_build_holds_nothing(
    tmp_path: Path, settings: Settings, records: Records, saved: Save
) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom kg.pipeline.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n    os.kill(os.getpid(), 9)\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "built")], check=False, cwd=root)
    assert (tmp_path / "built" / ".lock").exists()
    pipeline.build([saved(records[:2])], tmp_path / "built", settings)


def test_every_record_is_accounted_for(tmp_path: Path, settings: Settings, records: Records) -> None:
    import json

    source = tmp_path / "in.jsonl"
    lines = [json.dumps(r) for r in records[:3]]
    lines += [json.dumps(records[0] | {"id": "again"}), "{broken", '{"id": "untitled"}', "[]"]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    built = pipeline.build([source], tmp_path / "built", settings)
    assert (built.records, built.plan.papers, built.merged, built.skipped) == (7, 3, 1, 3)
    report = (tmp_path / "built" / "skipped.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in report] == ["what", "skipped", "skipped", "skipped", "merged"]
    assert all(line.split("\t")[4] for line in report)
    from dataclasses import replace

    with pytest.raises(InputError, match=r"in\.jsonl:5: .*--strict"):
        pipeline.build([source], tmp_path / "strict", replace(settings, strict=True))

"""The pieces of a streaming build, each against the plain way of doing the same."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kg import documents, graph, pipeline
from kg.export.turtle import write_turtle
from kg.graph import Census
from kg.model import Document, Extraction
from kg.pipeline import codec, runs, splice, tally
from kg.pipeline.extractor import loaded
from kg.pipeline.intake import Intake
from kg.pipeline.totals import Totals
from kg.settings import Settings

SUBJECTS = [f"https://w3id.org/paperkg/id/{name}" for name in ("a", "a-1", "a-b", "b", "b_c", "c.d", "z")]
LINES = st.sets(
    st.builds(
        lambda s, p, o: f'<{s}> <urn:p{p}> "{o}" .\n'.encode(),
        st.sampled_from(SUBJECTS),
        st.integers(0, 3),
        st.text("ab é", max_size=4),
    ),
    min_size=1,
    max_size=30,
)


@pytest.fixture(scope="module")
def extractions(settings: Settings, records: list[dict[str, str]]) -> list[Extraction]:
    """What twenty papers of the sample say."""
    papers = [Document(r["id"], r["title"], r["abstract"]) for r in records[:20]]
    return list(pipeline.extract(papers, settings))


def test_values_survive_packing(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        assert codec.unpack(Extraction, codec.pack(extraction)) == extraction


def test_facts_counted_give_the_uses_of_a_census(extractions: list[Extraction], settings: Settings) -> None:
    lexicon = loaded(settings).vocabulary
    census = Census()
    parts = []
    for extraction in extractions:
        census.add(extraction)
        parts.append(Counter(tally.facts(extraction, lexicon)))
    counted = tally.added(parts)
    for entity, expected in census.uses.items():
        found = tally.use((kind, value, n) for (e, kind, value), n in counted.items() if e == entity)
        if entity in lexicon.entries:
            assert (found.support, found.names) == (expected.support, expected.names)
            assert found.surfaces | set(lexicon.entries[entity].aliases) >= expected.surfaces
        else:
            assert found == expected


def test_totals_are_the_counts_of_the_graph(extractions: list[Extraction], settings: Settings) -> None:
    run = graph.Run("0", "0")
    statements = sorted(set(graph.statements(extractions, loaded(settings).vocabulary, run, settings)))
    totals = Totals()
    assert list(totals.counting(statements)) == statements
    assert totals.summary() == graph.counts(statements)
    again = Totals.of(totals.plain())
    again.change(totals, 1)
    again.change(totals, -1)
    assert again.plain() == totals.plain()


@given(st.lists(LINES, max_size=6))
@examples(max_examples=30, deadline=None)
def test_runs_merge_into_the_sorted_set(
    tmp_path_factory: pytest.TempPathFactory, parts: list[set[bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    written = [runs.write_run(folder / f"{n}.gz", part) for n, part in enumerate(parts)]
    expected = sorted(set().union(*parts))
    assert list(runs.merged(written, folder)) == expected


def test_more_runs_than_are_merged_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "FAN_IN", 3)
    monkeypatch.setattr(runs, "_HELD", 200)
    lines = [f"<urn:{n % 70}> <urn:p> <urn:o> .\n".encode() for n in range(140)]
    sorter = runs.Sorter(tmp_path, "x")
    sorter.add(lines)
    assert len(sorter.close()) > 9
    assert list(runs.merged(sorter.runs, tmp_path)) == sorted(set(lines))


@given(LINES, LINES, st.sets(st.sampled_from(SUBJECTS)))
@examples(max_examples=60, deadline=None)
def test_a_spliced_file_is_the_file_written_anew(
    tmp_path_factory: pytest.TempPathFactory, old: set[bytes], come: set[bytes], gone: set[str]
) -> None:
    import io

    folder = tmp_path_factory.mktemp("splice")
    changed = {b"<" + s.encode() + b">" for s in gone} | {line.split(b" ")[0] for line in come}
    new = sorted({line for line in old if line.split(b" ")[0] not in changed} | come)
    for name, layout in (("nt", splice.ntriples()), ("ttl", splice.turtle(Settings()))):

        def text(lines: list[bytes], name: str = name) -> bytes:
            stream = io.BytesIO()
            if name == "nt":
                stream.writelines(lines)
            else:
                write_turtle(map(runs.statement, lines), stream, Settings())
            return stream.getvalue()

        head = len(text([])) if name == "ttl" else 0
        (folder / name).write_bytes(text(sorted(old)))
        blocks = [
            (s, text(sorted(x for x in come if x.startswith(s + b" ")))[head:]) for s in sorted(changed)
        ]
        out = io.BytesIO()
        taken = b"".join(splice.spliced(folder / name, layout, blocks, out))
        assert out.getvalue() == text(new)
        assert taken == text(sorted(x for x in old if x.split(b" ")[0] in changed))[head:]


@pytest.mark.parametrize("seed", range(8))
def test_papers_come_together_as_in_memory(tmp_path: Path, seed: int, settings: Settings) -> None:
    draw = random.Random(seed)
    titles = ["Slow rivers of data", "slow River of data", "On tides", "Editorial", "A map of the marsh"]
    found = []
    for n in range(25):
        arxiv = draw.choice([None, None, "2401.00001", "2401.00002"])
        doi = draw.choice([None, None, "10.1000/a", "10.1000/b"])
        text = draw.choice(["", "Short.", "A longer text."])
        name = draw.choice([f"r{n}", f"r{n % 7}", "2401.00001v2"])
        found.append(Document(name, draw.choice(titles), text, arxiv_id=arxiv, doi=doi))
    expected, skips = documents.merge(found)
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("ATTACH ? AS work", (str(tmp_path / "work.sqlite"),))
    intake = Intake(db)
    source = tmp_path / "in.jsonl"
    source.write_text("", encoding="utf-8")
    for document in found:
        intake.take(document)
    papers = [codec.read(Document, paper.body) for paper in intake.papers()]
    assert sorted(papers, key=repr) == sorted((replace(d) for d in expected), key=repr)
    assert list(intake.skips()) == skips
    assert intake.records == intake.kept + intake.merged + intake.skipped == len(found)

"""Attacks and bad input that no single room can answer for; the other rows are shown beside their rooms."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg import documents, folding, ids, vocabulary
from kg.entities import lint
from kg.model import Document, Skip
from kg.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
PAPER = {
    "id": "p",
    "title": "Quillnet: Light Feathers",
    "abstract": "We propose Quillnet. It is 2x faster than ResNet-50.",
}


def kg(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, its output as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        capture_output=True, check=False, timeout=120, cwd=ROOT, env=os.environ | environment,
    )  # fmt: skip


def papers(path: Path, *records: Mapping[str, object]) -> Path:
    """A file of JSON Lines with these records."""
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def read(path: Path) -> list[Document | Skip]:
    """Everything that a file gives."""
    return list(documents.read(path, Settings()))


@pytest.mark.attack(6)
def test_signs_that_turn_or_hide_text_stay_in_literals_alone(tmp_path: Path) -> None:
    title = "Quill\u202enet\u2069: \u200bLight\ufeff Feathers"
    out = tmp_path / "out"
    done = kg(
        "build", str(papers(tmp_path / "p.jsonl", PAPER | {"id": "a\u202eb", "title": title})), "-o", str(out)
    )
    assert done.returncode == 0, done.stderr
    text = (out / "graph.nt").read_text(encoding="utf-8")
    assert "\u202e" in text or "\\u202E" in text
    for line in text.splitlines():
        for term in line.split('"')[0].split():
            assert term.isascii()
    assert folding.fold("Quill\u200bnet\u202e") == folding.fold("Quillnet")


@pytest.mark.attack(7)
def test_deep_json_is_one_sentence(tmp_path: Path) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000 + "]" * 100_000, encoding="ascii")
    done = kg("build", str(deep), "-o", str(tmp_path / "out"))
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out" / "graph.nt").exists()


@pytest.mark.attack(15)
@pytest.mark.parametrize("name", ["../../escaped.jsonl", "/absolute.jsonl", "C:\\windows.jsonl"])
def test_a_path_in_an_archive_is_only_a_name(tmp_path: Path, name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, json.dumps(PAPER) + "\n")
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    source = inside / "papers.zip"
    source.write_bytes(packed.getvalue())
    before = sorted(tmp_path.rglob("*"))
    assert [d.id for d in read(source) if isinstance(d, Document)] == ["p"]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.attack(24)
def test_a_long_id_gives_a_short_iri() -> None:
    one, other = "x" * 100_000 + "a", "x" * 100_000 + "b"
    assert len(ids.encode(one)) < 200
    assert ids.encode(one) != ids.encode(other)


@pytest.mark.attack(25)
def test_papers_stay_apart_and_spellings_meet(tmp_path: Path) -> None:
    first, second = (
        PAPER | {"id": "GPT-4"},
        PAPER | {"id": "gpt 4", "title": "Another Title Altogether: of Feathers"},
    )
    found = [d for d in read(papers(tmp_path / "p.jsonl", first, second)) if isinstance(d, Document)]
    assert len({ids.paper(d) for d in found}) == 2
    assert folding.fold("GPT-4") == folding.fold("gpt 4") != folding.fold("GPT-41")


@pytest.mark.attack(28)
def test_names_of_a_vocabulary_are_literal(tmp_path: Path) -> None:
    table = tmp_path / "methods.tsv"
    table.write_text(
        "id\tname\taliases\tbroader\tflags\tsame\tsource\nmethod-evil\t(a+)+$\t.*|[a-z]{1,99}\t\t\t\tmine\n",
        encoding="utf-8",
    )
    source = papers(tmp_path / "p.jsonl", PAPER | {"abstract": "We propose Quillnet. " + "a" * 20_000 + "!"})
    done = kg("build", str(source), "-o", str(tmp_path / "out"), "--vocabulary", str(table))
    assert done.returncode == 0, done.stderr
    assert b"method-evil>" not in (tmp_path / "out" / "graph.nt").read_bytes()


@pytest.mark.attack(30)
def test_a_word_of_the_language_is_warned_about_and_matches_nothing(tmp_path: Path) -> None:
    table = tmp_path / "methods.tsv"
    rows = "".join(f"method-my-{w}\t{w}\t\t\t\t\tmine\n" for w in ("a", "it", "the"))
    table.write_text(f"id\tname\taliases\tbroader\tflags\tsame\tsource\n{rows}", encoding="utf-8")
    problems, _ = lint.lint((table,))
    for word in ("a", "it", "the"):
        assert any(f"method-my-{word}" in p and "without context" in p for p in problems), problems
    source = papers(
        tmp_path / "p.jsonl", PAPER | {"abstract": "The bird is a bird. It is the best of a kind."}
    )
    done = kg("build", str(source), "-o", str(tmp_path / "out"), "--vocabulary", str(table))
    assert done.returncode == 0, done.stderr
    graph = (tmp_path / "out" / "graph.nt").read_bytes()
    assert not [word for word in (b"a", b"it", b"the") if b"method-my-" + word + b">" in graph]


@pytest.mark.attack(45)
def test_nothing_is_ever_unpickled() -> None:
    forbidden = (
        "pickle",
        "joblib",
        "shelve",
        "marshal",
        "dill",
        "allow_pickle=True",
        "eval(",
        "exec(",
        "__import__",
    )
    for path in (ROOT / "kg").rglob("*.py"):
        if "training" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert not [
            word
            for word in forbidden
            if f"import {word}" in text or (("(" in word or "=" in word) and f" {word}" in text)
        ], path


@pytest.mark.attack(45)
def test_a_pickle_for_a_model_is_refused(tmp_path: Path) -> None:
    from kg.errors import KGError
    from kg.mentions.tagger import Tagger

    path = tmp_path / "tagger.npz"
    path.write_bytes(pickle.dumps({"weights": [1, 2]}))
    with pytest.raises(KGError):
        Tagger.load(path)


@pytest.mark.attack(48)
@pytest.mark.attack(49)
def test_no_clock_is_read(tmp_path: Path) -> None:
    source = papers(tmp_path / "p.jsonl", PAPER)
    written = set()
    for name, epoch in (("a", "0"), ("b", "4291747200")):
        done = kg("build", str(source), "-o", str(tmp_path / name), SOURCE_DATE_EPOCH=epoch)
        assert done.returncode == 0, done.stderr
        written.add(
            tuple(
                (tmp_path / name / f).read_bytes()
                for f in ("graph.nt", "graph.ttl", "graph.html", "void.ttl")
            )
        )
    assert len(written) == 1
    clocks = ("datetime.now", "date.today", "time.time(", "utcnow", "localtime", "gmtime")
    rooms = ("documents", "mentions", "entities", "claims", "graph", "export", "view")
    for room in rooms:
        for path in (ROOT / "kg" / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not [c for c in clocks if c in text], path


@pytest.mark.attack(50)
def test_a_locale_without_utf8_changes_nothing(tmp_path: Path) -> None:
    source = papers(tmp_path / "p.jsonl", PAPER | {"title": "Quillnet: \u00c9tude \u03c0 \u732b"})
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = kg("build", str(source), "-o", str(tmp_path / "out"), **plain)
    assert done.returncode == 0, done.stderr
    question = "SELECT ?t WHERE { ?p dcterms:title ?t }"
    answer = kg("query", str(tmp_path / "out"), question, "--format", "csv", **plain)
    assert answer.returncode == 0, answer.stderr
    assert "\u03c0 \u732b" in answer.stdout.decode("utf-8")


def test_the_shipped_vocabulary_has_no_such_word() -> None:
    assert not [p for p in lint.lint()[0] if "without context" in p]
    assert len(vocabulary.load().entries) > 5_000


@pytest.mark.attack(27)
def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    source = papers(tmp_path / "graph.nt", PAPER)
    before = source.read_bytes()
    for extra in ((), ("--force",)):
        done = kg("build", str(source), "-o", str(tmp_path), *extra)
        assert done.returncode == 2
        assert b"choose another directory" in done.stderr
    assert source.read_bytes() == before
    assert not (tmp_path / "manifest.json").exists()


@pytest.mark.attack(27)
def test_files_of_others_are_replaced_only_by_force(tmp_path: Path) -> None:
    source, out = papers(tmp_path / "p.jsonl", PAPER), tmp_path / "out"
    out.mkdir()
    (out / "graph.ttl").write_text("mine", encoding="utf-8")
    done = kg("build", str(source), "-o", str(out))
    assert done.returncode == 2
    assert b"--force" in done.stderr
    assert (out / "graph.ttl").read_text(encoding="utf-8") == "mine"
    assert kg("build", str(source), "-o", str(out), "--force").returncode == 0
    assert kg("build", str(source), "-o", str(out)).returncode == 0
    assert kg("build", str(source), "-o", str(source)).returncode == 2


@pytest.mark.attack(27)
def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    source, real, link = papers(tmp_path / "p.jsonl", PAPER), tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    assert kg("build", str(source), "-o", str(link)).returncode == 0
    assert (real / "graph.nt").is_file()
    assert link.is_symlink()

"""Every command as a user runs it: what it prints, where, and what it ends with."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

RECORD = {
    "id": "p1",
    "title": "FastNet: Small Networks",
    "abstract": "We propose FastNet, a small network. FastNet reaches 71.2% top-1 accuracy on ImageNet and runs 2.4x "
    "faster than ResNet-50 on one NVIDIA A100. Code is at https://github.com/example/fastnet.",
}


def kg(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command run in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        input=stdin, capture_output=True, text=True, check=False, env=os.environ | environment, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory built from one paper."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "papers.jsonl"
    source.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    done = kg("build", str(source), "-o", str(folder / "out"))
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_a_build_writes_four_files_and_prints_a_summary(built: Path) -> None:
    assert {p.name for p in built.iterdir()} >= {"graph.ttl", "graph.nt", "graph.html", "manifest.json"}
    assert json.loads((built / "manifest.json").read_text(encoding="utf-8"))["input"]["papers"] == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("query",), "faster-than"),
        (("query", "faster-than"), "FastNet"),
        (("query", "papers-by-dataset", "-p", "dataset=ImageNet"), "FastNet"),
        (("query", "SELECT (COUNT(*) AS ?n) WHERE { ?p a kg:Paper }", "--format", "csv"), "1"),
        (("query", "ASK { ?p a kg:Paper }", "--format", "json"), "true"),
        (("query", "SELECT ?t WHERE { ?p dcterms:title ?t }", "--engine", "rdflib"), "FastNet"),
        (
            ("query", "CONSTRUCT { ?p dcterms:title ?t } WHERE { ?p dcterms:title ?t }", "--format", "ttl"),
            "FastNet",
        ),
        (("stats",), "Paper\t1"),
        (("explain", "A100"), "NVIDIA A100 (Hardware, curated)"),
        (("check",), "conforms"),
    ],
    ids=lambda v: "-".join(v)[:40] if isinstance(v, tuple) else None,
)
def test_commands_over_a_built_directory(built: Path, arguments: tuple[str, ...], expected: str) -> None:
    done = kg(arguments[0], str(built), *arguments[1:])
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout


def test_a_query_from_a_file_and_from_standard_input(built: Path, tmp_path: Path) -> None:
    text = "SELECT ?t WHERE { ?p dcterms:title ?t }"
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    assert "FastNet" in kg("query", str(built), f"@{tmp_path / 'q.rq'}").stdout
    assert "FastNet" in kg("query", str(built), "-", stdin=text).stdout


def test_the_claims_and_links_of_the_paper_are_in_the_graph(built: Path) -> None:
    done = kg(
        "query",
        str(built),
        "SELECT ?v ?u WHERE { ?r a kg:Result ; qudt:numericValue ?v ; kg:unitLabel ?u }",
        "-f",
        "csv",
    )
    assert {"71.2,%", "2.4,x"} <= set(done.stdout.split())
    assert "https://github.com/example/fastnet" in (built / "graph.nt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "writer", ["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "graphml", "gexf", "csv"]
)
def test_exports(built: Path, tmp_path: Path, writer: str) -> None:
    done = kg("export", str(built), "--to", writer, "-o", str(tmp_path / "x"))
    assert done.returncode == 0, done.stderr
    assert all(Path(line).stat().st_size for line in done.stdout.split())


def test_a_view_is_the_page_of_the_build(built: Path, tmp_path: Path) -> None:
    assert kg("view", str(built), "-o", str(tmp_path / "v.html")).returncode == 0
    assert (tmp_path / "v.html").read_bytes() == (built / "graph.html").read_bytes()


@pytest.mark.parametrize("form", ["json", "list", "gzip", "stdin"])
def test_one_paper_in_many_forms_is_one_graph(built: Path, tmp_path: Path, form: str) -> None:
    line = json.dumps(RECORD)
    source = str(tmp_path / "in")
    if form == "gzip":
        Path(source).write_bytes(gzip.compress(line.encode()))
    elif form == "stdin":
        source = "-"
    else:
        Path(source).write_text(line if form == "json" else f"[{line}]", encoding="utf-8")
    done = kg("build", source, "-o", str(tmp_path / "out"), stdin=line if form == "stdin" else None)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "graph.nt").read_bytes() == (built / "graph.nt").read_bytes()


def test_an_exported_graph_imports_as_itself(built: Path, tmp_path: Path) -> None:
    assert kg("export", str(built), "--to", "jsonld", "-o", str(tmp_path / "x")).returncode == 0
    assert kg("import", str(tmp_path / "x.jsonld"), "-o", str(tmp_path / "in")).returncode == 0
    assert (tmp_path / "in" / "graph.nt").read_bytes() == (built / "graph.nt").read_bytes()
    same = kg("diff", str(built), str(tmp_path / "in"))
    assert (same.returncode, same.stdout) == (0, "")


def test_a_broken_file_imports_only_leniently(built: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.nt"
    broken.write_text((built / "graph.nt").read_text(encoding="utf-8") + "<broken\n", encoding="utf-8")
    assert kg("import", str(broken), "-o", str(tmp_path / "strict")).returncode == 2
    lenient = kg("import", str(broken), "-o", str(tmp_path / "lenient"), "--lenient")
    assert lenient.returncode == 3
    assert "broken.nt:" in lenient.stderr


def test_a_difference_ends_with_1(built: Path, tmp_path: Path) -> None:
    other = json.dumps(RECORD | {"title": "SlowNet: Large Networks", "abstract": "SlowNet is large."})
    assert kg("build", "-", "-o", str(tmp_path), stdin=other).returncode == 0
    done = kg("diff", str(built), str(tmp_path))
    assert done.returncode == 1
    assert "+ papers" in done.stdout


def test_a_view_of_a_part_and_a_site(built: Path, tmp_path: Path) -> None:
    assert kg("view", str(built), "--focus", "FastNet", "-o", str(tmp_path / "v.html")).returncode == 0
    assert kg("view", str(built), "--focus", "NoSuchThing", "-o", str(tmp_path / "w.html")).returncode == 2
    assert kg("report", str(built), "-o", str(tmp_path / "site")).returncode == 0
    assert (tmp_path / "site" / "index.html").is_file()


def test_no_mentions_and_no_text_leave_them_out(tmp_path: Path) -> None:
    line = json.dumps(RECORD)
    assert kg("build", "-", "-o", str(tmp_path), "--no-mentions", "--no-text", stdin=line).returncode == 0
    text = (tmp_path / "graph.nt").read_text(encoding="utf-8")
    assert "taIdentRef" not in text
    assert RECORD["abstract"][:30] not in text


@pytest.mark.attack(1)
def test_an_empty_file_gives_an_empty_valid_graph_and_a_warning(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    done = kg("build", str(tmp_path / "empty.jsonl"), "-o", str(tmp_path / "out"))
    assert done.returncode == 0
    assert "no papers" in done.stderr
    assert kg("check", str(tmp_path / "out")).returncode == 0


def test_a_bad_record_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(f"{json.dumps(RECORD)}\n{{broken\n", encoding="utf-8")
    done = kg("build", str(source), "-o", str(tmp_path / "out"))
    assert done.returncode == 3
    assert "in.jsonl:2" in done.stderr
    strict = kg("build", str(source), "-o", str(tmp_path / "strict"), "--strict")
    assert strict.returncode == 2
    assert not (tmp_path / "strict").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "nowhere.jsonl"),
        ("build", "--input-format", "klingon", "-"),
        ("build", "--base-iri", "not an iri"),
        ("build", "--jobs", "0"),
        ("build", "--config", "nowhere.toml"),
        ("build", "--no-such-option"),
        ("query", "nowhere", "most-used"),
        ("query", "{built}", "no-such-query"),
        ("query", "{built}", "SELECT nonsense {"),
        ("query", "{built}", "DROP ALL"),
        ("query", "{built}", "most-used", "--format", "klingon"),
        ("query", "{built}", "papers-by-dataset", "-p", "dataset=NoSuchThingAtAll"),
        ("explain", "{built}", "NoSuchThingAtAll"),
        ("export", "{built}", "--to", "word"),
        ("check", "nowhere"),
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_one_clear_sentence(
    built: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = (
        kg(*(a.replace("{built}", str(built)) for a in arguments), "-o", str(tmp_path / "o"))
        if arguments[0] == "build"
        else kg(*(a.replace("{built}", str(built)) for a in arguments))
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not (tmp_path / "o").exists()


def test_a_traceback_only_with_debug(tmp_path: Path) -> None:
    assert "Traceback" in kg("--debug", "build", str(tmp_path / "nowhere"), "-o", str(tmp_path / "o")).stderr


def test_a_query_that_reaches_its_limit_ends_with_4(built: Path) -> None:
    done = kg("query", str(built), "SELECT * WHERE { ?s ?p ?o }", "--limit", "3", "-f", "csv")
    assert done.returncode == 4
    assert "cut off" in done.stderr


def test_help_answers_at_once_and_covers_every_command() -> None:
    for command in (
        [],
        ["build"],
        ["query"],
        ["stats"],
        ["explain"],
        ["check"],
        ["export"],
        ["view"],
        ["vocab"],
        ["vocab", "lint"],
    ):
        assert kg(*command, "--help").returncode == 0
    best = 9.0
    for _ in range(5):
        start = time.perf_counter()
        kg("--help")
        best = min(best, time.perf_counter() - start)
    assert best < 0.8  # 0.4 on an idle machine; the tests may share it


def test_the_vocabulary_commands() -> None:
    assert kg("vocab", "lint").returncode == 0
    assert "\t" in kg("vocab", "ambiguous").stdout


def test_a_closed_pipe_ends_quietly(built: Path) -> None:
    line = f"{sys.executable} -m cli query {built} 'SELECT * WHERE {{ ?s ?p ?o }}' -f csv | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr

"""Names that papers use and the vocabulary lacks."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from kg import rdf, terms, vocabulary
from kg.errors import GraphError
from kg.evaluation import Suggestion, blocks, columns, suggest
from kg.evaluation.blocks import grouped
from kg.model import EntityClass
from kg.rdf import Statement

from .conftest import BASE, Sketch


class Corpus(Sketch):
    """Papers that use minted names."""

    def minted(self, name: str, cls: str, label: str, generic: bool = False) -> None:
        """An entity that no table holds."""
        self.entity(name, cls, label)
        self.add(name, terms.STATUS, terms.MINTED)
        if generic:
            self.statements.append((rdf.iri(BASE + name), rdf.iri(terms.GENERIC), rdf.boolean(True)))

    def use(self, paper: str, entity: str, words: str, role: str = "uses") -> None:
        """A paper whose one sentence holds the words."""
        begin = len(paper) + 2 + len("It rained. We use ")
        self.paper(paper, paper)
        self.add(
            f"text-{paper}", terms.IS_STRING, f"{paper}\n\nIt rained. We use {words} here. Then it stopped."
        )
        self.edge(paper, role, entity, words)
        mention = rdf.iri(f"{BASE}mention-{paper}-{entity}")
        for predicate, at in ((terms.BEGIN_INDEX, begin), (terms.END_INDEX, begin + len(words))):
            self.statements.append((mention, rdf.iri(predicate), rdf.integer(at)))

    def suggestions(self, least: int = 2, limit: int = 10) -> list[Suggestion]:
        """What the packaged vocabulary lacks of it."""
        statements = sorted(set(self.statements))
        return suggest(lambda: grouped(statements), vocabulary.load(), least, limit)

    def write(self, path: Path, keep: slice = slice(None)) -> Path:
        """The sorted file of a part of the statements."""
        lines = "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(set(self.statements[keep])))
        data = lines.encode()
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
        return path


@pytest.fixture
def corpus() -> Corpus:
    """Three papers use plover pruning, two the HeronBench, one a rare bird."""
    graph = Corpus()
    graph.minted("method-a", "Method", "plover pruning")
    graph.minted("task-b", "Task", "plover pruning")
    graph.minted("dataset-c", "Dataset", "HeronBench")
    graph.minted("model-d", "Model", "RareBird-9")
    graph.use("p1", "method-a", "Plover-Pruning")
    graph.use("p2", "method-a", "plover pruning")
    graph.use("p3", "task-b", "plover pruning", "addresses")
    graph.use("p4", "dataset-c", "HeronBench", "evaluatesOn")
    graph.use("p5", "dataset-c", "Heron Bench", "evaluatesOn")
    graph.use("p6", "model-d", "RareBird-9")
    return graph


def test_names_are_ranked_by_the_papers_that_use_them(corpus: Corpus) -> None:
    first, second = corpus.suggestions()
    assert (first.name, first.cls, first.papers) == ("plover pruning", EntityClass.METHOD, 3)
    assert (second.name, second.cls, second.papers) == ("HeronBench", EntityClass.DATASET, 2)
    assert first.sentence == "We use Plover-Pruning here."
    assert len(corpus.suggestions(limit=1)) == 1
    assert len(corpus.suggestions(least=1)) == 3


def test_a_paper_counts_once_however_often_it_names_a_thing(corpus: Corpus) -> None:
    corpus.edge("p1", "addresses", "task-b", "plover pruning")
    corpus.edge("p1", "uses", "method-a", "plover pruning again")
    assert corpus.suggestions()[0].papers == 3


def test_rows_fit_the_tables_and_pass_the_lint(corpus: Corpus, tmp_path: Path) -> None:
    corpus.minted("method-e", "Method", "pruning of plovers", generic=True)
    for paper in ("p7", "p8"):
        corpus.use(paper, "method-e", "pruning of plovers")
    for found in corpus.suggestions():
        table = next(name for name, cls in vocabulary.FILES.items() if cls is found.cls)
        path = tmp_path / f"{found.row[0]}-{table}"
        path.write_text("\t".join(columns(found.cls)) + "\n" + "\t".join(found.row) + "\n", encoding="utf-8")
        (entry,), problems = vocabulary.read_table(path, found.cls)
        assert not problems
        assert (entry.name, entry.aliases, entry.source) == (found.name, found.aliases, "corpus")
        assert ("generic" in entry.flags) == (found.name == "pruning of plovers")
        assert vocabulary.load((path,)).lookup(found.name)[0].id == entry.id


def test_what_the_vocabulary_knows_is_left_out(corpus: Corpus) -> None:
    corpus.minted("dataset-x", "Dataset", "Image-Nets")
    for paper in ("p7", "p8", "p9", "p10"):
        corpus.use(paper, "dataset-x", "Image-Nets")
    assert {s.name for s in corpus.suggestions()} == {"plover pruning", "HeronBench"}


def test_other_spellings_become_aliases_unless_they_fold_alike_or_are_taken(corpus: Corpus) -> None:
    corpus.use("p7", "dataset-c", "the HB suite", "evaluatesOn")
    corpus.use("p8", "dataset-c", "ImageNet", "evaluatesOn")
    corpus.use("p9", "dataset-c", "a|b", "evaluatesOn")
    (found,) = [s for s in corpus.suggestions() if s.cls is EntityClass.DATASET]
    assert found.aliases == ("the HB suite",)


@pytest.mark.parametrize(("coiners", "users", "listed"), [(1, 1, True), (3, 2, False), (2, 3, True)])
def test_a_name_that_several_papers_coin_stands_for_no_one_thing(
    coiners: int, users: int, listed: bool
) -> None:
    graph = Corpus()
    for number in range(coiners):
        graph.minted(f"method-{number}", "Method", "EGRET")
        graph.use(f"c{number}", f"method-{number}", "EGRET", "proposes")
    for number in range(users):
        graph.use(f"u{number}", "method-0", "EGRET")
    assert [s.name for s in graph.suggestions()] == ["EGRET"] * listed


def test_mentions_without_an_entity_count(corpus: Corpus) -> None:
    for paper in ("q1", "q2"):
        mention = f"mention-{paper}-0-5"
        corpus.add(mention, terms.CLASS_REF, terms.DATASET)
        corpus.add(mention, terms.ANCHOR_OF, "LoonSet")
        corpus.add(mention, terms.REFERENCE_CONTEXT, f":text-{paper}")
    (found,) = [s for s in corpus.suggestions() if s.name == "LoonSet"]
    assert (found.papers, found.cls) == (2, EntityClass.DATASET)


def test_ids_are_new_and_distinct() -> None:
    graph = Corpus()
    for number, label in enumerate(("Tern++", "Tern plusplus", "燕鸥")):
        graph.minted(f"method-{number}", "Method", label)
        for paper in ("a", "b"):
            graph.use(f"{paper}{number}", f"method-{number}", label)
    found = [s.row[0] for s in graph.suggestions()]
    assert len(set(found)) == 3
    assert all(vocabulary._ID.fullmatch(i) for i in found)


def test_several_graphs_are_one(corpus: Corpus, tmp_path: Path) -> None:
    half = len(corpus.statements) // 2
    parts = [
        corpus.write(tmp_path / "a.nt", slice(0, half)),
        corpus.write(tmp_path / "b.nt.gz", slice(half - 30, None)),
    ]
    assert suggest(lambda: blocks(parts), vocabulary.load()) == corpus.suggestions()
    assert suggest(lambda: blocks([parts[0], parts[1], parts[0]]), vocabulary.load()) == corpus.suggestions()


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("<b> <p> <o> .\n<a> <p> <o> .\n", "2: the lines are not sorted"),
        ("@prefix a: <b> .\n", "1: this is no N-Triples"),
        ("<a> <p> <o> .", "1: this is no N-Triples"),
        (None, "cannot be read: No such file"),
    ],
)
def test_another_file_is_refused_with_its_line(tmp_path: Path, lines: str | None, reason: str) -> None:
    path = tmp_path / "graph.nt"
    if lines is not None:
        path.write_text(lines, encoding="utf-8")
    with pytest.raises(GraphError, match=reason):
        list(blocks([path]))


def test_only_names_are_held_in_memory() -> None:
    """Ten times the papers about the same names take no more memory."""
    import tracemalloc

    def peak(papers: int) -> int:
        def statements() -> list[Statement]:
            graph = Corpus()
            graph.minted("method-a", "Method", "plover pruning")
            for number in range(papers):
                graph.use(f"p{number:05}", "method-a", "plover pruning")
            return sorted(graph.statements)

        held = statements()
        known = vocabulary.load()
        tracemalloc.start()
        suggest(lambda: grouped(held), known)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(1000) < 1.5 * peak(100) + 50_000


def test_the_command_writes_rows_and_tables(corpus: Corpus, tmp_path: Path) -> None:
    corpus.write(tmp_path / "graph.nt")
    command = [sys.executable, "-m", "cli", "vocab", "suggest", str(tmp_path), "-o", str(tmp_path / "tables")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    first, _ = [line.split("\t") for line in done.stdout.splitlines()]
    assert first[:5] == ["3", "0", "We use Plover-Pruning here.", "method-plover-pruning", "plover pruning"]
    tables = sorted((tmp_path / "tables").iterdir())
    assert [t.name for t in tables] == ["suggested-datasets.tsv", "suggested-methods.tsv"]
    rows, problems = vocabulary.read_table(tables[1], EntityClass.METHOD)
    assert [r.id for r in rows] == ["method-plover-pruning"]
    assert not problems

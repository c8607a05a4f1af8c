"""Other projects' annotations arrive with the right words marked, and a split leaves whole blocks out."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

from kg.mentions.tagger_text import tokenize
from kg.training.data import IGNORE
from kg.training.passages import BLOCK, Passage, passage, read_scirex, read_tdmsci, split, targets
from kg.training.spans import spans_of

WORDS = "Otters rank pebbles with PebbleNet on River-50 . We count splashes ; nothing else .".split()


def marked(one: Passage) -> list[tuple[str, str]]:
    return [(one.text[begin:end], cls) for begin, end, cls in one.spans]


def test_spans_count_characters() -> None:
    one = passage(WORDS[:7], [(4, 5, "Method"), (6, 7, "Dataset")])
    assert marked(one) == [("PebbleNet", "Method"), ("River-50", "Dataset")]


def test_targets_mark_the_words_of_a_span_and_no_role() -> None:
    one = passage(WORDS[:7], [(4, 5, "Method"), (6, 7, "Dataset")])
    tokens = tokenize(one.text)
    made = targets(one, tokens)
    spans = [(tokens.words[a:b], cls) for a, b, cls in spans_of(made.labels)]
    assert spans == [(("PebbleNet",), "Method"), (("River", "-", "50"), "Dataset")]
    assert set(made.roles) == {IGNORE}


def test_scirex_papers_become_passages_within_sections(tmp_path: Path) -> None:
    paper = {
        "words": WORDS,
        "sentences": [[0, 8], [8, 14]],
        "sections": [[0, 8], [8, 14]],
        "ner": [[4, 5, "Method"], [6, 7, "Material"], [10, 11, "Metric"]],
    }
    blob = json.dumps(paper).encode()
    archive = tmp_path / "papers.tar.xz"
    with tarfile.open(archive, "w:xz") as out:
        entry = tarfile.TarInfo("papers/one.json")
        entry.size = len(blob)
        out.addfile(entry, io.BytesIO(blob))
    first, second = read_scirex(archive)
    assert marked(first) == [("PebbleNet", "Method"), ("River-50", "Dataset")]
    assert marked(second) == [("splashes", "Metric")]


def test_tdmsci_sentences_keep_neighbouring_mentions_apart(tmp_path: Path) -> None:
    tags = ["B-TASK", "I-TASK", "B-TASK", "O", "B-DATASET", "I-METRIC", "O"]
    lines = [f"{word}\t{i}\t{tag}" for i, (word, tag) in enumerate(zip(WORDS[:7], tags, strict=True))]
    file = tmp_path / "some.conll"
    file.write_text("\n".join(lines) + "\n\n" + "Otters\t99\tO\n", encoding="utf-8")
    first, second = read_tdmsci(file)
    assert marked(first) == [
        ("Otters rank", "Task"),
        ("pebbles", "Task"),
        ("PebbleNet", "Dataset"),
        ("on", "Metric"),
    ]
    assert second == Passage("Otters", ())


def test_the_split_is_fixed_disjoint_and_by_block() -> None:
    sentences = [Passage(f"Sentence {i} about otters", ()) for i in range(500)]
    learn, held = split(sentences)
    assert (learn, held) == split(sentences)
    assert sorted(learn + held) == list(range(500))
    assert len(held) == 100
    assert all(set(range(i - i % BLOCK, i - i % BLOCK + BLOCK)) <= set(held) for i in held)
    assert split(sentences, seed=14)[1] != held

"""Annotated text of other projects: SciREX papers and TDMSci sentences, mapped to the classes of this one."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.mentions.tagger_text import Tokens
from kg.training.data import IGNORE, TokenTargets
from kg.training.labels import CLASSES, OUTSIDE, span_labels

CLASS_OF = {
    "Method": "Method", "Task": "Task", "Metric": "Metric", "Material": "Dataset",
    "TASK": "Task", "DATASET": "Dataset", "METRIC": "Metric",
}  # fmt: skip
"""Their classes in ours.  SciREX counts models and software as methods, so its labels only warm an encoder up."""

PASSAGE_WORDS = 220
"""Least words of a SciREX passage; sentences are added until it is reached or the section ends."""

BLOCK = 20
"""TDMSci names no documents, but keeps the sentences of a paper together: blocks of this many are split as one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its mentions (first character, end character, class)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def passage(words: Sequence[str], spans: Sequence[tuple[int, int, str]]) -> Passage:
    """The words joined by spaces; `spans` count words and name a class of ours."""
    begins: list[int] = []
    at = 0
    for word in words:
        begins.append(at)
        at += len(word) + 1
    kept = tuple((begins[a], begins[b - 1] + len(words[b - 1]), cls) for a, b, cls in spans)
    return Passage(" ".join(words), kept)


def targets(source: Passage, tokens: Tokens) -> TokenTargets:
    """Labels of the passage's tokens; roles and generic are not known."""
    first = {offset: index for index, offset in enumerate(tokens.begins)}
    last = {offset: index for index, offset in enumerate(tokens.ends)}
    size = len(tokens.words)
    labels, owner = [OUTSIDE] * size, [-1] * size
    for number, (begin, end, cls) in enumerate(source.spans):
        if begin in first and end in last and owner[first[begin]] < 0:
            a, b = first[begin], last[end] + 1
            labels[a:b] = span_labels(CLASSES.index(cls), b - a)
            owner[a:b] = [number] * (b - a)
    unknown = (IGNORE,) * size
    return TokenTargets(tuple(labels), unknown, unknown, tuple(owner))


def read_scirex(archive: Path) -> list[Passage]:
    """Passages of the SciREX papers in a .tar.xz of one JSON object a paper."""
    out: list[Passage] = []
    with tarfile.open(archive) as papers:
        members = sorted((m for m in papers if m.isfile()), key=lambda m: m.name)
        for member in members:
            stream = papers.extractfile(member)
            if stream is not None:
                out.extend(_of_paper(json.loads(stream.read())))
    return out


def _of_paper(paper: dict[str, list[list[object]]]) -> Iterator[Passage]:
    words: list[str] = [str(word) for word in paper["words"]]
    mentions = sorted((int(str(a)), int(str(b)), str(cls)) for a, b, cls in paper["ner"])
    stops = {int(str(end)) for _, end in paper["sections"]}
    begin, at = 0, 0
    for _, stop in sorted((int(str(a)), int(str(b))) for a, b in paper["sentences"]):
        if stop - begin < PASSAGE_WORDS and stop not in stops and stop < len(words):
            continue
        while at < len(mentions) and mentions[at][0] < begin:
            at += 1
        spans = []
        for first, end, cls in mentions[at:]:
            if first >= stop:
                break
            if end <= stop and cls in CLASS_OF:
                spans.append((first - begin, end - begin, CLASS_OF[cls]))
        yield passage(words[begin:stop], spans)
        begin = stop


def read_tdmsci(path: Path) -> list[Passage]:
    """The sentences of a TDMSci file: a token, its offset and its BIO label a line, sentences apart by blank lines."""
    out: list[Passage] = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n")]
        out.append(passage([row[0] for row in rows], list(_bio([row[-1] for row in rows]))))
    return out


def _bio(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    begin = 0
    for place, tag in enumerate([*tags, "O"]):
        if place and tags[place - 1] != "O" and tag != "I" + tags[place - 1][1:]:
            yield begin, place, CLASS_OF[tags[place - 1][2:]]
        if place == len(tags) or tag == "O" or tag[0] == "B" or tags[place - 1][1:] != tag[1:]:
            begin = place


def split(sentences: Sequence[Passage], seed: int = 13, one_in: int = 5) -> tuple[list[int], list[int]]:
    """Numbers of the training and of the held-out sentences: one block in `one_in` is held out, drawn by hash."""
    blocks = [range(at, min(at + BLOCK, len(sentences))) for at in range(0, len(sentences), BLOCK)]

    def draw(block: range) -> bytes:
        text = f"{seed}\n" + "\n".join(sentences[i].text for i in block)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    order = sorted(blocks, key=draw)
    held = order[: round(len(order) / one_in)]
    rest = order[len(held) :]
    return sorted(i for block in rest for i in block), sorted(i for block in held for i in block)

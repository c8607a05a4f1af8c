"""Gold annotations and the abstract corpus as token arrays."""

from __future__ import annotations

import gzip
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.mentions.tagger_text import Tokens, tokenize
from kg.training.labels import CLASSES, GOLD_ROLE, LABELS, OUTSIDE, ROLES, span_labels

IGNORE = -100


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """One annotated entity of a paper: its class, role, every surface and whether it is too broad to count."""

    name: str
    cls: str
    role: str
    surfaces: tuple[str, ...]
    generic: bool


@dataclass(frozen=True, slots=True)
class GoldPaper:
    """One annotated paper; `text` is title, blank line, abstract; `part` names the file it came from."""

    id: str
    part: str
    text: str
    entities: tuple[GoldEntity, ...]
    proposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TokenTargets:
    """Per-token targets of one paper.

    `labels` are BILOU labels; `roles` and `generic` hold IGNORE outside mentions; `entity` is the index of
    the entity a token belongs to, or -1.
    """

    labels: tuple[int, ...]
    roles: tuple[int, ...]
    generic: tuple[int, ...]
    entity: tuple[int, ...]


def title_key(title: str) -> str:
    """Title with everything but letters and digits removed, to tell whether two records are one paper."""
    return re.sub(r"[\W_]+", "", title.casefold())


def read_gold(folder: Path, parts: Iterable[str] = ("train", "dev")) -> list[GoldPaper]:
    """Annotated papers of `folder`/<part>.jsonl with the texts of `folder`/<part>_papers.jsonl."""
    papers: list[GoldPaper] = []
    for part in parts:
        texts: dict[str, dict[str, Any]] = {}
        for row in _rows(folder / f"{part}_papers.jsonl"):
            texts[row["id"]] = row
        for row in _rows(folder / f"{part}.jsonl"):
            source = texts[row["id"]]
            entities = tuple(
                GoldEntity(
                    e["name"], e["type"], GOLD_ROLE[e["role"]], tuple(e["surfaces"]), bool(e["generic"])
                )
                for e in row["entities"]
            )
            text = source["title"] + "\n\n" + source["abstract"]
            papers.append(GoldPaper(row["id"], part, text, entities, tuple(row["proposes"])))
    return papers


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def read_corpus(path: Path, leave_out: Iterable[str] = ()) -> list[str]:
    """Texts of the abstract corpus (JSON lines, plain, .gz or .xz) without the papers titled in `leave_out`.

    A line is an object with `title` and `abstract`, or a list of the two.
    """
    unwanted = {title_key(title) for title in leave_out}
    opener: Any = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    texts: list[str] = []
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            title, abstract = row if isinstance(row, list) else (row["title"], row["abstract"])
            if title_key(title) not in unwanted:
                texts.append(title + "\n\n" + abstract)
    return texts


def project(paper: GoldPaper, tokens: Tokens) -> TokenTargets:
    """Targets from every word-bounded occurrence of every gold surface, the longest first, no overlaps.

    A surface of one entity inside a longer surface of another is lost at that place; 3 % of the entities
    have no other place.
    """
    size = len(tokens.words)
    first = {offset: index for index, offset in enumerate(tokens.begins)}
    last = {offset: index for index, offset in enumerate(tokens.ends)}
    found: list[tuple[int, int, int]] = []
    for index, entity in enumerate(paper.entities):
        for surface in set(entity.surfaces):
            flags = re.IGNORECASE if len(surface) > 4 and " " in surface else 0
            for match in re.finditer(re.escape(surface), paper.text, flags):
                if match.start() in first and match.end() in last:
                    found.append((first[match.start()], last[match.end()] + 1, index))
    found.sort(key=lambda item: (item[0] - item[1], item[0], item[2]))
    labels = [OUTSIDE] * size
    roles = [IGNORE] * size
    generic = [IGNORE] * size
    owner = [-1] * size
    for begin, end, index in found:
        if any(owner[place] >= 0 for place in range(begin, end)):
            continue
        entity = paper.entities[index]
        owner[begin:end] = [index] * (end - begin)
        labels[begin:end] = span_labels(CLASSES.index(entity.cls), end - begin)
        roles[begin:end] = [ROLES.index(entity.role)] * (end - begin)
        generic[begin:end] = [int(entity.generic)] * (end - begin)
    return TokenTargets(tuple(labels), tuple(roles), tuple(generic), tuple(owner))


def fold_of(papers: list[GoldPaper], folds: int) -> list[int]:
    """Fold number of each paper: papers of each part dealt out in the order of a hash of their title."""
    import hashlib

    numbers = [0] * len(papers)
    for part in sorted({paper.part for paper in papers}):
        members = [i for i, paper in enumerate(papers) if paper.part == part]
        members.sort(key=lambda i: hashlib.sha256(papers[i].text.encode("utf-8", "surrogatepass")).digest())
        for rank, i in enumerate(members):
            numbers[i] = rank % folds
    return numbers


__all__ = [
    "IGNORE",
    "LABELS",
    "GoldEntity",
    "GoldPaper",
    "TokenTargets",
    "fold_of",
    "project",
    "read_corpus",
    "read_gold",
    "title_key",
    "tokenize",
]

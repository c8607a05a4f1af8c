"""Many texts as flat arrays: token types, embedding rows and word pieces of each type."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.mentions.tagger_text import rows_of, tokenize

Ints = npt.NDArray[np.int32]

RAGGED = ("docs", "rows", "pieces")

CASES = 8
"""Kinds of letter case told apart by `case_of`."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of integers end to end: list i is `values[starts[i]:starts[i + 1]]`."""

    values: Ints
    starts: npt.NDArray[np.int64]

    def row(self, index: int) -> Ints:
        """List number `index`."""
        return self.values[self.starts[index] : self.starts[index + 1]]


@dataclass(frozen=True, slots=True)
class Texts:
    """Tokenised texts.

    `types` are the distinct tokens; `docs` lists the type numbers of each text and `titles` the number of
    title tokens; `rows`, `pieces` and `cases` describe each type to student and teacher.
    """

    types: tuple[str, ...]
    docs: Ragged
    titles: Ints
    rows: Ragged
    pieces: Ragged
    cases: Ints


def ragged(lists: Sequence[Sequence[int]]) -> Ragged:
    """The lists end to end."""
    starts = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(x) for x in lists], out=starts[1:])
    values = np.fromiter((v for x in lists for v in x), np.int32, int(starts[-1]))
    return Ragged(values, starts)


def case_of(word: str) -> int:
    """Kind of letter case: 0 lower, 1 Title, 2 UPPER, 3 miXed, 4 with digits, 5 number, 6 sign, 7 one letter."""
    if not word[0].isalnum():
        return 6
    if any(char.isdigit() for char in word):
        return 4 if any(char.isalpha() for char in word) else 5
    if len(word) == 1:
        return 7 if word.isupper() else 0
    if word.islower():
        return 0
    if word.isupper():
        return 2
    return 1 if word[0].isupper() and word[1:].islower() else 3


def _split(text: str) -> tuple[tuple[str, ...], int]:
    tokens = tokenize(text)
    return tokens.words, tokens.title


def build_texts(texts: Sequence[str], vocabulary: Path, workers: int = 1) -> Texts:
    """Arrays of `texts`; word pieces follow the WordPiece `vocabulary` (a tokenizer.json)."""
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            split = list(pool.map(_split, texts, chunksize=256))
    else:
        split = [_split(text) for text in texts]
    number: dict[str, int] = {}
    docs = [[number.setdefault(word, len(number)) for word in words] for words, _ in split]
    types = tuple(number)
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            rows = list(pool.map(rows_of, types, chunksize=4096))
    else:
        rows = [rows_of(word) for word in types]
    tool: Any = import_module("tokenizers").Tokenizer.from_file(str(vocabulary))
    tool.no_truncation()
    tool.no_padding()
    unknown = tool.token_to_id("[UNK]")
    encoded = tool.encode_batch(
        [word[:32].encode("utf-8", "replace").decode() for word in types], add_special_tokens=False
    )
    pieces = [piece.ids[:6] or [unknown] for piece in encoded]
    return Texts(
        types,
        ragged(docs),
        np.array([title for _, title in split], np.int32),
        ragged(rows),
        ragged(pieces),
        np.array([case_of(word) for word in types], np.int32),
    )


def save_texts(path: Path, texts: Texts) -> None:
    """Write the texts to an .npz file, which appears when it is complete."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "types": np.frombuffer("\n".join(texts.types).encode("utf-8", "surrogatepass"), np.uint8),
        "titles": texts.titles,
        "cases": texts.cases,
    }
    for name in RAGGED:
        lists: Ragged = getattr(texts, name)
        arrays[f"{name}/values"], arrays[f"{name}/starts"] = lists.values, lists.starts
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez(stream, **arrays)  # type: ignore[arg-type]
    part.replace(path)


def load_texts(path: Path) -> Texts:
    """The texts of a file that `save_texts` wrote."""
    with np.load(path, allow_pickle=False) as file:
        types = tuple(file["types"].tobytes().decode("utf-8", "surrogatepass").split("\n"))
        docs, rows, pieces = (Ragged(file[f"{n}/values"], file[f"{n}/starts"]) for n in RAGGED)
        return Texts(types, docs, file["titles"], rows, pieces, file["cases"])

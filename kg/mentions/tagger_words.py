"""What the tagger's network makes of a word by itself, kept for the next time: words come again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kg.mentions.tagger_layers import TILE, Floats, Ints, Layer, signed, unsigned
from kg.mentions.tagger_text import rows_of

TITLE = "\n"
"""Stands before a word of a title, which is another word to the network; no token holds it."""

_KEPT = 16384
_AT_ONCE = 512


class WordMemory:
    """Vectors of words and their share in the first layer, up to a bound; they never change.

    Place 0 is no word: its numbers are all zero.
    """

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]], layers: Mapping[str, Layer]) -> None:
        self._table = weights["table"].astype(np.int8)
        self._title = weights["title"].astype(np.float32)
        self._up, self._down = layers["up"], layers["down"]
        first = layers["before.0.look"].weight
        self._first = np.ascontiguousarray(first.reshape(3, -1, first.shape[1]))
        self._place: dict[str, int] = {}
        self._lower: dict[str, int] = {}
        self.vectors: Floats = np.zeros((1024, self._table.shape[1]), np.float32)
        """State of each word [places, width]."""
        self.shares: Floats = np.zeros((3, 1024, first.shape[1]), np.float32)
        """What each word adds to the first layer's sum of the row after it, of its own and of the row before it
        [3, places, outputs]."""
        self.lower: Ints = np.zeros(1024, np.int64)
        """Number of each word in lower case [places]."""

    def places(self, words: Sequence[str]) -> Ints:
        """The place of each of some distinct words; good until the next call."""
        if len(self._place) + len(words) > _KEPT:
            self._place.clear()
            self._lower.clear()
        found = list(map(self._place.get, words))
        if None in found:
            fresh = [word for word, place in zip(words, found, strict=True) if place is None]
            self._grow(len(self._place) + len(fresh) + 1)
            for begin in range(0, len(fresh), _AT_ONCE):
                self._learn(fresh[begin : begin + _AT_ONCE])
            found = list(map(self._place.get, words))
        return np.array(found, np.int64)

    def _grow(self, need: int) -> None:
        have = len(self.vectors)
        if need > have:
            more = max(need, 2 * have) - have
            self.vectors = np.pad(self.vectors, ((0, more), (0, 0)))
            self.shares = np.pad(self.shares, ((0, 0), (0, more), (0, 0)))
            self.lower = np.pad(self.lower, (0, more))

    def _learn(self, words: Sequence[str]) -> None:
        begin = len(self._place) + 1
        end = begin + len(words)
        vectors = self._embed([word.removeprefix(TITLE) for word in words])
        titled = [i for i, word in enumerate(words) if word.startswith(TITLE)]
        vectors[titled] = signed(vectors[titled] + self._title)
        self.vectors[begin:end] = vectors
        np.matmul(vectors, self._first, out=self.shares[:, begin:end])
        for place, word in enumerate(words, begin):
            self._place[word] = place
            self.lower[place] = self._lower.setdefault(word.removeprefix(TITLE).lower(), len(self._lower))

    def _embed(self, words: Sequence[str]) -> Floats:
        """Vectors [words, width]: the sum of the rows that describe a word, through two layers."""
        rows = [rows_of(word) for word in words]
        counts = np.array([len(r) for r in rows])
        bags = np.ones((-(-len(words) // TILE) * TILE, self._table.shape[1]), np.float32)
        for count in np.unique(counts).tolist():  # words with as many rows lie in one array
            same = np.flatnonzero(counts == count)
            found = self._table.take(np.array([rows[i] for i in same.tolist()]), 0)
            bags[same] = found.sum(1, dtype=np.int16)  # of less than 120 rows, each below 128
        bags[: len(words)] *= (np.float32(2 / 4) / np.sqrt(counts.astype(np.float32)))[:, None]
        v = signed(bags)
        total = self._down.finish(unsigned(self._up.finish(v @ self._up.weight)) @ self._down.weight)
        total += v
        return signed(total)[: len(words)]

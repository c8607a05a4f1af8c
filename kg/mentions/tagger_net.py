"""The tagger's network: integer weights, integer activations, exact in float32 on any machine.

Inputs and weights of every matrix product are whole numbers small enough that each sum stays below 2**24,
so float32 holds it exactly whatever the order of summation.  What lies between the products is elementwise.
Hence a text gets the same numbers alone, in any batch, and with any BLAS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.mentions.tagger_labels import CLASSES
from kg.mentions.tagger_text import rows_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

BEFORE, AFTER = (1, 2), (1, 2, 4)
GAP = 4
SIGNED_TOP, UNSIGNED_TOP = np.float32(127), np.float32(255)
LABELS = 1 + 4 * len(CLASSES)
_KEPT_TYPES = 32768


@dataclass(frozen=True, slots=True)
class Layer:
    """One linear layer: whole-number `weight` [inputs, outputs], then `scale` and `bias` per output."""

    weight: Floats
    scale: Floats
    bias: Floats

    def finish(self, total: Floats) -> Floats:
        """`total` scaled and shifted, in place."""
        total *= self.scale
        total += self.bias
        return total


def _unsigned(x: Floats) -> Floats:
    np.rint(x, out=x)
    np.clip(x, 0, UNSIGNED_TOP, out=x)
    return x


def _signed(x: Floats) -> Floats:
    np.rint(x, out=x)
    np.clip(x, -SIGNED_TOP, SIGNED_TOP, out=x)
    return x


@dataclass(frozen=True, slots=True)
class Run:
    """Texts laid end to end with GAP empty rows around each.

    `words` are the distinct words and `index` [rows] says which stands where, -1 for an empty row; `begins` and
    `ends` are the row ranges of the texts and `titles` their numbers of title tokens.
    """

    words: tuple[str, ...]
    index: Ints
    begins: Ints
    ends: Ints
    titles: Ints


def lay_out(texts: Sequence[Sequence[str]], titles: Sequence[int]) -> Run:
    """The texts, given as words, laid end to end."""
    number: dict[str, int] = {}
    index: list[int] = [-1] * GAP
    begins: list[int] = []
    ends: list[int] = []
    for words in texts:
        begins.append(len(index))
        index.extend([number.setdefault(word, len(number)) for word in words])
        ends.append(len(index))
        index.extend([-1] * GAP)
    return Run(tuple(number), np.array(index, np.int64), np.array(begins), np.array(ends), np.array(titles))


class Network:
    """Words to probabilities.  Vectors of words seen before are kept, up to a bound; they never change."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self._table = weights["table"].astype(np.int8)
        self._width = self._table.shape[1]
        self._title = weights["title"].astype(np.float32)
        self._layers = {
            name.removesuffix("/weight"): Layer(
                np.ascontiguousarray(weights[name].astype(np.float32)),
                weights[name.removesuffix("weight") + "scale"].astype(np.float32),
                weights[name.removesuffix("weight") + "bias"].astype(np.float32),
            )
            for name in weights
            if name.endswith("/weight")
        }
        self._number: dict[str, int] = {}
        self._vectors = np.zeros((1024, self._width), np.float32)

    def probabilities(self, run: Run) -> Floats:
        """Labels, roles and generic of each row [rows, outputs], as probabilities; zero in empty rows."""
        filled = run.index >= 0
        empty = np.flatnonzero(~filled)
        h = self._words(run.words)[run.index]
        for begin, title in zip(run.begins.tolist(), run.titles.tolist(), strict=True):
            h[begin : begin + title] += self._title
        _signed(h)
        h[empty] = 0
        for i, distance in enumerate(BEFORE):
            h = self._block(f"before.{i}", h, distance, empty)
        h = self._remember(h, run, empty)
        for i, distance in enumerate(AFTER):
            h = self._block(f"after.{i}", h, distance, empty)
        up, out = self._layers["out_up"], self._layers["out"]
        rows = np.flatnonzero(filled)
        logits = out.finish(_unsigned(up.finish(h[rows] @ up.weight)) @ out.weight)
        result = np.zeros((len(h), logits.shape[1]), np.float32)
        result[rows] = _soften(logits)
        return result

    def _block(self, name: str, h: Floats, distance: int, empty: Ints) -> Floats:
        look, mix, width = self._layers[name + ".look"], self._layers[name + ".mix"], self._width
        total = h @ look.weight[width : 2 * width]
        total[distance:] += h[:-distance] @ look.weight[:width]
        total[:-distance] += h[distance:] @ look.weight[2 * width :]
        return self._add(h, _unsigned(look.finish(total)) @ mix.weight, mix, empty)

    def _add(self, h: Floats, total: Floats, mix: Layer, empty: Ints) -> Floats:
        mix.finish(total)
        total += h
        _signed(total)
        total[empty] = 0
        return total

    def _remember(self, h: Floats, run: Run, empty: Ints) -> Floats:
        """Mix into each state the mean state of its word in the text, case folded, and that of the text."""
        look, mix, width = self._layers["memory.look"], self._layers["memory.mix"], self._width
        total = h @ look.weight[:width]
        numbers: dict[str, int] = {}
        lows = np.array([numbers.setdefault(w.lower(), len(numbers)) for w in run.words], np.int64)
        sizes = (run.ends - run.begins)[run.ends > run.begins]
        if len(sizes):
            rows = np.flatnonzero(run.index >= 0)
            text = np.repeat(np.arange(len(sizes)), sizes)
            states = h[rows]
            same, back = _means(states, text * len(numbers) + lows[run.index[rows]])
            total[rows] += (same @ look.weight[width : 2 * width])[back]
            whole, back = _means(states, text)
            total[rows] += (whole @ look.weight[2 * width :])[back]
        return self._add(h, _unsigned(look.finish(total)) @ mix.weight, mix, empty)

    def _words(self, words: Sequence[str]) -> Floats:
        """Vectors [words, width], from memory where the word was seen before."""
        if len(self._number) + len(words) > _KEPT_TYPES:
            self._number.clear()
        number = self._number
        fresh = [word for word in words if word not in number]
        if fresh:
            base = len(number)
            need = base + len(fresh)
            if need > len(self._vectors):
                grown = np.zeros((max(need, 2 * len(self._vectors)), self._width), np.float32)
                grown[: len(self._vectors)] = self._vectors
                self._vectors = grown
            for begin in range(0, len(fresh), 512):
                self._vectors[base + begin : base + begin + 512][: len(fresh) - begin] = self._embed(
                    fresh[begin : begin + 512]
                )
            for place, word in enumerate(fresh, base):
                number[word] = place
        if not words:
            return np.zeros((1, self._width), np.float32)
        vectors: Floats = self._vectors[np.array([number[word] for word in words])]
        return vectors

    def _embed(self, words: Sequence[str]) -> Floats:
        rows = [rows_of(word) for word in words]
        counts = np.array([len(r) for r in rows])
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        flat = np.array([row for r in rows for row in r], np.int64)
        bag = np.add.reduceat(self._table[flat].astype(np.float32), starts, axis=0)
        scale = np.float32(2 / 4) / np.sqrt(counts.astype(np.float32))
        v = _signed(np.multiply(bag, scale[:, None], dtype=np.float32))
        up, down = self._layers["up"], self._layers["down"]
        total = down.finish(_unsigned(up.finish(v @ up.weight)) @ down.weight)
        total += v
        return _signed(total)


def _means(states: Floats, group: Ints) -> tuple[Floats, Ints]:
    """The rounded mean state of each group of rows, and which of them belongs to each row."""
    order = np.argsort(group, kind="stable")
    ranked = group[order]
    starts = np.flatnonzero(np.concatenate(([True], ranked[1:] != ranked[:-1])))
    counts = np.diff(np.append(starts, len(group)))
    sums = np.add.reduceat(states[order], starts, axis=0)
    means: Floats = np.divide(sums, counts[:, None].astype(np.float32), dtype=np.float32)
    back = np.empty(len(group), np.int64)
    back[order] = np.repeat(np.arange(len(starts)), counts)
    return _signed(means), back


def _soften(logits: Floats) -> Floats:
    def softmax(x: Floats) -> Floats:
        x = np.exp(x - x.max(1, keepdims=True))
        shares: Floats = x / x.sum(1, keepdims=True)
        return shares

    generic = 1 / (1 + np.exp(-logits[:, -1:]))
    joined = np.concatenate([softmax(logits[:, :LABELS]), softmax(logits[:, LABELS:-1]), generic], 1)
    rounded: Floats = np.round(joined, 5)
    return rounded

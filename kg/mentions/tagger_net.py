"""The tagger's network: words to the logits of their labels, the same in any batch, on any machine and BLAS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.mentions.tagger_labels import CLASSES
from kg.mentions.tagger_layers import TILE, Floats, Ints, Look, layers_of, signed, unsigned
from kg.mentions.tagger_words import TITLE, WordMemory

SECOND, AFTER = 2, (1, 2, 4)
"""Distances at which the blocks look about: the second one, and those after the memory; the first looks at 1."""
GAP = 4
LABELS = 1 + 4 * len(CLASSES)


@dataclass(frozen=True, slots=True)
class Run:
    """Texts laid end to end with at least GAP empty rows around each, a multiple of TILE in all.

    `words` are the distinct words, those of a title marked, and `index` [rows] says which stands where, -1 for an
    empty row; `begins` and `ends` are the row ranges of the texts.
    """

    words: tuple[str, ...]
    index: Ints
    begins: Ints
    ends: Ints


def lay_out(texts: Sequence[Sequence[str]], titles: Sequence[int]) -> Run:
    """The texts, given as words, laid end to end; `titles` are their numbers of title words."""
    number: dict[str, int] = {}
    index: list[int] = [-1] * GAP
    begins: list[int] = []
    ends: list[int] = []
    for words, title in zip(texts, titles, strict=True):
        begins.append(len(index))
        index += [number.setdefault(TITLE + word, len(number)) for word in words[:title]]
        index += [number.setdefault(word, len(number)) for word in words[title:]]
        ends.append(len(index))
        index += [-1] * GAP
    index += [-1] * (-len(index) % TILE)
    return Run(tuple(number), np.array(index, np.int64), np.array(begins), np.array(ends))


class Network:
    """Words to logits.  What a word is by itself is kept, up to a bound; it never changes."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self._layers = layers_of(weights)
        self._words = WordMemory(weights, self._layers)
        self._second = Look(self._layers["before.1.look"], SECOND)
        self._after = [Look(self._layers[f"after.{i}.look"], distance) for i, distance in enumerate(AFTER)]
        self._out = np.ascontiguousarray(self._layers["out"].weight.T)

    def logits(self, run: Run) -> Floats:
        """Labels, roles and generic of each row [outputs, rows], as logits; without meaning in empty rows."""
        places = np.append(self._words.places(run.words), 0)[run.index]
        empty = np.flatnonzero(run.index < 0)
        h = np.zeros((len(places) + 2 * TILE, self._words.vectors.shape[1]), np.float32)
        self._words.vectors.take(places, 0, out=h[TILE:-TILE], mode="clip")
        self._add(h, self._first(places), "before.0", empty)
        self._add(h, self._second(h), "before.1", empty)
        self._add(h, self._remember(h[TILE:-TILE], run, places), "memory", empty)
        for i, look in enumerate(self._after):
            self._add(h, look(h), f"after.{i}", empty)
        up, out = self._layers["out_up"], self._layers["out"]
        logits: Floats = self._out @ unsigned(up.finish(h[TILE:-TILE] @ up.weight)).T
        logits *= out.scale[:, None]
        logits += out.bias[:, None]
        return logits

    def probabilities(self, run: Run) -> Floats:
        """Labels, roles and generic of each row [rows, outputs], as probabilities; zero in empty rows."""
        logits = self.logits(run)
        rows = np.flatnonzero(run.index >= 0)
        result = np.zeros(logits.T.shape, np.float32)
        result[rows] = np.concatenate([labels(logits, rows), roles(logits, rows)], 1)
        return result

    def _first(self, places: Ints) -> Floats:
        """The first look about, summed up from what each word adds to it."""
        look, shares = self._layers["before.0.look"], self._words.shares
        total = shares[1].take(places, 0)
        total[1:] += shares[0].take(places[:-1], 0)
        total[:-1] += shares[2].take(places[1:], 0)
        return unsigned(look.finish(total))

    def _add(self, h: Floats, seen: Floats, name: str, empty: Ints) -> None:
        """Mix what was seen into the states `h`, in place."""
        mix = self._layers[name + ".mix"]
        total = mix.finish(seen @ mix.weight)
        states = h[TILE:-TILE]
        states += total
        signed(states)
        states[empty] = 0

    def _remember(self, states: Floats, run: Run, places: Ints) -> Floats:
        """Look at each state, the mean state of its word in the text, case folded, and that of the text."""
        look = self._layers["memory.look"]
        here, same, whole = look.weight.reshape(3, -1, look.weight.shape[1])
        total = states @ here
        spans = list(zip(run.begins.tolist(), run.ends.tolist(), strict=True))
        text = -np.arange(1, len(states) + 1)  # an empty row is a group of its own
        sums = np.zeros((len(spans), states.shape[1]), np.float32)
        for number, (begin, end) in enumerate(spans):
            text[begin:end] = number
            np.add.reduce(states[begin:end], out=sums[number])
        sums /= np.maximum(run.ends - run.begins, 1).astype(np.float32)[:, None]
        for (begin, end), one in zip(spans, signed(sums) @ whole, strict=True):
            total[begin:end] += one
        lower = self._words.lower[places]
        means, of = _means(states, text * (int(lower.max()) + 1) + lower)
        total += (means @ same).take(of, 0)
        return unsigned(look.finish(total))


def _means(states: Floats, group: Ints) -> tuple[Floats, Ints]:
    """The rounded mean state of each group of rows, and which of them belongs to each row."""
    order = np.argsort(group)
    ranked = group[order]
    starts = np.flatnonzero(np.concatenate(([True], ranked[1:] != ranked[:-1])))
    sizes = np.diff(np.append(starts, len(group)))
    falling = np.argsort(-sizes)
    firsts, counts = starts[falling], sizes[falling]
    means = states.take(order[firsts], 0)
    # Step by step one more row of every group that still has one: rows added to rows, which numpy does fastest.
    for step, reach in enumerate(np.searchsorted(-counts, -np.arange(1, counts[0])).tolist(), 1):
        means[:reach] += states.take(order[firsts[:reach] + step], 0)
    means /= counts[:, None].astype(np.float32)
    place = np.empty(len(starts), np.int64)
    place[falling] = np.arange(len(starts))
    back = np.empty(len(group), np.int64)
    back[order] = np.repeat(place, sizes)
    return signed(means), back


def labels(logits: Floats, rows: Ints) -> Floats:
    """Probabilities of the labels [rows, LABELS] at some rows, rounded to five decimals."""
    return np.round(_softmax(logits[:LABELS, rows]), 5)


def roles(logits: Floats, rows: Ints) -> Floats:
    """Probabilities of the roles, and of being generic as the last column, at some rows, rounded to five decimals."""
    generic = 1 / (1 + np.exp(-logits[-1:, rows].T))
    return np.round(np.concatenate([_softmax(logits[LABELS:-1, rows]), generic], 1), 5)


def _softmax(logits: Floats) -> Floats:
    x = np.exp(np.ascontiguousarray(logits.T) - logits.max(0)[:, None])
    shares: Floats = x / x.sum(1, keepdims=True)
    return shares

"""Candidate spans out of token probabilities, and the features by which they are judged per document.

A candidate is a start, an end and a class whose tokens all look like the inside of that class.  Candidates
of one document that fold to the same words are judged together, as one surface.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.mentions.tagger_labels import CLASSES, FAMILY, ROLES
from kg.mentions.tagger_text import DIGIT, SIGN, Tokens, word_facts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST = 0.06
LONGEST = 10
MOST = 768
FEATURES = 21 + len(CLASSES) + len(ROLES)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate spans of a run of tokens, one array entry each: first token, end token (exclusive), class, and
    the least and the mean evidence for it (start, inside, end)."""

    first: Ints
    end: Ints
    cls: Ints
    least: Floats
    mean: Floats

    def __len__(self) -> int:
        """Number of candidates."""
        return len(self.first)


def find_candidates(labels: npt.NDArray[np.float32]) -> Candidates:
    """Candidates of a token run with BILOU probabilities `labels` [tokens, 1 + 4 * classes], sorted by start.

    Rows of zeros, as between texts, never lie inside a candidate.
    """
    parts = labels[:, 1:].astype(np.float64).reshape(len(labels), len(CLASSES), 4)
    start = parts[:, :, 0] + parts[:, :, 3]
    finish = parts[:, :, 2] + parts[:, :, 3]
    inside = parts.sum(2)
    at, cls = np.nonzero(start > LEAST)
    begun = start[at, cls]
    least = np.minimum(begun, inside[at, cls])
    found: list[tuple[Ints, Ints, Ints, Floats, Floats]] = []
    for length in range(1, LONGEST + 1):
        last = at + length - 1
        alive = last < len(labels)
        if length > 1:
            alive &= least > LEAST
        at, cls, last, begun, least = at[alive], cls[alive], last[alive], begun[alive], least[alive]
        if not len(at):
            break
        least = np.minimum(least, inside[last, cls])
        ended = finish[last, cls]
        hit = (ended > LEAST) & (least > LEAST)
        floor = np.minimum(least[hit], ended[hit])
        middle = np.cbrt(begun[hit] * ended[hit] * least[hit])
        found.append((at[hit], last[hit] + 1, cls[hit], floor, middle))
    if not found:
        none = np.zeros(0, np.int64)
        return Candidates(none, none, none, np.zeros(0), np.zeros(0))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    order = np.lexsort((columns[2], columns[1], columns[0]))
    first, end, kind, low, mean = (column[order] for column in columns)
    return Candidates(first, end, kind, low, mean)


def between(found: Candidates, begin: int, end: int) -> Candidates:
    """The candidates of one text, which starts at row `begin` and stops before row `end`, counted from its start.

    Only the MOST likely are kept, so that no text can make the pairs of its candidates many.
    """
    low, high = np.searchsorted(found.first, (begin, end)).tolist()
    chosen = np.arange(low, high)
    if len(chosen) > MOST:
        chosen = np.sort(chosen[np.argsort(-found.mean[chosen], kind="stable")[:MOST]])
    return Candidates(
        found.first[chosen] - begin,
        found.end[chosen] - begin,
        found.cls[chosen],
        found.least[chosen],
        found.mean[chosen],
    )


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Distinct surfaces of one document: `of[i]` is the surface of candidate i, a pair of folded words and class.

    `keys` names the folded words of each surface, `features` [surfaces, FEATURES] is what judges it, `roles`
    [surfaces, roles] and `generic` are means over its places.
    """

    of: Ints
    keys: tuple[str, ...]
    cls: Ints
    features: Floats
    roles: Floats
    generic: Floats


def _logit(p: Floats) -> Floats:
    q = np.clip(p, 1e-4, 1 - 1e-4)
    return np.log(q / (1 - q))


def describe(tokens: Tokens, found: Candidates, roles: Floats, generic: Floats) -> Surfaces:
    """Surfaces of one document.

    `found` holds token numbers within the document; `roles` [tokens, roles] and `generic` [tokens] are the
    token probabilities.
    """
    facts = [word_facts(word) for word in tokens.words]
    number: dict[tuple[str, int], int] = {}
    names: list[str] = []
    places_of: list[int] = []
    for first, end, cls in zip(found.first.tolist(), found.end.tolist(), found.cls.tolist(), strict=True):
        key = " ".join([fact[0] for fact in facts[first : end - 1] if fact[0]] + [facts[end - 1][1]])
        place = number.setdefault((key, cls), len(number))
        if place == len(names):
            names.append(key)
        places_of.append(place)
    count = len(names)
    of = np.array(places_of, np.int64)
    cls_of = np.array([cls for _, cls in number], np.int64)
    places = np.bincount(of, minlength=count).astype(np.float64)
    top, low = np.zeros(count), np.zeros(count)
    np.maximum.at(top, of, found.mean)
    np.maximum.at(low, of, found.least)
    mean = np.bincount(of, found.mean, count) / places
    title = np.bincount(of, found.first < tokens.title, count) > 0
    head = np.bincount(of, found.first == 0, count) > 0
    length = np.zeros(count)
    length[of] = found.end - found.first
    pooled, broad = np.zeros((count, len(ROLES))), np.bincount(of, generic[found.first], count) / places
    np.add.at(pooled, of, roles[found.first])
    pooled /= places[:, None]
    sums = np.zeros(len(facts) + 1, np.int64)
    np.cumsum([fact[2] for fact in facts], out=sums[1:])
    held = sums[found.end] - sums[found.first]
    marks = np.zeros((count, 3))
    shown = np.column_stack([held % DIGIT > 0, held // DIGIT % DIGIT > 0, held // SIGN > 0])
    np.maximum.at(marks, of, shown.astype(np.float64))
    kinds = np.zeros((count, len(CLASSES)))
    kinds[np.arange(count), cls_of] = 1
    features = np.column_stack(
        [
            _logit(top), _logit(mean), _logit(low), top, mean, low,
            np.log(places), title, head,
            length == 1, length == 2, length >= 4, np.log(np.maximum(length, 1)),
            *_rivals(found, of, count), _elsewhere(names, top), marks, kinds, pooled,
        ]
    )  # fmt: skip
    return Surfaces(of, tuple(names), cls_of, features, pooled, broad)


def _rivals(found: Candidates, of: Ints, count: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Strongest overlapping candidate of another extent or family, of a shorter and of a longer one, and the
    strongest other class of the same family on the same tokens; per surface, the least over its places."""
    first, end = found.first, found.end
    family = np.array(FAMILY)[found.cls]
    touch = (first[:, None] < end) & (first < end[:, None])
    same = (first[:, None] == first) & (end[:, None] == end)
    kin = same & (family[:, None] == family) & (found.cls[:, None] != found.cls)
    other = touch & ~(same & (family[:, None] == family))
    apart = touch & ~same
    length = end - first
    out = []
    for mask in (other, apart & (length < length[:, None]), apart & (length > length[:, None]), kin):
        strongest = (mask * found.mean).max(1, initial=0.0)
        least = np.full(count, 2.0)
        np.minimum.at(least, of, strongest)
        out.append(least)
    return out[0], out[1], out[2], out[3]


def _elsewhere(names: Sequence[str], top: Floats) -> Floats:
    """Best evidence of another surface of the document whose words hold these words or are among them."""
    number: dict[str, int] = {}
    pairs = [(i, number.setdefault(w, len(number))) for i, name in enumerate(names) for w in name.split()]
    holds = np.zeros((len(names), len(number) + 1), np.float32)
    if pairs:
        holds[tuple(np.array(pairs).T)] = 1
    size = holds.sum(1)
    common = holds @ holds.T
    nested = (common == size[:, None]) != (common == size)
    best: Floats = (nested * top).max(1, initial=0.0)
    return best

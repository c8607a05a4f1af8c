"""Candidate spans out of token probabilities, and the features by which they are judged per document.

A candidate is a start, an end and a class whose tokens all look like the inside of that class.  Candidates
of one document that fold to the same words are judged together, as one surface.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    opens, middle, closes, single = (
        labels[:, 1:].astype(np.float64).reshape(-1, len(CLASSES), 4).transpose(2, 0, 1)
    )
    start = opens + single
    finish = closes + single
    inside = opens + middle + closes + single
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
        evidence = np.cbrt(begun[hit] * ended[hit] * least[hit])
        found.append((at[hit], last[hit] + 1, cls[hit], floor, evidence))
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
    return describe_all([tokens], [found], [0], roles, generic)[0]


def describe_all(
    texts: Sequence[Tokens],
    found: Sequence[Candidates],
    begins: Sequence[int],
    roles: Floats,
    generic: Floats,
) -> list[Surfaces]:
    """Surfaces of each document of a run, none of which depends on another.

    `begins` are the first rows of the documents in `roles` [rows, roles] and `generic` [rows].
    """
    names, cls_of, places_of, bounds, marks_of = _numbered(texts, found)
    count = len(names)
    of = np.array(places_of, np.int64)
    sizes = [len(one) for one in found]
    local = np.concatenate([one.first for one in found])
    shift = np.repeat(np.array(begins, np.int64), sizes)
    first, end = local + shift, np.concatenate([one.end for one in found]) + shift
    cls = np.concatenate([one.cls for one in found])
    least, strength = (np.concatenate([getattr(one, name) for one in found]) for name in ("least", "mean"))
    places = np.bincount(of, minlength=count).astype(np.float64)
    top, low = np.zeros(count), np.zeros(count)
    np.maximum.at(top, of, strength)
    np.maximum.at(low, of, least)
    mean = np.bincount(of, strength, count) / places
    title = np.bincount(of, local < np.repeat([text.title for text in texts], sizes), count) > 0
    head = np.bincount(of, local == 0, count) > 0
    length = np.zeros(count)
    length[of] = end - first
    pooled, broad = np.zeros((count, len(ROLES))), np.bincount(of, generic[first], count) / places
    np.add.at(pooled, of, roles[first])
    pooled /= places[:, None]
    held = np.array(marks_of, np.int64)
    marks = np.zeros((count, 3))
    shown = np.column_stack([held % DIGIT > 0, held // DIGIT % DIGIT > 0, held // SIGN > 0])
    np.maximum.at(marks, of, shown.astype(np.float64))
    kinds = np.zeros((count, len(CLASSES)))
    kinds[np.arange(count), cls_of] = 1
    elsewhere = [_elsewhere(names[a:b], top[a:b]) for a, b in pairwise(bounds)]
    features = np.column_stack(
        [
            _logit(top), _logit(mean), _logit(low), top, mean, low,
            np.log(places), title, head,
            length == 1, length == 2, length >= 4, np.log(np.maximum(length, 1)),
            *_rivals(first, end, cls, strength, of, count), np.concatenate(elsewhere), marks, kinds, pooled,
        ]
    )  # fmt: skip
    kinds_of = np.array(cls_of, np.int64)
    ends = np.cumsum([0, *sizes]).tolist()
    return [
        Surfaces(of[c:d] - a, tuple(names[a:b]), kinds_of[a:b], features[a:b], pooled[a:b], broad[a:b])
        for (a, b), (c, d) in zip(pairwise(bounds), pairwise(ends), strict=True)
    ]


def _numbered(
    texts: Sequence[Tokens], found: Sequence[Candidates]
) -> tuple[list[str], list[int], list[int], list[int], list[int]]:
    """Names and classes of the surfaces of all texts, the surface of each candidate, where the surfaces of each
    text begin (and the last end), and the sum of the marks of each candidate's words."""
    names: list[str] = []
    classes: list[int] = []
    places: list[int] = []
    bounds = [0]
    marks: list[int] = []
    for text, one in zip(texts, found, strict=True):
        number: dict[tuple[str, int], int] = {}
        facts = list(map(word_facts, text.words))
        for first, end, cls in zip(one.first.tolist(), one.end.tolist(), one.cls.tolist(), strict=True):
            last = facts[end - 1]
            if end - first == 1:
                name, sum_ = last[1], last[2]
            else:
                held = facts[first:end]
                name = " ".join([fact[0] for fact in held[:-1] if fact[0]] + [last[1]])
                sum_ = sum([fact[2] for fact in held])
            place = number.setdefault((name, cls), len(names))
            if place == len(names):
                names.append(name)
                classes.append(cls)
            places.append(place)
            marks.append(sum_)
        bounds.append(len(names))
    return names, classes, places, bounds, marks


def _rivals(
    first: Ints, end: Ints, cls: Ints, strength: Floats, of: Ints, count: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Strongest overlapping candidate of another extent or family, of a shorter and of a longer one, and the
    strongest other class of the same family on the same tokens; per surface, the least over its places."""
    # Candidates are sorted by start, so those that begin inside one stand right behind it.
    reach = np.searchsorted(first, end) - np.arange(1, len(first) + 1)
    one = np.repeat(np.arange(len(first)), reach)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(reach) - reach, reach)
    mine, rival = np.concatenate([one, other]), np.concatenate([other, one])
    family = np.array(FAMILY)[cls]
    length = end - first
    same = (first[mine] == first[rival]) & (end[mine] == end[rival])
    alike = same & (family[mine] == family[rival])
    longer = ~same & (length[mine] < length[rival])
    shorter = ~same & (length[mine] > length[rival])
    out = []
    for pairs in (~alike, shorter, longer, alike & (cls[mine] != cls[rival])):
        strongest = np.zeros(len(first))
        np.maximum.at(strongest, mine[pairs], strength[rival[pairs]])
        least = np.full(count, 2.0)
        np.minimum.at(least, of, strongest)
        out.append(least)
    return out[0], out[1], out[2], out[3]


def _elsewhere(names: Sequence[str], top: Floats) -> Floats:
    """Best evidence of another surface of the document whose words hold these words or are among them."""
    number: dict[str, int] = {}
    split = [name.split() for name in names]
    columns = [number.setdefault(word, len(number)) for words in split for word in words]
    holds = np.zeros((len(names), len(number) + 1), np.float32)
    holds[np.repeat(np.arange(len(names)), [len(words) for words in split]), columns] = 1
    size = holds.sum(1)
    common = holds @ holds.T
    nested = (common == size[:, None]) != (common == size)
    best: Floats = (nested * top).max(1, initial=0.0)
    return best

"""Document-level figures of a tagger against gold: does each paper get the right set of typed entities?

An entity is found when one of its surfaces in the text equals a gold surface or name once case, width,
dashes and plurals are folded; pairs are one to one.  Methods, models and software count as one family.
Entities that gold calls generic are neither required nor counted against.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.mentions.tagger_labels import CLASSES, FAMILY
from kg.training.data import GoldPaper

_FAMILY_OF = dict(zip(CLASSES, FAMILY, strict=True))


@dataclass(frozen=True, slots=True)
class Guess:
    """One entity that a system found in a paper: class, surfaces, and role (may be empty)."""

    cls: str
    surfaces: frozenset[str]
    role: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1 of one measure."""

    precision: float
    recall: float
    f1: float


def figures(right: int, guessed: int, wanted: int) -> Figures:
    """Figures out of counts; 0 where nothing was guessed or wanted."""
    p = right / guessed if guessed else 0.0
    r = right / wanted if wanted else 0.0
    return Figures(p, r, 2 * p * r / (p + r) if p + r else 0.0)


def folded(surface: str) -> str:
    """Surface with case, width, dashes, markup and plural folded.

    >>> folded("Mixture-of-Experts") == folded("mixture of expert")
    True
    """
    plain = unicodedata.normalize("NFKC", surface).casefold()
    plain = re.sub("[" + re.escape("$\\{}^_*`'’\"") + "]", "", plain)
    plain = re.sub("[-–—/\\s]+", " ", plain).strip(" .,;:()")
    return re.sub("([a-z]{3})s\\b", "\\1", plain)


def match(paper: GoldPaper, guesses: Sequence[Guess]) -> dict[int, int]:
    """Gold entity number -> guess number, one to one, the pairs that share most first."""
    offers: list[tuple[float, int, int]] = []
    shown = [frozenset(folded(s) for s in guess.surfaces) for guess in guesses]
    for i, entity in enumerate(paper.entities):
        known = {folded(s) for s in entity.surfaces}
        name = folded(entity.name)
        for j, guess in enumerate(guesses):
            shared = len(known & shown[j]) * 2 + 3 * (name in shown[j])
            if shared:
                offers.append((-(shared + 0.5 * (guess.cls == entity.cls)), i, j))
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(offers):
        if i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


def evaluate(papers: Iterable[GoldPaper], found: Mapping[str, Sequence[Guess]]) -> dict[str, Figures]:
    """Figures named mention, typed, strict, role, and one per class; `found` maps paper ids to guesses."""
    count: Counter[str] = Counter()
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in papers:
        guesses = found.get(paper.id, ())
        pairs = match(paper, guesses)
        for i, entity in enumerate(paper.entities):
            if entity.generic:
                continue
            count["wanted"] += 1
            by[entity.cls]["wanted"] += 1
            if i not in pairs:
                continue
            guess = guesses[pairs[i]]
            kin = _FAMILY_OF[guess.cls] == _FAMILY_OF[entity.cls]
            count["mention"] += 1
            count["typed"] += kin
            count["strict"] += guess.cls == entity.cls
            count["role"] += kin and guess.role == entity.role
            by[entity.cls]["right"] += kin
        spare = set(range(len(guesses))) - set(pairs.values())
        count["spare"] += len(spare)
        for j in spare:
            by[guesses[j].cls]["spare"] += 1
    guessed = count["mention"] + count["spare"]
    out = {
        name: figures(count[name], guessed, count["wanted"])
        for name in ("mention", "typed", "strict", "role")
    }
    for cls in CLASSES:
        c = by[cls]
        out[cls] = figures(c["right"], c["right"] + c["spare"], c["wanted"])
    return out

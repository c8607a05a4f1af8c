"""Whether held-out scores mean what they say: calibration, and what the marks `generic` and `proposes` are worth."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from kg.mentions.tagger import decide, open_roles
from kg.training.evaluate import folded
from kg.training.held_out import HeldOut
from kg.training.judge import THRESHOLDS


@dataclass(frozen=True, slots=True)
class Bin:
    """Surfaces that stand with a score in one tenth: how many, their mean score, the share that gold lists."""

    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins by lower bound, expected calibration error, and precision and recall of both marks above one half."""

    bins: dict[float, Bin]
    error: float
    generic: tuple[float, float]
    proposes: tuple[float, float]


def reliability(held: HeldOut) -> Reliability:
    """Figures over all papers, each judged by the judge that did not see it.

    `generic` is measured over the surfaces that gold lists; `proposes` is right on names that gold lists in that
    role, and is to find the headline names of each paper.
    """
    tenths: dict[int, list[tuple[float, float]]] = defaultdict(list)
    broad: list[tuple[bool, bool]] = []
    marked = hits = reached = wanted = 0
    for paper, fold, case in zip(held.papers, held.folds, held.cases, strict=True):
        heads = {folded(name) for name in paper.proposes}
        named: dict[str, str] = {}
        for entity in paper.entities:
            if entity.role == "proposes":
                named |= {folded(s): folded(entity.name) for s in (*entity.surfaces, entity.name)}
        seen: set[str] = set()
        chances = held.judges[fold].probabilities(case.surfaces)
        for one in decide(case.found, case.surfaces, chances, THRESHOLDS):
            right = bool(case.truth[one.surface, 1])
            tenths[min(9, int(one.score * 10))].append((one.score, right))
            if right:
                broad.append((one.generic > 0.5, bool(case.truth[one.surface, 2])))
            roles = dict(open_roles(one.cls, np.asarray(case.surfaces.roles[one.surface])))
            if roles.get("proposes", 0) > 0.5:
                first, end = one.places[0]
                name = folded(paper.text[case.tokens.begins[first] : case.tokens.ends[end - 1]])
                marked += 1
                hits += name in named
                seen |= {named.get(name, "")} & heads
        wanted += len(heads)
        reached += len(seen)
    total = sum(len(pairs) for pairs in tenths.values())
    bins = {
        tenth / 10: Bin(len(pairs), *(float(x) for x in np.mean(pairs, axis=0)))
        for tenth, pairs in sorted(tenths.items())
    }
    error = sum(b.count * abs(b.score - b.right) for b in bins.values()) / max(1, total)
    both = sum(a and b for a, b in broad)
    return Reliability(
        bins,
        error,
        (both / max(1, sum(a for a, _ in broad)), both / max(1, sum(b for _, b in broad))),
        (hits / max(1, marked), reached / max(1, wanted)),
    )

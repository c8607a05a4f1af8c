"""Whether two names agree, leniently: how annotations are compared with what was found when the scorers are fitted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.folding import fold, fold_piece
from kg.model import Entity

_WORD = re.compile(r"[^\W_]+(?:[.@][^\W_]+)*")
# Words that stand for one thing when a metric is named in short.
_KIN = (
    {"speed", "speedup", "faster", "latency", "time", "throughput"},
    {"accuracy", "top", "1"},
    {"map", "ap", "average", "precision", "mean"},
    {"memory", "size", "footprint"},
    {"parameter", "param", "size", "count"},
    {"cost", "compute", "computation", "flop"},
)


def tokens(name: str) -> frozenset[str]:
    """The folded words of a name."""
    return frozenset(fold_piece(w) for w in _WORD.findall(name))


def names_fit(annotated: str | None, entity: Entity) -> bool:
    """Whether an annotated field (names joined by `; `) names an entity."""
    if not annotated:
        return False
    keys = {fold(entity.name), *map(fold, entity.aliases)}
    return any(fold(n) in keys for n in annotated.split("; "))


def metric_fits(annotated: str, names: Iterable[str]) -> bool:
    """Whether one of several names means the annotated metric: half of its words, or a word of the same kin."""
    want = tokens(annotated)
    for name in names:
        have = tokens(name)
        shared = want & have
        if shared and (2 * len(shared) >= len(want) or any(want & k and have & k for k in _KIN)):
            return True
        if any(want <= k and have & k for k in _KIN):
            return True
    return False

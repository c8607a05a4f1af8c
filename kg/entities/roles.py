"""Keep or drop an entity of a document, and in which role: linear models over the features of its context.

A softmax chooses between dropping an entity and keeping it in one of its roles; two yes-or-no questions beside it
ask whether the paper itself proposes the entity, and whether it is what the paper is about.  The weights are one
table, feature by label and question, fitted by `kg.training.links`; the probability of keeping is calibrated on
held-out folds, so the confidence of a link is the chance that a careful reader would have made it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.errors import KGError
from kg.model import ROLES_OF, EntityClass, Role

DROP = "drop"
HEADLINE = "headline"  # proposed, and what the paper is about: its title's subject, or a data set or metric of its own
LABELS: tuple[str, ...] = (DROP, HEADLINE, *(str(r) for r in Role))
QUESTIONS: tuple[str, ...] = ("its-own", "its-headline")  # asked of every entity, whatever its label
COLUMNS = (*LABELS, *QUESTIONS)
_COLUMN = {label: column for column, label in enumerate(LABELS)}
_OPEN = {cls: tuple((role, _COLUMN[role]) for role in roles) for cls, roles in ROLES_OF.items()}
_WEIGHTS = Path(__file__).with_name("roles.tsv")
_DECIMALS = 6
_NO_ROWS: Mapping[str, int] = {}

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decision:
    """The probability that an entity belongs to a paper's graph, and of each role given that it does.

    `own` is the probability that the paper proposes it, `headline` that it is a main contribution.
    """

    keep: float
    roles: tuple[tuple[Role, float], ...]  # most probable first; sums to 1
    own: float = 0.0
    headline: float = 0.0


@dataclass(frozen=True, slots=True)
class RoleModel:
    """The rows of a weight table; `rows` finds one by feature, `thresholds` is the least `keep` per class."""

    rows: Mapping[str, Mapping[str, int]]  # by the prefix of a feature, with its colon, and then by the rest
    weights: Array  # features x labels and questions
    thresholds: Mapping[EntityClass, float]
    temperature: float
    hash: str

    def decide(self, cls: EntityClass, features: Mapping[str, Iterable[str]]) -> Decision:
        """The decision for an entity of a class with the given features by prefix, in any order."""
        # Always added up in the table's order: sums of floats depend on it.
        rows = [
            row
            for prefix, rest in features.items()
            for row in map(self.rows.get(prefix, _NO_ROWS).get, rest)
            if row is not None
        ]
        found = np.array(sorted(rows), np.intp)
        scores = np.add.reduce(self.weights.take(found, 0))
        return decision(cls, scores.tolist(), self.temperature)

    def keeps(self, cls: EntityClass, made: Decision) -> bool:
        """Whether a decision is above the threshold of its class."""
        return made.keep >= self.thresholds[cls]


def decision(cls: EntityClass, scores: Sequence[float], temperature: float = 1.0) -> Decision:
    """The softmax over the labels that a class allows, and the answers to the questions; one score a column."""
    logits = [
        scores[column] / temperature
        for column in (_COLUMN[DROP], _COLUMN[HEADLINE], *(column for _, column in _OPEN[cls]))
    ]
    top = max(logits)
    weights = [math.exp(logit - top) for logit in logits]
    whole = sum(weights)
    drop, headline, *others = weights
    rest = whole - drop
    others[0] += headline  # a headline is proposed, and proposing comes first in every class
    roles = [(r, round(w / rest, _DECIMALS)) for (r, _), w in zip(_OPEN[cls], others, strict=True)]
    roles.sort(key=lambda x: (-x[1], x[0]))
    own, main = (round(logistic(score), _DECIMALS) for score in scores[len(LABELS) :])
    return Decision(round(rest / whole, _DECIMALS), tuple(roles), own, main)


def logistic(score: float) -> float:
    """The probability of yes at a score; never overflows."""
    return 0.5 + 0.5 * math.tanh(0.5 * score)


@lru_cache(maxsize=2)
def load(path: Path = _WEIGHTS) -> RoleModel:
    """The shipped weights; raises KGError when the file is missing or damaged."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KGError(
            f"The weights {path.name} are missing from this installation; reinstall paperkg."
        ) from error
    lines = data.decode("utf-8").rstrip("\n").split("\n")
    header, *rows = (line.split("\t") for line in lines)
    if tuple(header[3:]) != COLUMNS:
        raise KGError(f"The weights {path.name} are of another version; reinstall paperkg.")
    thresholds = dict(pair.split("=") for pair in header[2].split(","))
    by_prefix: dict[str, dict[str, int]] = {}
    for number, row in enumerate(rows):
        prefix, colon, rest = row[0].partition(":")
        by_prefix.setdefault(prefix + colon if colon else "", {})[rest or prefix] = number
    return RoleModel(
        by_prefix,
        np.array([[float(x) for x in row[1:]] for row in rows]),
        {EntityClass(c): float(t) for c, t in thresholds.items()},
        float(header[1]),
        hashlib.sha256(data).hexdigest(),
    )

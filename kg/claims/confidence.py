"""How sure a claim is: the chance that its value, metric, kind and direction are all as a careful reader has them."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from pathlib import Path

from kg.claims.linear import FOLDER, load, logistic

_LEAST = 1e-4  # what a chance of 0 or 1 is taken for


def evidence(chance: float) -> float:
    """The logarithm of the odds of a chance; certainty is cut off at 1 in 10,000."""
    chance = min(max(chance, _LEAST), 1 - _LEAST)
    return log(chance / (1 - chance))


def confidence(chances: Sequence[float], weights: Path = FOLDER) -> float:
    """The chance that all of several readings are right, to four digits.

    Their product, as if they were independent, goes through the scale and the shift of `confidence.tsv`, which are
    fitted on papers that the scorers had not seen: J. Platt 1999, "Probabilistic Outputs for Support Vector Machines".
    """
    scorer = load("confidence", weights)
    product = 1.0
    for chance in chances:
        product *= chance
    scale, shift = (float(scorer.weights[scorer.rows.get(name, 0)][0]) for name in ("scale", "shift"))
    return round(logistic(scale * evidence(product) + shift), 4)

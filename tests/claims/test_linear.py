"""Sums of floats depend on their order, so a score must not depend on the order in which features come."""

from __future__ import annotations

import random

import numpy as np

from kg.claims.linear import Linear


def test_the_order_of_features_never_shows() -> None:
    weights = np.random.default_rng(0).normal(size=(200, 3)) * 10.0 ** np.arange(200)[:, None].clip(0, 12)
    weights[0] = 0
    scorer = Linear(("a", "b", "c"), {f"f{row}": row for row in range(1, 200)}, weights)
    features = [f"f{row}" for row in range(1, 200)]
    found = set()
    for seed in range(20):
        random.Random(seed).shuffle(features)
        found.add(tuple(scorer.scores([features])[0]))
    assert len(found) == 1

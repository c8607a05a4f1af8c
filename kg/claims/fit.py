"""Fits the scorers of this room on annotated papers; `python -m kg.training.claims` runs it.

Multinomial logistic regression over binary features with an L2 penalty, minimised by L-BFGS in numpy; the result
depends on nothing but the input.  Only weights are written, no annotation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.claims.annotations import FIELDS, Annotated
from kg.claims.confidence import evidence
from kg.claims.extraction import KINDS
from kg.claims.features import quantity_features
from kg.claims.filling import rows_of
from kg.claims.metrics import phrases
from kg.claims.names import metric_fits, names_fit
from kg.claims.ranking import phrase_features
from kg.claims.slots import ALLOWED, SLOTS, PairReader

Array = NDArray[np.float64]
Weights = dict[str, list[float]]


class Design:
    """Feature lists as index arrays over the features that occur at least `least` times."""

    def __init__(self, rows: Sequence[Sequence[str]], least: int) -> None:
        """Count and number the features."""
        counts = Counter(f for row in rows for f in row)
        self.names = sorted(f for f, n in counts.items() if n >= least)
        number = {f: i for i, f in enumerate(self.names)}
        kept = [[number[f] for f in row if f in number] for row in rows]
        self.columns = np.array([c for row in kept for c in row])
        self.examples = np.repeat(np.arange(len(rows)), [len(row) for row in kept])
        self.starts = np.concatenate([[0], np.cumsum([len(row) for row in kept])[:-1]]).astype(int)


def minimise(
    function: Callable[[Array], tuple[float, Array]], start: Array, steps: int = 250, memory: int = 8
) -> Array:
    """The argument near `start` that makes a smooth convex function small, by L-BFGS with backtracking."""
    w, (value, gradient) = start, function(start)
    pairs: list[tuple[Array, Array]] = []
    for _ in range(steps):
        q, alphas = gradient.copy(), []
        for s, y in reversed(pairs):
            a = float(s @ q) / float(y @ s)
            alphas.append(a)
            q -= a * y
        q *= (
            float(pairs[-1][0] @ pairs[-1][1]) / float(pairs[-1][1] @ pairs[-1][1])
            if pairs
            else 1 / max(1.0, float(np.linalg.norm(gradient)))
        )
        for (s, y), a in zip(pairs, reversed(alphas), strict=True):
            q += (a - float(y @ q) / float(y @ s)) * s
        step, slope = 1.0, float(gradient @ q)
        while True:
            new = w - step * q
            new_value, new_gradient = function(new)
            if new_value <= value - 1e-4 * step * slope or step < 1e-8:
                break
            step /= 2
        if float((new - w) @ (new_gradient - gradient)) > 1e-10:
            pairs = [*pairs[1 - memory :], (new - w, new_gradient - gradient)]
        done = abs(value - new_value) < 1e-6 * max(1.0, abs(value))
        w, value, gradient = new, new_value, new_gradient
        if done:
            break
    return w


def fit(
    design: Design,
    labels: NDArray[np.int64],
    classes: int,
    penalty: float,
    subset: NDArray[np.bool_] | None = None,
) -> Array:
    """Weights (features x classes) of a multinomial logistic regression over the examples of `subset`."""
    count = len(labels)
    importance = np.ones(count) if subset is None else subset.astype(float)
    target = np.zeros((count, classes))
    target[np.arange(count), labels] = 1

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(-1, classes)
        scores = np.add.reduceat(weights[design.columns], design.starts, axis=0)
        scores -= scores.max(axis=1, keepdims=True)
        exps = np.exp(scores)
        totals = exps.sum(axis=1, keepdims=True)
        wrong = (exps / totals - target) * importance[:, None]
        value = -float(
            (importance * ((scores - np.log(totals)) * target).sum(axis=1)).sum()
        ) + penalty / 2 * float(flat @ flat)
        gradient = np.stack(
            [
                np.bincount(design.columns, weights=wrong[design.examples, k], minlength=len(design.names))
                for k in range(classes)
            ],
            axis=1,
        )
        return value, gradient.ravel() + penalty * flat

    return minimise(loss, np.zeros(len(design.names) * classes)).reshape(-1, classes)


def fit_choice(design: Design, labels: NDArray[np.int64], groups: NDArray[np.int64], penalty: float) -> Array:
    """Weights (one per feature) that make the right examples of each group more likely than its others.

    Groups are numbered in the order of the examples.
    """
    count, width = len(labels), len(design.names)
    total = int(groups[-1]) + 1
    firsts = np.concatenate([[0], np.flatnonzero(np.diff(groups)) + 1])
    right = labels.astype(bool)

    def loss(weights: Array) -> tuple[float, Array]:
        scores = np.bincount(design.examples, weights[design.columns], count)
        scores -= np.maximum.reduceat(scores, firsts)[groups]
        exps = np.exp(scores)
        every = np.bincount(groups, exps, total)
        good = np.bincount(groups, exps * right, total)
        pull = exps / every[groups] - exps * right / good[groups]
        value = float(np.log(every).sum() - np.log(good).sum()) + penalty / 2 * float(weights @ weights)
        return value, np.bincount(design.columns, pull[design.examples], width) + penalty * weights

    return minimise(loss, np.zeros(width))


def fit_quantities(papers: Iterable[Annotated], penalty: float = 16.0) -> Weights:
    """The scorer of quantities: claim or not, kind, outcome, unit of a bare number."""
    rows: list[list[str]] = []
    claim: list[int] = []
    facts: list[Any] = []
    for paper in papers:
        stated = paper.claims_of()
        for i in range(len(paper.frame.quantities)):
            rows.append(quantity_features(paper.frame, i))
            own = stated.get(i, [])
            claim.append(0 if not own else 1 if all(r["attribute"] for r in own) else 2)
            facts.append(next((r for r in own if not r["attribute"]), own[0] if own else None))
    design = Design(rows, 3)
    known = np.array([f is not None for f in facts])
    kinds = np.array([KINDS.index(f["kind"]) if f else 0 for f in facts])
    outcomes = np.array([("better", "worse", "neutral").index(f["direction"]) if f else 0 for f in facts])
    columns = np.concatenate(
        [
            fit(design, np.array(claim), 3, penalty),
            fit(design, kinds, 3, penalty / 3, known),
            fit(design, outcomes, 3, penalty / 3, known),
        ],
        axis=1,
    )
    return {name: list(columns[i]) for i, name in enumerate(design.names)}


def fit_pairs(papers: Iterable[Annotated], penalty: float = 12.0) -> Weights:
    """The scorer of names for a slot: one column per slot, each a choice among the names and "nothing".

    A system is always named.  Claims none of whose names was found tell nothing about a slot and are left out of it.
    """
    rows: dict[str, list[list[str]]] = {s: [] for s in SLOTS}
    labels: dict[str, list[int]] = {s: [] for s in SLOTS}
    groups: dict[str, list[int]] = {s: [] for s in SLOTS}
    for paper in papers:
        reader = PairReader(paper.frame)
        for i, own in sorted(paper.claims_of().items()):
            outcomes = [r for r in own if not r["attribute"]]
            if not outcomes:
                continue
            site = reader.site(i, outcomes[0]["metric"])
            candidates = reader.candidates(site)
            named, empty = rows_of(reader, site, candidates)
            for slot in SLOTS:
                wanted = [r[FIELDS[slot]] for r in outcomes if r.get(FIELDS[slot])]
                options, right = [], []
                for candidate, features in zip(candidates, named, strict=True):
                    if candidate.cls in ALLOWED[slot]:
                        options.append(features)
                        entity = paper.frame.entities[candidate.entity]
                        right.append(int(any(names_fit(names, entity) for names in wanted)))
                if slot in empty:
                    options.append(empty[slot])
                    right.append(int(not wanted))
                if any(right):
                    number = groups[slot][-1] + 1 if groups[slot] else 0
                    groups[slot] += [number] * len(options)
                    rows[slot] += options
                    labels[slot] += right
    columns: list[dict[str, float]] = []
    for slot in SLOTS:
        design = Design(rows[slot], 2)
        column = fit_choice(design, np.array(labels[slot]), np.array(groups[slot]), penalty)
        columns.append({name: float(w) for name, w in zip(design.names, column, strict=True)})
    return {name: [c.get(name, 0.0) for c in columns] for name in sorted(set().union(*columns))}


def fit_phrases(papers: Iterable[Annotated], penalty: float = 1.0) -> Weights:
    """The scorer of phrases that may name a metric: the right ones among those of one quantity."""
    rows: list[list[str]] = []
    labels: list[int] = []
    groups: list[int] = []
    for paper in papers:
        for claim, i in sorted(paper.stated_by.items()):
            result = paper.results[claim]
            if result["attribute"]:
                continue
            options = phrases(paper.frame, i)
            fits = []
            for phrase in options:
                entity = paper.frame.entities.get(phrase.entity)
                fits.append(
                    int(metric_fits(result["metric"], (phrase.name, *(entity.aliases if entity else ()))))
                )
            if 0 < sum(fits) < len(fits):
                groups += [len(groups) and groups[-1] + 1] * len(options)
                labels += fits
                rows += phrase_features(paper.frame, i, options)
    design = Design(rows, 2)
    column = fit_choice(design, np.array(labels), np.array(groups), penalty)
    return {name: [float(column[i])] for i, name in enumerate(design.names)}


def fit_confidence(claimed: Sequence[float], right: Sequence[bool], steps: int = 50) -> Weights:
    """Scale and shift that make confidences chances: a logistic regression on their log odds, by Newton's method."""
    x = np.stack([np.array([evidence(c) for c in claimed]), np.ones(len(claimed))], axis=1)
    y = np.array(right, dtype=float)
    w = np.array([1.0, 0.0])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(x @ w)))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        w = w - np.linalg.solve(curvature, x.T @ (p - y))
    return {"scale": [float(w[0])], "shift": [float(w[1])]}

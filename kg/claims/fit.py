"""Fits the scorers of this room on annotated papers: `python -m kg.claims.fit FOLDER`.

FOLDER holds train.jsonl and train_papers.jsonl.

Multinomial logistic regression over binary features with an L2 penalty, minimised by L-BFGS in numpy; the result
depends on nothing but the input.  Only weights are written, no annotation.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.claims.annotations import FIELDS, Annotated, read
from kg.claims.extraction import KINDS, QUANTITY_OUTPUTS
from kg.claims.features import quantity_features
from kg.claims.linear import FOLDER, dump
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

    def only(self, subset: NDArray[np.bool_]) -> Design:
        """The same features over the chosen examples, renumbered."""
        part = copy(self)
        chosen = subset[self.examples]
        part.columns = self.columns[chosen]
        part.examples = (np.cumsum(subset) - 1)[self.examples[chosen]]
        return part


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


def fit_binary(design: Design, labels: NDArray[np.int64], penalty: float) -> Array:
    """Weights (one per feature) of a logistic regression."""
    count, width = len(labels), len(design.names)
    sign = 2.0 * labels - 1

    def loss(weights: Array) -> tuple[float, Array]:
        margins = sign * np.bincount(design.examples, weights[design.columns], count)
        value = float(np.logaddexp(0, -margins).sum()) + penalty / 2 * float(weights @ weights)
        pull = -sign / (1 + np.exp(np.clip(margins, -500, 500)))
        return value, np.bincount(design.columns, pull[design.examples], width) + penalty * weights

    return minimise(loss, np.zeros(width))


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


def fit_quantities(papers: Iterable[Annotated], penalty: float = 8.0) -> Weights:
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


def fit_pairs(papers: Iterable[Annotated], penalty: float = 3.0) -> Weights:
    """The scorer of (quantity, entity) pairs: one column per slot; the system is a choice, the others are yes or no."""
    rows: list[list[str]] = []
    labels: dict[str, list[int]] = {s: [] for s in SLOTS}
    allowed: dict[str, list[bool]] = {s: [] for s in SLOTS}
    groups: list[int] = []
    number = 0
    for paper in papers:
        reader = PairReader(paper.frame)
        for i, own in sorted(paper.claims_of().items()):
            outcomes = [r for r in own if not r["attribute"]]
            if not outcomes:
                continue
            site = reader.site(i, outcomes[0]["metric"])
            candidates = reader.candidates(site)
            for candidate in candidates:
                entity = paper.frame.entities[candidate.entity]
                rows.append(reader.features(site, candidate))
                for slot in SLOTS:
                    labels[slot].append(int(any(names_fit(r.get(FIELDS[slot]), entity) for r in outcomes)))
                    allowed[slot].append(candidate.cls in ALLOWED[slot])
                groups.append(number)
            number += 1
    design = Design(rows, 2)
    columns = []
    for slot in SLOTS:
        y, usable = np.array(labels[slot]), np.array(allowed[slot])
        if slot == "system":
            right = np.bincount(np.array(groups), y * usable, number)
            usable &= right[np.array(groups)] > 0
            chosen = np.array(groups)[usable]
            order = np.cumsum(np.concatenate([[0], np.diff(chosen) != 0]))
            columns.append(fit_choice(design.only(usable), y[usable], order, penalty))
        else:
            columns.append(fit_binary(design.only(usable), y[usable], penalty))
    return {name: [float(c[i]) for c in columns] for i, name in enumerate(design.names)}


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
                rows += [phrase_features(paper.frame, i, p) for p in options]
    design = Design(rows, 2)
    column = fit_choice(design, np.array(labels), np.array(groups), penalty)
    return {name: [float(column[i])] for i, name in enumerate(design.names)}


def fit_all(papers: Sequence[Annotated], folder: Path = FOLDER) -> None:
    """Fit every scorer on the papers and write its weights into a folder."""
    dump(folder / "quantity.tsv", QUANTITY_OUTPUTS, fit_quantities(papers))
    dump(folder / "pair.tsv", SLOTS, fit_pairs(papers))
    dump(folder / "phrase.tsv", ("metric",), fit_phrases(papers))


if __name__ == "__main__":
    source = Path(sys.argv[1])
    fit_all(read(source / "train_papers.jsonl", source / "train.jsonl"))

"""The judge of surfaces and its thresholds, learned on papers that the student did not see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.mentions.tagger_labels import CLASSES, FAMILY
from kg.mentions.tagger_net import LABELS
from kg.mentions.tagger_spans import Candidates, Surfaces, between, describe, find_candidates
from kg.mentions.tagger_text import Tokens, fold, tokenize
from kg.training.data import GoldPaper

Floats = npt.NDArray[np.float64]
HIDDEN, SEEDS, EPOCHS, BATCH = 48, 2, 24, 2048

THRESHOLDS = (0.45,) * len(CLASSES)
"""Least score of each class that is kept; F1 on unseen papers is flat within 0.05 of it in every class."""


@dataclass(frozen=True, slots=True)
class Case:
    """One gold paper as the judge sees it: candidates, surfaces, and the truth [surfaces, 3] about right class,
    right family and generic."""

    tokens: Tokens
    found: Candidates
    surfaces: Surfaces
    truth: Floats


def case(paper: GoldPaper, chances: npt.NDArray[np.float32]) -> Case:
    """The paper with the token probabilities [tokens, outputs] of a student that has not seen it."""
    tokens = tokenize(paper.text)
    found = between(find_candidates(chances[:, :LABELS]), 0, len(chances))
    wide = chances[:, LABELS:].astype(np.float64)
    surfaces = describe(tokens, found, wide[:, :-1], wide[:, -1])
    known: dict[str, set[tuple[int, bool]]] = defaultdict(set)
    for entity in paper.entities:
        for surface in (*entity.surfaces, entity.name):
            known[fold(tokenize(surface).words)].add((CLASSES.index(entity.cls), entity.generic))
    truth = np.zeros((len(surfaces.keys), 3))
    for i, (key, cls) in enumerate(zip(surfaces.keys, surfaces.cls.tolist(), strict=True)):
        hits = known.get(key, set())
        truth[i, 0] = any(other == cls for other, _ in hits)
        truth[i, 1] = any(FAMILY[other] == FAMILY[cls] for other, _ in hits)
        truth[i, 2] = bool(hits) and all(generic for _, generic in hits)
    return Case(tokens, found, surfaces, truth)


def learn(cases: Sequence[Case], seed: int = 0) -> dict[str, Any]:
    """Arrays of the judge, without thresholds: SEEDS networks side by side, their logits averaged."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    x = np.concatenate([c.surfaces.features for c in cases])
    y = np.concatenate([c.truth for c in cases])
    shift, scale = x.mean(0), 1 / (x.std(0) + 1e-6)
    inputs = torch.tensor((x - shift) * scale, dtype=torch.float32)
    truth = torch.tensor(y, dtype=torch.float32)
    layers = []
    for offset in range(SEEDS):
        torch.manual_seed(seed + offset)
        model = torch.nn.Sequential(
            torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 3)
        )
        tool = torch.optim.AdamW(model.parameters(), lr=6e-3, weight_decay=0.02)
        steps = EPOCHS * len(x) // BATCH
        plan = torch.optim.lr_scheduler.CosineAnnealingLR(tool, steps)
        for _ in range(steps):
            pick = torch.randint(0, len(x), (BATCH,))
            loss = functional.binary_cross_entropy_with_logits(
                model(inputs[pick]), truth[pick], reduction="none"
            )
            weight = torch.ones_like(loss)
            weight[:, 2] = truth[pick, 1]
            tool.zero_grad()
            (loss * weight).mean().backward()
            tool.step()
            plan.step()
        layers.append([p.detach().numpy().astype(np.float64) for p in model.parameters()])
    return {
        "shift": shift,
        "scale": scale,
        "w1": np.concatenate([w.T for w, _, _, _ in layers], 1),
        "b1": np.concatenate([b for _, b, _, _ in layers]),
        "w2": np.concatenate([w.T for _, _, w, _ in layers]) / SEEDS,
        "b2": np.mean([b for _, _, _, b in layers], 0),
        "thresholds": np.array(THRESHOLDS),
    }

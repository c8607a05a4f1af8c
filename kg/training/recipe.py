"""The steps of the recipe, in order, over one working folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch

from kg.training import distil, export, judge, teacher
from kg.training.arrays import Texts, build_texts
from kg.training.batches import Shelf, Targets, ragged_targets
from kg.training.data import GoldPaper, fold_of, project, read_corpus, read_gold, tokenize
from kg.training.encoder import Encoder, from_published
from kg.training.student import Student


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of a run; the defaults are those of the packaged file."""

    folds: int = 5
    fold_texts: int = 30000
    pretrain_epochs: int = 2
    pretrain_rate: float = 1.5e-4
    teacher_epochs: int = 10
    teacher_rate: float = 5e-5
    teacher_seeds: tuple[int, ...] = (100, 101)
    steps: int = 9000
    fold_steps: int = 4000
    gold_share: tuple[float, float] = (0.1, 0.4)
    rate: float = 2e-3
    seed: int = 7


class Recipe:
    """A run of the recipe: gold first, corpus after it, all on one device."""

    def __init__(
        self, gold: Path, corpus: Path, encoder: Path, plan: Plan, device: str, workers: int
    ) -> None:
        self.plan, self.device = plan, torch.device(device)
        self.gold: list[GoldPaper] = read_gold(gold)
        unlabelled = read_corpus(corpus, [paper.text.split("\n\n")[0] for paper in self.gold])
        texts = [paper.text for paper in self.gold] + unlabelled
        self.texts: Texts = build_texts(texts, encoder / "tokenizer.json", workers)
        self.shelf = Shelf(self.texts, self.device)
        self.golden = list(range(len(self.gold)))
        self.plain = list(range(len(self.gold), len(texts)))
        self.folds = fold_of(self.gold, plan.folds)
        targets = [project(paper, tokenize(paper.text)) for paper in self.gold]
        self.targets = Targets(
            *(
                ragged_targets([getattr(t, n) for t in targets], self.device)
                for n in ("labels", "roles", "generic")
            )
        )
        self._published = encoder / "model.safetensors"
        self._adapted: dict[str, Any] = {}

    def adapt(self) -> None:
        """Continue the encoder's pre-training on the corpus, gold papers left out."""
        load = import_module("safetensors.torch").load_file
        encoder = from_published(load(str(self._published)))
        p = self.plan
        teacher.pretrain(encoder, self.shelf, self.plain, p.pretrain_epochs, p.pretrain_rate, 0)
        self._adapted = {name: value.cpu() for name, value in encoder.state_dict().items()}

    def teach(self, docs: Sequence[int], seed: int) -> teacher.Teacher:
        """A teacher fine-tuned on the gold papers `docs`."""
        encoder = Encoder()
        encoder.load_state_dict(self._adapted)
        p = self.plan
        return teacher.fine_tune(
            encoder, self.shelf, self.targets, docs, p.teacher_epochs, p.teacher_rate, seed
        )

    def student(
        self, labels: Any, plain: Sequence[int], golden: Sequence[int], steps: int, seed: int
    ) -> Student:
        """A student of soft `labels` on the texts `plain` and of gold on the papers `golden`."""
        p = self.plan
        return distil.distil(
            Student().to(self.device),
            (self.shelf, labels, plain),
            (self.shelf, self.targets, golden),
            steps,
            p.gold_share,
            p.rate,
            seed,
        )

    def unseen(self) -> list[judge.Case]:
        """Every gold paper as a student sees it whose teacher and training left that paper out."""
        p = self.plan
        pick = np.random.default_rng(5).permutation(len(self.plain))[: p.fold_texts]
        plain = [self.plain[i] for i in pick]
        total: Any = 0
        for fold in range(p.folds):
            seen = [d for d in self.golden if self.folds[d] != fold]
            held = [d for d in self.golden if self.folds[d] == fold]
            labels = teacher.predict([self.teach(seen, fold)], self.shelf, plain)
            student = self.student(labels, plain, seen, p.fold_steps, fold)
            total = total + distil.predict(student, self.shelf, held)
        return self.cases(total)

    def cases(self, chances: Any) -> list[judge.Case]:
        """Gold papers with their token probabilities, cut out of a flat array over the shelf."""
        starts = self.texts.docs.starts
        flat = chances[: int(starts[len(self.gold)])].float().cpu().numpy()
        return [judge.case(paper, flat[starts[i] : starts[i + 1]]) for i, paper in enumerate(self.gold)]

    def final(self) -> dict[str, Any]:
        """Parameters of the student that learns from teachers of all gold on the whole corpus."""
        p = self.plan
        teachers = [self.teach(self.golden, seed) for seed in p.teacher_seeds]
        labels = teacher.predict(teachers, self.shelf, self.plain)
        del teachers
        student = self.student(labels, self.plain, self.golden, p.steps, p.seed)
        return {name: value.detach().float().cpu().numpy() for name, value in student.state_dict().items()}


def make(recipe: Recipe, out: Path) -> list[judge.Case]:
    """Run every step and write the weights file `out`; the cases the judge learned from come back."""
    recipe.adapt()
    cases = recipe.unseen()
    export.write(out, export.network_arrays(recipe.final()), judge.learn(cases))
    return cases

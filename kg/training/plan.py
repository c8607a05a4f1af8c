"""Sizes, rates and seeds of a run of the recipe."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of a run; the defaults are those of the packaged file.

    A tokens-per-batch figure counts padded tokens (word pieces for the encoder, words for the student).
    """

    folds: int = 5
    pretrain_epochs: int = 2
    pretrain_rate: float = 1.5e-4
    related_epochs: int = 2
    related_tokens: int = 8192
    teacher_epochs: int = 10
    teacher_rate: float = 5e-5
    second_epochs: int = 8
    second_texts: int = 40000
    fold_second_texts: int = 25000
    texts: int = 1_000_000
    fold_texts: int = 50000
    steps: int = 11000
    fold_steps: int = 6000
    gold_steps: int = 1200
    gold_share: tuple[float, float] = (0.1, 0.4)
    rate: float = 2e-3
    seed: int = 7
    tdmsci_seeds: int = 5
    tdmsci_epochs: int = 14
    tdmsci_steps: int = 4000


def write(plan: Plan, path: Path) -> None:
    """Write the plan as JSON."""
    path.write_text(json.dumps(asdict(plan), indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Plan:
    """The plan of a JSON file; what it does not name keeps its default."""
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if "gold_share" in values:
        values["gold_share"] = tuple(values["gold_share"])
    return Plan(**values)

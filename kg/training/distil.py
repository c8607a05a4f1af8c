"""Training of the student on soft labels of the corpus and on gold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from kg.training.batches import Shelf, Targets, batches
from kg.training.losses import hard_loss, schedule, soft_loss, soften
from kg.training.student import Student


def _forever(shelf: Shelf, docs: Sequence[int], tokens: int, rng: Any) -> Iterator[Any]:
    while True:
        yield from batches(shelf.lengths, docs, tokens, rng)


def run(model: Student, shelf: Shelf, group: Any) -> tuple[Any, Any]:
    """Logits of the valid tokens of a batch and their places in the flat token array."""
    numbers = torch.from_numpy(group).to(shelf.device)
    (rows, starts, counts), index, groups, valid, title = shelf.student_inputs(numbers)
    logits = model(model.of_types(rows, starts, counts), index, groups, valid, title)
    place, _, _ = shelf.tokens(numbers)
    return logits[valid], place[valid]


def distil(
    model: Student,
    corpus: tuple[Shelf, Any, Sequence[int]] | None,
    gold: tuple[Shelf, Targets, Sequence[int]],
    steps: int,
    gold_share: tuple[float, float],
    rate: float,
    seed: int,
    tokens: int = 16384,
) -> Student:
    """The student after `steps` batches.

    `corpus` is a shelf, its soft labels and the texts to use; `gold` likewise with hard targets.  The share
    of gold batches rises from the first to the second of `gold_share` over the last third of the steps.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model.train()
    table = [model.table.weight]
    rest = [p for name, p in model.named_parameters() if name != "table.weight"]
    tool = torch.optim.AdamW(
        [{"params": table, "weight_decay": 0.0}, {"params": rest, "weight_decay": 0.01}],
        lr=rate,
        betas=(0.9, 0.98),
        fused=shelf_is_cuda(gold[0]),
    )
    golden = _forever(gold[0], gold[2], tokens // 4, rng)
    plain = _forever(corpus[0], corpus[2], tokens, rng) if corpus else None
    for step in range(steps):
        late = max(0.0, (step / steps - 2 / 3) * 3)
        share = gold_share[0] + (gold_share[1] - gold_share[0]) * late
        for part in tool.param_groups:
            part["lr"] = rate * schedule(step, steps)
        if corpus is None or plain is None or rng.random() < share:
            logits, place = run(model, gold[0], next(golden))
            t = gold[1]
            loss = hard_loss(logits, t.labels[place], t.roles[place], t.generic[place])
        else:
            logits, place = run(model, corpus[0], next(plain))
            loss = soft_loss(logits, corpus[1][place].float())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(rest, 1.0)
        tool.step()
        tool.zero_grad(set_to_none=True)
        if step % 500 == 0:
            print(f"distil {step}/{steps} loss {float(loss.detach()):.3f}", flush=True)  # noqa: T201
    model.eval()
    return model


def shelf_is_cuda(shelf: Shelf) -> bool:
    """Whether the shelf lies on a GPU."""
    return bool(shelf.device.type == "cuda")


def predict(model: Student, shelf: Shelf, docs: Sequence[int], tokens: int = 65536) -> Any:
    """Probabilities of the student, flat [all tokens of the shelf, outputs] in float16."""
    width = model.out.out_features
    out = torch.zeros(len(shelf.values), width, dtype=torch.float16, device=shelf.device)
    for group in batches(shelf.lengths, docs, tokens, None):
        with torch.no_grad():
            logits, place = run(model, shelf, group)
            out[place] = soften(logits).half()
    return out

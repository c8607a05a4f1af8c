"""Fine-tuning of the encoder on gold papers, its continued pre-training, and soft labels for any text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from kg.training.batches import Shelf, Targets, batches
from kg.training.encoder import MASK, PAD, VOCABULARY, WIDTH, Encoder
from kg.training.losses import OUTPUTS, hard_loss, schedule, soft_loss, soften


class Teacher(nn.Module):  # type: ignore[misc]
    """Encoder and one linear layer over labels, roles and generic."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(WIDTH, OUTPUTS)
        nn.init.normal_(self.head.weight, std=0.02)

    def forward(self, pieces: Any, cases: Any, first: Any) -> Any:
        """Logits [batch, tokens, outputs] read at the first piece of each token."""
        states = self.encoder(pieces, cases)
        states = states.gather(1, first[:, :, None].expand(-1, -1, WIDTH))
        return self.head(functional.dropout(states, 0.1, self.training)).float()


class MaskedWords(nn.Module):  # type: ignore[misc]
    """Encoder and a fresh head that guesses masked word pieces, tied to the embeddings."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.dense, self.norm = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, pieces: Any, cases: Any, hidden: Any, truth: Any) -> Any:
        """Mean cross-entropy at the `hidden` places."""
        states = self.encoder(pieces, cases)[hidden]
        states = self.norm(functional.gelu(self.dense(states)))
        return functional.cross_entropy(
            functional.linear(states, self.encoder.words.weight, self.bias).float(), truth
        )


def pretrain(
    encoder: Encoder,
    shelf: Shelf,
    docs: Sequence[int],
    epochs: int,
    rate: float,
    seed: int,
    tokens: int = 24576,
    sync: Any = None,
) -> float:
    """Continue masked pre-training of `encoder` in place; the last mean loss comes back.

    `sync`, where given, keeps several devices in step: it copies the model at the start, agrees on the number
    of steps and averages gradients.
    """
    model = MaskedWords(encoder).to(shelf.device).train()
    if sync is not None:
        sync.start(model)
    decoder = [p for p in model.parameters() if p.requires_grad]
    tool = torch.optim.AdamW(decoder, lr=rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    rng = np.random.default_rng(seed)
    plan = [b for _ in range(epochs) for b in batches(shelf.lengths, docs, tokens, rng)]
    plan = plan[: sync.steps(len(plan))] if sync is not None else plan
    running = 0.0
    for step, group in enumerate(plan):
        pieces, cases, _, _ = shelf.teacher_inputs(torch.from_numpy(group).to(shelf.device))
        draw = torch.rand(pieces.shape, device=shelf.device)
        hidden = (draw < 0.2) & (pieces != PAD) & (cases > 0)
        truth = pieces[hidden]
        cases = torch.where(hidden & (torch.rand(pieces.shape, device=shelf.device) < 0.5), 0, cases)
        masked = torch.where(hidden & (draw < 0.18), MASK, pieces)
        for group_ in tool.param_groups:
            group_["lr"] = rate * schedule(step, len(plan))
        with torch.autocast("cuda" if shelf.device.type == "cuda" else "cpu", torch.bfloat16):
            loss = model(masked, cases, hidden, truth)
        loss.backward()
        if sync is not None:
            sync.average(model)
        nn.utils.clip_grad_norm_(decoder, 1.0)
        tool.step()
        tool.zero_grad(set_to_none=True)
        if step % 50 == 0:
            running = float(loss.detach())
            print(f"pretrain {step}/{len(plan)} loss {running:.3f}", flush=True)  # noqa: T201
    return running


def fine_tune(
    encoder: Encoder,
    shelf: Shelf,
    targets: Targets,
    docs: Sequence[int],
    epochs: int,
    rate: float,
    seed: int,
    tokens: int = 4096,
    soft: tuple[Any, Sequence[int]] | None = None,
) -> Teacher:
    """A teacher trained on the annotated texts `docs`.

    `soft` adds one pass over other texts under given probabilities (those of earlier teachers); the share of
    gold then rises from nothing to its highest at the end.
    """
    torch.manual_seed(seed)
    model = Teacher(encoder).to(shelf.device).train()
    body = [p for p in encoder.parameters() if p.requires_grad]
    tool = torch.optim.AdamW(
        [{"params": body, "at": rate}, {"params": list(model.head.parameters()), "at": rate * 20}],
        lr=rate,
        weight_decay=0.01,
        fused=True,
    )
    rng = np.random.default_rng(seed)
    plan = [(True, b) for _ in range(epochs) for b in batches(shelf.lengths, docs, tokens, rng)]
    if soft is not None:
        plan = mixed(plan, [(False, b) for b in batches(shelf.lengths, soft[1], 2 * tokens, rng)], rng)
    for step, (gold, group) in enumerate(plan):
        numbers = torch.from_numpy(group).to(shelf.device)
        place, _, _ = shelf.tokens(numbers)
        pieces, cases, first, kept = shelf.teacher_inputs(numbers)
        for group_ in tool.param_groups:
            group_["lr"] = group_["at"] * schedule(step, len(plan))
        with torch.autocast("cuda" if shelf.device.type == "cuda" else "cpu", torch.bfloat16):
            logits = model(pieces, cases, first)
        where = place[kept]
        if gold or soft is None:
            loss = hard_loss(
                logits[kept], targets.labels[where], targets.roles[where], targets.generic[where]
            )
        else:
            loss = soft_loss(logits[kept], soft[0][where].float())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        tool.step()
        tool.zero_grad(set_to_none=True)
    return model.eval()  # type: ignore[no-any-return]


def mixed(gold: Sequence[Any], other: Sequence[Any], rng: Any) -> list[Any]:
    """Both sequences in one random order in which gold grows denser towards the end."""
    times = np.concatenate([np.sqrt(rng.random(len(gold))), rng.random(len(other))])
    both = [*gold, *other]
    return [both[i] for i in np.argsort(times, kind="stable")]


def predict(models: Sequence[Teacher], shelf: Shelf, docs: Sequence[int], tokens: int = 65536) -> Any:
    """Mean probabilities of the teachers, flat [all tokens of the shelf, outputs] in float16.

    Tokens outside `docs` or beyond the encoder's reach are zero.
    """
    out = torch.zeros(len(shelf.values), OUTPUTS, dtype=torch.float16, device=shelf.device)
    for group in batches(shelf.lengths, docs, tokens, None):
        numbers = torch.from_numpy(group).to(shelf.device)
        place, _, _ = shelf.tokens(numbers)
        pieces, cases, first, kept = shelf.teacher_inputs(numbers)
        total: Any = 0
        with (
            torch.no_grad(),
            torch.autocast("cuda" if shelf.device.type == "cuda" else "cpu", torch.bfloat16),
        ):
            for model in models:
                total = total + soften(model(pieces, cases, first)[kept])
        out[place[kept]] = (total / len(models)).half()
    return out

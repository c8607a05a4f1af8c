"""What teacher and student minimise, and the learning rate's course."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from kg.training.labels import LABELS, ROLES

OUTPUTS = LABELS + len(ROLES) + 1


def hard_loss(logits: Any, labels: Any, roles: Any, generic: Any) -> Any:
    """Loss against gold: labels on all tokens (IGNORE skipped), role and generic inside mentions."""
    inside = roles >= 0
    loss = functional.cross_entropy(logits[:, :LABELS], labels, ignore_index=-100)
    if bool(inside.any()):
        chosen = logits[inside]
        loss = loss + 0.3 * functional.cross_entropy(chosen[:, LABELS:-1], roles[inside])
        loss = loss + 0.2 * functional.binary_cross_entropy_with_logits(
            chosen[:, -1], generic[inside].float()
        )
    return loss


def soft_loss(logits: Any, target: Any) -> Any:
    """Cross-entropy against a teacher's probabilities; role and generic weigh as much as the token is inside."""
    heard = (target[:, :LABELS].sum(1) > 0.5).float()
    inside = heard * (1 - target[:, 0])
    label = -(target[:, :LABELS] * logits[:, :LABELS].log_softmax(-1)).sum(1)
    role = -(target[:, LABELS:-1] * logits[:, LABELS:-1].log_softmax(-1)).sum(1)
    broad = functional.binary_cross_entropy_with_logits(
        logits[:, -1], target[:, -1].clamp(0, 1), reduction="none"
    )
    total = heard.sum().clamp(min=1)
    return ((label * heard).sum() + 0.3 * (role * inside).sum() + 0.2 * (broad * inside).sum()) / total


def soften(logits: Any) -> Any:
    """Probabilities [.., outputs] of labels, roles and generic out of logits."""
    return torch.cat(
        [logits[..., :LABELS].softmax(-1), logits[..., LABELS:-1].softmax(-1), logits[..., -1:].sigmoid()], -1
    )


def schedule(step: int, steps: int, warm: float = 0.06) -> float:
    """Share of the learning rate at a step: linear up, linear down to 2 %."""
    done = step / max(1, steps)
    return done / warm if done < warm else max(0.02, (1 - done) / (1 - warm))

"""The student in torch: a small convolutional tagger whose arithmetic rounds to eight bits while it learns.

Every layer has integer weights and integer inputs up to a scale, so that at run time each matrix product is
exact in float32 whatever the order of summation, and results cannot depend on the batch or the machine.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from kg.mentions.tagger_text import ROWS
from kg.training.labels import LABELS, ROLES

WIDTH, TYPE_INNER, OUT_INNER = 128, 256, 192
RANGE = 4.0
SIGNED, UNSIGNED = RANGE / 127, RANGE / 255
BEFORE, AFTER = (1, 2), (1, 2, 4)
OUTPUTS = LABELS + len(ROLES) + 1


def signed(x: Any) -> Any:
    """`x` clipped to the range and rounded to 255 levels; the gradient passes."""
    y = x.clamp(-RANGE, RANGE)
    return y + ((y / SIGNED).round() * SIGNED - y).detach()


def unsigned(x: Any) -> Any:
    """Positive part of `x` clipped to the range and rounded to 256 levels; the gradient passes."""
    y = x.clamp(0, RANGE)
    return y + ((y / UNSIGNED).round() * UNSIGNED - y).detach()


class Rounded(nn.Linear):  # type: ignore[misc]
    """A linear layer whose weights are rounded to eight bits, one scale per output."""

    def step(self) -> Any:
        """Weight step of each output [out, 1]."""
        return self.weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-6) / 127

    def forward(self, x: Any) -> Any:
        """`x` times the rounded weights, plus bias."""
        step = self.step()
        weight = self.weight + ((self.weight / step).round() * step - self.weight).detach()
        return functional.linear(x, weight, self.bias)


class Block(nn.Module):  # type: ignore[misc]
    """Residual block: neighbours at a distance, rectified, mixed and added."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.look = Rounded(inputs, WIDTH)
        self.mix = Rounded(WIDTH, WIDTH)
        nn.init.normal_(self.look.weight, std=(2 / inputs) ** 0.5)
        nn.init.normal_(self.mix.weight, std=0.3 * WIDTH**-0.5)
        nn.init.zeros_(self.look.bias)
        nn.init.zeros_(self.mix.bias)

    def forward(self, h: Any, seen: Any, drop: Any) -> Any:
        """`h` plus what `seen` (inputs wide) adds to it."""
        return signed(h + self.mix(drop(unsigned(self.look(seen)))))


class Student(nn.Module):  # type: ignore[misc]
    """Tokens to logits [batch, length, labels + roles + generic]."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        self.table = nn.Embedding(ROWS, WIDTH)
        nn.init.uniform_(self.table.weight, -0.15, 0.15)
        self.up, self.down = Rounded(WIDTH, TYPE_INNER), Rounded(TYPE_INNER, WIDTH)
        self.title = nn.Parameter(torch.zeros(WIDTH))
        self.before = nn.ModuleList(Block(3 * WIDTH) for _ in BEFORE)
        self.memory = Block(3 * WIDTH)
        self.after = nn.ModuleList(Block(3 * WIDTH) for _ in AFTER)
        self.out_up, self.out = Rounded(WIDTH, OUT_INNER), Rounded(OUT_INNER, OUTPUTS)
        self.drop = nn.Dropout(drop)

    def of_types(self, rows: Any, starts: Any, counts: Any) -> Any:
        """Vectors [types, width] of the types whose table rows are `rows[starts:starts + counts]`."""
        table = self.table.weight.clamp(-1, 1)
        table = table + ((table * 127).round() / 127 - table).detach()
        bag = functional.embedding_bag(rows, table, starts, mode="sum")
        v = signed(2 * bag / counts.sqrt()[:, None])
        return signed(v + self.down(self.drop(unsigned(self.up(v)))))

    def forward(self, types: Any, index: Any, groups: Any, valid: Any, title: Any) -> Any:
        """Logits of padded texts.

        `types` [n, width] vectors of the types in the batch, `index` [batch, length] which one stands where,
        `groups` [batch, length] numbers of the (text, folded word) a token belongs to, `valid` and `title`
        [batch, length] masks.
        """
        mask = valid[:, :, None].float()
        h = signed(types[index] + title[:, :, None].float() * self.title) * mask
        h = self.drop(h)
        for distance, block in zip(BEFORE, self.before, strict=True):
            h = block(h, neighbours(h, distance), self.drop) * mask
        h = self.memory(h, self.remember(h, groups, valid), self.drop) * mask
        for distance, block in zip(AFTER, self.after, strict=True):
            h = block(h, neighbours(h, distance), self.drop) * mask
        return self.out(self.drop(unsigned(self.out_up(h))))

    @staticmethod
    def remember(h: Any, groups: Any, valid: Any) -> Any:
        """State, mean state of the same word in the text, and mean state of the text, side by side."""
        batch, length, width = h.shape
        flat, number = h.reshape(-1, width), groups.reshape(-1)
        weight = valid.reshape(-1, 1).float()
        size = int(number.max()) + 1
        total = torch.zeros(size, width, device=h.device).index_add_(0, number, flat * weight)
        count = torch.zeros(size, 1, device=h.device).index_add_(0, number, weight)
        same = signed(total / count.clamp(min=1))[number].view(batch, length, width)
        whole = signed(h.sum(1) / valid.sum(1, keepdim=True).clamp(min=1))
        return torch.cat([h, same, whole[:, None].expand_as(h)], -1)


def neighbours(h: Any, distance: int) -> Any:
    """States `distance` tokens to the left, here, and to the right, side by side; zero beyond the text."""
    left = functional.pad(h, (0, 0, distance, 0))[:, : h.shape[1]]
    right = functional.pad(h, (0, 0, 0, distance))[:, distance:]
    return torch.cat([left, h, right], -1)

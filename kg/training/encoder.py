"""The teacher's encoder: an MPNet in plain torch, with letter case told to it.

Its vocabulary folds case, which is the best sign of a name, so a small embedding of the case of each word
is added to the word pieces.  Relative position bias, layer order and constants follow the published
configuration of `microsoft/mpnet-base`.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from kg.training.arrays import CASES

WIDTH, HEADS, LAYERS, INNER = 768, 12, 12, 3072
VOCABULARY, POSITIONS, PAD, START, END, MASK = 30527, 514, 1, 0, 2, 30526


def relative_buckets(length: int, device: Any, buckets: int = 32, far: int = 128) -> Any:
    """Bucket numbers [length, length] of the signed distance from query to key, logarithmic beyond 8."""
    place = torch.arange(length, device=device)
    distance = place[:, None] - place[None, :]
    half = buckets // 2
    bucket = (distance < 0).long() * half
    distance = distance.abs()
    near = half // 2
    log = near + (
        torch.log(distance.clamp(min=1).float() / near) / math.log(far / near) * (half - near)
    ).long().clamp(max=half - near - 1)
    return bucket + torch.where(distance < near, distance, log)


class Layer(nn.Module):  # type: ignore[misc]
    """One post-norm transformer layer."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.output_norm = nn.LayerNorm(WIDTH, eps=1e-5)

    def forward(self, x: Any, bias: Any, drop: float) -> Any:
        """States [batch, length, width] after attention under `bias` and the feed-forward part."""
        batch, length, _ = x.shape
        q, k, v = (
            part(x).view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (self.q, self.k, self.v)
        )
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        attended = self.o(attended.transpose(1, 2).reshape(batch, length, WIDTH))
        x = self.attention_norm(x + functional.dropout(attended, drop, self.training))
        inner = self.down(functional.gelu(self.up(x)))
        return self.output_norm(x + functional.dropout(inner, drop, self.training))


class Encoder(nn.Module):  # type: ignore[misc]
    """MPNet with a case embedding; `forward` gives states [batch, length, 768]."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH, padding_idx=PAD)
        self.places = nn.Embedding(POSITIONS, WIDTH)
        self.case = nn.Embedding(CASES + 1, WIDTH)
        nn.init.normal_(self.case.weight, std=0.005)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.relative = nn.Embedding(32, HEADS)
        self.relative.weight.requires_grad_(False)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = 0.1

    def forward(self, pieces: Any, cases: Any) -> Any:
        """`pieces` and `cases` [batch, length], padded with PAD; length at most 512."""
        length = pieces.shape[1]
        places = torch.arange(2, length + 2, device=pieces.device)
        x = self.norm(self.words(pieces) + self.places(places) + self.case(cases))
        x = functional.dropout(x, self.drop, self.training)
        bias = self.relative(relative_buckets(length, pieces.device)).permute(2, 0, 1)[None]
        padding = (pieces == PAD)[:, None, None, :]
        bias = bias.masked_fill(padding, -1e4).to(torch.bfloat16).detach()
        bias = bias.expand(pieces.shape[0], HEADS, length, length)
        for layer in self.layers:
            x = layer(x, bias, self.drop)
        return x


def from_published(weights: dict[str, Any]) -> Encoder:
    """An encoder with the tensors of a published MPNet checkpoint (names as in its safetensors file)."""
    encoder = Encoder()
    state: dict[str, Any] = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "places.weight": weights["embeddings.position_embeddings.weight"],
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
        "relative.weight": weights["encoder.relative_attention_bias.weight"],
    }
    names = {
        "q": "attention.attn.q",
        "k": "attention.attn.k",
        "v": "attention.attn.v",
        "o": "attention.attn.o",
        "attention_norm": "attention.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "output_norm": "output.LayerNorm",
    }
    for number in range(LAYERS):
        for ours, theirs in names.items():
            for part in ("weight", "bias"):
                state[f"layers.{number}.{ours}.{part}"] = weights[f"encoder.layer.{number}.{theirs}.{part}"]
    state["case.weight"] = encoder.case.weight.detach()
    encoder.load_state_dict(state)
    return encoder

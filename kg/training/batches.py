"""Padded batches on a device, of texts with labels for teacher and student."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from kg.training.arrays import Texts
from kg.training.encoder import END, PAD, START


class Shelf:
    """Texts of one collection on a device, handed out as batches of text numbers."""

    def __init__(self, texts: Texts, device: Any) -> None:
        self.device = device
        self.lengths = np.diff(texts.docs.starts)
        self.values = torch.from_numpy(texts.docs.values).to(device).long()
        self.starts = torch.from_numpy(texts.docs.starts).to(device)
        self.titles = torch.from_numpy(texts.titles).to(device)
        self.cases = torch.from_numpy(texts.cases).to(device).long()
        self.rows, self.row_starts = (
            torch.from_numpy(a).to(device).long() for a in (texts.rows.values, texts.rows.starts)
        )
        self.pieces, self.piece_starts = (
            torch.from_numpy(a).to(device).long() for a in (texts.pieces.values, texts.pieces.starts)
        )
        numbers: dict[str, int] = {}
        self.folded = torch.tensor(
            [numbers.setdefault(t.lower(), len(numbers)) for t in texts.types], device=device
        )
        self.folds = len(numbers)

    def tokens(self, docs: Any) -> tuple[Any, Any, Any]:
        """Positions in the flat token array [batch, length], validity mask and title mask of texts `docs`."""
        starts, ends = self.starts[docs], self.starts[docs + 1]
        span = torch.arange(int((ends - starts).max()), device=self.device)
        valid = span[None, :] < (ends - starts)[:, None]
        place = torch.where(valid, starts[:, None] + span[None, :], 0)
        return place, valid, valid & (span[None, :] < self.titles[docs][:, None])

    def student_inputs(self, docs: Any) -> tuple[Any, ...]:
        """(rows, starts, counts) of the batch's types, then index, groups, valid, title; see `Student`."""
        place, valid, title = self.tokens(docs)
        types = torch.where(valid, self.values[place], 0)
        used, index = torch.unique(types, return_inverse=True)
        rows, starts, counts = gather(self.rows, self.row_starts, used)
        line = torch.arange(docs.shape[0], device=self.device)[:, None]
        key = torch.where(valid, line * (self.folds + 1) + self.folded[types], self.folds)
        _, groups = torch.unique(key, return_inverse=True)
        return (rows, starts, counts.float()), index, groups, valid, title

    def teacher_inputs(self, docs: Any, most: int = 510) -> tuple[Any, Any, Any, Any]:
        """Pieces and cases [batch, subwords], and the place of each token's first piece [batch, length].

        Tokens beyond `most` pieces have place 0 and are False in the returned mask.
        """
        place, valid, _ = self.tokens(docs)
        types = torch.where(valid, self.values[place], 0)
        counts = (self.piece_starts[types + 1] - self.piece_starts[types]) * valid
        ends = counts.cumsum(1)
        first = ends - counts
        kept = valid & (ends <= most)
        length = -(-(int((ends * kept).max()) + 2) // 8) * 8
        pieces = torch.full((docs.shape[0], length), PAD, device=self.device)
        cases = torch.zeros_like(pieces)
        line = torch.arange(docs.shape[0], device=self.device)[:, None].expand_as(types)
        widest = int(counts.max())
        for offset in range(widest):
            chosen = kept & (offset < counts)
            here = types[chosen]
            pieces[line[chosen], 1 + first[chosen] + offset] = self.pieces[self.piece_starts[here] + offset]
            cases[line[chosen], 1 + first[chosen] + offset] = self.cases[here] + 1
        pieces[:, 0] = START
        last = (ends * kept).amax(1)
        pieces[torch.arange(docs.shape[0], device=self.device), last + 1] = END
        return pieces, cases, torch.where(kept, first + 1, 0), kept


def gather(values: Any, starts: Any, chosen: Any) -> tuple[Any, Any, Any]:
    """The lists `chosen` of a ragged array end to end: values, start of each, length of each."""
    counts = starts[chosen + 1] - starts[chosen]
    ends = counts.cumsum(0)
    first = ends - counts
    place = torch.arange(int(ends[-1]), device=values.device)
    owner = torch.repeat_interleave(torch.arange(chosen.shape[0], device=values.device), counts)
    return values[starts[chosen][owner] + place - first[owner]], first, counts


def batches(lengths: Any, chosen: Sequence[int], tokens: int, rng: Any, cap: int = 100000) -> Iterator[Any]:
    """Text numbers grouped by similar length, about `tokens` padded tokens a batch, in random order."""
    order = np.array(chosen, np.int64)
    noise = (
        lengths[order] * (1 + 0.1 * rng.standard_normal(len(order))) if rng is not None else lengths[order]
    )
    order = order[np.argsort(noise, kind="stable")]
    groups: list[Any] = []
    begin = 0
    while begin < len(order):
        end, longest = begin, 0
        while end < len(order) and end - begin < cap:
            longest = max(longest, int(lengths[order[end]]))
            if end > begin and longest * (end - begin + 1) > tokens:
                break
            end += 1
        groups.append(order[begin:end])
        begin = end
    if rng is not None:
        rng.shuffle(groups)
    yield from groups


@dataclass(slots=True)
class Targets:
    """Flat gold targets of a collection on a device, aligned with its flat token array."""

    labels: Any
    roles: Any
    generic: Any


def ragged_targets(lists: Sequence[Sequence[int]], device: Any) -> Any:
    """Targets of all texts end to end."""
    return torch.from_numpy(np.fromiter((v for x in lists for v in x), np.int64)).to(device)

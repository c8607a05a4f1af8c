"""Reads annotated papers (one JSON object per line) into documents, mentions and labels to fit the scorers on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg import ids
from kg.claims.frame import Frame, open_frame
from kg.folding import fold
from kg.model import Document, Entity, EntityClass, Mention

# The annotated field of each slot.
FIELDS = {
    "system": "subject",
    "baseline": "baseline",
    "dataset": "dataset",
    "model": "on_model",
    "hardware": "hardware",
}


@dataclass(frozen=True, slots=True)
class Annotated:
    """One annotated paper: its frame, its claims as annotated, and which quantity states which claim."""

    frame: Frame
    results: tuple[Mapping[str, Any], ...]
    stated_by: Mapping[int, int]  # index of the claim -> index of the quantity

    def claims_of(self) -> dict[int, list[Mapping[str, Any]]]:
        """The annotated claims of each quantity that states one."""
        out: dict[int, list[Mapping[str, Any]]] = {}
        for claim, quantity in self.stated_by.items():
            out.setdefault(quantity, []).append(self.results[claim])
        return out


def annotated(document: Document, record: Mapping[str, Any]) -> Annotated:
    """One annotated paper."""
    mentions, linked, entities, contributions = mentions_of(document, record)
    frame = open_frame(document, mentions, linked, entities, contributions)
    results = tuple(record["results"])
    return Annotated(frame, results, align(frame, results))


def as_read(
    document: Document,
    record: Mapping[str, Any],
    mentions: Sequence[Mention],
    mention_entities: Sequence[str],
    entities: Mapping[str, Entity],
    contributions: tuple[str, ...],
) -> Annotated:
    """An annotated paper as the rooms before this one read it: their mentions, the annotated claims.

    The names that claims refer to are replaced by those of the entities found for them, so that the slots of a
    claim can be compared with what was read; names that nothing was found for stay as they are.
    """
    frame = open_frame(document, mentions, mention_entities, entities, contributions)
    keys: dict[str, set[str]] = {}
    for i, entity in enumerate(mention_entities):
        if entity in entities:
            known = keys.setdefault(
                entity, {fold(entities[entity].name), *map(fold, entities[entity].aliases)}
            )
            known.add(fold(mentions[i].text))
    names: dict[str, str] = {}
    for row in record["entities"]:
        own = {fold(row["name"]), *map(fold, row["surfaces"])}
        shared = sorted((-len(own & known), e) for e, known in keys.items() if own & known)
        if shared:
            names[row["name"]] = entities[shared[0][1]].name
    results = tuple(
        {**r, **{f: _renamed(r[f], names) for f in FIELDS.values() if r.get(f)}} for r in record["results"]
    )
    return Annotated(frame, results, align(frame, results))


def _renamed(field: str, names: Mapping[str, str]) -> str:
    return "; ".join(names.get(n, n) for n in field.split("; "))


def mentions_of(
    document: Document, record: Mapping[str, Any]
) -> tuple[tuple[Mention, ...], tuple[str, ...], dict[str, Entity], tuple[str, ...]]:
    """Mentions, their entities, the entities by id and the contributions that an annotation names.

    Of overlapping surfaces the longest is kept.
    """
    text = document.text
    entities: dict[str, Entity] = {}
    spans: list[tuple[int, int, str]] = []
    for row in record["entities"]:
        cls = EntityClass(row["type"])
        local = ids.minted(cls, row["name"])
        own = document.id if row["role"] == "proposes" else None
        entities.setdefault(
            local,
            Entity(local, cls, row["name"], tuple(row["surfaces"]), generic=row["generic"], coined_by=own),
        )
        for surface in filter(None, row["surfaces"]):
            for match in re.finditer(re.escape(surface), text):
                begin, end = match.span()
                inside = (text[begin - 1 : begin] + surface[0]).isalnum() and begin > 0
                if not inside and not (text[end : end + 1] and (surface[-1] + text[end : end + 1]).isalnum()):
                    spans.append((begin, end, local))
    spans.sort(key=lambda s: (s[0] - s[1], s[0], s[2]))
    taken = bytearray(len(text))
    chosen = []
    for begin, end, local in spans:
        if not any(taken[begin:end]):
            taken[begin:end] = b"\1" * (end - begin)
            chosen.append((begin, end, local))
    chosen.sort()
    mentions = tuple(Mention(b, e, text[b:e], entities[i].cls, "annotation") for b, e, i in chosen)
    names = {fold(e.name): e.id for e in reversed(entities.values())}
    contributions = tuple(dict.fromkeys(names[fold(n)] for n in record["proposes"] if fold(n) in names))
    return mentions, tuple(i for _, _, i in chosen), entities, contributions


def align(frame: Frame, results: tuple[Mapping[str, Any], ...]) -> dict[int, int]:
    """Which quantity states which annotated claim: same number, fitting unit, inside or next to the quotation."""
    out: dict[int, int] = {}
    used: Counter[int] = Counter()
    for i, result in enumerate(results):
        places = [m.start() for m in re.finditer(re.escape(result["quote"]), frame.text)]
        best: tuple[tuple[bool, int, int], int] | None = None
        for k, q in enumerate(frame.quantities):
            if not _same(float(q.value), result["value"]) or not _unit_fits(result["unit"], q.label):
                continue
            if not _same(None if q.max_value is None else float(q.max_value), result["value_max"]):
                continue
            quoted = any(b <= q.number_begin < b + len(result["quote"]) for b in places)
            key = (quoted, -used[k], -min((abs(b - q.number_begin) for b in places), default=10**6))
            if best is None or key > best[0]:
                best = (key, k)
        if best is not None:
            out[i] = best[1]
            used[best[1]] += 1
    return out


def _same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(abs(a) - abs(b)) <= 1e-6 * max(1.0, abs(a), abs(b))


def _unit_fits(annotated_unit: str, label: str) -> bool:
    if annotated_unit == "points":
        return label in ("points", "", "%")
    if annotated_unit in ("x", "%"):
        return label == annotated_unit
    return label != "x"

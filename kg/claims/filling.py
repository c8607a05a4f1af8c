"""Fills the slots of a claim: in each, the names of the paper and "nothing" compete, and the likelier side wins."""

from __future__ import annotations

from pathlib import Path

from kg.claims.absence import shared_features, slot_features
from kg.claims.linear import FOLDER, load, softmax
from kg.claims.slots import ALLOWED, SLOTS, Candidate, PairReader, Site

_MORE = 0.25  # a further name is kept when it is at least this likely, the likeliest name of the slot being 1


def rows_of(
    reader: PairReader, site: Site, candidates: list[Candidate]
) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The features of each candidate, and by slot those of leaving it empty; a system is always named."""
    named = [reader.features(site, c) for c in candidates]
    shared = shared_features(reader.frame, site)
    standings = reader.standings(site.sentence)
    empty = {
        slot: [*shared, *slot_features(reader.frame, site, candidates, standings, slot)]
        for slot in SLOTS
        if slot != "system"
    }
    return named, empty


def fill(reader: PairReader, index: int, metric: str, weights: Path = FOLDER) -> dict[str, tuple[str, ...]]:
    """The entities in each slot of a quantity: one system, or the contribution without any; any number elsewhere.

    The scores of a slot are those of a choice among its candidates and "nothing", so they add up to one: a slot stays
    empty when that is likelier than the likeliest name.  Names that pair off with other numbers of the list are out.
    """
    site = reader.site(index, metric)
    candidates = reader.candidates(site)
    named, empty = rows_of(reader, site, candidates)
    scored = load("pair", weights).scores([*named, *empty.values()])
    nothing = dict(zip(empty, scored[len(named) :], strict=True))
    partners = reader.partners(site)
    out: dict[str, tuple[str, ...]] = {}
    for column, slot in enumerate(SLOTS):
        rated = [
            (s[column], c.entity) for c, s in zip(candidates, scored, strict=False) if c.cls in ALLOWED[slot]
        ]
        if partners:
            best = max((s for s, e in rated if e in partners), default=0.0)
            rated = [(best if e in partners else s, e) for s, e in rated if partners.get(e, True)]
        rated.sort(key=lambda r: (-r[0], r[1]))
        if slot == "system":
            out[slot] = (rated[0][1],) if rated else reader.frame.contributions[:1]
            continue
        rated = [(s, e) for s, e in rated if e not in out["system"]]
        chances = softmax([*(s for s, _ in rated), nothing[slot][column]])
        least = max(_MORE * max(chances[:-1], default=0.0), 1e-9)
        filled = bool(rated) and chances[0] > chances[-1]
        out[slot] = (
            tuple(e for p, (_, e) in zip(chances, rated, strict=False) if p >= least) if filled else ()
        )
    return out

"""What claims are worth beside annotated ones: figures, slots, confidence, and the causes of what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.evaluation.alike import same_names
from kg.evaluation.calibration import reliability
from kg.evaluation.counting import Judged, count
from kg.evaluation.found import SLOTS, FoundClaim, FoundEntity, FoundPaper
from kg.evaluation.gold import Gold, GoldClaim
from kg.evaluation.pairing import (
    metric_agrees,
    other_names,
    pair_claims,
    pair_entities,
    system_agrees,
)
from kg.model import Claim, Comparison, Entity, Link, Mention

PARTS = ("metric", "kind", "direction", *SLOTS)
FIGURES = ("value", "result", "full result")


@dataclass(slots=True)
class Tally:
    """Counts over papers.

    `rows` as `kg.evaluation.counting` counts them; `wrong` how many claims of a right value have each part wrong;
    `alone` those with nothing else wrong; `causes` how the wrong slots are wrong.
    """

    rows: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    judged: list[Judged] = field(default_factory=list)
    claims: int = 0  # annotated ones with a right value
    wrong: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, gold: Gold, found: FoundPaper) -> None:
        """Count one paper."""
        counted = count(gold, found)
        for row, values in counted.rows.items():
            for place, value in enumerate(values):
                self.rows[*row, place] += value
        self.judged += [j for j in counted.judged if j.kind == "claim"]
        entities = pair_entities(gold.entities, found.entities)
        known = other_names(gold.entities, found.entities, entities)
        for i, j in pair_claims(gold.claims, found.claims, known).items():
            wanted, claim = gold.claims[i], found.claims[j]
            if wanted.attribute:
                continue
            self.claims += 1
            bad = [part for part in PARTS if not agrees(part, wanted, claim, known)]
            self.wrong.update(bad)
            self.alone.update(bad if len(bad) == 1 else ())
            for slot in SLOTS:
                if slot in bad:
                    self.causes[slot, _cause(slot, wanted, claim, found, known)] += 1

    def join(self, other: Tally) -> None:
        """Add the counts of other papers."""
        for name in ("rows", "wrong", "alone", "causes"):
            getattr(self, name).update(getattr(other, name))
        self.judged += other.judged
        self.claims += other.claims

    def figure(self, name: str) -> tuple[float, float, float]:
        """Precision, recall and F1 of one of FIGURES."""
        right, found, met, wanted = (self.rows["all", name, place] for place in range(4))
        precision, recall = right / max(1, found), met / max(1, wanted)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)

    def slot(self, name: str) -> float:
        """The share of claims with a right value that have a part of PARTS right."""
        return 1 - self.wrong[name] / max(1, self.claims)

    def calibration_error(self) -> float:
        """The expected calibration error of the claims' confidence; right are value, metric, kind and direction."""
        return reliability(self.judged)[0].error if self.judged else 0.0


def agrees(part: str, wanted: GoldClaim, claim: FoundClaim, known: Mapping[str, frozenset[str]]) -> bool:
    """Whether one of PARTS of a found claim is as annotated."""
    if part == "metric":
        return metric_agrees(wanted, claim)
    if part == "kind":
        return wanted.kind == claim.kind
    if part == "direction":
        return wanted.direction in ("neutral", claim.direction)
    if part == "system":
        return system_agrees(wanted, claim, known)
    return same_names(getattr(wanted, part), claim.slots[part], known)


def _cause(
    slot: str, wanted: GoldClaim, claim: FoundClaim, paper: FoundPaper, known: Mapping[str, frozenset[str]]
) -> str:
    names, filled = getattr(wanted, slot), claim.slots[slot]
    if not names:
        return "should be empty"
    labels = [label for entity in paper.entities for label in entity.labels]
    if not all(same_names((name,), labels, known) for name in names):
        return "name not among the entities"
    if not filled:
        return "left empty"
    return "some names missing" if any(same_names((n,), filled, known) for n in names) else "another name"


def found_paper(
    text: str,
    mentions: Sequence[Mention],
    links: Iterable[Link],
    entities: Mapping[str, Entity],
    claims: Iterable[Claim],
) -> FoundPaper:
    """What a graph would say of a paper, for the measures of `kg.evaluation`; claims that say the same are one."""
    rows = []
    for link in sorted(links, key=lambda link: link.entity):
        one = entities[link.entity]
        surfaces = frozenset(mentions[i].text for i in link.mentions)
        rows.append(
            FoundEntity(
                one.id, one.name, frozenset(_labels(one)), frozenset({one.cls}), frozenset({link.role}), surfaces,
                link.confidence, link.rule,
            )
        )  # fmt: skip
    distinct: dict[tuple[object, ...], FoundClaim] = {}
    for claim in claims:
        key = (
            claim.value, claim.max_value, claim.unit, claim.metric, claim.comparison, claim.outcome, claim.bound,
            claim.systems, claim.baselines, claim.datasets, claim.models, claim.hardware, claim.tasks,
            claim.device_count, claim.attribute,
        )  # fmt: skip
        distinct.setdefault(key, _found_claim(text, claim, entities))
    return FoundPaper("", tuple(rows), tuple(distinct.values()), frozenset())


def _labels(entity: Entity) -> tuple[str, ...]:
    return (entity.name, *entity.aliases)


def _found_claim(text: str, claim: Claim, entities: Mapping[str, Entity]) -> FoundClaim:
    kind = "change" if claim.comparison else "absolute"
    filled = dict(
        zip(
            SLOTS, (claim.systems, claim.baselines, claim.datasets, claim.models, claim.hardware), strict=True
        )
    )
    return FoundClaim(
        "",
        float(claim.value),
        None if claim.max_value is None else float(claim.max_value),
        claim.unit,
        "ratio" if claim.comparison is Comparison.RATIO else kind,
        claim.outcome.lower(),
        _labels(entities[claim.metric]),
        text[claim.begin : claim.end],
        {slot: tuple(n for e in ids for n in _labels(entities[e])) for slot, ids in filled.items()},
        claim.confidence,
        claim.found_by,
    )


def table(title: str, tally: Tally) -> str:
    """The figures of a tally as text: F1, slots, calibration, causes."""
    lines = [f"{title}: {tally.claims} annotated outcomes with a right value"]
    for name in FIGURES:
        precision, recall, f1 = tally.figure(name)
        lines.append(f"  {name:12s} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    lines.append(f"  calibration error {tally.calibration_error():.3f}")
    for part in PARTS:
        why = ", ".join(f"{cause} {n}" for (slot, cause), n in sorted(tally.causes.items()) if slot == part)
        lines.append(
            f"  {part:10s} right {tally.slot(part):.3f}  wrong {tally.wrong[part]:4d}  alone {tally.alone[part]:4d}"
            + (f"  ({why})" if why else "")
        )
    return "\n".join(lines)

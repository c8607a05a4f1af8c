"""What one paper adds to every figure: how much was wanted, found and right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.evaluation.alike import named, plain, same_names
from kg.evaluation.found import SLOTS, FoundClaim, FoundEntity, FoundPaper
from kg.evaluation.gold import Gold, GoldClaim, GoldEntity
from kg.evaluation.pairing import metric_agrees, other_names, pair_claims, pair_entities, system_agrees
from kg.model import ARTEFACTS, EntityClass, Role

FIGURES: Final = {
    "all": "Overall", "typed by class": "Right class, by class", "role by class": "Right role, by class",
    "link by class": "Canonical name, by class", "role": "Right role, by role",
    "naming": "Named and descriptive entities", "value by kind": "Claims with the right value, by kind",
    "result by kind": "Claims with the right outcome, by kind", "slot": "Slots of claims with the right value",
}  # fmt: skip
MAIN: Final = (
    "mention", "typed", "exact class", "role", "proposes", "link", "value", "result", "full result", "url",
)  # fmt: skip
PLACES: Final = ("right among found", "found", "right among wanted", "wanted")
Row = tuple[str, str]  # a key of FIGURES and a name within it


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether an edge or a claim that a graph gives with a confidence is right."""

    kind: str  # a class of entities, or `claim`
    rule: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one paper, each row in the order of `PLACES`, and its judged edges and claims."""

    rows: Mapping[Row, Sequence[int]]
    judged: Sequence[Judged]


class _Counter:
    def __init__(self) -> None:
        self.rows: dict[Row, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        self.rows.update({("all", name): [0, 0, 0, 0] for name in MAIN})
        self.judged: list[Judged] = []

    def found(self, row: Row, *, right: bool = False, times: int = 1) -> None:
        """Note something found; `right` also says that something wanted was met."""
        counts = self.rows[row]
        counts[1] += times
        if right:
            counts[0] += times
            counts[2] += times

    def wanted(self, row: Row, times: int = 1) -> None:
        """Note something that a reader would have found."""
        self.rows[row][3] += times

    def share(self, row: Row, right: bool) -> None:
        """Note one case of a figure that is a plain share: only what was found is asked."""
        self.wanted(row)
        self.rows[row][2] += right

    def judge(self, kind: str, item: FoundEntity | FoundClaim, right: bool) -> None:
        """Note whether something with a confidence is right."""
        if item.confidence is not None:
            self.judged.append(Judged(kind, item.rule or "none", item.confidence, right))


def count(gold: Gold, found: FoundPaper | None) -> Counted:
    """The counts of a paper; without its like in the graph everything wanted is missing.

    Generic entities and attributes are neither wanted nor held against the graph.
    """
    counter = _Counter()
    entities = found.entities if found else ()
    pairs = pair_entities(gold.entities, entities)
    _entities(counter, gold.entities, entities, pairs)
    _contributions(counter, gold, entities, pairs)
    known = other_names(gold.entities, entities, pairs)
    _claims(counter, gold.claims, found.claims if found else (), known)
    _links(counter, gold.urls, found.urls if found else frozenset())
    return Counted(counter.rows, counter.judged)


def same_family(wanted: EntityClass, found: FoundEntity) -> bool:
    """Whether a class is right, methods, models and software being one family."""
    return wanted in found.classes or (wanted in ARTEFACTS and not ARTEFACTS.isdisjoint(found.classes))


def _naming(name: str) -> Row:
    return "naming", "named" if named(name) else "descriptive"


def _entities(
    counter: _Counter, gold: Sequence[GoldEntity], found: Sequence[FoundEntity], pairs: Mapping[int, int]
) -> None:
    for i, wanted in enumerate(gold):
        if wanted.generic:
            continue
        cls, role, naming = str(wanted.cls), str(wanted.role), _naming(wanted.name)
        for row in (
            *(("all", name) for name in ("mention", "typed", "exact class", "role")),
            ("typed by class", cls),
            ("role by class", cls),
            ("role", role),
            naming,
        ):
            counter.wanted(row)
        if i not in pairs:
            continue
        entity = found[pairs[i]]
        typed = same_family(wanted.cls, entity)
        settled = typed and wanted.role in entity.roles
        linked = plain(wanted.name) in set(map(plain, entity.labels))
        counter.found(("all", "mention"), right=True)
        counter.found(("all", "typed"), right=typed)
        counter.found(("all", "exact class"), right=wanted.cls in entity.classes)
        counter.found(("all", "role"), right=settled)
        counter.found(naming, right=typed)
        if typed:  # one of a wrong class is a miss of its own class and no find of another
            counter.found(("typed by class", cls), right=True)
            counter.found(("role by class", cls), right=settled)
        for found_role in entity.roles:
            counter.found(("role", found_role), right=settled and found_role is wanted.role)
        counter.share(("all", "link"), linked)
        counter.share(("link by class", cls), linked)
        counter.judge(_kind(entity), entity, typed)
    for j in sorted(set(range(len(found))) - set(pairs.values())):
        _spurious(counter, found[j])


def _spurious(counter: _Counter, entity: FoundEntity) -> None:
    for name in ("mention", "typed", "exact class", "role"):
        counter.found(("all", name))
    for cls in sorted(entity.classes) or ("none",):
        counter.found(("typed by class", cls))
        counter.found(("role by class", cls))
    for role in entity.roles:
        counter.found(("role", role))
    counter.found(_naming(entity.label))
    counter.judge(_kind(entity), entity, right=False)


def _kind(entity: FoundEntity) -> str:
    return str(min(entity.classes, default="none"))


def _contributions(
    counter: _Counter, gold: Gold, found: Sequence[FoundEntity], pairs: Mapping[int, int]
) -> None:
    """Every headline is wanted; a named part that the paper proposes is allowed."""
    row = "all", "proposes"
    headlines = {plain(name) for name in gold.proposes}
    proposed = {j for j, entity in enumerate(found) if Role.PROPOSES in entity.roles}
    stands = {i: j for i, j in pairs.items() if j in proposed}
    met = {j for i, j in stands.items() if plain(gold.entities[i].name) in headlines}
    allowed = {j for i, j in stands.items() if gold.entities[i].role is Role.PROPOSES}
    counts = counter.rows[row]
    counts[0], counts[1], counts[2], counts[3] = len(allowed), len(proposed), len(met), len(headlines)


def _claims(
    counter: _Counter,
    gold: Sequence[GoldClaim],
    found: Sequence[FoundClaim],
    known: Mapping[str, frozenset[str]],
) -> None:
    pairs = pair_claims(gold, found, known)
    for i, wanted in enumerate(gold):
        if wanted.attribute:
            continue
        rows = [("all", name) for name in ("value", "result", "full result")]
        for row in (*rows, ("value by kind", wanted.kind), ("result by kind", wanted.kind)):
            counter.wanted(row)
        if i not in pairs:
            continue
        claim = found[pairs[i]]
        told = _outcome_agrees(wanted, claim)
        slots = dict(_slots(wanted, claim, known))
        for row, right in zip(rows, (True, told, told and all(slots.values())), strict=True):
            counter.found(row, right=right)
        counter.found(("value by kind", wanted.kind), right=True)
        counter.found(("result by kind", wanted.kind), right=told)
        for slot, right in slots.items():
            counter.share(("slot", slot), right)
        counter.judge("claim", claim, told)
    for j in sorted(set(range(len(found))) - set(pairs.values())):
        for name in ("value", "result", "full result"):
            counter.found(("all", name))
        counter.found(("value by kind", found[j].kind))
        counter.found(("result by kind", found[j].kind))
        counter.judge("claim", found[j], right=False)


def _outcome_agrees(wanted: GoldClaim, claim: FoundClaim) -> bool:
    if wanted.direction not in {"neutral", claim.direction}:
        return False
    return wanted.kind == claim.kind and metric_agrees(wanted, claim)


def _slots(
    wanted: GoldClaim, claim: FoundClaim, known: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, bool]]:
    for slot in SLOTS:
        if slot == "system":
            yield slot, system_agrees(wanted, claim, known)
        else:
            yield slot, same_names(getattr(wanted, slot), claim.slots[slot], known)


def _links(counter: _Counter, wanted: Sequence[str], found: frozenset[str]) -> None:
    want, have = set(map(_address, wanted)), set(map(_address, found))
    counts = counter.rows["all", "url"]
    counts[0] = counts[2] = len(want & have)
    counts[1], counts[3] = len(have), len(want)


def _address(url: str) -> str:
    return url.rstrip("/").removeprefix("https://").removeprefix("http://")

"""Which found entity or claim stands for which annotated one: pairs are one to one, best agreement first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.evaluation.alike import plain, same_metric, same_names, same_number, same_unit
from kg.evaluation.found import FoundClaim, FoundEntity
from kg.evaluation.gold import THIS_WORK, GoldClaim, GoldEntity


def pair_entities(gold: Sequence[GoldEntity], found: Sequence[FoundEntity]) -> dict[int, int]:
    """Index of the annotated entity -> index of the found one.

    Two may pair when a surface is the same, or the name of one is a name or surface of the other; each shared
    surface weighs 2, the annotated name among the labels 3, a surface among the labels 1, the class 1/2.
    """
    shown = [frozenset(map(plain, f.surfaces)) for f in found]
    called = [frozenset(map(plain, f.labels)) for f in found]
    offers: list[tuple[float, int, str, int]] = []
    for i, wanted in enumerate(gold):
        surfaces, name = frozenset(map(plain, wanted.surfaces)), plain(wanted.name)
        for j, entity in enumerate(found):
            shared = surfaces & shown[j]
            titled = name in called[j]
            if shared or titled or name in shown[j] or plain(entity.label) in surfaces:
                same = wanted.cls in entity.classes
                weight = 2 * len(shared) + 3 * titled + (not surfaces.isdisjoint(called[j])) + 0.5 * same
                offers.append((-weight, i, entity.iri, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, _, j in sorted(offers):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def other_names(
    gold: Sequence[GoldEntity], found: Sequence[FoundEntity], pairs: Mapping[int, int]
) -> dict[str, frozenset[str]]:
    """Evened name of an annotated entity -> evened surfaces, and labels of the found entity that stands for it."""
    out: dict[str, frozenset[str]] = {}
    for i, wanted in enumerate(gold):
        key = plain(wanted.name)
        labels = found[pairs[i]].labels if i in pairs else ()
        out[key] = out.get(key, frozenset()) | {plain(n) for n in (*wanted.surfaces, *labels)}
    return out


def pair_claims(
    gold: Sequence[GoldClaim], found: Sequence[FoundClaim], known: Mapping[str, frozenset[str]]
) -> dict[int, int]:
    """Index of the annotated claim -> index of the found one with its value and unit.

    Of several, the one whose metric, kind and system agree best; annotated claims choose in their order.
    """
    pairs: dict[int, int] = {}
    free = list(range(len(found)))
    for i, claim in enumerate(gold):
        offers = [(-_agreement(claim, found[j], known), j) for j in free if same_value(claim, found[j])]
        if offers:
            pairs[i] = min(offers)[1]
            free.remove(pairs[i])
    return pairs


def same_value(gold: GoldClaim, found: FoundClaim) -> bool:
    """Whether value, upper value and unit agree."""
    if not same_number(gold.value, found.value) or not same_unit(gold.unit, found.unit):
        return False
    if gold.max_value is None and found.max_value is None:
        return True
    return same_number(gold.max_value, found.max_value)


def metric_agrees(gold: GoldClaim, found: FoundClaim) -> bool:
    """Whether the metric, or the words that state the number, name what was measured."""
    return same_metric(gold.metric, (*found.metric, found.raw))


def system_agrees(gold: GoldClaim, found: FoundClaim, known: Mapping[str, frozenset[str]]) -> bool:
    """Whether the claim is about the right thing; any will do for a contribution without a name."""
    return gold.system == (THIS_WORK,) or same_names(gold.system, found.slots["system"], known)


def _agreement(gold: GoldClaim, found: FoundClaim, known: Mapping[str, frozenset[str]]) -> int:
    system = same_names(gold.system, found.slots["system"], known)
    return metric_agrees(gold, found) + (gold.kind == found.kind) + system

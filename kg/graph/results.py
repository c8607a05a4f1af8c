"""Quantitative claims as statements: one node per claim, all links direct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from kg import ids, rdf, terms
from kg.graph.run import Run
from kg.graph.spans import evidence_statements
from kg.graph.units import unit_iri
from kg.model import Claim, Extraction
from kg.rdf import Statement

_PLACES = 4
_FACTOR_PLACES = 6


def result_name(paper: str, claim: Claim) -> str:
    """The local name of a claim: over what is claimed, so two sentences that say the same share it."""
    slots = (claim.systems, claim.baselines, claim.datasets, claim.models, claim.hardware, claim.tasks)
    return ids.result(
        paper, _plain(claim.value), _plain(claim.max_value), claim.unit, claim.metric, claim.comparison or "",
        claim.outcome, claim.bound, *("|".join(sorted(set(slot))) for slot in slots),
        "" if claim.device_count is None else str(claim.device_count), str(claim.attribute),
    )  # fmt: skip


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


def result_statements(extraction: Extraction, run: Run, base: str, text: bool = True) -> Iterator[Statement]:
    """All claims of a paper with their evidence; claims with the same content become one node."""
    name = ids.paper(extraction.document)
    same: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(extraction.claims, key=lambda c: (c.begin, c.end, c.found_by)):
        same[result_name(name, claim)].append(claim)
    for local, claims in same.items():
        yield from _result(extraction, claims, rdf.iri(base + local), run, base)
        for claim in claims:
            yield from evidence_statements(extraction, claim, base, text)


def _result(
    extraction: Extraction, claims: list[Claim], node: str, run: Run, base: str
) -> Iterator[Statement]:
    claim, name = claims[0], ids.paper(extraction.document)
    value = rdf.decimal(claim.value)
    yield node, rdf.iri(terms.TYPE), rdf.iri(terms.RESULT)
    yield node, rdf.iri(terms.REPORTED_IN), rdf.iri(base + name)
    yield node, rdf.iri(terms.RESULT_METRIC), rdf.iri(base + claim.metric)
    yield node, rdf.iri(terms.NUMERIC_VALUE), value
    yield node, rdf.iri(terms.UNIT_LABEL), rdf.literal(claim.unit)
    yield node, rdf.iri(terms.OUTCOME), rdf.iri(terms.KG + claim.outcome)
    yield node, rdf.iri(terms.BOUND), rdf.iri(terms.KG + claim.bound)
    yield node, rdf.iri(terms.RAW_VALUE), rdf.literal(extraction.document.text[claim.begin : claim.end])
    yield node, rdf.iri(terms.CONFIDENCE), rdf.decimal(max(c.confidence for c in claims), _PLACES)
    yield node, rdf.iri(terms.GENERATED_BY), rdf.iri(base + run.local)
    if claim.comparison is None:
        yield node, rdf.iri(terms.TYPE), rdf.iri(terms.MEASURED_RESULT)
        yield node, rdf.iri(terms.SPECIFIED_BY), rdf.iri(base + claim.metric)
        yield node, rdf.iri(terms.HAS_VALUE), value
    else:
        yield node, rdf.iri(terms.TYPE), rdf.iri(terms.COMPARATIVE_RESULT)
        yield node, rdf.iri(terms.COMPARISON), rdf.iri(terms.KG + claim.comparison)
        factors = [c.normalized_factor for c in claims if c.normalized_factor is not None]
        if factors:
            yield node, rdf.iri(terms.NORMALIZED_FACTOR), rdf.decimal(factors[0], _FACTOR_PLACES)
    if claim.max_value is not None:
        yield node, rdf.iri(terms.MAX_VALUE), rdf.decimal(claim.max_value)
    if unit := unit_iri(claim.unit):
        yield node, rdf.iri(terms.HAS_UNIT), rdf.iri(unit)
    if claim.device_count is not None:
        yield node, rdf.iri(terms.DEVICE_COUNT), rdf.integer(claim.device_count)
    if claim.attribute:
        yield node, rdf.iri(terms.ATTRIBUTE), rdf.boolean(True)
    yield from _slots(claim, node, base)
    for each in claims:
        yield node, rdf.iri(terms.EVIDENCE), rdf.iri(base + ids.mention(name, each.begin, each.end))


def _slots(claim: Claim, node: str, base: str) -> Iterator[Statement]:
    slots: tuple[tuple[str, Iterable[str]], ...] = (
        (terms.OF_SYSTEM, claim.systems),
        (terms.COMPARED_TO, claim.baselines),
        (terms.ON_DATASET, claim.datasets),
        (terms.ON_MODEL, claim.models),
        (terms.ON_HARDWARE, claim.hardware),
        (terms.ON_TASK, claim.tasks),
    )
    for predicate, entities in slots:
        for entity in entities:
            yield node, rdf.iri(predicate), rdf.iri(base + entity)

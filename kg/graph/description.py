"""Entities as statements: labels, class, place in the taxonomy, outside ids; each entity once per build."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from decimal import Decimal

from kg import rdf, terms
from kg.graph.census import Census, Use
from kg.graph.outside import outside_link
from kg.model import EntityClass
from kg.rdf import Statement
from kg.vocabulary import Entry, Vocabulary

TAXONOMIES = frozenset({EntityClass.METHOD, EntityClass.TASK, EntityClass.METRIC})
DIRECTIONS = {"higher": terms.HIGHER_IS_BETTER, "lower": terms.LOWER_IS_BETTER, "neutral": terms.NEUTRAL}


def entity_statements(census: Census, vocabulary: Vocabulary, base: str) -> Iterator[Statement]:
    """The description of every entity used, of its ancestors, and of the candidates that lost against it."""
    wanted = closure([*census.uses, *census.rejected], census, vocabulary)
    for entity in wanted:
        use, entry = census.uses.get(entity, Use()), vocabulary.entries.get(entity)
        yield from describe(entity, use, entry, wanted, base)


def describe(
    entity: str, use: Use, entry: Entry | None, wanted: Container[str], base: str
) -> Iterator[Statement]:
    """The description of one entity; nothing where neither the vocabulary nor a paper has a name for it.

    `wanted` are the entities that the graph describes: only they are pointed at.
    """
    if entry is not None:
        yield from _curated(entry, use, wanted, base)
    elif use.names:
        yield from _minted(entity, use, wanted, base)


def closure(entities: Iterable[str], census: Census, vocabulary: Vocabulary) -> frozenset[str]:
    """The ids, their ancestors and the metrics that complement them; unknown ids fall out."""
    found: set[str] = set()
    todo = list(entities)
    while todo:
        entity = todo.pop()
        entry, use = vocabulary.entries.get(entity), census.uses.get(entity)
        if entity in found or (entry is None and use is None):
            continue
        found.add(entity)
        if entry is not None:
            todo += [*entry.broader, *filter(None, [entry.complement])]
        elif use is not None:
            todo += use.broader
    return frozenset(found)


def _common(
    entity: str, cls: EntityClass, name: str, labels: Iterable[str], use: Use, status: str, base: str
) -> Iterator[Statement]:
    node = rdf.iri(base + entity)
    yield node, rdf.iri(terms.TYPE), rdf.iri(terms.KG + cls)
    yield node, rdf.iri(terms.PREF_LABEL), rdf.literal(name)
    for label in labels:
        if label and label != name:
            yield node, rdf.iri(terms.ALT_LABEL), rdf.literal(label)
    yield node, rdf.iri(terms.STATUS), rdf.iri(status)
    if use.support:
        yield node, rdf.iri(terms.SUPPORT), rdf.integer(use.support)


def _parents(
    entity: str, cls: EntityClass, parents: Iterable[str], wanted: Container[str], base: str
) -> Iterator[Statement]:
    predicate = terms.BROADER if cls in TAXONOMIES else terms.VARIANT_OF
    for parent in parents:
        if parent in wanted and parent != entity:
            yield rdf.iri(base + entity), rdf.iri(predicate), rdf.iri(base + parent)


def _minted(entity: str, use: Use, wanted: Container[str], base: str) -> Iterator[Statement]:
    status = terms.CURATED if use.curated else terms.MINTED
    yield from _common(entity, use.cls, use.name, use.surfaces | set(use.names), use, status, base)
    yield from _parents(entity, use.cls, use.broader, wanted, base)
    if 2 * use.generic > use.classes.total():
        yield rdf.iri(base + entity), rdf.iri(terms.GENERIC), rdf.boolean(True)


def _curated(entry: Entry, use: Use, wanted: Container[str], base: str) -> Iterator[Statement]:
    node = rdf.iri(base + entry.id)
    labels = use.surfaces.union(entry.aliases)
    yield from _common(entry.id, entry.cls, entry.name, labels, use, terms.CURATED, base)
    yield from _parents(entry.id, entry.cls, entry.broader, wanted, base)
    if "generic" in entry.flags:
        yield node, rdf.iri(terms.GENERIC), rdf.boolean(True)
    for curie in entry.same:
        if (link := outside_link(curie)) is not None:
            yield node, rdf.iri(link[0]), rdf.iri(link[1])
    if entry.maker:
        maker = terms.MANUFACTURER if entry.cls is EntityClass.HARDWARE else terms.MAKER
        yield node, rdf.iri(maker), rdf.literal(entry.maker)
    if entry.memory_gb:
        yield node, rdf.iri(terms.MEMORY), rdf.decimal(Decimal(entry.memory_gb))
    if entry.direction:
        yield node, rdf.iri(terms.DIRECTION), rdf.iri(DIRECTIONS[entry.direction])
    if entry.range:
        yield node, rdf.iri(terms.RANGE), rdf.literal(entry.range)
    if entry.unit:
        yield node, rdf.iri(terms.DEFAULT_UNIT), rdf.literal(entry.unit)
    if entry.complement in wanted:
        yield node, rdf.iri(terms.COMPLEMENT_OF), rdf.iri(base + entry.complement)

"""What papers say about each entity as counted facts, which add up and take away: papers join a graph and leave it.

A fact is (entity, kind, value); its count is a number of papers.  `Use` of `kg.graph` is read back from the facts, so
an entity is described the same way whether its papers were counted at once, in parts, or one build after another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from kg.graph.census import Use
from kg.model import EntityClass, Extraction
from kg.vocabulary import Vocabulary

Fact = tuple[str, str, str]  # entity, kind, value
NAME: Final = "name"
CLASS: Final = "class"
SURFACE: Final = "surface"
PARENT: Final = "parent"
GENERIC: Final = "generic"
CURATED: Final = "curated"
SUPPORT: Final = "support"
REJECTED: Final = "rejected"


def facts(extraction: Extraction, vocabulary: Vocabulary) -> set[Fact]:
    """All that one paper adds; of an entity of the vocabulary only what its entry does not say already."""
    return set(_facts(extraction, vocabulary))


def _facts(extraction: Extraction, vocabulary: Vocabulary) -> Iterator[Fact]:
    known = {entity.id for entity in extraction.entities}
    for entity in extraction.entities:
        yield entity.id, NAME, entity.name
        if entity.id in vocabulary.entries:
            continue
        yield entity.id, CLASS, entity.cls.value
        for alias in entity.aliases:
            yield entity.id, SURFACE, alias
        for parent in entity.broader:
            yield entity.id, PARENT, parent
        if entity.generic:
            yield entity.id, GENERIC, ""
        if entity.curated:
            yield entity.id, CURATED, ""
    for mention, entity_id in zip(extraction.mentions, extraction.mention_entities, strict=True):
        if entity_id in known:
            yield entity_id, SURFACE, " ".join(mention.text.split())
    for link in extraction.links:
        if link.entity in known:
            yield link.entity, SUPPORT, ""
        for loser, _ in link.rejected:
            yield loser, REJECTED, ""


def use(counted: Iterable[tuple[str, str, int]]) -> Use:
    """How an entity is used, from its facts as (kind, value, count)."""
    found = Use()
    for kind, value, count in counted:
        if kind == NAME:
            found.names[value] = count
        elif kind == CLASS:
            found.classes[EntityClass(value)] = count
        elif kind == SURFACE:
            found.surfaces.add(value)
        elif kind == PARENT:
            found.broader.add(value)
        elif kind == GENERIC:
            found.generic = count
        elif kind == CURATED:
            found.curated = True
        elif kind == SUPPORT:
            found.support = count
    return found


def added(parts: Iterable[Counter[Fact]]) -> Counter[Fact]:
    """The counts of several parts together; no paper may be in two of them."""
    total: Counter[Fact] = Counter()
    for part in parts:
        total.update(part)
    return total

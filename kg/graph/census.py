"""What a corpus says about each entity, counted so that the order of papers does not matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from kg.model import EntityClass, Extraction

Name = TypeVar("Name", bound=str)


@dataclass(slots=True)
class Use:
    """How one entity was used: all counts are of papers."""

    names: Counter[str] = field(default_factory=Counter)
    classes: Counter[EntityClass] = field(default_factory=Counter)
    surfaces: set[str] = field(default_factory=set)
    broader: set[str] = field(default_factory=set)
    generic: int = 0
    curated: bool = False
    support: int = 0  # papers with an edge to it

    @property
    def name(self) -> str:
        """The name most papers use, the smallest of equals."""
        return _winner(self.names)

    @property
    def cls(self) -> EntityClass:
        """The class most papers give it, the smallest of equals."""
        return _winner(self.classes)

    def add(self, other: Use) -> None:
        """Take over the counts of another part of the corpus."""
        self.names += other.names
        self.classes += other.classes
        self.surfaces |= other.surfaces
        self.broader |= other.broader
        self.generic += other.generic
        self.curated |= other.curated
        self.support += other.support


def _winner(counts: Counter[Name]) -> Name:
    return min(counts, key=lambda value: (-counts[value], value))


class Census:
    """The uses of all entities of a corpus; parts counted apart can be merged in any order."""

    def __init__(self) -> None:
        """Start with no paper counted."""
        self.uses: dict[str, Use] = {}
        self.rejected: set[str] = set()

    def add(self, extraction: Extraction) -> None:
        """Count one paper."""
        for entity in extraction.entities:
            use = self.uses.setdefault(entity.id, Use())
            use.names[entity.name] += 1
            use.classes[entity.cls] += 1
            use.surfaces.update(entity.aliases)
            use.broader.update(entity.broader)
            use.generic += entity.generic
            use.curated |= entity.curated
        for mention, entity_id in zip(extraction.mentions, extraction.mention_entities, strict=True):
            if entity_id in self.uses:
                self.uses[entity_id].surfaces.add(" ".join(mention.text.split()))
        for entity_id in {link.entity for link in extraction.links}:
            if entity_id in self.uses:
                self.uses[entity_id].support += 1
        self.rejected.update(loser for link in extraction.links for loser, _ in link.rejected)

    def merge(self, other: Census) -> None:
        """Take over another part of the corpus; no paper may be in both."""
        for entity_id, use in other.uses.items():
            self.uses.setdefault(entity_id, Use()).add(use)
        self.rejected |= other.rejected

"""Names that one paper coins and others use: finds them and makes them one entity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kg.folding import fold
from kg.model import ARTEFACTS, Claim, Entity, EntityClass, Extraction, Link, Role

_ROLE_RANK = {role: rank for rank, role in enumerate(Role)}


def family(cls: EntityClass) -> str:
    """The group within which a class is a matter of taste: methods, models and software are one."""
    return "artefact" if cls in ARTEFACTS else cls.lower()


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which minted entities stand for an entity that some paper of the build coined."""

    mapping: Mapping[str, Entity] = field(default_factory=dict)

    def apply(self, extraction: Extraction) -> Extraction:
        """The extraction with every resolved entity replaced; edges that now meet become one."""
        if not any(entity.id in self.mapping for entity in extraction.entities):
            return extraction
        entities = {e.id: e for e in (self.mapping.get(e.id, e) for e in extraction.entities)}
        return replace(
            extraction,
            entities=tuple(entities[key] for key in sorted(entities)),
            mention_entities=tuple(self._id(e) for e in extraction.mention_entities),
            links=self._links(extraction.links),
            claims=tuple(self._claim(c) for c in extraction.claims),
        )

    def _id(self, entity: str) -> str:
        return self.mapping[entity].id if entity in self.mapping else entity

    def _ids(self, entities: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self._id, entities)))

    def _links(self, links: Iterable[Link]) -> tuple[Link, ...]:
        merged: dict[str, Link] = {}
        for link in links:
            entity = self._id(link.entity)
            link = replace(link, entity=entity)
            known = merged.get(entity)
            merged[entity] = link if known is None else _join(known, link)
        return tuple(merged.values())

    def _claim(self, claim: Claim) -> Claim:
        return replace(
            claim,
            metric=self._id(claim.metric),
            systems=self._ids(claim.systems),
            baselines=self._ids(claim.baselines),
            datasets=self._ids(claim.datasets),
            models=self._ids(claim.models),
            hardware=self._ids(claim.hardware),
            tasks=self._ids(claim.tasks),
        )


def _join(one: Link, other: Link) -> Link:
    first = min(one, other, key=lambda link: (_ROLE_RANK[link.role], -link.confidence, link.rule))
    mentions = tuple(sorted({*one.mentions, *other.mentions}))
    rejected = tuple(dict.fromkeys((*one.rejected, *other.rejected)))
    return replace(
        first, confidence=max(one.confidence, other.confidence), mentions=mentions, rejected=rejected
    )


def resolve(extractions: Iterable[Extraction]) -> Resolution:
    """The resolution of a build: a minted name that exactly one paper coins stands for that paper's entity.

    Names are compared folded, within a class or among methods, models and software.  A name that two papers
    coin, or that one paper coins twice, resolves to nothing.
    """
    coined: dict[tuple[str, str], dict[str, Entity]] = defaultdict(dict)
    open_: dict[str, tuple[str, str]] = {}
    for extraction in extractions:
        for entity in extraction.entities:
            if entity.curated:
                continue
            if entity.coined_by is None:
                open_[entity.id] = (family(entity.cls), fold(entity.name))
            else:
                for name in (entity.name, *entity.aliases):
                    coined[family(entity.cls), fold(name)][entity.id] = entity
    mapping = {
        entity: next(iter(coined[key].values()))
        for entity, key in sorted(open_.items())
        if key[1] and len(coined.get(key, ())) == 1
    }
    return Resolution(mapping)

"""The edges of one paper: mentions are grouped into entities, weighed, and kept with a role and a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.entities.context import by_prefix
from kg.entities.joining import groups_of
from kg.entities.linking import Group, curated, entity_of, mint
from kg.entities.roles import Decision, RoleModel
from kg.entities.scene import Scene, names_work
from kg.model import Document, Entity, EntityClass, Link, Mention, Role
from kg.vocabulary import Vocabulary

# An entity is said to be proposed when it is likely enough to be the paper's own, a main contribution counting more:
# one that is missed harms more than a part of one listed as used.  Chosen on held-out folds.
WEIGHT_OF_HEADLINE = 1.5
LEAST_PROPOSES = 0.9


@dataclass(frozen=True, slots=True)
class Linked:
    """The mentions that stand, the entity of each, the entities (sorted by id), the edges, and what is proposed."""

    mentions: tuple[Mention, ...]
    mention_entities: tuple[str, ...]
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    contributions: tuple[str, ...]  # ids, the headline first


def link(document: Document, mentions: Sequence[Mention], vocabulary: Vocabulary, model: RoleModel) -> Linked:
    """The entities and edges of a document; a group of mentions below its class's threshold is dropped whole."""
    groups = groups_of(document, mentions, vocabulary)
    scene = Scene.of(document, mentions, groups)
    judged = [(one, model.decide(one.cls, by_prefix(one, scene))) for one in groups]
    own = {one.key for one in groups if names_work(one, mentions) or _introduced(one, document)}
    kept = [(one, made) for one, made in judged if model.keeps(one.cls, made) or one.key in own]
    keys = {one.key: mint(one, document, mentions) for one, _ in kept}
    index = _renumbered(kept)
    sure = {i: made.keep for one, made in kept for i in one.mentions}
    owner = {i: keys[one.key] for one, _ in kept for i in one.mentions}
    entities = {e.id: e for e in (entity_of(one, document, mentions, keys) for one, _ in kept)}
    for one, _ in kept:
        if one.parent is not None and one.parent in vocabulary.entries:
            entities.setdefault(one.parent, curated(vocabulary.entries[one.parent]))
    links = tuple(
        Link(keys[one.key], _role(made, one.key in own), made.keep, one.rule, tuple(index[i] for i in one.mentions),
             tuple(sorted(one.rejected.items(), key=lambda x: (-x[1], x[0]))))
        for one, made in kept
    )  # fmt: skip
    return Linked(
        tuple(replace(mentions[i], score=sure[i]) for i in sorted(index)),
        tuple(owner[i] for i in sorted(index)),
        tuple(entities[k] for k in sorted(entities)),
        tuple(sorted(links, key=lambda x: x.entity)),
        _contributions(kept, links, own),
    )


def _renumbered(kept: Sequence[tuple[Group, Decision]]) -> dict[int, int]:
    """Old mention index -> index among the mentions that stand."""
    standing = sorted({i for one, _ in kept for i in one.mentions})
    return {old: new for new, old in enumerate(standing)}


def _introduced(one: Group, document: Document) -> bool:
    """Whether the vocabulary knows this very paper as the one that introduced an entry."""
    paper = document.arxiv_id
    return paper is not None and one.entry is not None and f"arxiv:{paper}" in one.entry.same


def _role(made: Decision, own: bool) -> Role:
    if own or made.own + WEIGHT_OF_HEADLINE * made.headline >= LEAST_PROPOSES:
        return Role.PROPOSES
    return next(role for role, _ in made.roles if role is not Role.PROPOSES)


def _contributions(
    kept: Sequence[tuple[Group, Decision]], links: Sequence[Link], own: set[str]
) -> tuple[str, ...]:
    """What the paper proposes: the title's own name, then the most probable main contributions."""
    ranked = [
        (one.key not in own, -made.headline, one.mentions[0], link.entity)
        for (one, made), link in zip(kept, links, strict=True)
        if link.role is Role.PROPOSES and one.cls is not EntityClass.METRIC
    ]
    return tuple(dict.fromkeys(row[-1] for row in sorted(ranked)))

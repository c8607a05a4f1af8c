from __future__ import annotations

from dataclasses import replace

import pytest

from kg import ids
from kg.graph import Resolution, resolve
from kg.model import Entity, EntityClass, Extraction, Link, Role

C = EntityClass


def coining(extraction: Extraction, number: int, cls: EntityClass, name: str) -> Extraction:
    document = replace(extraction.document, id=f"c{number}", arxiv_id=f"2408.{number:05d}")
    entity = Entity(ids.minted(cls, name, ids.paper(document)), cls, name, coined_by=document.id)
    return Extraction(document, (), (), (entity,), (), (), ())


def naming(extraction: Extraction, number: int, cls: EntityClass, name: str) -> Extraction:
    document = replace(extraction.document, id=f"n{number}", arxiv_id=f"2409.{number:05d}")
    entity = Entity(ids.minted(cls, name), cls, name)
    return Extraction(document, (), (), (entity,), (Link(entity.id, Role.USES, 0.6, "rule", ()),), (), ())


def test_a_name_coined_once_is_the_same_thing_elsewhere(extraction: Extraction) -> None:
    coiner = coining(extraction, 1, C.MODEL, "Heron-V2")
    user = naming(extraction, 1, C.METHOD, "heron v2")
    resolution = resolve([user, coiner])
    assert resolution.mapping == {user.entities[0].id: coiner.entities[0]}
    applied = resolution.apply(user)
    assert applied.entities == coiner.entities
    assert applied.links[0].entity == coiner.entities[0].id
    assert resolution.apply(coiner) is coiner


@pytest.mark.parametrize("cls", [C.DATASET, C.TASK, C.METRIC, C.HARDWARE])
def test_other_families_do_not_meet(extraction: Extraction, cls: EntityClass) -> None:
    assert not resolve(
        [coining(extraction, 1, C.MODEL, "Heron"), naming(extraction, 1, cls, "Heron")]
    ).mapping


def test_a_name_coined_twice_stays_open(extraction: Extraction) -> None:
    coiners = [coining(extraction, n, C.METHOD, "PRISM") for n in (1, 2)]
    assert not resolve([*coiners, naming(extraction, 1, C.METHOD, "Prism")]).mapping


def test_curated_and_coined_entities_stay(extraction: Extraction) -> None:
    other = coining(extraction, 2, C.DATASET, "Heron")
    curated = replace(naming(extraction, 1, C.MODEL, "Heron").entities[0], curated=True)
    paper = replace(extraction, entities=(curated,))
    assert not resolve([coining(extraction, 1, C.MODEL, "Heron"), other, paper]).mapping


def test_everything_that_points_is_moved(extraction: Extraction) -> None:
    magpie = next(e for e in extraction.entities if e.name == "Magpie")
    coiner = coining(extraction, 1, C.MODEL, "Magpie")
    target = coiner.entities[0].id
    applied = resolve([extraction, coiner]).apply(extraction)
    assert magpie.id not in {e.id for e in applied.entities}
    assert [e.id for e in applied.entities] == sorted(e.id for e in applied.entities)
    assert target in applied.mention_entities
    assert target in {link.entity for link in applied.links}
    assert any(target in claim.baselines for claim in applied.claims)


def test_edges_that_meet_become_the_more_telling_one(extraction: Extraction) -> None:
    one = Entity("method-x-1", C.METHOD, "X")
    other = Entity("model-x-2", C.MODEL, "X", coined_by="c1")
    links = (Link(one.id, Role.USES, 0.9, "a", (1,)), Link(other.id, Role.PROPOSES, 0.7, "b", (0,)))
    paper = replace(extraction, entities=(one, other), links=links, claims=())
    [link] = Resolution({one.id: other}).apply(paper).links
    assert (link.entity, link.role, link.confidence, link.mentions) == (other.id, Role.PROPOSES, 0.9, (0, 1))


def test_the_order_of_papers_does_not_matter(extraction: Extraction) -> None:
    papers = [coining(extraction, 1, C.MODEL, "Heron"), coining(extraction, 2, C.METHOD, "Kestrel")]
    papers += [naming(extraction, 1, C.METHOD, "Heron"), naming(extraction, 2, C.SOFTWARE, "KESTREL")]
    assert resolve(papers).mapping == resolve(papers[::-1]).mapping
    assert len(resolve(papers).mapping) == 2

"""Which entity a mention becomes, on small texts with a small vocabulary."""

from __future__ import annotations

import numpy as np
import pytest

from kg import ids
from kg.entities import link
from kg.entities.linking import choose, entity_of, group, mint
from kg.entities.naming import clean, core, label, singular
from kg.entities.roles import (
    COLUMNS,
    DROP,
    HEADLINE,
    LABELS,
    QUESTIONS,
    Decision,
    RoleModel,
    decision,
    load,
    logistic,
)
from kg.mentions.recogniser import Recogniser
from kg.model import ROLES_OF, Document, Entity, EntityClass, Mention, Role
from kg.vocabulary import Entry, build

VOCABULARY = build(
    [
        Entry("model-llama", EntityClass.MODEL, "LLaMA"),
        Entry("model-llama-2", EntityClass.MODEL, "LLaMA-2", broader=("model-llama",)),
        Entry("hardware-nvidia-a100", EntityClass.HARDWARE, "NVIDIA A100", ("A100",)),
        Entry("dataset-star", EntityClass.DATASET, "STAR", flags=frozenset({"cue"})),
        Entry("method-star", EntityClass.METHOD, "STAR", flags=frozenset({"cue"})),
        Entry("task-super-resolution", EntityClass.TASK, "super-resolution", ("SR",)),
        Entry("task-sequential-recommendation", EntityClass.TASK, "sequential recommendation", ("SR",)),
        Entry("method-quantization", EntityClass.METHOD, "quantization"),
    ],
    "test",
)
RECOGNISER = Recogniser(VOCABULARY)
KEEP_ALL = RoleModel(
    {"": {f"class={cls}": 0 for cls in EntityClass}},
    np.array([[0.0] * len(LABELS) + [-9.0] * len(QUESTIONS)]),
    dict.fromkeys(EntityClass, 0.0), 1.0, "test",
)  # fmt: skip


def entities(title: str, abstract: str) -> dict[str, Entity]:
    """The entities of a paper, nothing dropped, by name."""
    document = Document("t", title, abstract)
    linked = link(document, RECOGNISER.find([document])[0], VOCABULARY, KEEP_ALL)
    return {e.name: e for e in linked.entities}


def test_family_members_point_at_what_they_are_variants_of() -> None:
    found = entities("A title", "We run LLaMA-2-70B-Chat on A100-80GB.")
    assert found["LLaMA-2-70B-Chat"].broader == ("model-llama-2",)
    assert found["A100-80GB"].broader == ("hardware-nvidia-a100",)
    assert not found["LLaMA-2-70B-Chat"].curated


def test_a_short_form_inherits_the_link_of_its_long_form() -> None:
    found = entities("A title", "We study sequential recommendation (SR). Good SR is hard.")
    assert [n for n in found if "r" in n] == ["sequential recommendation"]
    assert "super-resolution" not in found


def test_long_and_short_form_of_an_unknown_name_are_one_entity() -> None:
    found = entities("A title", "Low order thinking (LOT) is new. LOT wins.")
    assert set(found) == {"low order thinking"}
    assert "LOT" in found["low order thinking"].aliases


def test_a_coined_name_is_its_papers_own() -> None:
    one = entities("PRISM: a Thing", "PRISM is good.")["PRISM"]
    assert one.coined_by == "t"
    assert one.id == ids.minted(EntityClass.METHOD, "PRISM", ids.paper(Document("t", "PRISM: a Thing")))


def test_a_coined_name_beats_an_ambiguous_entry_of_the_vocabulary() -> None:
    assert entities("STAR: a Framework", "STAR is good.")["STAR"].coined_by == "t"


@pytest.mark.parametrize(
    ("cls", "expected"), [(EntityClass.DATASET, "dataset-star"), (EntityClass.METHOD, "method-star")]
)
def test_the_class_decides_between_candidates(cls: EntityClass, expected: str) -> None:
    mention = Mention(0, 4, "STAR", cls, "vocab", candidates=("dataset-star", "method-star"))
    chosen = choose(mention, VOCABULARY)
    assert chosen is not None
    assert chosen[0].id == expected
    assert len(chosen[1]) == 1


def test_every_id_is_from_the_vocabulary_or_minted() -> None:
    document = Document(
        "t", "FastNet: LLaMA on A100", "FastNet-S uses quantization, LLaMA-3 and OtherThing2 with STAR data."
    )
    mentions = RECOGNISER.find([document])[0]
    for one in group(mentions, VOCABULARY):
        entity = entity_of(one, document, mentions, {one.key: mint(one, document, mentions)})
        assert entity.curated == (entity.id in VOCABULARY.entries)


@pytest.mark.parametrize(
    ("surface", "expected"),
    [("$\\mathbf{X}$Net", "XNet"), ("  two  words ", "two words"), ("“quoted”", "quoted"), ("--", "--")],
)
def test_labels_are_clean(surface: str, expected: str) -> None:
    assert clean(surface) == expected


@pytest.mark.parametrize(
    ("plural", "expected"),
    [("table lookups", "table lookup"), ("ViTs", "ViT"), ("losses", "loss"), ("analysis", "analysis")],
)
def test_labels_are_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def test_a_description_is_labelled_as_the_abstract_writes_it() -> None:
    assert label(["Table Lookups", "table lookups"], [True, False]) == "table lookup"
    assert label(["Table Lookups"], [True]) == "table lookup"
    assert label(["QServes"], [False], own=True) == "QServes"


@pytest.mark.parametrize("cls", list(EntityClass))
def test_a_decision_is_a_distribution_over_the_roles_of_its_class(cls: EntityClass) -> None:
    made: Decision = decision(cls, list(range(len(COLUMNS))))
    assert {r for r, _ in made.roles} == set(ROLES_OF[cls])
    assert sum(p for _, p in made.roles) == pytest.approx(1, abs=1e-5)
    assert 0 <= made.keep <= 1


def test_the_shipped_weights_load() -> None:
    model = load()
    assert set(model.thresholds) == set(EntityClass)
    assert model.weights.shape == (sum(map(len, model.rows.values())), len(COLUMNS))
    assert LABELS[:2] == (DROP, HEADLINE)
    assert {str(r) for r in Role} == set(LABELS[2:])


@pytest.mark.parametrize(
    ("own", "headline", "proposed"),
    [(-9.0, -9.0, False), (0.0, -9.0, False), (9.0, -9.0, True), (0.0, 0.0, True), (0.5, -1.0, True)],
)
def test_what_is_likely_the_papers_own_is_proposed(own: float, headline: float, proposed: bool) -> None:
    weights = np.array([[0.0] * len(LABELS) + [own, headline]])
    model = RoleModel(KEEP_ALL.rows, weights, KEEP_ALL.thresholds, 1.0, "test")
    document = Document("d", "Sorting grain", "Here Grouxnet sorts grain.")
    at = document.text.find("Grouxnet")
    mention = Mention(at, at + 8, "Grouxnet", EntityClass.METHOD, "tagger", 0.9)
    linked = link(document, [mention], VOCABULARY, model)
    assert (linked.links[0].role is Role.PROPOSES) is proposed
    assert bool(linked.contributions) is proposed


def test_a_score_out_of_all_bounds_is_still_a_probability() -> None:
    assert (logistic(-1e9), logistic(0.0), logistic(1e9)) == (0.0, 0.5, 1.0)


@pytest.mark.parametrize("surface", ["(x)", "(LoRA)", " (a) "])
def test_a_form_of_nothing_but_an_insert_is_its_own_core(surface: str) -> None:
    assert core(surface, "artefact") == surface

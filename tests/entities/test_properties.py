"""What holds of linking whatever the text: known ids only, no dependence on other papers, time linear in the text."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import ids
from kg.entities import Linked, link
from kg.entities.roles import LABELS, QUESTIONS, RoleModel, load
from kg.mentions.recogniser import Recogniser
from kg.model import ROLES_OF, Document, EntityClass, Role
from kg.vocabulary import Entry, build

VOCABULARY = build(
    [
        Entry("model-llama", EntityClass.MODEL, "LLaMA"),
        Entry("model-llama-2", EntityClass.MODEL, "LLaMA-2", broader=("model-llama",)),
        Entry("hardware-nvidia-a100", EntityClass.HARDWARE, "NVIDIA A100", ("A100",)),
        Entry("dataset-star", EntityClass.DATASET, "STAR", flags=frozenset({"cue"})),
        Entry("method-markov-decision-process", EntityClass.METHOD, "Markov decision process", ("MDP",)),
        Entry("task-super-resolution", EntityClass.TASK, "super-resolution", ("SR",)),
        Entry("task-sequential-recommendation", EntityClass.TASK, "sequential recommendation", ("SR",)),
        Entry("dataset-pond", EntityClass.DATASET, "PondSet", same=("arxiv:2401.00001",)),
        Entry("metric-accuracy", EntityClass.METRIC, "accuracy"),
    ],
    "test",
)
RECOGNISER = Recogniser(VOCABULARY)
KEEP_ALL = RoleModel(
    {"": {f"class={cls}": 0 for cls in EntityClass}},
    np.array([[0.0] * len(LABELS) + [-9.0] * len(QUESTIONS)]),
    dict.fromkeys(EntityClass, 0.0), 1.0, "test",
)  # fmt: skip


def linked(document: Document, model: RoleModel = KEEP_ALL) -> Linked:
    """The entities and edges of one paper."""
    return link(document, RECOGNISER.find([document])[0], VOCABULARY, model)


PARTS = st.sampled_from(
    (
        "We propose HeronNet, a new model", "MDP: Many Duck Planner", "many duck planner (MDP)", "LLaMA-2-70B-Chat",
        "on 8 A100-80GB GPUs", "SR", "sequential recommendation (SR)", "the STAR dataset", "embedded A100 boards",
        "accuracy", "average accuracy reduction", "\\textbf{HeronNet}-S", "HeronNet", ".", ",", ":", "(", ")", "\n",
        "\u202e", "\ud800",
    )
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=14).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_ids_are_of_the_vocabulary_or_minted_and_spans_are_exact(title: str, abstract: str) -> None:
    document = Document("t", title, abstract)
    out = linked(document)
    known = {e.id for e in out.entities}
    assert {x.entity for x in out.links} <= known
    assert set(out.mention_entities) <= known
    assert set(out.contributions) <= {x.entity for x in out.links}
    for entity in out.entities:
        if entity.curated:
            assert VOCABULARY.entries[entity.id].name == entity.name
        else:
            assert entity.id not in VOCABULARY.entries
            assert entity.id.startswith(f"{entity.cls.lower()}-")
    for edge in out.links:
        entity = next(e for e in out.entities if e.id == edge.entity)
        assert edge.role in ROLES_OF[entity.cls]
        assert 0 <= edge.confidence <= 1
        assert all(0 <= i < len(out.mentions) for i in edge.mentions)
    for mention in out.mentions:
        assert document.text[mention.begin : mention.end] == mention.text
    assert all(a.end <= b.begin for a, b in pairwise(out.mentions))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_papers_never_matters(texts: list[tuple[str, str]], random: object) -> None:
    documents = [Document(str(i), *pair) for i, pair in enumerate(texts)]
    shuffled = list(documents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = {d.id: found for d, found in zip(documents, RECOGNISER.find(documents), strict=True)}
    other = {d.id: found for d, found in zip(shuffled, RECOGNISER.find(shuffled), strict=True)}
    assert one == other
    assert [linked(d) for d in documents] == [link(d, other[d.id], VOCABULARY, KEEP_ALL) for d in documents]


def test_a_paper_that_coins_an_abbreviation_does_not_mean_the_known_thing() -> None:
    document = Document("t", "MDP: Many Duck Planner for Ponds", "MDP plans. The many duck planner is slow.")
    own = next(e for e in linked(document).entities if "MDP" in (e.name, *e.aliases))
    assert own.coined_by == "t"
    assert own.id == ids.minted(own.cls, "MDP", ids.paper(document))
    assert not any(e.curated for e in linked(document).entities)


@pytest.mark.parametrize(("arxiv_id", "role"), [("2401.00001", True), ("2401.00002", False), (None, False)])
def test_the_paper_that_the_vocabulary_names_as_the_source_proposes_the_entry(
    arxiv_id: str | None, role: bool
) -> None:
    document = Document("t", "Counting Ducks", "Ducks are counted on PondSet.", arxiv_id=arxiv_id)
    edge = next(x for x in linked(document).links if x.entity == "dataset-pond")
    assert (edge.role is Role.PROPOSES) is role


def test_a_device_inside_a_description_is_that_device() -> None:
    found = linked(Document("t", "A title", "It ran on embedded A100 boards."))
    assert {e.id for e in found.entities} >= {"hardware-nvidia-a100"}


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "(" * 50_000 + ")" * 50_000,
        "\u202e\u2066" * 50_000,
        "\ud800" * 100_000,
        "We propose X1, " * 8_000,
        "HeronNet (HN) " * 8_000,
        "STAR " * 20_000,
    ],
    ids=["one word", "brackets", "bidi", "surrogates", "proposals", "definitions", "one name"],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    def seconds(size: int) -> float:
        start = time.process_time()
        linked(Document("t", "HN: HeronNet", text[:size]), load())
        return time.process_time() - start

    seconds(1_000)
    small, large = seconds(len(text) // 10), seconds(len(text))
    assert large <= 30 * small + 0.5  # quadratic work would be 100 times

"""Claims end to end on invented sentences: slots, metrics, determinism, and any text at all."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import vocabulary
from kg.claims import extract
from kg.model import Claim, Comparison, Document, Entity, EntityClass, Mention, Outcome

from .timing import takes_linear_time

NAMES: dict[str, EntityClass] = {
    "QuickNet": EntityClass.MODEL, "SlowNet": EntityClass.MODEL, "Llama-9": EntityClass.MODEL,
    "PlainDB": EntityClass.SOFTWARE, "FastDB": EntityClass.SOFTWARE, "Pictures-5": EntityClass.DATASET,
    "Photos": EntityClass.DATASET, "Z100": EntityClass.HARDWARE, "Y7": EntityClass.HARDWARE,
    "throughput": EntityClass.METRIC, "accuracy": EntityClass.METRIC, "latency": EntityClass.METRIC,
}  # fmt: skip
ENTITIES = {
    f"e-{n}": Entity(f"e-{n}", c, n, coined_by="d" if n == "QuickNet" else None) for n, c in NAMES.items()
}
EMPTY = vocabulary.build([], "")


def claims_of(text: str) -> list[Claim]:
    document = Document("d", "QuickNet: a quick net", text)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in NAMES))
    mentions = tuple(
        Mention(m.start(), m.end(), m[0], NAMES[m[0]], "test") for m in pattern.finditer(document.text)
    )
    linked = tuple(f"e-{m.text}" for m in mentions)
    found, added = extract(document, mentions, linked, ENTITIES, EMPTY, ("e-QuickNet",))
    known = {*ENTITIES, *(e.id for e in added)}
    for c in found:
        assert c.metric in known
        assert {*c.systems, *c.baselines, *c.datasets, *c.models, *c.hardware} <= known
        assert c.sentence[0] <= c.begin < c.end <= c.sentence[1]
    return list(found)


def test_a_ratio_with_its_slots() -> None:
    (claim,) = claims_of(
        "Experiments show that QuickNet achieves 2.4x higher throughput than SlowNet on a Z100 GPU."
    )
    assert (claim.value, claim.unit, claim.comparison) == (Decimal("2.4"), "x", Comparison.RATIO)
    assert claim.outcome is Outcome.BETTER
    assert claim.systems == ("e-QuickNet",)
    assert claim.baselines == ("e-SlowNet",)
    assert claim.hardware == ("e-Z100",)
    assert claim.metric == "e-throughput"
    assert claim.normalized_factor == Decimal("2.4")
    assert claim.found_by == "value.times"


def test_a_score_on_a_dataset() -> None:
    (claim,) = claims_of("Our model reaches 84.1% accuracy on Pictures-5, setting a new state of the art.")
    assert (claim.comparison, claim.unit, claim.metric) == (None, "%", "e-accuracy")
    assert claim.datasets == ("e-Pictures-5",)
    assert claim.systems == ("e-QuickNet",)


def test_respectively_pairs_off() -> None:
    claims = claims_of("QuickNet achieves 1.8x and 2.3x speedups over SlowNet on Z100 and Y7, respectively.")
    assert [(str(c.value), c.hardware) for c in claims] == [("1.8", ("e-Z100",)), ("2.3", ("e-Y7",))]


def test_an_unnamed_measure_is_minted_and_returned() -> None:
    claims = claims_of("Extensive experiments show that QuickNet runs 3x faster than SlowNet.")
    assert [c.unit for c in claims] == ["x"]


@pytest.mark.parametrize(
    "text",
    [
        "We study QuickNet and Llama-9 since 2021 in Section 4.",
        "There is nothing to count here.",
        "",
    ],
)
def test_nothing_is_claimed(text: str) -> None:
    assert claims_of(text) == []


def test_the_same_document_gives_the_same_claims() -> None:
    text = "QuickNet cuts latency by 12% and raises accuracy from 71.0% to 74.5% on Photos with 8 Z100 GPUs."
    assert claims_of(text) == claims_of(text)


def test_confidence_is_a_probability() -> None:
    for claim in claims_of("QuickNet has 12M parameters, gains 3.1 points on Photos and needs 5 ms on Y7."):
        assert 0 <= claim.confidence <= 1


WORDS = st.sampled_from(
    [*NAMES, "achieves", "2.4x", "12%", "from 3 to 5", "faster", "than", "on", ",", "and", ".", "respectively",
    "reduces", "by", "84.1", "(", ")",
     "$5", "10-20 ms", "our", "we", "a", "\\times", "7B", "parameters", "up to", "half", "the", ";", "while"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=40))
def test_any_text_keeps_the_offsets(words: list[str]) -> None:
    text = " ".join(words)
    whole = Document("d", "QuickNet: a quick net", text).text
    for claim in claims_of(text):
        stated = whole[claim.begin : claim.end]
        assert any(c.isdigit() for c in stated) or re.search("half|two|twice", stated)


@pytest.mark.parametrize(
    "piece",
    [
        "QuickNet gains 5% on Photos. ",
        "5% ",
        "QuickNet ",
        "QuickNet 2x and SlowNet 3x over PlainDB, ",
        "72.1, ",
        "one two three four ",
        "accuracy of 7% (Photos) ",
    ],
)
def test_time_is_linear_in_long_texts(piece: str) -> None:
    short, long = piece * (4_000 // len(piece)), piece * (40_000 // len(piece))

    assert takes_linear_time(claims_of, short, long)

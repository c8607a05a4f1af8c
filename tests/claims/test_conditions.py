"""Device counts, tasks, shared numbers and which registered metric a name means."""

from __future__ import annotations

import re

import pytest

from kg import vocabulary
from kg.claims import extract
from kg.claims.frame import open_frame
from kg.model import Claim, Document, Entity, EntityClass, Mention

NAMES = {
    "QuickNet": EntityClass.MODEL, "Z100": EntityClass.HARDWARE, "latency": EntityClass.METRIC,
    "memory": EntityClass.METRIC, "accuracy": EntityClass.METRIC, "recall": EntityClass.METRIC,
    "parsing": EntityClass.TASK, "tagging": EntityClass.TASK,
}  # fmt: skip
ENTITIES = {f"e-{n}": Entity(f"e-{n}", c, n) for n, c in NAMES.items()}


def claims_of(abstract: str) -> list[Claim]:
    document = Document("d", "QuickNet: a quick net", abstract)
    pattern = re.compile("|".join(rf"(?<!\w){n}(?!\w)" for n in NAMES))
    mentions = tuple(
        Mention(m.start(), m.end(), m[0], NAMES[m[0]], "test") for m in pattern.finditer(document.text)
    )
    linked = tuple(f"e-{m.text}" for m in mentions)
    found, _ = extract(document, mentions, linked, ENTITIES, vocabulary.load(), ("e-QuickNet",))
    return list(found)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("on 8 Z100 GPUs", 8),
        ("on 1,024 Z100 chips", 1024),
        ("on a single Z100", 1),
        ("with two Z100s", None),
        ("with four NVIDIA Z100 cards", 4),
        ("on Z100", None),
        ("in 675 Z100 GPU days", None),
        ("in 12 Z100 hours", None),
    ],
)
def test_devices_are_counted(text: str, count: int | None) -> None:
    from kg.claims.devices import device_count

    document = Document("d", "A title", f"QuickNet trains {text}.")
    mentions = tuple(
        Mention(m.start(), m.end(), m[0], EntityClass.HARDWARE, "test")
        for m in re.finditer(r"\bZ100\b", document.text)
    )
    frame = open_frame(document, mentions, ("e-Z100",) * len(mentions), ENTITIES, ())
    assert device_count(frame, 1, ("e-Z100",)) == count


def test_tasks_behind_a_number_and_in_front_of_the_sentence() -> None:
    (claim,) = claims_of("Experiments show that QuickNet improves accuracy by 4.2% on parsing.")
    assert claim.tasks == ("e-parsing",)
    (claim,) = claims_of("On tagging, QuickNet outperforms prior work and improves accuracy by 4.2%.")
    assert claim.tasks == ("e-tagging",)


def test_tasks_pair_off_with_numbers() -> None:
    claims = claims_of("QuickNet improves accuracy by 4.2% and 3.1% on parsing and tagging, respectively.")
    assert [c.tasks for c in claims] == [("e-parsing",), ("e-tagging",)]
    claims = claims_of("QuickNet improves accuracy by 4.2% on parsing and by 3.1% on tagging.")
    assert [c.tasks for c in claims] == [("e-parsing",), ("e-tagging",)]


def test_one_number_for_two_metrics_is_two_claims() -> None:
    claims = claims_of("Our experiments show that QuickNet reduces latency and memory by 30%.")
    assert sorted(c.metric for c in claims) == ["e-latency", "e-memory"]
    assert {str(c.value) for c in claims} == {"30"}


@pytest.mark.parametrize(
    "text",
    [
        "QuickNet reduces latency by 30% and memory by 40%.",
        "QuickNet reduces latency and memory by 30% and 40%, respectively.",
        "QuickNet reaches 90.1% accuracy and recall of 80.2%.",
    ],
)
def test_two_numbers_are_not_shared(text: str) -> None:
    claims = claims_of(text)
    assert len(claims) == 2
    assert len({c.value for c in claims}) == 2


@pytest.mark.parametrize(
    ("name", "unit", "found"),
    [
        ("FLOPs", "FLOPs", "metric-flops"),
        ("TFLOPS", "TFLOPS", "metric-floating-point-operations-per-second"),
        ("accuracy", "%", "metric-accuracy"),
        ("no such thing", "%", None),
    ],
)
def test_the_registered_metric(name: str, unit: str, found: str | None) -> None:
    from kg.claims.extraction import registered

    entry = registered(name, unit, vocabulary.load())
    assert (entry.id if entry else None) == found

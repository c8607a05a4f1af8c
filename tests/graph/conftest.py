from __future__ import annotations

from decimal import Decimal

import pytest

from kg import ids
from kg.graph import Run
from kg.model import (
    Bound,
    Claim,
    Comparison,
    Document,
    Entity,
    EntityClass,
    Extraction,
    Link,
    LinkKind,
    Mention,
    Outcome,
    Role,
    Url,
)
from kg.settings import Settings
from kg.vocabulary import Entry, Vocabulary, build

TITLE = "Sparrow: nimble pruning of vision networks"
ABSTRACT = (
    "We present Sparrow, a pruning scheme for ResNet-50. On ImageNet it keeps 76.1% top-1 accuracy and runs "
    "2.4x faster than Magpie on one NVIDIA A100 80GB. Code: https://github.com/birds/sparrow."
)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    c = EntityClass
    return build(
        [
            Entry("method-pruning", c.METHOD, "pruning", ("network pruning",), ("method-compression",)),
            Entry(
                "method-compression",
                c.METHOD,
                "model compression",
                flags=frozenset({"generic"}),
                same=("mlso:ml_algorithm/Compression",),
            ),
            Entry("model-resnet", c.MODEL, "ResNet", ("residual network",), same=("arxiv:1512.03385",)),
            Entry(
                "model-resnet-50",
                c.MODEL,
                "ResNet-50",
                (),
                ("model-resnet",),
                maker="Microsoft",
                same=("hf:model/microsoft/resnet-50",),
            ),
            Entry("dataset-imagenet", c.DATASET, "ImageNet", ("ILSVRC",), same=("hf:dataset/imagenet-1k",)),
            Entry("hardware-nvidia-a100", c.HARDWARE, "NVIDIA A100", ("A100",), maker="NVIDIA"),
            Entry(
                "hardware-nvidia-a100-80gb",
                c.HARDWARE,
                "NVIDIA A100 80GB",
                (),
                ("hardware-nvidia-a100",),
                maker="NVIDIA",
                memory_gb="80",
            ),
            Entry(
                "metric-top-1-accuracy",
                c.METRIC,
                "top-1 accuracy",
                (),
                ("metric-accuracy",),
                direction="higher",
                range="0..100",
                unit="%",
                complement="metric-top-1-error",
            ),
            Entry("metric-accuracy", c.METRIC, "accuracy", direction="higher"),
            Entry(
                "metric-top-1-error",
                c.METRIC,
                "top-1 error",
                direction="lower",
                complement="metric-top-1-accuracy",
            ),
            Entry("metric-speed", c.METRIC, "speed", direction="higher"),
            Entry("task-image-classification", c.TASK, "image classification"),
        ],
        "0" * 64,
    )


@pytest.fixture(scope="session")
def run() -> Run:
    return Run("0.1.0", "0" * 64, "1" * 64, ("2" * 64,))


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings()


def at(text: str, words: str) -> tuple[int, int]:
    begin = text.index(words)
    return begin, begin + len(words)


def entity(vocabulary: Vocabulary, key: str) -> Entity:
    entry = vocabulary.entries[key]
    return Entity(entry.id, entry.cls, entry.name, entry.aliases, entry.broader, curated=True)


@pytest.fixture(scope="session")
def extraction(vocabulary: Vocabulary) -> Extraction:
    """One paper with every kind of statement in it."""
    c = EntityClass
    document = Document(
        "s1",
        TITLE,
        ABSTRACT,
        issued="2024-06-01",
        creators=("Wren, J.", "Finch, R."),
        arxiv_id="2406.00001",
        doi="10.1000/xyz_1",
        urls=("https://birds.example/",),
    )
    text = document.text
    paper = ids.paper(document)
    sparrow = Entity(ids.minted(c.METHOD, "Sparrow", paper), c.METHOD, "Sparrow", coined_by=document.id)
    magpie = Entity(ids.minted(c.METHOD, "Magpie"), c.METHOD, "Magpie")
    named = [
        ("Sparrow", sparrow.id, c.METHOD, Role.PROPOSES),
        ("pruning", "method-pruning", c.METHOD, Role.USES),
        ("ResNet-50", "model-resnet-50", c.MODEL, Role.USES),
        ("ImageNet", "dataset-imagenet", c.DATASET, Role.EVALUATES_ON),
        ("top-1 accuracy", "metric-top-1-accuracy", c.METRIC, Role.REPORTS_METRIC),
        ("Magpie", magpie.id, c.METHOD, Role.COMPARES_WITH),
        ("NVIDIA A100 80GB", "hardware-nvidia-a100-80gb", c.HARDWARE, Role.RUNS_ON),
    ]
    mentions = tuple(
        Mention(*at(text, words), words, cls, "vocab" if key in vocabulary.entries else "coined.title", 0.9)
        for words, key, cls, _ in named
    )
    links = tuple(
        Link(
            key,
            role,
            0.9,
            "role.cue",
            (index,),
            (("hardware-nvidia-a100", 0.4),) if cls is c.HARDWARE else (),
        )
        for index, (_, key, cls, role) in enumerate(named)
    )
    sentence = at(text, ABSTRACT.split(". ")[1] + ".")
    claims = (
        Claim(
            Decimal("76.1"),
            "%",
            "metric-top-1-accuracy",
            *at(text, "76.1% top-1 accuracy"),
            sentence,
            "abs",
            systems=(sparrow.id,),
            datasets=("dataset-imagenet",),
            models=("model-resnet-50",),
            confidence=0.8,
            outcome=Outcome.BETTER,
        ),
        Claim(
            Decimal("2.4"),
            "x",
            "metric-speed",
            *at(text, "2.4x faster than Magpie"),
            sentence,
            "ratio",
            comparison=Comparison.RATIO,
            outcome=Outcome.BETTER,
            bound=Bound.EXACT,
            systems=(sparrow.id,),
            baselines=(magpie.id,),
            hardware=("hardware-nvidia-a100-80gb",),
            device_count=1,
            normalized_factor=Decimal("2.4"),
            confidence=0.75,
            tasks=("task-image-classification",),
        ),
    )
    curated = {k for _, k, _, _ in named if k in vocabulary.entries} | {
        "metric-speed",
        "task-image-classification",
    }
    entities = sorted([sparrow, magpie, *(entity(vocabulary, k) for k in curated)], key=lambda e: e.id)
    urls = (
        Url("https://github.com/birds/sparrow", LinkKind.CODE, *at(text, "https://github.com/birds/sparrow")),
        Url("https://birds.example/", LinkKind.PROJECT),
    )
    return Extraction(
        document, mentions, tuple(k for _, k, _, _ in named), tuple(entities), links, claims, urls
    )

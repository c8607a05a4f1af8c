"""What the recogniser finds on small texts with a small vocabulary, and what it must never do on hostile ones."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.mentions.recogniser import Recogniser
from kg.model import Document, EntityClass, Mention
from kg.vocabulary import Entry, build

ENTRIES = [
    Entry("model-llama", EntityClass.MODEL, "LLaMA"),
    Entry("model-llama-2", EntityClass.MODEL, "LLaMA-2", broader=("model-llama",)),
    Entry("model-bert", EntityClass.MODEL, "BERT"),
    Entry("model-swin", EntityClass.MODEL, "Swin", flags=frozenset({"case"})),
    Entry("hardware-nvidia-a100", EntityClass.HARDWARE, "NVIDIA A100", ("A100",)),
    Entry("dataset-coco", EntityClass.DATASET, "COCO"),
    Entry("dataset-star", EntityClass.DATASET, "STAR", flags=frozenset({"cue"})),
    Entry("method-quantization", EntityClass.METHOD, "quantization"),
    Entry("method-moe", EntityClass.METHOD, "mixture of experts", ("MoE",)),
    Entry("method-post-training-quantization", EntityClass.METHOD, "post-training quantization", ("PTQ",)),
]
RECOGNISER = Recogniser(build(ENTRIES, "test"))


def find(title: str, abstract: str = "") -> dict[str, Mention]:
    """The mentions of a paper by their text; the first where a text stands twice."""
    out: dict[str, Mention] = {}
    for mention in RECOGNISER.find([Document("t", title, abstract)])[0]:
        out.setdefault(mention.text, mention)
    return out


@pytest.mark.parametrize(
    ("text", "surface", "entry"),
    [
        ("We study quantisation of weights.", "quantisation", "method-quantization"),
        ("We study mixtures-of-experts.", "mixtures-of-experts", "method-moe"),
        ("It runs on one A100.", "A100", "hardware-nvidia-a100"),
        ("It scores well on COCO.We are glad.", "COCO", "dataset-coco"),
        (
            "We apply post-training quantization here.",
            "post-training quantization",
            "method-post-training-quantization",
        ),
        ("Results of the STAR dataset are new.", "STAR", "dataset-star"),
    ],
)
def test_vocabulary_names(text: str, surface: str, entry: str) -> None:
    assert find("A title", text)[surface].candidates == (entry,)


@pytest.mark.parametrize(
    "text",
    [
        "They swin across the lake.",
        "Coco is a film.",
        "The STAR of the show.",
        "see https://github.com/BERT/BERT for more",
    ],
)
def test_words_that_only_look_like_names(text: str) -> None:
    assert not any(m.candidates for m in find("a title", text).values())


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("We serve LLaMA-2-70B-Chat quickly.", "LLaMA-2-70B-Chat"),
        ("We serve LLaMA-2 7B quickly.", "LLaMA-2 7B"),
        ("It runs on eight A100-80GB cards.", "A100-80GB"),
        ("Boxes are taken from COCO-2017 only.", "COCO-2017"),
    ],
)
def test_family_members_are_parsed(text: str, surface: str) -> None:
    assert find("A title", text)[surface].found_by == "family"


@pytest.mark.parametrize("text", ["With BERT 12 layers suffice.", "LLaMA 50% faster", "BERT 2 times smaller"])
def test_numbers_after_a_family_that_count_something_else(text: str) -> None:
    assert not any(m.found_by == "family" for m in find("A title", text).values())


def test_a_compound_name_is_not_its_part() -> None:
    found = find("A title", "We compare with Sentence-BERT and BERT-based rankers.")
    assert found["Sentence-BERT"].candidates == ()
    assert found["BERT"].candidates == ("model-bert",)


@pytest.mark.parametrize(
    ("title", "abstract", "name", "rule"),
    [
        ("FastNet: Small Networks", "FastNet is small.", "FastNet", "coined.title"),
        ("Dolphin: Small Networks", "Our Dolphin is small.", "Dolphin", "coined.title"),
        (
            "Small Networks",
            "We propose a new scheme called QuickSilver to save time.",
            "QuickSilver",
            "coined.named",
        ),
        (
            "Small Networks",
            "In this paper, we introduce QServe2, a serving engine.",
            "QServe2",
            "coined.verb",
        ),
        ("Small Networks", "This work presents the lean pruner (LPR) for all.", "LPR", "coined.verb"),
    ],
)
def test_coined_names(title: str, abstract: str, name: str, rule: str) -> None:
    assert find(title, abstract)[name].found_by == rule


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Towards speed: a study", "Nothing is named here."),
        ("Small Networks", "Earlier work proposed OtherNet for this."),
    ],
)
def test_names_that_others_coined(title: str, abstract: str) -> None:
    assert not any(m.coined for m in find(title, abstract).values())


def test_a_coined_name_is_found_everywhere_with_its_variants() -> None:
    found = RECOGNISER.find(
        [Document("t", "FastNet: Small Networks", "FastNet wins. FastNet-S wins too, as does FastNet.")]
    )[0]
    assert [m.text for m in found if m.text.startswith("FastNet")] == [
        "FastNet",
        "FastNet",
        "FastNet-S",
        "FastNet",
    ]


def test_a_short_form_is_bound_to_its_long_form() -> None:
    document = Document("t", "A title", "We use low order thinking (LOT). Then LOT wins.")
    short = [m for m in RECOGNISER.find([document])[0] if m.text == "LOT"]
    assert len(short) == 2
    assert all(document.text[slice(*m.long_form)] == "low order thinking" for m in short if m.long_form)


ALPHABET = st.text(alphabet=st.sampled_from("aB1 .-()$\\{}^_,:;/é中\u202e\u200b\ud800\n\tLA02"), max_size=120)


@settings(max_examples=150)
@given(ALPHABET, ALPHABET)
def test_mentions_slice_the_text_and_never_overlap(title: str, abstract: str) -> None:
    document = Document("t", title, abstract)
    found = RECOGNISER.find([document])[0]
    for mention in found:
        assert document.text[mention.begin : mention.end] == mention.text
        assert mention.text
    assert all(a.end <= b.begin for a, b in pairwise(found))


@pytest.mark.attack(29)
@pytest.mark.parametrize(
    "unit", ["a", "(", "1.", "LLaMA-", "BERT ", "a. ", "(AB) ", "\u202e", "A-", "We propose "]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        document = Document("t", "T", unit * (size // len(unit)))
        start = time.process_time()
        RECOGNISER.find([document])
        return time.process_time() - start

    seconds(1_000)
    small, large = seconds(30_000), seconds(300_000)
    assert large <= 25 * small + 0.2  # quadratic work would be 100 times


def test_the_batch_makes_no_difference() -> None:
    documents = [Document(str(i), f"FastNet{i}: Small", f"FastNet{i} runs on A100.") for i in range(5)]
    together = RECOGNISER.find(documents)
    assert together == [RECOGNISER.find([d])[0] for d in documents]

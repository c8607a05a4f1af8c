"""The trained tagger: exact offsets, the same answer in any company, and nothing hostile text can do to it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from kg.errors import KGError
from kg.mentions.tagger import WEIGHTS, TaggedSpan, Tagger, windows
from kg.mentions.tagger_labels import CLASSES, ROLES, ROLES_OF
from kg.mentions.tagger_text import fold, rows_of, tokenize

COINED = (
    "FlashPrune: Pruning Attention for Cheap Decoding\n\n"
    "We introduce FlashPrune, a training-free pruning scheme. It runs LLaMA-2-70B on A100 cards with twice the "
    "throughput of vLLM and is evaluated on the GSM8K benchmark."
)
PLAIN = "Owls sleep by day\n\nNothing here names a model, and nobody minds."
BENCH = (
    "QuietBench: A Benchmark of Silent Failures\n\n"
    "QuietBench holds 900 bug reports. GPT-4o and Qwen2.5-7B reach an F1 of 31% and 24% on bug localization; "
    "LoRA tuning adds 6 points."
)
SHORT = "No blank line, one sentence about ResNet-50 on ImageNet-1K with top-1 accuracy of 76%."
TEXTS = [COINED, PLAIN, BENCH, SHORT]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def test_names_are_found_with_class_and_role(tagger: Tagger) -> None:
    text = TEXTS[0]
    found = {text[s.begin : s.end]: s for s in tagger.tag([text])[0]}
    assert found["FlashPrune"].roles[0][0] == "proposes"
    assert found["LLaMA-2-70B"].cls == "Model"
    assert found["vLLM"].cls == "Software"
    assert {s.cls for s in found.values()} <= set(CLASSES)


def test_spans_lie_in_the_text_in_order_without_overlap(tagger: Tagger) -> None:
    for text, spans in zip(TEXTS, tagger.tag(TEXTS), strict=True):
        end = 0
        for span in spans:
            assert end <= span.begin < span.end <= len(text)
            assert text[span.begin : span.end] == text[span.begin : span.end].strip()
            assert 0 <= span.score <= 1
            assert 0 <= span.generic <= 1
            end = span.end


def test_roles_are_those_of_the_class_likeliest_first(tagger: Tagger) -> None:
    for spans in tagger.tag(TEXTS):
        for span in spans:
            allowed = {ROLES[r] for r in ROLES_OF[CLASSES.index(span.cls)]}
            assert {role for role, _ in span.roles} == allowed
            shares = [share for _, share in span.roles]
            assert shares == sorted(shares, reverse=True)
            assert sum(shares) == pytest.approx(1, abs=0.001)


def test_company_and_order_do_not_matter(tagger: Tagger) -> None:
    alone = [tagger.tag([text])[0] for text in TEXTS]
    assert tagger.tag(TEXTS) == alone
    assert tagger.tag(TEXTS[::-1]) == alone[::-1]
    crowd = TEXTS * 40
    assert tagger.tag(crowd) == alone * 40


def test_a_fresh_tagger_agrees(tagger: Tagger) -> None:
    other = Tagger.load()
    other.tag([TEXTS[2]])
    assert other.tag(TEXTS) == tagger.tag(TEXTS)
    assert other.model_hash == tagger.model_hash
    assert len(tagger.model_hash) == 64


@pytest.mark.attack(45)
def test_the_file_needs_no_pickle_and_is_small() -> None:
    assert WEIGHTS.stat().st_size < 15_000_000
    with np.load(WEIGHTS, allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "if" for name in file.files)


def test_empty_texts(tagger: Tagger) -> None:
    assert tagger.tag([]) == []
    assert tagger.tag(["", " \n\n ", "\n\n"]) == [[], [], []]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "[" * 100_000,
        "(" * 20_000 + ")" * 20_000,
        "\u202eLoRA\u202c and \u2066BERT\u2069 " * 2_000,
        "\ud800 BERT \udfff " * 2_000,
        "x\u0301" * 20_000,
        "1." * 50_000,
        "\x00 BERT \x00 " * 1_000,
        "GPT-4 " * 10_000,
    ],
    ids=["letters", "brackets", "nested", "bidi", "surrogates", "combining", "decimals", "nul", "names"],
)
def test_hostile_text_is_safe(tagger: Tagger, text: str) -> None:
    began = time.process_time()
    (spans,) = tagger.tag([text])
    assert time.process_time() - began < 30
    assert all(isinstance(s, TaggedSpan) and 0 <= s.begin < s.end <= len(text) for s in spans)


def test_offsets_count_code_points(tagger: Tagger) -> None:
    text = "\U0001f9ea\U0001f9ea Notes\n\nWe fine-tune LLaMA-2-7B with LoRA on GSM8K."
    names = {text[s.begin : s.end] for s in tagger.tag([text])[0]}
    assert "LLaMA-2-7B" in names


def test_tokens_are_slices() -> None:
    text = "LLaMA-2-70B, Qwen2.5-0.5B\n\n~2.4x on GSM8K\u00a0(\u03b2=0.9)."
    tokens = tokenize(text)
    assert all(text[b:e] == w for w, b, e in zip(tokens.words, tokens.begins, tokens.ends, strict=True))
    assert tokens.words[: tokens.title] == ("LLaMA", "-", "2", "-", "70B", ",", "Qwen2.5", "-", "0.5B")


def test_long_texts_are_cut_into_windows_with_true_offsets() -> None:
    tokens = tokenize("alpha " * 3_000)
    parts = windows(tokens)
    assert sum(len(p.words) for p in parts) == 3_000
    assert parts[-1].ends[-1] == tokens.ends[-1]


def test_rows_per_word_are_bounded() -> None:
    assert len(rows_of("a" * 10_000)) < 120
    assert rows_of("BERT") == rows_of("BERT")


def test_surfaces_fold_case_hyphen_and_plural() -> None:
    assert fold(("Vision", "-", "Language", "Models")) == fold(("vision", "language", "model"))


def test_a_missing_or_damaged_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(KGError, match="missing"):
        Tagger.load(tmp_path / "none.npz")
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"not a weights file")
    with pytest.raises(KGError, match="cannot be read"):
        Tagger.load(broken)

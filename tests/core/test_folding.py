"""Names that are the same to a reader fold to one key, and different ones do not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.folding import PIECE, fold

SAME = [
    ("Mixture-of-Experts", "mixture of experts", "mixtures of expert"),
    ("GPUs", "GPU", "gpu"),
    ("optimisation", "optimization", "Optimizations"),
    ("M$^3$ViT", "M3ViT", "M^{3}ViT"),
    ("π-Net", "pi-net"),
    ("image modalities", "Image modality"),
    ("fine-tuning", "fine tuning", "finetuning"),
]
DIFFERENT = [
    ("LLaMA-2 7B", "LLaMA-27B"),
    ("C", "C++"),
    ("ResNet-50", "ResNet-101"),
    ("GPT-3.5", "GPT-35"),
    ("loss", "lo"),
]


@pytest.mark.parametrize("names", SAME, ids=lambda n: n[0])
def test_spellings_of_one_name_share_a_key(names: tuple[str, ...]) -> None:
    assert len({fold(n) for n in names}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_folding_takes_any_text(text: str) -> None:
    assert fold(text) == fold(text)
    assert " " not in fold(text)


@pytest.mark.parametrize("unit", ["1", "a", "1.", "(", "a@", "-", "é"])
def test_cutting_into_pieces_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * size
        start = time.process_time()
        sum(1 for _ in PIECE.finditer(text))
        return time.process_time() - start

    seconds(1000)
    small, large = min(seconds(30_000) for _ in range(3)), min(seconds(300_000) for _ in range(3))
    assert large <= 12 * small + 0.05

from __future__ import annotations

import pytest

from kg.mentions.names import is_amount, is_shaped


@pytest.mark.parametrize("text", ["7x7", "224 × 224", "3x3x3", "24 GB", "80GB", "1.5TB", "24G"])
def test_how_large_something_is_names_nothing(text: str) -> None:
    assert is_amount(text)
    assert not is_shaped(text)


@pytest.mark.parametrize("text", ["8B", "6G", "4090", "5060 Ti", "8x22B", "R2x3", "C3D", "ViT-B/16"])
def test_numbers_that_name_something(text: str) -> None:
    assert not is_amount(text)

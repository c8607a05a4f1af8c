"""What a proper name of this field looks like, and where the whole name ends."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.mentions.tokens import Tokens

# Two capitals, a capital after a small letter, or letters mixed with digits: DQT, LoRA, QServe, GSM8K, C++.
_SHAPED = re.compile(r"(?=.*[^\W\d_])(?:.*[A-Z].*[A-Z]|.*[a-z][A-Z]|.*[^\W\d_]\d|.*\d[^\W\d_]|.*\+)")
_MEASURE = re.compile(
    r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|x|k|m|b|t|d|s|ms|gb|mb|kb|tb|times|bit|bits|hz|ghz|mhz|w|j|h|fps|pp)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d+(?:\s?[x×]\s?\d+)+|\d+(?:\.\d+)?\s?(?:[KMGTkmgt]i?B|(?<=\d\d)G)")
_NO_NAME = re.compile(r"[IVX]{1,4}|URLs?|HTTPS?|SOTA")
MAX_PIECES = 12


@lru_cache(maxsize=1 << 16)
def is_shaped(word: str) -> bool:
    """Whether a piece looks like a coined name by its letters alone: `DQT`, `LoRA`, `GSM8K`; not `7B`, `2nd`, `III`."""
    return (
        len(word) <= 40
        and _SHAPED.match(word) is not None
        and not _MEASURE.fullmatch(word)
        and not is_amount(word)
        and not _NO_NAME.fullmatch(word)
    )


def is_amount(text: str) -> bool:
    """Whether a text says only how large something is: `7x7`, `224 × 224`, `24 GB`, `24G`; not `6G`, nor `8B`, which
    names a model by its size."""
    return _AMOUNT.fullmatch(text) is not None


def is_capitalised(word: str) -> bool:
    """Whether a piece begins with a capital letter."""
    return word[:1].isupper()


def whole_word(tokens: Tokens, index: int) -> tuple[int, int]:
    """The first and last piece of the written word that holds a piece (`EfficientVMamba-S`, `M$^3$ViT`)."""
    first = last = index
    while first > 0 and index - first < MAX_PIECES and tokens.glued[first - 1]:
        first -= 1
    while last - index < MAX_PIECES and tokens.glued[last]:
        last += 1
    return first, last


_TAIL_WORDS = frozenset(
    (
        "based like style level free aware driven guided enabled powered enhanced augmented specific agnostic wise "
        "efficient centric only optimized oriented related compatible native class scale generated trained tuned "
        "quantized compressed equipped"
    ).split()
)


def trim_tail(tokens: Tokens, first: int, last: int) -> int:
    """The last piece of a name once ordinary compound endings (`LoRA-based`, `GPT-level`) are cut off."""
    while last > first and tokens.word[last].islower() and tokens.folded[last] in _TAIL_WORDS:
        last -= 1
    return last

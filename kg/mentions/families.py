"""Versions, sizes and variants of known names: LLaMA-2-70B-Chat, ViT-B/16, A100-80GB, COCO val2017.

New members of a family appear every week, so they are parsed, not listed: a vocabulary name of a model, a chip or a
dataset, then any of the parts below, glued by a hyphen or a space.
"""

from __future__ import annotations

import re

from kg.mentions.tokens import Tokens
from kg.model import EntityClass

_VERSION = re.compile(r"[vV]?\d{1,2}(?:\.\d{1,2}){0,2}[a-zA-Z]?")
_SIZE = re.compile(r"\d{1,4}(?:\.\d{1,3})?[BMT]|\d{1,2}x\d{1,3}B|[AE]\d{1,3}B")
_MEMORY = re.compile(r"\d{1,4}GB?")
_SPLIT = re.compile(r"(?:val|test|train|dev|minival|mini)(?:20\d\d)?|20[012]\d|\d{1,3}[kK]|[vV]\d(?:\.\d)?")
_NUMBER = re.compile(r"\d{1,3}")
_VIT = re.compile(r"[TSBLHGg](?:\d{1,2})?")
_MODEL_WORDS = frozenset(
    "instruct chat base large small tiny mini medium pro flash turbo xl xxl nano edge "
    "plus max ultra lite coder math vl vision preview "
    "distill thinking it hf big huge giant omni audio codex opus sonnet haiku it-sft sft "
    "dpo rl zero code guard scout maverick next exp "
    "reasoning air image video hybrid".split()
)
_CHIP_WORDS = frozenset("sxm sxm2 sxm4 sxm5 pcie nvl ti super max pro ultra mini nx agx nano".split())
_UNIT_AFTER = frozenset(
    "time percent point layer bit gpu epoch step hour day minute second token parameter "
    "sample image task dataset model "
    "benchmark x fold expert head dimension block".split()
)
MAX_PARTS = 5


def _is_part(cls: EntityClass, tokens: Tokens, index: int, tight: bool, versioned: bool) -> bool:
    """Whether a piece can be a version, size or variant; a loose (spaced) number needs a family that has versions."""
    word = tokens.word[index]
    if cls is EntityClass.HARDWARE:
        if _MEMORY.fullmatch(word):
            return tight or word.endswith("B")
        return word.casefold() in _CHIP_WORDS and (tight or word[0].isupper())
    if cls is EntityClass.DATASET:
        return (tight and bool(_SPLIT.fullmatch(word))) or (
            versioned and bool(re.fullmatch(r"(?:val|minival)(?:20\d\d)?", word))
        )
    if _SIZE.fullmatch(word):
        return True
    if _VERSION.fullmatch(word) or (tight and _NUMBER.fullmatch(word)):
        return tight or (versioned and not _counts(tokens, index))
    if word.casefold() in _MODEL_WORDS:
        return tight or word[0].isupper()
    return tight and bool(_VIT.fullmatch(word))


def _counts(tokens: Tokens, index: int) -> bool:
    """Whether a spaced number belongs to what follows it ("BERT 2 layers", "ResNet 50 %") and not to the name."""
    after = tokens.text[tokens.end[index] : tokens.end[index] + 2].lstrip()
    if after[:1] in {"%", "\\", "×"}:
        return True
    return index + 1 < len(tokens.begin) and tokens.folded[index + 1] in _UNIT_AFTER


def extend(cls: EntityClass, tokens: Tokens, last: int, versioned: bool) -> int | None:
    """The last piece of a family member whose family name ends at piece `last`; None when nothing follows."""
    if cls not in {EntityClass.MODEL, EntityClass.HARDWARE, EntityClass.DATASET}:
        return None
    at = last
    while at - last < MAX_PARTS and at + 1 < len(tokens.begin):
        gap = tokens.text[tokens.end[at] : tokens.begin[at + 1]]
        tight = gap in {"-", "/", "@", ""} or (tokens.glued[at] and "–" not in gap)
        if not (tight or gap == " ") or not _is_part(cls, tokens, at + 1, tight, versioned):
            break
        at += 1
    return at if at > last else None

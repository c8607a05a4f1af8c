"""Tokens and hashed word features of the trained tagger.

A token is a run of letters and digits, together with decimal parts that hang on it (`Qwen2.5`, `0.5B`),
or a single character of any other kind.  Offsets count code points of the text as given, so a span of
tokens is a slice of the original string whatever it holds (lone surrogates, bidi controls, LaTeX).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from zlib import crc32

TOKEN = re.compile(r"[^\W_]+(?:\.\d[^\W_]*)*|[^\s]")

WORD_ROWS = 49152
AFFIX_ROWS = 8192
GRAM_ROWS = 40960
ROWS = WORD_ROWS + AFFIX_ROWS + GRAM_ROWS

Gram = TypeVar("Gram", str, bytes)
_HEAD, _TAIL = 24, 8
_JOINERS = frozenset("-\u2010\u2011\u2013\u2014/")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of one text with their places: `words[i] == text[begins[i]:ends[i]]`.

    `title` counts the tokens before the first blank line, 0 where the text has none.
    """

    words: tuple[str, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    title: int


def tokenize(text: str) -> Tokens:
    """Tokens of `text` in reading order; time is linear in its length.

    >>> tokenize("LLaMA-2-70B on GSM8K.").words
    ('LLaMA', '-', '2', '-', '70B', 'on', 'GSM8K', '.')
    """
    spans = [match.span() for match in TOKEN.finditer(text)]
    words = tuple([text[begin:end] for begin, end in spans])
    begins = tuple([begin for begin, _ in spans])
    ends = tuple([end for _, end in spans])
    gap = text.find("\n\n")
    title = 0
    if gap >= 0:
        while title < len(begins) and begins[title] < gap:
            title += 1
    return Tokens(words, begins, ends, title)


def shape(word: str) -> str:
    """Pattern of letter cases and digits, runs shortened to two.

    >>> shape("LLaMA"), shape("GSM8K"), shape("retrieval")
    ('XXxXX', 'XXdX', 'xx')
    """
    if word.islower() and word.isalpha() and word.isascii():
        return "xx"[: len(word)]
    out: list[str] = []
    for char in word[:_HEAD]:
        kind = "X" if char.isupper() else "d" if char.isdigit() else "x" if char.isalpha() else char
        if len(out) < 2 or out[-1] != kind or out[-2] != kind:
            out.append(kind)
    return "".join(out)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def rows_of(word: str) -> list[int]:
    """Rows of the embedding table that describe `word`: the word, its affixes, shape and character n-grams.

    Long tokens are described by their first 24 and last 8 characters, so the cost per token is bounded.
    """
    if len(word) > _HEAD + _TAIL:
        word = word[:_HEAD] + word[-_TAIL:]
    low = word.lower()
    outline = shape(word)
    affixes = (
        "s" + outline,
        "l" + str(min(len(word), 12)) + outline[:1],
        "p" + word[:2],
        "q" + word[:3],
        "e" + low[-2:],
        "f" + low[-3:],
    )
    rows = [crc32(_bytes(key)) % WORD_ROWS for key in ("w" + low, "v" + low, "c" + word)]
    rows += [WORD_ROWS + crc32(_bytes(key)) % AFFIX_ROWS for key in affixes]
    if low[:1].isalnum():
        ringed = "<" + low + ">"
        grams = _grams(ringed.encode()) if ringed.isascii() else [_bytes(gram) for gram in _grams(ringed)]
        rows += [WORD_ROWS + AFFIX_ROWS + key % GRAM_ROWS for key in map(crc32, grams)]
    return rows


def _grams(text: Gram) -> list[Gram]:
    return [text[at : at + size] for size in (3, 4, 5) for at in range(len(text) - size + 1)]


CAPITAL, DIGIT, SIGN = 1, 1 << 20, 1 << 40
"""Marks of a word, far enough apart that sums of them over a text stay readable."""


@lru_cache(maxsize=65536)
def word_facts(word: str) -> tuple[str, str, int]:
    """What grouping and judging need of a word: it in lower case ("" for a hyphen or slash), its singular as
    the last word of a name, and the sum of its marks: an inner capital, a digit, a sign."""
    low = "" if word in _JOINERS else word.lower()
    stem = low[:-1] if len(low) > 3 and low.endswith("s") and not low.endswith("ss") else low
    short = word[:_HEAD]
    capital = any(char.isupper() for char in short[1:])
    digit = any(char.isdigit() for char in short)
    return low, stem, CAPITAL * capital + DIGIT * digit + SIGN * (not word[0].isalnum())


def fold(words: Sequence[str]) -> str:
    """Key under which spans of one document count as the same surface: case, hyphens and plural folded.

    >>> fold(("Diffusion", "Models")) == fold(("diffusion", "-", "model"))
    True
    """
    facts = [word_facts(word) for word in words]
    kept = [fact[0] for fact in facts[:-1] if fact[0]]
    kept += [fact[1] for fact in facts[-1:]]
    return " ".join(kept)

"""Text to tokens: a blank spaCy pipeline whose tokens are exactly the pieces of `kg.folding`, and rule sentences.

spaCy's own infix rules cut `GSM8K` and `LLaMA-2-70B` at the wrong places and keep `results.We` whole; here a token is
a run of letters and digits, and everything between two runs is a token of its own that no recogniser looks at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import spacy
from spacy.attrs import IDX, ORTH
from spacy.tokenizer import Tokenizer

from kg.folding import PIECE, fold_piece

# What may stand between two pieces of one name: hyphens, a space, LaTeX markup, a lone dot, an apostrophe.
_GAP = re.compile(r"(?:[ \t$\\{}^_~*'’\-‐‑–—/·]|\n(?!\n)){0,5}|\.")
# Commands that only dress letters are markup like their braces, no piece of a name; `\\alpha` names a letter and stays.
_FONTS = frozenset(
    "textbf textit texttt textsc textrm textsf textsl text emph mathbf mathrm mathit mathcal mathbb mathtt mathsf "
    "mathfrak boldsymbol bm operatorname underline uline bf it tt em sc rm sf".split()
)
_COMMAND = re.compile(r"\\?(?:" + "|".join(sorted(_FONTS, key=lambda f: (-len(f), f))) + r")(?=[{\s])")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MAX_WORDS = 1 << 17  # distinct words that are remembered, here and by spaCy
MAX_SENTENCE = 4000  # characters; a longer stretch without a full stop is cut so that no step is quadratic


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stretch between two pieces, in the shape of a regex match that spaCy's tokenizer asks for."""

    low: int
    high: int

    def start(self) -> int:
        return self.low

    def end(self) -> int:
        return self.high

    def span(self) -> tuple[int, int]:
        return self.low, self.high


def _gaps(chunk: str) -> list[_Gap]:
    """Everything that is no piece inside one white-space separated chunk."""
    out: list[_Gap] = []
    at = 0
    for match in PIECE.finditer(chunk):
        if at:
            out.append(_Gap(at, match.start()))
        at = match.end()
    if at < len(chunk):
        out.append(_Gap(at, len(chunk)))
    return out


@lru_cache(maxsize=1)
def pipeline() -> Any:
    """The blank English pipeline that owns the tokenizer and its string store."""
    nlp: Any = spacy.blank("en")
    nlp.vocab.lex_attr_getters = {}  # of a word only its spelling is used; the rest would cost half of the time
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        prefix_search=re.compile(r"^[\W_]+").search,
        infix_finditer=_gaps,
        max_cache_size=_MAX_WORDS,
    )
    return nlp


@dataclass(frozen=True, slots=True)
class Tokens:
    """The pieces of a text as parallel lists.

    `open[i]` tells whether pieces i and i+1 may belong to one name, `glued[i]` whether they are written as one
    word: joined by a hyphen, LaTeX markup or nothing.
    """

    text: str
    begin: list[int]
    end: list[int]
    word: list[str]
    folded: list[str]
    open: list[bool]
    glued: list[bool]
    sentences: list[tuple[int, int]]

    def sentence_of(self, offset: int) -> tuple[int, int]:
        """The sentence that holds an offset (the last one that begins at or before it)."""
        index = bisect_right(self.sentences, (offset, len(self.text) + 1)) - 1
        return self.sentences[max(index, 0)] if self.sentences else (0, len(self.text))

    def first_at(self, offset: int) -> int:
        """The index of the first piece that begins at or after an offset."""
        return bisect_right(self.begin, offset - 1)


_MISSING: Any = object()


@lru_cache(maxsize=1 << 12)
def _gap_kind(gap: str) -> tuple[bool, bool]:
    """Whether two pieces with this between them may belong to one name, and whether they are one written word."""
    if "{" in gap:
        gap = _COMMAND.sub("", gap)
    return _GAP.fullmatch(gap) is not None, len(gap) <= 4 and all(c in "-‐‑–${}^_\\~*+" for c in gap)


_WORDS: dict[
    int, tuple[str, str] | None
] = {}  # spaCy's string id -> (piece, folded); None for what is no piece


def _word(orth: int, strings: Any) -> tuple[str, str] | None:
    text: str = strings[orth]
    entry = (text, fold_piece(text)) if PIECE.fullmatch(text) else None
    _WORDS[orth] = entry
    return entry


def tokenise(text: str) -> Tokens:
    """The pieces, their folded forms and the sentences of a text, in time linear in its length."""
    nlp = pipeline()
    if (
        len(nlp.vocab.strings) > _MAX_WORDS
    ):  # spaCy never forgets a word: begin anew, so that memory stays flat
        pipeline.cache_clear()
        _WORDS.clear()
        nlp = pipeline()
    doc = nlp.tokenizer(_SURROGATE.sub("\ufffd", text))  # spaCy cannot hold a lone surrogate
    begin: list[int] = []
    end: list[int] = []
    word: list[str] = []
    folded: list[str] = []
    strings = nlp.vocab.strings
    for orth, index in doc.to_array([ORTH, IDX]).tolist():
        entry = _WORDS.get(orth, _MISSING)
        if entry is _MISSING:
            entry = _word(orth, strings)
        if entry is not None:
            piece, key = entry
            if piece in _FONTS and text[index + len(piece) : index + len(piece) + 1] == "{":
                continue
            begin.append(index)
            end.append(index + len(piece))
            word.append(piece)
            folded.append(key)
    gaps = [_gap_kind(text[e:b]) for e, b in zip(end, begin[1:], strict=False)]
    open_ = [kind[0] for kind in gaps] + [False] * bool(begin)
    glued = [kind[1] for kind in gaps] + [False] * bool(begin)
    return Tokens(text, begin, end, word, folded, open_, glued, sentences(text))


_STOP = re.compile(r"[.!?][)\]'\"’”]*(?=\s|[A-Z])|\n\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|vs|cf|resp|approx|w\.r\.t|Fig|Eq|Sec|Tab|No|Dr|St|Inc|etc)|\b[A-Z])\.$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (begin, end), covering it apart from white space; by rule, in linear time.

    A full stop ends a sentence before white space or before a capital that follows it at once (pages lose spaces), but
    not in an abbreviation, a decimal or an initial.
    """
    out: list[tuple[int, int]] = []
    at = 0
    for match in _STOP.finditer(text):
        stop = match.end()
        if match[0][0] == "." and (_abbreviated(text, match.start()) or _inside_name(text, match)):
            continue
        if stop > at:
            out.append((at, stop))
        at = stop
    if at < len(text):
        out.append((at, len(text)))
    return [span for low, high in out for span in _trimmed(text, low, high)]


def _abbreviated(text: str, dot: int) -> bool:
    return _ABBREVIATION.search(text[max(0, dot - 8) : dot + 1]) is not None


def _inside_name(text: str, match: re.Match[str]) -> bool:
    """Whether a dot stands before a capital without a space and no word of lower case goes before it (`U.S`)."""
    after = text[match.end() : match.end() + 1]
    return bool(after) and not after.isspace() and not text[match.start() - 1 : match.start()].islower()


def _trimmed(text: str, low: int, high: int) -> list[tuple[int, int]]:
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    return [(at, min(at + MAX_SENTENCE, high)) for at in range(low, high, MAX_SENTENCE)]

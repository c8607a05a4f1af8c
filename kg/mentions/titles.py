"""The name that a title gives to the work of its own paper: `EDGE: Entropy-Driven Gradient Encoding`."""

from __future__ import annotations

import re

from kg.mentions.abbreviations import best_long_form
from kg.mentions.names import is_capitalised, is_shaped, whole_word
from kg.mentions.tokens import Tokens

_PREFIX = re.compile(r"([^:\n]{2,60}?)(?::|\s[-–—]+\s|\s---?\s)")
_REPORT = re.compile(r"([^:\n]{2,40}?)\s+(?:[Tt]echnical|[Ss]ystem)\s+([Rr]eport|[Cc]ard)\b")
_DRESS = re.compile(r"\s{1,3}(?:technical|system)\s{1,3}(?:report|card)$", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\(([^()\s][^()]{0,30})\)")
# A prefix that begins with one of these announces a topic or a stance, not a name.
_OPENERS = frozenset(
    "towards toward on an a how what why when where who is are can do does should rethinking revisiting survey "
    "understanding sok demystifying exploring position beyond from in not no one all more less every if it to at "
    "into under over with without learning efficient improving fast scaling designing enabling unlocking "
    "unleashing decoding serving building evaluating benchmarking advancing accelerating optimizing training "
    "investigating analyzing characterizing bridging breaking making measuring modeling detecting predicting".split()
)
# A name has none of these inside, unless the abstract repeats it word for word.
_FUNCTION = frozenset(
    "of in on for the via with and or at is are as to from by an a not do does can be vs versus you we your our "
    "its their it that this when meets meet but than without into through".split()
)
MAX_LONG_WORDS = 10


def own_name(tokens: Tokens, title_end: int) -> tuple[int, int] | None:
    """The first and last piece of the name that a title gives before its colon or dash; None without one."""
    match = _PREFIX.match(tokens.text, 0, title_end)
    end = match.end(1) if match else 0
    if match is None:
        report = _REPORT.match(tokens.text, 0, title_end)
        if report is None:
            return None
        end = report.end(1)
    elif dressed := _DRESS.search(tokens.text, 0, end):
        end = dressed.start()
    pieces = [i for i in range(tokens.first_at(end)) if tokens.end[i] <= end]
    if pieces and tokens.word[pieces[0]] in {"The", "Introducing"} and len(pieces) > 1:
        pieces = pieces[1:]
    if not pieces or len(pieces) > 8:
        return None
    inside = _PARENTHESIS.search(tokens.text, 0, end)
    if inside is not None:
        pieces = [i for i in pieces if inside.start(1) <= tokens.begin[i] and tokens.end[i] <= inside.end(1)]
        return (pieces[0], pieces[-1]) if pieces and _is_name(tokens, pieces) else None
    return (pieces[0], pieces[-1]) if _is_name(tokens, pieces) else None


def _is_name(tokens: Tokens, pieces: list[int]) -> bool:
    words = [tokens.word[i] for i in pieces]
    lower = [w.casefold() for w in words]
    if _written_words(tokens, pieces) == 1 and (
        any(is_shaped(w) for w in words)
        or (len(words) > 1 and words[0].islower())
        or (len(words) == 1 and len(words[0]) > 2 and is_capitalised(words[0]) and lower[0] not in _OPENERS)
    ):
        return True
    recurs = _recurs(tokens, pieces)
    if lower[0] in _OPENERS and not (recurs and len(words) < 3):
        return False
    if recurs and len(words) <= 5:
        return True
    if not any(is_shaped(w) for w in words) or not _FUNCTION.isdisjoint(lower):
        return False
    capital = all(is_capitalised(w) or w[0].isdigit() for w in words)
    return capital and _written_words(tokens, pieces) <= 3


def _written_words(tokens: Tokens, pieces: list[int]) -> int:
    """How many white-space separated words some pieces are; a version number after a name is part of its word."""
    count, at = 0, pieces[0]
    while at <= pieces[-1]:
        _, last = whole_word(tokens, at)
        while last < pieces[-1] and not tokens.text[tokens.end[last]].isspace():
            last += 1
        count += not (count and tokens.word[at].lstrip("vV").replace(".", "").isdigit())
        at = last + 1
    return count


def _recurs(tokens: Tokens, pieces: list[int]) -> bool:
    """Whether capitalised words of a title prefix come back in the abstract, capitalised, inside a sentence."""
    wanted = [tokens.word[i] for i in pieces]
    size = len(wanted)
    return (
        all(w[:1].isupper() or w.islower() or w[:1].isdigit() for w in wanted)
        and (wanted[0][:1].isupper() or is_shaped(wanted[0]))
        and any(
            tokens.word[i : i + size] == wanted for i in range(pieces[-1] + 1, len(tokens.word) - size + 1)
        )
    )


def spelled(tokens: Tokens, name: tuple[int, int], title_end: int) -> tuple[int, int] | None:
    """The pieces right after a title's own name that spell it out by their letters; None where none do.

    The letters of the name must stand in order in the words after the colon, at least half of them at the beginning
    of a word, and the last one in the last word: the rule of `kg.mentions.abbreviations`, read forwards.
    """
    text = tokens.text
    short = text[tokens.begin[name[0]] : tokens.end[name[1]]]
    letters = [c.casefold() for c in short if c.isalpha()]
    if not 2 <= len(letters) <= 10 or " " in short:
        return None
    first = name[1] + 1
    ends = range(first + 1, min(first + MAX_LONG_WORDS, len(tokens.begin)))
    within = [last for last in ends if tokens.end[last] <= title_end]
    for last in within:
        initials = [w[0].casefold() for w in tokens.word[first : last + 1] if w.casefold() not in _FUNCTION]
        if initials == letters:
            return first, last
    for last in within:
        word = tokens.word[last].casefold()
        initials = [w[0].casefold() for w in tokens.word[first : last + 1]]
        held = sum(min(initials.count(c), letters.count(c)) for c in set(letters))
        if held < max(2, len(letters) / 2) or letters[-1] not in word or word[0] not in letters:
            continue
        if best_long_form(short, text[tokens.begin[first] : tokens.end[last]]) == 0:
            return first, last
    return None

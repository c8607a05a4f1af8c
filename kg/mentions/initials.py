"""Short forms that a paper never defines in parentheses, matched with the phrases whose initials they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.folding import PIECE
from kg.mentions.abbreviations import best_long_form
from kg.model import Mention

_SKIPPED = frozenset("of for and the a an in on to with via by from".split())
LEAST_LETTERS, MOST_LETTERS = 3, 10
MOST_PHRASES = 40  # with one initial that a short form is compared with, so that no text takes quadratic time
LEAST_SHARE = 0.6  # of the letters of a paper's own name that must be initials of the phrase


def bound(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions in their order, each short form that no rule bound yet bound to the first phrase that spells it.

    The initials of the phrase must be the letters of the short form; of a name that the paper calls its own a part
    may stand inside words (`DisCa`), as `kg.mentions.abbreviations` allows with parentheses.
    """
    defined = {m.text for m in mentions if m.long_form is not None}
    shorts = {m.text: m.coined for m in reversed(mentions) if _is_short(m) and m.text not in defined}
    if not shorts:
        return tuple(mentions)
    phrases: dict[str, list[tuple[Mention, list[str]]]] = {}
    for mention in mentions:
        if not mention.candidates and _could_spell(mention.text) and (initials := _initials(mention.text)):
            alike = phrases.setdefault(initials[0], [])
            if len(alike) < MOST_PHRASES:
                alike.append((mention, initials))
    long_of: dict[str, tuple[int, int]] = {}
    for text, coined in shorts.items():
        letters = [c.casefold() for c in text if c.isalpha()]
        for long, initials in phrases.get(letters[0], ()):
            if initials == letters or (coined and _spells(text, letters, long.text, initials)):
                long_of[text] = (long.begin, long.end)
                break
    return tuple(
        replace(m, long_form=long_of[m.text]) if m.text in long_of and m.long_form is None else m
        for m in mentions
    )


def _is_short(mention: Mention) -> bool:
    text = mention.text
    capitals = sum(c.isupper() for c in text)
    letters = sum(c.isalpha() for c in text)
    whole = not any(c.isspace() for c in text) and LEAST_LETTERS <= letters <= MOST_LETTERS
    known = bool(mention.candidates) and not mention.coined
    return (
        whole
        and not known
        and mention.long_form is None
        and (capitals == letters or (mention.coined and capitals > 1))
    )


def _could_spell(text: str) -> bool:
    return text.count(" ") + text.count("-") > 1


def _initials(text: str) -> list[str]:
    return [p[0].casefold() for p in PIECE.findall(text) if p.casefold() not in _SKIPPED]


def _spells(short: str, letters: list[str], phrase: str, initials: list[str]) -> bool:
    held = sum(min(initials.count(c), letters.count(c)) for c in set(letters))
    return (
        held >= max(LEAST_LETTERS, LEAST_SHARE * len(letters))
        and initials[-1] in letters
        and best_long_form(short, phrase) == 0
    )

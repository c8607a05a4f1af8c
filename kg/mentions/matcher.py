"""Vocabulary names in running text: one Aho-Corasick pass over the folded pieces of a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ahocorasick

from kg.mentions.cues import has_cue
from kg.mentions.tokens import Tokens
from kg.vocabulary import Form, Vocabulary

MIN_KEY = 2  # a folded key of one character (C, R) is never matched: it is nearly always something else


@dataclass(frozen=True, slots=True)
class Hit:
    """Pieces `first..last` (inclusive) spell a vocabulary name; `forms` are what it can stand for."""

    first: int
    last: int
    forms: tuple[Form, ...]


class Matcher:
    """Finds every vocabulary name; built once, then a pure function of the tokens."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._automaton = ahocorasick.Automaton()
        for key, forms in vocabulary.forms.items():
            if len(key) >= MIN_KEY:
                self._automaton.add_word(key, (len(key), forms))
        if len(self._automaton):
            self._automaton.make_automaton()

    def find(self, tokens: Tokens) -> list[Hit]:
        """Every hit at piece boundaries whose case and cue rules hold, overlapping ones included, in text order."""
        if not len(self._automaton):
            return []
        hits: list[Hit] = []
        for first, last, forms in self._raw(tokens):
            kept = tuple(f for f in forms if self._holds(f, tokens, first, last))
            if kept:
                hits.append(Hit(first, last, kept))
        hits.sort(key=lambda h: (h.first, -h.last))
        return hits

    def _raw(self, tokens: Tokens) -> Iterator[tuple[int, int, tuple[Form, ...]]]:
        """Matches of the automaton on each run of pieces that may belong together."""
        low = 0
        for high, is_open in enumerate(tokens.open):
            if is_open:
                continue
            yield from self._scan(tokens, low, high)
            low = high + 1

    def _scan(self, tokens: Tokens, low: int, high: int) -> Iterator[tuple[int, int, tuple[Form, ...]]]:
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        parts: list[str] = []
        position = 0
        digit = False
        for index in range(low, high + 1):
            piece = tokens.folded[index]
            if not piece:
                continue
            if digit and piece[0].isdigit():
                parts.append("-")
                position += 1
            starts[position] = index
            parts.append(piece)
            position += len(piece)
            ends[position] = index
            digit = piece[-1].isdigit()
        for stop, (length, forms) in self._automaton.iter("".join(parts)):
            last = ends.get(stop + 1)
            first = starts.get(stop + 1 - length)
            if first is not None and last is not None:
                yield first, last, forms

    def _holds(self, form: Form, tokens: Tokens, first: int, last: int) -> bool:
        if form.case and not _same_case(form.surface, tokens, first, last):
            return False
        if not form.cue:
            return True
        return has_cue(self._vocabulary.entries[form.entry].cls, tokens, first, last)


def _same_case(surface: str, tokens: Tokens, first: int, last: int) -> bool:
    """Whether the text writes the form in its own case, apart from hyphens and an added plural s."""
    written = "".join(tokens.word[first : last + 1])
    wanted = "".join(c for c in surface if c.isalnum() or c in "@+#.")
    written = "".join(c for c in written if c.isalnum() or c in "@+#.")
    return written == wanted or written == wanted + "s"

"""One document as the claims room sees it: reading copy, sentences, words, mentions and quantities, indexed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.claims.lists import Listing, listings
from kg.claims.masking import masked
from kg.claims.quantities import Quantity, find
from kg.claims.text import Sentences, reading_copy, sentences
from kg.model import Document, Entity, EntityClass, Mention

if TYPE_CHECKING:
    from kg.claims.cues import Cues

_TOKEN = re.compile(r"[^\W\d_][^\W\d_'-]*+|\d[\d.,]*+|\S")


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of one sentence: offsets in the text and lower-case forms; a run of digits reads `0`."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]
    forms: tuple[str, ...]

    def before(self, offset: int) -> int:
        """The number of tokens that begin before an offset."""
        return bisect_left(self.begins, offset)


@dataclass(slots=True)
class Frame:
    """A document opened for reading claims; built by `open_frame`, never changed afterwards but for its caches."""

    document: Document
    text: str
    reading: str
    sentences: Sentences
    mentions: Sequence[Mention]
    mention_entities: Sequence[str]
    entities: Mapping[str, Entity]
    contributions: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    lists: tuple[Listing, ...]
    mentions_of_sentence: dict[int, tuple[int, ...]] = field(default_factory=dict)
    quantities_of_sentence: dict[int, tuple[int, ...]] = field(default_factory=dict)
    mention_begins: list[int] = field(default_factory=list)
    cues: dict[int, Cues] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    sentence_cues: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _metrics: dict[int, list[int]] = field(default_factory=dict)
    _words: dict[int, Words] = field(default_factory=dict)

    def words(self, sentence: int) -> Words:
        """The tokens of a sentence, cut once."""
        known = self._words.get(sentence)
        if known is None:
            begins, ends, forms = [], [], []
            for match in _TOKEN.finditer(
                self.reading, self.sentences.begins[sentence], self.sentences.ends[sentence]
            ):
                begins.append(match.start())
                ends.append(match.end())
                form = match[0]
                forms.append("0" if form[0].isdigit() else form.lower())
            known = self._words[sentence] = Words(tuple(begins), tuple(ends), tuple(forms))
        return known

    def metrics_of(self, sentence: int) -> list[int]:
        """The mentions of metrics in a sentence, found once."""
        known = self._metrics.get(sentence)
        if known is None:
            known = self._metrics[sentence] = []
            for i in self.mentions_of_sentence.get(sentence, ()):
                entity = self.entities.get(self.mention_entities[i])
                if entity is not None and entity.cls is EntityClass.METRIC:
                    known.append(i)
        return known

    def sentence_of(self, quantity: Quantity) -> int:
        """The number of the sentence that holds a quantity."""
        return self.sentences.index(quantity.number_begin)


def open_frame(
    document: Document,
    mentions: Sequence[Mention],
    mention_entities: Sequence[str],
    entities: Mapping[str, Entity],
    contributions: tuple[str, ...],
) -> Frame:
    """The frame of a document; `mention_entities[i]` is the entity that `mentions[i]` names."""
    text = document.text
    reading = reading_copy(text)
    cut = sentences(reading, document.abstract_begin)
    quantities = find(reading, masked(reading, mentions))
    lists = listings(reading, quantities, [cut.index(q.number_begin) for q in quantities])
    frame = Frame(
        document, text, reading, cut, mentions, mention_entities, entities, contributions, quantities, lists
    )
    frame.mention_begins += [m.begin for m in mentions]
    for table, begins in (
        (frame.mentions_of_sentence, frame.mention_begins),
        (frame.quantities_of_sentence, [q.number_begin for q in quantities]),
    ):
        grouped: dict[int, list[int]] = {}
        for i, begin in enumerate(begins):
            grouped.setdefault(cut.index(begin), []).append(i)
        table.update({k: tuple(v) for k, v in grouped.items()})
    return frame

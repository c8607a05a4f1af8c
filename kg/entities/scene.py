"""What one paper says as a whole, read once for all its entities: words, sentences, where it proposes something."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.entities.linking import Group
from kg.folding import PIECE, fold_piece, pieces
from kg.model import ARTEFACTS, Document, EntityClass, Mention, Role

_SENTENCE_END = re.compile(r"[.!?](?=\s|[A-Z])|\n\n")
_PROPOSE = frozenset(
    "propose introduce present develop release build design devise contribute unveil describe create construct "
    "proposed introduced presented developed released call named dubbed termed called".split()
)
_BREAK = frozenset(
    "for by that which to using with on in based from where via through of into leveraging and".split()
)
_KINDS = {
    "survey": frozenset("survey review overview taxonomy roadmap perspective position tutorial".split()),
    "data": frozenset("dataset benchmark corpus suite benchmarking leaderboard challenge".split()),
    "study": frozenset("study analysis evaluation investigation investigating evaluating understanding comparing "
        "comparative empirical case characterizing assessing".split()),
    "report": frozenset("report".split()),
}  # fmt: skip
_REACH = 16  # words after a verb of proposing
MOST_COMPARED, MOST_TEXTS = (
    60,
    3,
)  # groups of a document, and texts of each, whose names are held against each other


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of a document with their offsets, and where its sentences begin.

    `facts` keeps what was read off a sentence, by its number, for the next mention in it.
    """

    begin: list[int]
    word: list[str]
    sentence_begin: list[int]
    size: int
    facts: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Words:
        """The words of a text, in one pass."""
        found = PIECE.findall(text)
        begin: list[int] = []
        at = 0
        for piece in found:  # nothing between two pieces can begin one, so the next place is the right one
            at = text.find(piece, at)
            begin.append(at)
            at += len(piece)
        sentences = [0, *(m.end() for m in _SENTENCE_END.finditer(text))]
        return cls(begin, list(map(fold_piece, found)), sentences, len(text))

    def sentence(self, offset: int) -> int:
        """The number of the sentence that holds an offset."""
        return bisect_right(self.sentence_begin, offset) - 1

    def span(self, number: int) -> tuple[int, int]:
        """The first word of a sentence and the one after its last."""
        low = self.sentence_begin[number]
        high = self.sentence_begin[number + 1] if number + 1 < len(self.sentence_begin) else self.size
        return bisect_right(self.begin, low - 1), bisect_right(self.begin, high - 1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A document with its mentions and what the features of all its entities have in common.

    `proposed[w]` is how many words, and how many prepositions, stand between word w and the verb of proposing before
    it in its sentence; words that follow no such verb are missing.
    """

    document: Document
    mentions: Sequence[Mention]
    words: Words
    kinds: tuple[str, ...]
    proposed: dict[int, tuple[int, int]]
    title_end: int  # of the part before the colon; 0 without one
    coined: int  # how many groups rules saw coined
    titled: str | None  # key of the group that the title names as its own
    rank: dict[str, int]  # group key -> place among the paper's artefacts and datasets by the tagger's belief
    share: dict[str, float]  # group key -> its part of all that the tagger believes to be proposed
    count: dict[str, int]  # group key -> place among them by number of mentions
    nested: dict[
        str, frozenset[str]
    ]  # group key -> `part` of a longer name in the paper, `whole` of a shorter one

    @classmethod
    def of(cls, document: Document, mentions: Sequence[Mention], groups: Sequence[Group]) -> Scene:
        """Read a document once for all its groups."""
        words = Words.of(document.text)
        title = words.word[: bisect_right(words.begin, len(document.title) - 1)]
        kinds = tuple(k for k, cues in _KINDS.items() if not cues.isdisjoint(title))
        colon = document.title.find(":")
        own = [g for g in groups if g.cls in ARTEFACTS or g.cls is EntityClass.DATASET]
        belief = {g.key: _belief(g, mentions) for g in own}
        total = sum(belief.values()) or 1.0
        believed = sorted(own, key=lambda g: (-belief[g.key], g.mentions[0]))
        often = sorted(own, key=lambda g: (-len(g.mentions), g.mentions[0]))
        return cls(
            document,
            mentions,
            words,
            kinds,
            _proposed(words),
            max(colon, 0),
            sum(g.coined for g in groups),
            next((g.key for g in groups if names_work(g, mentions)), None),
            {g.key: i for i, g in enumerate(believed)},
            {key: value / total for key, value in belief.items()},
            {g.key: i for i, g in enumerate(often)},
            _nested(groups, mentions),
        )


def names_work(one: Group, mentions: Sequence[Mention]) -> bool:
    """Whether a group is the name that the title gives to the paper's own work."""
    return one.coined and any(mentions[i].found_by == "coined.title" for i in one.mentions)


def _nested(groups: Sequence[Group], mentions: Sequence[Mention]) -> dict[str, frozenset[str]]:
    names: dict[str, list[str]] = {}
    for one in groups[:MOST_COMPARED]:
        texts = {mentions[i].text for i in one.mentions[:MOST_TEXTS]}
        names[one.key] = [f" {' '.join(pieces(t))} " for t in sorted(texts)]
    out: dict[str, set[str]] = {key: set() for key in names}
    all_of = {key: "|".join(forms) for key, forms in names.items()}  # one look at it rules most pairs out
    everything = "|".join(all_of.values())
    for short, forms in names.items():
        for form in forms:
            if everything.count(form) == 1:
                continue  # it stands nowhere but in its own place
            for long, text in all_of.items():
                if form in text and short != long and any(form != b and form in b for b in names[long]):
                    out[short].add("part")
                    out[long].add("whole")
    return {key: frozenset(facts) for key, facts in out.items()}


def _belief(one: Group, mentions: Sequence[Mention]) -> float:
    """How surely the tagger takes a group for something the paper proposes."""
    return max([mentions[i].tagged * proposes(mentions[i]) for i in one.mentions])


def proposes(mention: Mention) -> float:
    """The probability that the tagger gives to a mention being proposed; 0 where it does not say."""
    for role, p in mention.roles:
        if role is Role.PROPOSES:
            return p
    return 0.0


def _proposed(words: Words) -> dict[int, tuple[int, int]]:
    out: dict[int, tuple[int, int]] = {}
    for at, word in enumerate(words.word):
        if word not in _PROPOSE:
            continue
        _, end = words.span(words.sentence(words.begin[at]))
        breaks = 0
        for other in range(at + 1, min(at + _REACH, end)):
            breaks += words.word[other] in _BREAK
            out[other] = (other - at, breaks)
    return out

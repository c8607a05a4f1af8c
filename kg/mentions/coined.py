"""Names that a paper gives to its own work: title prefix, "we propose X", "called X", "X, a novel framework"."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kg.mentions import titles
from kg.mentions.cues import HEADS, head_class
from kg.mentions.names import is_capitalised, is_shaped, trim_tail, whole_word
from kg.mentions.tokens import Tokens
from kg.model import EntityClass

_PROPOSE = frozenset(
    (
        "propose introduce present develop release build design devise contribute unveil "
        "offer describe create construct"
    ).split()
)
_PROPOSED = frozenset("proposed introduced presented developed released".split())
_NAMED = frozenset("called named dubbed termed coined namely titled denoted".split())
_OWN = frozenset("we our i".split())
_THIS = frozenset("this the".split())
_WORK = frozenset("paper work study article report research letter".split())
_NEW = frozenset("novel new first simple efficient lightweight open unified general scalable fast".split())
_REACH = 14  # pieces after a verb of proposing in which the name must stand


@dataclass(frozen=True, slots=True)
class Coined:
    """Pieces `first..last` are a name that the paper gives itself; `cls` is None where nothing tells the class.

    `long` are the pieces that spell it out, where the title does so without parentheses.
    """

    first: int
    last: int
    cls: EntityClass | None
    rule: str
    long: tuple[int, int] | None = None


def find(tokens: Tokens, title_end: int) -> list[Coined]:
    """The names that a document coins, at the place where each rule saw them; the title's own name comes first."""
    out = _title(tokens, title_end)
    for index, word in enumerate(tokens.folded):
        lower = tokens.word[index].casefold()
        if word in _PROPOSE or lower in _PROPOSED:
            out += _after_verb(tokens, index)
        elif lower in _NAMED or (
            word == "as" and index and tokens.word[index - 1].casefold() in {"to", "known"}
        ):
            out += _after_named(tokens, index)
        elif word in {"a", "an", "the"} and is_shaped_or_known(tokens, index):
            out += _apposition(tokens, index)
    return out


def is_shaped_or_known(tokens: Tokens, article: int) -> bool:
    """Whether a comma and a coined-looking word stand right before an article: `QServe, a serving system`."""
    if not article or not is_shaped(tokens.word[article - 1]):
        return False
    gap = tokens.text[tokens.end[article - 1] : tokens.begin[article]]
    return gap.startswith((",", ")", " ("))


def _title(tokens: Tokens, title_end: int) -> list[Coined]:
    name = titles.own_name(tokens, title_end)
    if name is None:
        return []
    return [Coined(*name, None, "coined.title", titles.spelled(tokens, name, title_end))]


def _own_voice(tokens: Tokens, verb: int, low: int) -> bool:
    """Whether the paper itself is the subject of a verb: "we", "this paper", "in this work, we"."""
    before = tokens.folded[max(low, verb - 6) : verb]
    this = any(a in _THIS and b in _WORK for a, b in pairwise(before))
    return this or not _OWN.isdisjoint(before)


def _after_verb(tokens: Tokens, verb: int) -> list[Coined]:
    begin, end = tokens.sentence_of(tokens.begin[verb])
    if not _own_voice(tokens, verb, tokens.first_at(begin)):
        return []
    for index in range(verb + 1, min(verb + 1 + _REACH, len(tokens.begin))):
        if tokens.begin[index] >= end:
            break
        before = tokens.text[tokens.end[index - 1] : tokens.begin[index]]
        if (
            "," in before
            and index > verb + 1
            and tokens.folded[index] in {"which", "that", "to", "where", "by", "while", "and"}
        ):
            break
        if (
            tokens.folded[index]
            in {"for", "by", "that", "which", "to", "using", "with", "on", "in", "based", "from"}
            and index > verb + 1
        ):
            break  # past the noun phrase that the verb governs
        name = name_at(tokens, index)
        if name is not None:
            return [Coined(*name, _class_around(tokens, verb, name), "coined.verb")]
    return []


def _after_named(tokens: Tokens, cue: int) -> list[Coined]:
    for index in range(cue + 1, min(cue + 4, len(tokens.begin))):
        if tokens.folded[index] in {"a", "an", "the", "as", "it"}:
            continue
        name = name_at(tokens, index)
        if name is not None:
            return [Coined(*name, _class_around(tokens, cue, name), "coined.named")]
        break
    return []


def _apposition(tokens: Tokens, article: int) -> list[Coined]:
    words = tokens.folded[article + 1 : article + 9]
    if not words or not (set(words[:3]) & _NEW):
        return []
    first, last = whole_word(tokens, article - 1)
    cls = head_class(words[: _phrase(words)])
    return [Coined(first, last, cls, "coined.apposition")] if cls is not None else []


def _phrase(words: list[str]) -> int:
    """How many words stand before the first preposition or relative word: the noun phrase."""
    for count, word in enumerate(words):
        if word in {
            "for",
            "that",
            "which",
            "to",
            "of",
            "with",
            "in",
            "on",
            "by",
            "designed",
            "based",
            "using",
        }:
            return count
    return len(words)


def name_at(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """The name that begins at a piece: a coined-looking word, or two to five capitalised words; None otherwise."""
    first, last = whole_word(tokens, index)
    if first != index:
        return None
    last = trim_tail(tokens, first, last)
    if any(is_shaped(tokens.word[i]) for i in range(first, last + 1)):
        return first, _extend(tokens, last)
    if not is_capitalised(tokens.word[first]):
        return None
    run = _extend(tokens, last)
    return (first, run) if run > last else None


def _extend(tokens: Tokens, last: int) -> int:
    """The last piece of a run of capitalised words or version numbers that follows with single spaces."""
    steps = 0
    while steps < 4 and last + 1 < len(tokens.begin):
        gap = tokens.text[tokens.end[last] : tokens.begin[last + 1]]
        word = tokens.word[last + 1]
        if (
            gap != " "
            or not (is_capitalised(word) or word.replace(".", "").isdigit())
            or tokens.folded[last + 1] in HEADS
        ):
            break
        _, last = whole_word(tokens, last + 1)
        steps += 1
    return last


def _class_around(tokens: Tokens, cue: int, name: tuple[int, int]) -> EntityClass | None:
    """The class told by the words between cue and name, else by an apposition after the name."""
    before = head_class(tokens.folded[cue + 1 : name[0]])
    after = tokens.folded[name[1] + 1 : name[1] + 10]
    if (after and after[0] in {"a", "an", "the", "our", "is"}) or (after and after[0] in HEADS):
        told = head_class(after[: max(_phrase(after), 1)])
        if told is not None:
            return told
    return before

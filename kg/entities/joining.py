"""One new thing under two names: groups of unknown names that a paper uses for the same thing are put together.

Only names that no vocabulary knows are joined, and only within one family of classes; what the vocabulary knows has
an identity of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.entities.linking import Group, family, group, united
from kg.entities.naming import core, is_name
from kg.folding import pieces
from kg.model import Document, Mention
from kg.vocabulary import Vocabulary

MOST = 60  # groups of a document that are held against each other, so that no text takes quadratic time
STEM = 5  # letters of a word that must agree: `indexing` and `index`, `valuation` and `value`
LEAST_WORDS = 2
LEAST_SHARE = 0.6  # of the words of the longer of two descriptions that the shorter one must have
SHORTEST, LONGEST = 2, 8  # letters and digits of a short form
_SPOKEN = str.maketrans({"2": "t", "4": "f"})  # digits read as to and for: `I2S` is Insight-to-Solve

Pair = tuple[Group, Group]


@dataclass(frozen=True, slots=True)
class _New:
    """The groups of a document that no vocabulary knows, and the group of each of their mentions."""

    groups: Sequence[Group]
    owner: dict[int, Group]
    mentions: Sequence[Mention]
    document: Document


def groups_of(document: Document, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Group]:
    """The entities of a document as groups of mentions, in order of first mention."""
    return joined(group(mentions, vocabulary), mentions, document)


def joined(groups: list[Group], mentions: Sequence[Mention], document: Document) -> list[Group]:
    """The groups of a document in order of first mention, those of one new thing put together."""
    fresh = [one for one in groups if one.entry is None]
    if len(fresh) < 2:
        return groups
    new = _New(fresh, {index: one for one in fresh for index in one.mentions}, mentions, document)
    lead = {one.key: one.key for one in fresh}  # key -> key of the group that it goes with

    def first(key: str) -> str:
        while lead[key] != key:
            lead[key] = key = lead[lead[key]]
        return key

    for rule in (_written_alike, _defined, _in_parentheses, _initials, _described):
        for one, other in rule(new):
            if one is not other and family(one.cls) == family(other.cls):
                lead[first(other.key)] = first(one.key)
    together: dict[str, list[Group]] = {}
    for one in fresh:
        together.setdefault(first(one.key), []).append(one)
    if len(together) == len(fresh):
        return groups
    renamed: dict[str, str] = {}
    out = [one for one in groups if one.entry is not None]
    for same in together.values():
        best = united(same, mentions) if len(same) > 1 else same[0]
        renamed |= {one.key: best.key for one in same if one is not best}
        out.append(best)
    for one in out:
        if one.parent in renamed:
            parent = renamed[one.parent]
            one.parent = parent if parent != one.key else None
    return sorted(out, key=lambda g: g.mentions[0])


def _written_alike(new: _New) -> Iterator[Pair]:
    """Groups that share a form letter for letter."""
    seen: dict[str, Group] = {}
    for index, one in new.owner.items():
        yield seen.setdefault(new.mentions[index].text, one), one


def _defined(new: _New) -> Iterator[Pair]:
    """A short form and the longer name whose end the definition took for its long form."""
    by_end = {new.mentions[index].end: index for index in new.owner}
    for index, short in new.owner.items():
        mention = new.mentions[index]
        if mention.long_form is None or mention.found_by.startswith("family"):
            continue
        long = by_end.get(mention.long_form[1])
        if long is not None and new.mentions[long].begin <= mention.long_form[0]:
            yield new.owner[long], short


def _in_parentheses(new: _New) -> Iterator[Pair]:
    """A description and the name that follows it in parentheses, or the other way round."""
    text = new.document.text
    for index, one in new.owner.items():
        mention = new.mentions[index]
        if index == 0 or text[mention.end : mention.end + 1] != ")" or index - 1 not in new.owner:
            continue
        before = new.mentions[index - 1]
        if text[before.end : mention.begin] == " (" and (is_name(mention.text) or is_name(before.text)):
            yield new.owner[index - 1], one


def _initials(new: _New) -> Iterator[Pair]:
    """A short form that nothing defines and the phrase whose initials it is, small words and digits included."""
    spelled: dict[str, Group] = {}
    for one in new.groups:
        words = pieces(new.mentions[one.mentions[0]].text)
        if len(words) >= LEAST_WORDS:
            spelled.setdefault("".join(word[0] for word in words), one)
    for one in new.groups:
        text = new.mentions[one.mentions[0]].text
        if SHORTEST <= len(text) <= LONGEST and text.isalnum() and is_name(text):
            read = text.casefold().translate(_SPOKEN)
            if (long := spelled.get(read)) is not None and (len(read) > SHORTEST or read != text.casefold()):
                yield long, one


def _described(new: _New) -> Iterator[Pair]:
    """What the title describes and what the abstract describes in almost the same words."""
    end = len(new.document.title)
    described: list[tuple[Group, list[str], bool]] = []
    for one in new.groups[:MOST]:
        mention = new.mentions[one.mentions[0]]
        words = [p[:STEM] for p in pieces(core(mention.text, family(one.cls)))]
        if len(words) >= LEAST_WORDS and " " in mention.text:
            described.append((one, words, any(new.mentions[i].long_form for i in one.mentions)))
    for title, wanted, short in described:
        if new.mentions[title.mentions[0]].end > end:
            break
        for other, words, defined in described:
            inside = new.mentions[other.mentions[0]].begin > end and not (short and defined)
            if inside and _almost_equal(wanted, words):
                yield title, other


def _almost_equal(title: list[str], body: list[str]) -> bool:
    """Whether one of two descriptions has all the words of the other and few more."""
    less, more = sorted((set(title), set(body)), key=len)
    return less <= more and len(less) >= LEAST_WORDS and len(less) >= LEAST_SHARE * len(more)

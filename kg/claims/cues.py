"""The verbs, nouns and comparatives by which a sentence says what a number does; and the kind of claim they state."""

from __future__ import annotations

from dataclasses import dataclass

from kg.claims.frame import Frame
from kg.claims.lexicon import BREAKS, CHANGE_NOUNS, COMPARATIVES, polarity, stem_class

_LINKS = frozenset(("by", "of", "to", "from", "at", "with", "in", "than"))
_BOUND_WORDS = frozenset(
    "up to about around roughly approximately nearly almost over only just merely at least more than less an"
    " a average ~ + - an as much high < > $ ≥ ≤ further additional significant under below within of by in -"
    " = :".split()
)


@dataclass(frozen=True, slots=True)
class Cues:
    """What the words around a number (around its whole tight list) say; `-` stands for nothing found.

    `verb` is the class of the nearest verb before it (`kg.claims.lexicon.STEMS`),
    `noun` and `noun_right` the nearest
    nouns of change, `comparative` a comparative behind it, `link` the preposition in front of it, `good` and
    `good_right` the polarity of what is measured on either side.
    """

    verb: str = "-"
    noun: str = "-"
    link: str = "-"
    comparative: str = "-"
    noun_right: str = "-"
    good: str = ""
    good_right: str = ""
    of_right: bool = False
    word: str = ""  # the verb itself
    near: bool = False  # whether nothing but filler stands between the noun on the left and the number


def cues_of(frame: Frame, index: int) -> Cues:
    """The cues of a quantity, read outwards from its tight list to the next clause; the whole list shares them."""
    first = frame.lists[index].first
    if first not in frame.cues:
        frame.cues[first] = _read(frame, first)
    return frame.cues[first]


def _read(frame: Frame, index: int) -> Cues:
    listing = frame.lists[index]
    words = frame.words(frame.sentence_of(frame.quantities[index]))
    forms = words.forms
    lo = words.before(frame.quantities[listing.first].begin)
    hi = words.before(frame.quantities[listing.last].end)
    verb, noun, good, word = "-", "-", "", ""
    near, filled = False, True
    for w in reversed(forms[max(0, lo - 9) : lo]):
        if w in BREAKS:
            break
        if noun == "-" and w in CHANGE_NOUNS:
            noun = w[:6]
            near = filled
        elif kind := stem_class(w):
            verb, word = kind, w
            break
        good = good or polarity(w)
        filled = filled and w in _BOUND_WORDS
    k = lo - 1
    if k >= 2 and forms[k] == "of" and forms[k - 1] in ("average", "margin", "mean", "maximum", "total"):
        j = k - 2 - (forms[k - 2] in ("an", "a", "large", "wide", "significant", "the"))
        j -= j > 0 and forms[j] in ("an", "a", "the")
        k = j if j >= 0 and forms[j] == "by" else k
    while k > max(0, lo - 6) and forms[k] in _BOUND_WORDS:
        if forms[k] in _LINKS and not (forms[k] == "to" and forms[k - 1] == "up") and forms[k] != "at":
            break
        k -= 1
    link = forms[k] if k >= 0 and forms[k] in _LINKS else "-"
    comparative, noun_right, good_right = "-", "-", ""
    for i, w in enumerate(forms[hi : hi + 6]):
        if w in BREAKS or w in (",", "without"):
            break
        if i <= 1 and w in COMPARATIVES:
            comparative = w
        if noun_right == "-" and i <= 4 and w in CHANGE_NOUNS:
            noun_right = w[:6]
        good_right = good_right or polarity(w)
    return Cues(
        verb,
        noun,
        link,
        comparative,
        noun_right,
        good,
        good_right,
        hi < len(forms) and forms[hi] == "of",
        word,
        near,
    )


def stated_kind(frame: Frame, index: int) -> str:
    """The kind of claim that grammar alone tells (`absolute`, `ratio`, `change`), empty where it leaves it open.

    | words | kind |
    |---|---|
    | `from A to B` | absolute |
    | `2x`, `3-fold`, `twice` | ratio |
    | a plus sign; `5% higher`; `a 5% gain`,
    `a gain of 5%`; `improves / reduces / outperforms ... by 5%`; the same through a list | change |
    """
    known = frame.kinds.get(index)
    if known is None:
        known = frame.kinds[index] = _kind(frame, index)
    return known


def _kind(frame: Frame, index: int) -> str:
    q = frame.quantities[index]
    if q.form == "from-to":
        return "ratio" if q.label == "x" else "absolute"
    if q.label == "x":
        return "ratio"
    if q.form == "factor":
        return "change"
    if q.label not in ("%", "points", "", "dB") or q.scaled:
        return ""
    if q.sign == "+" or (q.label == "points" and q.sign):
        return "change"
    cues = cues_of(frame, index)
    if cues.comparative != "-" and q.label:
        return "change"
    if (
        cues.noun_right not in ("-", "speedu", "margin", "overhe", "gap")
        and q.form != "word"
        and not cues.of_right
    ):
        return "change"
    if cues.noun_right == "speedu" and q.label == "%":
        return "change"
    if cues.noun not in ("-", "loss", "gap", "overhe") and cues.link in ("of", "-") and cues.near:
        return "change"
    if cues.noun != "-" and cues.link == "of" and q.form != "word":
        return "change"
    if cues.link == "by" and (q.label or cues.verb in ("up", "down", "beat", "fall")):
        return "change"
    if cues.verb == "down" and cues.link == "-" and q.label == "%":
        return "change"
    head = frame.lists[index].head
    bare = cues.verb == cues.link == cues.noun_right == "-" and (cues.noun == "-" or not cues.near)
    if head != frame.lists[index].first and bare and q.form == "value":
        return stated_kind(frame, head)
    return ""

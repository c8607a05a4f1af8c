"""What a number measures: phrases of the text that can name its metric, and the implied ones."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.claims.frame import Frame, Words
from kg.claims.quantities import Quantity
from kg.model import EntityClass

# Words that measure nothing by themselves: `a 5% improvement in accuracy` measures accuracy.
CHANGE_NOUNS = frozenset(
    "improvement improvements reduction reductions gain gains increase increases decrease decreases drop"
    " drops boost boosts saving"
    " savings enhancement enhancements loss losses degradation decline declines uplift advantage margin"
    " margins gap difference rise"
    " jump growth cut change changes lead lift".split()
)
# A comparative adjective with what it compares when no noun follows it.
COMPARATIVES: dict[str, str] = {
    "faster": "speed", "slower": "speed", "quicker": "speed", "smaller": "size", "larger": "size",
    "bigger": "size", "cheaper": "cost",
    "lighter": "size", "shorter": "length", "longer": "length", "higher": "", "lower": "", "fewer": "",
    "less": "", "more": "",
    "better": "performance", "greater": "", "worse": "performance", "stronger": "performance",
    "accurate": "accuracy",
    "efficient": "efficiency", "expensive": "cost", "costly": "cost",
}  # fmt: skip
SPEED_WORDS: dict[str, str] = {
    "speedup": "speedup", "speedups": "speedup", "speed-up": "speedup", "speed-ups": "speedup",
    "acceleration": "speedup",
    "accelerates": "speed", "accelerate": "speed", "accelerating": "speed", "accelerated": "speed",
    "speeds": "speed", "fast": "speed",
    "outperforms": "performance", "outperforming": "performance", "outperform": "performance",
    "surpasses": "performance",
    "surpassing": "performance", "parameters": "parameter count", "compression": "compression ratio",
    "compress": "compression ratio",
    "compresses": "compression ratio", "faster": "speed", "accurate": "accuracy", "correct": "accuracy",
}  # fmt: skip
_CHANGE_VERBS = (
    "improv", "increas", "boost", "rais", "reduc", "drop", "decreas", "lower", "cut", "enhanc", "lift", "sav",
    "accelerat", "shrink",
    "elevat", "rise", "rose", "grow", "fall", "fell", "declin", "degrad", "cuts", "slash", "minimiz", "compress",
    "decreas", "short",
    "outperform", "surpass", "exceed", "beat", "achiev", "reach", "attain", "obtain", "yield", "deliver", "with",
    "maintain",
)  # fmt: skip
_STOP = frozenset(
    "a an the of in on at by to from for with and or but while whereas as than over across compared relative"
    " versus vs via using under"
    " that which when where is are was were be been has have had its their our this these those it we they"
    " only just about up nearly"
    " achieves achieve achieving reaches reach attains yields yield delivers obtains respectively without"
    " within into per through"
    " show shows showing demonstrate demonstrates improves improving improved reduces reducing reduced"
    " increases increasing"
    " increased boosts outperforms outperforming surpasses can could will not also still further if both"
    " each all between during"
    " after before against among including such e.g i.e while compared exceeds exceeding requires require"
    " requiring uses reported report"
    " provides provide providing enabling enables enable maintains maintaining maintain gains gaining".split()
)
_BOUNDS = frozenset(
    "up to about around roughly approximately nearly almost over only just merely at least most more less"
    " than an a average of by"
    " ~ ≈ + - = : ( $ < > ≤ ≥ is was are were as high low reaching reaches reach exceeding under below above"
    " some overall mean"
    " achieving achieves additional significant total from within the score scores value rate respectively"
    " still remains"
    " surpassing average averaging beyond".split()
)
ELSEWHERE = frozenset(
    ("title", "next", "prev1", "prev2", "prev3")
)  # sources of metrics that another sentence names
_BACK = 4  # sentences before its own whose metrics a number may mean
_MOST_ELSEWHERE = 6
_IMPLIED = ("score", "performance", "accuracy", "speedup", "speed")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name for what a number measures, where it stands (-1 when implied), how it was found, its entity if linked."""

    name: str
    begin: int
    end: int
    source: str
    entity: str = ""
    mention: int = -1


def phrases(frame: Frame, index: int) -> list[Phrase]:
    """All phrases that can name the metric of a quantity, best guesses of each pattern, without repeats."""
    q = frame.quantities[index]
    sentence = frame.sentence_of(q)
    words = frame.words(sentence)
    out: list[Phrase] = []
    for i in frame.metrics_of(sentence):
        m = frame.mentions[i]
        entity = frame.entities[frame.mention_entities[i]]
        out.append(Phrase(entity.name, m.begin, m.end, "mention", entity.id, i))
    listing = frame.lists[index]
    first, last = frame.quantities[listing.first], frame.quantities[listing.last]
    patterns = _right(frame, words, last) + _left(frame, words, first)
    if last is not q:
        patterns += [replace(p, source="own." + p.source) for p in _right(frame, words, q)]
    if listing.head != listing.first:
        head = frame.quantities[frame.lists[listing.head].first]
        patterns += [
            replace(p, source="head." + p.source)
            for p in _left(frame, words, head) + _right(frame, words, head)
        ]
    out = [_marked(p, patterns) for p in out] + [p for p in patterns if not _names(frame, p)]
    if q.unit is not None and q.unit.metric:
        out.append(Phrase(q.unit.metric, -1, -1, "unit"))
    lo = max(0, words.before(first.begin) - 8)
    for k in range(lo, min(len(words.forms), words.before(last.end) + 6)):
        w = words.forms[k]
        if w == "performance":
            out.append(Phrase(w, words.begins[k], words.ends[k], "word"))
        elif w in SPEED_WORDS:
            out.append(Phrase(SPEED_WORDS[w], -1, -1, "cue"))
    out += _elsewhere(frame, sentence)
    out += [Phrase(name, -1, -1, "implied") for name in _IMPLIED]
    seen: set[str] = set()
    unique = []
    for p in out:
        key = p.name.lower()
        if key not in seen:
            seen.add(key)
            unique.append(p)
    return unique


def _elsewhere(frame: Frame, sentence: int) -> list[Phrase]:
    """The linked metrics of the sentences around, the nearest before it first, then the next one and the title."""
    out: list[Phrase] = []
    seen: set[str] = set()
    around = (*range(sentence - 1, max(0, sentence - _BACK - 1), -1), sentence + 1, 0)
    for place in around:
        where = "title" if place == 0 else "next" if place > sentence else f"prev{min(sentence - place, 3)}"
        for i in reversed(frame.metrics_of(place) if place != sentence else ()):
            entity = frame.entities[frame.mention_entities[i]]
            if entity.id not in seen and len(out) < _MOST_ELSEWHERE:
                seen.add(entity.id)
                m = frame.mentions[i]
                out.append(Phrase(entity.name, m.begin, m.end, where, entity.id, i))
    return out


_LEADING = frozenset(("a", "an", "the", "in", "of"))


def _names(frame: Frame, phrase: Phrase) -> bool:
    """Whether a phrase names a thing rather than a measure: it holds a linked name, or is nothing but a method."""
    k = bisect_right(frame.mention_begins, phrase.begin) - 1
    for i in range(max(k, 0), len(frame.mentions)):
        mention = frame.mentions[i]
        if mention.begin >= phrase.end:
            break
        entity = frame.entities.get(frame.mention_entities[i])
        if mention.end <= phrase.begin or entity is None:
            continue
        inside = mention.begin <= phrase.begin and phrase.end <= mention.end
        if entity.cls in _THINGS or (inside and entity.cls in (EntityClass.METHOD, EntityClass.TASK)):
            return True
    return False


_THINGS = frozenset((EntityClass.MODEL, EntityClass.DATASET, EntityClass.HARDWARE, EntityClass.SOFTWARE))
_ADJECTIVES = frozenset(
    "significant noteworthy remarkable substantial further additional notable impressive considerable"
    " marginal modest"
    " large strong consistent absolute relative respective corresponding comparable superior high low new sota"
    " state-of-the-art best overall respectively".split()
)


def _marked(mention: Phrase, patterns: Sequence[Phrase]) -> Phrase:
    """A linked metric whose source also tells which pattern points at it."""
    for p in patterns:
        if p.begin < mention.end and mention.begin < p.end:
            return replace(mention, source="mention+" + p.source)
    return mention


def _phrase(frame: Frame, words: Words, lo: int, hi: int, source: str) -> list[Phrase]:
    """The phrase of tokens `lo..hi` without articles, digits at the rim and change nouns at its end."""
    forms = words.forms
    while lo < hi and (forms[lo] in _LEADING or forms[lo] in _ADJECTIVES or not forms[lo][0].isalnum()):
        lo += 1
    while hi > lo and (
        not forms[hi - 1][0].isalnum() or (forms[hi - 1] in ("score", "scores", "0") and hi - lo > 2)
    ):
        hi -= 1
    stripped = hi
    while stripped > lo and forms[stripped - 1] in CHANGE_NOUNS:
        stripped -= 1
    if stripped <= lo:
        return []
    begin, end = words.begins[lo], words.ends[stripped - 1]
    name = " ".join(frame.reading[begin:end].split())
    if not 1 < len(name) <= 60 or name in CHANGE_NOUNS:
        return []
    return [Phrase(name, begin, end, source)]


def _span_right(forms: tuple[str, ...], lo: int, limit: int = 5) -> int:
    hi = lo
    while (
        hi < len(forms)
        and hi - lo < limit
        and forms[hi] not in _STOP
        and (forms[hi][0].isalnum() or forms[hi] in "-@/")
    ):
        hi += 1
    return hi


def _span_left(forms: tuple[str, ...], hi: int, limit: int = 5) -> int:
    lo = hi
    while (
        lo > 0
        and hi - lo < limit
        and forms[lo - 1] not in _STOP
        and (forms[lo - 1][0].isalnum() or forms[lo - 1] in "-@/")
    ):
        lo -= 1
    return lo


def _right(frame: Frame, words: Words, q: Quantity) -> list[Phrase]:
    """Phrases behind the number: `5% accuracy gain`, `2x faster inference`, `3% rise in F1`, `12% of the tokens`."""
    forms = words.forms
    lo = words.before(q.end)
    out: list[Phrase] = []
    if lo < len(forms) and forms[lo] in (
        "better",
        "relative",
        "absolute",
        "average",
        "overall",
        "additional",
    ):
        lo += 1
    if lo >= len(forms):
        return out
    first = forms[lo]
    if first in COMPARATIVES:
        implied = COMPARATIVES[first]
        hi = _span_right(forms, lo + 1, 4)
        if first == "more" and hi > lo + 1 and forms[lo + 1] in COMPARATIVES:
            out.append(
                Phrase(
                    COMPARATIVES[forms[lo + 1]] or forms[lo + 1],
                    words.begins[lo],
                    words.ends[lo + 1],
                    "adjective",
                )
            )
        else:
            named = _phrase(frame, words, lo + 1, hi, "compared")
            if implied == "speed" and named:
                out.append(Phrase(named[0].name + " speed", words.begins[lo], named[0].end, "faster"))
            out += named
        if implied:
            out.append(Phrase(implied, words.begins[lo], words.ends[lo], "adjective"))
        return out
    hi = _span_right(forms, lo)
    out += _phrase(frame, words, lo, hi, "right")
    tail = hi
    if tail < len(forms) and forms[tail] in ("in", "of", "for", "on"):
        end = _span_right(
            forms,
            tail
            + 1
            + (tail + 1 < len(forms) and forms[tail + 1] in ("the", "a", "an", "its", "their", "all")),
            4,
        )
        source = "right." + forms[tail] + (".change" if forms[tail - 1] in CHANGE_NOUNS else "")
        out += _phrase(frame, words, tail + 1, end, source)
        if end + 1 < len(forms) and forms[end] in ("and", "in"):
            out += _phrase(frame, words, end + 1, _span_right(forms, end + 1, 4), source + "2")
    return out


def _left(frame: Frame, words: Words, q: Quantity) -> list[Phrase]:
    """Phrases before the number: `accuracy of 5%`, `reduces latency by 5%`, `AUC: 0.9`, `improves F1 from 3 to 5`."""
    forms = words.forms
    hi = words.before(q.begin)
    link = ""
    steps = 0
    while hi > 0 and steps < 7 and (forms[hi - 1] in _BOUNDS or forms[hi - 1] == "0"):
        if forms[hi - 1] in ("by", "of", "to", "from", ":", "=", "(", "is", "at", "reaches", "reaching"):
            link = link or forms[hi - 1]
        hi -= 1
        steps += 1
    out = _phrase(frame, words, _span_left(forms, hi), hi, "left." + (link or "none"))
    # The object of a change verb: everything between the verb and the number's own preposition.
    for k in range(hi - 1, max(-1, hi - 10), -1):
        if forms[k].startswith(_CHANGE_VERBS) and forms[k] not in CHANGE_NOUNS | {"with"}:
            if k + 1 < hi:
                start = k + 1 + (forms[k + 1] in ("the", "a", "an", "its", "their", "our"))
                out += _phrase(frame, words, start, _span_right(forms, start, 4), "object")
            subject = k - 1
            while subject > 0 and forms[subject] in (
                "is",
                "are",
                "was",
                "were",
                "been",
                "be",
                "significantly",
                "further",
            ):
                subject -= 1
            out += _phrase(frame, words, _span_left(forms, subject + 1), subject + 1, "subject")
            break
        if forms[k] in (";", "while", "whereas"):
            break
    return out

"""What the trained scorer sees of a quantity and a phrase that may name its metric."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from kg.claims.cues import cues_of, stated_kind
from kg.claims.features import group, stem
from kg.claims.frame import Frame
from kg.claims.lexicon import aspect, polarity, stem_class
from kg.claims.metrics import ELSEWHERE, Phrase
from kg.claims.quantities import Quantity
from kg.model import EntityClass

_AROUND = 6  # words on either side that tell an implied metric


def phrase_features(frame: Frame, index: int, options: Sequence[Phrase]) -> list[list[str]]:
    """What the trained scorer sees of each phrase that may name the metric of a quantity.

    What a metric is about stands beside the kind of number, the verb and the nearest dataset; an implied metric is
    told by the words around the number.
    """
    q = frame.quantities[index]
    g, kind, cues = group(q), stated_kind(frame, index), cues_of(frame, index)
    dataset = _nearest_dataset(frame, q)
    around = _words_around(frame, index)
    out = []
    for phrase in options:
        name = phrase.name.lower()
        about = aspect(name)
        base = phrase.source.partition("+")[0]
        row = _features(frame, index, phrase)
        row += (
            "nm=" + name, "nmg=" + name + g + kind, "as=" + about + g + kind, "asb=" + about + base,
            "asv=" + about + cues.verb + kind, "asc=" + about + cues.comparative + cues.noun_right,
            "hasds=" + str(bool(dataset)) + base + about + g,
        )  # fmt: skip
        if dataset:
            row += ("ds=" + dataset + "|" + name, "dsa=" + dataset + "|" + about)
        if phrase.begin < 0:
            row += [side + name + "|" + word for side, word in around]
        elif phrase.begin < q.end and q.begin < phrase.end:
            row += ("inq", "inq=" + q.label + name)
        out.append(row)
    return out


def _nearest_dataset(frame: Frame, q: Quantity) -> str:
    """The name of the dataset of the sentence that stands nearest to a number, in lower case; empty without any."""
    near = [
        (abs(frame.mentions[i].begin - q.end), entity.name.lower())
        for i in frame.mentions_of_sentence.get(frame.sentence_of(q), ())
        if (entity := frame.entities.get(frame.mention_entities[i])) and entity.cls is EntityClass.DATASET
    ]
    return min(near)[1] if near else ""


def _words_around(frame: Frame, index: int) -> tuple[tuple[str, str], ...]:
    """The distinct words before and behind a number's list, each with its side."""
    listing = frame.lists[index]
    words = frame.words(frame.sentence_of(frame.quantities[index]))
    lo = words.before(frame.quantities[listing.first].begin)
    hi = words.before(frame.quantities[listing.last].end)
    sides = (("iwl=", words.forms[max(0, lo - _AROUND) : lo]), ("iwr=", words.forms[hi : hi + _AROUND]))
    return tuple({(side, stem(w)) for side, forms in sides for w in forms if w.isalpha()})


def _features(frame: Frame, index: int, phrase: Phrase) -> list[str]:
    q = frame.quantities[index]
    g = group(q)
    tokens = phrase.name.lower().split() or ["-"]
    last = stem(tokens[-1])
    s = phrase.source
    base = s.partition("+")[0]
    cues = cues_of(frame, index)
    kind = stated_kind(frame, index)
    out = [
        "s=" + s, "b=" + base, "hg=" + last + g, "len=" + str(min(4, len(tokens))) + s, "first=" + stem(tokens[0]),
        "bk=" + base + kind + g, "pol=" + polarity(last) + cues.verb + g, "sl=" + s + cues.comparative,
    ]  # fmt: skip
    if phrase.begin < 0:
        name = phrase.name
        named = str(min(len(frame.metrics_of(frame.sentence_of(q))), 2))
        out += (
            "w=" + name, "wg=" + name + g, "wk=" + name + kind + g, "wc=" + name + cues.comparative + cues.noun_right,
            "wv=" + name + cues.verb + g, "wm=" + name + named,
        )  # fmt: skip
        return out
    if phrase.source in ELSEWHERE:
        out += _elsewhere(frame, index, phrase, g)
        return out
    if phrase.mention < 0:
        k = bisect_right(frame.mention_begins, phrase.begin) - 1
        for i in (k, k + 1):
            if (
                0 <= i < len(frame.mentions)
                and frame.mentions[i].begin < phrase.end
                and phrase.begin < frame.mentions[i].end
            ):
                entity = frame.entities.get(frame.mention_entities[i])
                out.append("ov=" + (entity.cls.value if entity else "?"))
    out += ("fc=" + stem_class(tokens[0]), "lc=" + stem_class(tokens[-1]), "pn=" + s + polarity(last))
    _placed(frame, index, phrase, base, out)
    return out


def _elsewhere(frame: Frame, index: int, phrase: Phrase, g: str) -> tuple[str, ...]:
    """What is seen of a metric that another sentence names: how often, beside numbers, and what this sentence names."""
    q = frame.quantities[index]
    here = frame.sentence_of(q)
    there = frame.sentences.index(phrase.begin)
    mates = str(min(len(frame.metrics_of(here)), 2))
    rivals = str(min(len(set(frame.metrics_of(there))), 3))
    numbers = frame.quantities_of_sentence.get(there, ())
    alike = str(any(frame.quantities[k].label == q.label for k in numbers)) if numbers else "-"
    count = str(min(3, sum(1 for e in frame.mention_entities if e == phrase.entity)))
    kind = stated_kind(frame, index)
    last = stem(phrase.name.lower().split()[-1])
    s = phrase.source
    return (
        "em=" + s + mates + g, "er=" + s + rivals + mates, "eq=" + s + alike + g, "ec=" + s + count + mates,
        "ek=" + s + kind + mates, "ep=" + s + aspect(phrase.name) + g + kind, "el=" + last + g + mates,
    )  # fmt: skip


def _placed(frame: Frame, index: int, phrase: Phrase, base: str, out: list[str]) -> None:
    """Adds where a phrase stands to its number: side, distance, what lies between, and its rank among metrics."""
    q = frame.quantities[index]
    sentence = frame.sentence_of(q)
    words = frame.words(sentence)
    listing = frame.lists[index]
    after = phrase.begin >= q.end
    gap = phrase.begin - q.end if after else q.begin - phrase.end
    near = (
        "0"
        if gap <= 1
        else "1"
        if gap <= 6
        else "2"
        if gap <= 15
        else "3"
        if gap <= 35
        else "4"
        if gap <= 80
        else "5"
    )
    side = "R" if after else "L"
    lo, hi = (
        (words.before(q.end), words.before(phrase.begin))
        if after
        else (words.before(phrase.end), words.before(q.begin))
    )
    between = words.forms[lo:hi]
    out += ("d=" + side + near, "dg=" + side + near + group(q), "ds=" + side + near + phrase.source)
    if len(between) <= 3:
        out.append("bt=" + side + " ".join(between))
    for w in set(between):
        if w in _SEPARATORS:
            out.append("in=" + side + w)
        elif kind := stem_class(w):
            out.append("iv=" + side + kind + base)
    low, high = min(q.begin, phrase.begin), max(q.begin, phrase.begin)
    mates = frame.quantities_of_sentence[sentence]
    crossed = sum(
        1 for k in mates if low < frame.quantities[k].begin < high and not listing.first <= k <= listing.last
    )
    out += ("xs=" + phrase.source + str(min(2, crossed)), "xb=" + base + side + str(min(3, crossed)))
    if phrase.mention < 0:
        return
    peers = frame.metrics_of(sentence)
    behind = [i for i in peers if frame.mentions[i].begin >= q.end]
    ahead = [i for i in peers if frame.mentions[i].end <= q.begin]
    nearest = (after and behind[0] == phrase.mention) or (not after and ahead[-1:] == [phrase.mention])
    out += ("mp=" + str(min(3, len(peers))), "nearest=" + side + str(nearest))
    alike = [k for k in mates if frame.quantities[k].label == q.label]
    if len(alike) == len(peers) > 1:
        match = str(alike.index(index) == peers.index(phrase.mention))
        out.append("zip=" + match + str("respectively" in words.forms))
    size = listing.last - listing.first + 1
    part = behind[:size] if after else ahead[-size:]
    if size > 1 and len(part) == size and phrase.mention in part:
        out.append("tzip=" + side + str(part.index(phrase.mention) == index - listing.first))


_SEPARATORS = frozenset("in of by on , and from to while ; 0 with at ( ) : than over for".split())

"""What the trained scorer sees of a quantity: its form and the words, mentions and cues around it."""

from __future__ import annotations

import re
from bisect import bisect_left

from kg.claims.cues import Cues, cues_of, stated_kind
from kg.claims.frame import Frame
from kg.claims.outcome import stated_outcome
from kg.claims.quantities import Quantity

_FAMILIES: dict[str, str] = {
    **dict.fromkeys(("ms", "s", "µs", "ns", "minutes", "h", "days", "weeks", "months", "years"), "time"),
    **dict.fromkeys(("GB", "MB", "KB", "TB", "PB", "B"), "mem"),
    **dict.fromkeys(("FPS", "tokens/s", "images/s", "samples/s", "QPS", "TFLOPS", "GFLOPS", "GB/s"), "rate"),
    **dict.fromkeys(("GPU-hours", "GPU-days", "TPU-hours", "USD"), "cost"),
    **{label: label for label in ("x", "%", "points", "params", "tokens", "bits", "dB", "FLOPs")},
}
# What kind of sentence it is, told by a word anywhere in it.
_SENTENCE_CUES = re.compile(
    r"\b(?:(?P<we>we|our)|(?P<base>baseline|whereas|while|compared|versus|vs|than|only)"
    r"|(?P<result>achiev|outperform|surpass|improv|reduc|demonstrat|show|yield|attain|reach|result|experiment"
    r"|evaluat|deliver|obtain)"
    r"|(?P<old>existing|prior|previous|however|recent|current|traditional|typically|challeng|often|despite)"
    r"|(?P<data>consist|compris|contain|collect|curat|cover|spann|annotat|includ))",
    re.IGNORECASE,
)
_EDGE = ("<s>", "<s>", "<s>")
_WIDE = 8  # words read on either side


def group(quantity: Quantity) -> str:
    """A coarse kind of number: the unit's family, or the shape of a bare number."""
    label = quantity.label
    if label:
        return _FAMILIES.get(label, "unit")
    if quantity.form in ("word", "count-of"):
        return quantity.form
    if quantity.scaled:
        return "scaled"
    value = quantity.value
    if value != value.to_integral_value() or "." in str(value):
        return "dec1" if value < 1 else "dec"
    return "int" if value < 100 else "bigint"


def stem(word: str) -> str:
    """The first letters of a word, enough to tell families of forms apart."""
    return word if len(word) < 7 else word[:6]


def quantity_features(frame: Frame, index: int) -> list[str]:
    """The features of the `index`-th quantity of a frame, as strings; the order carries no meaning."""
    q = frame.quantities[index]
    listing = frame.lists[index]
    sentence = frame.sentence_of(q)
    words = frame.words(sentence)
    forms = words.forms
    g = group(q)
    lo = words.before(frame.quantities[listing.first].begin)
    hi = words.before(frame.quantities[listing.last].end)
    before = [stem(w) for w in (*_EDGE, *forms[max(0, lo - _WIDE) : lo])]
    after = [stem(w) for w in forms[hi : hi + _WIDE - 1]] + ["</s>", "</s>"]
    p1, p2, n1, n2 = before[-1], before[-2], after[0], after[1]
    cues = cues_of(frame, index)
    moved = stated_outcome(frame, index)
    out = [
        "bias", "g=" + g, "r=" + q.form + q.label, "h=" + q.form + (q.sign or "0") + ("-" if q.hyphen else ""),
        "p1=" + p1, "p2=" + p2, "n1=" + n1, "n2=" + n2, "p12=" + p2 + "_" + p1, "gp1=" + g + p1, "gn1=" + g + n1,
        "gp2=" + g + p2, "kind=" + stated_kind(frame, index), "moved=" + moved,
        "movedp=" + moved + cues.noun_right + p1,
    ]  # fmt: skip
    out += ["L=" + w for w in set(before[3:]) if w.isalpha()]
    out += ["R=" + w for w in set(after[:-2]) if w.isalpha()]
    out += _cue_features(cues, g)
    if listing.head != listing.first:
        out += ("head", "H" + stated_kind(frame, listing.head) + stated_outcome(frame, listing.head))
    if listing.last != listing.first:
        out += ("list", "glist=" + g)
    _sentence_features(frame, index, sentence, g, out)
    _mention_features(frame, q, sentence, g, out)
    return out


def _cue_features(c: Cues, g: str) -> tuple[str, ...]:
    return (
        "lcp=" + c.verb + c.good + c.link, "lcr=" + c.verb + c.good_right + c.link, "lnp=" + c.noun + c.good,
        "rnp=" + c.noun_right + c.good_right + c.good, "rcp=" + c.comparative + c.good_right,
        "lnr=" + c.noun + c.good_right, g + "|lcl=" + c.verb + c.link, g + "|rn=" + c.noun_right,
    )  # fmt: skip


def _sentence_features(frame: Frame, index: int, sentence: int, g: str, out: list[str]) -> None:
    """Adds where the sentence stands, what it is about, and which other numbers it holds."""
    q = frame.quantities[index]
    begin, end = frame.sentences.begins[sentence], frame.sentences.ends[sentence]
    if sentence not in frame.sentence_cues:
        found = {m.lastgroup or "" for m in _SENTENCE_CUES.finditer(frame.reading, begin, end)}
        frame.sentence_cues[sentence] = tuple("c=" + cue for cue in found)
    out += frame.sentence_cues[sentence]
    total = len(frame.sentences.begins)
    place = "late"
    if sentence < 2:
        place = "title" if sentence == 0 else "first"
    elif sentence >= total - 2:
        place = "last"
    elif sentence * 2 < total:
        place = "early"
    mates = frame.quantities_of_sentence[sentence]
    rank = mates.index(index)
    out += ("pos=" + place, "mates=" + str(min(len(mates), 5)), "rank=" + str(min(rank, 3)))
    same = sum(1 for k in mates if frame.quantities[k].label == q.label)
    out.append("gsame=" + g + str(min(same, 4)))
    head = frame.reading[max(begin, q.begin - 60) : q.begin]
    if head.rfind("(") > head.rfind(")"):
        out += ("paren", "gparen=" + g)
    if rank:
        previous = frame.quantities[mates[rank - 1]]
        words = frame.words(sentence)
        out.append("btw=" + " ".join(words.forms[words.before(previous.end) : words.before(q.begin)][:4]))
        out.append("bg=" + group(previous) + "_" + g)


def _mention_features(frame: Frame, q: Quantity, sentence: int, g: str, out: list[str]) -> None:
    """Adds the nearest mentions on both sides, and whether the contribution stands in the sentence."""
    here = frame.mentions_of_sentence.get(sentence, ())
    k = bisect_left([frame.mentions[i].begin for i in here], q.begin)
    for side, j in (("l", k - 1), ("r", k)):
        if not 0 <= j < len(here):
            out.append(side + "m=none")
            continue
        mention = frame.mentions[here[j]]
        space = mention.begin - q.end if side == "r" else q.begin - mention.end
        near = "0" if space <= 2 else "1" if space <= 12 else "2" if space <= 40 else "3"
        name = frame.mention_entities[here[j]]
        entity = frame.entities.get(name)
        what = "own" if name in frame.contributions else entity.cls.value if entity else "?"
        out += (side + "m=" + what + near, side + "mg=" + what + near + g)
    if any(frame.mention_entities[i] in frame.contributions for i in here):
        out.append("own")

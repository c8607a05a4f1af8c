"""What the trained scorer sees of a quantity: its form and the words, mentions and cues around it."""

from __future__ import annotations

import re
from bisect import bisect_left

from kg.claims.cues import Cues, cues_of, stated_kind
from kg.claims.frame import Frame
from kg.claims.quantities import Quantity

_TIME = frozenset({"ms", "s", "µs", "ns", "minutes", "h", "days", "weeks", "months", "years"})
_MEMORY = frozenset({"GB", "MB", "KB", "TB", "PB", "B"})
_RATE = frozenset({"FPS", "tokens/s", "images/s", "samples/s", "QPS", "TFLOPS", "GFLOPS", "GB/s"})
_COST = frozenset({"GPU-hours", "GPU-days", "TPU-hours", "USD"})
_SENTENCE_CUES = re.compile(
    r"\b(?:(?P<we>we|our)|(?P<result>achiev|outperform|surpass|improv|reduc|demonstrat|show|yield|attain|reach|result|experiment|evaluat|deliver|obtain)"
    r"|(?P<old>existing|prior|previous|however|recent|current|traditional|typically|challeng|often|despite)"
    r"|(?P<data>consist|compris|contain|collect|curat|cover|spann|annotat|includ)"
    r"|(?P<base>baseline|whereas|while|compared|versus|vs|than|only))",
    re.IGNORECASE,
)


def group(quantity: Quantity) -> str:
    """A coarse kind of number: the unit's family, or the shape of a bare number."""
    label = quantity.label
    if label in ("x", "%", "points", "params", "tokens", "bits", "dB", "FLOPs"):
        return label
    if label in _TIME:
        return "time"
    if label in _MEMORY:
        return "mem"
    if label in _RATE:
        return "rate"
    if label in _COST:
        return "cost"
    if label:
        return "unit"
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
    left = words.before(frame.quantities[listing.first].begin)
    right = words.before(frame.quantities[listing.last].end)
    out = ["bias", "g=" + g, "r=" + q.form + "." + q.label, "h=" + q.form + (q.sign or "0") + ("-" if q.hyphen else "")]
    add = out.append
    pads = ("<s>", "<s>", "<s>", *forms[max(0, left - 8) : left])
    p1, p2, p3 = stem(pads[-1]), stem(pads[-2]), stem(pads[-3])
    tail = (*forms[right : right + 7], "</s>", "</s>", "</s>")
    n1, n2, n3 = stem(tail[0]), stem(tail[1]), stem(tail[2])
    out += ("p1=" + p1, "p2=" + p2, "p3=" + p3, "n1=" + n1, "n2=" + n2, "n3=" + n3)
    out += (
        "p12=" + p2 + "_" + p1, "n12=" + n1 + "_" + n2, "gp1=" + g + "_" + p1, "gn1=" + g + "_" + n1, "gn2=" + g + "_" + n2,
        "pn=" + p1 + "_" + n1, "gp2=" + g + "_" + p2,
    )  # fmt: skip
    for w in {stem(w) for w in pads[3:] if w.isalpha()}:
        add("L=" + w)
    for w in {stem(w) for w in tail[:-3] if w.isalpha()}:
        add("R=" + w)
    cues = cues_of(frame, index)
    out += cue_features(cues, g)
    kind = stated_kind(frame, index)
    out += ("kind=" + kind, "gkind=" + g + kind)
    if listing.head != listing.first:
        add("head")
        out += cue_features(cues_of(frame, listing.head), "H" + g)
    if listing.last != listing.first:
        out += ("list", "glist=" + g)
    begin, end = frame.sentences.begins[sentence], frame.sentences.ends[sentence]
    for cue in {m.lastgroup or "" for m in _SENTENCE_CUES.finditer(frame.reading, begin, end)}:
        out += ("c=" + cue, "gc=" + g + "_" + cue)
    total = len(frame.sentences.begins)
    place = "title" if sentence == 0 else "first" if sentence == 1 else "last" if sentence >= total - 2 else "early" if sentence * 2 < total else "late"
    out += ("pos=" + place, "gpos=" + g + "_" + place)
    mates = frame.quantities_of_sentence[sentence]
    rank = mates.index(index)
    same = sum(1 for k in mates if group(frame.quantities[k]) == g)
    out += ("mates=" + str(min(len(mates), 5)), "gsame=" + g + "_" + str(min(same, 4)), "rank=" + str(min(rank, 3)))
    head = frame.reading[max(begin, q.begin - 60) : q.begin]
    if head.rfind("(") > head.rfind(")"):
        out += ("paren", "gparen=" + g)
    if rank:
        previous = frame.quantities[mates[rank - 1]]
        add("btw=" + " ".join(forms[words.before(previous.end) : words.before(q.begin)][:4]))
        add("bg=" + group(previous) + "_" + g)
    _mention_features(frame, q, sentence, g, out)
    return out


def cue_features(cues: Cues, g: str) -> tuple[str, ...]:
    """The features of the words around a number, in combination with its group."""
    c = cues
    return (
        g + "|lc=" + c.verb, g + "|lcl=" + c.verb + c.link, g + "|ln=" + c.noun, g + "|rc=" + c.comparative, g + "|rn=" + c.noun_right,
        "lcp=" + c.verb + c.good + c.link, "lcr=" + c.verb + c.good_right + c.link, "lnp=" + c.noun + c.good,
        "rnp=" + c.noun_right + c.good_right + c.good, "rcp=" + c.comparative + c.good_right, "lnr=" + c.noun + c.good_right,
        g + "|pol=" + c.good + "_" + c.good_right, g + "|all=" + c.verb + c.noun[:3] + c.comparative + c.noun_right[:3] + c.link,
    )  # fmt: skip


def _mention_features(frame: Frame, q: Quantity, sentence: int, g: str, out: list[str]) -> None:
    """Adds the nearest mentions on both sides, and whether the contribution stands in the sentence."""
    here = frame.mentions_of_sentence.get(sentence, ())
    begins = [frame.mentions[i].begin for i in here]
    k = bisect_left(begins, q.begin)
    for side, j, gap in (("l", k - 1, 0), ("r", k, 1)):
        if not 0 <= j < len(here):
            out.append(side + "m=none")
            continue
        mention = frame.mentions[here[j]]
        space = mention.begin - q.end if gap else q.begin - mention.end
        near = "0" if space <= 2 else "1" if space <= 12 else "2" if space <= 40 else "3"
        entity = frame.entities.get(frame.mention_entities[here[j]])
        cls = entity.cls.value if entity else "?"
        own = "own" if frame.mention_entities[here[j]] in frame.contributions else cls
        out += (side + "m=" + own + near, side + "mg=" + own + near + g)
    if any(frame.mention_entities[i] in frame.contributions for i in here):
        out += ("own", "gown=" + g)

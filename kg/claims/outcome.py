"""Whether a stated change is good: what moved, which way, and whether more of it is better."""

from __future__ import annotations

from kg.claims.cues import cues_of
from kg.claims.frame import Frame

# Beginnings of words with what they say: good and bad by themselves, up and down only together with what is measured.
MOVES: tuple[tuple[str, str], ...] = (
    ("improv", "good"), ("boost", "good"), ("enhanc", "good"), ("gain", "good"), ("speedup", "good"),
    ("speed-up", "good"), ("accelerat", "good"),
    ("advantage", "good"), ("uplift", "good"), ("lift", "up"), ("outperform", "good"), ("surpass", "good"),
    ("beat", "good"), ("exceed", "good"),
    ("sav", "good"), ("degrad", "bad"), ("loss", "bad"), ("losses", "bad"), ("deteriorat", "bad"), ("worsen",
        "bad"), ("overhead", "bad"), ("suffer", "bad"),
    ("reduc", "down"), ("decreas", "down"), ("lower", "down"), ("drop", "down"), ("declin", "down"), ("cut",
        "down"), ("fall", "down"), ("fell", "down"),
    ("shrink", "down"), ("shorten", "down"), ("less", "down"), ("fewer", "down"), ("collaps", "down"), ("slash",
        "down"), ("minimi", "down"),
    ("increas", "up"), ("rais", "up"), ("rise", "up"), ("rising", "up"), ("rose", "up"), ("grow", "up"),
    ("higher", "up"), ("more", "up"), ("greater", "up"),
    ("elevat", "up"), ("inflat", "up"), ("longer", "up"), ("larger", "up"), ("bigger", "up"), ("jump", "up"),
    ("climb", "up"),
    ("faster", "good"), ("quicker", "good"), ("better", "good"), ("cheaper", "good"), ("smaller", "good"),
    ("lighter", "good"), ("stronger", "good"),
    ("shorter", "down"), ("slower", "bad"), ("slow", "bad"), ("worse", "bad"),
)  # fmt: skip


def move_of(word: str) -> str:
    """What a word says about a figure: `good`, `bad`, `up`, `down`, or nothing.

    >>> move_of("reduction"), move_of("improves"), move_of("banana")
    ('down', 'good', '')
    """
    return next((move for start, move in MOVES if word.startswith(start)), "")


def stated_outcome(frame: Frame, index: int) -> str:
    """The outcome that the words of a change or ratio settle (`better`, `worse`), empty where they leave it open.

    Up with a figure that should be high, or down with one that should be low, is better; the other two are worse.
    What moved is read where grammar puts it:

    | words | what moved |
    |---|---|
    | `5% fewer tokens`, `a 5% drop in accuracy`, `5% accuracy loss` | behind the number |
    | `a drop of 5% in accuracy`, `an accuracy drop of 5%` | before the number, else behind it |
    | `lowers latency by 5%`, `raises recall from 5% to 9%` | before the number |
    """
    cues = cues_of(frame, index)
    if cues.comparative != "-":
        return _outcome(move_of(cues.comparative), cues.good_right)
    if cues.noun_right != "-":
        return _outcome(move_of(cues.noun_right), cues.good_right)
    if cues.noun != "-" and (cues.near or cues.link in ("of", "in")):
        return _outcome(move_of(cues.noun), cues.good or cues.good_right)
    if cues.word and (cues.link == "by" or frame.quantities[index].form == "from-to"):
        return _outcome(move_of(cues.word), cues.good)
    return ""


def _outcome(move: str, sign: str) -> str:
    if move in ("up", "down"):
        return "" if not sign else "better" if (move == "up") == (sign == "+") else "worse"
    return {"good": "better", "bad": "worse"}.get(move, "")

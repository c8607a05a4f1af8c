"""A reading copy of a text: LaTeX and typography evened out without moving a single character.

Every replacement has the length of what it replaces, so a span of the reading copy is the span of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_SINGLE = {
    "–": "-", "—": "-", "‒": "-", "‐": "-", "‑": "-", "−": "-", "\u00ad": "-",
    "✕": "×", "⨯": "×", "╳": "×", "✖": "×", "·": " ", "∗": "*",
    "≈": "~", "∼": "~", "～": "~", "≃": "~", "≅": "~", "⩽": "≤", "⩾": "≥", "％": "%",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ", "\u200a": " ", "\t": " ", "\r": " ",
    "’": "'", "‘": "'", "“": '"', "”": '"', "μ": "µ",
    "（": "(", "）": ")", "，": ",",
}  # fmt: skip
_SINGLE_TABLE = str.maketrans(_SINGLE | {chr(0xFF10 + d): str(d) for d in range(10)})

# LaTeX commands and page residue with the sign they stand for; "" blanks them.
COMMANDS: dict[str, str] = {
    "times": "×", "sim": "~", "approx": "~", "simeq": "~", "leq": "≤", "leqslant": "≤", "le": "≤", "geq": "≥",
    "geqslant": "≥", "ge": "≥", "lt": "<", "gt": ">", "pm": "±", "mu": "µ", "cdot": "×", "percent": "%", "to": "→",
    "rightarrow": "→",
}  # fmt: skip
_LATEX = re.compile(
    r"\\(?P<name>[A-Za-z]{1,20})|\\(?P<sign>[%$#&_])|(?P<gap>\\[,;:! ~()\[\]-])|(?P<group>\{,\})"
    r"|(?P<blank>[{}]|\$(?!\d))|(?P<money>\\(?=\d))"
)
# `$...$` is mathematics where it holds markup, or where both fences touch their content and no digit follows;
# a lone `$5` is money.
_MATH = re.compile(r"(?<!\\)\$([^$]{1,400}?)(?<!\\)\$")
_MARKUP = re.compile(r"[\\^_{}=]")
# A page that lost its markup keeps the bare names of the commands, glued to the number.
_RESIDUE = re.compile(
    r"(?P<times>(?<=\d)times(?![a-z\d]))|(?P<sim>\b(?:sim|approx)(?=\$?\d))|(?P<le>\bleq?(?=\$?\d))"
    r"|(?P<ge>\bgeq?(?=\$?\d))|(?P<lt><!(?=\d))"
)
_RESIDUE_SIGNS = ("times", "sim", "approx", "leq", "geq", " le", " ge", "<!")
_RESIDUE_SIGN = {"times": "×", "sim": "~", "le": "≤", "ge": "≥", "lt": "<"}


def _unfence(match: re.Match[str]) -> str:
    inner = match[1]
    if (
        match[0][1] == " " or inner[-1:] == " " or match.string[match.end() : match.end() + 1].isdigit()
    ) and not _MARKUP.search(inner):
        return match[0]
    return f" {inner} "


def _latex(match: re.Match[str]) -> str:
    width = len(match[0])
    if match["group"]:
        return "\x1f,\x1f"  # a thousands separator that LaTeX must not space; `kg.claims.numbers` reads it
    if match["money"]:
        return "$"  # a page that lost its dollar sign keeps the backslash
    sign = match["sign"] or COMMANDS.get(match["name"] or "", "")
    if match["sign"] == "$":
        sign = "$"
    elif match["blank"] or match["gap"]:
        sign = ""
    return sign + " " * (width - len(sign))


def _residue(match: re.Match[str]) -> str:
    return _RESIDUE_SIGN[match.lastgroup or ""].ljust(len(match[0]))


def reading_copy(text: str) -> str:
    r"""The text with LaTeX, page residue and typographic variants evened out; same length, same offsets.

    >>> reading_copy(r"$2.4\times$, sim75\%")
    ' 2.4×      , ~  75% '
    """
    if not text.isascii():
        text = text.translate(_SINGLE_TABLE)
    if "$" in text:
        text = _MATH.sub(_unfence, text)
    if "\\" in text or "{" in text or "$" in text:
        text = _LATEX.sub(_latex, text)
    if any(sign in text for sign in _RESIDUE_SIGNS):
        text = _RESIDUE.sub(_residue, text)
    return text.replace("\n", " ")


MAX_SENTENCE = 1000  # characters; what looks longer is no sentence, and work on one grows with its square
_STOP = re.compile(r"[.!?]+[)\"'\]]*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.?g|i\.?e|vs|al|etc|cf|fig|eq|sec|tab|resp|approx|no|w\.r\.t|dr|st|ca)|\b[A-Z])$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentence spans of a text, in order, covering it."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def index(self, offset: int) -> int:
        """The number of the sentence that holds an offset."""
        return max(0, bisect_right(self.begins, offset) - 1)


def sentences(reading: str, title_end: int) -> Sentences:
    """Sentence spans of a reading copy; the title, up to `title_end`, is a sentence of its own.

    A stop ends a sentence before a space and anything but a lower-case letter, or, where the page lost the space,
    between a lower-case letter, digit or bracket and a capitalised word.  Known abbreviations do not end one.
    """
    begins = [0]
    if 0 < title_end < len(reading):
        begins.append(title_end)
    for match in _STOP.finditer(reading, title_end):
        end = match.end()
        following = reading[end : end + 3]
        if not following:
            break
        if following[0] == " ":
            rest = following.lstrip()
            if rest and rest[0].islower():
                continue
            if match[0] == "." and _ABBREVIATION.search(reading, max(0, match.start() - 8), match.start()):
                continue
        elif not (
            following[0].isupper()
            and following[1:2].islower()
            and reading[match.start() - 1 : match.start()].islower()
        ):
            continue
        begins.append(end)
    cut = _no_longer_than(begins, len(reading))
    return Sentences(tuple(cut), (*cut[1:], len(reading)))


def _no_longer_than(begins: list[int], end: int) -> list[int]:
    """The same cuts with more put in where a sentence would pass MAX_SENTENCE."""
    out: list[int] = []
    for begin, stop in zip(begins, (*begins[1:], end), strict=True):
        out += range(begin, max(stop, begin + 1), MAX_SENTENCE)
    return out

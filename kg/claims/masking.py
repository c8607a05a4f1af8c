"""Numbers that are never values: parts of names, citations, versions, years, labels, dimensions, exponents."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Mention

# Each pattern names a span whose numbers are no values; the comment gives the kind.
MASKS: tuple[tuple[str, str], ...] = (
    ("url", r"(?:https?://|www\.)[^\s,;)]{1,400}"),
    ("citation", r"\[\d{1,3}(?:\s?[,-]\s?\d{1,3}){0,20}\]"),
    ("dimension", r"(?<![\w.])\d{1,6}\s?[x×]\s?\d{1,6}(?:\s?[x×]\s?\d{1,6})?(?![\w.%])"),
    ("label", r"\b(?:[Ss]ection|[Ff]ig(?:ure|\.)?|[Tt]able|[Ee]q(?:uation|\.)?|[Aa]ppendix|[Aa]lgorithm|[Tt]heorem|[Cc]hapter|[Pp]art"
              r"|[Vv]ersion|[Pp]hase|[Ss]tage|[Ll]evel|[Tt]rack|[Tt]ask|[Ss]eed|[Rr]ound|[Gg]rade|Python|v|top)[\s-]?\d{1,4}(?![\w.%]|,\d)"),
    ("enumeration", r"(?:(?<=\s)|(?<=^))\(?\d{1,2}\)(?=\s[A-Za-z])"),
    ("year", r"(?<![\w.,$-])(?:19[5-9]|20[0-3])\d(?![\w.%×]|\s?[x%×]|,\d|\s(?:million|billion|thousand|GPU|images|samples|tokens|parameters"
             r"|videos|questions|examples|hours|ms|tasks|instances|problems|pairs))"),
    ("confidence", r"\b\d{2}(?:\.\d)?\s{0,2}%\s{0,3}(?:CIs?\b|confidence\b|credible\b|BCa)"),
    ("interval", r"\[\s?[+-]?\d[^\]\[]{0,40}\]"),
    ("spread", r"±\s{0,4}\d[\d.]*%?|\+/-\s{0,4}\d[\d.]*|(?<=\d)\(\d[\d.]*\)"),
    ("folds", r"\b(?:\d{1,2}|[Ff]ive|[Tt]en|[Tt]hree)\s?-\s?[Ff]old\s(?:cross|CV|stratified|semantic)"),
    ("zero", r"\b[Zz]ero[\s-](?:shot|day|point|sum|padding|order|mean|knowledge|cost\sprox|shots|resource|gradient|overhead)\w*"),
    ("few-shot", r"\b(?:\d{1,4}|one|two|three|four|five|eight|ten)-shot\b"),
    ("generation", r"\b[2-6]G(?:/[2-6]G)*\b(?!\s?(?:FLOP|MAC|B|GPU|of|memory|VRAM))"),
    ("arxiv", r"\b[aA]r[xX]iv\s?:?\s?\d{4}\.\d{4,5}(?:v\d+)?"),
    ("split", r"\b(?:train|test|val|validation)[\s-](?:split|ratio)s?\s(?:of\s)?\d[\d.:/]*"),
    ("metric", r"@\s?\[?\d[\d.:]*(?:-\d[\d.]*)?\]?"),
    ("exponent", r"\^\s{0,3}[-+]?\d{1,6}"),
    ("big-o", r"\bO\s?\([^)]{1,40}\)"),
    ("batch", r"\bbatch(?:[\s-]size)?s?\s(?:of\s|=\s?)?\d{1,5}\b"),
)  # fmt: skip
# A mention may have swallowed the figure in front of it ("1.3M parameters", "18,080 chest images"): that figure stays.
_STATED = re.compile(
    r"(?:(?:only|just|over|under|within|about|less\sthan|fewer\sthan|more\sthan|up\sto|approximately|small|resolves|averaging|trains)\s){0,2}"
    r"~?\d[\d.,-]*\s?(?:(?:x|X|×|times|fold|%|[KMBk]|million|billion|ms|s|seconds?|minutes?|hours?|days?|[KMGT]B|FPS|fps|Hz|tokens?|param(?:eter)?s?)(?!\w)(?!-bit)"
    r"|(?<=\d,\d\d\d)\s)"
)
_ALL = re.compile("|".join(f"(?P<m_{name.replace('-', '_')}>{pattern})" for name, pattern in MASKS))


@dataclass(frozen=True, slots=True)
class Mask:
    """Spans of a text in which numbers are no values, sorted and disjoint."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def after(self, begin: int, end: int) -> int:
        """The end of the masked span that overlaps `begin..end`, or `begin` when none does."""
        i = bisect_right(self.begins, begin) - 1
        if i >= 0 and self.ends[i] > begin:
            return self.ends[i]
        if i + 1 < len(self.begins) and self.begins[i + 1] < end:
            return self.ends[i + 1]
        return begin


def masked(reading: str, mentions: Sequence[Mention]) -> Mask:
    """The mask of a reading copy: all mentions, and whatever the table of masks finds."""
    spans = []
    for m in mentions:
        begin = m.begin
        if reading[begin : begin + 1].isdigit() or reading[begin : begin + 1].islower():
            stated = _STATED.match(reading, begin, m.end)
            begin = stated.end() if stated else begin
        if begin < m.end:
            spans.append((begin, m.end))
    spans += [m.span() for m in _ALL.finditer(reading)]
    spans.sort()
    begins: list[int] = []
    ends: list[int] = []
    for begin, end in spans:
        if ends and begin < ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            begins.append(begin)
            ends.append(end)
    return Mask(tuple(begins), tuple(ends))

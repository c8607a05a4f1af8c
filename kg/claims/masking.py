"""Numbers that are never values: parts of names, citations, versions, years, labels, dimensions, exponents."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Mention

_NOUNS = (
    "million|billion|thousand|GPU|images|samples|tokens|parameters|videos|questions|examples|hours|ms|tasks"
    "|instances|problems|pairs|episodes"
)

# Masks that start with a number; tried where one stands.
NUMBER_MASKS: tuple[tuple[str, str], ...] = (
    ("dimension", r"\d{1,6}\s?[x×]\s{0,8}\d{1,6}(?:\s?[x×]\s{0,8}\d{1,6})?(?![\w.%])(?!\s?\^)"),
    ("enumeration", r"\d{1,2}\)(?=\s[A-Za-z])"),
    ("year", rf"(?:19[5-9]|20[0-3])\d(?:\s?-{{1,3}}\s?(?:19[5-9]|20[0-3])\d)?(?![\w.%×]|\s?[x%×]|,\d|\s(?:{_NOUNS}))"),
    ("confidence", r"\d{2}(?:\.\d)?\s{0,2}%\s{0,3}(?:CIs?\b|confidence\b|credible\b|BCa)"),
    ("folds", r"\d{1,2}\s?-\s?[Ff]old\s(?:cross|CV|stratified|semantic)"),
    ("few-shot", r"\d{1,4}-shot\b"),
    ("generation", r"[2-6]G(?:/[2-6]G)*\b(?!\s?(?:FLOP|MAC|B|GPU|of|memory|VRAM))"),
)  # fmt: skip
# Words in front of a number that make it a label, a setting or a name: `Section 3`, `batch size of 64`, `top-5`.
LABELS = frozenset(
    "section fig figure table eq equation appendix algorithm theorem chapter part version phase stage level"
    " track task seed round"
    " grade python v top batch arxiv lemma corollary rq area tier step"
    " tls ssl http usb pcie cuda rocm ios android windows ubuntu java openmp opencl vulkan bluetooth hbm ddr".split()
)
_FILLERS = frozenset(("size", "sizes", "of", "=", "split", "ratio"))
_STARTERS = frozenset(("batch", "batches", "train", "test", "val", "validation"))
# Signs in front of a number: an exponent, the spread of a measurement, a cut-off.
SIGNS = ("^", "^-", "^ -", "±", "+/-", "@", "@[")
# Masks told by a sign or a word of their own; the text is searched for them only where the word stands in it.
SIGN_MASKS: tuple[tuple[str, str, str], ...] = (
    ("url", "http", r"https?://[^\s,;)]{1,400}"),
    ("site", "www.", r"www\.[^\s,;)]{1,400}"),
    ("citation", "[", r"\[\d{1,3}(?:\s?[,-]\s?\d{1,3}){0,20}\]"),
    ("interval", "[", r"\[\s?[+-]?\d[^\]\[]{0,40}\]"),
    ("big-o", "O", r"\bO\s?\([^)]{1,40}\)"),
    ("zero", "ero",
        r"\b[Zz]ero[\s-](?:shot|day|point|sum|padding|order|mean|knowledge|cost\sprox|shots|resource|gradient|overhead)\w*"),
    ("word-shot", "-shot", r"\b(?:one|two|three|four|five|eight|ten)-shot\b"),
    ("word-folds", "old ",
        r"\b(?:[Ff]ive|[Tt]en|[Tt]hree)-?[Ff]old\s(?:cross|CV|stratified|semantic|advantage)\w*"),
)  # fmt: skip


_NUMBER = re.compile("(?:" + "|".join(pattern for _, pattern in NUMBER_MASKS) + ")")
_SIGNS = tuple((trigger, re.compile(pattern)) for _, trigger, pattern in SIGN_MASKS)
_AFTER_LABEL = re.compile(r"\d[\d.:,/-]*\d%?|\d%?")
_AFTER_NAME = re.compile(r"\d(?:[\w.:,/-]*\w)?")
_UNITED = re.compile(r"[\d.,]*\d\s?(?:%|x\b|×|ms\b|[KMB]\b)")

# A mention may have swallowed the figure in front of it ("1.3M parameters", "18,080 chest images"): that figure stays.
_STATED = re.compile(
    r"(?:(?:only|just|over|under|within|about|less\sthan|fewer\sthan|more\sthan|up\sto|approximately|small"
    r"|resolves|averaging|trains)\s){0,2}"
    r"~?\d[\d.,-]*\s?(?:(?:x|X|×|times|fold|%|[KMBk]|million|billion|ms|s|seconds?|minutes?|hours?|days?"
    r"|[KMGT]B|FPS|fps|Hz|tokens?"
    r"|param(?:eter)?s?)(?!\w)(?!-bit)|(?<=\d,\d\d\d)\s)"
)


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


def masked_until(reading: str, begin: int, end: int) -> int:
    """Where the mask of the digits `begin..end` ends, by what stands around them; `begin` when they are a value.

    >>> masked_until("in 2019 we", 3, 7), masked_until("top-5", 4, 5), masked_until("5 ms", 0, 1)
    (7, 5, 0)
    """
    match = _NUMBER.match(reading, begin)
    if match and (
        begin == 0
        or not (
            reading[begin - 1].isalnum() or reading[begin - 1] in "._$-" or reading[begin - 1 : begin] == ","
        )
    ):
        return max(end, match.end())
    if not _labelled(reading, begin):
        return begin
    named = reading[begin - 1 : begin].isalpha() or reading[begin - 1 : begin] in ("-", "_")
    tail = (_AFTER_NAME if named else _AFTER_LABEL).match(reading, begin)
    return max(end, tail.end()) if tail else end


def _labelled(reading: str, begin: int) -> bool:
    """Whether what stands in front of a number makes it part of a name, a label, an exponent, a spread or a cut-off."""
    before = reading[begin - 1 : begin]
    if (
        before.isalpha()
        or before in ("_", "'")
        or (before == "-" and reading[begin - 2 : begin - 1].isalpha())
    ):
        return not reading[max(0, begin - 4) : begin].lower().endswith("sub-")
    head = reading[max(0, begin - 28) : begin].rstrip()
    if head.endswith(SIGNS):
        return True
    if head.endswith("(") and head[-2:-1].isdigit() and reading[begin - 1] == "(":
        return True
    if head.endswith(("confidence level of", "significance level of", "confidence of")):
        return True
    words = head.rstrip("-").replace("-", " ").replace(".", " ").split()
    if not words or (begin > 1 and reading[begin - 2] in ".,"):
        return False
    word = words[-1].strip("(:").lower()
    if word in LABELS:
        return not _UNITED.match(reading, begin) or word in ("v", "top", "arxiv")
    if words[-1] in _FILLERS:
        return any(w.strip("(").lower() in _STARTERS for w in words[-3:])
    return False


def masked(reading: str, mentions: Sequence[Mention]) -> Mask:
    """The mask of a reading copy: all mentions, and what the table of signs finds."""
    spans = []
    for m in mentions:
        begin = m.begin
        if reading[begin : begin + 1].isdigit() or reading[begin : begin + 1].islower():
            stated = _STATED.match(reading, begin, m.end)
            begin = stated.end() if stated else begin
        if begin < m.end:
            spans.append((begin, m.end))
    for trigger, pattern in _SIGNS:
        if trigger in reading:
            spans += [m.span() for m in pattern.finditer(reading)]
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

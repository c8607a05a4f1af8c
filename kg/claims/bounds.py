"""How a stated number bounds the true one: `up to 3x`, `over 90%`, `about 5 ms`, `2.1x on average`."""

from __future__ import annotations

import re

from kg.claims.quantities import Quantity
from kg.model import Bound

# Read backwards from the number: the phrase must reach it over nothing but articles and filler.
_FILL = r"(?:\s|[~$(]|an?\b|the\b|of\b|by\b|to\b|score\b|accuracy\b|approximately\b|average\b){0,6}$"
WORDS: tuple[tuple[Bound, str], ...] = (
    (Bound.UP_TO,
        r"(?:up\s{1,4}to|as\s(?:much|high|large|many|long)\sas|at\sup\sto|a?\s?maximum(?:\sof)?|peak(?:\sof)?|upwards?\sto)"),
    (Bound.AT_LEAST,
        r"(?:at\sleast|over|more\sthan|above|greater\sthan|exceed(?:s|ing|ed)?|surpass(?:es|ing|ed)?|beyond|no\sless\sthan|larger\sthan|[>≥]|higher\sthan|upwards\sof|in\sexcess\sof|a?\s?minimum(?:\sof)?)"),
    (Bound.AT_MOST,
        r"(?:at\smost|less\sthan|under|below|fewer\sthan|within|merely|as\s(?:few|little|low|small)\sas|no\smore\sthan|lower\sthan|smaller\sthan|[<≤])"),
    (Bound.APPROXIMATELY,
        r"(?:about|approximately|roughly|around|nearly|almost|circa|close\sto|some|approx\.?|near|~)"),
    (Bound.AVERAGE, r"(?:averag(?:e|es|ing|ed)(?:\sof)?|(?:geometric\s)?mean(?:\sof)?|on\saverage,?)"),
)  # fmt: skip
_BEFORE = re.compile("(?:" + "|".join(f"(?P<{b.name}>{p})" for b, p in WORDS) + ")" + _FILL, re.IGNORECASE)
_AVERAGED = re.compile(r"\baverag(?:e|ing)\b[^.;,]{0,40}$|\bmean\b[^.;,]{0,25}$", re.IGNORECASE)
_AFTER = re.compile(r"\s{0,3}(?:[\w-]{1,20}\s){0,4}?on\saverage\b", re.IGNORECASE)
_OR_MORE = re.compile(r"\+|\s?or\s(?:more|higher|greater)\b")


def bound_of(reading: str, quantity: Quantity, sentence_begin: int) -> Bound:
    """The bound that the words around a quantity state; EXACT when none does."""
    if quantity.form == "sub":
        return Bound.AT_MOST
    head = reading[max(sentence_begin, quantity.begin - 60) : quantity.begin]
    if head[-4:].lower() == "sub-":
        return Bound.AT_MOST
    match = _BEFORE.search(head)
    if match:
        return Bound[match.lastgroup or "EXACT"]
    if _OR_MORE.match(reading, quantity.end) or reading[quantity.number_end : quantity.number_end + 1] == "+":
        return Bound.AT_LEAST
    if _AFTER.match(reading, quantity.end) or _AVERAGED.search(head):
        return Bound.AVERAGE
    return Bound.EXACT

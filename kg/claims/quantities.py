"""Finds the quantities of a text: a number with its unit, range, sign and the words that bound it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.claims.masking import Mask, masked_until
from kg.claims.numbers import FRACTIONS, NUMERAL, SCALE, SCALES, WORDS, Numeral, numeral_at
from kg.claims.units import BY_ID, Unit, UnitMatch, unit_at


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text with what belongs to it; spans are those of the text.

    `begin..end` covers sign, number, range and unit; `number_begin` is where the digits or the number word start.
    `before` is the number that a from-to change starts at.  `form` is an id of `kg.claims.patterns.FORMS`.
    """

    value: Decimal
    begin: int
    end: int
    number_begin: int
    number_end: int
    form: str
    unit: Unit | None = None
    max_value: Decimal | None = None
    before: Decimal | None = None
    sign: str = ""
    hyphen: bool = False
    scaled: bool = False
    shared: bool = False  # the unit was taken over from a neighbour in a list

    @property
    def label(self) -> str:
        """The unit's label, empty for a bare number."""
        return self.unit.label if self.unit else ""

    @property
    def rule(self) -> str:
        """The id of the pattern: form, then unit."""
        return f"{self.form}.{self.unit.id if self.unit else 'bare'}"


_WORD = re.compile(
    r"\b(?:(?P<magnitude>orders?[\s-]of[\s-]magnitude)"
    r"|(?P<verb>(?:doubl|tripl|quadrupl|halv)(?:es?|ed|ing)|twice|thrice)"
    r"|(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"|(?P<fraction>half)"
    r"|(?P<fold>two|three|four|five|six|seven|eight|nine|ten|hundred)fold"
    r"|(?P<sub>sub)-?(?P<subunit>(?:milli|micro)?seconds?|minute|hour|percent)"
    r"|(?P<plain>zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|hundreds?|thousands?))\b",
    re.IGNORECASE,
)
_VERBS = {"doubl": 2, "tripl": 3, "quadrupl": 4, "twice": 2, "thrice": 3}
_MAGNITUDES = {
    "": 10,
    "an": 10,
    "one": 10,
    "two": 100,
    "three": 1000,
    "four": 10**4,
    "five": 10**5,
    "six": 10**6,
    "seven": 10**7,
    "eight": 10**8,
}
_BEFORE_MAGNITUDE = re.compile(
    r"\b(an|one|two|three|four|five|six|seven|eight|\d)(?:\s(?:full|decimal))?[\s-]$", re.IGNORECASE
)
_TO_WORD = re.compile(r"\s(?:to|or)\s(two|three|four|five|six|seven|eight|nine|ten)\b")
_SEVERAL_MAGNITUDES = re.compile(r"\b(one|two|three|four|five)\s(?:to|or)\s$", re.IGNORECASE)
_RANGE = re.compile(
    r"\s{0,12}(?P<sign>-{1,3}|~|→|->|up\sto\b|to\b|and\b|or\b)\s{0,12}~?\s{0,8}\$?(?P<minus>[+-]?)(?=\d)"
)
_LIST = re.compile(r"\s{0,6}(?:,\s{0,3}(?:and|or)?|/|and|or|&|vs\.?|versus)\s{0,6}[+~$]?(?=\d)")
_FROM = re.compile(
    r"\bfrom\s{1,4}(?:[~≈(]|about\s|approximately\s|around\s|an?\s|only\s)?\s{0,4}\$?$", re.IGNORECASE
)
_BETWEEN = re.compile(r"\bbetween\s{1,4}\$?$", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:improv|increas|boost|rais|reduc|drop|decreas|lower|cut|fall|fell|declin|grow|grew|ris|rose|shrink"
    r"|shrank|lift|compress"
    r"|degrad|accelerat|push|mov|bring|advanc|jump|climb|went|go|chang|elevat|enhanc|slash|shift|collaps|tak"
    r"|plummet|soar|gain|surg)",
    re.IGNORECASE,
)
_RANGING = re.compile(
    r"\b(?:rang|vary|varies|span|scal|speedups|gains|improvements|reductions|sizes)", re.IGNORECASE
)
_FRACTION_TAIL = re.compile(r"[\s-](?P<part>half|halves|thirds?|quarters?|fifths?|tenths?)\b")
_OUT_OF = re.compile(
    r"(?:\s{0,2}/\s{0,2}|\s(?:out\sof|of)\s(?:the\s|all\s)?)(?P<total>\d++(?:,\d++)*+)(?![.\d]|\s?[x×%])"
)
_FACTOR = re.compile(
    r"\bfactors?\s(?:of\s)?(?:(?:up\sto|about|roughly|over|nearly|at\sleast|more\sthan)\s)?[~$\s]{0,8}$",
    re.IGNORECASE,
)
# What a bare `7B` is followed by when it counts things rather than parameters.
_COUNTED = re.compile(
    r"\+?\s(?!(?:[a-z-]{1,20}\s)?(?:models?|parameters|transformers|backbones|scales?|variants|weights|was|is"
    r"|has|does)\b)(?:[a-z-]{2,20}\s){0,2}[a-z-]{2,20}s\b"
)
# `1/3 of the`, `1/18 the`, `1/3 to 2/3`: a part of a whole, unlike `5/8 runs`.
_SHARE = re.compile(
    r"(?P<a>[1-4])/(?P<b>[2-9]\d{0,2}|1\d{1,2})(?:\s?(?:to|-)\s?(?P<c>[1-9])/(?P<d>[2-9]|10)(?!\d)|(?=\s(?:of\s(?:the|its|all)\s(?!\d)|the\s(?!\d)|that\sof)))"
)
_CARD_MEMORY = re.compile(r"\s?(?:of\s)?(?:GPU|VRAM|memory|RAM|CPU)\b")
_POWER = re.compile(r"\s{0,7}\^\s{0,2}-?\s?\d")


def _signed(reading: str, begin: int) -> tuple[str, int]:
    """The sign in front of a number and where the quantity starts with it."""
    i = begin
    while i > 0 and begin - i < 3 and reading[i - 1] == " ":
        i -= 1
    if (
        i > 0
        and reading[i - 1] in "+-"
        and (i < 2 or not (reading[i - 2].isalnum() or reading[i - 2] in ")%]-_"))
    ):
        return reading[i - 1], i - 1
    return "", begin


def _number(reading: str, begin: int) -> Numeral | None:
    found = numeral_at(reading, begin)
    if found and begin > 0 and reading[begin - 1] == "." and (begin < 2 or not reading[begin - 2].isalnum()):
        if "." in reading[found.begin : found.end] or found.scaled:
            return None
        return Numeral(found.value.scaleb(-(found.end - found.begin)), begin - 1, found.end)
    return found


def _money(reading: str, begin: int) -> bool:
    i = begin
    while i > 0 and begin - i < 2 and reading[i - 1] == " ":
        i -= 1
    return i > 0 and reading[i - 1] == "$"


def find(reading: str, mask: Mask) -> tuple[Quantity, ...]:
    """All quantities of a reading copy in order; masked numbers are left out, units are shared along lists.

    Linear: each run of digits is read at most twice.
    """
    found: list[Quantity] = []
    taken = 0
    for match in NUMERAL.finditer(reading):
        begin = match.start()
        if begin < taken:
            continue
        taken = max(taken, mask.after(begin, match.end()), masked_until(reading, begin, match.end()))
        if taken > begin:
            continue
        quantity = _from_digits(reading, begin, mask)
        if quantity is None:
            taken = match.end()
        else:
            found.append(quantity)
            taken = quantity.end
    found += _from_words(reading, mask)
    found.sort(key=lambda q: (q.begin, -q.end))
    return _share_units(reading, tuple(_without_overlaps(found)))


def _without_overlaps(quantities: list[Quantity]) -> list[Quantity]:
    out: list[Quantity] = []
    for q in quantities:
        if not out or q.begin >= out[-1].end:
            out.append(q)
    return out


def _from_digits(reading: str, begin: int, mask: Mask) -> Quantity | None:
    number = _number(reading, begin)
    if number is None:
        return None
    sign, start = _signed(reading, number.begin)
    unit = unit_at(reading, number.end)
    money = _money(reading, number.begin)
    if unit is None and _FACTOR.search(reading, max(0, number.begin - 30), number.begin):
        unit = UnitMatch(BY_ID["times"], number.end, hyphen=False)
    if (
        unit is None
        and number.scale in ("B", "billion")
        and not money
        and not _COUNTED.match(reading, number.end)
    ):
        unit = UnitMatch(BY_ID["params"], number.end, hyphen=False)
    if unit is None and number.scale == "G" and _CARD_MEMORY.match(reading, number.end):
        number = replace(number, value=number.value / SCALES["G"], scaled=False)
        unit = UnitMatch(BY_ID["gb"], number.end, hyphen=False)
    end = unit.end if unit else number.end
    if _POWER.match(reading, number.end):
        return None
    following = reading[number.end : number.end + 1]
    if unit is None and (following.isalpha() or following == "_"):
        return None
    if number.end < len(reading) and reading[number.end] == "+" and unit is None:
        unit = unit_at(reading, number.end + 1)
        end = unit.end if unit else number.end + 1
    chosen = BY_ID["usd"] if money else (unit.unit if unit else None)
    if money:
        start, end = reading.rfind("$", 0, number.begin), number.end
    first = Quantity(
        _scaled(number.value, chosen), start, end, number.begin, number.end, "value", chosen, sign=sign,
        hyphen=bool(unit and unit.hyphen), scaled=number.scaled,
    )  # fmt: skip
    ranged = _range(reading, first, unit, mask)
    if ranged is not None:
        return ranged
    if unit is None and not number.scaled and (share := _SHARE.match(reading, begin)):
        return _share(first, share)
    if unit is None and not number.scaled and (total := _OUT_OF.match(reading, number.end)):
        if Decimal(total["total"].replace(",", "")) < number.value:
            return first
        return replace(first, form="count-of", end=total.end())
    return first


def _share(first: Quantity, match: re.Match[str]) -> Quantity:
    """A share written as a fraction, `1/3` or `1/3 to 2/3`, in percent to one place."""

    def percent(top: str, bottom: str) -> Decimal:
        return (Decimal(100) * int(top) / int(bottom)).quantize(Decimal("0.1"))

    low = percent(match["a"], match["b"])
    whole = replace(
        first, form="fraction", value=low, unit=BY_ID["percent"], end=match.end(), number_end=match.end()
    )
    return replace(whole, max_value=percent(match["c"], match["d"])) if match["c"] else whole


def _scaled(value: Decimal, unit: Unit | None) -> Decimal:
    return value * unit.factor if unit else value


def _range(reading: str, first: Quantity, unit: UnitMatch | None, mask: Mask) -> Quantity | None:
    """`first` extended to a range or a from-to change when a second number follows, else None."""
    link = _RANGE.match(reading, first.end)
    if link is None:
        return None
    second = _number(reading, link.end())
    if second is None or mask.after(second.begin, second.end) > second.begin:
        return None
    head = reading[max(0, first.begin - 160) : first.begin]
    word = link["sign"]
    came_from = bool(_FROM.search(head))
    if word in ("and", "or") and not _BETWEEN.search(head):
        return None
    last = unit_at(reading, second.end)
    if last is None and reading[second.end : second.end + 1].isalpha():
        return None
    first_unit, last_unit = unit.unit if unit else None, last.unit if last else None
    if first_unit and last_unit and first_unit.label != last_unit.label:
        return None
    if word == "to" and not (came_from or first_unit or last_unit or (first.scaled and second.scaled)):
        return None
    chosen = last_unit or first_unit
    money = first.unit is BY_ID["usd"]
    if money:
        chosen = first.unit
    low = first.value if first_unit or money else _scaled(first.value, chosen)
    if second.scaled and not first.scaled and first.value < second.value and word != "to":
        widened = first.value * SCALES[second.scale]
        if widened < second.value * (chosen.factor if chosen else 1):
            low = widened
    high = _scaled(second.value, chosen if not money else None)
    end = last.end if last else second.end
    whole = replace(first, end=end, unit=chosen, number_end=second.end, hyphen=bool(last and last.hyphen))
    changes = (came_from or word in ("to", "up to", "→", "->")) and _changes(head, low, high, came_from)
    if word in ("→", "->") or changes or low > high:
        if word.startswith("-") and not word.endswith(">") and first.sign == "":
            return None if low > high else replace(whole, form="range", value=low, max_value=high)
        if first.sign == "-" and link["minus"] == "-":
            return replace(whole, form="range", value=low, max_value=high)
        return replace(whole, form="from-to", value=high, before=low)
    return replace(whole, form="range", value=low, max_value=high) if low < high else None


def _changes(head: str, low: Decimal, high: Decimal, came_from: bool) -> bool:
    near = head[-110:]
    if _RANGING.search(near[-40:]):
        return False
    return came_from and (bool(_CHANGE.search(near)) or "(" in near[-8:] or low > high)


# Beginnings of everything that _WORD can match, looked for one by one: far faster than the pattern on every word.
_STEMS = (
    "order", "doubl", "tripl", "quadrupl", "halv", "twice", "thrice", "twent", "thirt", "fort", "fift", "sixt",
    "sevent",
    "eight", "ninet", "half", "two", "three", "four", "five", "six", "seven", "nine", "ten", "hundred",
    "thousand", "sub",
    "zero", "one", "eleven", "twelve",
)  # fmt: skip


def _from_words(reading: str, mask: Mask) -> list[Quantity]:
    out: list[Quantity] = []
    lower = reading.lower() if len(reading.lower()) == len(reading) else reading
    for stem in _STEMS:
        begin = lower.find(stem)
        while begin >= 0:
            match = None if begin and lower[begin - 1].isalnum() else _WORD.match(reading, begin)
            if match is not None and mask.after(*match.span()) == begin:
                quantity = _word_quantity(reading, match)
                if quantity is not None:
                    out.append(quantity)
            begin = lower.find(stem, begin + 1)
    return out


def _word_quantity(reading: str, match: re.Match[str]) -> Quantity | None:
    begin, end = match.span()
    kind = match.lastgroup
    word = match[0].lower()
    if kind == "magnitude":
        before = _BEFORE_MAGNITUDE.search(reading, max(0, begin - 14), begin)
        key = before[1].lower() if before else ""
        value = 10 ** int(key) if key.isdigit() else _MAGNITUDES[key]
        if not before and word.startswith("orders"):
            return None
        start = before.start() if before else begin
        if several := _SEVERAL_MAGNITUDES.search(reading, max(0, start - 12), start):
            low = Decimal(_MAGNITUDES[several[1].lower()])
            return Quantity(
                low, several.start(), end, several.start(), end, "magnitude", BY_ID["times"], Decimal(value)
            )
        return _word(value, start, end, "magnitude", "times")
    if kind == "verb":
        stem = next((v for k, v in _VERBS.items() if word.startswith(k)), None)
        return (
            _word(stem, begin, end, "factor", "times") if stem else _word(50, begin, end, "factor", "percent")
        )
    if kind == "fraction":
        return _word(50, begin, end, "fraction", "percent")
    if kind == "fold":
        return _word(WORDS[match["fold"].lower()], begin, end, "value", "fold")
    if kind == "subunit":
        unit = unit_at(reading, match.start("subunit"))
        return Quantity(Decimal(1), begin, end, begin, end, "sub", unit.unit) if unit else None
    return _counted_word(reading, begin, end, word)


def _counted_word(reading: str, begin: int, end: int, word: str) -> Quantity | None:
    if word in ("hundreds", "thousands", "hundred", "thousand"):
        return None
    value = Decimal(WORDS[word])
    part = _FRACTION_TAIL.match(reading, end)
    if part and not (word == "one" and part["part"].endswith("s")):
        share = FRACTIONS.get(part["part"], Decimal(50)) * value
        if part["part"].startswith("third"):
            share = Decimal("66.7") if word == "two" else Decimal("33.3")
        return Quantity(share, begin, part.end(), begin, part.end(), "fraction", BY_ID["percent"])
    scale = SCALE.match(reading, end)
    scaled = bool(scale and scale["word"])
    if scale and scaled:
        value, end = value * SCALES[scale["word"].lower()], scale.end()
    unit = unit_at(reading, end)
    if word == "one" and (
        unit is None or unit.unit.id in ("m", "seconds", "bits", "lines", "words", "tokens")
    ):
        return None
    if unit is None and reading[end : end + 1] not in (" ", "-"):
        return None
    second = _TO_WORD.match(reading, end)
    if second and value < WORDS[second[1]]:
        last = unit_at(reading, second.end())
        if last:
            return Quantity(
                value, begin, last.end, begin, second.end(), "range", last.unit, Decimal(WORDS[second[1]])
            )
    return Quantity(
        value, begin, unit.end if unit else end, begin, end, "word", unit.unit if unit else None,
        hyphen=bool(unit and unit.hyphen), scaled=scaled,
    )  # fmt: skip


def _word(value: int | None, begin: int, end: int, form: str, unit: str) -> Quantity | None:
    return None if value is None else Quantity(Decimal(value), begin, end, begin, end, form, BY_ID[unit])


def _share_units(reading: str, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """A bare number in a list takes the unit of the next one: `1.8, 2.3 and 3.1x`."""
    out = list(quantities)
    for i in range(len(out) - 2, -1, -1):
        here, after = out[i], out[i + 1]
        if here.unit is None and after.unit is not None and here.form in ("value", "range"):
            link = _LIST.match(reading, here.end)
            if link and link.end() in (after.begin, after.number_begin):
                out[i] = replace(here, unit=after.unit, shared=True, value=_scaled(here.value, after.unit))
    return tuple(out)

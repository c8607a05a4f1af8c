"""Numerals: decimals, thousands separators, scale letters and words, number words, fractions.

Everything here works on a reading copy (`kg.claims.text`) and is linear in the length of the text: a run of digits
is taken whole and never tried again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MAX_DIGITS = 24  # a longer run of digits is data, not a figure

SCALES: dict[str, int] = {
    "k": 10**3, "K": 10**3, "M": 10**6, "B": 10**9, "G": 10**9, "T": 10**12,
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "hundred": 10**2,
    "mn": 10**6, "bn": 10**9,
}  # fmt: skip

WORDS: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
}  # fmt: skip
FRACTIONS: dict[str, Decimal] = {
    "half": Decimal(50), "third": Decimal("33.3"), "thirds": Decimal("33.3"), "quarter": Decimal(25),
    "quarters": Decimal(25), "fifth": Decimal(20), "fifths": Decimal(20), "tenth": Decimal(10), "tenths": Decimal(10),
}  # fmt: skip

NUMERAL = re.compile(r"\d++(?:(?:\x1f?,\x1f?|\.)\d++)*+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
SCIENTIFIC = re.compile(
    r"\s{0,10}[×x]\s{0,10}10\s{0,2}\^?\s{0,3}(?P<power>-?\s?\d{1,3})(?!\d)|[eE](?P<exp>[+-]?\d{1,3})(?![\w.])"
)
_TEN = re.compile(r"10\s{0,2}\^\s{0,3}(?P<power>-?\s?\d{1,3})(?!\d)\s{0,3}")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
SCALE = re.compile(
    r"\+?[\s-]?(?:(?P<word>(?:[tT]housand|[mM]illion|[bB]illion|[tT]rillion|hundred)\b)"
    r"|(?<!-)(?P<letter>[kKMBTG])(?![A-Za-z\d]))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: its value and span; `scaled` tells that a scale letter or word was read with it."""

    value: Decimal
    begin: int
    end: int
    scaled: bool = False
    scale: str = ""


def decimal_of(digits: str) -> Decimal | None:
    """The value of a run of digits with separators; None for a version, a date or a list glued together.

    >>> decimal_of("12,500.5"), decimal_of("1.2.3"), decimal_of("3,4")
    (Decimal('12500.5'), None, None)
    """
    digits = digits.replace("\x1f", "")
    if len(digits) > MAX_DIGITS:
        return None
    if _GROUPED.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    return Decimal(digits) if _PLAIN.fullmatch(digits) else None


def numeral_at(reading: str, begin: int) -> Numeral | None:
    """The numeral whose digits start at `begin`, with the scale that follows it, else None.

    >>> numeral_at("1.26M studies", 0)
    Numeral(value=Decimal('1260000.00'), begin=0, end=5, scaled=True, scale='M')
    """
    match = NUMERAL.match(reading, begin)
    if match is None:
        return None
    value = decimal_of(match[0])
    if value is None:
        return None
    if power := SCIENTIFIC.match(reading, match.end()):
        exponent = int((power["power"] or power["exp"]).replace(" ", ""))
        return Numeral(value.scaleb(exponent), begin, power.end(), scaled=True, scale="e")
    if value == 10 and (power := _TEN.match(reading, begin)):
        return Numeral(
            Decimal(1).scaleb(int(power["power"].replace(" ", ""))),
            begin,
            power.end(),
            scaled=True,
            scale="e",
        )
    scale = SCALE.match(reading, match.end())
    if scale is None:
        return Numeral(value, begin, match.end())
    name = (scale["word"] or "").lower() or scale["letter"]
    return Numeral(value * SCALES[name], begin, scale.end(), scaled=True, scale=name)

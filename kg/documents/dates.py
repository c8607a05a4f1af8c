"""Dates of records, in whatever form, as YYYY, YYYY-MM or YYYY-MM-DD."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kg.documents.errors import RecordError, kind_of

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?![\d])")
_WORDS = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),\s*)?(\d{4})\b"
)
_MONTHS = {name: i for i, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
)}  # fmt: skip


def month_number(name: str) -> int | None:
    """1 to 12 for an English month or its abbreviation, else None."""
    return _MONTHS.get(name[:3].lower()) if len(name) >= 3 else None


def issued(value: object, field: str) -> str | None:
    """The normal form of a date; None where a text holds none.

    Takes years as numbers, ISO dates with or without time, `2 Apr 2007`, `April 2, 2007` and the `date-parts`
    of CSL.  Raises RecordError for another type.

    >>> issued("Mon, 2 Apr 2007 19:18:42 GMT", "created"), issued(2024, "year")
    ('2007-04-02', '2024')
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Mapping | list):
        raise RecordError(f"{field} is {kind_of(value)}, not a date")
    if isinstance(value, int):
        return _checked(value, None, None)
    if isinstance(value, str):
        return _from_text(value.strip())
    return _from_parts(value, field)


def _from_text(text: str) -> str | None:
    if match := _ISO.match(text):
        year, month, day = match.groups()
        return _checked(int(year), int(month) if month else None, int(day) if day else None)
    if (match := _WORDS.match(text)) and (month := month_number(match[2])):
        day = match[1] or match[3]
        return _checked(int(match[4]), month, int(day) if day else None)
    return None


def _from_parts(value: object, field: str) -> str | None:
    parts = value.get("date-parts") if isinstance(value, Mapping) else value
    while isinstance(parts, list) and parts and isinstance(parts[0], list):
        parts = parts[0]
    if parts is None and isinstance(value, Mapping):
        raw = value.get("raw") or value.get("literal") or ""
        return _from_text(raw) if isinstance(raw, str) else None
    if not isinstance(parts, list) or len(parts) > 3:
        raise RecordError(f"{field} is not a date")
    try:
        numbers = [int(p) for p in parts if p is not None]
    except (TypeError, ValueError):
        raise RecordError(f"{field} is not a date") from None
    return _checked(*(numbers + [None] * 3)[:3]) if numbers else None  # type: ignore[arg-type]


def _checked(year: int, month: int | None, day: int | None) -> str | None:
    """The date as far as it is a real one: an impossible day or month is left out."""
    if not 1000 <= year <= 2999:
        return None
    if month is None or not 1 <= month <= 12:
        return f"{year}"
    try:
        return date(year, month, day).isoformat() if day is not None else f"{year}-{month:02}"
    except ValueError:
        return f"{year}-{month:02}"

"""How a figure reads: its bound, its number, its unit, and what kind of figure it is."""

from __future__ import annotations

from typing import Any

BOUNDS = {
    "UpTo": "up to ", "AtLeast": "at least ", "AtMost": "at most ", "Approximately": "about ", "Average": "average ",
}  # fmt: skip
KINDS = {
    "": "measured", "Ratio": "ratio to a baseline", "PercentChange": "change against a baseline",
    "Difference": "difference to a baseline",
}  # fmt: skip
_LONG = 4  # digits that read well without a separator
_TIGHT = {"%", "x", "B", "M", "K"}


def value_text(result: dict[str, Any]) -> str:
    """The figure of a result as the page prints it.

    >>> value_text({"value": "2.4", "max": "3", "unit": "x", "bound": "UpTo"})
    'up to 2.4\u20133\u00d7'
    """
    unit = result["unit"]
    if unit:
        unit = ("\u00d7" if unit == "x" else unit) if unit in _TIGHT else f" {unit}"
    upper = f"\u2013{_grouped(result['max'])}" if result["max"] else ""
    return f"{BOUNDS.get(result['bound'], '')}{_grouped(result['value'])}{upper}{unit}"


def _grouped(decimal: str) -> str:
    """A decimal string with its thousands set apart where it is long."""
    whole, point, rest = decimal.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isdigit() and len(whole) > _LONG else decimal


def number(result: dict[str, Any]) -> float:
    """The figure itself, for sorting alone."""
    return float(result["value"] or 0)

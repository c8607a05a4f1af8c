"""Answers of different stores in one form, so that they can be compared value by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {
    XSD + name for name in ("integer", "decimal", "int", "long", "nonNegativeInteger", "double", "float")
}

Cell = tuple[str, str, str]  # variable, value, what kind of value
Row = tuple[Cell, ...]
Rows = Counter[Row]


def from_json(data: Mapping[str, Any]) -> Rows:
    """The rows of an answer in the SPARQL JSON format, each with its count; order does not matter."""
    bindings = data["results"]["bindings"]
    return Counter(row((name, cell) for name, cell in binding.items()) for binding in bindings)


def row(cells: Iterable[tuple[str, Mapping[str, str]]]) -> Row:
    """One row: the bound variables in order, numbers by value, everything else to the letter."""
    return tuple(sorted((name, *_value(cell)) for name, cell in cells if cell["type"] != "unbound"))


def _value(cell: Mapping[str, str]) -> tuple[str, str]:
    value = cell["value"]
    if cell["type"] == "uri":
        return value, "iri"
    if cell["type"] not in {"literal", "typed-literal"}:
        return value, cell["type"]
    datatype = cell.get("datatype", "")
    if datatype in _NUMBERS:
        try:
            return format(Decimal(value).normalize(), "f"), "number"
        except InvalidOperation:
            return value, datatype
    if language := cell.get("xml:lang"):
        return value, "@" + language.lower()
    return value, "" if datatype == XSD + "string" else datatype


def difference(ours: Rows, theirs: Rows) -> str:
    """The first thing that two answers disagree about, empty if there is none."""
    missing, more = ours - theirs, theirs - ours
    if not missing and not more:
        return ""
    example = next(iter(sorted(missing) or sorted(more)))
    return f"{missing.total()} rows missing, {more.total()} more; for example {example}"

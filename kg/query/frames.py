"""Rows as a pandas data frame: one type a column, missing values where a variable is unbound."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from kg.errors import GraphError, QueryError
from kg.query.result import Result, plain
from kg.terms import XSD

_WHOLE = {
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedInt", "unsignedLong", "gYear",
}  # fmt: skip
_REAL = {"decimal", "double", "float"}
_TIME = {"date", "dateTime"}


def datatype(term: str) -> str:
    """The local name of a literal's XML Schema type, empty for every other term."""
    head, mark, rest = term.rpartition('"^^<' + XSD)
    return rest[:-1] if head.startswith('"') and mark else ""


def python(term: str | None) -> str | int | float | bool | None:
    """The Python value of a term: typed for numbers and booleans, text for everything else.

    >>> python('"2.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'), python("<https://a.example/>")
    (2.5, 'https://a.example/')
    """
    if term is None:
        return None
    text, kind = plain(term), datatype(term)
    try:
        if kind in _WHOLE:
            return int(text)
        if kind in _REAL:
            return float(text)
    except ValueError:
        return text
    return text == "true" if kind == "boolean" else text


def frame(result: Result) -> Any:
    """The rows of a SELECT as a data frame.

    A column is Int64, Float64, boolean or datetime64 where all its values are, else string; IRIs are strings.
    `attrs` holds `complete` and the reason of a cut.  Raises QueryError for an answer that has no rows by its
    form, GraphError where pandas is not installed.
    """
    try:
        pd = import_module("pandas")
    except ImportError as error:
        raise GraphError("Data frames need pandas: pip install 'paperkg[frames]'.") from error
    if result.kind != "select":
        raise QueryError("A data frame holds the rows of a SELECT query; this one has none.")
    columns = {}
    for place, name in enumerate(result.variables):
        terms = [row[place] for row in result.rows]
        columns[name] = _column(pd, terms)
    made = pd.DataFrame(columns, columns=list(result.variables))
    made.attrs.update(complete=result.complete, reason=result.reason)
    return made


def _column(pd: Any, terms: list[str | None]) -> Any:
    kinds = {datatype(term) for term in terms if term is not None}
    values = [python(term) for term in terms]
    odd = any(isinstance(value, str) for value in values)
    if kinds and kinds <= _TIME:
        times = pd.to_datetime(
            pd.Series(values, dtype="object"), errors="coerce", format="ISO8601", utc=kinds == {"dateTime"}
        )
        if times.notna().sum() == sum(value is not None for value in values):
            return times
    if kinds and not odd:
        for allowed, name in ((_WHOLE, "Int64"), (_WHOLE | _REAL, "Float64"), ({"boolean"}, "boolean")):
            if kinds <= allowed:
                return pd.array(values, dtype=name)
    return pd.array([None if term is None else plain(term) for term in terms], dtype="string")

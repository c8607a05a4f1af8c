"""Names of authors, in whatever form a record gives them, as `Given Family`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg.documents.errors import RecordError

MAX_CREATORS = 10_000
_AFFILIATION = re.compile(r"\([^()]*\)")
_AND = re.compile(r",?\s(?:and|&)\s", re.IGNORECASE)
_NAME_KEYS = ("name", "display_name", "literal", "raw_author_name")
_GIVEN = ("given", "first", "firstName", "givenName", "forename")
_FAMILY = ("family", "last", "lastName", "familyName", "surname")


def creators(value: object, field: str) -> list[str]:
    """The names in reading order.

    Takes a list of names or of objects (name, given and family, OpenAlex authorships, arXiv's parsed
    triples), or one text with names between semicolons, `and` or commas.  RecordError for another type.

    >>> creators("Roe, Jane and Doe, John", "author"), creators("J. Roe, A. Doe and B. Poe", "authors")
    (['Jane Roe', 'John Doe'], ['J. Roe', 'A. Doe', 'B. Poe'])
    """
    if isinstance(value, str):
        return split(value)
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list):
        raise RecordError(f"{field} is neither a text nor a list of names")
    names = [_one(v, field) for v in value]
    return [n for n in names if n]


def split(text: str) -> list[str]:
    """The names of one text."""
    text = _AFFILIATION.sub("", text)
    if ";" in text:
        return _tidy(turned(part) for part in text.split(";"))
    groups = _AND.split(" ".join(text.split()))
    if len(groups) > 1 and all(g.count(",") == 1 for g in groups):
        return _tidy(turned(g) for g in groups)
    if len(groups) == 1 and text.count(",") == 1 and len(text.partition(",")[0].split()) == 1:
        return _tidy([turned(text)])
    return _tidy(part for g in groups for part in g.split(","))


def turned(name: str) -> str:
    """`Family, Given` as `Given Family`; another name unchanged."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else name.strip()


def _one(value: object, field: str) -> str:
    if isinstance(value, str):
        return " ".join(turned(value).split())
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        family, given, *suffix = [*value, ""]  # arXiv's parsed form
        return " ".join(" ".join((given, family, *suffix)).split())
    if isinstance(value, Mapping):
        inner = value.get("author")
        if isinstance(inner, Mapping):
            return _one(inner, field)
        name = _text(value, _NAME_KEYS) or f"{_text(value, _GIVEN)} {_text(value, _FAMILY)}"
        return " ".join(name.split())
    raise RecordError(f"{field} holds something that is no name")


def _text(value: Mapping[str, object], keys: tuple[str, ...]) -> str:
    return next((v for k in keys if isinstance(v := value.get(k), str) and v), "")


def _tidy(parts: Iterable[str]) -> list[str]:
    return [name for part in parts if (name := " ".join(part.split()))]

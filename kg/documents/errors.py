"""What goes wrong inside one record; it never leaves the room, the record becomes a Skip."""

from __future__ import annotations

_KINDS: dict[type, str] = {
    bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object",
    str: "a text",
}  # fmt: skip


class RecordError(ValueError):
    """One record cannot become a paper; the message is the reason, without place."""


def kind_of(value: object) -> str:
    """What a value is, in the words of a report.

    >>> kind_of([1])
    'a list'
    """
    return _KINDS.get(type(value), "something else")

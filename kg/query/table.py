"""An answer as a table for people: prefixed names, no control characters, wrapped to the terminal."""

from __future__ import annotations

import io
import unicodedata

from kg.query.result import Result, display

_EMPTY = "no rows"


def clean(text: str) -> str:
    r"""The text on one line without characters that steer a terminal or reverse its reading order.

    >>> clean("a\x1b]8;;https://evil.example\x07b\nc")
    'a]8;;https://evil.exampleb c'
    """
    spaced = " ".join(text.split()) if any(c in text for c in "\n\r\t\x0b\x0c\x85\u2028\u2029") else text
    if spaced.isprintable():
        return spaced
    return "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def table(result: Result, width: int | None = None, colour: bool = False) -> str:
    """The table of an answer: framed and wrapped to a width, or plain aligned columns where it is None."""
    if result.kind == "ask":
        return "yes\n" if result.boolean else "no\n"
    cells = [[clean(display(term, result.prefixes)) for term in row] for row in result.rows]
    names = [clean(name) for name in result.variables]
    if width is None:
        return _plain(names, cells)
    return _framed(names, cells, _numeric(result), width, colour)


def _numeric(result: Result) -> list[bool]:
    def number(term: str | None) -> bool:
        return term is None or term.endswith(("#decimal>", "#integer>", "#double>"))

    return [
        bool(result.rows) and all(number(row[i]) for row in result.rows) for i in range(len(result.variables))
    ]


def _plain(names: list[str], cells: list[list[str]]) -> str:
    lines = [names, *cells]
    widths = [max(_columns(line[i]) for line in lines) for i in range(len(names))]
    text = ""
    for line in lines:
        padded = (cell + " " * (size - _columns(cell)) for cell, size in zip(line, widths, strict=True))
        text += "  ".join(padded).rstrip() + "\n"
    return text if cells else text + _EMPTY + "\n"


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in {"W", "F"} for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) != 0 for c in text)


def _framed(names: list[str], cells: list[list[str]], numeric: list[bool], width: int, colour: bool) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, no_color=not colour, legacy_windows=False)
    framed = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for name, right in zip(names, numeric, strict=True):
        framed.add_column(Text(name), justify="right" if right else "left", overflow="fold")
    for line in cells:
        framed.add_row(*(Text(cell) for cell in line))  # Text: markup in a title stays text
    console.print(framed)
    if not cells:
        console.print(_EMPTY)
    return out.getvalue()

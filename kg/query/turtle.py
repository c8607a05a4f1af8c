"""Turtle out of a graph that a query made: grouped by subject, sorted, only the prefixes in use."""

from __future__ import annotations

from itertools import groupby

from kg.query.result import Result, short, split
from kg.terms import TYPE, XSD


def turtle(result: Result) -> str:
    """The text of a CONSTRUCT or DESCRIBE answer."""
    used: set[str] = set()

    def term(text: str, predicate: bool = False) -> str:
        kind, value, extra = split(text)
        if kind == "iri":
            if predicate and value == TYPE:
                return "a"
            name = short(value, result.prefixes)
            if name:
                used.add(name.partition(":")[0])
            return name or text
        if kind == "literal" and extra and not extra.startswith("@"):
            if extra == XSD + "string":
                return text.rpartition("^^")[0]
            if name := short(extra, result.prefixes):
                used.add(name.partition(":")[0])
                return f"{text.rpartition('^^')[0]}^^{name}"
        return text

    blocks = []
    rows = sorted({(row[0] or "", row[1] or "", row[2] or "") for row in result.rows})
    for subject, statements in groupby(rows, key=lambda row: row[0]):
        lines = []
        for predicate, group in groupby(statements, key=lambda row: row[1]):
            objects = ", ".join(term(row[2]) for row in group)
            lines.append(f"    {term(predicate, predicate=True)} {objects}")
        blocks.append(f"{term(subject)}\n" + " ;\n".join(lines) + " .\n")
    head = "".join(f"@prefix {p}: <{result.prefixes[p]}> .\n" for p in sorted(used))
    return head + "".join("\n" + block for block in blocks)

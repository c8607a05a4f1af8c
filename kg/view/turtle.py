"""Turtle of a few subjects, to lie beside the page about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from kg import rdf, terms
from kg.rdf import Statement
from kg.settings import Settings

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*").fullmatch


def turtle(statements: Iterable[Statement], settings: Settings) -> str:
    """The statements as sorted Turtle, with only the prefixes in use declared."""
    bound = {**terms.PREFIXES, "id": settings.base_iri}
    used: set[str] = set()

    def short(term: str) -> str:
        kind, value, extra = rdf.parse_term(term)
        if kind == "literal":
            return f"{term.rpartition('^^')[0]}^^{short(f'<{extra}>')}" if extra and extra[0] != "@" else term
        for name, namespace in bound.items():
            if value.startswith(namespace) and _PLAIN(value[len(namespace) :]):
                used.add(name)
                return f"{name}:{value[len(namespace) :]}"
        return term

    blocks = []
    for subject, group in groupby(sorted(set(statements)), key=lambda s: s[0]):
        lines = []
        for predicate, rows in groupby(group, key=lambda s: s[1]):
            verb = "a" if predicate == f"<{terms.TYPE}>" else short(predicate)
            lines.append(f"    {verb} {', '.join(short(row[2]) for row in rows)}")
        blocks.append(f"\n{short(subject)}\n" + " ;\n".join(lines) + " .\n")
    return "".join(f"@prefix {name}: <{bound[name]}> .\n" for name in sorted(used)) + "".join(blocks)

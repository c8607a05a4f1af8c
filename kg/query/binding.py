"""Variables of a query given values: by token, never by text.

A value enters as one canonical N-Triples term in the place of a variable's token, so nothing of it is ever read as
SPARQL.  Unlike the engines' own means it needs no column for the variable, means the same to every engine, and lets
them plan with the value.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.errors import QueryError
from kg.query.lexer import Token, tokens

_SETS = {
    "AS": "AS",
    "VALUES": "VALUES",
    "SELECT": "the columns of an inner SELECT",
    "BY": "GROUP BY or ORDER BY",
}


def bind(text: str, values: Mapping[str, str]) -> str:
    """The query with each variable of `values` (name to N-Triples term) replaced inside its groups and in HAVING.

    Columns, GROUP BY and ORDER BY of the query itself keep the variable, which then has the value.  Raises QueryError
    for a variable that the query does not hold, or sets itself.

    >>> bind("SELECT ?o { ?s ?p ?o }", {"s": "<http://a.example/>"})
    'SELECT ?o { <http://a.example/> ?p ?o }'
    """
    if not values:
        return text
    stream = list(tokens(text))
    changes: list[tuple[int, int, str]] = []
    kept: set[str] = set()
    seen: set[str] = set()
    region, level, last_close = "", 0, -1
    construct = (
        next((t.text.upper() for t in stream if t.text.upper() in {"SELECT", "CONSTRUCT"}), "") == "CONSTRUCT"
    )
    for token in stream:
        region = _region(token, region)
        if token.kind == "mark" and token.text in "{}":
            level += 1 if token.text == "{" else -1
            last_close = token.begin if token.text == "}" and level == 0 else last_close
        name = token.text[1:]
        if token.kind != "variable" or name not in values:
            continue
        seen.add(name)
        if region in _SETS:
            if level > 0 or region == "AS":
                raise QueryError(f"?{name} cannot be given a value: the query sets it in {_SETS[region]}.")
            kept.add(name)
        elif level > 0 or region == "HAVING":
            changes.append((token.begin, token.begin + len(token.text), values[name]))
        else:
            kept.add(name)  # DESCRIBE ?name
    if missing := sorted(set(values) - seen):
        raise QueryError(f"The query has no variable ?{missing[0]}.")
    if kept and not construct and last_close >= 0:
        lines = "".join(f" BIND({values[name]} AS ?{name})" for name in sorted(kept))
        changes.append((last_close, last_close, f"{lines} "))
    for begin, end, term in sorted(changes, reverse=True):
        text = text[:begin] + term + text[end:]
    return text


def _region(token: Token, region: str) -> str:
    """What kind of place the tokens from this one on stand in: a key of `_SETS`, `HAVING` or the empty text."""
    word = token.text.upper() if token.kind == "word" else token.text if token.kind == "mark" else ""
    if word in _SETS or word == "HAVING":
        return word
    ends = {
        "AS": {")"},
        "VALUES": {"{"},
        "SELECT": {"{", "WHERE", "FROM"},
        "BY": {"}", "LIMIT", "OFFSET"},
        "HAVING": {"}", "ORDER", "LIMIT", "OFFSET"},
    }
    return "" if word in ends.get(region, ()) else region

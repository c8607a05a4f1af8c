"""The graphs that a query names with FROM, and the query without them: where the graph is chosen from outside."""

from __future__ import annotations

from itertools import pairwise

from kg.query.lexer import Token, tokens


def clauses(text: str) -> list[tuple[str, bool, int, int]]:
    """The dataset clauses of a query: the graph's IRI or prefixed name, whether NAMED, and the clause's span.

    >>> clauses("SELECT * FROM <http://a.example/> { ?s ?p ?o }")
    [('http://a.example/', False, 9, 33)]
    """
    found = []
    stream = list(tokens(text))
    prefixes = {key.text: value.text[1:-1] for key, value in pairwise(stream) if value.kind == "iri"}
    for place, token in enumerate(stream):
        if token.kind != "word" or token.text.upper() != "FROM":
            continue
        rest = stream[place + 1 : place + 3]
        named = bool(rest) and rest[0].kind == "word" and rest[0].text.upper() == "NAMED"
        graph = rest[1] if named and len(rest) > 1 else rest[0] if rest else Token("", "", 0)
        if graph.kind == "iri":
            found.append((graph.text[1:-1], named, token.begin, graph.begin + len(graph.text)))
        elif graph.kind == "name":
            prefix, _, local = graph.text.partition(":")
            iri = prefixes.get(prefix + ":", prefix + ":") + local
            found.append((iri, named, token.begin, graph.begin + len(graph.text)))
    return found


def without_dataset(text: str) -> str:
    """The query without its FROM and FROM NAMED clauses.

    >>> without_dataset("SELECT * FROM <http://a.example/> { ?s ?p ?o }")
    'SELECT *   { ?s ?p ?o }'
    """
    for _, _, begin, end in reversed(clauses(text)):
        text = text[:begin] + " " + text[end:]
    return text

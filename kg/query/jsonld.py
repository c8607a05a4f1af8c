"""JSON-LD out of a graph that a query made: one node object a subject under a context of its own."""

from __future__ import annotations

import json
from itertools import groupby

from kg.query.result import Result, short, split
from kg.terms import TYPE, XSD


def jsonld(result: Result) -> str:
    """The text of a CONSTRUCT or DESCRIBE answer; the context lies inside and holds the prefixes in use."""
    used: set[str] = set()

    def name(iri: str) -> str:
        found = short(iri, result.prefixes)
        if found:
            used.add(found.partition(":")[0])
        return found or iri

    def reference(term: str) -> str:
        kind, value, _ = split(term)
        return f"_:{value}" if kind == "blank" else name(value)

    def value_of(term: str) -> dict[str, str] | str:
        kind, value, extra = split(term)
        if kind != "literal":
            return {"@id": reference(term)}
        if extra.startswith("@"):
            return {"@language": extra[1:], "@value": value}
        return {"@type": name(extra), "@value": value} if extra and extra != XSD + "string" else value

    nodes = []
    rows = sorted({(row[0] or "", row[1] or "", row[2] or "") for row in result.rows})
    for subject, statements in groupby(rows, key=lambda row: row[0]):
        node: dict[str, object] = {"@id": reference(subject)}
        for predicate, group in groupby(statements, key=lambda row: row[1]):
            property_ = split(predicate)[1]
            if property_ == TYPE:
                node["@type"] = [reference(o) for _, _, o in group]
            else:
                values = [value_of(o) for _, _, o in group]
                node[name(property_)] = values[0] if len(values) == 1 else values
        nodes.append(node)
    context = {prefix: result.prefixes[prefix] for prefix in sorted(used)}
    return json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n"

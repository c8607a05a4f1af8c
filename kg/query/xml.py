"""Answers in XML: SPARQL 1.1 Query Results XML for rows and ASK, RDF/XML for graphs."""

from __future__ import annotations

import re
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from kg.errors import QueryError
from kg.query.result import Result, split
from kg.terms import RDF, XSD

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_RESULTS = "http://www.w3.org/2005/sparql-results#"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL = re.compile(r"[A-Za-z_][\w.\-]{0,199}$", re.ASCII)


def _text(value: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", value), {"\r": "&#13;"})


def _quoted(value: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", value))


def results(result: Result) -> str:
    """SPARQL 1.1 Query Results XML; a character that XML cannot hold becomes U+FFFD."""
    head = "".join(f"<variable name={_quoted(name)}/>" for name in result.variables)
    if result.kind == "ask":
        body = f"<boolean>{'true' if result.boolean else 'false'}</boolean>"
    else:
        rows = "".join(
            f"\n<result>{''.join(_binding(n, t) for n, t in zip(result.variables, row, strict=True) if t)}</result>"
            for row in result.rows
        )
        body = f"<results>{rows}\n</results>"
    return f'{_DECLARATION}<sparql xmlns="{_RESULTS}"><head>{head}</head>{body}</sparql>\n'


def _binding(name: str, term: str) -> str:
    kind, value, extra = split(term)
    if kind == "iri":
        inner = f"<uri>{_text(value)}</uri>"
    elif kind == "blank":
        inner = f"<bnode>{_text(value)}</bnode>"
    else:
        inner = f"<literal{_literal(extra, 'datatype')}>{_text(value)}</literal>"
    return f"<binding name={_quoted(name)}>{inner}</binding>"


def _literal(extra: str, datatype: str) -> str:
    if extra.startswith("@"):
        return f" xml:lang={_quoted(extra[1:])}"
    return f" {datatype}={_quoted(extra)}" if extra and extra != XSD + "string" else ""


def graph(result: Result) -> str:
    """RDF/XML of a graph; QueryError where a property has no name that XML could hold."""
    names: dict[str, str] = {RDF: "rdf"}
    blocks = []
    rows = sorted({(row[0] or "", row[1] or "", row[2] or "") for row in result.rows})
    for subject, statements in groupby(rows, key=lambda row: row[0]):
        lines = "".join(f"    {_property(p, o, names, result)}\n" for _, p, o in statements)
        blocks.append(f"  <rdf:Description {_node(subject, 'rdf:about')}>\n{lines}  </rdf:Description>\n")
    bound = "".join(f" xmlns:{name}={_quoted(namespace)}" for namespace, name in names.items())
    return f"{_DECLARATION}<rdf:RDF{bound}>\n{''.join(blocks)}</rdf:RDF>\n"


def _property(predicate: str, term: str, names: dict[str, str], result: Result) -> str:
    iri = split(predicate)[1]
    match = _LOCAL.search(iri)
    if match is None:
        raise QueryError(f"RDF/XML has no name for the property {iri}; ask for Turtle.")
    namespace = iri[: match.start()]
    if namespace not in names:
        known = {value: key for key, value in result.prefixes.items()}
        names[namespace] = known.get(namespace, f"ns{len(names)}")
    tag = f"{names[namespace]}:{match[0]}"
    kind, value, extra = split(term)
    if kind != "literal":
        return f"<{tag} {_node(term, 'rdf:resource')}/>"
    return f"<{tag}{_literal(extra, 'rdf:datatype')}>{_text(value)}</{tag}>"


def _node(term: str, attribute: str) -> str:
    kind, value, _ = split(term)
    return f"rdf:nodeID={_quoted('b' + value)}" if kind == "blank" else f"{attribute}={_quoted(value)}"

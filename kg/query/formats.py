"""The formats of an answer, one table: FORMATS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.errors import QueryError
from kg.query import xml
from kg.query.jsonld import jsonld
from kg.query.result import Kind, Result, plain, split
from kg.query.table import table
from kg.query.turtle import turtle
from kg.terms import XSD, XSD_DECIMAL, XSD_INTEGER

_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BARE = {
    XSD_INTEGER: re.compile(r"[+-]?[0-9]+"),
    XSD_DECIMAL: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How an answer is laid out; no `width` means plain columns without wrapping, for pipes and files.

    `csv_safe` puts an apostrophe before each cell of a CSV that a spreadsheet would take for a formula.
    """

    width: int | None = None
    colour: bool = False
    csv_safe: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its media type by kind of answer, and the function that gives its text."""

    name: str
    title: str
    media: dict[Kind, str]
    write: Callable[[Result, Layout], str]

    def render(self, result: Result, layout: Layout | None = None) -> str:
        """The text of an answer; QueryError where the format cannot hold that kind of answer."""
        if result.kind not in self.media:
            fit = " or ".join(f.name for f in FORMATS.values() if result.kind in f.media)
            kind = {"select": "rows", "ask": "a yes or no", "graph": "a graph"}[result.kind]
            raise QueryError(f"The format {self.name} cannot hold {kind}; use --format {fit}.")
        return self.write(result, layout or Layout())


def to_json(result: Result) -> str:
    """SPARQL 1.1 Query Results JSON, one line."""
    if result.kind == "ask":
        return json.dumps({"head": {}, "boolean": bool(result.boolean)}) + "\n"
    bindings = [
        {name: _json_term(term) for name, term in zip(result.variables, row, strict=True) if term is not None}
        for row in result.rows
    ]
    answer = {"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n"


def _json_term(term: str) -> dict[str, str]:
    kind, value, extra = split(term)
    if kind == "iri":
        return {"type": "uri", "value": value}
    if kind == "blank":
        return {"type": "bnode", "value": value}
    out = {"type": "literal", "value": value}
    if extra.startswith("@"):
        out["xml:lang"] = extra[1:]
    elif extra and extra != XSD + "string":
        out["datatype"] = extra
    return out


def to_csv(result: Result, safe: bool = False) -> str:
    """SPARQL 1.1 Query Results CSV: bare values, CRLF, quotes only where RFC 4180 wants them.

    With `safe` no cell begins like a formula, which is no longer what the recommendation says.
    """
    if result.kind == "ask":
        return "true\r\n" if result.boolean else "false\r\n"
    lines = [result.variables, *(tuple("" if t is None else plain(t) for t in row) for row in result.rows)]
    if safe:
        lines = [tuple(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in line) for line in lines]
    return "".join(",".join(map(_csv_cell, line)) + "\r\n" for line in lines)


def _csv_cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def to_tsv(result: Result) -> str:
    """SPARQL 1.1 Query Results TSV: terms in Turtle syntax, numbers bare."""
    if result.kind == "ask":
        return "true\n" if result.boolean else "false\n"
    lines = [tuple(f"?{name}" for name in result.variables)]
    lines += [tuple("" if term is None else _tsv_cell(term) for term in row) for row in result.rows]
    return "".join("\t".join(line) + "\n" for line in lines)


def to_ntriples(result: Result) -> str:
    """N-Triples, sorted, each statement once."""
    lines = {f"{row[0]} {row[1]} {row[2]} .\n" for row in result.rows}
    return "".join(sorted(lines))


def _tsv_cell(term: str) -> str:
    kind, value, extra = split(term)
    if kind == "literal" and extra in _BARE and _BARE[extra].fullmatch(value):
        return value
    return term.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format(
            "table", "a table for reading", dict.fromkeys(("select", "ask", "graph"), "text/plain"),
            lambda result, layout: table(result, layout.width, layout.colour),
        ),
        Format(
            "json", "SPARQL 1.1 results in JSON",
            dict.fromkeys(("select", "ask"), "application/sparql-results+json"),
            lambda result, _: to_json(result),
        ),
        Format(
            "csv", "SPARQL 1.1 results in CSV", dict.fromkeys(("select", "ask"), "text/csv"),
            lambda result, layout: to_csv(result, layout.csv_safe),
        ),
        Format(
            "tsv", "SPARQL 1.1 results in TSV", dict.fromkeys(("select", "ask"), "text/tab-separated-values"),
            lambda result, _: to_tsv(result),
        ),
        Format(
            "xml", "SPARQL 1.1 results in XML", dict.fromkeys(("select", "ask"), "application/sparql-results+xml"),
            lambda result, _: xml.results(result),
        ),
        Format("ttl", "a graph in Turtle", {"graph": "text/turtle"}, lambda result, _: turtle(result)),
        Format(
            "nt", "a graph in N-Triples", {"graph": "application/n-triples"},
            lambda result, _: to_ntriples(result),
        ),
        Format(
            "jsonld", "a graph in JSON-LD", {"graph": "application/ld+json"},
            lambda result, _: jsonld(result),
        ),
        Format(
            "rdfxml", "a graph in RDF/XML", {"graph": "application/rdf+xml"},
            lambda result, _: xml.graph(result),
        ),
    )
}  # fmt: skip

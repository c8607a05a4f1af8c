"""The named questions for other tools: `sh:SPARQLExecutable` with parameters (SHACL Advanced Features), in Turtle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg import rdf, terms
from kg.query.named import ANY, CLASSES, REQUIRED, NamedQuery, Parameter, catalogue
from kg.query.result import Result, Row
from kg.query.turtle import turtle
from kg.resources import queries_dir

NAME: Final = "queries.ttl"
SH: Final = "http://www.w3.org/ns/shacl#"
_TYPE = rdf.iri(terms.TYPE)
_LITERALS = {"text": terms.XSD + "string", "integer": terms.XSD_INTEGER, "decimal": terms.XSD_DECIMAL}


def published() -> str:
    """The Turtle of all named questions; the same text each time."""
    rows = [row for query in catalogue().values() for row in _query(query)]
    head = "# Made of the .rq files beside it by kg.query.executables; change those.\n"
    return head + turtle(Result("graph", ("s", "p", "o"), tuple(rows), prefixes=terms.PREFIXES | {"sh": SH}))


def write(folder: Path | None = None) -> Path:
    """The path of the Turtle file, written beside the questions if no folder is given."""
    path = (folder or queries_dir()) / NAME
    path.write_text(published(), encoding="utf-8")
    return path


def _query(query: NamedQuery) -> Iterator[Row]:
    it = rdf.iri(f"{terms.ID}query-{query.name}")
    kind = "Construct" if "CONSTRUCT" in query.text.split() else "Select"
    yield it, _TYPE, _sh("SPARQLExecutable")
    yield it, _TYPE, _sh(f"SPARQL{kind}Executable")
    yield it, rdf.iri(terms.LABEL), rdf.literal(query.title, language="en")
    yield it, rdf.iri(terms.RDFS + "comment"), rdf.literal(query.answers, language="en")
    yield it, _sh(kind.lower()), rdf.literal(query.text)
    for parameter in query.params:
        node = f"{it[:-1]}-{parameter.name}>"
        yield it, _sh("parameter"), node
        yield from _parameter(node, parameter)


def _parameter(node: str, parameter: Parameter) -> Iterator[Row]:
    """A parameter: its variable, what it takes, and whether a query runs without it."""
    yield node, _TYPE, _sh("Parameter")
    yield node, _sh("path"), rdf.iri(f"{terms.ID}parameter-{parameter.name}")
    yield node, _sh("name"), rdf.literal(parameter.name)
    yield node, _sh("description"), rdf.literal(parameter.description, language="en")
    if parameter.default != REQUIRED:
        yield node, _sh("optional"), rdf.boolean(True)
    if parameter.type in _LITERALS:
        yield node, _sh("datatype"), rdf.iri(_LITERALS[parameter.type])
        if parameter.default not in {REQUIRED, ANY}:
            yield node, _sh("defaultValue"), rdf.literal(parameter.default, _LITERALS[parameter.type])
    elif parameter.type == "paper":
        yield node, _sh("class"), rdf.iri(terms.PAPER)
    else:
        members = CLASSES[parameter.type]
        yield node, _sh("class"), rdf.iri(terms.KG + members[0] if len(members) == 1 else terms.ENTITY)


def _sh(name: str) -> str:
    return rdf.iri(SH + name)

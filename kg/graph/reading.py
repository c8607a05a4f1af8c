"""Statements out of an RDF file, in the canonical form that everything here is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg import rdf, terms
from kg.errors import GraphError
from kg.rdf import Statement

if TYPE_CHECKING:
    import pyoxigraph

FORMATS = ("nt", "ttl", "nq", "trig", "jsonld", "rdf")  # by extension
_STRING = terms.XSD + "string"
_TYPE = rdf.iri(terms.TYPE)
_THING = re.compile(r"<(.*[/#:])[A-Za-z0-9_-]+>")


def read(path: Path) -> Iterator[Statement]:
    """The statements of a file, graph names dropped, in the file's order.

    The format goes by the extension.  Raises GraphError for a missing file, an unknown extension, a syntax
    error (with its line) or a blank node.
    """
    import pyoxigraph as ox

    extension = path.suffix.lstrip(".")
    if extension not in FORMATS:
        raise GraphError(
            f"{path.name} is not an RDF file by its name; known endings are {', '.join(FORMATS)}."
        )
    syntax = ox.RdfFormat.from_extension(extension)
    try:
        for quad in ox.parse(path=str(path), format=syntax):
            yield term(quad.subject), term(quad.predicate), term(quad.object)
    except SyntaxError as error:
        raise GraphError(f"{path}:{error.lineno or 0}: {error.msg}.") from error
    except OSError as error:
        raise GraphError(f"The file {path} cannot be read: {error.strerror or error}.") from error


def term(
    value: pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | pyoxigraph.Triple,
) -> str:
    """The canonical N-Triples form of a parsed term; a blank node or a quoted triple is a GraphError."""
    import pyoxigraph as ox

    if isinstance(value, ox.NamedNode):
        return rdf.iri(value.value)
    if isinstance(value, ox.Literal):
        datatype = value.datatype.value
        return rdf.literal(value.value, None if datatype == _STRING else datatype, value.language)
    raise GraphError("The file holds blank nodes or quoted triples, which graphs of paperkg never have.")


def base_iri(statements: Iterable[Statement]) -> str:
    """The base that the things of a graph get their IRIs under; the default one for a graph without things.

    >>> base_iri([("<urn:x:paper-1>", rdf.iri(terms.TYPE), rdf.iri(terms.PAPER))])
    'urn:x:'
    """
    for s, p, o in statements:
        if p == _TYPE and o.startswith(f"<{terms.KG}") and (match := _THING.fullmatch(s)):
            return match[1]
    return terms.ID

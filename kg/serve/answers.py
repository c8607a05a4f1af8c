"""Answers of the query room as responses: the format that was asked for, and whether the answer is whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from kg.query.formats import FORMATS
from kg.query.result import Kind, Result
from kg.serve.accept import preferred
from kg.serve.refusal import RefusalError

# Media types on offer by kind of answer, the best liked first, with the format that fills each.
_ROWS: Final = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
_GRAPHS: Final = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "text/plain": "nt",  # what old clients call N-Triples
}
OFFERS: Final[dict[Kind, dict[str, str]]] = {"select": _ROWS, "ask": _ROWS, "graph": _GRAPHS}
EXTENSIONS: Final = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
_TEXT: Final = frozenset({"text/csv", "text/tab-separated-values", "text/turtle", "text/plain"})


def negotiated(kind: Kind, accept: str | None) -> str:
    """The media type in which a kind of answer is sent; RefusalError 406 that names what is on offer."""
    media = preferred(accept, list(OFFERS[kind]))
    if media is None:
        raise RefusalError(406, f"This answer comes as {', '.join(OFFERS[kind])}.", {"Vary": "Accept"})
    return media


def response(result: Result, media: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer in a media type on offer; a cut one says so, and why, in its headers."""
    text = FORMATS[OFFERS[result.kind][media]].render(result)
    told = {"Vary": "Accept", "Paperkg-Complete": "true" if result.complete else "false", **(headers or {})}
    if not result.complete:
        told["Paperkg-Truncated"] = result.reason
    sent = f"{media}; charset=utf-8" if media in _TEXT else media
    if media == "text/csv":
        sent += "; header=present"
    made = Response(text.encode("utf-8", "replace"), headers=told)
    made.headers["Content-Type"] = sent  # set here, or the framework adds a second charset
    return made

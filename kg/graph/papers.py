"""A paper, its text and its links as statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from kg import ids, rdf, terms
from kg.model import Document, LinkKind, Url
from kg.rdf import Statement

LINK_PROPERTIES: dict[LinkKind, str] = {
    LinkKind.CODE: terms.CODE_REPOSITORY,
    LinkKind.MODEL: terms.MODEL_LINK,
    LinkKind.DATA: terms.DATA_LINK,
    LinkKind.PROJECT: terms.PROJECT_LINK,
    LinkKind.DEMO: terms.DEMO_LINK,
    LinkKind.OTHER: terms.LINK,
}
_RANK = {kind: rank for rank, kind in enumerate(LINK_PROPERTIES)}
_MAX_IRI = 1000  # bytes; some stores index no longer ones
_WEB = re.compile(r"(https?)://([\w.~-]+(?::\d{1,5})?(?:[/?#].*)?)", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#].*)?", re.DOTALL)


def paper_statements(document: Document, base: str, text: bool = True) -> Iterator[Statement]:
    """What the record says about a paper; `text=False` leaves the abstract out."""
    paper = rdf.iri(base + ids.paper(document))
    yield paper, rdf.iri(terms.TYPE), rdf.iri(terms.PAPER)
    for identifier in (document.id, *document.also):
        yield paper, rdf.iri(terms.IDENTIFIER), rdf.literal(identifier)
    yield paper, rdf.iri(terms.TITLE), rdf.literal(document.title)
    if text and document.abstract:
        yield paper, rdf.iri(terms.ABSTRACT), rdf.literal(document.abstract)
    for creator in document.creators:
        yield paper, rdf.iri(terms.CREATOR), rdf.literal(creator)
    if document.arxiv_id:
        yield paper, rdf.iri(terms.ARXIV_ID), rdf.literal(document.arxiv_id)
    if document.doi:
        yield paper, rdf.iri(terms.DOI), rdf.literal(document.doi)
    for predicate, value in issued(document.issued):
        yield paper, rdf.iri(predicate), value


def issued(value: str | None) -> Iterator[tuple[str, str]]:
    """The predicates and literals of a date given as YYYY, YYYY-MM or YYYY-MM-DD; nothing for no valid date.

    The year always stands in one property and a whole day in another, so each predicate keeps one datatype;
    a date known to the month is kept as text.

    >>> [(p.rpartition("/")[2], v[:12]) for p, v in issued("2024-06")]
    [('hasPublicationYear', '"2024"^^<htt'), ('publicationDate', '"2024-06"')]
    """
    match = re.fullmatch(r"([1-9]\d{3})(?:-(\d\d)(?:-(\d\d))?)?", value or "")
    if match is None:
        return
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return
    yield terms.PUBLICATION_YEAR, rdf.literal(year, terms.XSD_GYEAR)
    if day:
        yield terms.ISSUED, rdf.literal(match[0], terms.XSD_DATE)
    elif month:
        yield terms.PUBLICATION_DATE, rdf.literal(match[0])


def context_statements(document: Document, base: str, text: bool = True) -> Iterator[Statement]:
    """The text that all mentions of a paper lie in; `text=False` keeps the node and leaves the string out."""
    name = ids.paper(document)
    context = rdf.iri(base + ids.context(name))
    yield context, rdf.iri(terms.TYPE), rdf.iri(terms.CONTEXT)
    yield context, rdf.iri(terms.IS_PART_OF), rdf.iri(base + name)
    if text:
        yield context, rdf.iri(terms.IS_STRING), rdf.literal(document.text)


def url_statements(document: Document, urls: Iterable[Url], base: str) -> Iterator[Statement]:
    """The links of a paper: each distinct URL as kg:link and by the property of its kind.

    The general property is written out so that a reader needs no inference; of several kinds that one URL was
    seen as, the first of `LINK_PROPERTIES` counts.
    """
    paper = rdf.iri(base + ids.paper(document))
    kinds: dict[str, LinkKind] = {}
    for url in urls:
        term = link_term(url.url)
        kinds[term] = min(kinds.get(term, url.kind), url.kind, key=_RANK.__getitem__)
    for term, kind in kinds.items():
        yield paper, rdf.iri(terms.LINK), term
        if kind is not LinkKind.OTHER:
            yield paper, rdf.iri(LINK_PROPERTIES[kind]), term


def link_term(url: str) -> str:
    """The IRI of a web address, a missing scheme read as https; an xsd:anyURI literal for anything else.

    >>> link_term("github.com/a/b"), link_term("javascript:alert(1)")[:22]
    ('<https://github.com/a/b>', '"javascript:alert(1)"^')
    """
    text = url.strip()
    match = _WEB.fullmatch(text) or (_WEB.fullmatch("https://" + text) if _BARE.fullmatch(text) else None)
    if match is not None:
        term = rdf.iri(f"{match[1].lower()}://{match[2]}")
        if len(term) <= _MAX_IRI:
            return term
    return rdf.literal(text, terms.XSD_ANYURI)

"""Paper-entity edges as statements, each once direct and once reified with its reasons."""

from __future__ import annotations

from collections.abc import Iterator

from kg import ids, rdf, terms
from kg.graph.run import Run
from kg.model import Extraction, Link
from kg.rdf import Statement

_PLACES = 4


def edge_statements(
    extraction: Extraction, run: Run, base: str, mentions: bool = True
) -> Iterator[Statement]:
    """All edges of a paper; `mentions=False` leaves the pointers to mention nodes out."""
    for link in extraction.links:
        yield from _edge(extraction, link, run, base, mentions)


def _edge(extraction: Extraction, link: Link, run: Run, base: str, mentions: bool) -> Iterator[Statement]:
    name = ids.paper(extraction.document)
    paper, predicate, entity = (
        rdf.iri(base + name),
        rdf.iri(terms.KG + link.role),
        rdf.iri(base + link.entity),
    )
    yield paper, predicate, entity
    # By local names: the same edge keeps its name under any base IRI.
    node = rdf.iri(base + ids.assertion(name, link.role, link.entity))
    yield node, rdf.iri(terms.TYPE), rdf.iri(terms.ASSERTION)
    yield node, rdf.iri(terms.SUBJECT), paper
    yield node, rdf.iri(terms.PREDICATE), predicate
    yield node, rdf.iri(terms.OBJECT), entity
    yield node, rdf.iri(terms.CONFIDENCE), rdf.decimal(link.confidence, _PLACES)
    yield node, rdf.iri(terms.FOUND_BY), rdf.literal(link.rule)
    yield node, rdf.iri(terms.GENERATED_BY), rdf.iri(base + run.local)
    for loser, _ in link.rejected:
        if loser != link.entity:
            yield node, rdf.iri(terms.REJECTED), rdf.iri(base + loser)
    if mentions:
        for index in link.mentions:
            mention = extraction.mentions[index]
            yield node, rdf.iri(terms.EVIDENCE), rdf.iri(base + ids.mention(name, mention.begin, mention.end))

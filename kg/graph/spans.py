"""Mentions as statements: the spans of text that name entities or state results."""

from __future__ import annotations

from collections.abc import Iterator

from kg import ids, rdf, terms
from kg.model import Claim, Extraction
from kg.rdf import Statement

_PLACES = 4  # decimals of a confidence


def span_statements(extraction: Extraction, begin: int, end: int, base: str) -> Iterator[Statement]:
    """The bare mention of `document.text[begin:end]`: place and words."""
    name = ids.paper(extraction.document)
    node = rdf.iri(base + ids.mention(name, begin, end))
    yield node, rdf.iri(terms.TYPE), rdf.iri(terms.MENTION)
    yield node, rdf.iri(terms.REFERENCE_CONTEXT), rdf.iri(base + ids.context(name))
    yield node, rdf.iri(terms.BEGIN_INDEX), rdf.integer(begin)
    yield node, rdf.iri(terms.END_INDEX), rdf.integer(end)
    yield node, rdf.iri(terms.ANCHOR_OF), rdf.literal(extraction.document.text[begin:end])


def mention_statements(extraction: Extraction, base: str) -> Iterator[Statement]:
    """Every entity mention of a paper, with the entity, its class, the recogniser and its confidence."""
    name = ids.paper(extraction.document)
    classes = {entity.id: terms.KG + entity.cls for entity in extraction.entities}
    for mention, entity in zip(extraction.mentions, extraction.mention_entities, strict=True):
        if entity not in classes:
            continue  # a span that no entity was made of
        yield from span_statements(extraction, mention.begin, mention.end, base)
        node = rdf.iri(base + ids.mention(name, mention.begin, mention.end))
        yield node, rdf.iri(terms.IDENT_REF), rdf.iri(base + entity)
        yield node, rdf.iri(terms.CLASS_REF), rdf.iri(classes[entity])
        yield node, rdf.iri(terms.TA_CONFIDENCE), rdf.decimal(mention.score, _PLACES)
        yield node, rdf.iri(terms.FOUND_BY), rdf.literal(mention.found_by)


def evidence_statements(
    extraction: Extraction, claim: Claim, base: str, text: bool = True
) -> Iterator[Statement]:
    """The mention that states a claim, with its whole sentence unless `text` is off."""
    yield from span_statements(extraction, claim.begin, claim.end, base)
    node = rdf.iri(base + ids.mention(ids.paper(extraction.document), claim.begin, claim.end))
    yield node, rdf.iri(terms.FOUND_BY), rdf.literal(claim.found_by)
    if text:
        begin, end = claim.sentence
        yield node, rdf.iri(terms.SENTENCE), rdf.literal(extraction.document.text[begin:end])

"""A graph without its texts or without its mentions: what a build with the same options would have written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg import rdf, terms
from kg.rdf import Statement

_TYPE: Final = rdf.iri(terms.TYPE)
_EVIDENCE: Final = rdf.iri(terms.EVIDENCE)
_CONTEXT: Final = rdf.iri(terms.REFERENCE_CONTEXT)
_TEXTS: Final = frozenset(map(rdf.iri, (terms.ABSTRACT, terms.IS_STRING, terms.SENTENCE)))
_NAMING: Final = frozenset(map(rdf.iri, (terms.IDENT_REF, terms.CLASS_REF, terms.TA_CONFIDENCE)))


def without_text(statements: Iterable[Statement]) -> list[Statement]:
    """The statements but for abstracts, the texts that mentions lie in, and the sentences of claims."""
    return [s for s in statements if s[1] not in _TEXTS]


def without_mentions(statements: Sequence[Statement]) -> list[Statement]:
    """The statements but for the spans of entities; those that state results stay, with what they lie in.

    A span that does both keeps its place and words and loses the entity it names.
    """
    results = {s for s, p, o in statements if p == _TYPE and o == rdf.iri(terms.RESULT)}
    stating = {o for s, p, o in statements if p == _EVIDENCE and s in results}
    dropped = _instances(statements, terms.MENTION) - stating
    used = {o for s, p, o in statements if p == _CONTEXT and s in stating}
    dropped |= _instances(statements, terms.CONTEXT) - used
    return [
        (s, p, o)
        for s, p, o in statements
        if s not in dropped and p not in _NAMING and not (p == _EVIDENCE and s not in results)
    ]


def _instances(statements: Iterable[Statement], cls: str) -> set[str]:
    return {s for s, p, o in statements if p == _TYPE and o == rdf.iri(cls)}

"""The graph in RDF 1.2: each assertion names its statement as one triple term instead of by three properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from kg import rdf, terms
from kg.rdf import Statement

REIFYING: Final = ("turtle", "ntriples", "nquads", "trig")  # those whose syntax has triple terms
RDF12: Final = "rdf12"  # of the file's name, so that nobody loads it by mistake
_REIFIES: Final = rdf.iri(terms.RDF + "reifies")
_PARTS: Final = tuple(map(rdf.iri, (terms.SUBJECT, terms.PREDICATE, terms.OBJECT)))
_ASSERTION: Final = (rdf.iri(terms.TYPE), rdf.iri(terms.ASSERTION))


def reified(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The sorted statements with `rdf:reifies` and a triple term in every assertion; sorted again.

    Holds one subject in memory.  The source of the form: RDF 1.2 Concepts, section on triple terms and reification.
    """
    for subject, group in groupby(statements, key=itemgetter(0)):
        said = list(group)
        parts = {p: o for _, p, o in said if p in _PARTS}
        if len(parts) == len(_PARTS) and (subject, *_ASSERTION) in said:
            kept = [s for s in said if s[1] not in _PARTS]
            term = "<<( " + " ".join(parts[p] for p in _PARTS) + " )>>"
            said = sorted([*kept, (subject, _REIFIES, term)])
        yield from said

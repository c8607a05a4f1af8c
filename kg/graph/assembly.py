"""How a corpus becomes statements: paper by paper, then the entities they share, then the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.graph.census import Census
from kg.graph.description import entity_statements
from kg.graph.edges import edge_statements
from kg.graph.papers import context_statements, paper_statements, url_statements
from kg.graph.results import result_statements
from kg.graph.run import Run, run_statements
from kg.graph.spans import mention_statements
from kg.model import Extraction
from kg.rdf import Statement
from kg.settings import Settings
from kg.vocabulary import Vocabulary


def document_statements(extraction: Extraction, run: Run, settings: Settings) -> Iterator[Statement]:
    """Everything about one paper: a function of its extraction alone, so any process may write it.

    Entities are named only; `kg.graph.description` describes them once per build.  Statements come
    unsorted and may repeat.  With `settings.mentions` off, spans of entities stay out while those that state
    results are kept.
    """
    base, text = settings.base_iri, settings.text
    yield from paper_statements(extraction.document, base, text)
    yield from url_statements(extraction.document, extraction.urls, base)
    if settings.mentions or extraction.claims:
        yield from context_statements(extraction.document, base, text)
    if settings.mentions:
        yield from mention_statements(extraction, base)
    yield from edge_statements(extraction, run, base, settings.mentions)
    yield from result_statements(extraction, run, base, text)


def statements(
    extractions: Iterable[Extraction], vocabulary: Vocabulary, run: Run, settings: Settings
) -> Iterator[Statement]:
    """The whole graph, unsorted and with repeats: write every format from `sorted(set(statements(...)))`.

    The result does not depend on the order of the extractions.  Apply `kg.graph.resolve` before where
    names coined in one paper and used in others should meet.
    """
    census = Census()
    for extraction in extractions:
        census.add(extraction)
        yield from document_statements(extraction, run, settings)
    yield from entity_statements(census, vocabulary, settings.base_iri)
    yield from run_statements(run, settings.base_iri)

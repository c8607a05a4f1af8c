"""The run node: which tool, vocabulary, model and inputs a graph came from; never a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg import ids, rdf, terms
from kg.rdf import Statement


@dataclass(frozen=True, slots=True)
class Run:
    """What produced a graph; all hashes are hexadecimal SHA-256."""

    tool_version: str
    vocabulary_hash: str
    model_hash: str | None = None  # None: the trained recogniser was off
    inputs: tuple[str, ...] = ()  # one hash per input, in any order

    @property
    def local(self) -> str:
        """The local name of the run: by tool, vocabulary and model.

        The inputs stay out of it, so that graphs built from parts of a corpus join into the whole.
        """
        return f"run-{ids.digest(self.tool_version, self.vocabulary_hash, self.model_hash or '')}"


def run_statements(run: Run, base: str) -> Iterator[Statement]:
    """The statements about a run under a base IRI."""
    node = rdf.iri(base + run.local)
    yield node, rdf.iri(terms.TYPE), rdf.iri(terms.EXTRACTION_RUN)
    yield node, rdf.iri(terms.TOOL_VERSION), rdf.literal(run.tool_version)
    yield node, rdf.iri(terms.VOCABULARY_HASH), rdf.literal(run.vocabulary_hash)
    if run.model_hash:
        yield node, rdf.iri(terms.MODEL_HASH), rdf.literal(run.model_hash)
    for sha256 in run.inputs:
        yield node, rdf.iri(terms.INPUT_HASH), rdf.literal(sha256)

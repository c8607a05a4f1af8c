"""A small graph, written statement by statement, that holds one of everything the view shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import rdf, terms
from kg.rdf import Statement

TITLE = "FastNet: A Network"
TEXT = (
    f"{TITLE}\n\nWe test \U0001f680 FastNet, e.g. On COCO. It is up to 2.4x faster than SlowNet on an A100."
)


class Small:
    """Collects statements about local names of the default base."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def add(self, subject: str, predicate: str, term: str) -> None:
        self.statements.append((rdf.iri(terms.ID + subject), rdf.iri(predicate), term))

    def thing(self, local: str) -> str:
        return rdf.iri(terms.ID + local)

    def entity(self, local: str, cls: str, label: str) -> None:
        self.add(local, terms.TYPE, rdf.iri(terms.KG + cls))
        self.add(local, terms.PREF_LABEL, rdf.literal(label))
        self.add(local, terms.STATUS, rdf.iri(terms.CURATED))

    def paper(self, local: str, title: str, text: str = "") -> None:
        self.add(local, terms.TYPE, rdf.iri(terms.PAPER))
        self.add(local, terms.TITLE, rdf.literal(title))
        context = "text-" + local
        self.add(context, terms.IS_PART_OF, self.thing(local))
        if text:
            self.add(context, terms.IS_STRING, rdf.literal(text))

    def mention(self, paper: str, words: str, entity: str | None, text: str = TEXT) -> str:
        begin = text.index(words)
        name = f"mention-{paper}-{begin}-{begin + len(words)}"
        self.add(name, terms.TYPE, rdf.iri(terms.MENTION))
        self.add(name, terms.REFERENCE_CONTEXT, self.thing("text-" + paper))
        self.add(name, terms.BEGIN_INDEX, rdf.integer(begin))
        self.add(name, terms.END_INDEX, rdf.integer(begin + len(words)))
        self.add(name, terms.ANCHOR_OF, rdf.literal(words))
        if entity:
            self.add(name, terms.IDENT_REF, self.thing(entity))
        return name

    def edge(self, paper: str, role: str, entity: str, confidence: float = 0.9) -> None:
        node = f"assertion-{paper}-{role}-{entity}"
        self.add(paper, terms.KG + role, self.thing(entity))
        self.add(node, terms.TYPE, rdf.iri(terms.ASSERTION))
        self.add(node, terms.SUBJECT, self.thing(paper))
        self.add(node, terms.PREDICATE, rdf.iri(terms.KG + role))
        self.add(node, terms.OBJECT, self.thing(entity))
        self.add(node, terms.CONFIDENCE, rdf.decimal(confidence))
        self.add(node, terms.FOUND_BY, rdf.literal("coined.title"))


@pytest.fixture
def small() -> Callable[[], Small]:
    """An empty collection of statements."""
    return Small


@pytest.fixture
def statements() -> list[Statement]:
    """Two papers, six entities and one result, sorted."""
    g = Small()
    g.paper("paper-1", "FastNet: A Network", TEXT)
    g.paper("paper-2", "Another paper")
    g.add("paper-1", terms.CODE_REPOSITORY, rdf.iri("https://example.org/code"))
    g.add("paper-1", terms.LINK, rdf.literal("javascript:alert(1)", terms.XSD_ANYURI))
    g.add("paper-1", terms.ARXIV_ID, rdf.literal("2401.00001"))
    g.add("paper-1", terms.IDENTIFIER, rdf.literal("rec-1"))
    g.entity("model-fastnet", "Model", "FastNet")
    g.add("model-fastnet", terms.ALT_LABEL, rdf.literal("Fast Net"))
    g.entity("model-slownet", "Model", "SlowNet")
    g.entity("dataset-coco", "Dataset", "COCO")
    g.add("dataset-coco", terms.EXACT_MATCH, rdf.iri("https://example.org/coco"))
    g.entity("hardware-a100", "Hardware", "A100")
    g.entity("metric-speed", "Metric", "speed")
    g.add("metric-speed", terms.GENERIC, rdf.boolean(True))
    g.add("metric-speed", terms.DIRECTION, rdf.iri(terms.HIGHER_IS_BETTER))
    g.entity("model-lost", "Model", "Lost candidate")
    g.add("model-fastnet", terms.VARIANT_OF, g.thing("model-slownet"))
    g.edge("paper-1", "proposes", "model-fastnet", 0.97)
    g.edge("paper-1", "comparesWith", "model-slownet")
    g.edge("paper-1", "evaluatesOn", "dataset-coco")
    g.edge("paper-2", "evaluatesOn", "dataset-coco")
    g.edge("paper-1", "runsOn", "hardware-a100")
    g.edge("paper-1", "reportsMetric", "metric-speed")
    g.mention("paper-1", "FastNet, e.g."[:7], "model-fastnet")
    g.mention("paper-1", "COCO", "dataset-coco")
    evidence = g.mention("paper-1", "up to 2.4x faster", None)
    for predicate, term in (
        (terms.TYPE, rdf.iri(terms.RESULT)), (terms.TYPE, rdf.iri(terms.COMPARATIVE_RESULT)),
        (terms.REPORTED_IN, g.thing("paper-1")), (terms.RESULT_METRIC, g.thing("metric-speed")),
        (terms.OF_SYSTEM, g.thing("model-fastnet")), (terms.COMPARED_TO, g.thing("model-slownet")),
        (terms.ON_HARDWARE, g.thing("hardware-a100")), (terms.NUMERIC_VALUE, rdf.decimal(2.4)),
        (terms.UNIT_LABEL, rdf.literal("x")), (terms.BOUND, rdf.iri(terms.UP_TO)),
        (terms.COMPARISON, rdf.iri(terms.RATIO)), (terms.OUTCOME, rdf.iri(terms.BETTER)),
        (terms.RAW_VALUE, rdf.literal("up to 2.4x faster")), (terms.CONFIDENCE, rdf.decimal(0.8)),
        (terms.EVIDENCE, g.thing(evidence)),
    ):  # fmt: skip
        g.add("result-1", predicate, term)
    return sorted(set(g.statements))

"""A graph of two papers and what a reader found in them, small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg import rdf, terms
from kg.evaluation import Gold, read_gold
from kg.rdf import Statement

BASE = "https://example.org/"


class Sketch:
    """A graph put together by hand."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def add(self, subject: str, predicate: str, *values: str) -> None:
        """Statements with literals, or with things where a value begins with a colon or is an IRI."""
        for value in values:
            if value.startswith((":", "http")):
                term = rdf.iri(value.replace(":", BASE, 1) if value.startswith(":") else value)
            else:
                term = rdf.literal(value)
            self.statements.append((rdf.iri(BASE + subject), rdf.iri(predicate), term))

    def paper(self, name: str, identifier: str, title: str = "", abstract: str = "") -> None:
        """A paper with the text that its mentions lie in."""
        self.add(name, terms.TYPE, terms.PAPER)
        self.add(name, terms.IDENTIFIER, identifier)
        self.add(name, terms.TITLE, title or name)
        if abstract:
            self.add(name, terms.ABSTRACT, abstract)
        self.add(f"text-{name}", terms.IS_PART_OF, f":{name}")

    def entity(self, name: str, cls: str, label: str) -> None:
        """A thing with its class and name."""
        self.add(name, terms.TYPE, terms.KG + cls)
        self.add(name, terms.PREF_LABEL, label)

    def edge(
        self, paper: str, role: str, entity: str, surface: str, confidence: str = "0.9", rule: str = "vocab"
    ) -> None:
        """An edge with its confidence and one mention."""
        self.add(paper, terms.KG + role, f":{entity}")
        edge = f"assertion-{paper}-{entity}"
        self.add(edge, terms.SUBJECT, f":{paper}")
        self.add(edge, terms.PREDICATE, terms.KG + role)
        self.add(edge, terms.OBJECT, f":{entity}")
        self.add(edge, terms.CONFIDENCE, confidence)
        self.add(edge, terms.FOUND_BY, rule)
        mention = f"mention-{paper}-{entity}"
        self.add(mention, terms.REFERENCE_CONTEXT, f":text-{paper}")
        self.add(mention, terms.IDENT_REF, f":{entity}")
        self.add(mention, terms.ANCHOR_OF, surface)

    def claim(self, name: str, paper: str, value: str, unit: str, metric: str, **slots: str) -> None:
        """A claim; `comparison`, `outcome` and the slots by the names of the ontology."""
        self.add(name, terms.REPORTED_IN, f":{paper}")
        self.add(name, terms.NUMERIC_VALUE, value)
        self.add(name, terms.UNIT_LABEL, unit)
        self.add(name, terms.RESULT_METRIC, f":{metric}")
        self.add(name, terms.CONFIDENCE, "0.75")
        self.add(name, terms.EVIDENCE, f":span-{name}")
        self.add(f"span-{name}", terms.FOUND_BY, "value.percent")
        for key, value in slots.items():
            self.add(name, terms.KG + key, value)


@pytest.fixture
def sketch() -> Sketch:
    """One paper that proposes Heron and reports 81.5 % accuracy on PondSet; an empty second one."""
    graph = Sketch()
    graph.paper("paper-1", "a1", "Heron: Wading Networks", "Heron wades. It is 81.5% accurate on PondSet.")
    graph.paper("paper-2", "a2", "An empty page", "There is nothing here.")
    graph.entity("method-heron", "Method", "Heron")
    graph.entity("dataset-pondset", "Dataset", "PondSet")
    graph.entity("metric-accuracy", "Metric", "accuracy")
    graph.entity("task-wading", "Task", "wading")
    graph.edge("paper-1", "proposes", "method-heron", "Heron", "0.95", "coined.title")
    graph.edge("paper-1", "evaluatesOn", "dataset-pondset", "PondSet", "0.85")
    graph.edge("paper-1", "mentions", "metric-accuracy", "accurate", "0.55")
    graph.edge("paper-1", "addresses", "task-wading", "wades", "0.35", "tagger")
    graph.claim(
        "result-1", "paper-1", "81.5", "%", "metric-accuracy",
        outcome=terms.BETTER, ofSystem=":method-heron", onDataset=":dataset-pondset",
    )  # fmt: skip
    graph.add("paper-1", terms.LINK, "https://pond.example/heron")
    return graph


def annotation(identifier: str, **changes: Any) -> dict[str, Any]:
    """One annotated paper; Heron as a Model, since methods and models are one family."""
    entities = [
        ("Heron", "Model", "proposes", ["Heron"], False),
        ("PondSet", "Dataset", "evaluates", ["PondSet"], False),
        ("accuracy", "Metric", "reports", ["accurate"], False),
        ("bird watching", "Task", "addresses", ["birding"], False),
    ]
    claim = {
        "quote": "81.5%", "subject": "Heron", "metric": "top-1 accuracy", "value": 81.5, "value_max": None,
        "unit": "%", "kind": "absolute", "direction": "better", "qualifier": "exact", "dataset": "PondSet",
        "on_model": None, "baseline": None, "hardware": None, "attribute": False,
    }  # fmt: skip
    keys = ("name", "type", "role", "surfaces", "generic")
    whole = {
        "id": identifier,
        "kind": "method",
        "proposes": ["Heron"],
        "entities": [dict(zip(keys, e, strict=True)) for e in entities],
        "results": [claim],
        "urls": [{"url": "http://pond.example/heron/", "kind": "code"}],
    }
    return whole | changes


def gold_of(folder: Path, *annotations: dict[str, Any]) -> tuple[Gold, ...]:
    """The annotations by way of a file."""
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(a) + "\n" for a in annotations), encoding="utf-8")
    papers, problems = read_gold(path)
    assert not problems
    return papers

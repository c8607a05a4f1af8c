"""What each recogniser adds: the annotated papers read again with one kind of recogniser at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kg import rdf, terms
from kg.errors import GraphError
from kg.evaluation.gold import Gold
from kg.evaluation.report import Evaluation, Table, evaluate
from kg.model import Document
from kg.rdf import Statement
from kg.settings import Settings

SWITCHES: Final = ("gazetteer", "rules", "tagger")
ABLATIONS: Final[dict[str, tuple[str, ...]]] = {
    "all": SWITCHES,
    "gazetteer only": ("gazetteer",),
    "rules only": ("rules",),
    "model only": ("tagger",),
    "without the gazetteer": ("rules", "tagger"),
    "without the rules": ("gazetteer", "tagger"),
    "without the model": ("gazetteer", "rules"),
}  # name -> the recognisers that find mentions; which entity a mention names is always looked up
_SHOWN: Final = ("typed", "role", "proposes", "link", "value", "result", "full result")
Build = Callable[[Sequence[Document], Settings], Iterable[Statement]]


@dataclass(frozen=True, slots=True)
class Ablation:
    """An evaluation under the recognisers that were left on."""

    name: str
    evaluation: Evaluation


def ablate(
    gold: Sequence[Gold], statements: Iterable[Statement], build: Build, settings: Settings
) -> tuple[Ablation, ...]:
    """The evaluation of every row of ABLATIONS, on the texts that the graph holds of the annotated papers.

    Raises GraphError for a graph without abstracts.
    """
    papers = texts(statements, {paper.id for paper in gold})
    out: list[Ablation] = []
    for name, on in ABLATIONS.items():
        switches: dict[str, Any] = {switch: switch in on for switch in SWITCHES}
        out.append(Ablation(name, evaluate(gold, build(papers, replace(settings, **switches)))))
    return tuple(out)


def texts(statements: Iterable[Statement], wanted: set[str]) -> tuple[Document, ...]:
    """The papers of a graph with one of the wanted record ids, as they were read, sorted by id."""
    kept = {rdf.iri(p): p for p in (terms.IDENTIFIER, terms.TITLE, terms.ABSTRACT)}
    fields: dict[str, dict[str, list[str]]] = {}
    for s, p, o in statements:
        if p in kept:
            fields.setdefault(s, {}).setdefault(kept[p], []).append(rdf.parse_term(o)[1])
    if not any(terms.ABSTRACT in found for found in fields.values()):
        raise GraphError("The graph holds no abstracts to read again; build it without --no-text.")
    papers = {
        identifier: Document(identifier, found.get(terms.TITLE, [""])[0], found.get(terms.ABSTRACT, [""])[0])
        for found in fields.values()
        for identifier in found.get(terms.IDENTIFIER, ())
        if identifier in wanted
    }
    return tuple(papers[identifier] for identifier in sorted(papers))


def ablation_table(ablations: Iterable[Ablation]) -> Table:
    """F1 of the main figures, and the share of right names, under each choice of recognisers."""
    rows = tuple(
        (
            one.name,
            *(f"{(f.f1 or f.recall).value:.4f}" for f in (one.evaluation.figure("all", n) for n in _SHOWN)),
        )
        for one in ablations
    )
    return "Recognisers left on: F1, for link the share right", rows, ("recognisers", *_SHOWN)

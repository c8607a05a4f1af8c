"""Why a graph holds a thing: its names, the links to it with their rules, its mentions, the candidates that lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kg.query.graph import Graph
from kg.query.limits import Limits
from kg.query.named import Parameter
from kg.query.result import Result, display, plain

_CARD = """SELECT ?class ?status WHERE {
  ?thing a ?class
  OPTIONAL { ?thing kg:status ?status }
}"""
_PARTS = (  # title, named query, its columns, their headings
    ("Links", "evidence", ("title", "relation", "confidence", "rule", "words"),
     ("paper", "relation", "confidence", "rule", "words")),
    ("Mentions", "mentions", ("words", "rule", "score", "quote"), ("words", "found by", "score", "in the text")),
    ("Candidates that lost", "rejected-candidates", ("notTaken", "confidence", "rule", "title"),
     ("candidate", "score of the winner", "rule", "paper")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known about one thing; each table is a title, rows of text and the headings of their columns."""

    label: str
    cls: str
    status: str
    iri: str
    others: tuple[str, ...]  # ids that the name could have meant too
    tables: tuple[tuple[str, list[tuple[str, ...]], tuple[str, ...]], ...]
    truncated: str = ""


def explain(directory: str | Path, entity: str, limit: int = 20) -> Explanation:
    """The explanation of a thing given by name, alias or id, with at most `limit` rows in each table.

    Raises QueryError with near names where the graph does not hold it, GraphError where there is no graph.
    """
    with Graph(Path(directory)) as graph:
        reading = graph.resolve(Parameter("entity", "entity", "required", "the thing"), entity)
        card = graph.query(_CARD, {"thing": reading.term}).values()[0]
        limits = replace(Limits(), rows=limit)
        answers = [graph.query(name, {"entity": reading.term}, limits) for _, name, _, _ in _PARTS]
    tables = [
        (title, _rows(answer, columns), headings)
        for (title, _, columns, headings), answer in zip(_PARTS, answers, strict=True)
        if answer.rows
    ]
    return Explanation(
        reading.label,
        card["class"].rpartition("#")[2],
        card.get("status", "").rpartition("#")[2].lower(),
        plain(reading.term),
        reading.others,
        tuple(tables),
        next((a.truncated for a in answers if a.truncated), ""),
    )


def _rows(answer: Result, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    places = [answer.variables.index(name) for name in columns]
    return [tuple(display(row[place], answer.prefixes) for place in places) for row in answer.rows]

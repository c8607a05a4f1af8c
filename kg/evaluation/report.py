"""One evaluation: its figures, its calibration, and how both become tables and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from kg.evaluation.calibration import Reliability, reliability
from kg.evaluation.counting import FIGURES, PLACES, count
from kg.evaluation.figures import Figure, Share, figures
from kg.evaluation.found import find
from kg.evaluation.gold import Gold
from kg.rdf import Statement

Table = tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]]  # title, rows, column names
_COLUMNS: Final = (
    "figure", "precision", "95 %", "recall", "95 %", "F1", "95 %", "right", "found", "wanted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a graph compares with annotated papers; `missing` are the annotated ids that the graph does not hold."""

    papers: int
    missing: tuple[str, ...]
    figures: tuple[Figure, ...]
    reliability: tuple[Reliability, ...]

    def figure(self, table: str, name: str) -> Figure:
        """One figure by its place; raises KeyError for an unknown one."""
        return {f.row: f for f in self.figures}[table, name]

    def tables(self) -> Iterator[Table]:
        """Every table in reading order."""
        for key, title in FIGURES.items():
            rows = tuple(_row(f) for f in self.figures if f.row[0] == key)
            if rows:
                yield title, rows, _COLUMNS
        error = tuple((g.group[0], g.group[1], _number(g.error), str(g.count)) for g in self.reliability)
        yield "Expected calibration error", error, ("over", "group", "error", "count")
        bins = tuple(
            (g.group[0], g.group[1], f"{b.low:.1f}-{b.high:.1f}", _number(b.confidence), _number(b.right), str(b.count))
            for g in self.reliability
            for b in g.bins
        )  # fmt: skip
        columns = ("over", "group", "confidence", "mean confidence", "share right", "count")
        yield "Reliability", bins, columns

    def json(self) -> dict[str, Any]:
        """Everything, unrounded, as plain values."""
        tables: dict[str, dict[str, Any]] = {}
        for figure in self.figures:
            shares = {"precision": figure.precision, "recall": figure.recall, "f1": figure.f1}
            line = {name: asdict(share) for name, share in shares.items() if share}
            counts = dict(zip(PLACES, figure.counts, strict=True))
            tables.setdefault(figure.row[0], {})[figure.row[1]] = line | {"counts": counts}
        return {
            "papers": self.papers,
            "missing": list(self.missing),
            "figures": tables,
            "reliability": [asdict(group) for group in self.reliability],
        }


def evaluate(gold: Sequence[Gold], statements: Iterable[Statement]) -> Evaluation:
    """The evaluation of a graph against annotated papers, which are found by the id of their record.

    Raises GraphError where the graph holds no papers.
    """
    found = find(statements, [paper.id for paper in gold])
    counted = [count(paper, found.get(paper.id)) for paper in gold]
    return Evaluation(
        len(gold),
        tuple(paper.id for paper in gold if paper.id not in found),
        figures(counted),
        reliability(case for one in counted for case in one.judged),
    )


def _row(figure: Figure) -> tuple[str, ...]:
    right_found, found, right_wanted, wanted = map(str, figure.counts)
    right = (
        right_wanted
        if right_wanted == right_found or not figure.precision
        else f"{right_found}/{right_wanted}"
    )
    shares = (*_share(figure.precision), *_share(figure.recall), *_share(figure.f1))
    return figure.row[1], *shares, right, found if figure.precision else "", wanted


def _share(share: Share | None) -> tuple[str, str]:
    return (_number(share.value), f"{share.low:.3f}-{share.high:.3f}") if share else ("", "")


def _number(value: float) -> str:
    return f"{value:.4f}"

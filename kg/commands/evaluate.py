"""Measure a graph against annotated papers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg import errors
from kg.commands.terminal import say, table

if TYPE_CHECKING:
    from kg.model import Document
    from kg.rdf import Statement
    from kg.settings import Settings


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Annotated papers, one JSON object a line.")],
    source: Annotated[Path, typer.Argument(metavar="GRAPH", help="A built directory, or an RDF file.")],
    json: Annotated[Path | None, typer.Option(help="Write everything, unrounded, to this file.")] = None,
    ablations: Annotated[
        bool, typer.Option("--ablations", help="Read the papers again with one kind of recogniser at a time.")
    ] = False,
) -> None:
    """Measure a graph against annotated papers: precision, recall, F1 with 95 % intervals, calibration."""
    from kg import evaluation, graph
    from kg.settings import Settings

    papers, problems = evaluation.read_gold(gold)
    for problem in problems:
        say(f"skipped: {problem}")
    path = source / "graph.nt" if source.is_dir() else source
    found = evaluation.evaluate(papers, graph.read(path))
    if found.missing:
        say(
            f"warning: {len(found.missing)} of {found.papers} papers are not in the graph: {found.missing[0]}, ..."
        )
    report, tables = found.json(), list(found.tables())
    if ablations:
        rows = evaluation.ablate(papers, graph.read(path), _statements, Settings())
        tables.append(evaluation.ablation_table(rows))
        report["ablations"] = {row.name: row.evaluation.json()["figures"] for row in rows}
    for title, lines, columns in tables:
        _print(title, lines, columns)
    if json:
        _write(json, report)
    if problems:
        raise typer.Exit(errors.EXIT_PARTIAL)


def _print(title: str, rows: Sequence[tuple[str, ...]], columns: tuple[str, ...]) -> None:
    """A table on a terminal; elsewhere lines that begin with their table's title, its columns first."""
    if sys.stdout.isatty():
        table(title, rows, columns)
    else:
        table(title, [(title, *row) for row in (columns, *rows)], columns)


def _write(path: Path, report: dict[str, Any]) -> None:
    from json import dumps

    from kg import export

    export.write_bytes(path, (dumps(report, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode())


def _statements(papers: Sequence[Document], settings: Settings) -> list[Statement]:
    """The graph of a few papers, in memory."""
    from kg import __version__, graph
    from kg.pipeline import Extractor

    extractor = Extractor(settings)
    run = graph.Run(__version__, extractor.vocabulary.hash)
    extractions = extractor.extract(papers)
    return sorted(set(graph.statements(extractions, extractor.vocabulary, run, settings)))

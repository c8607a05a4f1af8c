"""Ask a graph: SPARQL, and why an entity is in it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kg import errors
from kg.commands.terminal import Directory, layout, say, table


def query(
    directory: Directory,
    question: Annotated[str | None, typer.Argument(help="A name, SPARQL, @file or -; or list names.")] = None,
    param: Annotated[list[str] | None, typer.Option("-p", "--param", help="name=value (repeatable).")] = None,
    output_format: Annotated[
        str,
        typer.Option(
            "-f", "--format", help="table, json, csv, tsv, xml; of graphs: ttl, nt, jsonld, rdfxml."
        ),
    ] = "table",
    engine: Annotated[str, typer.Option(help="oxigraph or rdflib.")] = "oxigraph",
    timeout: Annotated[float, typer.Option(help="Seconds after which a query is ended.")] = 30.0,
    limit: Annotated[int, typer.Option(help="Rows at most.")] = 10_000,
    csv_safe: Annotated[
        bool, typer.Option("--csv-safe", help="No CSV cell that a spreadsheet runs.")
    ] = False,
) -> None:
    """Answer a question about a graph."""
    from kg import query as room

    if question is None:
        rows = [(q.name, q.title, " ".join(p.name for p in q.params)) for q in room.catalogue().values()]
        table("Named queries", rows, ("name", "what it answers", "parameters"))
        return
    text = _text_of(question)
    parameters = dict(_pair(p) for p in param or [])
    if output_format not in room.FORMATS:
        raise errors.QueryError(f"Unknown format {output_format!r}; choose one of {', '.join(room.FORMATS)}.")
    answer = room.run(directory, text, parameters, room.Limits(seconds=timeout, rows=limit), engine)
    for reading in answer.readings:
        if reading.others:
            say(
                f"{reading.value!r} was read as {reading.label or reading.term}; also {', '.join(reading.others)}"
            )
    laid_out = replace(layout(), csv_safe=csv_safe)
    sys.stdout.write(room.FORMATS[output_format].render(answer, laid_out))
    if answer.truncated:
        say(f"warning: the answer is cut off: {answer.truncated}")
        raise typer.Exit(errors.EXIT_LIMIT)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise errors.QueryError(f"--param takes name=value, not {text!r}.")
    return name, value


def _text_of(question: str) -> str:
    """The query itself: from a file for `@file`, from standard input for `-`."""
    try:
        if question == "-":
            return sys.stdin.read()
        return Path(question[1:]).read_text(encoding="utf-8") if question.startswith("@") else question
    except (OSError, UnicodeDecodeError) as error:
        raise errors.QueryError(f"The query file {question[1:]} cannot be read: {error}.") from error


def explain(
    directory: Directory,
    entity: Annotated[str, typer.Argument(help="A name, an alias or an id.")],
    limit: Annotated[int, typer.Option(help="Mentions at most.")] = 20,
) -> None:
    """Say why a graph holds an entity: mentions, rules, scores and the candidates that lost."""
    from kg import graph

    found = graph.explain(graph.read(directory / "graph.nt"), entity, limit)
    typer.echo(f"{found.label} ({found.cls}, {found.status})  {found.iri}")
    for title, rows, columns in found.tables:
        table(title, rows, columns)

"""Look after the vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg import errors
from kg.commands.terminal import table


def lint(
    files: Annotated[list[Path] | None, typer.Argument(help="Your own tables, checked beside ours.")] = None,
) -> None:
    """Check the vocabulary tables; ends with 1 when something is wrong."""
    from kg.entities import lint as room

    problems, entries = room.lint(tuple(files or ()))
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"{entries} entries, {len(problems)} problems")
    if problems:
        raise typer.Exit(errors.EXIT_FINDINGS)


def ambiguous() -> None:
    """List the surface forms that stand for more than one entry."""
    from kg.entities import lint as room

    table("Ambiguous forms", room.ambiguous(), ("form", "entries"))

"""Look after the vocabulary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import errors
from kg.commands.terminal import say, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.evaluation import Suggestion


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


def suggest(
    graphs: Annotated[list[Path], typer.Argument(help="Built directories, or sorted N-Triples files.")],
    least: Annotated[int, typer.Option(help="Papers that must use a name.")] = 2,
    limit: Annotated[int, typer.Option(help="Names at most.")] = 200,
    vocabulary: Annotated[
        list[Path] | None, typer.Option(help="Your own table; its names are known, too.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Directory to write a table per class to.")
    ] = None,
) -> None:
    """List names that many papers use and the vocabulary lacks, as rows for its tables (`cut -f4-`)."""
    from kg import evaluation
    from kg import vocabulary as room

    paths = [path / "graph.nt" if path.is_dir() else path for path in graphs]
    known = room.load(tuple(vocabulary or ()))
    found = evaluation.suggest(lambda: evaluation.blocks(paths), known, least, limit)
    if sys.stdout.isatty():
        rows = [(s.papers, s.coined, s.cls, s.name, ", ".join(s.aliases), s.sentence) for s in found]
        table("Names to add", rows, ("papers", "coin it", "class", "name", "also written", "for example"))
    else:
        for s in found:
            typer.echo("\t".join((str(s.papers), str(s.coined), s.sentence, *s.row)))
    if output:
        _write(output, found)


def _write(folder: Path, found: Iterable[Suggestion]) -> None:
    """Write a table per class, sorted by id, that `--vocabulary` takes."""
    from kg import evaluation, export
    from kg.vocabulary import FILES

    rows = {cls: sorted(s.row for s in found if s.cls is cls) for cls in FILES.values()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, cls in FILES.items():
        if rows[cls]:
            lines = ("\t".join(cells) + "\n" for cells in (evaluation.columns(cls), *rows[cls]))
            say(f"written: {export.write_bytes(folder / f'suggested-{name}', ''.join(lines).encode())}")

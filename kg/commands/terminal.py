"""What the commands share: where they print, and the argument that names a built directory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

Directory = Annotated[Path, typer.Argument(help="A directory made by `kg build`.")]


def opened(directory: Path) -> tuple[list[Any], Any]:
    """The sorted statements of a built graph, and settings with the base IRI it was built under."""
    from kg import graph
    from kg.settings import Settings

    statements = sorted(set(graph.read(directory / "graph.nt")))
    return statements, Settings(base_iri=graph.base_iri(statements))


def say(text: str) -> None:
    """Write a line to standard error: what a reader should know but a pipe should not get."""
    typer.echo(text, err=True)


def layout() -> Any:
    """How a table is laid out: to the terminal's width, or plain where the output is none."""
    import shutil

    from kg.query.formats import Layout

    return Layout(shutil.get_terminal_size().columns, colour=True) if sys.stdout.isatty() else Layout()


def table(title: str, rows: Any, columns: tuple[str, ...]) -> None:
    """A table on a terminal, tab-separated lines elsewhere."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(str(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    Console().print(table)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar with papers per second and the time left on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many a second."""

        def render(self, task: Any) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.0f}/s" if speed else "")

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done, total=total or None)

        yield report

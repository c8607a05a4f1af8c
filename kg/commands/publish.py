"""Give a graph to others: other formats, the page, the static site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg import errors
from kg.commands.terminal import Directory, opened


def export(
    directory: Directory,
    to: Annotated[str, typer.Option(help="Format; a wrong one lists all.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File, without extension.")] = Path("graph"),
    gzip: Annotated[bool, typer.Option("--gzip", help="Compress; no time stamp inside.")] = False,
    zstd: Annotated[bool, typer.Option("--zstd", help="Compress with Zstandard.")] = False,
    max_triples: Annotated[int | None, typer.Option(help="Split into parts that load alone.")] = None,
    text: Annotated[bool, typer.Option("--text/--no-text", help="Keep abstracts and sentences.")] = True,
    mentions: Annotated[
        bool, typer.Option("--mentions/--no-mentions", help="Keep spans of entities.")
    ] = True,
    rdf12: Annotated[
        bool, typer.Option("--rdf12", help="Statements about statements as RDF 1.2 has them.")
    ] = False,
) -> None:
    """Write a built graph in another format."""
    from kg import export as room

    if to not in room.WRITERS:
        raise errors.GraphError(f"Unknown format {to!r}; choose one of {', '.join(room.WRITERS)}.")
    statements, settings = opened(directory)
    if not text:
        statements = room.without_text(statements)
    if not mentions:
        statements = room.without_mentions(statements)
    if rdf12:
        if to not in room.REIFYING:
            raise errors.GraphError(f"--rdf12 goes with {', '.join(room.REIFYING)}, not with {to}.")
        statements = list(room.reified(statements))
        output = output.with_name(f"{output.name}.{room.RDF12}")
    squeeze = "zst" if zstd else gzip
    for path in room.save(room.WRITERS[to], output, lambda: statements, settings, squeeze, max_triples):
        typer.echo(str(path))


def view(
    directory: Directory,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")] = Path("graph.html"),
    focus: Annotated[str | None, typer.Option(help="Only what lies near this name, alias or id.")] = None,
    hops: Annotated[int, typer.Option(help="Edges that --focus reaches.")] = 2,
    papers: Annotated[
        list[str] | None, typer.Option(help="Only this paper (repeatable): id or title.")
    ] = None,
    classes: Annotated[
        list[str] | None, typer.Option("--class", help="Only this class (repeatable).")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only papers since YYYY, YYYY-MM or YYYY-MM-DD.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Draw every node (WebGL).")] = False,
) -> None:
    """Render a built graph, or a part of it, as one interactive page."""
    from kg import export as room
    from kg import view as views

    statements, settings = opened(directory)
    if focus or papers or classes or since:
        chosen = {"papers": papers or (), "classes": classes or ()}
        statements = views.part(statements, settings, focus=focus, hops=hops, since=since, **chosen)
    if full:
        pages = [(output.name, views.render_full(views.model(statements, settings, views.FULL_LIMIT)))]
    else:
        pages = list(views.pages(statements, settings, output.name))
    for name, text in pages:
        typer.echo(str(room.write_bytes(output.with_name(name), text.encode())))


def report(
    directory: Directory,
    output: Annotated[Path, typer.Option("-o", "--output", help="Directory to write.")] = Path("site"),
) -> None:
    """Write a static site about a built graph: charts, leaderboards, a page per paper and per entity."""
    from kg import view as views

    statements, settings = opened(directory)
    views.report(statements, output, settings)
    typer.echo(str(output / "index.html"))

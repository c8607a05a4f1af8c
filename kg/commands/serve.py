"""Answer others: over HTTP for people and programs, over standard input and output for agents."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.commands.terminal import Directory, say


def serve(
    directory: Directory,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8321,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Host name that requests may use (repeatable).")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    workers: Annotated[int, typer.Option(help="Processes that answer queries.")] = 2,
    timeout: Annotated[float, typer.Option(help="Seconds after which a query is ended.")] = 15.0,
    limit: Annotated[int, typer.Option(help="Rows of an answer at most.")] = 10_000,
) -> None:
    """Serve a graph: pages, SPARQL endpoint, linked data; reads only, on this machine unless told otherwise."""
    from kg import serve as room

    def ready(taken: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{taken}/"
        typer.echo(address)
        say("Ctrl-C stops it.")
        if open_:
            import webbrowser

            webbrowser.open(address)

    room.serve(directory, host, port, allow_host or [], workers, timeout, limit, ready)


def mcp(directory: Directory) -> None:
    """Answer an agent over standard input and output (Model Context Protocol): five tools that only read."""
    from kg import serve as room

    room.speak(directory)

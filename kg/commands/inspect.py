"""Look over a graph: counts, shapes, differences."""

from __future__ import annotations

from typing import Annotated

import typer

from kg import errors
from kg.commands.terminal import Directory, table


def stats(directory: Directory, top: Annotated[int, typer.Option(help="Names per class.")] = 5) -> None:
    """Count what a graph holds and name what is used most."""
    from kg import graph

    found = graph.stats(graph.read(directory / "graph.nt"), top)
    table(
        "Classes",
        [(k.rpartition("#")[2].rpartition("/")[2], v) for k, v in found.classes.items()],
        ("class", "instances"),
    )
    table("Edges", list(found.edges.items()), ("relation", "edges"))
    rows = [
        (cls, t.label, t.papers, "minted" if t.minted else "")
        for cls, tops in found.top.items()
        for t in tops
    ]
    table("Most used", rows, ("class", "name", "papers", "status"))


def check(directory: Directory) -> None:
    """Check a graph against the shapes of the ontology; ends with 1 when something is wrong."""
    from kg import graph

    report = graph.check(directory / "graph.nt")
    for finding in report.findings[:50]:
        typer.echo(
            f"{finding.severity}: {finding.focus} {finding.path}: {finding.message} {finding.value}".rstrip()
        )
    typer.echo(
        f"{report.statements} statements, {len(report.findings)} findings: "
        f"{'conforms' if report.conforms else 'does not conform'}"
    )
    if not report.conforms:
        raise typer.Exit(errors.EXIT_FINDINGS)


def diff(old: Directory, new: Directory) -> None:
    """List papers, entities and claims added, removed and changed; ends with 1 when there are any."""
    from kg import graph

    found = graph.diff(graph.read(old / "graph.nt"), graph.read(new / "graph.nt"))
    for kind, changes in found.kinds.items():
        changed = [change.item for change in changes.changed]
        for mark, items in (("+", changes.added), ("-", changes.removed), ("~", changed)):
            for item in items:
                typer.echo(f"{mark} {kind}\t{item.iri}\t{item.label}")
    if found:
        raise typer.Exit(errors.EXIT_FINDINGS)

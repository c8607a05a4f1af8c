"""Make a built directory: out of papers, or out of an RDF file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kg import errors
from kg.commands.terminal import progress, say, table

_ENGINES = ("local", "dask")


def build(
    inputs: Annotated[
        list[str] | None, typer.Argument(help="Files, URLs, `-` for stdin; else the sample.")
    ] = None,
    output: Annotated[str, typer.Option("-o", "--output", help="Directory, or URL.")] = "exports/build",
    input_format: Annotated[str | None, typer.Option(help="Format; found by content if missing.")] = None,
    base_iri: Annotated[str | None, typer.Option(help="IRI that things get theirs under.")] = None,
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", help="Processes.")] = None,
    vocabulary: Annotated[list[Path] | None, typer.Option(help="Your own table; wins over ours.")] = None,
    text: Annotated[bool | None, typer.Option("--text/--no-text", help="Keep abstracts.")] = None,
    mentions: Annotated[bool | None, typer.Option("--mentions/--no-mentions", help="Keep mentions.")] = None,
    tagger: Annotated[bool | None, typer.Option("--tagger/--no-tagger", help="Use the tagger.")] = None,
    strict: Annotated[bool | None, typer.Option("--strict/--no-strict", help="End at a bad record.")] = None,
    config: Annotated[Path | None, typer.Option(help="TOML file of settings; options win.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder of results kept; else in the directory.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    engine: Annotated[str, typer.Option(help="local, or dask for many machines.")] = "local",
    scheduler: Annotated[str | None, typer.Option(help="Address of a dask scheduler.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that paperkg did not write.")] = False,
) -> None:
    """Read papers; write graph.ttl, graph.nt, graph.html, void.ttl and manifest.json.

    What was read before is kept: a second build does only what changed, and one that was killed goes on.
    """
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from kg import settings as settings_room
    from kg.pipeline import build as run
    from kg.pipeline import cluster, storage

    if engine not in _ENGINES:
        raise errors.SettingsError(f"--engine must be {' or '.join(_ENGINES)}, not {engine!r}.")
    if engine == "local" and (scheduler or storage.is_url(output)):
        raise errors.SettingsError("A scheduler and an output at a URL need --engine dask.")
    if engine == "dask" and (cache or dry_run):
        raise errors.SettingsError("--cache and --dry-run go with --engine local only.")
    base = settings_room.load(config) if config else settings_room.Settings()
    given: dict[str, Any] = {
        "input_format": input_format,
        "base_iri": base_iri,
        "jobs": jobs,
        "text": text,
        "mentions": mentions,
        "tagger": tagger,
        "strict": strict,
        "vocabulary": tuple(vocabulary) if vocabulary else None,
    }
    chosen = replace(base, **{k: v for k, v in given.items() if v is not None})
    with progress() as report:
        if engine == "dask":
            built = cluster.build(inputs or [], output, chosen, report, scheduler=scheduler, force=force)
        else:
            with TemporaryDirectory() as folder:
                sources = storage.fetched(inputs or [], Path(folder))
                built = run(sources, Path(output), chosen, report, cache=cache, dry_run=dry_run, force=force)
    _warn(built)
    if dry_run:
        plan = built.plan
        rows = [
            ("papers", plan.papers),
            ("new", plan.added),
            ("gone", plan.removed),
            ("to read", plan.to_read),
        ]
        table("Would be done", rows, ("what", "count"))
    else:
        table("Built", sorted(built.manifest["graph"].items()), ("what", "count"))
        typer.echo(output if storage.is_url(output) else str(Path(output) / "graph.html"))
    if built.skipped:
        raise typer.Exit(errors.EXIT_PARTIAL)


_SHOWN = 20  # lines on what is left out; all of them are in a file


def _warn(built: Any) -> None:
    if not built.plan.papers:
        say("warning: the input holds no papers; the graph is valid and empty.")
    for skip in built.first_skips[:_SHOWN]:
        kind = "merged" if skip.merged else "skipped"
        where = f"{skip.source}:{skip.line}" if skip.line else skip.source
        say(f"{kind}: {where}: {skip.reason}")
    if built.merged + built.skipped > _SHOWN:
        counts = f"{built.merged} merged and {built.skipped} skipped"
        say(f"{counts} of {built.records} records; each with its reason in {built.directory / 'skipped.tsv'}")
    for what, count in built.repairs.items():
        say(f"mended: {what} ({count})")


def import_(
    source: Annotated[Path, typer.Argument(help="RDF of our ontology, .gz and .zst too.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Directory to write.")],
    lenient: Annotated[bool, typer.Option("--lenient", help="Leave out what is broken and say so.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that paperkg did not write.")] = False,
) -> None:
    """Make a built directory out of an RDF file."""
    from kg.pipeline import imported
    from kg.settings import Settings

    faults = imported(source, output, Settings(), lenient, force)
    for fault in faults:
        say(f"skipped: {source}:{fault.line}: {fault.reason}")
    typer.echo(str(output / "graph.html"))
    if faults:
        raise typer.Exit(errors.EXIT_PARTIAL)

"""The command line: parse, call kg, print.  The only file that prints or exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from kg import __version__, errors

app = typer.Typer(
    name="kg",
    help="A knowledge graph out of titles and abstracts of machine-learning papers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
vocab_app = typer.Typer(help="Look after the vocabulary.", no_args_is_help=True)
app.add_typer(vocab_app, name="vocab")

Directory = Annotated[Path, typer.Argument(help="A directory made by `kg build`.")]
_DEBUG = False


@app.callback()
def _main(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show a traceback when something goes wrong.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True)
    ] = False,
) -> None:
    global _DEBUG  # noqa: PLW0603 - one switch for the whole process, read by main() alone
    _DEBUG = debug
    if version:
        typer.echo(f"paperkg {__version__}")
        raise typer.Exit


@app.command()
def build(
    inputs: Annotated[list[str] | None, typer.Argument(help="Files, `-` for stdin; else the sample.")] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Directory.")] = Path("exports/build"),
    input_format: Annotated[str | None, typer.Option(help="Format; found by content if missing.")] = None,
    base_iri: Annotated[str | None, typer.Option(help="IRI that things get theirs under.")] = None,
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", help="Processes.")] = None,
    vocabulary: Annotated[list[Path] | None, typer.Option(help="Your own table; wins over ours.")] = None,
    text: Annotated[bool | None, typer.Option("--text/--no-text", help="Keep abstracts.")] = None,
    mentions: Annotated[bool | None, typer.Option("--mentions/--no-mentions", help="Keep mentions.")] = None,
    tagger: Annotated[bool | None, typer.Option("--tagger/--no-tagger", help="Use the tagger.")] = None,
    strict: Annotated[bool | None, typer.Option("--strict/--no-strict", help="End at a bad record.")] = None,
    config: Annotated[Path | None, typer.Option(help="TOML file of settings; options win.")] = None,
) -> None:
    """Read papers; write graph.ttl, graph.nt, graph.html, void.ttl and manifest.json."""
    from dataclasses import replace

    from kg import settings as settings_room
    from kg.pipeline import build as run

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
    sources: list[Path | str] = [s if s == "-" else Path(s) for s in inputs or []]
    with _progress() as report:
        built = run(sources, output, chosen, report)
    _warn(built)
    _print_table("Built", sorted(built.manifest["graph"].items()), ("what", "count"))
    typer.echo(str(output / "graph.html"))
    if built.input.lost:
        raise typer.Exit(errors.EXIT_PARTIAL)


def _warn(built: Any) -> None:
    if not built.input.papers:
        _say("warning: the input holds no papers; the graph is valid and empty.")
    for skip in built.input.skips:
        kind = "merged" if skip.merged else "skipped"
        where = f"{skip.source}:{skip.line}" if skip.line else skip.source
        _say(f"{kind}: {where}: {skip.reason}")
    for what, count in built.input.repairs.items():
        _say(f"mended: {what} ({count})")


@app.command()
def query(
    directory: Directory,
    question: Annotated[str | None, typer.Argument(help="A name, SPARQL, @file or -; or list names.")] = None,
    param: Annotated[list[str] | None, typer.Option("-p", "--param", help="name=value (repeatable).")] = None,
    output_format: Annotated[
        str, typer.Option("-f", "--format", help="table, json, csv, tsv, ttl.")
    ] = "table",
    engine: Annotated[str, typer.Option(help="oxigraph or rdflib.")] = "oxigraph",
    timeout: Annotated[float, typer.Option(help="Seconds after which a query is ended.")] = 30.0,
    limit: Annotated[int, typer.Option(help="Rows at most.")] = 10_000,
) -> None:
    """Answer a question about a graph."""
    from kg import query as room

    if question is None:
        rows = [(q.name, q.title, " ".join(p.name for p in q.params)) for q in room.catalogue().values()]
        _print_table("Named queries", rows, ("name", "what it answers", "parameters"))
        return
    text = _text_of(question)
    parameters = dict(_pair(p) for p in param or [])
    if output_format not in room.FORMATS:
        raise errors.QueryError(f"Unknown format {output_format!r}; choose one of {', '.join(room.FORMATS)}.")
    answer = room.run(directory, text, parameters, room.Limits(seconds=timeout, rows=limit), engine)
    for reading in answer.readings:
        if reading.others:
            _say(
                f"{reading.value!r} was read as {reading.label or reading.term}; also {', '.join(reading.others)}"
            )
    sys.stdout.write(room.FORMATS[output_format].render(answer, _layout()))
    if answer.truncated:
        _say(f"warning: the answer is cut off: {answer.truncated}")
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


@app.command()
def stats(directory: Directory, top: Annotated[int, typer.Option(help="Names per class.")] = 5) -> None:
    """Count what a graph holds and name what is used most."""
    from kg import graph

    found = graph.stats(graph.read(directory / "graph.nt"), top)
    _print_table(
        "Classes",
        [(k.rpartition("#")[2].rpartition("/")[2], v) for k, v in found.classes.items()],
        ("class", "instances"),
    )
    _print_table("Edges", list(found.edges.items()), ("relation", "edges"))
    rows = [
        (cls, t.label, t.papers, "minted" if t.minted else "")
        for cls, tops in found.top.items()
        for t in tops
    ]
    _print_table("Most used", rows, ("class", "name", "papers", "status"))


@app.command()
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
        _print_table(title, rows, columns)


@app.command()
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


@app.command()
def export(
    directory: Directory,
    to: Annotated[str, typer.Option(help="Format; a wrong one lists all.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File, without extension.")] = Path("graph"),
    gzip: Annotated[bool, typer.Option("--gzip", help="Compress; no time stamp inside.")] = False,
    zstd: Annotated[bool, typer.Option("--zstd", help="Compress with Zstandard.")] = False,
    max_triples: Annotated[int | None, typer.Option(help="Split into parts that load alone.")] = None,
) -> None:
    """Write a built graph in another format."""
    from kg import export as room

    if to not in room.WRITERS:
        raise errors.GraphError(f"Unknown format {to!r}; choose one of {', '.join(room.WRITERS)}.")
    statements, settings = _opened(directory)
    squeeze = "zst" if zstd else gzip
    for path in room.save(room.WRITERS[to], output, lambda: statements, settings, squeeze, max_triples):
        typer.echo(str(path))


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="Turtle, N-Triples, N-Quads or JSON-LD of our ontology.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Directory to write.")],
    lenient: Annotated[bool, typer.Option("--lenient", help="Leave out what is broken and say so.")] = False,
) -> None:
    """Make a built directory out of an RDF file."""
    from kg.pipeline import imported
    from kg.settings import Settings

    faults = imported(source, output, Settings(), lenient)
    for fault in faults:
        _say(f"skipped: {source}:{fault.line}: {fault.reason}")
    typer.echo(str(output / "graph.html"))
    if faults:
        raise typer.Exit(errors.EXIT_PARTIAL)


@app.command()
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


def _opened(directory: Path) -> tuple[list[Any], Any]:
    """The sorted statements of a built graph, and settings with the base IRI it was built under."""
    from kg import graph
    from kg.settings import Settings

    statements = sorted(set(graph.read(directory / "graph.nt")))
    return statements, Settings(base_iri=graph.base_iri(statements))


@app.command()
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
) -> None:
    """Render a built graph, or a part of it, as one interactive page."""
    from kg import export as room
    from kg import view as views

    statements, settings = _opened(directory)
    if focus or papers or classes or since:
        chosen = {"papers": papers or (), "classes": classes or ()}
        statements = views.part(statements, settings, focus=focus, hops=hops, since=since, **chosen)
    room.write_bytes(output, views.render(views.model(statements, settings)).encode())
    typer.echo(str(output))


@app.command()
def report(
    directory: Directory,
    output: Annotated[Path, typer.Option("-o", "--output", help="Directory to write.")] = Path("site"),
) -> None:
    """Write a static site about a built graph: charts, leaderboards, a page per paper and per entity."""
    from kg import view as views

    statements, settings = _opened(directory)
    views.report(statements, output, settings)
    typer.echo(str(output / "index.html"))


@vocab_app.command("lint")
def vocab_lint(
    files: Annotated[list[Path] | None, typer.Argument(help="Your own tables, checked beside ours.")] = None,
) -> None:
    """Check the vocabulary tables; ends with 1 when something is wrong."""
    from kg.entities.lint import lint

    problems, entries = lint(tuple(files or ()))
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"{entries} entries, {len(problems)} problems")
    if problems:
        raise typer.Exit(errors.EXIT_FINDINGS)


@vocab_app.command("ambiguous")
def vocab_ambiguous() -> None:
    """List the surface forms that stand for more than one entry."""
    from kg.entities.lint import ambiguous

    _print_table("Ambiguous forms", ambiguous(), ("form", "entries"))


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _layout() -> Any:
    """How a table is laid out: to the terminal's width, or plain where the output is none."""
    import shutil

    from kg.query.formats import Layout

    return Layout(shutil.get_terminal_size().columns, colour=True) if sys.stdout.isatty() else Layout()


def _print_table(title: str, rows: Any, columns: tuple[str, ...]) -> None:
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
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done)

        yield report


def main() -> None:
    """Run the command line; every expected error becomes one sentence and a documented exit code."""
    # The tagger multiplies many small matrices: threads of the linear algebra library only get in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(standalone_mode=True)
    except errors.KGError as error:
        if _DEBUG:
            raise
        _say(f"error: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(errors.EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(errors.EXIT_OK)


if __name__ == "__main__":
    main()

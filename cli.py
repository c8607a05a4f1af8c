"""The command line: its commands, its exit codes.  What each command does lies in kg/commands, one file a use."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from kg import __version__, errors
from kg.commands import ask, build, evaluate, inspect, publish, serve, vocab
from kg.commands.terminal import say

app = typer.Typer(
    name="kg",
    help="A knowledge graph out of titles and abstracts of machine-learning papers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    build.build,
    ask.query,
    ask.explain,
    inspect.stats,
    inspect.check,
    inspect.diff,
    publish.view,
    publish.report,
    publish.export,
    serve.serve,
    serve.mcp,
    evaluate.evaluate,
):
    app.command()(command)
app.command("import")(build.import_)

vocab_app = typer.Typer(help="Look after the vocabulary.", no_args_is_help=True)
app.add_typer(vocab_app, name="vocab")
vocab_app.command("lint")(vocab.lint)
vocab_app.command("ambiguous")(vocab.ambiguous)
vocab_app.command("suggest")(vocab.suggest)

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


def _speak_utf8() -> None:
    """Data leaves as UTF-8 whatever the locale; a terminal that lacks a character shows a question mark."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def main() -> None:
    """Run the command line; every expected error becomes one sentence and a documented exit code."""
    # The tagger multiplies many small matrices: threads of the linear algebra library only get in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _speak_utf8()
    try:
        app(standalone_mode=True)
    except errors.KGError as error:
        if _DEBUG:
            raise
        say(f"error: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(errors.EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(errors.EXIT_OK)


if __name__ == "__main__":
    main()

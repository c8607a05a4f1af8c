"""docs/reference.md, made of the command line itself, the tables of readers, writers and queries, and the settings.

`python tests/docs/reference.py` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "reference.md"
sys.path.insert(0, str(ROOT))


def page() -> str:
    """The whole page."""
    import cli

    parts = [
        "# Reference",
        "",
        "Made by `python tests/docs/reference.py`; `kg COMMAND --help` says the same.",
        "",
    ]
    parts += ["## Commands", ""]
    parts += _commands(typer.main.get_command(cli.app), "kg")
    parts += ["## Exit codes", "", *_exit_codes(), ""]
    parts += [
        "## Settings",
        "",
        "What a TOML file given to `kg build --config` may hold.",
        "",
        *_settings(),
        "",
    ]
    parts += [
        "## Inputs",
        "",
        *_readers(),
        "",
        "## Outputs",
        "",
        *_writers(),
        "",
        "## Named queries",
        "",
        *_queries(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _commands(command: object, path: str) -> list[str]:
    out: list[str] = []
    for name, sub in sorted(getattr(command, "commands", {}).items()):
        here = f"{path} {name}"
        if getattr(sub, "commands", None):
            out += _commands(sub, here)
            continue
        arguments = [p for p in sub.params if p.param_type_name == "argument"]
        options = [p for p in sub.params if p.param_type_name == "option" and p.name != "help"]
        usage = " ".join(_usage(a) for a in arguments)
        out += [
            f"### {here}",
            "",
            f"`{f'{here} {usage}'.strip()}`",
            "",
            " ".join((sub.help or "").split()),
            "",
        ]
        rows = [(f"`{_usage(a)}`", getattr(a, "help", "") or "", "") for a in arguments]
        rows += [(_names(o), o.help or "", _default(o)) for o in options]
        if rows:
            out += [*_table(("option", "what it does", "default"), rows), ""]
    return out


def _usage(argument: object) -> str:
    name = (getattr(argument, "metavar", None) or argument.name or "").upper()  # type: ignore[attr-defined]
    return name if argument.required else f"[{name}]"  # type: ignore[attr-defined]


def _names(option: object) -> str:
    names = [*option.opts, *option.secondary_opts]  # type: ignore[attr-defined]
    return ", ".join(f"`{name}`" for name in names)


def _default(option: object) -> str:
    value = option.default  # type: ignore[attr-defined]
    return "" if value is None or value is False or callable(value) else f"`{value}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]


def _exit_codes() -> list[str]:
    return _table(
        ("code", "meaning"),
        [
            ("0", "done"),
            ("1", "findings: `check`, `diff` and `vocab lint` found something"),
            ("2", "wrong use, or an input or a place that cannot be used"),
            ("3", "done, but some records were left out"),
            ("4", "a limit was reached: the answer is cut off and says so"),
            ("130", "interrupted"),
        ],
    )


def _settings() -> list[str]:
    from kg.settings import Settings

    source = (ROOT / "kg" / "settings.py").read_text(encoding="utf-8").splitlines()
    said = {}
    for line in source:
        name, colon, rest = line.strip().partition(":")
        if colon and "#" in rest and "=" in rest:
            said[name] = rest.partition("#")[2].strip()
    rows = [
        (f"`{f.name}`", said.get(f.name, ""), f"`{getattr(Settings(), f.name)}`") for f in fields(Settings)
    ]
    return _table(("setting", "meaning", "default"), rows)


def _readers() -> list[str]:
    from kg.documents import READERS

    rows = [(f"`{r.name}`", r.title, " ".join(r.extensions)) for r in READERS.values()]
    return _table(("`--input-format`", "what it is", "endings"), rows)


def _writers() -> list[str]:
    from kg.export import WRITERS

    return _table(("`--to`", "ending"), [(f"`{w.name}`", w.extension) for w in WRITERS.values()])


def _queries() -> list[str]:
    from kg.query import catalogue

    rows = [(f"`{q.name}`", q.title, " ".join(f"`{p.name}`" for p in q.params)) for q in catalogue().values()]
    return _table(("query", "what it answers", "parameters"), rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

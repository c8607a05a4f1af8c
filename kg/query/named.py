"""The named questions: reads `ontology/queries/*.rq`, SPARQL texts under lines that say what they answer.

Header lines stand at the top of the file:

    # title: Papers by dataset
    # answers: Which papers train or test on a dataset?
    # group: Papers
    # param: dataset dataset required the dataset
    # example: dataset=ImageNet

A parameter line holds its name, its type, its default and a description.  The default is a value, `required`,
or `any`: the variable then stays open.  A parameter is a variable of the query; see `kg.query.binding`.
"""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kg.errors import QueryError
from kg.resources import queries_dir

REQUIRED, ANY = "required", "any"
CLASSES: dict[str, tuple[str, ...]] = {
    "entity": ("Method", "Model", "Software", "Dataset", "Hardware", "Metric", "Task"),
    "artefact": ("Method", "Model", "Software"),
    "method": ("Method",), "model": ("Model",), "software": ("Software",), "dataset": ("Dataset",),
    "hardware": ("Hardware",), "metric": ("Metric",), "task": ("Task",),
}  # fmt: skip
TYPES = frozenset({*CLASSES, "paper", "text", "integer", "decimal"})
GROUPS = ("Papers", "Numbers", "Things", "The graph itself")  # in the order in which lists show them
_HEADER = re.compile(r"#\s*(title|answers|group|param|example):\s*(.*?)\s*")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[a-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a named query; `default` is `required`, `any` or the text of a value."""

    name: str
    type: str
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One question of the catalogue."""

    name: str
    title: str
    answers: str
    group: str  # one of GROUPS
    params: tuple[Parameter, ...]
    example: Mapping[str, str]
    text: str

    def arguments(self, given: Sequence[str]) -> dict[str, str]:
        """The parameters that command line words set: `name=value`, or values in the order of the parameters.

        Raises QueryError for an unknown name, a value too many, or one given twice.
        """
        names = [p.name for p in self.params]
        found: dict[str, str] = {}
        for word in given:
            name, equals, value = word.partition("=")
            if not equals or name not in names:
                if equals and _VARIABLE.fullmatch(name):
                    raise QueryError(
                        f"{self.name} has no parameter {name}; it has {', '.join(names) or 'none'}."
                    )
                free = [n for n in names if n not in found]
                if not free:
                    raise QueryError(f"{self.name} takes {len(names)} parameters; {word!r} is one too many.")
                name, value = free[0], word
            if name in found:
                raise QueryError(f"The parameter {name} of {self.name} is given twice.")
            found[name] = value
        return found

    def complete(self, given: Mapping[str, str]) -> dict[str, str]:
        """All parameters that have a value: those given, and the defaults of the others.

        Raises QueryError for an unknown parameter and for a required one that is missing.
        """
        names = {p.name for p in self.params}
        for name in given:
            if name not in names:
                raise QueryError(
                    f"{self.name} has no parameter {name}; it has {', '.join(sorted(names)) or 'none'}."
                )
        values: dict[str, str] = {}
        for parameter in self.params:
            value = given.get(parameter.name, parameter.default)
            if parameter.name not in given and parameter.default == REQUIRED:
                shown = " ".join(shlex.quote(f"{k}={v}") for k, v in self.example.items())
                raise QueryError(
                    f"{self.name} needs {parameter.name} ({parameter.description}); for example {shown}."
                )
            if value != ANY:
                values[parameter.name] = value
        return values


def grouped() -> dict[str, list[NamedQuery]]:
    """The named queries by group, both in the order of lists: groups as in GROUPS, titles by the alphabet."""
    known = sorted(catalogue().values(), key=lambda query: query.title)
    return {group: [query for query in known if query.group == group] for group in GROUPS}


@lru_cache(maxsize=4)
def catalogue(folder: Path | None = None) -> dict[str, NamedQuery]:
    """All named queries by name, sorted; QueryError where a file breaks the format of this module."""
    files = sorted((folder or queries_dir()).glob("*.rq"))
    return {path.stem: parse(path.stem, path.read_text(encoding="utf-8")) for path in files}


def find(name: str) -> NamedQuery:
    """The query of that name; QueryError with the nearest names where there is none."""
    known = catalogue()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "List the names with kg query and no question."
    raise QueryError(f"There is no named query {name}. {hint}")


def looks_like_name(text: str) -> bool:
    """Whether a text can only be the name of a query, because no SPARQL looks like that."""
    return _NAME.fullmatch(text.strip()) is not None


def parse(name: str, source: str) -> NamedQuery:
    """The query in the text of an `.rq` file."""
    headers: dict[str, list[str]] = {"title": [], "answers": [], "group": [], "param": [], "example": []}
    lines = source.splitlines()
    body = 0
    while body < len(lines) and (match := _HEADER.fullmatch(lines[body])):
        headers[match[1]].append(match[2])
        body += 1
    single = [headers[key] for key in ("title", "answers", "group")]
    if not _NAME.fullmatch(name) or any(len(values) != 1 for values in single):
        raise QueryError(
            f"The query file {name}.rq needs one title, one answers and one group line and a lower-case name."
        )
    [title], [answers], [group] = single
    if group not in GROUPS:
        raise QueryError(f"{name}.rq: the group is one of {', '.join(GROUPS)}, not {group!r}.")
    parameters = tuple(_parameter(name, line) for line in headers["param"])
    text = "\n".join(lines[body:]).strip() + "\n"
    draft = NamedQuery(name, title, answers, group, parameters, {}, text)
    try:
        words = shlex.split(" ".join(headers["example"]))
    except ValueError as error:
        raise QueryError(f"{name}.rq: the example line breaks off: {error}.") from error
    example = draft.arguments(words)
    return replace(draft, example=example)


def _parameter(query: str, line: str) -> Parameter:
    name, type_, default, *words = [*line.split(), "", "", ""]
    description = " ".join(words).strip()
    if not _VARIABLE.fullmatch(name) or type_ not in TYPES or not default or not description:
        raise QueryError(f"{query}.rq: a param line holds name, type, default and description, not {line!r}.")
    return Parameter(name, type_, default, description)

"""Annotated papers: one JSON object a line, checked field by field, every fault with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import InputError
from kg.model import ROLES_OF, EntityClass, Role

ROLES: Final[dict[str, Role]] = {
    "proposes": Role.PROPOSES, "uses": Role.USES, "compares": Role.COMPARES_WITH, "mentions": Role.MENTIONS,
    "evaluates": Role.EVALUATES_ON, "runs_on": Role.RUNS_ON, "targets": Role.TARGETS,
    "reports": Role.REPORTS_METRIC, "addresses": Role.ADDRESSES,
}  # fmt: skip
KINDS: Final = ("absolute", "ratio", "change")
DIRECTIONS: Final = ("better", "worse", "neutral")
_LARGEST: Final = 1e300
THIS_WORK: Final = "this work"  # the subject of a claim about a contribution without a name


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """One entity of a paper; a generic one is neither required nor counted against a graph."""

    name: str
    cls: EntityClass
    role: Role
    surfaces: tuple[str, ...]
    generic: bool


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """One quantitative claim; a slot is empty where the text names nothing, several names stand in one tuple."""

    value: float
    max_value: float | None
    unit: str
    metric: str
    kind: str
    direction: str
    system: tuple[str, ...]
    baseline: tuple[str, ...]
    dataset: tuple[str, ...]
    on_model: tuple[str, ...]
    hardware: tuple[str, ...]
    attribute: bool  # describes a thing and is no outcome: allowed but not required


@dataclass(frozen=True, slots=True)
class Gold:
    """What a careful reader finds in one paper; `proposes` holds the names of its main contributions."""

    id: str
    proposes: tuple[str, ...]
    entities: tuple[GoldEntity, ...]
    claims: tuple[GoldClaim, ...]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is no annotation, and why."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        """`file:line: reason`."""
        return f"{self.path}:{self.line}: {self.reason}"


def read_gold(path: Path) -> tuple[tuple[Gold, ...], tuple[Problem, ...]]:
    """The annotated papers of a JSONL file in its order, and what is wrong with the lines left out.

    Raises InputError for a file that cannot be read or holds no annotated paper at all.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"The annotations {path} cannot be read: {error.strerror or error}.") from error
    papers: dict[str, Gold] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        faults: list[str] = []
        paper = _paper(line, faults)
        if paper is not None and paper.id in papers:
            faults.append(f"the paper {paper.id!r} is annotated twice")
        if paper is None or faults:
            problems += [Problem(path, number, fault) for fault in faults]
        else:
            papers[paper.id] = paper
    if not papers:
        first = f"; first fault: {problems[0]}" if problems else ""
        raise InputError(f"The file {path} holds no annotated paper, one JSON object a line{first}.")
    return tuple(papers.values()), tuple(problems)


class _Record:
    """One JSON object with its place in the line (`entities[2].`), taken field by field; faults are collected."""

    def __init__(self, data: Any, faults: list[str], place: str = "") -> None:
        self._faults, self._place = faults, place
        self._data: Mapping[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self._fault("", "an object is wanted")

    def _fault(self, name: str, reason: str) -> None:
        where = f"{self._place}{name}".rstrip(".")
        self._faults.append(f"{where}: {reason}" if where else reason)

    def _take(self, name: str, wanted: str, test: Callable[[Any], bool], default: Any) -> Any:
        if name not in self._data:
            self._fault(name, f"missing; {wanted} is wanted")
        elif test(value := self._data[name]):
            return value
        else:
            self._fault(name, f"{wanted} is wanted, not {json.dumps(value, ensure_ascii=False)[:40]}")
        return default

    def text(self, name: str) -> str:
        """A text that is not empty."""
        return str(self._take(name, "a text", lambda v: isinstance(v, str) and bool(v.strip()), ""))

    def choice(self, name: str, known: tuple[str, ...], default: str) -> str:
        """One of the known words."""
        return str(self._take(name, " or ".join(known), lambda v: isinstance(v, str) and v in known, default))

    def flag(self, name: str) -> bool:
        """True or false; false where it is missing."""
        return bool(
            name in self._data and self._take(name, "true or false", lambda v: type(v) is bool, False)
        )

    def number(self, name: str, *, needed: bool) -> float | None:
        """A number, or None for null where none is needed."""
        if not needed and self._data.get(name) is None:
            return None
        return float(self._take(name, "a number", _is_number, 0))

    def names(self, name: str) -> tuple[str, ...]:
        """The names in one text, parted by semicolons; none for null or a missing field."""
        if self._data.get(name) is None:
            return ()
        return tuple(n for n in self.text(name).split("; ") if n)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        wanted = "a list of texts"
        found = self._take(
            name, wanted, lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v), ()
        )
        return tuple(found)

    def records(self, name: str) -> Iterator[_Record]:
        """A list of objects."""
        for index, data in enumerate(self._take(name, "a list", lambda v: isinstance(v, list), ())):
            yield _Record(data, self._faults, f"{self._place}{name}[{index}].")

    def misplaced(self, name: str, reason: str) -> None:
        """Note a field whose value does not go with the others."""
        self._fault(name, reason)


def _is_number(value: Any) -> bool:
    return type(value) in {int, float} and abs(value) < _LARGEST  # false for NaN, too


def _paper(line: bytes, faults: list[str]) -> Gold | None:
    try:
        data = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        faults.append(f"this is no JSON: {error}")
        return None
    record = _Record(data, faults)
    if faults:
        return None
    return Gold(
        record.text("id"),
        record.texts("proposes"),
        tuple([_entity(r) for r in record.records("entities")]),
        tuple([_claim(r) for r in record.records("results")]),
        tuple([r.text("url") for r in record.records("urls")]),
    )


def _entity(record: _Record) -> GoldEntity:
    cls = EntityClass(record.choice("type", tuple(EntityClass), EntityClass.METHOD))
    role = ROLES[record.choice("role", tuple(ROLES), "mentions")]
    if role not in ROLES_OF[cls]:
        allowed = ", ".join(name for name, known in ROLES.items() if known in ROLES_OF[cls])
        record.misplaced("role", f"a {cls} has one of {allowed}")
    return GoldEntity(record.text("name"), cls, role, record.texts("surfaces"), record.flag("generic"))


def _claim(record: _Record) -> GoldClaim:
    return GoldClaim(
        record.number("value", needed=True) or 0.0,
        record.number("value_max", needed=False),
        record.text("unit"),
        record.text("metric"),
        record.choice("kind", KINDS, KINDS[0]),
        record.choice("direction", DIRECTIONS, DIRECTIONS[-1]),
        record.names("subject"),
        record.names("baseline"),
        record.names("dataset"),
        record.names("on_model"),
        record.names("hardware"),
        record.flag("attribute"),
    )

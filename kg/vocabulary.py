"""The curated names: reads `ontology/vocab/*.tsv` into entries and the surface forms that stand for them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kg.errors import VocabularyError
from kg.folding import fold
from kg.model import EntityClass
from kg.resources import vocabulary_dir

COLUMNS = ("id", "name", "aliases", "broader", "flags", "same", "source")
EXTRA_COLUMNS: dict[EntityClass, tuple[str, ...]] = {
    EntityClass.MODEL: ("maker",),
    EntityClass.HARDWARE: ("maker", "memory_gb"),
    EntityClass.METRIC: ("direction", "range", "unit", "complement"),
}
FILES: dict[str, EntityClass] = {
    "methods.tsv": EntityClass.METHOD,
    "models.tsv": EntityClass.MODEL,
    "software.tsv": EntityClass.SOFTWARE,
    "datasets.tsv": EntityClass.DATASET,
    "hardware.tsv": EntityClass.HARDWARE,
    "metrics.tsv": EntityClass.METRIC,
    "tasks.tsv": EntityClass.TASK,
}
FLAGS = frozenset({"generic", "case", "cue"})
DIRECTIONS = frozenset({"higher", "lower", "neutral", ""})
_ID = re.compile(r"(method|model|software|dataset|hardware|metric|task)-[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the vocabulary."""

    id: str
    cls: EntityClass
    name: str
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    same: tuple[str, ...] = ()  # outside ids as CURIEs
    source: str = ""
    maker: str = ""
    memory_gb: str = ""
    direction: str = ""
    range: str = ""
    unit: str = ""
    complement: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A surface form of an entry under its folded key; `case` and `cue` restrict where it matches."""

    surface: str
    entry: str
    case: bool
    cue: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All entries by id, all forms by folded key, and the hash of the files they came from."""

    entries: Mapping[str, Entry]
    forms: Mapping[str, tuple[Form, ...]]
    hash: str
    problems: tuple[str, ...] = field(default=())

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """The entries that a name can stand for, in vocabulary order; empty when it is unknown."""
        return tuple(self.entries[i] for i in self.candidates(fold(name)))

    def candidates(self, key: str) -> tuple[str, ...]:
        """The ids of the entries that a folded key can stand for, each once."""
        return tuple(dict.fromkeys(f.entry for f in self.forms.get(key, ())))


_FUNCTION_WORDS = frozenset(
    "a about above after all also an and any are as at be been both but by can could do does each for "
    "from had has have he how if in into is it its may more most no nor not of off on one only or other "
    "our out over own she so some such than that the their them then there these they this those through "
    "to under up us was we were what when where which while who why will with would yet you".split()
)


def is_everywhere(surface: str) -> bool:
    """Whether a form is one lower-case letter or a function word: it would match everywhere, so it never does.

    >>> is_everywhere("the"), is_everywhere("A*"), is_everywhere("AT")
    (True, False, False)
    """
    return surface in _FUNCTION_WORDS or (len(surface) == 1 and surface.islower())


def _single_word(form: str) -> bool:
    return len(form.split()) == 1


def form_of(surface: str, entry: Entry) -> Form:
    """A surface form with its matching rule.

    A short word with capitals (`COCO`, `LoRA`, `MIND`) matches in exactly that case; longer or spelled forms and names
    with a number (`gpt-4`) match folded.  The flags `case` and `cue` of an entry hold for its single-word forms.
    """
    single = _single_word(surface)
    digits = any(c.isdigit() for c in surface)
    short = single and len(surface) <= (3 if digits else 5) and any(c.isupper() for c in surface)
    return Form(
        surface,
        entry.id,
        case=single and (short or "case" in entry.flags),
        cue=single and "cue" in entry.flags,
    )


def read_table(path: Path, cls: EntityClass) -> tuple[list[Entry], list[str]]:
    """The entries of one file and everything wrong with it, each problem as `file:line: reason`."""
    entries: list[Entry] = []
    problems: list[str] = []
    columns = COLUMNS + EXTRA_COLUMNS.get(cls, ())
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path.name} cannot be read: {error}. Save it as UTF-8.") from error
    if tuple(lines[0].split("\t")) != columns:
        raise VocabularyError(
            f"{path.name}:1: the header must be the columns {' '.join(columns)}, tab-separated."
        )
    for number, line in enumerate(lines[1:], 2):
        if not line:
            if number != len(lines):
                problems.append(f"{path.name}:{number}: empty line")
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            problems.append(f"{path.name}:{number}: {len(cells)} cells, {len(columns)} expected")
            continue
        row = dict(zip(columns, cells, strict=True))
        problems.extend(f"{path.name}:{number}: {reason}" for reason in _row_problems(row, cls))
        entries.append(_entry(row, cls))
    return entries, problems


def _row_problems(row: Mapping[str, str], cls: EntityClass) -> Iterable[str]:
    if not _ID.fullmatch(row["id"]) or not row["id"].startswith(cls.lower() + "-"):
        yield f"id {row['id']!r} is not {cls.lower()}-<slug>"
    if not row["name"] or row["name"] != row["name"].strip():
        yield "empty or padded name"
    if unknown := set(filter(None, row["flags"].split("|"))) - FLAGS:
        yield f"unknown flags {sorted(unknown)}"
    if row.get("direction", "") not in DIRECTIONS:
        yield f"unknown direction {row['direction']!r}"
    if row.get("memory_gb", "") and not re.fullmatch(r"\d+(?:\.\d+)?", row["memory_gb"]):
        yield f"memory_gb {row['memory_gb']!r} is not a number"


def _entry(row: Mapping[str, str], cls: EntityClass) -> Entry:
    many = {k: tuple(filter(None, row[k].split("|"))) for k in ("aliases", "broader", "same", "flags")}
    return Entry(
        row["id"],
        cls,
        row["name"],
        many["aliases"],
        many["broader"],
        frozenset(many["flags"]),
        many["same"],
        row["source"],
        **{k: row[k] for k in EXTRA_COLUMNS.get(cls, ())},
    )


def build(
    entries: Iterable[Entry], digest: str, problems: Iterable[str] = (), winning: frozenset[str] = frozenset()
) -> Vocabulary:
    """A vocabulary out of entries; a later entry replaces an earlier one of the same id.

    A form of an entry in `winning` (ids of a user's own entries) drives out all others under its key.
    """
    by_id = {e.id: e for e in entries}
    forms: dict[str, list[Form]] = {}
    for entry in by_id.values():
        seen: set[tuple[str, str]] = set()
        for surface in (entry.name, *entry.aliases):
            form = form_of(surface, entry)
            key = fold(surface)
            mark = key, surface if form.case else ""  # LLaMA and Llama are two forms of one key
            if key and mark not in seen and not is_everywhere(surface):
                seen.add(mark)
                forms.setdefault(key, []).append(form)
    if winning:
        for key, found in forms.items():
            forms[key] = [f for f in found if f.entry in winning] or found
    return Vocabulary(by_id, {k: tuple(v) for k, v in forms.items()}, digest, tuple(problems))


@lru_cache(maxsize=4)
def load(extra: tuple[Path, ...] = ()) -> Vocabulary:
    """The shipped vocabulary, with the rows of a user's own files (named like ours) added and winning over it.

    Raises VocabularyError for a file that is missing or is no vocabulary table.
    """
    entries: list[Entry] = []
    problems: list[str] = []
    state = hashlib.sha256()
    folder = vocabulary_dir()
    winning: set[str] = set()
    for path in (*(folder / name for name in FILES), *extra):
        if not path.is_file():
            raise VocabularyError(f"The vocabulary file {path} does not exist.")
        rows, found = read_table(path, class_of_file(path))
        entries += rows
        problems += found
        if path in extra:
            winning.update(e.id for e in rows)
        state.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return build(entries, state.hexdigest(), problems, frozenset(winning))


def class_of_file(path: Path) -> EntityClass:
    """The class that a vocabulary file holds, told by its name (`datasets.tsv`, `my-datasets.tsv`)."""
    for name, cls in FILES.items():
        if path.name.endswith(name):
            return cls
    raise VocabularyError(
        f"{path.name} is not named like a vocabulary file; end its name in one of {', '.join(FILES)}."
    )

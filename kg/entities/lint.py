"""Checks of the vocabulary as a whole: what no single row can show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from kg import vocabulary
from kg.folding import fold
from kg.resources import vocabulary_dir
from kg.vocabulary import FILES, Entry, Form, class_of_file, form_of, is_everywhere, read_table


def lint(extra: tuple[Path, ...] = ()) -> tuple[list[str], int]:
    """Everything wrong with our tables and a user's own, as readable lines, and the number of entries."""
    problems: list[str] = []
    entries: list[Entry] = []
    for path in (*(vocabulary_dir() / name for name in FILES), *extra):
        rows, found = read_table(path, class_of_file(path))
        problems += found
        identifiers = [e.id for e in rows]
        if identifiers != sorted(identifiers):
            first = next(b for a, b in pairwise(identifiers) if b < a)
            problems.append(f"{path.name}: rows are not sorted by id, first at {first}")
        entries += rows
    problems += _duplicates(entries)
    problems += _references(entries)
    problems += _cycles({e.id: e.broader for e in entries})
    return problems, len(entries)


def _duplicates(entries: list[Entry]) -> Iterator[str]:
    seen: set[str] = set()
    forms: dict[tuple[str, str], set[Form]] = defaultdict(set)
    for entry in entries:
        if entry.id in seen:
            yield f"{entry.id}: id stands twice"
        seen.add(entry.id)
        for surface in (entry.name, *entry.aliases):
            if is_everywhere(surface):
                yield f"{entry.id}: {surface!r} is not matched without context; add a longer form"
            forms[entry.cls, fold(surface)].add(form_of(surface, entry))
    for (cls, key), found in sorted(forms.items()):
        owners = sorted({f.entry for f in found if any(_clash(f, other) for other in found)})
        if owners:
            yield f"{cls} form {key!r} belongs to {', '.join(owners)}"


def _clash(one: Form, other: Form) -> bool:
    """Whether two forms of different entries match the same text: not if case tells them apart (ViTs and VITS)."""
    return one.entry != other.entry and not (one.case and other.case and one.surface != other.surface)


def _references(entries: list[Entry]) -> Iterator[str]:
    known = {e.id for e in entries}
    for entry in entries:
        for target in (*entry.broader, *filter(None, (entry.complement,))):
            if target not in known:
                yield f"{entry.id}: {target} does not exist"


def _cycles(parents: dict[str, tuple[str, ...]]) -> Iterator[str]:
    done: set[str] = set()
    for start in parents:
        path: list[str] = []
        stack = [(start, 0)]
        while stack:
            node, step = stack.pop()
            del path[step:]
            if node in path:
                yield f"{start}: its broader terms run in a circle through {node}"
                break
            if node in done:
                continue
            path.append(node)
            stack += [(parent, step + 1) for parent in parents.get(node, ())]
        done.update(path)


def ambiguous() -> list[tuple[str, str]]:
    """Folded forms that stand for more than one entry, with the entries."""
    forms = vocabulary.load().forms
    return [
        (key, " ".join(sorted(f.entry for f in found)))
        for key, found in sorted(forms.items())
        if len(found) > 1
    ]

"""Names that papers use and the vocabulary lacks, most used first: where the vocabulary should grow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kg import ids, rdf, terms
from kg.evaluation.blocks import Block
from kg.folding import fold
from kg.model import EntityClass, Role
from kg.vocabulary import COLUMNS, EXTRA_COLUMNS, Vocabulary

Blocks = Callable[[], Iterator[Block]]  # a graph that can be read again, grouped by subject

SOURCE: Final = "corpus"  # the cell that says where a suggested row comes from
_MOST_ALIASES: Final = 12
_MOST_TEXT: Final = 400  # characters of an example
_STOP: Final = re.compile(r"[.!?](?=\s)|\n\n")
_UNFIT: Final = re.compile(r"[\t\n\r|]")  # what no cell of a table may hold

_TYPE, _LABEL, _STATUS, _GENERIC, _IDENT, _CLASS, _CONTEXT, _ANCHOR, _BEGIN, _END, _STRING, _SUPPORT = map(
    rdf.iri,
    (
        terms.TYPE, terms.PREF_LABEL, terms.STATUS, terms.GENERIC, terms.IDENT_REF, terms.CLASS_REF,
        terms.REFERENCE_CONTEXT, terms.ANCHOR_OF, terms.BEGIN_INDEX, terms.END_INDEX, terms.IS_STRING,
        terms.SUPPORT,
    ),
)  # fmt: skip
_MINTED, _PAPER = map(rdf.iri, (terms.MINTED, terms.PAPER))
_NOTHING: Final = '""'
_CLASSES: Final = {rdf.iri(terms.KG + cls): cls for cls in EntityClass}
_ROLES: Final = {rdf.iri(terms.KG + role): role for role in Role}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that the vocabulary could hold: how many papers use and how many coin it, and a row for its table."""

    name: str
    cls: EntityClass
    papers: int
    coined: int
    aliases: tuple[str, ...]
    sentence: str
    row: tuple[str, ...]  # the cells of `columns(cls)`


def columns(cls: EntityClass) -> tuple[str, ...]:
    """The header of the vocabulary table of a class."""
    return COLUMNS + EXTRA_COLUMNS.get(cls, ())


@dataclass(slots=True)
class _Name:
    """What is counted of one folded name."""

    classes: Counter[EntityClass] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    papers: int = 0
    coined: int = 0
    generic: int = 0
    loose: int = 0  # papers with a mention that no entity was made of
    last: str = ""  # the text that the last such mention lay in


@dataclass(slots=True)
class _Example:
    """Where a chosen name stands: its spellings, and one sentence."""

    surfaces: Counter[str] = field(default_factory=Counter)
    place: tuple[str, int, int] | None = None
    sentence: str = ""


def suggest(blocks: Blocks, vocabulary: Vocabulary, least: int = 2, limit: int = 200) -> list[Suggestion]:
    """At most `limit` names that `least` papers or more use, by the number of distinct papers.

    Counted are minted entities, folded alike across classes, and mentions that no entity was made of.  Left out is what
    the vocabulary folds to already, and a name coined by several papers unless more papers use than coin it: it
    stands for no one thing.  The graph is read three times; memory grows with its distinct names alone.
    """
    names: dict[str, _Name] = {}
    keys = _collect(blocks(), vocabulary, names)
    _count(blocks(), keys, names)
    chosen = _choose(names, least, limit)
    entities = {entity: key for entity, key in keys.items() if key in chosen}
    examples = _exemplify(blocks(), entities, chosen)
    taken = set(vocabulary.entries)
    return [_suggestion(key, names[key], examples[key], vocabulary, taken) for key in chosen]


def _collect(blocks: Iterator[Block], vocabulary: Vocabulary, names: dict[str, _Name]) -> dict[str, str]:
    """The folded name of every minted entity that the vocabulary does not know; fills `names`."""
    keys: dict[str, str] = {}
    for subject, pairs in blocks:
        values = dict(pairs)
        minted = values.get(_STATUS) == _MINTED
        if not minted and (_IDENT in values or _CLASS not in values):
            continue
        label = _text(values.get(_LABEL if minted else _ANCHOR, _NOTHING))
        key = fold(label)
        cls = next((_CLASSES[o] for p, o in pairs if p in {_TYPE, _CLASS} and o in _CLASSES), None)
        if not key or cls is None or vocabulary.candidates(key):
            continue
        name = names.setdefault(key, _Name())
        name.labels[label] += 1
        support = _text(values.get(_SUPPORT, _NOTHING)) if minted else ""
        name.classes[cls] += int(support) if support.isdecimal() else 1
        if minted:
            keys[subject] = key
            name.generic += _GENERIC in values
        elif name.last != values.get(_CONTEXT, ""):
            name.last = values.get(_CONTEXT, "")
            name.loose += 1
    return keys


def _count(blocks: Iterator[Block], keys: dict[str, str], names: dict[str, _Name]) -> None:
    """Count the papers of every name, each paper once a name."""
    for _, pairs in blocks:
        if (_TYPE, _PAPER) not in pairs:
            continue
        found: dict[str, bool] = {}
        for p, o in pairs:
            if p in _ROLES and o in keys:
                found[keys[o]] = found.get(keys[o], False) or _ROLES[p] is Role.PROPOSES
        for key, coined in found.items():
            names[key].papers += 1
            names[key].coined += coined


def _choose(names: dict[str, _Name], least: int, limit: int) -> list[str]:
    def papers(key: str) -> int:
        return max(names[key].papers, names[key].loose)

    def settled(key: str) -> bool:
        return names[key].coined < 2 or 2 * names[key].coined < names[key].papers

    fit = [key for key in names if papers(key) >= least and settled(key)]
    return sorted(fit, key=lambda key: (-papers(key), key))[:limit]


def _exemplify(blocks: Iterator[Block], keys: dict[str, str], chosen: Iterable[str]) -> dict[str, _Example]:
    """The spellings of each chosen name and the sentence of its first mention."""
    examples = {key: _Example() for key in chosen}
    wanted: dict[str, list[_Example]] = {}
    for subject, pairs in blocks:
        values = dict(pairs)
        if _ANCHOR in values and (_IDENT in values or _CLASS in values):
            surface = _text(values[_ANCHOR])
            key = keys.get(values[_IDENT], "") if _IDENT in values else fold(surface)
            if key not in examples:
                continue
            example = examples[key]
            example.surfaces[surface] += 1
            if example.place is None and _CONTEXT in values:
                begin, end = (_offset(values.get(p, _NOTHING)) for p in (_BEGIN, _END))
                example.place = values[_CONTEXT], begin, end
                wanted.setdefault(values[_CONTEXT], []).append(example)
        elif subject in wanted and _STRING in values:
            text = _text(values[_STRING])
            for example in wanted[subject]:
                if example.place is not None:
                    example.sentence = _sentence(text, *example.place[1:])
    return examples


def _sentence(text: str, begin: int, end: int) -> str:
    """The sentence around a span, on one line, cut to a readable length."""
    stops = [0, *(m.end() for m in _STOP.finditer(text)), len(text)]
    low = max(s for s in stops if s <= begin)
    high = min((s for s in stops if s >= end), default=len(text))
    low, high = max(low, begin - _MOST_TEXT // 2), min(high, end + _MOST_TEXT // 2)
    return " ".join(text[low:high].split())


def _suggestion(
    key: str, name: _Name, example: _Example, vocabulary: Vocabulary, taken: set[str]
) -> Suggestion:
    spelled = name.labels + example.surfaces
    ranked = sorted(spelled, key=lambda s: (-spelled[s], s))
    label = next(s for s in ranked if fold(s) == key)
    cls = min(name.classes, key=lambda c: (-name.classes[c], c))
    aliases: dict[str, str] = {}
    for surface in ranked:
        folded = fold(surface)
        if folded and folded != key and not vocabulary.candidates(folded) and not _UNFIT.search(surface):
            aliases.setdefault(folded, surface)
    others = tuple(aliases.values())[:_MOST_ALIASES]
    label = _UNFIT.sub(" ", label).strip()
    cells = {
        "id": _id(cls, label, taken),
        "name": label,
        "aliases": "|".join(others),
        "flags": "generic" if 2 * name.generic > sum(name.labels.values()) else "",
        "source": SOURCE,
    }
    row = tuple(cells.get(column, "") for column in columns(cls))
    return Suggestion(label, cls, max(name.papers, name.loose), name.coined, others, example.sentence, row)


def _id(cls: EntityClass, label: str, taken: set[str]) -> str:
    """An id that neither the vocabulary nor another suggestion has."""
    stem = f"{cls.lower()}-{ids.slug(label) or ids.digest(label, length=10)}"
    number, found = 2, stem
    while found in taken:
        found = f"{stem}-{number}"
        number += 1
    taken.add(found)
    return found


def _offset(term: str) -> int:
    text = _text(term)
    return int(text) if text.isdecimal() else 0


def _text(term: str) -> str:
    return rdf.parse_term(term)[1]

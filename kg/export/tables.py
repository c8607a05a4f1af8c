"""The graph as plain tables, one for each kind of thing that is counted, joined and plotted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from kg import rdf, terms
from kg.errors import GraphError
from kg.model import EntityClass
from kg.rdf import Statement
from kg.settings import Settings

Cell = str | float | int | bool | list[str] | None
_TYPE: Final = terms.TYPE
_WHOLE: Final = re.compile(r"[+-]?0*[0-9]{1,30}(?![0-9])")  # no column holds more digits
_CLASSES: Final = frozenset(terms.KG + cls for cls in EntityClass)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the property it is filled from, and the kind of its cells.

    Kinds: `text`, `texts` (a sorted list, empty for none), `number`, `whole` and `flag` (false for none).  Where a
    property has several values, a kind of one takes the first in order.  `through` says that the value is a property
    of the thing that the first property leads to.
    """

    name: str
    predicate: str
    kind: str = "text"
    through: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the classes whose instances are its rows; each row begins with `id` and `iri`."""

    name: str
    classes: frozenset[str]
    columns: tuple[Column, ...]


PAPERS: Final = Table("papers", frozenset({terms.PAPER}), (
    Column("title", terms.TITLE),
    Column("abstract", terms.ABSTRACT),
    Column("year", terms.PUBLICATION_YEAR, "whole"),
    Column("issued", terms.ISSUED),
    Column("arxiv_id", terms.ARXIV_ID),
    Column("doi", terms.DOI),
    Column("identifiers", terms.IDENTIFIER, "texts"),
    Column("creators", terms.CREATOR, "texts"),
    Column("links", terms.LINK, "texts"),
    Column("code", terms.CODE_REPOSITORY, "texts"),
))  # fmt: skip
ENTITIES: Final = Table("entities", _CLASSES, (
    Column("class", _TYPE),
    Column("name", terms.PREF_LABEL),
    Column("aliases", terms.ALT_LABEL, "texts"),
    Column("status", terms.STATUS),
    Column("generic", terms.GENERIC, "flag"),
    Column("papers", terms.SUPPORT, "whole"),
    Column("broader", terms.BROADER, "texts"),
    Column("variant_of", terms.VARIANT_OF, "texts"),
    Column("exact_match", terms.EXACT_MATCH, "texts"),
    Column("close_match", terms.CLOSE_MATCH, "texts"),
))  # fmt: skip
LINKS: Final = Table("links", frozenset({terms.ASSERTION}), (
    Column("paper", terms.SUBJECT),
    Column("role", terms.PREDICATE),
    Column("entity", terms.OBJECT),
    Column("confidence", terms.CONFIDENCE, "number"),
    Column("found_by", terms.FOUND_BY),
    Column("rejected", terms.REJECTED, "texts"),
    Column("evidence", terms.EVIDENCE, "texts"),
))  # fmt: skip
RESULTS: Final = Table("results", frozenset({terms.RESULT}), (
    Column("paper", terms.REPORTED_IN),
    Column("metric", terms.RESULT_METRIC),
    Column("value", terms.NUMERIC_VALUE, "number"),
    Column("max_value", terms.MAX_VALUE, "number"),
    Column("unit", terms.UNIT_LABEL),
    Column("comparison", terms.COMPARISON),
    Column("outcome", terms.OUTCOME),
    Column("bound", terms.BOUND),
    Column("factor", terms.NORMALIZED_FACTOR, "number"),
    Column("systems", terms.OF_SYSTEM, "texts"),
    Column("baselines", terms.COMPARED_TO, "texts"),
    Column("datasets", terms.ON_DATASET, "texts"),
    Column("models", terms.ON_MODEL, "texts"),
    Column("hardware", terms.ON_HARDWARE, "texts"),
    Column("tasks", terms.ON_TASK, "texts"),
    Column("device_count", terms.DEVICE_COUNT, "whole"),
    Column("attribute", terms.ATTRIBUTE, "flag"),
    Column("words", terms.RAW_VALUE),
    Column("sentence", terms.EVIDENCE, through=terms.SENTENCE),
    Column("confidence", terms.CONFIDENCE, "number"),
    Column("evidence", terms.EVIDENCE, "texts"),
))  # fmt: skip
MENTIONS: Final = Table("mentions", frozenset({terms.MENTION}), (
    Column("paper", terms.REFERENCE_CONTEXT, through=terms.IS_PART_OF),
    Column("begin", terms.BEGIN_INDEX, "whole"),
    Column("end", terms.END_INDEX, "whole"),
    Column("text", terms.ANCHOR_OF),
    Column("entity", terms.IDENT_REF),
    Column("class", terms.CLASS_REF),
    Column("confidence", terms.TA_CONFIDENCE, "number"),
    Column("found_by", terms.FOUND_BY),
    Column("sentence", terms.SENTENCE),
))  # fmt: skip
TABLES: Final = (PAPERS, ENTITIES, LINKS, RESULTS, MENTIONS)


def rows(table: Table, statements: Iterable[Statement], settings: Settings) -> Iterator[dict[str, Cell]]:
    """The rows of a table out of sorted statements, in the order of their ids.

    Things of the graph stand by their local names, as in every other export; terms of the ontology by theirs.
    """
    bases = (rdf.percent_encode(settings.base_iri), terms.KG)
    through = frozenset(c.through for c in table.columns if c.through)
    beyond: dict[str, dict[str, str]] = {}  # subject -> property -> first value, of what rows lead to
    found: list[tuple[str, dict[str, list[str]]]] = []
    for subject, group in groupby(statements, key=itemgetter(0)):
        said: dict[str, list[str]] = {}
        for _, predicate, value in group:
            said.setdefault(predicate[1:-1], []).append(value)
        for predicate in through & said.keys():
            beyond.setdefault(subject, {})[predicate] = said[predicate][0]
        if any(value[1:-1] in table.classes for value in said.get(_TYPE, ())):
            found.append((subject, said))
    for subject, said in found:
        row: dict[str, Cell] = {"id": _plain(subject, bases), "iri": subject[1:-1]}
        for column in table.columns:
            values = said.get(column.predicate, [])
            if column.predicate == _TYPE:
                values = [value for value in values if value[1:-1] in table.classes]
            if column.through:
                reached = (beyond.get(value, {}).get(column.through) for value in values)
                values = [value for value in reached if value is not None]
            row[column.name] = _cell(column.kind, sorted(_plain(value, bases) for value in values))
        yield row


def _plain(term: str, bases: tuple[str, ...]) -> str:
    """A literal's value, or an IRI without the base it lies under."""
    kind, value, _ = rdf.parse_term(term)
    if kind == "iri":
        for base in bases:
            if value.startswith(base):
                return value.removeprefix(base)
    return value


def _cell(kind: str, values: list[str]) -> Cell:
    if kind == "texts":
        return values
    if kind == "flag":
        return values == ["true"]
    if not values:
        return None
    if kind == "number":
        try:
            return float(values[0])
        except ValueError as error:
            raise GraphError(
                f"{values[0][:40]!r} stands where a table of numbers needs a number. Try --to csv."
            ) from error
    if kind == "whole":
        match = _WHOLE.match(values[0])  # a year may have a time zone
        if match is None and values[0].lstrip("+-").isdigit():
            raise GraphError(f"{values[0][:40]}... is too large for a table of numbers. Try --to csv.")
        return int(match[0]) if match else None
    return values[0]

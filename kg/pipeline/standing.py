"""How each paper and entity of the built graph stands among the others, on disk: what the page is chosen by.

The counts add up and take away whole subjects, so a graph that changes a little is counted a little.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from kg import rdf, terms
from kg.pipeline import excerpt, runs
from kg.settings import Settings
from kg.view.census import Counters
from kg.view.ranking import drawing_order

SCHEMA: Final = """
CREATE TABLE standing (
    name TEXT PRIMARY KEY, cls TEXT NOT NULL, generic INTEGER NOT NULL, support INTEGER NOT NULL,
    degree INTEGER NOT NULL, told INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE reported (paper TEXT, result TEXT, PRIMARY KEY (paper, result)) WITHOUT ROWID;
"""
TABLES: Final = ("standing", "reported")
_REPORTED: Final = rdf.iri(terms.REPORTED_IN)
_SHOWN: Final = "cls NOT IN ('', 'Paper') AND (degree > 0 OR told > 0)"  # candidates that lost are not
_SILENT: Final = ("mention", "text")  # kinds of subjects by which no count changes
_HELD: Final = 20_000  # names counted in memory at a time
_CHANGE: Final = """
INSERT INTO standing VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO UPDATE SET
    cls = CASE WHEN excluded.cls = '' THEN cls WHEN ?7 > 0 THEN excluded.cls ELSE '' END,
    generic = generic + excluded.generic, support = support + excluded.support, degree = degree + excluded.degree,
    told = told + excluded.told
"""


class Standing:
    """The counts, in the tables of a build."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def count(self, graph: Path, settings: Settings) -> None:
        """Count a whole graph anew; what says nothing of how things stand, most of it, is not read."""
        for table in TABLES:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        base = rdf.iri(settings.base_iri)[:-1]
        self._change(excerpt.others(graph, [f"{base}{kind}-".encode() for kind in _SILENT]), 1)

    def change(self, lines: Path, sign: int) -> None:
        """Count the subjects in a file of sorted lines out (sign -1), then those that come in their place in (1)."""
        with lines.open("rb") as stream:
            self._change(stream, sign)
        if sign > 0:
            self._db.execute(
                "DELETE FROM standing WHERE cls = '' AND support = 0 AND degree = 0 AND told = 0"
            )

    def _change(self, lines: Iterable[bytes], sign: int) -> None:
        found = Counters()
        reported: list[tuple[str, str]] = []
        for subject, group in groupby(map(runs.statement, lines), key=itemgetter(0)):
            rows = [(predicate, value) for _, predicate, value in group]
            found.count(subject, rows)
            reported += [(value, subject) for predicate, value in rows if predicate == _REPORTED]
            if len(found.degree) + len(found.told) + len(found.cls) + len(found.support) > _HELD:
                self._add(found, reported, sign)
                found, reported = Counters(), []
        self._add(found, reported, sign)

    def _add(self, found: Counters, reported: list[tuple[str, str]], sign: int) -> None:
        for a, b in found.joined:
            if a != b:
                found.degree.update((a, b))
        names = sorted({*found.cls, *found.support, *found.degree, *found.told})
        self._db.executemany(_CHANGE, [
            (
                name, found.cls.get(name, ""), sign * (name in found.generic), sign * found.support[name],
                sign * found.degree[name], sign * found.told[name], sign,
            )
            for name in names
        ])  # fmt: skip
        if sign > 0:
            self._db.executemany("INSERT OR IGNORE INTO reported VALUES (?, ?)", reported)
        else:
            self._db.executemany("DELETE FROM reported WHERE paper = ? AND result = ?", reported)

    def whole(self) -> dict[str, int]:
        """How many papers, things and results the graph has; things that nothing names do not count."""
        counted = {
            "papers": "standing WHERE cls = 'Paper'",
            "things": f"standing WHERE {_SHOWN}",
            "results": "reported",
        }
        return {
            name: self._db.execute(f"SELECT COUNT(*) FROM {rows}").fetchone()[0]  # noqa: S608 - names of our own
            for name, rows in counted.items()
        }

    def best(self, number: int) -> dict[str, int]:
        """The first so many papers and things in the order of drawing, each with the number of papers that name it."""
        classes: dict[str, str] = {}
        support: dict[str, int] = {}
        for rows in ("cls = 'Paper'", _SHOWN):
            found = self._db.execute(
                f"SELECT name, cls, support FROM standing WHERE {rows} "  # noqa: S608 - names of our own
                "ORDER BY generic, support DESC, degree DESC, name LIMIT ?",
                (number,),
            )
            for name, cls, named in found:
                classes[name], support[name] = cls, named
        place = {name: n for n, name in enumerate(classes)}
        return {name: support[name] for name in drawing_order(classes, place.__getitem__, number)}

    def results(self, papers: Iterable[str]) -> Iterator[str]:
        """The results that the papers report."""
        for paper in papers:
            yield from (
                row[0] for row in self._db.execute("SELECT result FROM reported WHERE paper = ?", (paper,))
            )

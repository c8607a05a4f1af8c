"""Records in, distinct papers out, in memory for one paper and a few numbers for each duplicate.

Records spool to disk beside short hashes of what may join them: arXiv id, DOI, title, record id.  A record that
shares none of these is a paper by itself; the others fall into components, and `kg.documents.merge` decides within
each.  A clash of two hashes only makes a component larger, never a merge.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from typing import NamedTuple

from kg import documents, ids
from kg.errors import InputError
from kg.model import Document, Skip
from kg.pipeline import codec
from kg.pipeline.extractor import Progress
from kg.resources import sample_file
from kg.settings import Settings

_STEP = 1000  # records between two reports
_SCHEMA = """
CREATE TABLE work.record (n INTEGER PRIMARY KEY, digest TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE work.mark (hash INTEGER NOT NULL, n INTEGER NOT NULL);
CREATE TABLE work.skip (
    merged INTEGER NOT NULL, record TEXT NOT NULL, reason TEXT NOT NULL, source TEXT NOT NULL, line INTEGER NOT NULL
);
"""


class Paper(NamedTuple):
    """A document on its way: the hash of its content, and itself as `codec.write` has it."""

    digest: str
    body: bytes


class Intake:
    """The records of a build on their way to papers; every record is counted exactly once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Spool into the attached database `work` of a connection."""
        self._db = connection
        self._db.executescript(_SCHEMA)
        self.repairs: Counter[str] = Counter()
        self.records = 0
        self.kept = 0
        self.merged = 0
        self.skipped = 0

    def read(
        self, sources: Sequence[documents.Source], settings: Settings, progress: Progress | None = None
    ) -> None:
        """Spool all records of all sources, or of the packaged sample where there is none.

        Raises InputError at the first bad record with `settings.strict`.
        """
        for source in sources or (sample_file(),):
            for item in documents.read(source, settings, self.repairs):
                if settings.strict and isinstance(item, Skip):
                    raise InputError(
                        f"{item.source}:{item.line}: {item.reason} (--strict ends at the first bad record)"
                    )
                self.take(item)
                if progress and self.records % _STEP == 0:
                    progress("reading", self.records, 0)
        if progress:
            progress("reading", self.records, self.records)

    def take(self, item: Document | Skip) -> None:
        """Spool one record, or note one that cannot be used."""
        self.records += 1
        if isinstance(item, Document):
            self._spool(item)
        else:
            self._skip(item)

    def papers(self) -> Iterator[Paper]:
        """The distinct papers, in no order that means anything.  Ask once, after `read`."""
        self._db.execute("CREATE INDEX work.mark_hash ON mark (hash)")
        groups = self._groups()
        grouped = {n for group in groups for n in group}
        with closing(self._db.execute("SELECT n, digest, body FROM work.record ORDER BY n")) as rows:
            for n, *paper in rows:
                if n not in grouped:
                    self.kept += 1
                    yield Paper(*paper)
        for group in groups:
            papers, left_out = documents.merge(map(self._record, group))
            self.kept += len(papers)
            yield from map(_paper, papers)
            for skip in left_out:
                self._skip(skip)

    def skips(self) -> Iterator[Skip]:
        """What is left out: bad records in the order of the input, then, sorted, what another record stands for."""
        order = "SELECT source, line, reason, record, merged FROM work.skip WHERE source {} '' ORDER BY {}"
        for condition, by in (("<>", "rowid"), ("=", "record, reason")):
            with closing(self._db.execute(order.format(condition, by))) as rows:
                for source, line, reason, record, merged in rows:
                    yield Skip(source, line, reason, record, bool(merged))

    def _spool(self, document: Document) -> None:
        n = self.records
        self._db.execute("INSERT INTO work.record VALUES (?, ?, ?)", (n, *_paper(document)))
        marks = {("id", document.id), ("title", ids.title_key(document.title))}
        if document.arxiv_id:
            marks.add(("arxiv", document.arxiv_id))
        if document.doi:
            marks.add(("doi", document.doi))
        self._db.executemany("INSERT INTO work.mark VALUES (?, ?)", [(_hash(*mark), n) for mark in marks])

    def _skip(self, skip: Skip) -> None:
        if skip.merged:
            self.merged += 1
        else:
            self.skipped += 1
        self._db.execute(
            "INSERT INTO work.skip VALUES (?, ?, ?, ?, ?)",
            [skip.merged, *map(_printable, (skip.record, skip.reason, skip.source)), skip.line],
        )

    def _groups(self) -> list[list[int]]:
        """The numbers of the records that share something, in components, each ascending."""
        shared = (
            "SELECT hash, n FROM work.mark WHERE hash IN "
            "(SELECT hash FROM work.mark GROUP BY hash HAVING COUNT(*) > 1) ORDER BY hash, n"
        )
        parent: dict[int, int] = {}

        def root(n: int) -> int:
            while (above := parent.setdefault(n, n)) != n:
                parent[n] = parent[above]
                n = above
            return n

        first: tuple[int, int] | None = None
        with closing(self._db.execute(shared)) as rows:
            for value, n in rows:
                if first is None or first[0] != value:
                    first = (value, n)
                low, high = sorted((root(first[1]), root(n)))
                parent[high] = low
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for n in sorted(parent):
            groups[root(n)].append(n)
        return [groups[n] for n in sorted(groups)]

    def _record(self, n: int) -> Document:
        body = self._db.execute("SELECT body FROM work.record WHERE n = ?", (n,)).fetchone()[0]
        return codec.read(Document, body)


def _paper(document: Document) -> Paper:
    return Paper(codec.content_hash(document), codec.write(document))


def _hash(kind: str, value: str) -> int:
    data = f"{kind}:{value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), signed=True)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()

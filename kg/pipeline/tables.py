"""What is kept between builds, in one SQLite file: results per document, and what the built graph is made of.

`extraction` is a cache: a row is right for ever, because its key hashes all that it depends on.  The other tables tell
the state of the built graph and change in one transaction with it; should the files turn out to be others than the
state says (a build was killed between the two), the state is dropped and the graph put together anew.
SQLite keeps what memory does not hold, and survives a kill at any moment.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from kg import ids
from kg.errors import GraphError
from kg.graph.census import Use
from kg.pipeline import codec, standing
from kg.pipeline.tally import NAME as NAMED
from kg.pipeline.tally import Fact, use
from kg.pipeline.tasks import Extracted, Names

NAME: Final = "papers.sqlite"
_MEMORY = 32 << 10  # KiB of pages that SQLite holds
_SCHEMA: Final = (
    """
CREATE TABLE extraction (key TEXT PRIMARY KEY, body BLOB NOT NULL, names BLOB NOT NULL);
CREATE TABLE member (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE coined (name TEXT, entity TEXT, key TEXT, body TEXT, PRIMARY KEY (name, entity, key)) WITHOUT ROWID;
CREATE TABLE opened (name TEXT, key TEXT, PRIMARY KEY (name, key)) WITHOUT ROWID;
CREATE TABLE target (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tally (
    entity TEXT, kind TEXT, value TEXT, n INTEGER NOT NULL, PRIMARY KEY (entity, kind, value)
) WITHOUT ROWID;
CREATE INDEX child ON tally (value) WHERE kind = 'parent';
CREATE TABLE described (entity TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
    + standing.SCHEMA
)
VERSION: Final = int(ids.digest(_SCHEMA, length=7), 16)  # of the tables, as SQLite keeps it in the file
_WORK = """
CREATE TABLE work.paper (key TEXT PRIMARY KEY, digest TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE work.fresh (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE work.old (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE work.new (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE work.delta (
    entity TEXT, kind TEXT, value TEXT, n INTEGER NOT NULL, PRIMARY KEY (entity, kind, value)
) WITHOUT ROWID;
CREATE TABLE work.touched (entity TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE work.redescribed (entity TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_STATE: Final = ("member", "coined", "opened", "target", "tally", "described", "state", *standing.TABLES)


def connect(cache: Path, scratch: Path) -> sqlite3.Connection:
    """A connection to the cache's file, made if missing, with a fresh scratch file attached as `work`.

    A file that is no cache of ours, or of another version, is replaced.  Raises GraphError where it cannot be used.
    """
    path = cache / NAME
    try:
        cache.mkdir(parents=True, exist_ok=True)
        db = _opened(path)
        if db is None:
            path.unlink(missing_ok=True)
            db = sqlite3.connect(path, isolation_level=None)
            db.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        db.execute(f"PRAGMA cache_size = -{_MEMORY}")
        db.execute("ATTACH ? AS work", (str(scratch),))
        db.executescript(
            f"PRAGMA work.journal_mode = OFF; PRAGMA work.synchronous = OFF; PRAGMA work.cache_size = -{_MEMORY};"
            + _WORK
        )
    except (sqlite3.Error, OSError) as error:
        raise GraphError(f"The cache {path} cannot be used: {error}. Remove it, or use --cache.") from error
    return db


def _opened(path: Path) -> sqlite3.Connection | None:
    if not path.exists():
        return None
    db = sqlite3.connect(path, isolation_level=None, timeout=1)
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            return db
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise
    db.close()
    return None


class Tables:
    """The questions and changes that a build has for its tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What happens within lasts if the block ends well, and never happened otherwise."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def state(self) -> dict[str, Any]:
        """What is known of the built graph, by name."""
        return {name: json.loads(value) for name, value in self.db.execute("SELECT name, value FROM state")}

    def set_state(self, values: Mapping[str, Any]) -> None:
        """Replace all that is known of the built graph."""
        self.db.execute("DELETE FROM state")
        rows = [(name, json.dumps(value, sort_keys=True)) for name, value in values.items()]
        self.db.executemany("INSERT INTO state VALUES (?, ?)", rows)

    def reset(self) -> None:
        """Forget the state of the built graph, not the results per document."""
        for table in _STATE:
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own

    def count(self, condition: str) -> int:
        """The number of rows of a FROM clause."""
        return int(self.db.execute(f"SELECT COUNT(*) FROM {condition}").fetchone()[0])  # noqa: S608

    def add_papers(self, papers: Iterable[tuple[str, bytes]], signature: str) -> None:
        """Take the papers of this build, as content hash and document, keyed by that and what reading depends on."""
        self.db.executemany(
            "INSERT OR IGNORE INTO work.paper VALUES (?, ?, ?)",
            ((codec.key(signature, digest), digest, body) for digest, body in papers),
        )

    def digests(self) -> Iterator[str]:
        """The content hashes of the papers of this build, sorted."""
        yield from (row[0] for row in self.db.execute("SELECT digest FROM work.paper ORDER BY digest"))

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """The keys and packed documents of which no result is kept."""
        missing = "FROM work.paper p WHERE NOT EXISTS (SELECT 1 FROM extraction e WHERE e.key = p.key)"
        with closing(self.db.execute(f"SELECT p.key, p.body {missing} ORDER BY p.rowid")) as rows:
            yield from rows

    def keep(self, results: Iterable[Extracted]) -> None:
        """Keep results for later builds, at once."""
        rows = [(r.key, r.body, r.names) for r in results]
        self.db.execute("BEGIN")
        self.db.executemany("INSERT OR REPLACE INTO extraction VALUES (?, ?, ?)", rows)
        self.db.execute("COMMIT")

    def forget_unused(self) -> None:
        """Drop the results of papers that are not in the built graph."""
        self.db.execute("DELETE FROM extraction WHERE key NOT IN (SELECT key FROM member)")

    def join(self) -> None:
        """Find what to take out and write anew: papers that come or go, and those whose names now lead elsewhere."""
        names_of = (
            "SELECT key, names FROM extraction WHERE key IN (SELECT key FROM {} EXCEPT SELECT key FROM {})"
        )
        for key, packed in self.db.execute(names_of.format("member", "work.paper")).fetchall():
            names = codec.unpack(Names, packed)
            self.db.executemany(
                "DELETE FROM coined WHERE name = ? AND entity = ? AND key = ?",
                [(name, entity.id, key) for name, entity in names.coined],
            )
            self.db.executemany(
                "DELETE FROM opened WHERE name = ? AND key = ?", [(n, key) for n in names.open]
            )
        with closing(self.db.execute(names_of.format("work.paper", "member"))) as rows:
            for key, packed in rows:
                names = codec.unpack(Names, packed)
                self.db.executemany(
                    "INSERT OR IGNORE INTO coined VALUES (?, ?, ?, ?)",
                    [(name, e.id, key, json.dumps(codec.encode(e))) for name, e in names.coined],
                )
                self.db.executemany(
                    "INSERT OR IGNORE INTO opened VALUES (?, ?)", [(n, key) for n in names.open]
                )
        self._run("""
            INSERT INTO work.fresh SELECT name, MIN(body) FROM coined c GROUP BY name
                HAVING COUNT(DISTINCT entity) = 1 AND EXISTS (SELECT 1 FROM opened o WHERE o.name = c.name);
            INSERT INTO work.old SELECT key FROM member EXCEPT SELECT key FROM work.paper;
            INSERT INTO work.new SELECT key FROM work.paper EXCEPT SELECT key FROM member;
            INSERT OR IGNORE INTO work.new SELECT key FROM opened WHERE name IN (
                SELECT name FROM (SELECT * FROM work.fresh EXCEPT SELECT * FROM target) UNION
                SELECT name FROM (SELECT * FROM target EXCEPT SELECT * FROM work.fresh));
            INSERT OR IGNORE INTO work.old SELECT key FROM work.new WHERE key IN (SELECT key FROM member);
        """)

    def extractions(self, which: str, targets: str) -> Iterator[tuple[bytes, dict[str, str]]]:
        """The packed results of the papers in table `which`, with what `targets` has for their open names."""
        rows = self.db.execute(
            f"SELECT body, names FROM extraction WHERE key IN (SELECT key FROM {which})"  # noqa: S608
        )
        look_up = f"SELECT body FROM {targets} WHERE name = ?"  # noqa: S608
        with closing(rows):
            for body, packed in rows:
                found: dict[str, str] = {}
                for name in codec.unpack(Names, packed).open:
                    if row := self.db.execute(look_up, (name,)).fetchone():
                        found[name] = row[0]
                yield body, found

    def change(self, tally: Counter[Fact], sign: int) -> None:
        """Count papers in (sign 1) or out (sign -1)."""
        self.db.executemany(
            "INSERT INTO work.delta VALUES (?, ?, ?, ?) "
            "ON CONFLICT (entity, kind, value) DO UPDATE SET n = n + excluded.n",
            [(*fact, sign * n) for fact, n in tally.items()],
        )

    def settle(self) -> None:
        """Bring the state up to date: the papers, the targets and the tally with all that was counted in and out."""
        self._run("""
            INSERT INTO tally SELECT * FROM work.delta WHERE true
                ON CONFLICT (entity, kind, value) DO UPDATE SET n = n + excluded.n;
            INSERT INTO work.touched SELECT DISTINCT entity FROM work.delta;
            INSERT OR IGNORE INTO work.touched
                SELECT entity FROM tally WHERE kind = 'parent' AND value IN (SELECT entity FROM work.touched);
            DELETE FROM tally WHERE n = 0 AND entity IN (SELECT entity FROM work.touched);
            DELETE FROM member WHERE key IN (SELECT key FROM work.old);
            INSERT OR IGNORE INTO member SELECT key FROM work.paper;
            DELETE FROM target;
            INSERT INTO target SELECT * FROM work.fresh;
        """)

    def _run(self, script: str) -> None:
        """Run statements one by one: `executescript` would end the transaction."""
        for statement in script.split(";"):
            self.db.execute(statement)

    def uses(self) -> Iterator[tuple[str, Use]]:
        """How every entity that a change has touched is used now, by id; those no paper names any more are left out."""
        rows = self.db.execute(
            "SELECT t.entity, t.kind, t.value, t.n FROM work.touched w JOIN tally t ON t.entity = w.entity "
            "ORDER BY t.entity, t.kind, t.value"
        )
        with closing(rows):
            for entity, facts in groupby(rows, key=itemgetter(0)):
                yield entity, use(row[1:] for row in facts)

    def use(self, entity: str) -> Use:
        """How one entity is used."""
        return use(self.db.execute("SELECT kind, value, n FROM tally WHERE entity = ?", (entity,)))

    def describe(self, entity: str, hash_: str) -> bool:
        """Whether the description of an entry is another than in the graph as it stands; noted either way."""
        row = self.db.execute("SELECT hash FROM described WHERE entity = ?", (entity,)).fetchone()
        if row is not None and row[0] == hash_:
            return False
        self.db.execute("INSERT OR REPLACE INTO described VALUES (?, ?)", (entity, hash_))
        self.db.execute("INSERT INTO work.redescribed VALUES (?)", (entity,))
        return True

    def describe_no_other(self, entries: Iterable[str]) -> None:
        """Note that of all entries only these are described."""
        known = {row[0] for row in self.db.execute("SELECT entity FROM described")}
        rows = [(entity,) for entity in known.difference(entries)]
        self.db.executemany("DELETE FROM described WHERE entity = ?", rows)
        self.db.executemany("INSERT INTO work.redescribed VALUES (?)", rows)

    def redescribed(self) -> Iterator[str]:
        """The entities whose description changes, ends or begins; entries only where it really is another."""
        yield from (row[0] for row in self.db.execute(
            "SELECT entity FROM work.redescribed UNION "
            "SELECT entity FROM work.touched WHERE entity NOT IN (SELECT entity FROM described)"
        ))  # fmt: skip

    def counted(self, entity: str) -> bool:
        """Whether any paper of the graph names an entity, or weighed it against another."""
        return (
            self.db.execute("SELECT 1 FROM tally WHERE entity = ? LIMIT 1", (entity,)).fetchone() is not None
        )

    def named(self, entity: str) -> bool:
        """Whether any paper of the graph names an entity."""
        found = self.db.execute("SELECT 1 FROM tally WHERE entity = ? AND kind = ? LIMIT 1", (entity, NAMED))
        return found.fetchone() is not None

    def parents(self) -> Iterator[str]:
        """What entities of the graph are said to be variants of."""
        yield from (
            row[0] for row in self.db.execute("SELECT DISTINCT value FROM tally WHERE kind = 'parent'")
        )

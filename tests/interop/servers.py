"""Stores that run as servers: Virtuoso and Oxigraph."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from answers import Rows, from_json
from importers import Failed, Importer, Session, answers_at, fetch, free_port, number_in, run, said, serving
from tools import TOOLS

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_JSON = "application/sparql-results+json"
_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{port}
DirsAllowed = {folder}
NumberOfBuffers = 85000
MaxDirtyBuffers = 65000
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 2
SafeExecutables = 0
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 10000000
"""


def only(rows: Rows) -> int:
    """The one number in an answer."""
    [[(_, value, _)]] = rows
    return int(value)


class _Virtuoso(Session):
    """Loads by the bulk loader, and beside it by the Graph Store protocol into a second graph."""

    def __init__(self, folder: Path, port: int, web: int) -> None:
        self._folder, self._port, self._web = folder, port, web

    def _sql(self, command: str) -> str:
        program = shutil.which("isql-vt") or "isql-vt"
        out = run([program, f"127.0.0.1:{self._port}", "dba", "dba", "VERBOSE=OFF", f"exec={command}"])
        text = out.decode()
        if "*** Error" in text:
            raise Failed(text[text.index("*** Error") :].splitlines()[0])
        return text

    def load(self, path: Path) -> None:
        inside = self._folder / "import"
        inside.mkdir(exist_ok=True)
        shutil.copyfile(path, inside / "graph.ttl")
        self._sql(
            f"delete from DB.DBA.load_list; ld_dir('{inside}', 'graph.ttl', 'urn:kg'); rdf_loader_run(); checkpoint;"  # noqa: S608 - our own folder
        )
        state = self._sql("select ll_state, coalesce(ll_error, 'fine') from DB.DBA.load_list;")
        if not re.search(r"\b2\s+fine\b", state):
            raise Failed(f"the bulk loader says {' '.join(state.split())[:200]}")
        if path.stat().st_size < 50_000_000:
            self._put(path)

    def _put(self, path: Path) -> None:
        """The same file by HTTP PUT; Failed unless as many statements arrive."""
        place = f"http://127.0.0.1:{self._web}/sparql-graph-crud-auth?{urlencode({'graph-uri': 'urn:put'})}"
        curl = [
            "curl",
            "--silent",
            "--show-error",
            "--fail",
            "--noproxy",
            "*",
            "--digest",
            "--user",
            "dba:dba",
        ]
        run([*curl, "-T", path, "-H", "Content-Type: text/turtle", place])
        put, bulk = (only(self._ask(COUNT, graph)) for graph in ("urn:put", "urn:kg"))
        if put != bulk:
            raise Failed(f"HTTP PUT brought {put} statements, the bulk loader {bulk}")

    def count(self) -> int:
        return only(self._ask(COUNT, "urn:kg"))

    def rows(self, query: str) -> Rows:
        return self._ask(query, "urn:kg")

    def _ask(self, query: str, graph: str) -> Rows:
        parameters = urlencode({"query": query, "default-graph-uri": graph, "format": _JSON})
        return from_json(json.loads(fetch(f"http://127.0.0.1:{self._web}/sparql", parameters.encode())))


class Virtuoso(Importer):
    name = "Virtuoso (bulk loader, HTTP PUT)"
    scales = True

    def missing(self) -> str:
        return TOOLS.lacks("virtuoso-t", "isql-vt", "curl")

    def version(self) -> str:
        match = re.search(r"Version (\d[\d.]+)", said(["virtuoso-t", "--help"]))
        return match[1] if match else "unknown"

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        port, web = free_port(), free_port()
        ini = folder / "virtuoso.ini"
        ini.write_text(_INI.format(folder=folder, port=port, web=web))
        ready = answers_at(f"http://127.0.0.1:{web}/sparql")
        with serving(["virtuoso-t", "+configfile", ini, "+foreground"], folder, ready):
            yield _Virtuoso(folder, port, web)


class _Oxigraph(Session):
    def __init__(self, port: int) -> None:
        self._home = f"http://127.0.0.1:{port}"
        self._fresh = True

    def load(self, path: Path) -> None:
        # PUT replaces what is there, POST adds to it.
        method = "PUT" if self._fresh else "POST"
        fetch(f"{self._home}/store?default", path.read_bytes(), method, Content_Type="text/turtle")
        self._fresh = False

    def count(self) -> int:
        return only(self.rows(COUNT))

    def rows(self, query: str) -> Rows:
        return from_json(
            json.loads(
                fetch(
                    f"{self._home}/query",
                    query.encode(),
                    Content_Type="application/sparql-query",
                    Accept=_JSON,
                )
            )
        )


class Oxigraph(Importer):
    name = "Oxigraph server (HTTP PUT)"
    scales = True

    def missing(self) -> str:
        return TOOLS.lacks("oxigraph")

    def version(self) -> str:
        return number_in(said([TOOLS.path("oxigraph"), "--version"]))

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        port = free_port()
        command: list[str | Path] = [
            TOOLS.path("oxigraph"),
            "serve",
            "--location",
            folder / "db",
            "--bind",
            f"127.0.0.1:{port}",
        ]
        with serving(command, folder, answers_at(f"http://127.0.0.1:{port}/")):
            yield _Oxigraph(port)

"""Stores and parsers that run as commands or in this process: Jena, Redland, serd, N3.js, Comunica, rdflib."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rdflib
from answers import Rows, from_json
from importers import Failed, Importer, ParserSession, Session, number_in, run, said
from servers import COUNT, only
from tools import JAVA, TOOLS

_HERE = Path(__file__).resolve().parent


class _Jena(Session):
    """riot checks each file, TDB2 holds it."""

    def __init__(self, folder: Path, jars: str) -> None:
        self._folder, self._jars = folder, jars

    def _java(self, main: str, *arguments: str | Path) -> bytes:
        return run(["java", "-Xmx2g", "-cp", self._jars, main, *arguments], cwd=self._folder)

    def load(self, path: Path) -> None:
        complaints = said(["java", "-cp", self._jars, "riotcmd.riot", "--validate", path])
        if "WARN" in complaints or "ERROR" in complaints:
            raise Failed(f"riot says {complaints.splitlines()[0][:200]}")
        self._java("tdb2.tdbloader", f"--loc={self._folder / 'tdb2'}", path)

    def count(self) -> int:
        return only(self.rows(COUNT))

    def rows(self, query: str) -> Rows:
        question = self._folder / "query.rq"
        question.write_text(query)
        return from_json(
            json.loads(
                self._java(
                    "tdb2.tdbquery", f"--loc={self._folder / 'tdb2'}", f"--query={question}", "--results=JSON"
                )
            )
        )


class Jena(Importer):
    name = "Apache Jena (riot, TDB2)"
    scales = True

    def missing(self) -> str:
        return TOOLS.lacks("java") or ("" if (JAVA / "jena-tdb2.jar").exists() else "no libapache-jena-java")

    def version(self) -> str:
        return number_in(" ".join(path.name for path in JAVA.glob("jena-core-*.jar")))

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        # Debian's jar has its message files in another package than the classes look in.
        fix = folder / "fix"
        with zipfile.ZipFile(JAVA / "jena-core.jar") as jar:
            inside = [name for name in jar.namelist() if name.startswith("org/apache/jena/ext/xerces/")]
            jar.extractall(fix, inside)
        moved = fix / "org" / "apache" / "jena" / "ext" / "xerces"
        if moved.is_dir():
            shutil.copytree(moved, fix / "org" / "apache" / "xerces", dirs_exist_ok=True)
            shutil.copytree(moved, fix / "xerces", dirs_exist_ok=True)
        yield _Jena(
            folder, ":".join([str(fix), *(str(JAVA / name) for name in _JARS if (JAVA / name).exists())])
        )


_JARS = [
    *(
        f"jena-{part}.jar"
        for part in (
            "arq", "base", "cmds", "core", "dboe-base", "dboe-index", "dboe-storage", "dboe-trans-data",
            "dboe-transaction", "iri", "rdfconnection", "shacl", "shex", "tdb", "tdb2",
        )
    ),
    *(
        f"{name}.jar"
        for name in (
            "slf4j-api", "slf4j-nop", "commons-lang3", "commons-io", "commons-codec", "commons-compress",
            "commons-csv", "commons-cli", "commons-logging", "dexx.collection", "gson", "httpclient", "httpcore",
            "jackson-core", "jackson-annotations", "jackson-databind", "jsonld-java", "titanium-json-ld",
            "protobuf", "libthrift", "thrift", "guava", "failureaccess", "jakarta.json-api", "jakarta.json",
        )
    ),
]  # fmt: skip


class _Redland(Session):
    _STORE = ("-q", "-s", "hashes", "-t", "hash-type='bdb',dir='.',index-predicates='yes'")

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fresh = True

    def load(self, path: Path) -> None:
        new = ["-n"] if self._fresh else []
        run(["rdfproc", *new, *self._STORE, "kg", "parse", path, "turtle"], cwd=self._folder)
        self._fresh = False

    def count(self) -> int:
        return only(self.rows(COUNT))

    def rows(self, query: str) -> Rows:
        out = run(
            ["rdfproc", "-r", "json", *self._STORE, "kg", "query", "sparql", "-", query], cwd=self._folder
        )
        return from_json(json.loads(out))


class Redland(Importer):
    name = "Redland (rdfproc, Berkeley DB)"

    def missing(self) -> str:
        return TOOLS.lacks("rdfproc")

    def version(self) -> str:
        return number_in(said(["rdfproc", "--version"]))

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        yield _Redland(folder)


class Rapper(Importer):
    name = "Raptor (rapper)"
    scales = True
    answers = "what it read"

    def missing(self) -> str:
        return TOOLS.lacks("rapper")

    def version(self) -> str:
        return number_in(said(["rapper", "--version"]))

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        yield ParserSession(lambda path: run(["rapper", "-q", "-i", "turtle", "-o", "ntriples", path]))


class Serdi(Importer):
    name = "serd (serdi)"
    scales = True
    answers = "what it read"

    def missing(self) -> str:
        return TOOLS.lacks("serdi")

    def version(self) -> str:
        return number_in(said(["serdi", "-v"]))

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        yield ParserSession(lambda path: run(["serdi", "-i", "turtle", "-o", "ntriples", path]))


class N3(Importer):
    name = "N3.js"
    scales = True
    answers = "what it read"

    def missing(self) -> str:
        return TOOLS.lacks("node") or TOOLS.lacks_module("n3")

    def version(self) -> str:
        return TOOLS.module_version("n3")

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        script = folder / "n3.cjs"
        shutil.copyfile(_HERE / "n3.cjs", script)
        yield ParserSession(lambda path: run(["node", script, TOOLS.modules / "n3", path]))


class _Comunica(Session):
    """Reads its file anew for each query; a second load is the file twice over."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "graph.ttl"

    def load(self, path: Path) -> None:
        with self._file.open("ab") as out:
            out.write(path.read_bytes())

    def count(self) -> int:
        return only(self.rows(COUNT))

    def rows(self, query: str) -> Rows:
        program = TOOLS.modules / ".bin" / "comunica-sparql-file"
        return from_json(
            json.loads(run([program, self._file, "-q", query, "-t", "application/sparql-results+json"]))
        )


class Comunica(Importer):
    name = "Comunica"

    def missing(self) -> str:
        return TOOLS.lacks("node") or TOOLS.lacks_module("@comunica/query-sparql-file")

    def version(self) -> str:
        return TOOLS.module_version("@comunica/query-sparql-file")

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        yield _Comunica(folder)


class _Rdflib(Session):
    def __init__(self) -> None:
        self._graph = rdflib.Graph()

    def load(self, path: Path) -> None:
        self._graph.parse(path, format="turtle")

    def count(self) -> int:
        return len(self._graph)

    def rows(self, query: str) -> Rows:
        found = self._graph.query(query).serialize(format="json")
        return from_json(json.loads(found or b"{}"))


class Rdflib(Importer):
    name = "rdflib"

    def missing(self) -> str:
        return ""

    def version(self) -> str:
        return importlib.metadata.version("rdflib")

    @contextmanager
    def session(self, folder: Path) -> Iterator[Session]:
        yield _Rdflib()

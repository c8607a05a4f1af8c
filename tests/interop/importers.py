"""What every importer under test offers, and the parts they share."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pyoxigraph as ox
from answers import Rows, from_json

TIMEOUT = 240  # seconds that one command may take


class Failed(Exception):  # noqa: N818 - read as a verdict
    """An importer refused a file or broke down; the message says how."""


class Session(ABC):
    """A store of its own in a temporary folder."""

    @abstractmethod
    def load(self, path: Path) -> None:
        """Add the statements of a Turtle file."""

    @abstractmethod
    def count(self) -> int:
        """The number of statements held."""

    @abstractmethod
    def rows(self, query: str) -> Rows:
        """The answer to a query."""


class Importer(ABC):
    """One program that reads RDF."""

    name: str
    scales = False  # made for millions of statements
    answers = "itself"  # or `what it read`: the engine that answers the queries

    @abstractmethod
    def missing(self) -> str:
        """Why the program cannot be run here, empty if it can."""

    @abstractmethod
    def version(self) -> str:
        """The version, as the program tells it."""

    @abstractmethod
    def session(self, folder: Path) -> AbstractContextManager[Session]:
        """A fresh store in an empty folder, closed at the end: a context manager."""


class ParserSession(Session):
    """What a program without queries of its own has read: its N-Triples output in an Oxigraph store."""

    def __init__(self, convert: Callable[[Path], bytes]) -> None:
        self._convert = convert
        self._store = ox.Store()

    def load(self, path: Path) -> None:
        try:
            self._store.bulk_load(input=self._convert(path), format=ox.RdfFormat.N_TRIPLES)
        except SyntaxError as error:
            raise Failed(f"its output is no N-Triples: {error}") from error

    def count(self) -> int:
        return len(self._store)

    def rows(self, query: str) -> Rows:
        return answer(self._store, query)


def answer(store: ox.Store, query: str) -> Rows:
    """The answer of an Oxigraph store."""
    found = store.query(query)
    if isinstance(found, ox.QueryTriples):
        raise TypeError("the questions of this comparison ask for rows")
    return from_json(json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b""))


def run(command: Sequence[str | Path], *, cwd: Path | None = None, data: bytes | None = None) -> bytes:
    """What a command prints; Failed with the end of its complaint if it ends badly or takes too long."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            input=data,
            capture_output=True,
            timeout=TIMEOUT,
            cwd=cwd,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{Path(command[0]).name} took more than {TIMEOUT} s") from error
    if done.returncode:
        raise Failed(
            f"{Path(command[0]).name} ended with {done.returncode}: {last_line(done.stderr or done.stdout)}"
        )
    return done.stdout


def said(command: Sequence[str | Path]) -> str:
    """Everything a command prints, whatever it ends with."""
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=TIMEOUT, check=False)
    return (done.stdout + done.stderr).decode(errors="replace")


def last_line(data: bytes) -> str:
    """The last line that is not empty, shortened."""
    lines = [line for line in data.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no message"


def number_in(text: str) -> str:
    """The first version number in a text."""
    match = re.search(r"\d+\.\d+(?:\.\d+)*", text)
    return match[0] if match else "unknown"


def free_port() -> int:
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str | Path], folder: Path, ready: Callable[[], bool]) -> Iterator[None]:
    """A server that answers, ended with the block; its output goes to a file in the folder."""
    log = folder / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=stream,
            stderr=stream,
            cwd=folder,
            env={**os.environ, "TZ": "UTC"},
        )
        try:
            end = time.monotonic() + 90
            while not ready():
                if process.poll() is not None or time.monotonic() > end:
                    raise Failed(f"the server does not come up: {last_line(log.read_bytes())}")
                time.sleep(0.3)
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def fetch(url: str, data: bytes | None = None, method: str | None = None, **headers: str) -> bytes:
    """The body of an answer over the loopback interface; Failed for an error status."""
    request = urllib.request.Request(  # noqa: S310 - our own addresses
        url, data, {k.replace("_", "-"): v for k, v in headers.items()}, method=method
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT) as response:
            return bytes(response.read())
    except urllib.error.HTTPError as error:
        raise Failed(f"HTTP {error.code}: {last_line(error.read())}") from error
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise Failed(f"no answer: {error}") from error


def answers_at(url: str) -> Callable[[], bool]:
    """A test whether a server answers anything at an address."""

    def test() -> bool:
        try:
            fetch(url)
        except Failed as error:
            return str(error).startswith("HTTP")
        return True

    return test

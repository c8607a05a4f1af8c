"""A real `kg serve` process over a copy of the packaged sample, asked over HTTP as any client would."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from kg.query import store

pytest.importorskip("starlette", reason="needs paperkg[serve]")
pytest.importorskip("uvicorn", reason="needs paperkg[serve]")

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "exports" / "sample"


@dataclass(frozen=True)
class Reply:
    """What a server answered; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60,
    ) -> Reply:
        """One request on a connection of its own; no redirect is followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str | None = None, **headers: str) -> Reply:
        return self.ask("GET", path, headers={**({"Accept": accept} if accept else {}), **headers})

    def query(self, text: str, accept: str = "application/sparql-results+json", **more: str) -> Reply:
        return self.get(f"/sparql?{urlencode({'query': text, **more}, quote_via=quote)}", accept)

    def rows(self, text: str) -> list[dict[str, str]]:
        """The rows of a SELECT as plain text."""
        reply = self.query(text)
        assert reply.status == 200, reply.text
        return [{k: v["value"] for k, v in row.items()} for row in reply.json()["results"]["bindings"]]

    def memory(self) -> int:
        """Resident bytes of the server and its workers."""
        total = 0
        for process in [self.process.pid, *children(self.process.pid)]:
            try:
                status = Path(f"/proc/{process}/status").read_text()
            except OSError:
                continue
            total += sum(
                int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS")
            )
        return total


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def start(directory: Path, *options: str) -> Server:
    """A server on a free port, once it takes connections."""
    command = [sys.executable, str(ROOT / "cli.py"), "serve", str(directory), "--port", "0", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        assert process.stderr is not None
        pytest.fail(f"the server did not start: {process.stderr.read()}")
    return Server(process, int(line.rsplit(":", 1)[1].strip().strip("/")))


def stop(server: Server) -> int:
    """The exit code after the polite signal to end."""
    server.process.send_signal(signal.SIGTERM)
    code = server.process.wait(30)
    for stream in (server.process.stdout, server.process.stderr):
        if stream is not None:
            stream.close()
    return code


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packaged sample with its index."""
    folder = tmp_path_factory.mktemp("served") / "sample"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("store", "store.json"))
    store.write(folder)
    return folder


@pytest.fixture(scope="session")
def server(built: Path) -> Iterator[Server]:
    """A server over the sample that all tests share."""
    running = start(built, "--timeout", "3")
    yield running
    stop(running)

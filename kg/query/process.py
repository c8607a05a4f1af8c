"""One worker process as its parent sees it: started, asked, timed, killed when it does not answer in time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.errors import GraphError, KGError, LimitError, QueryError
from kg.query.guard import ForbiddenError, check
from kg.query.lexer import star
from kg.query.limits import Limits
from kg.query.result import Kind, Result, Row
from kg.query.store import Location

ENGINES = ("oxigraph", "rdflib")
START_SECONDS = 600.0  # to open a graph; a large file read into memory takes its time
_SCRIPT = Path(__file__).with_name("worker.py")


class Worker:
    """A process that holds one graph open; not for use by two threads at once."""

    def __init__(self, location: Location, engine: str = "oxigraph") -> None:
        """Start the process without waiting for it; QueryError for an unknown engine."""
        if engine not in ENGINES:
            raise QueryError(f"There is no query engine {engine}; known are {', '.join(ENGINES)}.")
        self._location = location
        how = "indexed" if location.indexed else "plain"
        command = [
            sys.executable,
            *("-S", "-P", "-X", "utf8"),
            str(_SCRIPT),
            engine,
            str(location.path.resolve()),
            how,
            *_packages(engine),
        ]
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"RUST_BACKTRACE": "0", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,  # Ctrl-C reaches the parent alone, which then ends this process
        )
        self._ready = False

    @property
    def alive(self) -> bool:
        """Whether the process can be asked again."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process and wait until it is gone."""
        if self._process.poll() is None:
            self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        self._process.wait()

    def ask(self, text: str, limits: Limits) -> Result:
        """The answer to a query, which is judged first.

        Raises ForbiddenError and QueryError about the text, LimitError where a limit ended the work before
        there was a row, GraphError where the graph cannot be opened.
        """
        check(text, limits)
        self._open()
        request = {
            "query": text,
            "prefixes": self._location.prefixes,
            "rows": limits.rows,
            "bytes": limits.bytes,
            "memory": limits.memory,
            "seconds": limits.seconds,
        }
        began = time.perf_counter()
        with self._deadline(limits.seconds) as expired:
            self._send(request)
            result = self._collect(limits, expired)
        result = _in_order(result, star(text) if result.kind == "select" else None)
        return replace(result, seconds=time.perf_counter() - began, prefixes=self._location.prefixes)

    def _open(self) -> None:
        if self._ready:
            return
        with self._deadline(START_SECONDS):
            message = self._receive()
        if message is None or "error" in message:
            why = message["message"] if message else "its reader ended without a word"
            self.close()
            raise GraphError(f"The graph at {self._location.path} cannot be opened: {why}. Build it again.")
        self._ready = True

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[threading.Event]:
        expired = threading.Event()
        over = threading.Event()
        turn = threading.Lock()

        def end() -> None:
            with turn:
                if not over.is_set():
                    expired.set()
                    self._process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield expired
        except KGError:
            raise  # told by a whole message, or the process is gone already
        except BaseException:
            self._process.kill()  # in the middle of an answer: what follows would be out of step
            raise
        finally:
            with turn:
                over.set()
            timer.cancel()
            if expired.is_set():
                self._process.wait()

    def _send(self, request: Mapping[str, object]) -> None:
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - opened as a pipe
        try:
            stream.write(json.dumps(request).encode() + b"\n")
            stream.flush()
        except BrokenPipeError:
            return  # the missing answer tells

    def _receive(self) -> dict[str, Any] | None:
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 - opened as a pipe
        line = stream.readline()
        try:
            return dict(json.loads(line)) if line.endswith(b"\n") else None
        except ValueError:
            return None

    def _collect(self, limits: Limits, expired: threading.Event) -> Result:
        head: dict[str, Any] = {}
        rows: list[Row] = []
        reason = ""
        while True:
            message = self._receive()
            if message is None:
                reason = self._obituary(limits, expired)
                break
            if "error" in message:
                if rows and message["error"] == "memory":
                    reason = _memory(limits)
                    break
                raise _failure(message["error"], message["message"], limits)
            if "end" in message:
                reason = {
                    "rows": f"the row limit of {limits.rows}",
                    "bytes": f"the limit of {limits.bytes} bytes",
                }.get(message.get("reason", ""), "")
                break
            if "rows" in message:
                rows += map(tuple, message["rows"])
            else:
                head = message
        if reason and not self.alive and not rows:
            raise LimitError(f"The query was ended by {reason}; ask for less or raise the limit.")
        kind: Kind = head["kind"]
        if kind == "graph":
            rows = sorted(set(rows), key=lambda row: tuple(map(str, row)))
        return Result(kind, tuple(head["variables"]), tuple(rows), head.get("boolean"), not reason, reason)

    def _obituary(self, limits: Limits, expired: threading.Event) -> str:
        code = self._process.wait()
        if expired.is_set() or code == -getattr(signal, "SIGXCPU", 0):
            return f"the time limit of {limits.seconds:g} s"
        if code == -signal.SIGABRT:
            return _memory(limits)
        raise LimitError("The query broke the engine, which has been replaced; write it another way.")


def _packages(engine: str) -> list[str]:
    """The folders that the process imports from: ours and the engine's own, else all of this process."""
    ours = str(_SCRIPT.parent.parent.parent)
    if engine != "oxigraph":
        return [ours, *(path for path in sys.path if path)]
    found = find_spec("pyoxigraph")
    if found is None or found.origin is None:
        raise GraphError("The package pyoxigraph is missing from this installation; reinstall paperkg.")
    return [ours, str(Path(found.origin).parent.parent)]


def _in_order(result: Result, names: list[str] | None) -> Result:
    """The answer with its columns in the order of the names: engines number the variables of `*` as they like."""
    if names is None:
        return result
    order = sorted(range(len(result.variables)), key=lambda i: names.index(result.variables[i]))
    rows = tuple(tuple(row[i] for i in order) for row in result.rows)
    return replace(result, variables=tuple(result.variables[i] for i in order), rows=rows)


def _memory(limits: Limits) -> str:
    return f"the memory limit of {limits.memory // (1024 * 1024)} MB"


def _failure(kind: str, message: str, limits: Limits) -> KGError:
    if kind == "memory":
        return LimitError(f"The query was ended by {_memory(limits)}; ask for less or raise the limit.")
    if kind == "nesting":
        return LimitError("The query nests too deeply for this engine; write it flatter.")
    if "SERVICE is not allowed" in message:
        return ForbiddenError("SERVICE is not allowed: a query never reaches another machine.")
    text = " ".join(message.split()) or kind
    return QueryError(f"The query cannot be answered: {text[:400].rstrip('.')}.")

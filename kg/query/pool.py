"""A few workers over one graph: each asked by one caller at a time and replaced when a query has ended it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import LimitError, QueryError
from kg.query.limits import Limits
from kg.query.process import Worker
from kg.query.result import Result
from kg.query.store import locate


class BusyError(LimitError):
    """All workers are taken and stayed so for the time that the caller would wait."""


class Pool:
    """Workers over the graph of a built directory, started when needed; safe to share between threads."""

    def __init__(self, directory: Path, size: int = 1, engine: str = "oxigraph") -> None:
        """Find the graph; GraphError where there is none."""
        if size < 1:
            raise QueryError(f"A pool needs at least one worker, not {size}.")
        self.location = locate(directory, index=engine == "oxigraph")
        self._engine = engine
        self._size = size
        self._free: list[Worker] = []
        self._busy = 0
        self._closed = False
        self._change = threading.Condition()

    def __enter__(self) -> Self:
        """The pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all workers."""
        self.close()

    def start(self) -> None:
        """Start all workers ahead of the first query."""
        with self._change:
            while len(self._free) + self._busy < self._size:
                self._free.append(Worker(self.location, self._engine))

    def ask(self, text: str, limits: Limits, patience: float | None = None) -> Result:
        """The answer of a free worker, waiting for one up to `patience` seconds (None: as long as it takes).

        Raises what `Worker.ask` raises, and BusyError.
        """
        worker = self._take(patience)
        try:
            return worker.ask(text, limits)
        finally:
            self._give(worker)

    def close(self) -> None:
        """End all workers that are free; those at work end with their answer."""
        with self._change:
            self._closed = True
            free, self._free = self._free, []
            self._change.notify_all()
        for worker in free:
            worker.close()

    def _take(self, patience: float | None) -> Worker:
        until = None if patience is None else time.monotonic() + patience
        with self._change:
            while True:
                if self._closed:
                    raise QueryError("This graph has been closed; open it again.")
                while self._free:
                    worker = self._free.pop()
                    if worker.alive:
                        self._busy += 1
                        return worker
                    worker.close()  # ended by someone else while it was idle
                if self._busy < self._size:
                    worker = Worker(self.location, self._engine)
                    self._busy += 1
                    return worker
                rest = None if until is None else until - time.monotonic()
                if rest is not None and rest <= 0:
                    raise BusyError("All query workers are busy; try again in a moment.")
                self._change.wait(rest)

    def _give(self, worker: Worker) -> None:
        with self._change:
            self._busy -= 1
            keep = worker.alive and not self._closed
            if keep:
                self._free.append(worker)
            self._change.notify()
        if not keep:
            worker.close()

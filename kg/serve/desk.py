"""Where requests wait for a worker: a bounded queue before the pool, told when it is full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from kg.query.graph import Graph
from kg.query.limits import Limits
from kg.query.pool import BusyError
from kg.query.result import Result

Answer = TypeVar("Answer")
# What one request may cost a server: less than at a shell, because many ask at once.
LIMITS = Limits(seconds=15, rows=10_000, bytes=16 << 20, memory=512 << 20, query=64 << 10)


@dataclass(frozen=True, slots=True)
class Queue:
    """How many requests may wait for a worker, and for how many seconds each."""

    length: int = 200
    patience: float = 5.0


class Desk:
    """One graph and its workers behind a queue; BusyError where the queue is full or a wait too long."""

    def __init__(
        self, graph: Graph, workers: int, limits: Limits = LIMITS, queue: Queue | None = None
    ) -> None:
        self.graph = graph
        self.limits = limits
        self._queue = queue or Queue()
        self._turn = asyncio.Semaphore(workers)
        self._threads = CapacityLimiter(workers)
        self._waiting = 0

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._waiting >= self._queue.length:
            raise BusyError("All query workers are busy and the queue is full; try again in a moment.")
        self._waiting += 1
        try:
            await asyncio.wait_for(self._turn.acquire(), self._queue.patience)
        except TimeoutError as error:
            raise BusyError("All query workers are busy; try again in a moment.") from error
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    async def do(self, work: Callable[[], Answer]) -> Answer:
        """What the work gives; it runs in a thread and may ask the graph's pool, one query at a time."""
        async with self._place():
            return await to_thread.run_sync(work, limiter=self._threads)

    def answer(self, text: str) -> Result:
        """The answer to a SPARQL text under the limits of this desk; for work that `do` runs."""
        return self.graph.pool.ask(text, self.limits)

    async def ask(self, text: str) -> Result:
        """The answer to a SPARQL text under the limits of this desk."""
        return await self.do(partial(self.answer, text))

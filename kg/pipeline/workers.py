"""One function over many tasks on several processes; a process that dies costs a retry, not the build."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from typing import TypeVar

from kg.errors import LimitError

ATTEMPTS = 3  # deaths that a task may be near before it counts as their cause
AHEAD = 2  # tasks waiting per process: enough to keep it busy, few enough to keep memory flat
T = TypeVar("T")
R = TypeVar("R")


def mapped(function: Callable[[T], R], tasks: Iterable[T], jobs: int) -> Iterator[R]:
    """The result of each task, in the order in which they come; in this process where `jobs` is 1.

    When a process dies (out of memory, say), the tasks that were under way are done again on fresh ones, one at a
    time, so that the one to blame is found.  Raises LimitError for a task whose processes died `ATTEMPTS` times;
    what a task itself raises goes through.
    """
    if jobs == 1:
        yield from map(function, tasks)
        return
    waiting = iter(tasks)
    lost: list[tuple[T, int]] = []  # with how many deaths each was near
    while True:
        yield from _round(function, waiting, jobs, lost)
        if not lost:
            return
        again, lost = lost, []
        for task, deaths in again:
            if deaths >= ATTEMPTS:
                raise LimitError(
                    f"A worker process died {ATTEMPTS} times over the same papers: give it more memory, or use "
                    "--jobs 1 to see why (a script of your own needs `if __name__ == '__main__':` around its build)."
                )
            alone: list[tuple[T, int]] = []
            yield from _round(function, iter((task,)), 1, alone)
            lost += [(each, deaths + 1) for each, _ in alone]


def _round(
    function: Callable[[T], R], tasks: Iterator[T], jobs: int, lost: list[tuple[T, int]]
) -> Iterator[R]:
    """The results until the tasks are done or a process dies; `lost` then takes the tasks that were under way."""
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_end_with_parent)
    running: dict[Future[R], T] = {}
    try:
        while True:
            for task in islice(tasks, jobs * AHEAD - len(running)):
                running[_submit(pool, function, task)] = task
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                task = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    lost.append((task, 1))
                    broken = True
                else:
                    yield future.result()
            if broken:
                lost += [(task, 1) for task in running.values()]
                return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, function: Callable[[T], R], task: T) -> Future[R]:
    try:
        return pool.submit(function, task)
    except BrokenProcessPool as error:  # it died while nothing was waited for
        failed: Future[R] = Future()
        failed.set_exception(error)
        return failed


def _end_with_parent() -> None:
    """Let this worker end when the build is killed: it would wait for tasks for ever."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)

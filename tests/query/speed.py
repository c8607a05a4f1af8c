"""How fast the named questions are on a large graph, beside rdflib in memory, in one run.

    python tests/query/speed.py [--graph DIR] [--statements 1000000] [--seconds 120] [-o report.md]

The graph of a built directory is copied under other names until it is large enough; both engines open the same file
and answer the same questions with the same parameters through the same worker processes, in turn.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from sample_rows import parameters  # noqa: E402

from kg.errors import LimitError  # noqa: E402
from kg.query import Graph, Limits, catalogue, open_graph, store  # noqa: E402
from kg.query.binding import bind  # noqa: E402

REPEATS = 5
TRIVIAL = "ASK { ?s ?p ?o }"
_OPEN = """import sys, time, pyoxigraph
began = time.perf_counter()
pyoxigraph.Store.read_only(sys.argv[1])
sys.stdout.write(str(time.perf_counter() - began))"""


@dataclass(frozen=True)
class Timing:
    """One question on both engines, in seconds; `ended` where rdflib did not finish in time."""

    name: str
    rows: int
    ours: float
    rdflib: float
    ended: bool
    same: bool

    @property
    def factor(self) -> float:
        """How many times as fast; a lower bound where rdflib was ended."""
        return self.rdflib / self.ours


def grow(source: Path, target: Path, least: int) -> int:
    """The number of statements written: copies of a graph under other names, each a whole graph of its own."""
    base = "https://w3id.org/paperkg/id/"
    lines = source.read_text(encoding="utf-8").splitlines()
    copies = -(-least // len(lines))
    with target.open("w", encoding="utf-8") as stream:
        for number in range(copies):
            for line in lines:
                stream.write((_renamed(line, base, number) if number else line) + "\n")
    return copies * len(lines)


def _renamed(line: str, base: str, number: int) -> str:
    subject, predicate, rest = line.split(" ", 2)
    names = [subject, rest] if rest.startswith(f"<{base}") else [subject]
    renamed = [name.replace(f"<{base}", f"<{base}c{number:04}-", 1) for name in names]
    return f"{renamed[0]} {predicate} {renamed[1] if len(renamed) > 1 else rest}"


def ask(graph: Graph, text: str, limits: Limits, repeats: int) -> tuple[float, int, object]:
    """The median time of a query in a warm worker, the number of its rows, and the rows."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        found = graph.pool.ask(text, limits)
        times.append(time.perf_counter() - began)
        if times[0] > 5:
            break
    return statistics.median(times), len(found.rows), (found.boolean, sorted(map(str, found.rows)))


def measure(folder: Path, source: Path, seconds: float, chosen: list[str]) -> list[Timing]:
    """Every question on both engines; its parameters are those of the graph that was copied."""
    limits = Limits(seconds=seconds, rows=50_000_000, bytes=1 << 33, memory=16 << 30)
    timings = []
    with open_graph(source) as original:
        given = {name: parameters(original, name) for name in catalogue()}
    with open_graph(folder) as ours, open_graph(folder, "rdflib") as theirs:
        assert ours.pool.location.indexed
        theirs.pool.start()
        theirs.pool.ask(TRIVIAL, limits)
        for name, query in catalogue().items():
            if chosen and name not in chosen:
                continue
            known = {p.name: p for p in query.params}
            values = query.complete(given[name])
            readings = [ours.resolve(known[key], value) for key, value in values.items()]
            text = bind(query.text, {r.parameter: r.term for r in readings})
            own, rows, answer = ask(ours, text, replace(limits, seconds=5 * seconds), REPEATS)
            try:
                other, _, expected = ask(theirs, text, limits, 3)
                timings.append(Timing(name, rows, own, other, False, answer == expected))
            except LimitError:
                timings.append(Timing(name, rows, own, seconds, True, True))
                theirs.pool.ask(TRIVIAL, limits)  # a new process reads the graph again
            sys.stderr.write(f"{timings[-1]}\n")
    return timings


def opening(folder: Path) -> list[float]:
    """The seconds in which fresh processes open the index, one after the other."""
    command = [sys.executable, "-c", _OPEN, str(folder / store.STORE)]
    return [float(subprocess.check_output(command)) for _ in range(9)]


def overhead(folder: Path) -> tuple[float, float]:
    """The median seconds of the first query of a fresh engine, and of a trivial one on a warm engine."""
    cold, warm = [], []
    for _ in range(9):
        began = time.perf_counter()
        with open_graph(folder) as graph:
            graph.query(TRIVIAL)
            cold.append(time.perf_counter() - began)
            for _ in range(50):
                began = time.perf_counter()
                graph.query(TRIVIAL)
                warm.append(time.perf_counter() - began)
    return statistics.median(cold), statistics.median(warm)


def report(statements: int, timings: list[Timing], opened: float, cold: float, warm: float) -> str:
    """The table and its summary."""
    lines = ["| question | rows | here, ms | rdflib, ms | times as fast |", "|---|--:|--:|--:|--:|"]
    for t in sorted(timings, key=lambda t: t.factor):
        more = "> " if t.ended else ""
        note = "" if t.same else " (other rows!)"
        cells: tuple[object, ...] = (
            f"{t.name}{note}",
            t.rows,
            f"{t.ours * 1000:.1f}",
            f"{more}{t.rdflib * 1000:.0f}",
            f"{more}{t.factor:.1f}",
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    factors = [t.factor for t in timings]
    summary = (
        f"{statements:,} statements, {len(timings)} questions: median {statistics.median(factors):.0f} times as fast"
        f" as rdflib in memory, least {min(factors):.1f}. Opening the index {opened * 1000:.0f} ms; first query of a"
        f" fresh engine {cold * 1000:.0f} ms; overhead of a warm one {warm * 1000:.2f} ms."
        f" Load {os.getloadavg()[0]:.1f}."
    )
    return "\n".join([summary, "", *lines, ""])


def main() -> int:
    """Measure, print, and end with 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, default=ROOT / "exports" / "sample")
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="speed-") as name:
        folder = Path(name)
        statements = grow(given.graph / "graph.nt", folder / "graph.nt", given.statements)
        store.write(folder)
        opened, (cold, warm) = statistics.median(opening(folder)), overhead(folder)
        timings = measure(folder, given.graph, given.seconds, given.only)
    text = report(statements, timings, opened, cold, warm)
    sys.stdout.write(text)
    if given.output:
        given.output.write_text(text, encoding="utf-8")
    factors = [t.factor for t in timings]
    met = (
        statistics.median(factors) >= 8
        and min(factors) >= 1
        and opened < 0.1
        and all(t.same for t in timings)
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())

"""The tables out of what all parts have found."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.machine import table

Row = dict[str, Any]
_COLUMNS = (
    "papers",
    "form",
    "processes",
    "seconds",
    "processor",
    "papers/s",
    "MB",
    "unchanged",
    "more",
    "alone",
)


def lines(results: Mapping[str, Row | None]) -> Iterator[str]:
    """The report; what is missing from it is named at its end."""
    found = {name: result for name, result in results.items() if result is not None}
    yield "# Speed"
    yield ""
    yield from sorted({result["machine"] for result in found.values()})
    loads = [result["load"] for result in found.values()]
    if loads:
        yield f"Load before each part: {min(loads):.1f} to {max(loads):.1f}; above 0.5 trust processor time alone."
    yield ""
    for result in found.values():
        yield from result.get("lines", ())
    rows = [result["build"] for result in found.values() if "build" in result]
    if rows:
        yield from _builds(rows)
    if missing := [name for name in results if name not in found]:
        yield f"Not measured: {', '.join(missing)}."
        yield ""


def _builds(rows: Sequence[Row]) -> Iterator[str]:
    yield "## Whole builds"
    yield ""
    yield "Seconds by the clock and of processor time, the most memory of any one process, then processor seconds of a"
    yield "second build: of the same papers, of some more (100 where there are as many), and of these alone."
    yield ""
    yield from table(_COLUMNS, [_cells(row) for row in sorted(rows, key=_order)])
    for form in sorted({row["form"] for row in rows}):
        alone = sorted((row for row in rows if row["form"] == form and row["jobs"] == 1), key=_order)
        if len(alone) > 1:
            yield from _growth(form, alone)
    for row in sorted(rows, key=_order):
        yield from _parallel(row, rows)
    yield ""


def _order(row: Row) -> tuple[Any, ...]:
    return row["form"], row["papers"], row["engine"], row["jobs"]


def _cells(row: Row) -> tuple[str, ...]:
    engine = " (dask)" if row["engine"] == "dask" else ""
    second = (row.get("unchanged"), row.get("more"), row.get("alone"))
    return (
        f"{row['papers']:,}", row["form"], f"{row['jobs']}{engine}", f"{row['wall']:.1f}", f"{row['cpu']:.1f}",
        f"{row['papers'] / row['wall']:.0f}", f"{row['memory']:.0f}",
        *("" if seconds is None else f"{seconds:.1f}" for seconds in second),
    )  # fmt: skip


def _growth(form: str, rows: Sequence[Row]) -> Iterator[str]:
    """How time and memory grow from size to size."""
    power = _power([(row["papers"], row["cpu"]) for row in rows])
    yield f"- {form}, one process: processor time grows with papers to the power of {power:.2f}."
    small, large = rows[-2:]
    rate = large["papers"] / large["cpu"] * small["cpu"] / small["papers"]
    yield (
        f"- {form}, {large['papers']:,} papers beside {small['papers']:,}: {rate:.2f} times the papers per second of "
        f"processor time, {large['memory'] / small['memory']:.2f} times the memory."
    )


def _parallel(row: Row, rows: Sequence[Row]) -> Iterator[str]:
    """How much sooner more processes are done, and what a second build costs."""
    one = [r for r in rows if (r["form"], r["papers"], r["jobs"]) == (row["form"], row["papers"], 1)]
    if row["jobs"] > 1 and one:
        engine = " by dask" if row["engine"] == "dask" else ""
        yield (
            f"- {row['form']}, {row['papers']:,} papers, {row['jobs']} processes{engine}: "
            f"{one[0]['wall'] / row['wall']:.2f} times as fast as one."
        )
    if row.get("unchanged"):
        yield (
            f"- {row['form']}, {row['papers']:,} papers: built again without a change "
            f"{row['cpu'] / row['unchanged']:.1f} times as fast; {row['added']} papers more cost "
            f"{row['more'] - row['alone']:.1f} s beyond their own {row['alone']:.1f} s."
        )


def _power(points: Sequence[tuple[int, float]]) -> float:
    """The slope of the line through the logarithms, by least squares."""
    xs, ys = ([math.log(p[i]) for p in points] for i in (0, 1))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((a - x) ** 2 for a in xs)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread if spread else math.nan

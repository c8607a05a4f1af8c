"""Charts as plain numbers that a template turns into inline SVG; lengths are SVG units, 340 to a chart's width."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log, log10
from typing import Any

WIDTH = 340
ROWS = 10  # bars of a chart at most
_ROW = 32  # a label above its bar
_STRIP = 34
_LABEL = 44  # characters that fit over a bar
_SIDE = 17  # characters that fit beside the baseline network
_LINK_ROW = 20
_MOST_SYSTEMS = 26
_MOST_BASELINES = 14
_LEFT, _RIGHT = 122, 218  # where the lines of the network begin and end
_SPEEDS = ("speed", "throughput", "latency", "inference-speed", "speedup", "training-time", "training-speed")
Chart = dict[str, Any]
View = dict[str, Any]


def charts(view: View) -> list[Chart]:
    """The overview's charts that have something to show."""
    found = [_years(view["nodes"])]
    for title, classes in (
        ("Most used datasets", ("Dataset",)), ("Most used methods", ("Method",)),
        ("Most used models", ("Model",)), ("Most used hardware", ("Hardware",)),
    ):  # fmt: skip
        found.append(_most_used(view["nodes"], title, classes))
    found += _speedups(view)
    found.append(_baselines(view))
    return [chart for chart in found if chart["rows"]]


def _bars(title: str, note: str, rows: Sequence[tuple[str, int, str, str]]) -> Chart:
    """Horizontal bars of (label, value, class, id of the page)."""
    top = max((value for _, value, _, _ in rows), default=1) or 1
    return {
        "shape": "bars", "title": title, "note": note, "height": len(rows) * _ROW,
        "rows": [
            {
                "label": _cut(label, _LABEL), "full": label, "value": value, "tone": tone, "page": page,
                "y": i * _ROW, "length": round((WIDTH - 40) * value / top, 1),
            }
            for i, (label, value, tone, page) in enumerate(rows)
        ],
    }  # fmt: skip


def _years(nodes: Iterable[dict[str, Any]]) -> Chart:
    dates = [dict(n["facts"]).get("Date", "") for n in nodes if n["class"] == "Paper"]
    known = Counter(int(date[:4]) for date in dates if date[:4].isdigit())
    span = range(max(min(known), max(known) - 2 * ROWS + 1), max(known) + 1) if known else range(0)
    missing = len(dates) - sum(known[year] for year in span)
    note = f"{missing} papers without a year or earlier are not shown" if missing else ""
    return _bars("Papers by year", note, [(str(year), known[year], "Paper", "") for year in span])


def _most_used(nodes: Iterable[dict[str, Any]], title: str, classes: Sequence[str]) -> Chart:
    those = [n for n in nodes if n["class"] in classes and not n["generic"] and n["support"]]
    those.sort(key=lambda n: (-n["support"], n["label"].casefold(), n["id"]))
    rows = [(n["label"], n["support"], n["class"], n["id"]) for n in those[:ROWS]]
    rest = max(0, len(those) - ROWS)
    return _bars(title, f"papers that name it{f'; {rest} more' if rest else ''}", rows)


def _speedups(view: View) -> list[Chart]:
    """One strip chart per metric of speed: a point per stated factor, a row per hardware, all on one scale."""
    nodes = {n["id"]: n for n in view["nodes"]}
    points: defaultdict[str, defaultdict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for result in view["results"]:
        if result["comparison"] != "Ratio" or not result["factor"] or result["outcome"] == "Worse":
            continue
        if result["metric"] in nodes and result["metric"].removeprefix("metric-") in _SPEEDS:
            for thing in result["conditions"]:
                if thing in nodes and nodes[thing]["class"] == "Hardware" and float(result["factor"]) > 0:
                    points[result["metric"]][thing].append(result)
    factors = [float(r["factor"]) for rows in points.values() for found in rows.values() for r in found]
    low, high = min([1.0, *factors]), max([2.0, *factors])

    def across(factor: float) -> float:
        return round(8 + (WIDTH - 24) * log(factor / low) / log(high / low), 1)

    ticks = [
        t
        for power in range(-2, 6)
        for t in (10.0**power, 2 * 10.0**power, 5 * 10.0**power)
        if low <= t <= high
    ]
    if len(ticks) > 8:
        ticks = [t for t in ticks if log10(t).is_integer()]
    found = []
    for metric in sorted(points, key=lambda m: (-sum(map(len, points[m].values())), m)):
        rows = []
        ordered = sorted(
            points[metric].items(), key=lambda kv: (-max(float(r["factor"]) for r in kv[1]), kv[0])
        )
        for i, (hardware, results) in enumerate(ordered[:ROWS]):
            rows.append({
                "label": _cut(nodes[hardware]["label"], _LABEL), "full": nodes[hardware]["label"], "page": hardware,
                "y": i * _STRIP, "tone": "Hardware",
                "points": [
                    {"x": across(float(r["factor"])), "result": r}
                    for r in sorted(results, key=lambda r: str(r["id"]))
                ],
            })  # fmt: skip
        found.append({
            "shape": "strips", "title": f"Stated factor by hardware: {nodes[metric]['label']}",
            "note": "ratios alone, each against its own baseline; hollow: a bound; logarithmic scale",
            "height": len(rows) * _STRIP + 20, "rows": rows,
            "ticks": [{"x": across(t), "text": f"{t:g}\u00d7"} for t in ticks],
        })  # fmt: skip
    return found


def _baselines(view: View) -> Chart:
    """Systems on the left, what they were measured against on the right; ordered so that lines cross little."""
    nodes = {n["id"]: n for n in view["nodes"]}
    pairs = sorted({(e["source"], e["target"]) for e in view["edges"] if e["relation"] == "comparedTo"})
    count = Counter(target for _, target in pairs)
    right = sorted(count, key=lambda b: (-count[b], nodes[b]["label"].casefold(), b))[:_MOST_BASELINES]
    pairs = [pair for pair in pairs if pair[1] in right]
    place = {baseline: i for i, baseline in enumerate(right)}
    sides: defaultdict[str, list[int]] = defaultdict(list)
    for system, baseline in pairs:
        sides[system].append(place[baseline])
    left = sorted(sides, key=lambda s: (sum(sides[s]) / len(sides[s]), s))[:_MOST_SYSTEMS]
    height = max(len(left), len(right)) * _LINK_ROW
    at = {("left", s): (i + 0.5) * height / len(left) for i, s in enumerate(left)}
    at |= {("right", b): (i + 0.5) * height / len(right) for i, b in enumerate(right)}
    middle = (_LEFT + _RIGHT) / 2
    lines = []
    for system, baseline in pairs:
        if ("left", system) in at:
            begin, end = at["left", system], at["right", baseline]
            lines.append(f"M{_LEFT} {begin:.1f}C{middle} {begin:.1f} {middle} {end:.1f} {_RIGHT} {end:.1f}")
    rows = [
        {
            "label": _cut(nodes[thing]["label"], _SIDE), "full": nodes[thing]["label"], "page": thing, "side": side,
            "x": _LEFT - 6 if side == "left" else _RIGHT + 6, "y": round(y, 1), "tone": nodes[thing]["class"],
        }
        for (side, thing), y in at.items()
    ]  # fmt: skip
    return {
        "shape": "network", "title": "Measured against", "height": height, "rows": rows, "lines": lines,
        "note": f"systems and their baselines: {len(lines)} of {sum(count.values())} comparisons",
    }  # fmt: skip


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "\u2026"

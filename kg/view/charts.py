"""What the overview's charts show, as plain numbers; `kg.view.figures` draws them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from kg.view.values import value_text

ROWS = 10  # bars of a chart at most
_MOST_YEARS = 20
_LABEL = 44  # characters that fit over a bar
_SIDE = 18  # characters that fit beside the baseline network
_MOST_SYSTEMS = 26
_MOST_BASELINES = 14
_FIRM = {"Exact", "Approximately", "Average", ""}  # figures that are not a bound
_SPEEDS = ("speed", "throughput", "latency", "inference-speed", "speedup", "training-time", "training-speed")
Chart = dict[str, Any]
View = dict[str, Any]


def charts(view: View) -> list[Chart]:
    """The overview's charts that have something to show.

    Keys: `shape` (one that `kg.view.figures` draws), `title`, `note` and `rows`; every row has a `label` that fits,
    the `full` one, the class that gives its `tone` and the id of its `page` (may be empty).  Bars and columns have a
    `value`, strips `points`, and a network has `pairs` of row numbers.
    """
    found = [_years(view["nodes"])]
    for title, classes in (
        ("Most used datasets", ("Dataset",)), ("Most used methods", ("Method",)),
        ("Most used models", ("Model",)), ("Most used hardware", ("Hardware",)),
    ):  # fmt: skip
        found.append(_most_used(view["nodes"], title, classes))
    found += _speedups(view)
    found.append(_baselines(view))
    return [chart for chart in found if chart["rows"]]


def _bars(title: str, note: str, rows: Sequence[tuple[str, int, str, str]], shape: str = "bars") -> Chart:
    """Bars of (label, value, class, id of the page)."""
    return {
        "shape": shape, "title": title, "note": note,
        "rows": [
            {"label": _cut(label, _LABEL), "full": label, "value": value, "tone": tone, "page": page}
            for label, value, tone, page in rows
        ],
    }  # fmt: skip


def _years(nodes: Iterable[dict[str, Any]]) -> Chart:
    dates = [dict(n["facts"]).get("Date", "") for n in nodes if n["class"] == "Paper"]
    known = Counter(int(date[:4]) for date in dates if date[:4].isdigit())
    span = range(max(min(known), max(known) - _MOST_YEARS + 1), max(known) + 1) if known else range(0)
    missing = len(dates) - sum(known[year] for year in span)
    note = f"{missing} papers without a year or earlier are not shown" if missing else ""
    return _bars("Papers by year", note, [(str(year), known[year], "Paper", "") for year in span], "columns")


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
    scale = [min([1.0, *factors]), max([2.0, *factors])]
    found = []
    for metric in sorted(points, key=lambda m: (-sum(map(len, points[m].values())), m)):
        ordered = sorted(
            points[metric].items(), key=lambda kv: (-max(float(r["factor"]) for r in kv[1]), kv[0])
        )
        rows = [
            {
                "label": _cut(nodes[hardware]["label"], _LABEL), "full": nodes[hardware]["label"], "page": hardware,
                "tone": "Hardware", "points": [_point(r) for r in sorted(results, key=lambda r: str(r["id"]))],
            }
            for hardware, results in ordered[:ROWS]
        ]  # fmt: skip
        found.append({
            "shape": "strips", "title": f"Stated factor by hardware: {nodes[metric]['label']}", "scale": scale,
            "note": "ratios alone, each against its own baseline; hollow: a bound; logarithmic scale", "rows": rows,
        })  # fmt: skip
    return found


def _point(result: dict[str, Any]) -> dict[str, Any]:
    return {
        "result": result["id"], "factor": float(result["factor"]), "bounded": result["bound"] not in _FIRM,
        "told": f"{value_text(result)}: {result['quote']}",
    }  # fmt: skip


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
    sides_of = [("left", s) for s in left] + [("right", b) for b in right]
    number = {key: i for i, key in enumerate(sides_of)}
    links = [(number["left", s], number["right", b]) for s, b in pairs if ("left", s) in number]
    rows = [
        {
            "label": _cut(nodes[thing]["label"], _SIDE), "full": nodes[thing]["label"], "page": thing, "side": side,
            "tone": nodes[thing]["class"],
        }
        for side, thing in sides_of
    ]  # fmt: skip
    return {
        "shape": "network", "title": "Measured against", "rows": rows, "pairs": links,
        "note": f"systems and their baselines: {len(links)} of {sum(count.values())} comparisons",
    }  # fmt: skip


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "\u2026"

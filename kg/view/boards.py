"""Leaderboards: results that can stand in one order, and nothing else beside them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kg.view.values import KINDS, number

_FIRM = {"Exact", "Approximately", "Average", ""}  # bounds under which a figure can be given a place
_UNKNOWN = "no direction known: listed by size, not ranked"
Board = dict[str, Any]
Result = dict[str, Any]


def boards(view: dict[str, Any]) -> list[Board]:
    """One board per dataset, metric, kind of figure and unit, the longest first.

    Scores, ratios, changes and differences never share a board, nor do two units; figures that only describe an
    artefact stand on none.  Keys: `key`, `dataset`, `metric`, `kind`, `unit`, `direction`, `order` (in words) and
    `rows`, each with `result` and `place` (None where the bound or the direction allows none).
    """
    nodes = {node["id"]: node for node in view["nodes"]}
    groups: defaultdict[tuple[str, str, str, str], list[Result]] = defaultdict(list)
    for result in view["results"]:
        if result["attribute"] or result["metric"] not in nodes:
            continue
        for thing in result["conditions"]:
            if thing in nodes and nodes[thing]["class"] == "Dataset":
                groups[thing, result["metric"], result["comparison"], result["unit"]].append(result)
    found = [
        _board(key, rows, dict(nodes[key[1]]["facts"]).get("Direction", "")) for key, rows in groups.items()
    ]
    return sorted(found, key=lambda b: (-len(b["rows"]), b["key"]))


def _board(key: tuple[str, str, str, str], results: list[Result], direction: str) -> Board:
    dataset, metric, comparison, unit = key
    order, sign = _order(comparison, direction)
    rows = sorted(results, key=lambda r: (-(sign or 1) * _measure(r, comparison), r["id"]))
    listed, place, last = [], 0, None
    ranked = sign != 0 and comparison == ""
    for at, result in enumerate(rows, 1):
        firm = ranked and result["bound"] in _FIRM and not result["max"]
        if firm and number(result) != last:
            place, last = at, number(result)
        listed.append({"result": result, "place": place if firm else None})
    return {
        "key": "|".join(key), "dataset": dataset, "metric": metric, "kind": KINDS.get(comparison, comparison),
        "unit": unit, "direction": direction, "order": order, "rows": listed,
    }  # fmt: skip


def _order(comparison: str, direction: str) -> tuple[str, int]:
    """How a board is ordered, in words, and the sign that puts the best first (0: none known)."""
    if comparison:
        return (
            "largest improvement first, as each paper states it; baselines differ, so there are no places",
            1,
        )
    if direction == "higher is better":
        return "higher is better", 1
    if direction == "lower is better":
        return "lower is better", -1
    return _UNKNOWN, 0


def _measure(result: Result, comparison: str) -> float:
    if not comparison:
        return number(result)
    if result["factor"]:
        return float(result["factor"])
    return -number(result) if result["outcome"] == "Worse" else number(result)

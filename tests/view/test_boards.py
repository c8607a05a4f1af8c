"""What stands on a leaderboard, in which order, and what a figure reads like."""

from __future__ import annotations

from typing import Any

import pytest

from kg.view.boards import boards
from kg.view.charts import charts
from kg.view.filing import stems
from kg.view.markup import web_address
from kg.view.values import value_text

Made = dict[str, Any]


def node(name: str, cls: str, **more: Any) -> Made:
    return {
        "id": name, "class": cls, "label": name, "facts": [], "generic": False, "support": 1, **more
    }  # fmt: skip


def result(name: str, value: str, **more: Any) -> Made:
    return {
        "id": name, "paper": "paper-1", "metric": "metric-acc", "systems": [], "baselines": [],
        "conditions": ["dataset-a"], "value": value, "max": "", "unit": "%", "bound": "Exact", "comparison": "",
        "outcome": "Neutral", "factor": "", "attribute": False, "quote": "", **more,
    }  # fmt: skip


def view(results: list[Made], direction: str = "higher is better") -> Made:
    facts = [["Direction", direction]] if direction else []
    nodes = [
        node("paper-1", "Paper"),
        node("dataset-a", "Dataset"),
        node("dataset-b", "Dataset"),
        node("metric-acc", "Metric", facts=facts),
        node("metric-speed", "Metric"),
        node("hardware-x", "Hardware"),
    ]
    return {"nodes": nodes, "edges": [], "results": results}


def test_kinds_units_and_metrics_never_share_a_board() -> None:
    found = boards(
        view([
            result("r1", "80"), result("r2", "0.8", unit="score"), result("r3", "2", comparison="Ratio", unit="x"),
            result("r4", "3", comparison="PercentChange"), result("r5", "81", metric="metric-speed"),
            result("r6", "82", conditions=["dataset-b", "hardware-x"]), result("r7", "83", attribute=True),
            result("r8", "84", conditions=[]),
        ])
    )  # fmt: skip
    assert len(found) == 6
    assert all(len(board["rows"]) == 1 for board in found)


@pytest.mark.parametrize(
    ("direction", "order", "places"),
    [
        ("higher is better", ["90", "80", "80", "70"], [1, 2, 2, 4]),
        ("lower is better", ["70", "80", "80", "90"], [1, 2, 2, 4]),
        ("", ["90", "80", "80", "70"], [None] * 4),
    ],
)
def test_the_direction_orders_a_board(direction: str, order: list[str], places: list[int | None]) -> None:
    results = [result(f"r{i}", v) for i, v in enumerate(("80", "90", "70", "80"))]
    (board,) = boards(view(results, direction))
    assert [row["result"]["value"] for row in board["rows"]] == order
    assert [row["place"] for row in board["rows"]] == places


def test_a_bound_or_a_range_gets_no_place() -> None:
    results = [
        result("r1", "90", bound="UpTo"),
        result("r2", "80", max="85"),
        result("r3", "70", bound="Approximately"),
    ]
    (board,) = boards(view(results))
    assert [row["place"] for row in board["rows"]] == [None, None, 3]


def test_comparisons_are_ordered_by_what_they_gain() -> None:
    results = [
        result("r1", "58", comparison="PercentChange", factor="2.381", metric="metric-speed"),
        result("r2", "90", comparison="PercentChange", factor="1.9", metric="metric-speed"),
        result("r3", "3", comparison="Difference", outcome="Worse", unit="points"),
        result("r4", "1", comparison="Difference", outcome="Better", unit="points"),
    ]
    by_unit = {board["unit"]: board for board in boards(view(results))}
    assert [row["result"]["id"] for row in by_unit["%"]["rows"]] == ["r1", "r2"]
    assert [row["result"]["id"] for row in by_unit["points"]["rows"]] == ["r4", "r3"]
    assert {row["place"] for row in by_unit["points"]["rows"]} == {None}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": "2.4", "unit": "x", "bound": "UpTo"}, "up to 2.4×"),
        ({"value": "1.5", "max": "3", "unit": "%", "bound": "Exact"}, "1.5–3%"),
        ({"value": "1500000", "unit": "params"}, "1,500,000 params"),
        ({"value": "2024", "unit": ""}, "2024"),
        ({"value": "-12345.5", "unit": ""}, "-12345.5"),
    ],
)
def test_figures_read_well(given: Made, text: str) -> None:
    assert value_text({"max": "", "bound": "Exact", **given}) == text


@pytest.mark.attack(26)
def test_file_names_are_safe_everywhere() -> None:
    keys = [
        "Model-A",
        "model-a",
        "con",
        "NUL",
        "../../etc",
        "https://a.example/x?y=1#z",
        "\u202e",
        "",
        "x" * 500,
        "é",
        "e",
    ]
    found = stems(keys, "thing")
    names = [stem.removeprefix("thing/") for stem in found.values()]
    assert len({name.casefold() for name in names}) == len(keys)
    for name in names:
        assert name == name.lower()
        assert name.isascii()
        assert not {*'/\\:*?"<>| .'} & set(name)
        assert len(name) < 60
        assert name.split(".")[0] not in {"con", "nul", "aux", "prn"}
    assert stems(reversed(keys), "thing") == found


@pytest.mark.attack(21)
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "https:", "http://[",
                "x"]
)  # fmt: skip
def test_only_the_web_is_linked(address: str) -> None:
    assert web_address(address) == ""


def test_charts_are_left_out_where_they_show_nothing() -> None:
    assert charts({"nodes": [], "edges": [], "results": []}) == []
    assert {c["title"] for c in charts(view([]))} == {"Most used datasets", "Most used hardware"}


def test_speed_charts_keep_to_ratios_of_one_metric() -> None:
    ratio = {"comparison": "Ratio", "unit": "x", "conditions": ["hardware-x"]}
    results = [
        result("r1", "2", factor="2", metric="metric-speed", **ratio),
        result("r2", "8", factor="8", bound="UpTo", metric="metric-speed", **ratio),
        result("r3", "3", factor="3", **ratio),
        result("r4", "30", metric="metric-speed", conditions=["hardware-x"]),
    ]
    (strip,) = [c for c in charts(view(results)) if c["shape"] == "strips"]
    (row,) = strip["rows"]
    assert [(p["result"], p["factor"], p["bounded"]) for p in row["points"]] == [
        ("r1", 2, False),
        ("r2", 8, True),
    ]
    assert strip["scale"] == [1, 8]


def test_years_leave_no_gap_and_say_what_is_missing() -> None:
    nodes = [
        node(f"paper-{i}", "Paper", facts=[["Date", date]]) for i, date in enumerate(("2021-03", "2023", "x"))
    ]
    (years,) = charts({"nodes": nodes, "edges": [], "results": []})
    assert [(r["label"], r["value"]) for r in years["rows"]] == [("2021", 1), ("2022", 0), ("2023", 1)]
    assert years["note"].startswith("1 ")

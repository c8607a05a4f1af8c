"""A real Chromium over pages on disk that counts requests, dialogs and errors; skipped where it is missing."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kg.view import render, render_full
from kg.view.layout import positions
from kg.view.looks import CLASSES

READY = "document.documentElement.dataset.ready"
Made = dict[str, Any]


@dataclass
class Opened:
    """A page in the browser with everything that should stay empty."""

    page: Any
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def quiet(self) -> bool:
        return not (self.requests or self.dialogs or self.errors)

    def script(self, source: str) -> Any:
        return self.page.evaluate(source)

    def until(self, source: str, seconds: float = 30) -> None:
        """Wait until an expression holds; asked from outside, as the page's policy forbids eval."""
        end = time.monotonic() + seconds
        while not self.script(source):
            assert time.monotonic() < end, f"never true: {source}"
            self.page.wait_for_timeout(30)

    def node_at(self, index: int) -> tuple[float, float]:
        """Where a node stands on the screen."""
        box = self.page.locator("#stage").bounding_box()
        at = self.script(f"JSON.stringify(window.paperkg.place({index}))")
        place = json.loads(at)
        return box["x"] + place["x"], box["y"] + place["y"]


def counts(message: Any) -> bool:
    """Whether a message at the console is one; a driver without a graphics card complains of its own slowness."""
    return (
        message.type in {"error", "warning"} and "GL Driver Message (OpenGL, Performance" not in message.text
    )


def watched(browser: Any, contexts: list[Any], width: int, height: int, theme: str) -> Opened:
    """An empty page, offline, that counts what should not happen; its context joins the list."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        reduced_motion="reduce",
        accept_downloads=True,
    )
    contexts.append(context)
    context.set_offline(True)
    page = context.new_page()
    found = Opened(page)
    page.on(
        "request",
        lambda r: found.requests.append(r.url) if not r.url.startswith(("file:", "blob:", "data:")) else None,
    )
    page.on("console", lambda m: found.errors.append(m.text) if counts(m) else None)
    page.on("pageerror", lambda e: found.errors.append(str(e)))

    def dismiss(dialog: Any) -> None:
        found.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    return found


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens a view's dict as a page from disk, offline, and waits until it is drawn."""
    contexts: list[Any] = []

    def opened(
        view: Made,
        width: int = 1280,
        height: int = 800,
        theme: str = "light",
        address: str = "",
        full: bool = False,
    ) -> Opened:
        path = tmp_path / "graph.html"
        path.write_text(render_full(view) if full else render(view), encoding="utf-8")
        found = watched(browser, contexts, width, height, theme)
        page = found.page
        page.goto(path.as_uri() + address)
        found.until(READY)
        return found

    yield opened
    for context in contexts:
        context.close()


def made_node(name: str, cls: str, label: str, rank: int, **more: Any) -> Made:
    return {
        "id": name, "class": cls, "label": label, "short": label, "support": 1, "generic": False, "minted": False,
        "aliases": [], "facts": [], "links": [], "outside": [], "evidence": [], "results": [], "rank": rank, **more,
    }  # fmt: skip


def made_view(
    nodes: list[Made], edges: list[Made], results: list[Made] | None = None, limit: int = 1500
) -> Made:
    number = {node["id"]: i for i, node in enumerate(nodes)}
    places = positions(
        [9] * len(nodes),
        [(number[e["source"]], number[e["target"]]) for e in edges],
        [node["generic"] for node in nodes],
    )
    for node, (x, y) in zip(nodes, places, strict=True):
        node["x"], node["y"] = x, y
    papers = sum(node["class"] == "Paper" for node in nodes)
    told = results or []
    return {
        "base": "https://w3id.org/paperkg/id/", "limit": limit, "chosen_by": "how many name them",
        "whole": {"papers": papers, "things": len(nodes) - papers, "results": len(told)},
        "nodes": nodes, "edges": edges, "results": told,
    }  # fmt: skip


def made_edge(source: str, relation: str, target: str) -> Made:
    return {"source": source, "target": target, "relation": relation, "confidence": 0.9, "rule": "a rule"}


@pytest.fixture
def small_view() -> Made:
    """Two papers, a node of every class, two results and one generic term."""
    quote = {"paper": "paper-1", "sentence": "We put \U0001f680 Coco to use.", "begin": 9, "end": 13}
    nodes = [
        made_node("paper-1", "Paper", "First paper", 0),
        made_node("paper-2", "Paper", "Second paper", 1),
    ]
    nodes += [
        made_node(f"{c.lower()}-x", c, f"Some {c}", i + 2) for i, c in enumerate(CLASSES) if c != "Paper"
    ]
    nodes[4]["evidence"] = [quote]
    nodes[2].update(results=["result-1", "result-2"], aliases=["An Other Name"], support=2)
    nodes[2]["links"] = [{"kind": "code", "url": "https://example.org/a"}]
    nodes.append(made_node("task-generic", "Task", "Generic task", 9, generic=True))
    roles = {
        "Method": "proposes",
        "Model": "uses",
        "Software": "uses",
        "Dataset": "evaluatesOn",
        "Hardware": "runsOn",
        "Metric": "reportsMetric",
        "Task": "addresses",
    }
    edges = [made_edge("paper-1", role, f"{cls.lower()}-x") for cls, role in roles.items()]
    edges += [
        made_edge("paper-2", "uses", "model-x"),
        made_edge("paper-2", "addresses", "task-generic"),
        made_edge("method-x", "comparedTo", "model-x"),
    ]
    results = [
        {
            "id": f"result-{i}", "paper": "paper-1", "metric": "metric-x", "systems": ["method-x"],
            "baselines": ["model-x"],
            "conditions": ["dataset-x"], "value": value, "max": "", "unit": "x", "bound": "UpTo",
            "comparison": "Ratio", "outcome": "Better", "factor": value, "devices": "",
            "attribute": False, "quote": "so much", "confidence": 0.8, "evidence": [quote],
        }
        for i, value in ((1, "2.4"), (2, "10"))
    ]  # fmt: skip
    return made_view(nodes, edges, results)


@pytest.fixture(scope="session")
def large_view() -> Made:
    """Two hundred papers and 4,800 things, of which 1,500 nodes are drawn."""
    chance = random.Random(5)
    nodes = [made_node(f"paper-{i}", "Paper", f"Paper number {i}", i) for i in range(200)]
    nodes += [
        made_node(f"method-{i}", "Method", f"Method {i}", 200 + i, support=max(1, 900 // (i + 20)))
        for i in range(4800)
    ]
    edges = {(p, chance.randrange(4800)) for p in range(200) for _ in range(50)}
    edges |= {(i % 200, i) for i in range(4800)}
    return made_view(nodes, [made_edge(f"paper-{p}", "uses", f"method-{m}") for p, m in sorted(edges)])

"""Measures our pages beside pyvis' own output of the same graphs: `python tests/browser/compare.py DIR`.

Writes DIR/comparison.md and three pictures.  The network is blocked; every request that a page tries is counted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from collection import Collection
from picture import BROWSERS, decoded, reduced

from kg import rdf, terms, view
from kg.rdf import Statement
from kg.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Route

SAMPLE = Path(__file__).resolve().parents[2] / "exports" / "sample" / "graph.nt"
SIZE = {"width": 960, "height": 600}
PATIENCE = 90  # seconds that a page may take
RAN = "the title ran"
ATTACK = f"""<img src=x onerror="console.info('{RAN}')"> href <script>console.info('{RAN}')</script>"""
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => list.getEntries().forEach((e) => tasks.push([e.startTime, e.duration])))
  .observe({ type: "longtask", buffered: true });
Object.defineProperty(window, "network", { configurable: true, get() { return this.ofPyvis; }, set(made) {
  this.ofPyvis = made;
  made?.once?.("stabilizationIterationsDone", () => (window.settled = performance.now()));
} });
"""
OURS, THEIRS = "document.documentElement.dataset.ready", "window.settled"


@dataclass(frozen=True, slots=True)
class Maker:
    """One way to make a page: its name, what writes it into a folder, and the expression that says it is ready."""

    name: str
    write: Callable[[dict[str, Any], Path], Path]
    ready: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a page did."""

    name: str
    size: int  # bytes
    written: float  # seconds
    ready: float | None  # seconds; None where it never was
    longest: float  # seconds, the longest task of the main thread once ready
    requests: int
    errors: int
    attacked: bool
    hopeless: bool  # it waits for a library that only the network has


def overview(graph: dict[str, Any], folder: Path) -> Path:
    return written(folder / "overview.html", view.render(graph))


def full(graph: dict[str, Any], folder: Path) -> Path:
    return written(folder / "full.html", view.render_full(graph))


def pyvis(graph: dict[str, Any], folder: Path, resources: str = "local") -> Path:
    """The graph as pyvis writes it with its own defaults; edges are filled in directly, as add_edge is quadratic."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources=resources, heading=ATTACK)
    for node in graph["nodes"]:
        network.add_node(node["id"], label=node["short"], title=node["label"], group=node["class"])
    for edge in graph["edges"]:
        network.edges.append(
            {"from": edge["source"], "to": edge["target"], "arrows": "to", "title": edge["relation"]}
        )
    path = folder / f"pyvis-{resources}.html"
    with contextlib.chdir(folder):  # it lays its own scripts beside the page
        network.write_html(path.name)
    return path


def pyvis_inline(graph: dict[str, Any], folder: Path) -> Path:
    return pyvis(graph, folder, "in_line")


MAKERS = (
    Maker("overview (`kg view`)", overview, OURS),
    Maker("full graph (`kg view --full`)", full, OURS),
    Maker("pyvis as it ships", pyvis, THEIRS),
    Maker("pyvis `in_line`", pyvis_inline, THEIRS),
)


def written(path: Path, html: str) -> Path:
    path.write_bytes(html.encode("utf-8", "replace"))
    return path


def sample() -> list[Statement]:
    rows = []
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        subject, predicate, value = line.removesuffix(" .").split(" ", 2)
        rows.append((subject, predicate, value))
    return rows


def attacked(statements: list[Statement]) -> list[Statement]:
    """The graph with one paper whose title tries to run a script."""
    title = rdf.iri(terms.TITLE)
    at = next(i for i, s in enumerate(statements) if s[1] == title)
    subject, predicate, _ = statements[at]
    return sorted([*statements[:at], (subject, predicate, rdf.literal(ATTACK)), *statements[at + 1 :]])


def measured(
    browser: Any, maker: Maker, graph: dict[str, Any], folder: Path, picture: Path | None
) -> Measured:
    begun = time.perf_counter()
    path = maker.write(graph, folder)
    taken = time.perf_counter() - begun
    context = browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    requests: list[str] = []
    errors: list[str] = []
    ran: list[str] = []
    page.on("console", lambda m: ran.append(m.text) if m.text == RAN else None)
    page.add_init_script(WATCH)

    def refuse(route: Route) -> None:
        requests.append(route.request.url)
        route.abort()

    page.route(re.compile("^https?:"), refuse)
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto(path.as_uri(), wait_until="commit")
    ready = awaited(page, maker.ready)
    longest = 0.0
    if ready is not None:
        used(page, maker.ready == OURS)
        after = [d for begin, d in page.evaluate("window.tasks") if begin >= ready * 1000]
        longest = max(after, default=0.0) / 1000
    if picture:
        taken_picture(page, maker, picture)
    hopeless = ready is None and "vis is not defined" in " ".join(errors)
    context.close()
    return Measured(
        maker.name,
        path.stat().st_size,
        taken,
        ready,
        longest,
        len(requests),
        len(errors),
        bool(ran),
        hopeless,
    )


def awaited(page: Any, expression: str) -> float | None:
    """Seconds from the start of loading until the page is ready and has painted; None where that never comes."""
    from playwright.sync_api import TimeoutError as Late

    end = time.monotonic() + PATIENCE
    if expression == THEIRS:
        try:
            page.wait_for_load_state(timeout=PATIENCE * 1000)
            page.wait_for_function(f"{THEIRS} || !('vis' in window)", timeout=PATIENCE * 1000)
        except Late:
            return None
    while time.monotonic() < end:
        if page.evaluate(expression):
            frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
            page.evaluate(frames)
            return float(page.evaluate("performance.now()")) / 1000
        if expression == THEIRS:
            return None  # its library is not there
        page.wait_for_timeout(50)
    return None


def used(page: Any, ours: bool) -> None:
    """What a reader does first: move over the graph, zoom, drag, press, search."""
    x, y = SIZE["width"] * 0.6, SIZE["height"] * 0.5
    for step in range(12):
        page.mouse.move(x + 9 * step, y - 7 * step)
        page.wait_for_timeout(30)
    for _ in range(3):
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(80)
    page.mouse.down()
    page.mouse.move(x - 60, y + 40, steps=6)
    page.mouse.up()
    page.mouse.click(x, y)
    if ours:
        page.fill("#search", "href")
        page.keyboard.press("Enter")
        page.wait_for_selector("#panel:not([hidden])")
    page.wait_for_timeout(400)


def taken_picture(page: Any, maker: Maker, path: Path) -> None:
    if maker.ready == OURS:
        page.evaluate("history.replaceState(null, '', location.pathname)")
        page.reload()
        awaited(page, OURS)
    page.wait_for_timeout(500)
    from playwright.sync_api import TimeoutError as Late

    try:
        path.write_bytes(reduced(decoded(page.screenshot(timeout=PATIENCE * 1000))))
    except Late:
        sys.stderr.write(f"{maker.name}: too busy to be photographed\n")


def rows(browser: Any, folder: Path, output: Path) -> Iterator[tuple[str, Measured]]:
    """Every graph by every maker that is meant for its size."""
    graphs = {
        "page's graph": sample(),
        "5,000 nodes": Collection(5000).statements,
        "20,000 nodes": Collection(20000).statements,
    }
    pictures = {
        ("page's graph", MAKERS[0].name): "overview.png",
        ("5,000 nodes", MAKERS[1].name): "full.png",
        ("page's graph", MAKERS[3].name): "pyvis.png",
    }
    for name, statements in graphs.items():
        overviewed = view.model(attacked(statements), Settings())
        everything = overviewed
        if sum(overviewed["whole"][k] for k in ("papers", "things")) > len(overviewed["nodes"]):
            everything = view.model(attacked(statements), Settings(), view.FULL_LIMIT)
        for maker in MAKERS:
            if maker.ready == THEIRS and len(everything["nodes"]) > 10_000:
                continue
            graph = overviewed if maker.write is overview else everything
            shown = pictures.get((name, maker.name))
            found = measured(browser, maker, graph, folder, output / shown if shown else None)
            yield f"{name} ({len(everything['nodes']):,} nodes, {len(everything['edges']):,} edges)", found


def table(found: list[tuple[str, Measured]]) -> str:
    columns = (
        "graph", "page", "ready", "longest task after", "size", "written in", "requests tried", "console errors",
        "script out of a title",
    )  # fmt: skip
    lines = [f"| {' | '.join(columns)} |", "|---|---|--:|--:|--:|--:|--:|--:|---|"]
    for graph, m in found:
        ready = (
            f"{m.ready:.1f} s"
            if m.ready is not None
            else "never: library blocked"
            if m.hopeless
            else f"not within {PATIENCE} s"
        )
        task = "-" if m.ready is None else f"{m.longest:.2f} s" if m.longest else "under 0.05 s"
        lines.append(
            f"| {graph} | {m.name} | {ready} | {task} | {m.size / 1e6:.1f} MB | {m.written:.1f} s | {m.requests} |"
            f" {m.errors} | {'ran' if m.attacked else 'stayed text'} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    output = parser.parse_args().directory
    output.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("error: no Chromium on this machine.")
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-background-networking"]
        )
        found = []
        for row in rows(browser, Path(folder), output):
            sys.stderr.write(f"{row}\n")
            found.append(row)
        version = browser.version
        browser.close()
    head = (
        f"Chromium {version} without a graphics card, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at"
        f" niceness {os.nice(0)}, network"
        " blocked. Ready: drawn and two frames later, from the start of loading. After that the pointer moves, zooms,"
        " drags, presses and searches; the longest task of the main thread is the one meanwhile.\n\n"
    )
    (output / "comparison.md").write_text(head + table(found), encoding="utf-8")
    sys.stdout.write(head + table(found))


if __name__ == "__main__":
    main()

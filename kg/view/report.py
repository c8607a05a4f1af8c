"""A static site out of a graph: an overview, leaderboards, a page per paper and per entity; opens from disk."""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.rdf import Statement
from kg.settings import Settings
from kg.view import markup
from kg.view.assembly import gathered
from kg.view.belonging import Belonging
from kg.view.boards import boards
from kg.view.charts import charts
from kg.view.figures import drawn
from kg.view.filing import stems
from kg.view.looks import CLASSES, RELATIONS
from kg.view.page import pages as graph_pages
from kg.view.turtle import turtle
from kg.view.values import KINDS, number, value_text

_FOLDER = "site"
_STYLES = ("site.css", "charts.css")
_LISTING = "pages.json"  # what an earlier run wrote, so that nobody else's file is ever removed
_OURS = re.compile(r"(?:(?:paper|thing|board)/)?[a-z0-9-]+\.(?:html|ttl)")


def report(statements: Iterable[Statement], directory: Path, settings: Settings) -> list[Path]:
    """The files of a site about the graph, written under the directory; `index.html` is the way in.

    The same graph gives the same bytes.  Pages of an earlier report that no longer belong are removed, any other
    file is left alone.  Raises GraphError where the directory holds a site that is not ours or cannot be written.
    """
    try:
        old = _earlier(directory)
        written = []
        for name, text in pages(statements, settings):
            written.append(name)
            _write(directory / name, text)
        _write(directory / _LISTING, json.dumps(sorted(written), indent=0) + "\n")
        for name in sorted(old - set(written)):
            (directory / name).unlink(missing_ok=True)
    except OSError as error:
        raise GraphError(f"The report cannot be written to {directory}: {error.strerror}.") from error
    return [directory / name for name in written]


def _earlier(directory: Path) -> set[str]:
    listing = directory / _LISTING
    if not listing.exists():
        if (directory / "index.html").exists():
            raise GraphError(f"{directory} holds an index.html that is not ours; choose another directory.")
        return set()
    try:
        names = json.loads(listing.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list):
        raise GraphError(f"{listing} is damaged; remove it or choose another directory.")
    return {name for name in names if isinstance(name, str) and _OURS.fullmatch(name)}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    temporary = Path(name)
    try:
        with open(handle, "wb") as stream:  # noqa: PTH123 - of a descriptor
            stream.write(text.encode("utf-8", "replace"))
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def pages(statements: Iterable[Statement], settings: Settings) -> Iterator[tuple[str, str]]:
    """Path and text of every file of the site, the overview last."""
    everything = sorted(set(statements))
    site = _Site(gathered(everything, settings), settings)
    belonging = Belonging(everything)
    for node in site.view["nodes"]:
        stem = site.files[node["id"]]
        iri = node["id"] if "://" in node["id"] else settings.base_iri + node["id"]
        yield f"{stem}.ttl", turtle(belonging.to(iri), settings)
        yield f"{stem}.html", site.thing(node, iri)
    for board in site.boards:
        yield (
            f"{site.board_files[board['key']]}.html",
            site.page("board.html", "../", board["key"], board=board),
        )
    yield from graph_pages(everything, settings)
    yield "papers.html", site.page("papers.html", "", "Papers")
    yield "things.html", site.page("things.html", "", "Entities")
    yield "boards.html", site.page("boards.html", "", "Leaderboards")
    yield (
        "index.html",
        site.page("index.html", "", "Overview", charts=site.charts(), data=site.search_data()),
    )


class _Site:
    """The view's dict with the files of its pages and the templates that show it."""

    def __init__(self, view: dict[str, Any], settings: Settings) -> None:
        self.view = view
        self.nodes = {n["id"]: n for n in view["nodes"]}
        self.results = {r["id"]: r for r in view["results"]}
        self.boards = boards(view)
        self._papers = sum(node["class"] == "Paper" for node in view["nodes"])
        self._standing: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for board in self.boards:
            for name in (board["dataset"], board["metric"]):
                self._standing[name].append(board)
        self.files = {
            **stems((n for n, node in self.nodes.items() if node["class"] == "Paper"), "paper"),
            **stems((n for n, node in self.nodes.items() if node["class"] != "Paper"), "thing"),
        }
        self.board_files = stems((board["key"] for board in self.boards), "board")
        self._edges: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for edge in view["edges"]:
            self._edges[edge["source"]].append(edge)
            self._edges[edge["target"]].append(edge)
        self._base = settings.base_iri
        self._environment = markup.environment(_FOLDER)
        self._environment.trim_blocks = self._environment.lstrip_blocks = True
        self._environment.filters.update(web=markup.web_address, value=value_text, number=number)
        self._style = (
            markup.joined("assets", ("tokens.css",)) + markup.joined(_FOLDER, _STYLES) + markup.tones()
        )
        self._script = markup.wrapped(markup.joined(_FOLDER, ("site.js",)))
        self._finder = markup.wrapped(markup.joined(_FOLDER, ("site.js", "find.js")))

    def page(self, template: str, root: str, title: str, **more: Any) -> str:
        """One page; `root` leads from it to the overview."""
        from markupsafe import Markup

        script = self._finder if template == "index.html" else self._script
        return self._environment.get_template(template).render(
            root=root, title=title, view=self.view, nodes=self.nodes, results=self.results, boards=self.boards,
            papers=self._papers,
            files=self.files, board_files=self.board_files, classes=CLASSES, relations=RELATIONS, kinds=KINDS,
            policy=markup.policy((script,), self._style), style=Markup(self._style), script=Markup(script),  # noqa: S704  our own files
            **more,
        )  # fmt: skip

    def thing(self, node: dict[str, Any], iri: str) -> str:
        """The page of a paper or an entity."""
        paper = node["class"] == "Paper"
        groups = [g for g in self._groups(node["id"]) if g["rows"]]
        return self.page(
            "thing.html", "../", node["label"], node=node, paper=paper, iri=iri, groups=groups,
            told=sorted((self.results[r] for r in node["results"]), key=self._reading_order),
            stem=self.files[node["id"]].rpartition("/")[2],
            standing=self._standing[node["id"]],
        )  # fmt: skip

    def _reading_order(self, result: dict[str, Any]) -> tuple[Any, ...]:
        """By paper, then metric, then size: what belongs together stands together."""
        names = [
            self.nodes[n]["label"].casefold() if n in self.nodes else n
            for n in (result["paper"], result["metric"])
        ]
        return (*names, result["comparison"], -number(result), result["id"])

    def _groups(self, own: str) -> list[dict[str, Any]]:
        """The edges of a thing by relation and direction, each with the quotes that show it."""
        groups: dict[tuple[str, bool], list[dict[str, Any]]] = {
            (name, outward): [] for name in RELATIONS for outward in (True, False)
        }
        for edge in self._edges[own]:
            outward = edge["source"] == own
            other = edge["target"] if outward else edge["source"]
            entity, paper = (other, own) if self.nodes[own]["class"] == "Paper" else (own, other)
            groups[edge["relation"], outward].append({
                "other": other, "confidence": edge["confidence"], "rule": edge["rule"],
                "quotes": [q for q in self.nodes[entity]["evidence"] if q["paper"] == paper],
            })  # fmt: skip
        return [
            {
                "relation": relation,
                "outward": outward,
                "rows": sorted(rows, key=lambda r: (-r["confidence"], r["other"])),
            }
            for (relation, outward), rows in groups.items()
        ]

    def charts(self) -> list[dict[str, Any]]:
        """The overview's charts, each with its `svg`."""
        from markupsafe import Markup

        def address(name: str) -> str:
            return f"{self.files[name]}.html"

        return [{**chart, "svg": Markup(drawn(chart, address))} for chart in charts(self.view)]  # noqa: S704  escaped there

    def search_data(self) -> Any:
        """Every name with its page, as JSON that a script block can hold."""
        from markupsafe import Markup

        rows = [
            [n["label"], n["class"], f"{self.files[n['id']]}.html", n["aliases"], n["support"]]
            for n in sorted(self.view["nodes"], key=lambda n: n["rank"])
        ]
        return Markup(markup.escaped_json(rows))  # noqa: S704  escaped for its place

"""The page out of the plain dict: one HTML file with everything in it, asking for nothing from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.settings import Settings
from kg.view.assembly import FULL_LIMIT, Source, model, size
from kg.view.looks import CLASSES, DARK_GROUND, LIGHT_GROUND, RELATIONS
from kg.view.markup import environment, escaped_json, joined, policy, tones, wrapped

_VENDORED = Path(__file__).resolve().parent / "vendor"
_ASSETS = "assets"
_FIRST = (
    "dom.js",
    "graph.js",
    "state.js",
    "paint.js",
    "results.js",
    "panel.js",
    "search.js",
    "take.js",
    "legend.js",
)
PICTURES = {
    "drawn.js": ("vis-network.min.js",),
    "full.js": ("graphology.umd.min.js", "sigma.min.js"),
}  # what paints the graph, and the libraries it needs
SCRIPTS = (*_FIRST, *PICTURES, "main.js")
STYLES = ("tokens.css", "page.css", "panel.css")
_OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "selectConnectedEdges": False},
}  # fmt: skip


def render(view: dict[str, Any], full: str = "") -> str:
    """One HTML page that shows what `kg.view.model` gives: no request, no script but our own.

    It opens with as many nodes as `view["limit"]` says and tells what it leaves out; `full` is the address of the
    page that leaves nothing out, relative to this one; without it the note names the command that makes one.  The same
    dict gives the same bytes.
    """
    return _rendered(view, "drawn.js", full)


def render_full(view: dict[str, Any]) -> str:
    """One HTML page that draws every node of the view at once, by WebGL; otherwise as `render`.

    Take a view that carries them all: `kg.view.model(statements, settings, kg.view.FULL_LIMIT)`.
    """
    return _rendered({**view, "limit": len(view["nodes"])}, "full.js", "")


def pages(statements: Source, settings: Settings, name: str = "graph.html") -> Iterator[tuple[str, str]]:
    """File names and texts of the overview and, where it leaves nodes out, of the full graph that it leads to.

    The full graph lies beside under the name with `-full`.  A callable is read twice for each page.
    """
    view = model(statements, settings)
    total = view["whole"]["papers"] + view["whole"]["things"]
    if total <= view["limit"]:
        yield name, render(view)
        return
    beside = f"{name.removesuffix('.html')}-full.html"
    yield name, render(view, full=quote(beside))
    if total > len(view["nodes"]):
        view = model(statements, settings, FULL_LIMIT)
    yield beside, render_full(view)


def _rendered(view: dict[str, Any], picture: str, full: str) -> str:
    from markupsafe import Markup

    webgl = picture == "full.js"
    partial = not webgl and view["whole"]["papers"] + view["whole"]["things"] > view["limit"]
    libraries = [_library(name) for name in PICTURES[picture]]
    script = wrapped(joined(_ASSETS, (*_FIRST, picture, "main.js")))
    style = joined(_ASSETS, STYLES) + tones()
    return environment(_ASSETS).get_template("page.html").render(
        policy=policy((*libraries, script), style), libraries=[Markup(x) for x in libraries],  # noqa: S704  our own files
        script=Markup(script), style=Markup(style), full=full, webgl=webgl, partial=partial,  # noqa: S704  our own files
        data=Markup(escaped_json(_payload(view))), whole=view["whole"],  # noqa: S704  escaped for its place
    )  # fmt: skip


def _library(name: str) -> str:
    text = (_VENDORED / name).read_text(encoding="utf-8")
    return text.rpartition("//# sourceMappingURL=")[0] or text


def _payload(view: dict[str, Any]) -> dict[str, Any]:
    """The dict as the page's script reads it: nodes and edges of a pyvis network, references as indices."""
    from pyvis.network import Network

    index = {node["id"]: i for i, node in enumerate(view["nodes"])}
    told = {result["id"]: i for i, result in enumerate(view["results"])}
    texts: dict[str, int] = {}

    def pack(quotes: list[dict[str, Any]]) -> list[list[int]]:
        return [
            [index.get(q["paper"], -1), texts.setdefault(q["sentence"], len(texts)), q["begin"], q["end"]]
            for q in quotes
        ]

    def refer(names: list[str]) -> list[int]:
        return [index[name] for name in names if name in index]

    network = Network(directed=True)
    network.set_options(json.dumps(_OPTIONS))
    for i, node in enumerate(view["nodes"]):
        network.nodes.append({
            "id": i, "label": node["short"], "group": node["class"], "x": node["x"], "y": node["y"], "size": size(node),
        })  # fmt: skip
    for edge in view["edges"]:
        network.edges.append({
            "from": index[edge["source"]], "to": index[edge["target"]], "label": edge["relation"],
            "value": edge["confidence"], "title": edge["rule"],
        })  # fmt: skip
    nodes, edges, *_, options = network.get_network_data()
    details = [
        {
            "id": n["id"], "label": n["label"], "support": n["support"], "generic": n["generic"], "minted": n["minted"],
            "rank": n["rank"], "aliases": n["aliases"], "facts": n["facts"],
            "links": [[link["kind"], link["url"]] for link in n["links"]],
            "outside": [[link["kind"], link["url"]] for link in n["outside"]],
            "evidence": pack(n["evidence"]), "results": [told[r] for r in n["results"] if r in told],
        }
        for n in view["nodes"]
    ]  # fmt: skip
    results = [
        {
            **r, "paper": index.get(r["paper"], -1), "metric": index.get(r["metric"], -1),
            "systems": refer(r["systems"]), "baselines": refer(r["baselines"]),
            "conditions": refer(r["conditions"]), "evidence": pack(r["evidence"]),
        }
        for r in view["results"]
    ]  # fmt: skip
    return {
        "base": view["base"], "limit": view["limit"], "chosenBy": view["chosen_by"], "options": json.loads(options),
        "whole": view["whole"],
        "nodes": nodes, "edges": edges, "details": details, "results": results, "texts": list(texts),
        "grounds": [LIGHT_GROUND, DARK_GROUND],
        "classes": {name: asdict(look) for name, look in CLASSES.items()},
        "relations": {name: asdict(look) for name, look in RELATIONS.items()},
    }  # fmt: skip

"""The page out of the plain dict: one HTML file with everything in it, asking for nothing from outside."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg.view.assembly import size
from kg.view.looks import CLASSES, DARK_GROUND, LIGHT_GROUND, RELATIONS
from kg.view.markup import environment, escaped_json, joined, policy, tones, wrapped

_HERE = Path(__file__).resolve().parent
_VENDORED = _HERE / "vendor" / "vis-network.min.js"
_ASSETS = "assets"
SCRIPTS = (
    "dom.js",
    "graph.js",
    "state.js",
    "paint.js",
    "results.js",
    "panel.js",
    "search.js",
    "take.js",
    "legend.js",
    "main.js",
)  # in the order they are joined
STYLES = ("tokens.css", "page.css", "panel.css")
_OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "selectConnectedEdges": False},
}  # fmt: skip


def render(view: dict[str, Any]) -> str:
    """One HTML page that shows what `kg.view.model` gives: no request, no script but our own.

    The same dict gives the same bytes.
    """
    from markupsafe import Markup

    library, script = _VENDORED.read_text(encoding="utf-8"), wrapped(joined(_ASSETS, SCRIPTS))
    style = joined(_ASSETS, STYLES) + tones()
    library = library.rpartition("//# sourceMappingURL=")[0] or library
    return environment(_ASSETS).get_template("page.html").render(
        policy=policy((library, script), style), library=Markup(library), script=Markup(script), style=Markup(style),  # noqa: S704  our own files
        data=Markup(escaped_json(_payload(view))),  # noqa: S704  escaped for its place
        papers=sum(n["class"] == "Paper" for n in view["nodes"]),
        things=sum(n["class"] != "Paper" for n in view["nodes"]), results=len(view["results"]),
    )  # fmt: skip


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
        "nodes": nodes, "edges": edges, "details": details, "results": results, "texts": list(texts),
        "grounds": [LIGHT_GROUND, DARK_GROUND],
        "classes": {name: asdict(look) for name, look in CLASSES.items()},
        "relations": {name: asdict(look) for name, look in RELATIONS.items()},
    }  # fmt: skip

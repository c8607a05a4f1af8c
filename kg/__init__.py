"""A knowledge graph out of titles and abstracts of machine-learning papers.

>>> from kg import open_graph
>>> with open_graph("exports/sample") as graph:
...     graph.query("ASK { ?paper a kg:Paper }").boolean
True
"""

from __future__ import annotations

TYPE_CHECKING = False  # the typing module is slow to import, and query workers import this file
if TYPE_CHECKING:
    from kg.query.graph import open_graph

__version__ = "0.1.0"

__all__ = ["__version__", "open_graph"]


def __getattr__(name: str) -> object:
    if name != "open_graph":  # imported on first use: whoever wants the version alone pays for nothing else
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg.query.graph import open_graph

    return open_graph

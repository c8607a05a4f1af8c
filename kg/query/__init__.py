"""The query room: named questions, a contained read-only engine, answers in standard formats.

Names are imported on first use, so that the worker process and `kg --help` pay only for what they need.
"""

from __future__ import annotations

TYPE_CHECKING = False  # the typing module is slow to import
if TYPE_CHECKING:
    from kg.query.formats import FORMATS, Format, Layout
    from kg.query.graph import Graph, open_graph, run
    from kg.query.guard import ForbiddenError
    from kg.query.limits import Limits
    from kg.query.named import NamedQuery, Parameter, catalogue
    from kg.query.pool import BusyError, Pool
    from kg.query.result import Reading, Result

_HOME = {
    "BusyError": "pool", "FORMATS": "formats", "ForbiddenError": "guard",
    "Format": "formats", "Graph": "graph", "Layout": "formats", "Limits": "limits", "NamedQuery": "named",
    "Parameter": "named", "Pool": "pool", "Reading": "result", "Result": "result", "catalogue": "named",
    "open_graph": "graph", "run": "graph",
}  # fmt: skip

__all__ = [
    "FORMATS", "BusyError", "ForbiddenError", "Format", "Graph", "Layout", "Limits", "NamedQuery",
    "Parameter", "Pool", "Reading", "Result", "catalogue", "open_graph", "run",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)

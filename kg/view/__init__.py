"""The view room: the graph becomes a plain dict, the dict becomes one self-contained page."""

from __future__ import annotations

from kg.view.assembly import CARRIED_LIMIT, DRAWN_LIMIT, FULL_LIMIT, model, overview
from kg.view.choice import part
from kg.view.page import pages, render, render_full
from kg.view.report import report

__all__ = [
    "CARRIED_LIMIT",
    "DRAWN_LIMIT",
    "FULL_LIMIT",
    "model",
    "overview",
    "pages",
    "part",
    "render",
    "render_full",
    "report",
]

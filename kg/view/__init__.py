"""The view room: the graph becomes a plain dict, the dict becomes one self-contained page."""

from __future__ import annotations

from kg.view.assembly import model
from kg.view.choice import part
from kg.view.page import render
from kg.view.report import report

__all__ = ["model", "part", "render", "report"]

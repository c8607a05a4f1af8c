"""The graph room: claims and links become statements; statements are checked, counted and projected."""

from __future__ import annotations

from kg.graph.assembly import document_statements, statements
from kg.graph.census import Census
from kg.graph.resolution import Resolution, resolve
from kg.graph.run import Run

__all__ = ["Census", "Resolution", "Run", "document_statements", "resolve", "statements"]

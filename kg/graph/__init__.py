"""The graph room: claims and links become statements; statements are checked, counted and projected."""

from __future__ import annotations

from kg.graph.assembly import document_statements, statements
from kg.graph.census import Census
from kg.graph.difference import Change, Changes, Difference, Item, diff
from kg.graph.explanation import Explanation, explain
from kg.graph.faults import Fault
from kg.graph.loading import Loaded, load
from kg.graph.projection import project
from kg.graph.reading import base_iri, read
from kg.graph.resolution import Resolution, resolve
from kg.graph.run import Run
from kg.graph.statistics import Stats, counts, stats
from kg.graph.validation import Finding, Report, check

__all__ = [
    "Census",
    "Change",
    "Changes",
    "Difference",
    "Explanation",
    "Fault",
    "Finding",
    "Item",
    "Loaded",
    "Report",
    "Resolution",
    "Run",
    "Stats",
    "base_iri",
    "check",
    "counts",
    "diff",
    "document_statements",
    "explain",
    "load",
    "project",
    "read",
    "resolve",
    "statements",
    "stats",
]

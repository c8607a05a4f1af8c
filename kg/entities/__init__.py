"""The entities room: which thing each mention names, whether the graph keeps it, and its role in the paper."""

from __future__ import annotations

from kg.entities.links import Linked, link

__all__ = ["Linked", "link"]

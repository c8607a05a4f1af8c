"""Quantitative claims: numbers of a text with what they measure, of what, compared with what, on what."""

from __future__ import annotations

from kg.claims.extraction import extract

__all__ = ["extract"]

"""The mentions room: where a text names something, and of which class."""

from __future__ import annotations

from kg.mentions.recogniser import Recogniser

__all__ = ["Recogniser"]

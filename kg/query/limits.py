"""What a query may cost: declared limits, each named in the answer that it cut short."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Limits:
    """The cost that a query may reach; the defaults suit one person at a shell."""

    seconds: float = 10.0  # wall clock from sending the query to the last row
    rows: int = 100_000
    bytes: int = 64 * 1024 * 1024  # of the terms of the answer in N-Triples form, UTF-8
    memory: int = 1024 * 1024 * 1024  # bytes that a query may need beyond the opened graph
    query: int = 256 * 1024  # bytes of the query's own text, UTF-8
    depth: int = 64  # open brackets at one place of the query's text

    def __post_init__(self) -> None:
        """Raise SettingsError for a limit that allows nothing."""
        for name in ("seconds", "rows", "bytes", "memory", "query", "depth"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"The query limit {name} must be above 0.")

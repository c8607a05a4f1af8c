"""Content negotiation: which of the media types on offer a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """One element of an Accept header: a type or a wildcard, its quality in [0, 1] and how specific it is."""

    type: str
    subtype: str
    quality: float
    parameters: int = 0

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """What makes one range win over another that matches too."""
        return self.type != "*", self.subtype != "*", self.parameters

    def matches(self, media: str) -> bool:
        """Whether it covers a media type; parameters other than `q` are not told apart."""
        kind, _, subtype = media.partition(";")[0].partition("/")
        return self.type in {"*", kind} and self.subtype in {"*", subtype}


def ranges(header: str) -> list[Range]:
    """The media ranges of an Accept header in its order; what cannot be read is left out.

    >>> [(r.type, r.quality) for r in ranges("text/turtle;q=0.5, */*;q=0.1, nonsense")]
    [('text', 0.5), ('*', 0.1)]
    """
    found = []
    for element in header.split(","):
        media, *parameters = (part.strip() for part in element.split(";"))
        kind, slash, subtype = media.lower().partition("/")
        if not slash or not kind or not subtype or (kind == "*" and subtype != "*"):
            continue
        quality, others = 1.0, 0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                quality = _quality(value.strip())
            elif name:
                others += 1
        found.append(Range(kind, subtype, quality, others))
    return found


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0.0 <= value <= 1.0 else 0.0


def preferred(header: str | None, offers: Sequence[str]) -> str | None:
    """The media type on offer that a client wants most, the earlier offer among equals; None where it wants none.

    A client that says nothing takes the first.

    >>> preferred("text/*;q=0.3, text/csv;q=0.9", ["application/json", "text/plain", "text/csv"])
    'text/csv'
    """
    if header is None or not header.strip():
        return offers[0]
    wanted = ranges(header)
    best, most = None, 0.0
    for offer in offers:
        matching = [r for r in wanted if r.matches(offer)]
        quality = max(matching, key=lambda r: r.weight).quality if matching else 0.0
        if quality > most:
            best, most = offer, quality
    return best

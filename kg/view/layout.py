"""Places for the nodes of a graph, computed beforehand so that the page needs no physics."""

from __future__ import annotations

from collections.abc import Sequence

_COS, _SIN = -0.7373688780783197, 0.6754902942615238  # of the golden angle


def positions(
    radii: Sequence[int], edges: Sequence[tuple[int, int]], generic: Sequence[bool]
) -> list[tuple[int, int]]:
    """The centre of every node in whole layout units."""
    places, cos, sin = [], 1.0, 0.0
    for step in range(len(radii)):
        reach = 40.0 * (step + 1) ** 0.5
        places.append((round(reach * cos), round(reach * sin)))
        cos, sin = cos * _COS - sin * _SIN, sin * _COS + cos * _SIN
    return places

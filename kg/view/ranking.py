"""The order of drawing: papers and entities in turn, the best connected first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from heapq import nsmallest
from typing import Any

_PAPER_SHARE = 3  # at most one in so many nodes of an overview is a paper, as long as entities are left


def drawing_order(classes: Mapping[str, str], key: Callable[[str], Any], number: int) -> list[str]:
    """The first so many of the things named, given the class of each; the smallest key comes first."""
    papers = deque(nsmallest(number, (name for name, cls in classes.items() if cls == "Paper"), key))
    entities = deque(nsmallest(number, (name for name, cls in classes.items() if cls != "Paper"), key))
    order: list[str] = []
    while (papers or entities) and len(order) < number:
        take_paper = papers and (not entities or len(order) % _PAPER_SHARE == 0)
        order.append((papers if take_paper else entities).popleft())
    return order

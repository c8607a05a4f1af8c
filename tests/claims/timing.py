"""Whether work grows with the text and not faster."""

from __future__ import annotations

import time
from collections.abc import Callable


def takes_linear_time(work: Callable[[str], object], short: str, long: str) -> bool:
    """Whether `long`, ten times `short`, takes at most twelve times as long, by processor time.

    Both are measured in turns, so that a busy machine slows both, and the best of each counts.
    """

    def spent(text: str, times: int) -> float:
        begin = time.process_time()
        for _ in range(times):
            work(text)
        return time.process_time() - begin

    one = ten = 1e9
    for turn in range(12):
        one, ten = min(one, spent(short, 10)), min(ten, spent(long, 1))
        if turn and ten <= 1.2 * one:
            return True
    return False

"""The tasks on which a claim holds: those that its sentence puts after `on`, `for` or `in`, or opens with."""

from __future__ import annotations

from kg.claims.compare import Standing
from kg.claims.frame import Frame
from kg.model import EntityClass

_MARKERS = frozenset(("on", "for", "in", "under"))  # as `kg.claims.compare` reads them


def tasks_of(frame: Frame, index: int, standings: dict[int, Standing]) -> tuple[str, ...]:
    """The ids of the tasks of a quantity, in text order.

    Of the tasks behind the number, those of the nearest list with no other number of its own list's kind between
    (`2% on parsing and 3% on search` gives one each); else the tasks that open the sentence (`On parsing, ...`).
    """
    q = frame.quantities[index]
    sentence = frame.sentence_of(q)
    listing = frame.lists[index]
    end = frame.quantities[listing.last].end
    following = [
        frame.quantities[k].begin
        for k in frame.quantities_of_sentence[sentence]
        if frame.quantities[k].begin >= end
    ]
    limit = min(following, default=1 << 60)
    behind: list[Standing] = []
    opening: list[Standing] = []
    for i, stand in standings.items():
        if stand.cls is not EntityClass.TASK:
            continue
        begin = frame.mentions[i].begin
        if stand.fronted in _MARKERS and begin < q.begin:
            opening.append(stand)
        elif end <= begin < limit and stand.marker in _MARKERS:
            behind.append(stand)
    chosen = [s for s in behind if s.group == behind[0].group] if behind else opening
    size = listing.last - listing.first + 1
    if size > 1 and len(chosen) == size:  # as many tasks as numbers: they pair off
        chosen = chosen[index - listing.first : index - listing.first + 1]
    return tuple(dict.fromkeys(s.entity for s in chosen))

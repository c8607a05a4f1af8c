"""Places for the nodes of a graph, computed beforehand so that the page needs no physics.

Papers and the things that several of them share fall into communities.  Each becomes an island; forces
(attraction along edges, repulsion between all, pull to the middle) bring kindred islands side by side.  Things that
one paper alone names stand around it; overlaps are pushed apart.  The time grows about linearly with the graph.

Only operations that IEEE 754 defines to the last bit are used (+ - * / and square roots, sums in a fixed order), no
BLAS, no sines and no random numbers: the same graph gets the same places on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kg.view.communities import communities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_COS, _SIN = -0.7373688780783197, 0.6754902942615238  # of the golden angle
_STEPS = 110
_MAX_SIDE = 22  # cells along the longer side of the grid
_REPULSION = 900.0
_GRAVITY = 0.035
_GAP = 9.0  # layout units between the rims of two nodes
_LEAF_ROOM = 19.0  # distance between things that stand around their paper
_PUSHES = 60
_TOUCH = 0.5  # layout units by which two discs may overlap
_DENSITY = 0.5  # part of an island, and of the whole, that discs fill before overlaps are removed
_STRAIT = 46.0  # layout units of water between two islands
_SETTLING = 50
_CROWD = 0.7  # part of the islands that lie within the rim; the others are brought to it
_INWARD = 0.03  # part of the way to the middle of its island that a node goes per step


def positions(
    radii: Sequence[int], edges: Sequence[tuple[int, int]], generic: Sequence[bool]
) -> list[tuple[int, int]]:
    """The centre of every node in whole layout units; edges are pairs of node indices.

    Generic nodes exert no force: they are put between their neighbours once all others have found their places.
    """
    count = len(radii)
    if count == 0:
        return []
    size = np.asarray(radii, dtype=np.float64)
    broad = np.asarray(generic, dtype=bool)
    ends = np.asarray(sorted({(min(e), max(e)) for e in edges if e[0] != e[1]}), dtype=np.int64).reshape(
        -1, 2
    )
    firm = ends[~(broad[ends[:, 0]] | broad[ends[:, 1]])]
    degree = np.bincount(firm.ravel(), minlength=count)
    anchor = _anchors(firm, degree, count)
    core = np.flatnonzero((anchor < 0) & ~broad & (degree > 0))
    leaves = np.bincount(anchor[anchor >= 0], minlength=count).astype(np.float64)
    room = size + np.where(leaves > 0, _LEAF_ROOM * np.sqrt(leaves + 1.0), 0.0)
    place = np.zeros((count, 2))
    if len(core):
        number = np.full(count, -1, dtype=np.int64)
        number[core] = np.arange(len(core))
        inner = firm[(number[firm[:, 0]] >= 0) & (number[firm[:, 1]] >= 0)]
        place[core] = _islands(number[inner], room[core], len(core))
        place[core] = _apart(place[core], room[core], _GAP)
    _around(place, anchor, size)
    joined = np.bincount(ends.ravel(), minlength=count) > 0
    stranded = (degree == 0) & ~broad & joined  # beside generic nodes only
    _between(place, np.flatnonzero(broad & joined), ends, broad | stranded)
    _between(place, np.flatnonzero(stranded), ends, np.zeros(count, dtype=bool))
    _outside(place, np.flatnonzero(~joined))
    place = _apart(place, size, _GAP)
    return [(int(x), int(y)) for x, y in np.floor(place + 0.5).astype(np.int64)]


def _anchors(ends: Ints, degree: Ints, count: int) -> Ints:
    """For every node with one edge, the node it hangs on; -1 for all others (of a lone pair, the first stays free)."""
    anchor = np.full(count, -1, dtype=np.int64)
    for a, b in ends.tolist():
        if degree[b] == 1:
            anchor[b] = a
        elif degree[a] == 1:
            anchor[a] = b
    return anchor


def _spiral(count: int, reach: float) -> Floats:
    """Places on a sunflower spiral around 0, the first `reach` from the middle."""
    places = np.empty((count, 2))
    x, y = 1.0, 0.0
    for step in range(count):
        places[step] = x, y
        x, y = x * _COS - y * _SIN, x * _SIN + y * _COS
    places *= (reach * np.sqrt(np.arange(count) + 1.0))[:, None]
    return places


def _breadth_first(ends: Ints, count: int) -> list[int]:
    """The nodes in breadth-first order from the best connected of each component: where the forces start from."""
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for a, b in ends.tolist():
        neighbours[a].append(b)
        neighbours[b].append(a)
    order: list[int] = []
    seen = [False] * count
    for root in sorted(range(count), key=lambda n: (-len(neighbours[n]), n)):
        if seen[root]:
            continue
        seen[root] = True
        queue = [root]
        for node in queue:
            for other in neighbours[node]:
                if not seen[other]:
                    seen[other] = True
                    queue.append(other)
        order += queue
    return order


def _islands(ends: Ints, room: Floats, count: int) -> Floats:
    """Every community as an island of its own, kindred islands side by side."""
    degree = np.bincount(ends.ravel(), minlength=count).astype(np.float64)
    source, target = ends[:, 0], ends[:, 1]
    # An edge to a thing that everybody names says little, and would draw all into one ball.
    weight = 1.0 / np.maximum(1.0, np.maximum(degree[source], degree[target]))
    group = np.asarray(communities(count, list(map(tuple, ends.tolist())), weight.tolist()), dtype=np.int64)
    islands = int(group.max()) + 1
    reach = np.sqrt(np.bincount(group, weights=room * room, minlength=islands) / _DENSITY)
    across = group[source] != group[target]
    bridges, number = np.unique(
        np.sort(np.stack([group[source[across]], group[target[across]]], axis=1), axis=1),
        axis=0,
        return_inverse=True,
    )
    strength = np.bincount(number.ravel(), weights=weight[across], minlength=len(bridges))
    spread = _forces(bridges.astype(np.int64), strength.astype(np.float64), reach, islands)
    centre = _apart(_tightened(_gathered(spread), reach), reach, _STRAIT)
    place = np.empty((count, 2))
    for island in range(islands):
        members = np.flatnonzero(group == island)
        order = members[_breadth_first_of(members, ends[~across], degree)]
        place[order] = centre[island] + _spiral(len(order), float(reach[island]) / float(len(order)) ** 0.5)
    inner = ends[~across]
    pull = _INWARD * weight[~across] / max(float(weight[~across].max(initial=0.0)), 1e-9)
    for _ in range(_SETTLING):
        delta = (place[inner[:, 1]] - place[inner[:, 0]]) * np.minimum(0.2, 4.0 * pull)[:, None]
        for axis in (0, 1):
            place[:, axis] += np.bincount(inner[:, 0], weights=delta[:, axis], minlength=count) / (
                1.0 + degree
            )
            place[:, axis] -= np.bincount(inner[:, 1], weights=delta[:, axis], minlength=count) / (
                1.0 + degree
            )
        place += _INWARD * (centre[group] - place)
        place = _apart(place, room, _GAP, 1)
    return place


def _breadth_first_of(members: Ints, ends: Ints, degree: Floats) -> list[int]:
    """The members of one island, as indices into them, from the best connected outwards."""
    number = np.full(len(degree), -1, dtype=np.int64)
    number[members] = np.arange(len(members))
    return _breadth_first(number[ends[number[ends[:, 0]] >= 0]], len(members))


def _forces(ends: Ints, weight: Floats, mass: Floats, count: int) -> Floats:
    """Places after a fixed number of steps of attraction, repulsion and a pull to the middle."""
    place = np.empty((count, 2))
    place[_breadth_first(ends, count)] = _spiral(count, 30.0)
    mass = mass / float(mass.max())
    source, target = ends[:, 0], ends[:, 1]
    pull = 0.3 * weight / max(float(weight.max(initial=0.0)), 1e-9)
    for step in range(_STEPS):
        force = _repulsion(place, mass) - _GRAVITY * mass[:, None] * place
        along = (place[target] - place[source]) * pull[:, None]
        for axis in (0, 1):
            force[:, axis] += np.bincount(source, weights=along[:, axis], minlength=count)
            force[:, axis] -= np.bincount(target, weights=along[:, axis], minlength=count)
        length = np.sqrt(force[:, 0] * force[:, 0] + force[:, 1] * force[:, 1])
        cap = 60.0 * (1.0 - step / _STEPS) + 0.5
        place += force * np.minimum(1.0, cap / np.maximum(length, 1e-9))[:, None]
    return place


def _gathered(place: Floats) -> Floats:
    """The same places, with those far out (islands that nothing leads to) brought in to the rim of the others."""
    distance = np.sqrt(place[:, 0] * place[:, 0] + place[:, 1] * place[:, 1])
    rim = float(np.sort(distance)[int(_CROWD * (len(distance) - 1))]) + 1.0
    return place * np.minimum(1.0, rim / np.maximum(distance, 1e-9))[:, None]


def _tightened(place: Floats, room: Floats) -> Floats:
    """The same picture, scaled so that the discs of the nodes fill a set part of it."""
    spread = float((place * place).sum()) / len(place)
    wanted = float((room * room).sum()) / (2.0 * _DENSITY)
    return place * float(np.sqrt(wanted / max(spread, 1e-9)))


def _repulsion(place: Floats, mass: Floats) -> Floats:
    """The push of all nodes on each: exact from the same and the neighbouring cells, by cell from the rest."""
    count = len(place)
    side = max(2, min(_MAX_SIDE, int(count**0.5 * 0.7)))
    low = place.min(axis=0)
    width = max(1e-6, float((place.max(axis=0) - low).max()) / side * 1.000001)
    cells = np.minimum(((place - low) / width).astype(np.int64), side - 1)
    cell = cells[:, 0] * side + cells[:, 1]
    weights = np.bincount(cell, weights=mass, minlength=side * side) / width
    force = np.stack([(part * weights).sum(axis=1)[cell] for part in _kernel(side)], axis=1)
    first, second = _near_pairs(cells, side)
    delta = place[first] - place[second]
    square = delta[:, 0] * delta[:, 0] + delta[:, 1] * delta[:, 1] + 1.0
    strength = mass[second] / square
    for axis in (0, 1):
        force[:, axis] += np.bincount(first, weights=delta[:, axis] * strength, minlength=count)
    return force * (_REPULSION * mass)[:, None]


@lru_cache(maxsize=4)
def _kernel(side: int) -> tuple[Floats, Floats]:
    """What each cell's weight does to the middle of each other cell, along x and along y, for cells of width 1."""
    x, y = np.divmod(np.arange(side * side), side)
    dx, dy = x[:, None] - x[None, :], y[:, None] - y[None, :]
    square = np.maximum(1, dx * dx + dy * dy).astype(np.float64)
    far = (np.abs(dx) > 1) | (np.abs(dy) > 1)
    return np.where(far, dx / square, 0.0), np.where(far, dy / square, 0.0)


def _near_pairs(cells: Ints, side: int, once: bool = False) -> tuple[Ints, Ints]:
    """Ordered pairs of different nodes in the same or in neighbouring cells; `once`: each pair only once."""
    count = len(cells)
    flat = cells[:, 0] * (side + 2) + cells[:, 1] + side + 3  # a border of empty cells all around
    order = np.argsort(flat, kind="stable")
    starts = np.searchsorted(flat[order], np.arange((side + 2) * (side + 2) + 1))
    firsts, seconds = [], []
    everyone = np.arange(count)
    for dx in (0, 1) if once else (-1, 0, 1):
        around = flat + dx * (side + 2)
        begin, end = starts[around - (not once or dx)], starts[around + 2]  # cells in a row lie side by side
        number = end - begin
        firsts.append(np.repeat(everyone, number))
        offset = np.arange(int(number.sum())) - np.repeat(np.cumsum(number) - number, number)
        seconds.append(order[np.repeat(begin, number) + offset])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    wanted = (first < second) | (flat[first] != flat[second]) if once else first != second
    return first[wanted], second[wanted]


def _apart(place: Floats, radius: Floats, gap: float, pushes: int = _PUSHES) -> Floats:
    """The places with discs that overlap pushed apart, a little at a time."""
    place = place.copy()
    count = len(place)
    reach = 2.0 * float(radius.max()) + gap
    for _ in range(pushes):
        low = place.min(axis=0)
        side = max(2, min(400, int(float((place.max(axis=0) - low).max()) / reach) + 1))
        width = max(reach, float((place.max(axis=0) - low).max()) / side * 1.000001)
        cells = np.minimum(((place - low) / width).astype(np.int64), side - 1)
        first, second = _near_pairs(cells, side, once=True)
        x, y = place[first, 0] - place[second, 0], place[first, 1] - place[second, 1]
        wanted = radius[first] + radius[second] + gap
        hit = x * x + y * y < (wanted - _TOUCH) * (wanted - _TOUCH)
        if not hit.any():
            break
        first, second, x, y, wanted = first[hit], second[hit], x[hit], y[hit], wanted[hit]
        # Two nodes in one place part along a direction of their own numbers.
        x[(x == 0.0) & (y == 0.0)] = -1.0
        distance = np.sqrt(x * x + y * y)
        step = 0.45 * (wanted - distance) / distance
        for axis, delta in ((0, x * step), (1, y * step)):
            place[:, axis] += np.bincount(first, weights=delta, minlength=count)
            place[:, axis] -= np.bincount(second, weights=delta, minlength=count)
    return place


def _around(place: Floats, anchor: Ints, size: Floats) -> None:
    """Put every leaf on a sunflower around the node it hangs on."""
    leaves = np.flatnonzero(anchor >= 0)
    order = leaves[np.argsort(anchor[leaves], kind="stable")]
    bounds = [0, *(np.flatnonzero(np.diff(anchor[order])) + 1).tolist(), len(order)]
    for begin, end in pairwise(bounds):
        group = order[begin:end]
        if len(group):
            spiral = _spiral(len(group) + 1, _LEAF_ROOM)[1:]
            place[group] = place[anchor[group[0]]] + spiral * (
                1.0 + size[anchor[group[0]]] / (4.0 * _LEAF_ROOM)
            )


def _between(place: Floats, nodes: Ints, ends: Ints, broad: NDArray[np.bool_]) -> None:
    """Put each of the nodes at the middle of its neighbours that have a place already."""
    count = len(place)
    both = np.concatenate([ends, ends[:, ::-1]])
    both = both[~broad[both[:, 1]]]
    number = np.maximum(1, np.bincount(both[:, 0], minlength=count))
    for axis in (0, 1):
        total = np.bincount(both[:, 0], weights=place[both[:, 1], axis], minlength=count)
        place[nodes, axis] = total[nodes] / number[nodes]


def _outside(place: Floats, nodes: Ints) -> None:
    """Put nodes without edges in rows below all others."""
    if len(nodes) == 0:
        return
    low, high = place.min(axis=0), place.max(axis=0)
    columns = max(1, int((high[0] - low[0]) / 60.0) + 1, int(len(nodes) ** 0.5))
    step = np.arange(len(nodes))
    place[nodes, 0] = low[0] + 60.0 * (step % columns)
    place[nodes, 1] = high[1] + 120.0 + 60.0 * (step // columns)

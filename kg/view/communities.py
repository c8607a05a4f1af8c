"""Which nodes belong together: communities by local moving on modularity, in a fixed order, without chance."""

from __future__ import annotations

from collections.abc import Sequence

_ROUNDS = 12  # passes over all nodes per level
_LEVELS = 6
_LEAST_GAIN = 1e-12

Weighted = list[dict[int, float]]


def communities(count: int, edges: Sequence[tuple[int, int]], weights: Sequence[float]) -> list[int]:
    """The community number of every node, numbered in the order of their first members.

    Modularity (Newman 2006) is raised by moving single nodes, then whole communities, as Blondel et al. (2008)
    describe; nodes are visited by number and ties go to the smaller number, so the outcome is a function of the input.
    """
    graph: Weighted = [{} for _ in range(count)]
    for (a, b), weight in zip(edges, weights, strict=True):
        graph[a][b] = graph[a].get(b, 0.0) + weight
        graph[b][a] = graph[b].get(a, 0.0) + weight
    member = list(range(count))
    for _ in range(_LEVELS):
        label = _renumbered(_moved(graph))
        member = [label[m] for m in member]
        if len(set(label)) == len(graph):
            break
        graph = _merged(graph, label)
    return _renumbered(member)


def _moved(graph: Weighted) -> list[int]:
    """The labels after moving single nodes for as long as that raises modularity."""
    label = list(range(len(graph)))
    strength = [sum(row.values()) + row.get(i, 0.0) for i, row in enumerate(graph)]
    total = sum(strength) or 1.0
    volume = list(strength)
    for _ in range(_ROUNDS):
        changed = False
        for node, row in enumerate(graph):
            old, own = label[node], strength[node]
            volume[old] -= own
            links: dict[int, float] = {old: 0.0}
            for other, weight in row.items():
                if other != node:
                    links[label[other]] = links.get(label[other], 0.0) + weight
            best, best_gain = old, links[old] - volume[old] * own / total
            for candidate in sorted(links):
                gain = links[candidate] - volume[candidate] * own / total
                if gain > best_gain + _LEAST_GAIN:
                    best, best_gain = candidate, gain
            volume[best] += own
            label[node] = best
            changed = changed or best != old
        if not changed:
            break
    return label


def _merged(graph: Weighted, label: list[int]) -> Weighted:
    """The graph whose nodes are the communities; a self-loop holds the weight inside."""
    merged: Weighted = [{} for _ in range(max(label) + 1)]
    for node, row in enumerate(graph):
        for other, weight in row.items():
            a, b = label[node], label[other]
            if a != b or node == other:
                merged[a][b] = merged[a].get(b, 0.0) + weight
            elif node < other:
                merged[a][a] = merged[a].get(a, 0.0) + weight
    return merged


def _renumbered(label: list[int]) -> list[int]:
    numbers: dict[int, int] = {}
    return [numbers.setdefault(value, len(numbers)) for value in label]

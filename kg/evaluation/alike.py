"""When two names, numbers, units or metrics count as the same: the lenient comparison of an evaluation.

It is apart from `kg.folding`, which decides what a graph says: a measure must not move when the builder does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

_MARKUP: Final = str.maketrans("", "", "$\\{}^_*`'’\"")
_JOINT: Final = re.compile(r"[\s\-–—/]+")
_PLURAL: Final = re.compile(r"(?<=[a-z]{3})s\b")
_WORD: Final = re.compile(r"[a-z0-9@.+]+")
_TOLERANCE: Final = 1e-6
_SHARED: Final = 0.6  # part of a name's words that another name must hold to count as the same slot filler
_SAME_UNIT: Final = {"percent": "%", "unitless": "", "times": "x"}
_COUNTLESS: Final = frozenset(
    {"score", "points", "", "count", "%"}
)  # scales that annotators use for one another
_AKIN: Final = tuple(
    frozenset(group.split())
    for group in (
        "speed speedup faster latency time throughput",
        "accuracy top 1",
        "map ap average precision mean",
        "memory size footprint",
        "parameter param size count",
        "cost compute computation flop",
    )
)  # words of metrics that are written for one another


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """A name with case, width, dashes, markup and plural evened out.

    >>> plain("Mixtures-of-Experts"), plain("$\\mathbf{A}$100")
    ('mixture of expert', 'mathbfa100')
    """
    text = unicodedata.normalize("NFKC", name).casefold().translate(_MARKUP)
    return _PLURAL.sub("", _JOINT.sub(" ", text).strip(" .,;:()"))


@lru_cache(maxsize=1 << 16)
def words(name: str) -> frozenset[str]:
    """The distinct words of a name, evened out."""
    return frozenset(_WORD.findall(plain(name)))


def named(name: str) -> bool:
    """Whether a name is a proper one, written with a capital or a digit (`LoRA`), and not a description.

    >>> named("ImageNet-1K"), named("image classification")
    (True, False)
    """
    return any(c.isupper() or c.isdigit() for c in name)


def same_number(one: float | None, other: float | None) -> bool:
    """Whether two numbers are there and agree to one part in a million."""
    if one is None or other is None:
        return False
    return abs(one - other) <= _TOLERANCE * max(1.0, abs(one), abs(other))


def same_unit(wanted: str, found: str) -> bool:
    """Whether two units are the same, or scales without a dimension; a count is never a percentage."""
    first = plain(wanted.removeprefix("other:"))
    second = _SAME_UNIT.get(plain(found), plain(found))
    both = {first, second}
    return first == second or (both <= _COUNTLESS and both != {"%", "count"})


def same_metric(wanted: str, found: Iterable[str]) -> bool:
    """Whether one of the names shares half the words of a wanted metric, or is akin to it."""
    first = words(wanted)
    return any(_akin(first, words(name)) for name in found)


def _akin(first: frozenset[str], second: frozenset[str]) -> bool:
    shared = len(first & second)
    if shared and (2 * shared >= len(first) or any(first & g and second & g for g in _AKIN)):
        return True
    return any(first <= group and second & group for group in _AKIN)


def same_names(wanted: Iterable[str], found: Iterable[str], known: Mapping[str, frozenset[str]]) -> bool:
    """Whether each wanted name is met by a found one, and none is found where none is wanted.

    `known` gives the other evened names of a wanted one.  A found name also counts when it holds most of the words.
    """
    wanted, found = tuple(wanted), tuple(found)
    if not wanted:
        return not found
    have = {plain(name) for name in found}
    return all(
        not have.isdisjoint({plain(name)} | known.get(plain(name), frozenset()))
        or any(len(words(name) & words(other)) >= _SHARED * max(1, len(words(name))) for other in found)
        for name in wanted
    )

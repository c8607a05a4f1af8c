"""No pattern of ours can run away: each one is searched through texts that make backtracking patterns slow."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import kg

PUMPS = (*'aA1 -({$,."\\</', "aA", "1,", "1 ", "a ", "a-", "A.", "{a}")
SIZES = (500, 2_000, 8_000)
SEEKING = re.compile(r"\b(\w+)(?:\[\w+\])?\.(?:search|finditer|sub|subn|split|findall)\(")
NEEDS_TORCH = "kg.training"
TRYING = re.compile(r"\b(\w+)\[\w+\]\.(?:match|fullmatch)\(")


Pattern = re.Pattern[str] | re.Pattern[bytes]


def patterns() -> Iterator[tuple[str, Pattern, bool]]:
    """Every compiled pattern that a module holds, in its tables too, and whether it is ever searched for.

    A pattern that is only tried at one place need not be fast at all of them.
    """
    seen: set[int] = set()
    for module in pkgutil.walk_packages(kg.__path__, "kg."):
        if module.name.startswith(NEEDS_TORCH):
            continue
        loaded = importlib.import_module(module.name)
        source = inspect.getsource(loaded)
        seeking, trying = set(SEEKING.findall(source)), set(TRYING.findall(source))
        for name, value in vars(loaded).items():
            for pattern in _inside(value, depth=2):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    plain = isinstance(value, re.Pattern)
                    yield (
                        f"{module.name}.{name}",
                        pattern,
                        name in seeking or (not plain and name not in trying),
                    )


def _inside(value: object, depth: int) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from _inside(item, depth - 1)
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for item in value:
            yield from _inside(item, depth - 1)


def seconds(pattern: Pattern, text: str, search: bool) -> float:
    """How long it takes to find every match, or to try the first place and one in the middle."""
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    start = time.process_time()
    if search:
        for _ in pattern.finditer(given):  # type: ignore[arg-type]
            pass
    else:
        pattern.match(given)  # type: ignore[arg-type]
        pattern.match(given, len(given) // 2)  # type: ignore[arg-type]
    return time.process_time() - start


def runs_away(pattern: Pattern, pump: str, search: bool) -> bool:
    """Whether four times the text takes far more than four times as long."""
    before = 0.0
    for size in SIZES:
        text = pump * (size // len(pump)) + "!"
        took = min(seconds(pattern, text, search) for _ in range(2))
        if took > 0.02 and before and took > 9 * before:
            return True
        before = took
    return False


@pytest.mark.attack(28)
@pytest.mark.attack(29)
@pytest.mark.guarantee("G12")
def test_no_pattern_runs_away() -> None:
    found = list(patterns())
    assert len(found) > 100
    bad = [
        f"{name} on {pump!r}"
        for name, pattern, search in found
        for pump in PUMPS
        if runs_away(pattern, pump, search)
    ]
    assert not bad, "\n".join(bad)


def test_a_runaway_pattern_would_be_noticed() -> None:
    assert runs_away(re.compile(r"\s+$"), " ", search=True)

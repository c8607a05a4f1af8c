"""File names of a site's pages: safe on every file system, the same for the same thing, never shared."""

from __future__ import annotations

from collections.abc import Iterable

from kg import ids

_READABLE = 40  # characters
_DIGEST = 10
_LONGEST = 64  # hex digits of SHA-256


def stems(keys: Iterable[str], folder: str) -> dict[str, str]:
    """The path without extension of every key, under the folder.

    A stem is lower-case `[a-z0-9-]` that ends in a hash of the key: keys that differ in case alone stay apart where
    the file system ignores case, and no stem is a device name (`con`, `nul`) or runs too long.

    >>> stems(["Model-A", "con"], "thing")
    {'Model-A': 'thing/model-a-0f3d417556', 'con': 'thing/con-ebc9109f91'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(set(keys)):
        for length in range(_DIGEST, _LONGEST + 1):
            name = f"{ids.slug(key, _READABLE) or 'x'}-{ids.digest('file', key, length=length)}"
            if name not in taken:
                break
        taken.add(name)
        found[key] = f"{folder}/{name}"
    return found

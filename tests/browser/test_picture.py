"""The picture's own reading and writing of PNG: every filter of the format, few colours, the same bytes."""

from __future__ import annotations

import random
import struct
import zlib

import pytest

from .picture import _chunk, decoded, reduced

WIDTH, HEIGHT = 7, 5


def filtered(rows: list[bytes], kind: int, step: int) -> bytes:
    """The rows as a PNG whose lines all use one filter."""
    lines, above = b"", bytes(len(rows[0]))
    for row in rows:
        line = bytearray()
        for i, value in enumerate(row):
            left, up, corner = (row[i - step], above[i], above[i - step]) if i >= step else (0, above[i], 0)
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda v: abs(guess - v))
            line.append((value - (0, left, up, (left + up) // 2, nearest)[kind]) & 255)
        lines += bytes([kind]) + bytes(line)
        above = row
    header = struct.pack(">IIBBBBB", len(rows[0]) // step, len(rows), 8, 2 if step == 3 else 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data)
        for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    )


@pytest.mark.parametrize("step", [3, 4])
@pytest.mark.parametrize("kind", range(5))
def test_every_filter_is_undone(kind: int, step: int) -> None:
    chance = random.Random(kind)
    rows = [chance.randbytes(WIDTH * step) for _ in range(HEIGHT)]
    plain = [b"".join(row[i : i + 3] for i in range(0, len(row), step)) for row in rows]
    assert decoded(filtered(rows, kind, step)) == plain


def test_few_colours_are_kept_and_many_are_reduced() -> None:
    chance = random.Random(1)
    rows = [chance.randbytes(3 * 64) for _ in range(64)]
    picture = reduced(rows)
    assert picture == reduced(rows)
    length = struct.unpack(">I", picture[33:37])[0]
    assert picture[37:41] == b"PLTE"
    assert length <= 3 * 256
    few = reduced([b"\x01\x02\x03\xff\xff\xff"] * 2)
    assert b"\x01\x02\x03\xff\xff\xff" in few

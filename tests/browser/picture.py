"""Writes the picture of a built page that the README shows: `python tests/browser/picture.py DIR`."""

from __future__ import annotations

import argparse
import shutil
import struct
import sys
import zlib
from collections import Counter
from pathlib import Path

SIZE = (1280, 800)
MOST_BYTES = 300_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def main() -> None:
    """Take the picture of DIR/graph.html and write DIR/graph.png."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="a directory made by `kg build`")
    directory = parser.parse_args().directory
    picture = reduced(decoded(screenshot(directory / "graph.html")))
    if len(picture) > MOST_BYTES:
        sys.exit(f"error: the picture takes {len(picture)} bytes, more than {MOST_BYTES}.")
    (directory / "graph.png").write_bytes(picture)
    sys.stdout.write(f"{directory / 'graph.png'} {len(picture)} bytes\n")


def screenshot(page_file: Path) -> bytes:
    """The page in the light theme, offline, as Chromium paints it."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("error: no Chromium on this machine.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light", reduced_motion="reduce"
        )
        context.set_offline(True)
        page = context.new_page()
        page.goto(page_file.resolve().as_uri())
        while not page.evaluate("document.documentElement.dataset.ready"):
            page.wait_for_timeout(50)
        page.wait_for_timeout(500)
        taken: bytes = page.screenshot()
        browser.close()
    return taken


def decoded(png: bytes) -> list[bytes]:
    """The rows of an 8-bit RGB or RGBA picture, three bytes to a pixel."""
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    if depth != 8 or colour not in {2, 6}:
        sys.exit("error: the screenshot is not an 8-bit RGB picture.")
    step = 3 if colour == 2 else 4
    data, at = b"", len(_SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, stride = zlib.decompress(data), width * step
    rows, above = [], bytes(stride)
    for y in range(height):
        begin = y * (stride + 1)
        above = _unfiltered(raw[begin], bytearray(raw[begin + 1 : begin + 1 + stride]), above, step)
        rows.append(above if step == 3 else b"".join(above[i : i + 3] for i in range(0, stride, 4)))
    return rows


def _unfiltered(kind: int, row: bytearray, above: bytes, step: int) -> bytes:
    """A row without its PNG filter (the five of the specification, section 9)."""
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        up, corner = above[i], above[i - step] if i >= step else 0
        if kind == 1:
            row[i] = (row[i] + left) & 255
        elif kind == 2:
            row[i] = (row[i] + up) & 255
        elif kind == 3:
            row[i] = (row[i] + (left + up) // 2) & 255
        elif kind == 4:
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda value: abs(guess - value))
            row[i] = (row[i] + nearest) & 255
    return bytes(row)


def reduced(rows: list[bytes]) -> bytes:
    """A PNG of at most 256 colours: the most frequent ones, every other pixel in the one next to it."""
    width = len(rows[0]) // 3
    counts = Counter(row[i : i + 3] for row in rows for i in range(0, len(row), 3))
    palette = _palette(counts)
    number = {colour: i for i, colour in enumerate(palette)}

    def near(colour: bytes) -> int:
        return min(
            range(len(palette)),
            key=lambda i: sum((a - b) ** 2 for a, b in zip(palette[i], colour, strict=True)),
        )

    index = {colour: number[colour] if colour in number else near(colour) for colour in sorted(counts)}
    lines = b"".join(b"\0" + bytes(index[row[i : i + 3]] for i in range(0, len(row), 3)) for row in rows)
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    return _SIGNATURE + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""),
        )
    )  # fmt: skip


def _palette(counts: Counter[bytes]) -> list[bytes]:
    """Half the most frequent colours, half one for each coarse cell of the others by weight."""
    order = sorted(counts, key=lambda colour: (-counts[colour], colour))
    chosen = order[:128]
    cells: Counter[tuple[int, ...]] = Counter()
    best: dict[tuple[int, ...], bytes] = {}
    for colour in order[128:]:
        cell = tuple(channel >> 4 for channel in colour)
        cells[cell] += counts[colour]
        best.setdefault(cell, colour)
    chosen += [best[cell] for cell in sorted(cells, key=lambda c: (-cells[c], c))[: 256 - len(chosen)]]
    return chosen


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main()

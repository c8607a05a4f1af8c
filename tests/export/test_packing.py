"""Packed files to the byte: no name, no time, the stated level, a checksum."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from pathlib import Path

import pytest
import zstandard

from kg.errors import GraphError
from kg.export.packing import PACKINGS, extension, packed

DATA = b"".join(b"<urn:x:%d> <urn:p> %d .\n" % (n * n % 977, n) for n in range(3000))


def pack(kind: bool | str) -> bytes:
    stream = io.BytesIO()
    with packed(stream, kind) as inner:
        inner.write(DATA)
    assert not stream.closed, "whoever opened it closes it"
    return stream.getvalue()


def test_gzip_holds_neither_name_nor_time() -> None:
    data = pack(True)
    assert data == pack("gz")
    assert data[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    assert data[10:-8] == deflate.compress(DATA) + deflate.flush()
    assert gzip.decompress(data) == DATA
    assert zlib.compress(DATA, 6) != zlib.compress(DATA, 9), "the level shows"


def test_zstandard_holds_a_checksum() -> None:
    data = pack("zst")
    assert zstandard.get_frame_parameters(data).has_checksum
    assert zstandard.ZstdDecompressor().decompressobj().decompress(data) == DATA

    def by_hand(level: int) -> bytes:
        stream = io.BytesIO()
        with zstandard.ZstdCompressor(level=level, write_checksum=True).stream_writer(
            stream, closefd=False
        ) as out:
            out.write(DATA)
        return stream.getvalue()

    assert data == by_hand(9) != by_hand(3)


def test_no_packing_is_the_stream_itself() -> None:
    stream = io.BytesIO()
    for kind in (False, ""):
        with packed(stream, kind) as inner:
            assert inner is stream


def test_endings() -> None:
    assert [extension(kind) for kind in (True, "gz", "zst", False, "")] == [".gz", ".gz", ".zst", "", ""]
    assert list(PACKINGS) == ["gz", "zst"]
    with pytest.raises(GraphError, match=r"^Unknown packing 'rar'; choose one of gz, zst\.$"):
        extension("rar")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(GraphError) as caught:
        pack("zst")
    assert str(caught.value) == (
        "Zstandard files need the package zstandard: install paperkg[zst], or use --gzip."
    )

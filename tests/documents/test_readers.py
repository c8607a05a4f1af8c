"""Every format: what it gives, how it is recognised, and what compression, encoding and damage do to it."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from kg.documents import READERS, read
from kg.documents.reading import AUTO
from kg.errors import InputError, SettingsError
from kg.model import Document, Skip
from kg.settings import Settings

Parse = Callable[..., Any]

FIRST = "Small Trees for Large Forests"
SECOND = "Étude: Faster Rivers in Two Steps"
ABSTRACT = "We grow a forest of small trees. It needs 3x less water."
LONG = (
    "We grow a forest of small trees and count what they drink. The forest needs 3x less water than the one "
    "that stood there before, and its wood is as hard. A second forest, planted by others, shows the same, "
    "which suggests that the size of a tree matters less than its neighbours."
)
RECORDS = [
    {"id": "2401.00001", "title": FIRST, "abstract": ABSTRACT, "year": 2024, "authors": ["Jo Roe", "Al Poe"]},
    {"id": "b", "title": SECOND, "abstract": LONG},
]
LINES = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in RECORDS)

SAMPLES = {
    "jsonl": LINES,
    "json": json.dumps(RECORDS, ensure_ascii=False, indent=1),
    "page": f"Menu\n\nby Someone\n\nMar 14\n\n{FIRST}\n\n{LONG}\n\n{SECOND}\n\n{LONG}\n",
    "csv": f'id,Title,Abstract,Year\n2401.00001,{FIRST},"{ABSTRACT}",2024\nb,"{SECOND}","{LONG}",\n',
    "ris": f"TY  - JOUR\nID  - 2401.00001\nTI  - {FIRST}\nAB  - {ABSTRACT}\nAU  - Roe, Jo\nPY  - 2024\n"
    f"ER  - \n\nTY  - CONF\nT1  - {SECOND}\nN2  - {LONG}\nER  - \n",
    "bibtex": f'@article{{2401.00001, title = {{{FIRST}}}, abstract = "{ABSTRACT}", year = 2024}}\n'
    f"\n@misc{{b,\n title = {{{{Étude}}: Faster Rivers in Two Steps}},\n abstract = {{{LONG}}}\n}}\n",
    "atom": '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>A feed</title>\n'
    f"<entry><id>http://arxiv.org/abs/2401.00001v2</id><title>{FIRST}</title><summary>{ABSTRACT}</summary></entry>\n"
    f"<entry><id>b</id><title>{SECOND}</title>\n<summary> {LONG}\n</summary></entry></feed>",
}  # fmt: skip


def test_every_reader_has_a_sample() -> None:
    assert SAMPLES.keys() == READERS.keys()
    assert all(name == reader.name and reader.extensions for name, reader in READERS.items())
    assert AUTO not in READERS


@pytest.fixture(params=sorted(SAMPLES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def check(items: list[Document | Skip]) -> None:
    assert [i.title if isinstance(i, Document) else i for i in items] == [FIRST, SECOND]


def test_found_by_content(name: str, parse: Parse) -> None:
    got = parse(SAMPLES[name])
    check(got.items)
    assert got.papers[1].abstract == LONG
    if name != "page":
        assert got.papers[0].arxiv_id == "2401.00001"


def test_found_by_content_against_a_lying_name(name: str, parse: Parse) -> None:
    check(parse(SAMPLES[name], "input.docx").items)


def test_named_format(name: str, parse: Parse) -> None:
    check(parse(SAMPLES[name], input_format=name).items)


def test_recognised_by_its_own_sniffer_first(name: str) -> None:
    head = SAMPLES[name].encode()
    assert next(r.name for r in READERS.values() if r.sniff(head)) == name


def test_other_line_ends(name: str, parse: Parse) -> None:
    check(parse(SAMPLES[name].replace("\n", "\r\n")).items)


@pytest.mark.attack(2)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(name: str, parse: Parse, encoding: str) -> None:
    check(parse(SAMPLES[name].encode(encoding)).items)


def test_gzip_in_members_with_padding(name: str, parse: Parse) -> None:
    data = SAMPLES[name].encode()
    packed = gzip.compress(data[:100]) + gzip.compress(data[100:]) + b"\0" * 40
    check(parse(packed).items)


def test_zstandard_in_frames(name: str, parse: Parse) -> None:
    data = SAMPLES[name].encode()
    check(parse(zstandard.compress(data[:100]) + zstandard.compress(data[100:])).items)
    assert parse(zstandard.compress(b""), input_format=name).items == []


def test_zip_with_one_file(name: str, parse: Parse) -> None:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        archive.writestr("../../x", SAMPLES[name])
    check(parse(box.getvalue()).items)


def test_standard_input(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (SAMPLES[name].encode(), gzip.compress(SAMPLES[name].encode())):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        check(list(read("-", Settings())))


@pytest.mark.attack(16)
def test_cut_gzip_keeps_what_is_whole_and_says_so(name: str, parse: Parse) -> None:
    packed = gzip.compress(SAMPLES[name].encode(), mtime=0)
    got = parse(packed[:-9], input_format=name)
    assert [s.reason.startswith("partial: the gzip stream ends early") for s in got.skips] == [True]
    assert {p.title for p in got.papers} <= {FIRST, SECOND}


@pytest.mark.attack(16)
def test_cut_zstandard_keeps_what_is_whole_and_says_so(name: str, parse: Parse) -> None:
    packed = zstandard.ZstdCompressor(write_checksum=True).compress(SAMPLES[name].encode())
    got = parse(packed[:-2], input_format=name)
    assert [s.reason.startswith("partial: the Zstandard stream ends early") for s in got.skips] == [True]
    broken = parse(packed[:-1] + bytes([packed[-1] ^ 1]), input_format=name)
    assert any("is damaged" in s.reason for s in broken.skips)


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", gzip.compress(b"")])
def test_empty_input_is_nothing(name: str, parse: Parse, data: bytes) -> None:
    assert parse(data, input_format=name).items == parse(data).items == []


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(LINES + "broken\n")
    items = read(path, Settings())
    assert isinstance(next(items), Document)
    items.close()  # type: ignore[attr-defined]


def test_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"'docx'.*auto, jsonl, json"):
        read(tmp_path / "x", Settings(input_format="docx"))


def test_what_fits_no_format_is_refused(parse: Parse) -> None:
    with pytest.raises(InputError, match=r"no known format.*--input-format"):
        parse(b"\x00\x01\x02 binary")


def test_extension_decides_where_content_does_not(parse: Parse) -> None:
    got = parse("broken\nlines\n", "x.jsonl")
    assert [s.line for s in got.skips] == [1, 2]
    assert [s.line for s in parse(gzip.compress(b"broken\n"), "x.jsonl.gz").skips] == [1]


@pytest.mark.parametrize("make", ["missing", "folder"])
def test_what_cannot_be_opened(tmp_path: Path, make: str) -> None:
    path = tmp_path / make
    if make == "folder":
        path.mkdir()
    with pytest.raises(InputError, match=f"{make} cannot be read: "):
        list(read(path, Settings()))

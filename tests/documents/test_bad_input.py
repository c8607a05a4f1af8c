"""Bad records and bad files: a record is skipped with its place and reason, a file ends with one sentence."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import zstandard

from kg.documents import READERS
from kg.documents.errors import RecordError
from kg.documents.text import COMPOSED, CONTROLS, SURROGATES
from kg.errors import InputError, KGError

Parse = Callable[..., Any]
GOOD = '{"id": "g", "title": "A good one", "abstract": "Fine."}'


def lines(*records: str) -> str:
    return "\n".join(records) + "\n"


@pytest.mark.attack(8)
@pytest.mark.attack(12)
@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("{", "not JSON"),
        ("nonsense", "not JSON"),
        ("[1, 2]", "not an object"),
        ('"text"', "not an object"),
        ("null", "not an object"),
        ("{}", "no title"),
        ('{"id": "x", "abstract": "A."}', "no title"),
        ('{"title": null}', "no title"),
        ('{"title": "  "}', "no title"),
        ('{"title": 7}', "title is a number, not a text"),
        ('{"title": "T", "abstract": ["a"]}', "abstract is a list, not a text"),
        ('{"title": "T", "abstract": 3.5}', "abstract is a number, not a text"),
        ('{"title": "T", "year": true}', "year is true or false, not a date"),
        ('{"title": "T", "year": 2024.5}', "year is a number, not a date"),
        ('{"title": "T", "year": ' + "9" * 5000 + "}", "too many digits"),
        ('{"title": "T", "score": 1e999}', "too large"),
        ('{"title": "T", "score": NaN}', "NaN is not a JSON value"),
        ('{"title": "T", "score": -Infinity}', "-Infinity is not a JSON value"),
        ('{"title": "T", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ('{"title": "T", "authors": 5}', "authors is neither"),
        ('{"title": "T", "authors": [5]}', "no name"),
        ('{"title": "T", "urls": [5]}', "a number, not a link"),
        ('{"id": 1.5, "title": "T"}', "id is a number, not a text"),
        ('{"id": "a\\u0000b", "title": "T"}', "control character"),
        ('{"id": "a\\nb", "title": "T"}', "control character"),
        ('{"id": "a\\ud800b", "title": "T"}', "control character"),
        ('{"title": "T", "abstract": "' + "x" * 300 + '"}', "max_text"),
        ('{"title": "' + "x" * 5000 + '"}', "max_line"),
    ],
    ids=lambda value: value[:40],
)
def test_a_bad_line_is_skipped_with_place_and_reason(parse: Parse, record: str, reason: str) -> None:
    limit = 4000 if "max_line" in reason else 1 << 20
    got = parse(lines(GOOD, record, GOOD), "x.jsonl", max_text=200, max_line=limit)
    assert [p.id for p in got.papers] == ["g", "g"]
    (skip,) = got.skips
    assert (skip.line, skip.merged) == (2, False)
    assert skip.source.endswith("x.jsonl")
    assert reason in skip.reason
    assert len(skip.reason) < 300


def test_the_same_in_an_array(parse: Parse) -> None:
    records = [GOOD, '{"title": 7, "id": "seven"}', "3", '{"title": "T", "v": NaN}', GOOD]
    got = parse("[\n" + ",\n".join(records) + "\n]")
    assert [p.id for p in got.papers] == ["g", "g"]
    assert [(s.line, s.record) for s in got.skips] == [(3, "seven"), (4, ""), (5, "")]


@pytest.mark.attack(5)
def test_the_id_of_a_refused_record_is_reported_without_its_controls(parse: Parse) -> None:
    (skip,) = parse(lines('{"id": "a\\u001b[31mb\\n", "title": "T"}')).skips
    assert skip.record == "a\ufffd[31mb"


@pytest.mark.attack(3)
def test_bytes_that_are_not_utf8_name_their_offset(parse: Parse) -> None:
    bad = '{"title": "Caf\u00e9"}'.encode("latin-1")
    got = parse(GOOD.encode() + b"\n" + bad + b"\n" + GOOD.encode() + b"\n")
    assert len(got.papers) == 2
    offset = len(GOOD) + 1 + bad.index(0xE9)
    assert got.skips[0].reason == f"byte {offset} is not UTF-8"
    inside = parse(b"[" + GOOD.encode() + b"," + bad + b"]")
    assert inside.skips[0].reason == f"byte {1 + len(GOOD) + 1 + bad.index(0xE9)} is not UTF-8"


@pytest.mark.attack(4)
@pytest.mark.attack(5)
def test_controls_surrogates_and_decomposed_letters_are_mended_and_counted(parse: Parse) -> None:
    record = {
        "title": "A\x00b\x08\x0cc \ud800d",
        "abstract": "tab\tand\nline, e\u0301, \x85\x9f.\r\nNext\ufffe",
    }
    got = parse(lines(json.dumps(record)))
    (paper,) = got.papers
    assert (paper.title, paper.abstract) == ("Abc \ufffdd", "tab\tand\nline, é, .\nNext\ufffd")
    assert got.counts == {CONTROLS: 5, SURROGATES: 2, COMPOSED: 1}


@pytest.mark.attack(9)
def test_repeated_keys_are_counted_and_the_last_wins(parse: Parse) -> None:
    got = parse(lines('{"title": "One", "title": "Two"}'))
    assert [p.title for p in got.papers] == ["Two"]
    assert sum(got.counts.values()) == 1


@pytest.mark.attack(12)
def test_title_only_and_null_fields_are_accepted(parse: Parse) -> None:
    got = parse(
        lines('{"title": "Only a title", "abstract": null, "authors": null, "year": null, "doi": null}')
    )
    assert [(p.title, p.abstract, p.creators) for p in got.papers] == [("Only a title", "", ())]


@pytest.mark.attack(13)
def test_a_hundred_thousand_authors_are_cut_and_counted(parse: Parse) -> None:
    record = {"title": "T", "authors": [f"Author {i}" for i in range(100_000)]}
    got = parse(lines(json.dumps(record)))
    assert len(got.papers[0].creators) == 10_000
    assert sum(got.counts.values()) == 90_000


@pytest.mark.parametrize("text", ["[1, 2, 3]", '"text"', "17", "[" * 100_000 + "]" * 100_000, "[[]]"])
def test_json_without_any_record_is_a_bad_file(parse: Parse, text: str) -> None:
    with pytest.raises(InputError, match=r"records"):
        parse(text, "x.json", input_format="json")


@pytest.mark.parametrize(
    "text", [f"[{GOOD} {GOOD}]", f"[{GOOD},,{GOOD}]", '{"title" "T"}', "{title: 1}", f"[{GOOD}] x"]
)
def test_broken_json_is_a_bad_file_with_its_line(parse: Parse, text: str) -> None:
    with pytest.raises(InputError, match=r"x\.json:2: not JSON.*jsonl"):
        parse("\n" + text, "x.json", input_format="json")


@pytest.mark.attack(16)
@pytest.mark.parametrize("cut", range(1, len(GOOD) + 3))
def test_cut_json_keeps_whole_records(parse: Parse, cut: int) -> None:
    text = f'{{"papers": [{GOOD}, {GOOD}'
    got = parse(text[:-cut], input_format="json")
    assert [p.id for p in got.papers] == ["g"]
    assert [s.reason for s in got.skips] == ["partial: the JSON text ends early"]


def test_cut_last_line(parse: Parse) -> None:
    got = parse(lines(GOOD, GOOD) + GOOD[:-9])
    assert len(got.papers) == 2
    assert [(s.line, s.reason.startswith("partial: the last line is cut off")) for s in got.skips] == [
        (3, True)
    ]


def test_last_line_needs_no_newline(parse: Parse) -> None:
    assert len(parse(lines(GOOD) + GOOD).papers) == 2


@pytest.mark.parametrize("fraction", [0.2, 0.5, 0.9])
def test_cut_gzip(parse: Parse, fraction: float) -> None:
    records = [json.dumps({"id": str(i), "title": f"Paper {i * 7919 % 10007}"}) for i in range(5000)]
    packed = gzip.compress(lines(*records).encode(), mtime=0)
    got = parse(packed[: int(len(packed) * fraction)])
    assert [p.id for p in got.papers] == [str(i) for i in range(len(got.papers))]
    assert 0 < len(got.papers) < 5000
    assert [s.reason for s in got.skips] == ["partial: the gzip stream ends early"]


def test_damaged_gzip(parse: Parse) -> None:
    packed = bytearray(gzip.compress(lines(*[GOOD] * 50).encode(), mtime=0))
    packed[-6] ^= 0xFF  # the checksum
    got = parse(bytes(packed))
    assert len(got.papers) == 50
    assert [s.reason.startswith("partial: the gzip stream is damaged") for s in got.skips] == [True]


@pytest.mark.attack(14)
def test_gzip_bomb_is_stopped_by_ratio(parse: Parse) -> None:
    bomb = gzip.compress(b'{"title": "' + b" " * 60_000_000, 9)
    begin = time.perf_counter()
    with pytest.raises(InputError, match=r"max_ratio"):
        parse(bomb, "x.jsonl.gz")
    assert time.perf_counter() - begin < 2
    small = parse(gzip.compress(b"\n" * 4_000_000 + GOOD.encode()), input_format="jsonl")
    assert len(small.papers) == 1


@pytest.mark.attack(14)
def test_zip_bombs_and_boxes_of_many_files_are_refused(parse: Parse) -> None:
    def box(members: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return out.getvalue()

    inner = box({"a": GOOD.encode()})
    cases: list[tuple[dict[str, bytes], str]] = [
        ({"a": b" " * 220_000_000}, "max_ratio"),
        ({"a": b"1", "b": b"2"}, "holds 2 files"),
        ({"a.zip": inner}, "another archive"),
        ({"a.gz": gzip.compress(b"x")}, "another archive"),
    ]
    for members, message in cases:
        with pytest.raises(InputError, match=message):
            parse(box(members))
    with pytest.raises(InputError, match="not a readable zip"):
        parse(inner[:40])


def test_zstandard_without_its_package_says_how_to_go_on(
    parse: Parse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(InputError, match=r"paperkg\[zst\].*zstd -dc"):
        parse(zstandard.compress(GOOD.encode()))


@pytest.mark.attack(14)
def test_zstandard_bombs_are_stopped_by_ratio_in_bounded_memory(parse: Parse) -> None:
    bomb = zstandard.ZstdCompressor(level=1).compress(b" " * 300_000_000)
    tracemalloc.start()
    with pytest.raises(InputError, match="max_ratio"):
        parse(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 80_000_000
    small = parse(zstandard.compress(b"\n" * 4_000_000 + GOOD.encode()), input_format="jsonl")
    assert len(small.papers) == 1


def test_a_zstandard_frame_may_not_ask_for_much_memory(parse: Parse) -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=30, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    got = parse(packer.compress(GOOD.encode()) + packer.flush(), input_format="jsonl")
    assert not got.papers
    assert "damaged" in got.skips[0].reason


@pytest.mark.attack(13)
def test_one_endless_line_needs_no_memory(parse: Parse) -> None:
    text = lines(GOOD, '{"title": "' + "x" * 30_000_000 + '"}', GOOD)
    for form, name in ((text, "jsonl"), ("[" + text.strip().replace("\n", ",\n") + "]", "json")):
        packed = gzip.compress(form.encode(), 1)
        del form
        tracemalloc.start()
        got = parse(packed, input_format=name, max_line=100_000, max_ratio=10_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [p.id for p in got.papers] == ["g", "g"]
        assert ["max_line" in s.reason for s in got.skips] == [True]
        assert peak < 8_000_000


@pytest.mark.attack(13)
def test_a_long_abstract_is_refused_by_name_of_the_limit(parse: Parse) -> None:
    got = parse(lines(json.dumps({"id": "big", "title": "T", "abstract": "x" * 5_000_000}), GOOD))
    assert [(s.record, "max_text (200000 characters)" in s.reason) for s in got.skips] == [("big", True)]
    assert len(got.papers) == 1


def test_errors_inside_the_room_do_not_look_like_ours() -> None:
    assert not issubclass(RecordError, KGError)


@pytest.mark.parametrize("name", sorted(READERS))
@pytest.mark.parametrize(
    "unit", ["{", "[", '"', "\\", "@a{", "<a>", "TY  - ", "x\n\n", "a,b\n", "é", "{}", "[]", "\x00", "- "]
)
def test_no_reader_is_slower_than_its_input(parse: Parse, name: str, unit: str) -> None:
    def seconds(size: int) -> float:
        data = unit * (size // len(unit))
        begin = time.perf_counter()
        with contextlib.suppress(InputError):
            parse(data, input_format=name)
        return time.perf_counter() - begin

    small, large = min(seconds(8_000) for _ in range(3)), min(seconds(80_000) for _ in range(2))
    assert large < 0.1 or large < 30 * small

"""The cutting of long JSON texts agrees with a parser, however the bytes arrive."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from kg.documents.scan import Scanner

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


@given(st.lists(JSON, max_size=6), st.integers(1, 9), st.booleans(), st.sampled_from([None, 1]))
def test_values_come_out_as_they_went_in(
    values: list[object], size: int, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(values, ensure_ascii=ascii_only, indent=indent)
    data = text.encode("utf-8", "surrogatepass")
    scanner = Scanner(pieces(data, size), 1 << 20)
    found = []
    assert scanner.take(b"[")
    while not scanner.take(b"]"):
        value = scanner.value()
        assert value.complete
        assert value.data is not None
        assert data[value.offset : value.offset + len(value.data)] == value.data
        assert value.line == 1 + data[: value.offset].count(b"\n")
        found.append(json.loads(value.data.decode("utf-8", "surrogatepass")))
        scanner.take(b",")
    assert found == values
    assert scanner.peek() == b""


@given(JSON, JSON, st.integers(1, 9), st.integers(1, 60))
def test_a_value_over_the_limit_is_passed_over(long: object, short: object, size: int, limit: int) -> None:
    first, second = json.dumps(long).encode(), json.dumps(short).encode()
    scanner = Scanner(pieces(first + b" " + second, size), limit)
    for data in (first, second):
        value = scanner.value()
        assert value.data == (data if len(data) <= limit else None)
        assert value.complete


@given(st.binary(max_size=60), st.integers(1, 9))
def test_any_bytes_end(data: bytes, size: int) -> None:
    scanner = Scanner(pieces(data, size), 20)
    steps = 0
    while scanner.peek():
        before = scanner.offset
        value = scanner.value()
        if scanner.offset == before:
            assert value.data == b""
            break
        steps += 1
    assert steps <= len(data)

"""Values of `kg.model` as bytes and back, for the cache and for files between processes: JSON, so that nothing runs."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from kg import ids
from kg.model import Document

T = TypeVar("T")
_PLAIN = frozenset({str, int, float, bool, type(None)})


def encode(value: Any) -> Any:
    """A value as what JSON can hold: a dataclass is the list of its fields, a decimal its digits.

    >>> encode((Decimal("1.50"), None))
    ['1.50', None]
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [encode(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if kind is Decimal:
        return str(value)
    return [encode(getattr(value, name)) for name in _names(cast("Any", kind))]


def decode(kind: type[T], value: Any) -> T:
    """The value of that type which `encode` made this of."""
    decoded: T = _reader(cast("Any", kind))(value)
    return decoded


def write(value: Any) -> bytes:
    """A value as JSON, the same bytes for equal values."""
    return json.dumps(encode(value), separators=(",", ":")).encode()


def read(kind: type[T], data: bytes) -> T:
    """The value of that type which `write` made these bytes of."""
    return decode(kind, json.loads(data))


def pack(value: Any) -> bytes:
    """A value as compressed JSON, for what is kept between builds."""
    return zlib.compress(write(value), 1)


def unpack(kind: type[T], data: bytes) -> T:
    """The value of that type which `pack` made these bytes of."""
    return read(kind, zlib.decompress(data))


def content_hash(document: Document) -> str:
    """The SHA-256 of a paper, whatever file and order it came in."""
    return ids.digest(repr(document), length=64)


def key(signature: str, content: str) -> str:
    """The key of the result for a document of that content hash, read with what the signature stands for."""
    return ids.digest(signature, content, length=32)


@lru_cache(maxsize=64)
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@lru_cache(maxsize=256)
def _reader(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        inner = _reader(next(a for a in arguments if a is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple and arguments[-1] is Ellipsis:
        each = _reader(arguments[0])
        return lambda value: tuple(map(each, value))
    if origin is tuple:
        readers = tuple(map(_reader, arguments))
        return lambda value: tuple(read(item) for read, item in zip(readers, value, strict=True))
    if isinstance(kind, type) and issubclass(kind, Enum | Decimal):
        return kind
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        made: Any = kind
        readers = tuple(_reader(hints[name]) for name in _names(made))
        return lambda value: made(*(read(item) for read, item in zip(readers, value, strict=True)))
    return lambda value: value

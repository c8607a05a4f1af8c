"""Where text becomes HTML: one environment that escapes, one policy by hash, one JSON that no text breaks out of."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kg.view.looks import CLASSES, RELATIONS

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).resolve().parent
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_UNSAFE_CHARACTER = re.compile("[<>&\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def environment(folder: str) -> Environment:
    """The templates of a folder of this room; every value that they print is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_HERE / folder),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def escaped_json(value: object) -> str:
    """JSON that can stand in an HTML script block whatever text it holds; lone surrogates become U+FFFD."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub("\ufffd", _UNSAFE_CHARACTER.sub(lambda m: _UNSAFE[m[0]], text))


def web_address(address: str) -> str:
    """The address where it leads to the web, empty where it would do anything else.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme.lower() in {"http", "https"} and parts.netloc else ""


def policy(scripts: Sequence[str], style: str) -> str:
    """The content security policy: our scripts and our style by hash, pictures out of the page itself, nothing else."""
    return (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts)) or repr('none')}; "
        f"style-src {_hash(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=8)
def joined(folder: str, names: tuple[str, ...]) -> str:
    """The files of a folder of this room, one after the other."""
    return "\n".join((_HERE / folder / name).read_text(encoding="utf-8") for name in names)


def wrapped(script: str) -> str:
    """A script whose names stay its own."""
    return f'(() => {{\n"use strict";\n{script}\n}})();\n'


def tones() -> str:
    """The colours of the tables as style rules, for icons and lines of legends and charts."""
    rules = []
    for kind, table in (("icon", CLASSES), ("line", RELATIONS)):
        for name, look in table.items():
            rules.append(f".{kind}.{name} {{ --tone: {look.light}; }}")
            rules.append(f'[data-theme="dark"] .{kind}.{name} {{ --tone: {look.dark}; }}')
    return "\n".join(["", *rules, ""])

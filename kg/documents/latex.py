r"""LaTeX of bibliographies as plain text: accents, special letters and escapes; no command is ever run."""

from __future__ import annotations

import re
import unicodedata

_COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "l": "ł",
    "L": "Ł", "i": "ı", "j": "ȷ",
}  # fmt: skip
_ACCENT = re.compile(
    r"\\([`'^~\"=.]|[uvHckrd](?![A-Za-z]))\s?(?:\{\s?(\\[ij]|[A-Za-z])\s?\}|(\\[ij]|[A-Za-z]))"
)
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?![A-Za-z])(?:\{\}|\s)?")
_ESCAPE = re.compile(r"\\([&%$#_{}])")
_BRACES = re.compile(r"(?<!\\)[{}]")
_MATH = re.compile(r"(\$[^$]*\$)")


def plain(text: str) -> str:
    r"""The text of a field; math between `$` stays as it is.

    >>> plain('Erd{\\H o}s and G{\\"o}del on {GPU}s \\& $x_{1}$')
    'Erdős and Gödel on GPUs & $x_{1}$'
    """
    parts = _MATH.split(text)
    return "".join(part if i % 2 else _prose(part) for i, part in enumerate(parts))


def _prose(text: str) -> str:
    if "\\" in text:
        text = _ACCENT.sub(_accented, text)
        text = _LETTER.sub(lambda m: _LETTERS[m[1]], text)
    if "{" in text or "}" in text:
        text = _BRACES.sub("", text)
    return _ESCAPE.sub(r"\1", text).replace("~", " ") if "\\" in text or "~" in text else text


def _accented(match: re.Match[str]) -> str:
    base = (match[2] or match[3]).lstrip("\\")
    return unicodedata.normalize("NFC", base + _COMBINING[match[1]])

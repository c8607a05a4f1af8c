"""Text as XML: what every XML format here escapes with."""

from __future__ import annotations

import re

_TEXT = re.compile(r'[&<>"\r\n\t]')
_NAMES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """The text for an element or a quoted attribute; what XML cannot hold becomes U+FFFD.

    >>> escape('a < "b"')
    'a &lt; &quot;b&quot;'
    """
    return _TEXT.sub(lambda m: _NAMES[m[0]], _NOT_XML.sub("\ufffd", text))

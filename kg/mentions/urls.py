r"""Links in a paper's text and record: with or without scheme, cleaned of what surrounds them.

Real texts break links: `https: //host`, `https://github. com/a/b`, `athttps://host`, `\url{a\_b}`, a full
stop and the next sentence without a space.  A link is read character by character from its host on, so the
work is linear in the text.  `this https URL`, which arXiv prints in place of links, is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.mentions.url_kinds import (
    CODE_HOSTS,
    DATA_HOSTS,
    DEMO_HOSTS,
    MODEL_HOSTS,
    PROJECT_HOSTS,
    host_in,
    kind_of,
)
from kg.model import Document, Url

_CONTEXT = 240  # characters before a link that may say what it leads to
_BARE_LEAD = 12
_MAX_HOST = 253  # of the domain name system
_SCHEME = re.compile(r"(https?)\s?:\s?(/{0,2})\s?", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[A-Za-z0-9][A-Za-z0-9_-]*+\.(?=[A-Za-z0-9]))++[A-Za-z]{2,24}+(?![A-Za-z0-9_-])"
    r"|\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
)
_SPACED_HOST = re.compile(
    r"(github|gitlab|bitbucket|huggingface|zenodo|kaggle)\.\s(com|co|org|io)(?=/)", re.IGNORECASE
)
_SPACED_PATH = re.compile(r"\s(?=[\w.-]{1,99}/[\w.-]{1,99}(?![\w/]))")
# Domains that count without a scheme; country codes that are English words (in, is, it, ...) are left out.
_BARE = re.compile(
    r"\.(?:com|org|net|edu|gov|io|ai|dev|app|co|info|xyz|top|tech|site|page|cloud|science|space|sh|cc|tv|ly|be"
    r"|cn|de|uk|fr|jp|eu|ch|nl|ca|kr|au|es|se|fi|dk|pl|ru|br|sg|hk|tw|il)(?![\w-]|\.[A-Za-z0-9])"
)
_HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
_PORT = re.compile(r":\d{2,5}(?![\w])")
_LATEX = re.compile(
    r"\\(?:([_%#&~$])(?:\{\})?|(textunderscore|textasciitilde|sim|allowbreak)(?![A-Za-z])(?:\{\})? ?|[-/])"
)
_LATEX_WORDS = {"textunderscore": "_", "textasciitilde": "~", "sim": "~", "allowbreak": ""}
_GROUPED = re.compile(r"\{\\?([_~%#&-])\}|\$\\?([_~.-])\$|\$\\(sim)\$")
_OPENER = re.compile(
    r"\.(?:The|This|These|We|Our|In|It|Its|To|For|All|Code|Codes|Data|Project|Here|Demo|Models?|See|Please|An?"
    r"|Moreover|Additionally|Furthermore|Finally|Keywords)(?=[\s:,]|$)"
)
_GLUED = re.compile(r"https?://", re.IGNORECASE)
_STOP = frozenset("<>\"`|^{}\\$'“”‘’«»„")
_TRAILING = frozenset(".,;:!?*'~&\\$")
_CLOSING = {")": "(", "]": "["}
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z(\[])")


class _Found(NamedTuple):
    """A link as read: its cleaned parts, and where it stands."""

    scheme: str
    host: str
    path: str
    begin: int
    end: int

    @property
    def key(self) -> str:
        """Equal for two forms of one address."""
        return (self.host.lower().removeprefix("www.") + self.path).rstrip("/")


def find(document: Document) -> tuple[Url, ...]:
    """The distinct links of a paper: those of its text in order with offsets, then those of its record.

    Only http and https; a link written without scheme gets `https://`.
    """
    text = document.text
    kept: dict[str, Url] = {}
    previous = 0
    for found in scan(text):
        if found.key not in kept:
            before, after = _surroundings(text, found, previous)
            kept[found.key] = _url(found, before, after, found.begin, found.end)
        previous = found.end
    for given in document.urls:
        for found in scan(given):
            kept.setdefault(found.key, _url(found, "", "", None, None))
    return tuple(kept.values())


def _url(found: _Found, before: str, after: str, begin: int | None, end: int | None) -> Url:
    kind = kind_of(found.host.lower().removeprefix("www."), found.path, before, after)
    return Url(f"{found.scheme}://{found.host}{found.path}", kind, begin, end)


def scan(text: str) -> list[_Found]:
    """Every link of a text in order, repetitions included."""
    found: list[_Found] = []
    for match in _SCHEME.finditer(text):
        if (not found or match.start() >= found[-1].end) and (link := _with_scheme(text, match)):
            found.append(link)
    schemed = iter([*found, _Found("", "", "", len(text), len(text))])
    taken = next(schemed)
    done = 0
    for match in _BARE.finditer(text):
        while taken.end <= match.start():
            done = max(done, taken.end)
            taken = next(schemed)
        if match.start() < taken.begin and (link := _without_scheme(text, match, done)):
            found.append(link)
            done = link.end
    return sorted(found, key=lambda link: link.begin)


def _with_scheme(text: str, match: re.Match[str]) -> _Found | None:
    scheme, at = match[1].lower(), match.end()
    if spaced := _SPACED_HOST.match(text, at):
        return _read(text, scheme, f"{spaced[1]}.{spaced[2]}", match.start(), spaced.end())
    host = _HOST.match(text, at)
    if host is None:
        return None
    name, end = host[0], host.end()
    if glued := _OPENER.search(name):
        name, end = name[: glued.start()], host.start() + glued.start()
    if name.endswith(".this"):  # arXiv's replacement of a link, in the middle of a broken one
        return None
    if len(match[2]) < 2 and not _certain(name.lower(), text[end : end + 2]):
        return None
    return _read(text, scheme, name, match.start(), end)


def _without_scheme(text: str, match: re.Match[str], done: int) -> _Found | None:
    begin = match.start()
    limit = max(done, begin - _MAX_HOST)
    while begin > limit and text[begin - 1] in _HOST_CHARACTERS:
        begin -= 1
    while begin < match.start() and text[begin] in ".-":
        begin += 1
    name = text[begin : match.end()]
    before = text[begin - 1] if begin else " "
    if begin == match.start() or before in "@/:_\\=%&" or before.isalnum() or ".." in name:
        return None
    lower = name.lower()
    following = text[match.end() : match.end() + 2]
    path = following[:1] == "/" and following[1:].isalnum()
    if not (
        _certain(lower, following)
        or (lower.startswith("www.") and lower.count(".") > 1)
        or (path and name == lower and not name.replace(".", "").isdigit())
    ):
        return None
    return _read(text, "https", name, begin, match.end())


def _certain(host: str, following: str) -> bool:
    """Whether a host by itself shows a link: a known site with a path, or a page of a hosting service."""
    known = (CODE_HOSTS, MODEL_HOSTS, DATA_HOSTS, DEMO_HOSTS)
    if following[:1] == "/" and following[1:].isalnum() and any(host_in(host, table) for table in known):
        return True
    return host not in PROJECT_HOSTS and host_in(host, PROJECT_HOSTS)


def _read(text: str, scheme: str, host: str, begin: int, at: int) -> _Found:
    """The link whose host ends at `at`, followed to where it stops being one."""
    out: list[tuple[str, int]] = []  # characters of the clean form, each with its end in the text
    if port := _PORT.match(text, at):
        out += [(c, port.start() + i + 1) for i, c in enumerate(port[0])]
        at = port.end()
    if text[at : at + 1] in {"/", "?", "#"}:
        if (
            text[at] == "/"
            and host_in(host.lower(), CODE_HOSTS)
            and (gap := _SPACED_PATH.match(text, at + 1))
        ):
            out.append(("/", gap.end()))
            at = gap.end()
        _path(text, at, out)
    while out and (out[-1][0] in _TRAILING or not out[-1][0]):
        out.pop()
    return _Found(scheme, host, "".join(c for c, _ in out), begin, out[-1][1] if out else at)


def _path(text: str, at: int, out: list[tuple[str, int]]) -> None:
    """Append the characters of a link from `at` on."""
    depth = {"(": 0, "[": 0}
    while at < len(text):
        char = text[at]
        latex = _LATEX.match(text, at) if char == "\\" else None
        group = _GROUPED.match(text, at) if char in "{$" else None
        if latex:
            out.append((latex[1] or _LATEX_WORDS.get(latex[2], ""), latex.end()))
            at = latex.end()
            continue
        if group:
            out.append((group[1] or group[2] or "~", group.end()))
            at = group.end()
            continue
        if char.isspace() or char in _STOP or not (char.isascii() or _letter(char)) or _ends(text, at):
            return
        if char in _CLOSING:
            if not depth[_CLOSING[char]]:
                return
            depth[_CLOSING[char]] -= 1
        elif char in depth:
            depth[char] += 1
        at += 1
        out.append((char, at))


def _ends(text: str, at: int) -> bool:
    """Whether a link is over: at a comma, or where the next sentence or link is glued to it."""
    char = text[at]
    if char in ",;":
        return not text[at + 1 : at + 2].isdigit()
    if char == ".":
        return _OPENER.match(text, at) is not None
    return char in "hH" and text[at - 1] not in "/=" and _GLUED.match(text, at) is not None


def _letter(char: str) -> bool:
    """Whether a character beyond ASCII can belong to a link: a letter, but not of East Asian writing."""
    return char.isalpha() and ord(char) < 0x2000


def _surroundings(text: str, found: _Found, previous: int) -> tuple[str, str]:
    """The words before and after a link in its sentence, where possible only those since the last link."""
    before = text[max(0, found.begin - _CONTEXT) : found.begin]
    starts = [0, *(m.end() for m in _SENTENCE.finditer(before))]
    if (
        len(starts) > 1 and len(before) - starts[-1] <= _BARE_LEAD
    ):  # `Link: ` says nothing, the sentence before does
        starts.pop()
    before = before[starts[-1] :]
    own = before[-(found.begin - previous) :] if 0 < previous < found.begin else before
    after = _SENTENCE.split(text[found.end : found.end + 40] + " ", maxsplit=1)[0]
    return (own if sum(c.isalpha() for c in own) > 8 else before), after

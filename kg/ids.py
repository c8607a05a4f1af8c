"""The only place that mints or takes apart local names, IRIs and content hashes.

A local name is flat, `[A-Za-z0-9_-]` only, so that one bound prefix makes it short in every RDF syntax.  The
mapping from things to local names is injective (up to the collision chance of the hashes) and permanent.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kg.folding import fold
from kg.model import Document, EntityClass

MAX_LOCAL = 120  # characters of a readable part; longer ones end in a hash
_ARXIV_NEW = re.compile(r"(?:arxiv:)?([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?", re.IGNORECASE)
_ARXIV_OLD = re.compile(
    r"(?:arxiv:)?([a-z-]+)(?:\.[A-Z]{2})?(/[0-9]{7})(?:v[0-9]+)?", re.IGNORECASE | re.ASCII
)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_SPELLED = {"+": "plus", "#": "sharp", "*": "star", "@": "at", "&": "and"}


STATED = 16
"""Hex digits in the names of assertions and results, of which there are many: by the birthday bound, 5 * 10**9 of them
(250 million papers) hold less than one pair of one name."""


def digest(*parts: str, length: int = 12) -> str:
    """The first `length` hex digits of SHA-256 over the parts, unambiguously framed.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    framed = "".join(f"{len(p)}:{p}" for p in parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(framed).hexdigest()[:length]


def slug(text: str, limit: int = 48) -> str:
    """A readable `[a-z0-9-]` form of a name with symbols spelled (`C++` gives `cplusplus`); may be empty."""
    spelled = "".join(_SPELLED.get(c, c) for c in text)
    ascii_text = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:limit].strip("-")


def encode(text: str) -> str:
    """An injective `[A-Za-z0-9_-]` form: other characters become `_XX` per UTF-8 byte; long ones end in a hash.

    >>> encode("10.1000/x_y")
    '10_2E1000_2Fx_5Fy'
    """
    out = "".join(
        c if c.isascii() and (c.isalnum() or c == "-") else "".join(f"_{b:02X}" for b in c.encode("utf-8"))
        for c in text
    )
    return out if len(out) <= MAX_LOCAL else f"{out[: MAX_LOCAL - 14]}__{digest(text)}"


def arxiv_id(text: str) -> str | None:
    """The arXiv id without version in a string that is nothing but one, else None.

    >>> arxiv_id("arXiv:2406.00001v2"), arxiv_id("s001")
    ('2406.00001', None)
    """
    text = text.strip()
    if new := _ARXIV_NEW.fullmatch(text):
        return new[1]
    old = _ARXIV_OLD.fullmatch(text)  # the subject class (`math.GT/...`) is no part of the id
    return old[1].lower() + old[2] if old else None


def doi(text: str) -> str | None:
    """The lower-case bare DOI in a string that is nothing but one, else None."""
    match = _DOI.fullmatch(text.strip())
    return match[1].lower() if match else None


def title_key(title: str) -> str:
    """The normal form under which two titles count as the same."""
    return fold(title) or title.strip()


def paper(document: Document) -> str:
    """The local name of a paper: by arXiv id, else DOI, else normalised title."""
    if document.arxiv_id:
        archive, slash, number = document.arxiv_id.partition("/")
        return "paper-" + (f"{archive}-{number}" if slash else archive.replace(".", "_"))
    if document.doi:
        return "paper-doi-" + encode(document.doi)
    return f"paper-{slug(document.title) or 'untitled'}-{digest('title', title_key(document.title))}"


def page_record_id(title: str) -> str:
    """The record id of a paper that came without one: stable, from its title."""
    return f"{slug(title) or 'untitled'}-{digest('title', title_key(title), length=8)}"


def minted(cls: EntityClass, name: str, coined_by: str | None = None) -> str:
    """The local name of an entity that is not in the vocabulary.

    A coined name belongs to the paper that coins it (`coined_by`, the paper's local name); any other unknown name is
    shared by all papers that use it.
    """
    key = fold(name) or name
    tail = digest(cls, key, coined_by or "", length=10)
    return f"{cls.lower()}-{slug(name) or 'x'}-{tail}"


def context(paper_name: str) -> str:
    """The local name of the text of a paper."""
    return f"text-{paper_name.removeprefix('paper-')}"


def mention(paper_name: str, begin: int, end: int) -> str:
    """The local name of a span of a paper's text."""
    return f"mention-{paper_name.removeprefix('paper-')}-{begin}-{end}"


def assertion(subject: str, predicate: str, object_: str) -> str:
    """The local name of a reified edge: by content, without evidence."""
    return f"assertion-{digest(subject, predicate, object_, length=STATED)}"


def result(paper_name: str, *content: str) -> str:
    """The local name of a claim: by what is claimed, without evidence."""
    return f"result-{digest(paper_name, *content, length=STATED)}"

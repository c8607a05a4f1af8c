"""One record of any metadata source as a Document: the table of field names, and what each field may hold.

The names are those of the arXiv metadata snapshot, OpenAlex, Semantic Scholar, Crossref and CSL-JSON, Hugging
Face paper lists and plain home-made files; case, `_` and `-` in them do not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kg import ids
from kg.documents import dates, people
from kg.documents.context import Context
from kg.documents.errors import RecordError, kind_of
from kg.documents.text import check_id, clean, clean_abstract, clean_title, is_clean
from kg.model import Document

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "paperid", "identifier", "corpusid"),
    "title": ("title", "displayname", "papertitle"),
    "abstract": ("abstract", "summary", "abstracttext", "abstractinvertedindex"),
    "issued": ("published", "publishedat", "publicationdate", "issued", "date", "created", "versions", "year",
               "publicationyear", "updatedate", "updated"),
    "creators": ("authorsparsed", "authors", "author", "authorships", "creators", "creator"),
    "arxiv": ("arxivid", "arxiv", "eprint"),
    "doi": ("doi",),
    "urls": ("urls", "url", "links", "link", "code", "codeurl", "coderepository", "github", "githubrepo",
             "githuburl", "repository", "project", "projectpage", "projecturl", "homepage", "website",
             "demo"),
}  # fmt: skip
_NOT_A_DATE = "dates not understood"
_AUTHORS_OUT = f"authors beyond {people.MAX_CREATORS} of a paper left out"
_LINKS_OUT = "links that are not http or https left out"
_ARXIV_URL = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/([^?#\s]+?)(?:\.pdf)?/?", re.IGNORECASE
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(\S+)", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s/]|[^\s:/.][^\s:/]*\.[^\s:/]", re.IGNORECASE)  # with a scheme or just a host
_KEY_NOISE = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return _KEY_NOISE.sub("", name.lower())


def is_record(value: Mapping[str, object]) -> bool:
    """Whether an object has a field for a title."""
    keys = {_key(k) for k in value}
    return any(k in keys for k in FIELDS["title"])


def document(record: Mapping[str, object], context: Context) -> Document:
    """The paper that a record describes.

    Raises RecordError with the reason where the title is missing, a field has the wrong type, an id cannot be
    one, or the text is longer than `max_text`.
    """
    inner = record.get("paper")
    if isinstance(inner, Mapping):  # Hugging Face's daily papers wrap the paper
        record = {**record, **inner}
    fields: dict[str, object] = {}
    for name, value in record.items():
        if value is not None and value != "":
            fields.setdefault(_key(name), value)
    counts = context.counts
    title = clean_title(_title(fields), counts)
    if not title:
        raise RecordError("no title")
    abstract = clean_abstract(_abstract(fields), counts)
    limit = context.settings.max_text
    if len(title) + len(abstract) > limit:
        raise RecordError(f"the text is longer than max_text ({limit} characters)")
    links = _links(fields)
    doi = _doi(fields, links)
    arxiv = _arxiv(fields, doi, links)
    if doi and _ARXIV_DOI.fullmatch(doi):
        doi = None
    return Document(
        id=_id(fields) or arxiv or doi or ids.page_record_id(title), title=title, abstract=abstract,
        issued=_issued(fields, context), creators=_creators(fields, context), arxiv_id=arxiv, doi=doi,
        urls=_urls(links, context),
    )  # fmt: skip


def record_id(record: Mapping[str, object]) -> str:
    """The id of a record that was refused, for the report; empty where it has none."""
    value = next((v for k, v in record.items() if _key(k) in FIELDS["id"]), "")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _values(fields: Mapping[str, object], name: str) -> Sequence[tuple[str, object]]:
    return [(key, fields[key]) for key in FIELDS[name] if key in fields]


def _title(fields: Mapping[str, object]) -> str:
    for _, value in _values(fields, "title"):
        if isinstance(value, list) and len(value) == 1:  # Crossref
            value = value[0]
        if not isinstance(value, str):
            raise RecordError(f"title is {kind_of(value)}, not a text")
        return value
    raise RecordError("no title")


def _abstract(fields: Mapping[str, object]) -> str:
    for key, value in _values(fields, "abstract"):
        if isinstance(value, Mapping):
            return inverted(value)
        if not isinstance(value, str):
            raise RecordError(f"{key} is {kind_of(value)}, not a text")
        return value
    return ""


def inverted(index: Mapping[str, object]) -> str:
    """The text of an OpenAlex inverted index (word to positions).

    >>> inverted({"graphs": [1, 3], "of": [2], "Big": [0]})
    'Big graphs of graphs'
    """
    places: list[tuple[int, str]] = []
    for word, positions in index.items():
        if not isinstance(positions, list) or not all(type(p) is int for p in positions):
            raise RecordError("abstract is an object, but no inverted index of words and positions")
        places += [(p, word) for p in positions]
    return " ".join(word for _, word in sorted(places))


def _id(fields: Mapping[str, object]) -> str:
    for key, value in _values(fields, "id"):
        if type(value) is int:
            return str(value)
        if not isinstance(value, str):
            raise RecordError(f"{key} is {kind_of(value)}, not a text")
        return check_id(value)
    return ""


def _issued(fields: Mapping[str, object], context: Context) -> str | None:
    for key, value in _values(fields, "issued"):
        if key == "versions":  # arXiv snapshot: the first version's date
            first = value[0] if isinstance(value, list) and value else None
            value = first.get("created") if isinstance(first, Mapping) else None
            if not value:
                continue
        if found := dates.issued(value, key):
            return found
        context.counts[_NOT_A_DATE] += 1
    return None


def _creators(fields: Mapping[str, object], context: Context) -> tuple[str, ...]:
    for key, value in _values(fields, "creators"):
        names = people.creators(value, key)
        if len(names) > people.MAX_CREATORS:
            context.counts[_AUTHORS_OUT] += len(names) - people.MAX_CREATORS
            names = names[: people.MAX_CREATORS]
        return tuple(dict.fromkeys(n for name in names if (n := clean_title(name, context.counts))))
    return ()


def _links(fields: Mapping[str, object]) -> list[str]:
    """Every text given in a link field, lists and objects flattened, unchecked."""
    found: list[str] = []
    for key, value in _values(fields, "urls"):
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping):
                item = next((v for k in ("url", "href", "URL", "link") if (v := item.get(k))), "")
            if not isinstance(item, str):
                raise RecordError(f"{key} holds {kind_of(item)}, not a link")
            found += item.split()
    return found


def _doi(fields: Mapping[str, object], links: list[str]) -> str | None:
    outside = fields.get("externalids")
    candidates = [v for _, v in _values(fields, "doi")]
    if isinstance(outside, Mapping):
        candidates.append(outside.get("DOI"))
    candidates += [v for _, v in _values(fields, "id")]
    candidates += [link for link in links if "doi.org/" in link]
    for value in candidates:
        for word in value.split() if isinstance(value, str) else ():
            if is_clean(word) and (found := ids.doi(word)):
                return found
    return None


def _arxiv(fields: Mapping[str, object], doi: str | None, links: list[str]) -> str | None:
    outside = fields.get("externalids")
    candidates = [v for _, v in _values(fields, "arxiv")]
    if isinstance(outside, Mapping):
        candidates.append(outside.get("ArXiv"))
    candidates += [v for _, v in _values(fields, "id")]
    if doi and (match := _ARXIV_DOI.fullmatch(doi)):
        candidates.append(match[1])
    candidates += links
    for value in candidates:
        if isinstance(value, str):
            match = _ARXIV_URL.fullmatch(value.strip())
            written = match[1] if match else value
            if written.isascii() and (found := ids.arxiv_id(written)):
                return found
    return None


def _urls(links: list[str], context: Context) -> tuple[str, ...]:
    """The links worth keeping: not the record's own arXiv or DOI address, http and https only."""
    kept: list[str] = []
    for link in links:
        link = clean(link, context.counts).strip()
        if _ARXIV_URL.fullmatch(link) or ids.doi(link):
            continue
        if _WEB.match(link):
            kept.append(link)
        elif link:
            context.counts[_LINKS_OUT] += 1
    return tuple(dict.fromkeys(kept))

"""One paper out of the records that describe it, the same whatever their order.

Records are of one paper when they share the arXiv id (versions aside) or the DOI, or have the same title; but
two arXiv ids are two papers even under one title, and a title of one or two words (`Editorial`) joins no
records of different DOIs.

The record that gives title, abstract, date and authors is the one with the highest arXiv version in its id,
then the longest abstract, then the latest date, then the smallest id, title and so on; what it lacks comes
from the next.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kg import ids
from kg.folding import PIECE
from kg.model import Document, Skip

_VERSION = re.compile(r"v(\d{1,3})$")
_TELLING_WORDS = 3


def merge(items: Iterable[Document | Skip]) -> tuple[list[Document], list[Skip]]:
    """The distinct papers sorted by their local name, and all that is left out.

    The second list holds the given skips, then, sorted, one Skip with `merged` for each record that another
    one stands for, and one without for each that bears the id of another paper (its reason starts with
    `conflict:`).  Every given record is counted once, as a paper or as a Skip.
    """
    documents: list[Document] = []
    skips: list[Skip] = []
    for item in items:
        if isinstance(item, Skip):
            skips.append(item)
        else:
            documents.append(item)
    documents.sort(key=_rank)
    left_out: list[Skip] = []
    while True:
        groups = _groups(documents)
        kept, conflicts = _without_conflicts(documents, groups)
        if not conflicts:
            break
        left_out += conflicts
        documents = kept  # what is left out may have been the only tie between two others: group again
    papers: list[Document] = []
    for group in groups:
        records = [documents[i] for i in group]
        papers.append(_united(records))
        left_out += (Skip("", 0, _reason(records[0], other), other.id, merged=True) for other in records[1:])
    papers.sort(key=lambda d: (ids.paper(d), d.id))
    return papers, skips + sorted(left_out, key=lambda s: (s.record, s.reason))


def _rank(document: Document) -> tuple[object, ...]:
    """What orders the records of one paper, the best first; equal only for equal records."""
    version = _VERSION.search(document.id) if ids.arxiv_id(document.id) else None
    date = [-int(part) for part in (document.issued or "0").split("-")]
    return (
        -int(version[1]) if version else 0, -len(document.abstract), date, document.id, document.title,
        document.abstract, document.arxiv_id or "", document.doi or "", document.creators, document.urls,
        document.also,
    )  # fmt: skip


class _Partition:
    """Records, by index, in disjoint groups; the smallest index stands for its group."""

    def __init__(self, documents: list[Document]) -> None:
        self.parent = list(range(len(documents)))
        self.arxiv = [d.arxiv_id for d in documents]  # of the group, at its root
        self.doi = [d.doi for d in documents]

    def root(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        if a != b:
            self.parent[b] = a
            self.arxiv[a] = self.arxiv[a] or self.arxiv[b]
            self.doi[a] = self.doi[a] or self.doi[b]


def _groups(documents: list[Document]) -> list[list[int]]:
    """The indices of each paper's records, ascending; the records must be sorted by rank."""
    partition = _Partition(documents)
    for keys in ([d.arxiv_id for d in documents], [d.doi for d in documents]):
        first: dict[str, int] = {}
        for i, key in enumerate(keys):
            if key:
                partition.join(first.setdefault(key, i), i)
    titles: dict[str, list[int]] = defaultdict(list)
    for i, document in enumerate(documents):
        titles[ids.title_key(document.title)].append(i)
    for same in titles.values():
        if len(same) > 1:
            _join_by_title(
                partition, same, telling=len(PIECE.findall(documents[same[0]].title)) >= _TELLING_WORDS
            )
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(documents)):
        groups[partition.root(i)].append(i)
    return list(groups.values())


def _join_by_title(partition: _Partition, same: list[int], telling: bool) -> None:
    """Join the records of one title; those that carry no telling id go to the best-ranked of the others."""
    by_id: dict[str | None, int] = {}
    for i in same:
        root = partition.root(i)
        own = partition.arxiv[root] or (None if telling else partition.doi[root])
        partition.join(by_id.setdefault(own, i), i)
    if None in by_id and len(by_id) > 1:
        partition.join(by_id[None], min(i for own, i in by_id.items() if own is not None))


def _without_conflicts(
    documents: list[Document], groups: list[list[int]]
) -> tuple[list[Document], list[Skip]]:
    """The records without those that bear the id of a better-ranked one about another paper, and these."""
    paper_of = {i: n for n, group in enumerate(groups) for i in group}
    owner: dict[str, int] = {}
    kept: list[Document] = []
    conflicts: list[Skip] = []
    for i, document in enumerate(documents):
        first = owner.setdefault(document.id, i)
        if paper_of[first] == paper_of[i]:
            kept.append(document)
        else:
            reason = f"conflict: {_short(documents[first].title)} has the same id and is kept instead"
            conflicts.append(Skip("", 0, reason, document.id))
    return kept, conflicts


def _united(records: list[Document]) -> Document:
    """The paper of records sorted by rank."""
    best = records[0]
    arxiv_id = next((d.arxiv_id for d in records if d.arxiv_id), None)
    doi = next((d.doi for d in records if d.doi), None)
    smallest = min(d.id for d in records)
    names = {d.id for d in records} | {other for d in records for other in d.also}
    names |= {d.arxiv_id for d in records if d.arxiv_id and d.arxiv_id != arxiv_id}
    names |= {d.doi for d in records if d.doi and d.doi != doi}
    return replace(
        best,
        id=smallest,
        also=tuple(sorted(names - {smallest})),
        arxiv_id=arxiv_id,
        doi=doi,
        abstract=next((d.abstract for d in records if d.abstract), ""),
        issued=next((d.issued for d in records if d.issued), None),
        creators=next((d.creators for d in records if d.creators), ()),
        urls=tuple(dict.fromkeys(url for d in records for url in d.urls)),
    )


def _reason(best: Document, other: Document) -> str:
    if other.arxiv_id and other.arxiv_id == best.arxiv_id:
        shared = "arXiv id"
    elif other.doi and other.doi == best.doi:
        shared = "DOI"
    elif ids.title_key(other.title) == ids.title_key(best.title):
        shared = "title"
    else:
        shared = "paper, by another record between them"
    same = best.id if best.id != other.id else _short(best.title)
    differs = "" if other.abstract == best.abstract else "; its abstract differs"
    return f"merged with {same}: the same {shared}{differs}"


def _short(title: str) -> str:
    return repr(title if len(title) <= 60 else title[:57] + "...")

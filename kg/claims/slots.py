"""What the trained scorer sees of a quantity and an entity that may fill one of its slots."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from kg.claims.features import group, stem
from kg.claims.frame import Frame
from kg.model import EntityClass

SLOTS = ("system", "baseline", "dataset", "model", "hardware")
_ARTEFACT = (EntityClass.METHOD, EntityClass.MODEL, EntityClass.SOFTWARE)
ALLOWED: dict[str, frozenset[EntityClass]] = {
    "system": frozenset({*_ARTEFACT, EntityClass.DATASET, EntityClass.HARDWARE}),
    "baseline": frozenset({*_ARTEFACT, EntityClass.HARDWARE, EntityClass.DATASET}),
    "dataset": frozenset({EntityClass.DATASET}),
    "model": frozenset({EntityClass.MODEL, EntityClass.METHOD, EntityClass.SOFTWARE}),
    "hardware": frozenset({EntityClass.HARDWARE, EntityClass.SOFTWARE}),
}
_LINKS = frozenset(
    "on over than with using for of vs versus against by in from to at across under when via compared relative while whereas and"
    " baseline counterpart outperforms surpasses between including respectively".split()
)
_CLAUSE = frozenset((";", "while", "whereas", "but", "and", ",", "(", ")", ":", "."))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may fill a slot, at the mention that stands best to the quantity."""

    entity: str
    mention: int
    cls: EntityClass


class PairReader:
    """Reads the features of (quantity, entity) pairs of one document; the parts that repeat are computed once."""

    __slots__ = ("_first", "_frame", "_spread")

    def __init__(self, frame: Frame) -> None:
        """Index the mentions of a frame."""
        self._frame = frame
        self._spread: dict[str, list[int]] = {}
        for i, entity in enumerate(frame.mention_entities):
            self._spread.setdefault(entity, []).append(i)
        self._first = {e: ms[0] for e, ms in self._spread.items()}

    def candidates(self, index: int) -> list[Candidate]:
        """Every linked entity that may fill a slot of a quantity, with its best mention: the same sentence first."""
        frame = self._frame
        q = frame.quantities[index]
        sentence = frame.sentence_of(q)
        out = []
        for entity, places in self._spread.items():
            known = frame.entities.get(entity)
            if known is None or known.cls in (EntityClass.METRIC, EntityClass.TASK):
                continue
            best = min(places, key=lambda i: self._distance(i, q.begin, q.end, sentence))
            out.append(Candidate(entity, best, known.cls))
        return out

    def _distance(self, mention: int, begin: int, end: int, sentence: int) -> int:
        m = self._frame.mentions[mention]
        other = self._frame.sentences.index(m.begin)
        gap = m.begin - end if m.begin >= end else begin - m.end
        return (
            gap
            if other == sentence
            else 10_000 * (1 + (sentence - other if other < sentence else 20 + other - sentence)) + gap
        )

    def features(self, index: int, candidate: Candidate) -> list[str]:
        """The features of one pair."""
        frame = self._frame
        q = frame.quantities[index]
        sentence = frame.sentence_of(q)
        mention = frame.mentions[candidate.mention]
        place = frame.sentences.index(mention.begin)
        g = group(q)
        cls = candidate.cls.value
        entity = frame.entities[candidate.entity]
        rank = frame.contributions.index(candidate.entity) if candidate.entity in frame.contributions else -1
        own = (
            "main"
            if rank == 0
            else "own"
            if rank > 0 or entity.coined_by == frame.document.id
            else "generic"
            if entity.generic
            else "named"
        )
        head = cls + own
        out = [
            "bias",
            "k=" + cls,
            "o=" + own,
            "ko=" + head,
            "n=" + str(min(3, len(self._spread[candidate.entity]))) + own,
            "t=" + str(frame.sentences.index(frame.mentions[self._first[candidate.entity]].begin) == 0) + own,
        ]
        add = out.append
        if place != sentence:
            where = (
                "prev"
                if place == sentence - 1
                else "title"
                if place == 0
                else "earlier"
                if place < sentence
                else "later"
            )
            out += ("s=" + where, "s=" + where + head, "sg=" + where + g + cls)
            mates = sum(
                1 for i in frame.mentions_of_sentence.get(sentence, ()) if self._class(i) == candidate.cls
            )
            add("alone=" + cls + str(min(mates, 2)) + where)
            same_class = sum(
                1 for e in self._spread if e in frame.entities and frame.entities[e].cls == candidate.cls
            )
            add("only=" + cls + str(min(same_class, 4)) + where)
            return out
        words = frame.words(sentence)
        forms = words.forms
        after = mention.begin >= q.end
        if after:
            lo, hi = words.before(q.end), words.before(mention.begin)
        else:
            lo, hi = words.before(mention.end), words.before(q.begin)
        gap = hi - lo
        side = "R" if after else "L"
        near = (
            "0"
            if gap <= 0
            else "1"
            if gap == 1
            else "2"
            if gap <= 3
            else "4"
            if gap <= 7
            else "8"
            if gap <= 15
            else "16"
        )
        between = forms[lo:hi]
        out += (
            "d=" + side + near,
            "dk=" + side + near + cls,
            "do=" + side + near + own,
            "dko=" + side + near + head,
        )
        b = words.before(mention.begin)
        e = words.before(mention.end)
        p1 = forms[b - 1] if b else "<s>"
        p2 = forms[b - 2] if b > 1 else "<s>"
        n1 = forms[e] if e < len(forms) else "</s>"
        out += (
            "p1=" + p1 + side,
            "p1k=" + p1 + side + cls,
            "p12=" + p2 + "_" + p1,
            "n1=" + n1 + side,
            "n1k=" + stem(n1) + cls + side,
            "p1o=" + p1 + side + own,
        )
        links = [w for w in between if w in _LINKS]
        last = links[-1] if links else "-"
        first = links[0] if links else "-"
        out += (
            "ll=" + last + side + cls,
            "lf=" + first + side + cls,
            "lfl=" + first + "_" + last + side,
            "llo=" + last + side + own,
        )
        for w in set(links):
            add("in=" + w + side + cls)
        breaks = sum(1 for w in between if w in (";", "while", "whereas", "but"))
        commas = sum(1 for w in between if w == ",")
        out += ("br=" + str(min(breaks, 2)) + side + cls, "cm=" + str(min(commas, 3)) + side + cls)
        if gap <= 3:
            add("bt=" + "_".join(between) + side + cls)
        mates = frame.quantities_of_sentence[sentence]
        numbers = [frame.quantities[k].begin for k in mates]
        near_at, far_at = (q.end, mention.begin) if after else (mention.end, q.begin)
        crossed = bisect_left(numbers, far_at) - bisect_left(numbers, near_at)
        add("x=" + str(min(crossed, 3)) + side + cls)
        add("xo=" + str(min(crossed, 2)) + side + own + near)
        self._ranks(index, candidate, sentence, crossed, out)
        add("g=" + g + side + cls)
        return out

    def _class(self, mention: int) -> EntityClass | None:
        entity = self._frame.entities.get(self._frame.mention_entities[mention])
        return entity.cls if entity else None

    def _ranks(self, index: int, candidate: Candidate, sentence: int, crossed: int, out: list[str]) -> None:
        """Order features: does the n-th number of a list meet the n-th name of a list ("respectively")?"""
        frame = self._frame
        peers = [i for i in frame.mentions_of_sentence.get(sentence, ()) if self._class(i) == candidate.cls]
        mates = frame.quantities_of_sentence[sentence]
        at, total = peers.index(candidate.mention) if candidate.mention in peers else 0, len(peers)
        rank = mates.index(index)
        q = frame.quantities[index]
        closer_after = next((i for i in peers if frame.mentions[i].begin >= q.end), None)
        closer_before = next((i for i in reversed(peers) if frame.mentions[i].end <= q.begin), None)
        cls = candidate.cls.value
        out.append("pc=" + str(min(total, 3)) + cls)
        if candidate.mention == closer_after:
            out += ("na", "na=" + cls + str(min(crossed, 2)))
        if candidate.mention == closer_before:
            out += ("nb", "nb=" + cls + str(min(crossed, 2)))
        if len(mates) > 1:
            alike = [k for k in mates if frame.quantities[k].label == q.label]
            place = alike.index(index)
            respectively = "respectively" in frame.words(sentence).forms
            if len(alike) == total:
                match = "eq" if place == at else "ne"
                out += ("zip=" + match + cls, "zipr=" + match + str(respectively) + cls)
            out.append("rk=" + ("eq" if rank == at else "ne") + str(respectively) + cls)

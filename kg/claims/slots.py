"""What the trained scorer sees of a quantity and an entity that may fill one of its slots."""

from __future__ import annotations

from dataclasses import dataclass

from kg.claims.compare import Standing, standing
from kg.claims.cues import stated_kind
from kg.claims.features import group, stem
from kg.claims.frame import Frame
from kg.claims.lexicon import aspect, stem_class
from kg.claims.quantities import Quantity
from kg.model import EntityClass

SLOTS = ("system", "baseline", "dataset", "model", "hardware")
_ARTEFACT = (EntityClass.METHOD, EntityClass.MODEL, EntityClass.SOFTWARE)
ALLOWED: dict[str, frozenset[EntityClass]] = {
    "system": frozenset({*_ARTEFACT, EntityClass.DATASET, EntityClass.HARDWARE}),
    "baseline": frozenset({*_ARTEFACT, EntityClass.HARDWARE, EntityClass.DATASET}),
    "dataset": frozenset({EntityClass.DATASET}),
    "model": frozenset({EntityClass.MODEL, EntityClass.METHOD}),
    "hardware": frozenset({EntityClass.HARDWARE, EntityClass.SOFTWARE}),
}
_LINKS = frozenset(
    "on over than with using for of vs versus against by in from to at across under when via compared relative while whereas and"
    " baseline counterpart outperforms surpasses between including respectively".split()
)
_COMPARED = frozenset(("than", "over", "vs", "rel", "comp", "beat", "match"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may fill a slot, at the mention that stands best to the quantity."""

    entity: str
    mention: int
    cls: EntityClass


@dataclass(frozen=True, slots=True)
class _Site:
    """What all pairs of one quantity share."""

    index: int
    quantity: Quantity
    sentence: int
    begin: int  # of its tight list
    end: int
    lo: int  # the same as word numbers
    hi: int
    group: str
    kind: str
    aspect: str


class PairReader:
    """Reads the features of (quantity, entity) pairs of one document; the parts that repeat are computed once."""

    __slots__ = ("_frame", "_places", "_standings")

    def __init__(self, frame: Frame) -> None:
        """Index the mentions of a frame."""
        self._frame = frame
        self._places: dict[str, list[tuple[int, int]]] = {}
        index = frame.sentences.index
        for i, entity in enumerate(frame.mention_entities):
            known = frame.entities.get(entity)
            if known is not None and known.cls not in (EntityClass.METRIC, EntityClass.TASK):
                self._places.setdefault(entity, []).append((i, index(frame.mentions[i].begin)))
        self._standings: dict[int, Standing] = {}

    def site(self, index: int, metric: str) -> _Site:
        """What all pairs of a quantity share; `metric` is the name of what it measures."""
        frame = self._frame
        q = frame.quantities[index]
        sentence = frame.sentence_of(q)
        listing = frame.lists[index]
        words = frame.words(sentence)
        begin, end = frame.quantities[listing.first].begin, frame.quantities[listing.last].end
        kind = stated_kind(frame, index) or "open"
        return _Site(index, q, sentence, begin, end, words.before(begin), words.before(end), group(q), kind, aspect(metric))

    def _standing(self, sentence: int) -> dict[int, Standing]:
        known: dict[int, Standing] = {}
        previous = None
        for order, i in enumerate(self._frame.mentions_of_sentence.get(sentence, ())):
            if i not in self._standings:
                self._standings[i] = standing(self._frame, i, order, previous)
            previous = known[i] = self._standings[i]
        return known

    def candidates(self, site: _Site) -> list[Candidate]:
        """Every linked entity that may fill a slot of a quantity, with its best mention: the same sentence first."""
        out = []
        here = self._standing(site.sentence)
        for entity, places in self._places.items():
            best, least = -1, 1 << 30
            for i, place in places:
                m = self._frame.mentions[i]
                if place == site.sentence:
                    distance = m.begin - site.end if m.begin >= site.end else site.begin - m.end
                    if here[i].marker in _COMPARED:
                        distance -= 40
                else:
                    distance = 10_000 * (site.sentence - place if place < site.sentence else 20 + place - site.sentence) - i
                if distance < least:
                    best, least = i, distance
            out.append(Candidate(entity, best, self._frame.entities[entity].cls))
        return out

    def features(self, site: _Site, candidate: Candidate) -> list[str]:
        """The features of one pair."""
        frame = self._frame
        mention = frame.mentions[candidate.mention]
        places = self._places[candidate.entity]
        place = next(s for i, s in places if i == candidate.mention)
        cls = candidate.cls.value
        g, kind, asp = site.group, site.kind, site.aspect
        own = self._own(candidate.entity)
        head = cls + own
        out = [
            "bias", "k=" + cls, "ko=" + head, "n=" + str(min(3, len(places))) + own, "t=" + str(places[0][1] == 0) + own,
            "kk=" + cls + kind, "ka=" + cls + asp, "kka=" + cls + kind + asp, "okk=" + own + kind,
        ]  # fmt: skip
        stand = self._standing(place)[candidate.mention]
        if place != site.sentence:
            self._afar(site, candidate, stand, place, head, out)
            return out
        words = frame.words(site.sentence)
        forms = words.forms
        after = mention.begin >= site.end
        lo, hi = (site.hi, stand.first) if after else (stand.last, site.lo)
        gap = hi - lo
        side = "R" if after else "L"
        near = "0" if gap <= 0 else "1" if gap == 1 else "2" if gap <= 3 else "4" if gap <= 7 else "8" if gap <= 15 else "16"
        between = forms[lo:hi]
        marker = stand.marker
        sm = marker + stand.reach
        out += (
            "d=" + side + near, "dk=" + side + near + cls, "dko=" + side + near + head, "dkk=" + side + near + cls + kind,
            "m=" + sm + side, "mk=" + marker + side + cls, "mkk=" + marker + side + cls + kind, "mo=" + marker + side + own, "mkn=" + marker + side + cls + near,
            "ma=" + marker + side + cls + asp, "pl=" + stand.plain + cls, "plk=" + stand.plain + cls + kind + side, "fr=" + stand.fronted + cls,
            "frk=" + stand.fronted + cls + own, "v=" + stand.verb + side + own, "vk=" + stand.verb + side + cls, "vm=" + stand.verb + marker + side + own,
            "g=" + g + side + cls, "ord=" + str(min(stand.order, 3)) + side + own, "ord1=" + str(stand.order == 0) + own + kind,
        )  # fmt: skip
        b, e = stand.first, stand.last
        p1 = forms[b - 1] if b else "<s>"
        p2 = forms[b - 2] if b > 1 else "<s>"
        n1 = forms[e] if e < len(forms) else "</s>"
        n2 = forms[e + 1] if e + 1 < len(forms) else "</s>"
        out += ("p1=" + p1 + side, "p1k=" + p1 + side + cls, "p12=" + p2 + "_" + p1, "n1=" + stem(n1) + side, "n1k=" + stem(n1) + cls + side,
                "n12=" + stem(n1) + stem(n2), "p1o=" + p1 + side + own)  # fmt: skip
        links = [w for w in between if w in _LINKS]
        last, first = (links[-1], links[0]) if links else ("-", "-")
        out += ("lf=" + first + side + cls, "lfl=" + first + "_" + last + side, "lfm=" + first + marker + side + cls)
        verbs = [k for w in between if (k := stem_class(w))]
        out += ("iv=" + "_".join(verbs[:2]) + side + own, "ivk=" + "_".join(verbs[:2]) + side + cls, "ivm=" + (verbs[0] if verbs else "-") + marker + side + cls)
        breaks = sum(1 for w in between if w in (";", "while", "whereas", "but"))
        commas = sum(1 for w in between if w == ",")
        out += ("br=" + str(min(breaks, 2)) + side + cls, "cm=" + str(min(commas, 3)) + side + cls + marker, "bro=" + str(min(breaks, 1)) + side + own)
        if gap <= 3:
            out.append("bt=" + "_".join(between) + side + cls)
        crossed = self._crossed(site, mention.begin, mention.end, after)
        out += ("x=" + crossed + side + cls, "xm=" + crossed + side + cls + marker, "xk=" + crossed + side + cls + kind, "xo=" + crossed + side + own,
                "xr=" + crossed + side + cls + near)  # fmt: skip
        self._ranks(site, candidate, stand, crossed, after, out)
        return out

    def _own(self, entity: str) -> str:
        known = self._frame.entities[entity]
        if entity in self._frame.contributions:
            return "main" if self._frame.contributions[0] == entity else "own"
        return "part" if known.coined_by == self._frame.document.id else "generic" if known.generic else "named"

    def _afar(self, site: _Site, candidate: Candidate, stand: Standing, place: int, head: str, out: list[str]) -> None:
        """Features of an entity that the quantity's own sentence does not name."""
        frame = self._frame
        cls = candidate.cls
        where = "title" if place == 0 else "prev" if place == site.sentence - 1 else "prev2" if place == site.sentence - 2 else "before" if place < site.sentence else "after"
        mates = self._count(site.sentence, cls)
        rivals = sum(1 for e in self._places if frame.entities[e].cls is cls)
        stated = str(bool(frame.quantities_of_sentence.get(place)))
        first = frame.words(site.sentence).forms[:1]
        opening = first[0] if first and first[0] in ("it", "this", "these", "our", "the", "moreover", "furthermore", "additionally", "in", "compared", "on", "for", "when") else "-"
        w, c = where, cls.value
        out += (
            "s=" + w, "sh=" + w + head, "sg=" + w + site.group + c, "sk=" + w + c + site.kind, "alone=" + c + str(min(mates, 2)) + w,
            "only=" + c + str(min(rivals, 4)) + w, "onlyo=" + head + str(min(rivals, 3)) + w, "sm=" + stand.marker + w + c, "sf=" + stand.fronted + w + c,
            "sv=" + stand.verb + w + head, "so=" + str(min(stand.order, 2)) + w + head, "sq=" + stated + w + c, "open=" + opening + w + head,
            "smk=" + stand.marker + w + c + site.kind, "sa=" + w + c + site.aspect, "spl=" + stand.plain + w + c + site.kind,
            "alo=" + head + str(min(mates, 1)) + w, "rv=" + c + str(min(rivals, 3)) + str(min(mates, 1)) + w + site.kind,
        )  # fmt: skip

    def _count(self, sentence: int, cls: EntityClass) -> int:
        return sum(1 for s in self._standing(sentence).values() if s.cls is cls)

    def _crossed(self, site: _Site, begin: int, end: int, after: bool) -> str:
        """How many other quantities stand between, not counting its own list and asides: `0`, `1`, `2`."""
        frame = self._frame
        lo, hi = (site.end, begin) if after else (end, site.begin)
        count = 0
        for k in frame.quantities_of_sentence[site.sentence]:
            other = frame.quantities[k]
            if lo <= other.begin < hi and other.form != "from-to":
                count += 1
        return str(min(count, 2))

    def _ranks(self, site: _Site, candidate: Candidate, stand: Standing, crossed: str, after: bool, out: list[str]) -> None:
        """Order features: nearest of its class, compared rivals, and lists that pair off ("respectively")."""
        frame = self._frame
        here = self._standing(site.sentence)
        cls = candidate.cls.value
        peers = [i for i, s in here.items() if s.cls is candidate.cls]
        behind = [i for i in peers if frame.mentions[i].begin >= site.end]
        ahead = [i for i in peers if frame.mentions[i].end <= site.begin]
        out.append("pc=" + str(min(len(peers), 3)) + cls)
        if behind and behind[0] == candidate.mention:
            out += ("na=" + cls + crossed, "nam=" + cls + stand.marker + crossed)
        if ahead and ahead[-1] == candidate.mention:
            out += ("nb=" + cls + crossed, "nbm=" + cls + stand.marker + crossed)
        rivals = {s.marker for s in here.values() if s.entity != candidate.entity and s.marker in _COMPARED}
        compared = stand.marker in _COMPARED
        out += ("cr=" + str(bool(rivals)) + str(compared) + cls, "crk=" + str(bool(rivals)) + str(compared) + cls + site.kind)
        listing = frame.lists[site.index]
        size = listing.last - listing.first + 1
        place = site.index - listing.first
        respectively = str("respectively" in frame.words(site.sentence).forms)
        if size > 1:
            part = behind[:size] if after else ahead[-size:]
            if candidate.mention in part and len(part) == size:
                match = "eq" if part.index(candidate.mention) == place else "ne"
                out += ("tz=" + match + cls + respectively, "tzs=" + match + ("R" if after else "L") + cls, "tzn=" + match + str(len(behind if after else ahead) == size) + cls)
            else:
                out.append("tz=none" + cls + respectively)
        mates = frame.quantities_of_sentence[site.sentence]
        if len(mates) > 1:
            alike = [k for k in mates if frame.quantities[k].label == site.quantity.label]
            if len(alike) == len(peers) and len(alike) > 1:
                match = "eq" if alike.index(site.index) == peers.index(candidate.mention) else "ne"
                out += ("zip=" + match + cls, "zipr=" + match + respectively + cls)

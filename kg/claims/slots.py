"""What the trained scorer sees of a quantity and an entity that may fill one of its slots."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from kg.claims.compare import Standing, modifies, standing
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
    "on over than with using for of vs versus against by in from to at across under when via compared"
    " relative while whereas and"
    " baseline counterpart outperforms surpasses between including respectively".split()
)
# Distance from which a name fills no slot, in sentences times 10,000; what the paper coins is always asked.
_FAR: dict[EntityClass, int] = {
    c: 20_000 if c in (EntityClass.METHOD, EntityClass.SOFTWARE) else 40_000 for c in EntityClass
}
_BACK = 5  # sentences, its own included, whose names a quantity asks
_OWN = 24  # names of the paper's own that are asked from anywhere
_OPENINGS = frozenset(
    (
        "it",
        "this",
        "these",
        "our",
        "the",
        "moreover",
        "furthermore",
        "additionally",
        "in",
        "compared",
        "on",
        "for",
        "when",
    )
)


_COMPARISONS = {
    "than": "x",
    "comp": "x",
    "rel": "x",
    "vs": "x",
    "over": "o",
    "beat": "b",
    "match": "m",
    "of": "f",
    "moved": "v",
}


def _nearness(gap: int) -> str:
    """How many words lie between, coarsely."""
    return (
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may fill a slot, at the mention that stands best to the quantity."""

    entity: str
    mention: int
    cls: EntityClass


@dataclass(frozen=True, slots=True)
class Site:
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

    __slots__ = ("_own_names", "_places", "_rivals", "_rows", "frame")

    def __init__(self, frame: Frame) -> None:
        """Index the mentions of a frame."""
        self.frame = frame
        self._places: dict[str, list[tuple[int, int]]] = {}
        index = frame.sentences.index
        for i, entity in enumerate(frame.mention_entities):
            known = frame.entities.get(entity)
            if known is not None and known.cls not in (EntityClass.METRIC, EntityClass.TASK):
                self._places.setdefault(entity, []).append((i, index(frame.mentions[i].begin)))
        coined = (e for e in self._places if frame.entities[e].coined_by is not None)
        named = (e for e in (*frame.contributions, *coined) if e in self._places)
        self._own_names = tuple(dict.fromkeys(named))[:_OWN]
        self._rows: dict[int, dict[int, Standing]] = {}
        self._rivals: dict[EntityClass, int] = {}

    def site(self, index: int, metric: str) -> Site:
        """What all pairs of a quantity share; `metric` is the name of what it measures."""
        frame = self.frame
        q = frame.quantities[index]
        sentence = frame.sentence_of(q)
        listing = frame.lists[index]
        words = frame.words(sentence)
        begin, end = frame.quantities[listing.first].begin, frame.quantities[listing.last].end
        kind = stated_kind(frame, index) or "open"
        return Site(
            index,
            q,
            sentence,
            begin,
            end,
            words.before(begin),
            words.before(end),
            group(q),
            kind,
            aspect(metric),
        )

    def standings(self, sentence: int) -> dict[int, Standing]:
        """How each mention of a sentence stands in it, by the mention's number."""
        known = self._rows.get(sentence)
        if known is None:
            known, previous = {}, None
            for order, i in enumerate(self.frame.mentions_of_sentence.get(sentence, ())):
                previous = known[i] = standing(self.frame, i, order, previous)
            self._rows[sentence] = known
        return known

    def candidates(self, site: Site) -> list[Candidate]:
        """The linked entities that may fill a slot of a quantity, each with its best mention: the same sentence first.

        Names of the sentences just before are asked, and the paper's own wherever they stand.
        """
        frame = self.frame
        best: dict[str, tuple[int, int]] = {}
        for place in range(site.sentence, max(-1, site.sentence - _BACK), -1):
            for i in frame.mentions_of_sentence.get(place, ()):
                entity = frame.mention_entities[i]
                if entity in self._places:
                    distance = self._distance(site, i, place)
                    own = entity in self._own_names
                    if (own or distance < _FAR[frame.entities[entity].cls]) and distance < best.get(
                        entity, (1 << 30, 0)
                    )[0]:
                        best[entity] = (distance, i)
        for entity in self._own_names:
            if entity not in best:
                places = self._places[entity]
                k = bisect_right(places, site.sentence, key=lambda p: p[1])
                best[entity] = (1 << 30, places[k - 1 if k else 0][0])
        return [Candidate(e, i, frame.entities[e].cls) for e, (_, i) in best.items()]

    def _distance(self, site: Site, mention: int, place: int) -> int:
        """How far a mention of this or an earlier sentence stands; a name of comparison counts as nearer."""
        m = self.frame.mentions[mention]
        if place != site.sentence:
            return 10_000 * (site.sentence - place) - mention
        gap = m.begin - site.end if m.begin >= site.end else site.begin - m.end
        return gap - 40 if self.standings(place)[mention].compared != "-" else gap

    def features(self, site: Site, candidate: Candidate) -> list[str]:
        """The features of one pair."""
        places = self._places[candidate.entity]
        place = self.frame.sentences.index(self.frame.mentions[candidate.mention].begin)
        cls = candidate.cls.value
        own = self._own(candidate.entity)
        out = [
            "bias", "k=" + cls, "ko=" + cls + own, "n=" + str(min(3, len(places))) + own,
            "t=" + str(places[0][1] == 0) + own, "kk=" + cls + site.kind, "ka=" + cls + site.aspect,
            "kka=" + cls + site.kind + site.aspect, "okk=" + own + site.kind,
        ]  # fmt: skip
        if place == site.sentence:
            self._near(site, candidate, own, out)
        else:
            self._afar(site, candidate, place, own, out)
        return out

    def _near(self, site: Site, candidate: Candidate, own: str, out: list[str]) -> None:
        """Features of an entity that the quantity's own sentence names."""
        frame, cls, kind = self.frame, candidate.cls.value, site.kind
        mention = frame.mentions[candidate.mention]
        stand = self.standings(site.sentence)[candidate.mention]
        forms = frame.words(site.sentence).forms
        after = mention.begin >= site.end
        lo, hi = (site.hi, stand.first) if after else (stand.last, site.lo)
        side = "R" if after else "L"
        near = _nearness(hi - lo)
        between = forms[lo:hi]
        marker, cmp = stand.marker, stand.compared
        crossed = self._crossed(site, mention.begin, mention.end, after)
        before = forms[stand.first - 1] if stand.first else "<s>"
        behind = stem(forms[stand.last]) if stand.last < len(forms) else "</s>"
        modifier = self._modifier(candidate.mention, site.sentence) or forms[stand.last : stand.last + 1] == (
            "-",
        )
        described = "m" if modifier else "-"
        word = _COMPARISONS.get(cmp, "-")
        links = [w for w in between if w in _LINKS]
        last, first = (links[-1], links[0]) if links else ("-", "-")
        verbs = [k for w in between if (k := stem_class(w))]
        breaks = sum(1 for w in between if w in (";", "while", "whereas", "but"))
        commas = min(sum(1 for w in between if w == ","), 3)
        out += (
            "d=" + side + near, "m=" + marker + stand.reach + side, "mo=" + marker + side + own,
            "pl=" + stand.plain + cls,
            "fr=" + stand.fronted + cls, "frk=" + stand.fronted + cls + own, "v=" + stand.verb + side + own,
            "vk=" + stand.verb + side + cls, "vm=" + stand.verb + marker + side + own,
            "g=" + site.group + side + cls,
            "ord=" + str(min(stand.order, 3)) + side + own, "ord1=" + str(stand.order == 0) + own + kind,
            "fm=" + site.quantity.form + side + cls, "c=" + cmp + side + kind, "co=" + cmp + side + own,
            "cko=" + cmp + side + kind + own, "cx=" + cmp + side + crossed + kind, "cn=" + cmp + side + near + kind,
            "cp=" + cmp + stand.plain + kind, "ca=" + cmp + own + kind + crossed,
            "B=" + word + side + crossed + described + kind,
            "Bo=" + word + side + crossed + described + kind + own, "Bn=" + word + side + described + own,
            "mod=" + described + cls, "modo=" + described + own + side, "p1=" + before + side,
            "p1o=" + before + side + own,
            "n1=" + behind + side, "lf=" + first + side + cls, "lfl=" + first + "_" + last + side,
            "iv=" + "_".join(verbs[:2]) + side + own, "br=" + str(min(breaks, 2)) + side + cls,
            "cm=" + str(commas) + side + cls + marker, "bro=" + str(min(breaks, 1)) + side + own,
            "xo=" + crossed + side + own,
            "xc=" + crossed + side + cls,
        )  # fmt: skip
        self._ranks(site, candidate, stand, crossed, after, out)

    def partners(self, site: Site) -> dict[str, bool]:
        """The names of lists that pair off with the number's list, each with whether it is this number's partner.

        `A and B gain 2% and 3%, respectively`: a list of as many names as there are numbers pairs off in order,
        where
        the sentence says so or both lists are written with slashes.
        """
        frame = self.frame
        listing = frame.lists[site.index]
        size = listing.last - listing.first + 1
        forms = frame.words(site.sentence).forms
        if size < 2 or not ("respectively" in forms or "/" in forms[site.lo : site.hi]):
            return {}
        groups: dict[int, list[Standing]] = {}
        for stand in self.standings(site.sentence).values():
            groups.setdefault(stand.group, []).append(stand)
        out: dict[str, bool] = {}
        for members in groups.values():
            if len(members) == size:
                for place, stand in enumerate(members):
                    out[stand.entity] = place == site.index - listing.first
        return out

    def _own(self, entity: str) -> str:
        known = self.frame.entities[entity]
        if entity in self.frame.contributions:
            return "main" if self.frame.contributions[0] == entity else "own"
        return (
            "part" if known.coined_by == self.frame.document.id else "generic" if known.generic else "named"
        )

    def _afar(self, site: Site, candidate: Candidate, place: int, own: str, out: list[str]) -> None:
        """Features of an entity that the quantity's own sentence does not name."""
        frame, cls = self.frame, candidate.cls
        stand = self.standings(place)[candidate.mention]
        where = "before" if place < site.sentence else "after"
        if place == 0:
            where = "title"
        elif 0 < site.sentence - place < 3:
            where = "prev" + str(site.sentence - place)
        head = cls.value + own
        mates = str(min(self._count(site.sentence, cls), 2))
        if cls not in self._rivals:
            self._rivals[cls] = sum(1 for e in self._places if frame.entities[e].cls is cls)
        rivals = str(min(self._rivals[cls], 4))
        opening = frame.words(site.sentence).forms[:1]
        first = opening[0] if opening and opening[0] in _OPENINGS else "-"
        wc = where + cls.value
        out += (
            "s=" + where, "sh=" + where + head, "sg=" + wc + site.group, "alone=" + wc + mates,
            "only=" + wc + rivals,
            "onlyo=" + where + head + rivals, "sm=" + stand.marker + wc, "sf=" + stand.fronted + wc,
            "sv=" + stand.verb + where + head, "so=" + str(min(stand.order, 2)) + where + head,
            "sq=" + str(place in frame.quantities_of_sentence) + wc, "open=" + first + where + head,
            "sa=" + wc + site.aspect,
            "alo=" + where + head + mates,
        )  # fmt: skip

    def _modifier(self, mention: int, sentence: int) -> bool:
        here = self.standings(sentence)
        following = here.get(mention + 1)
        return following is not None and modifies(here[mention], following, self.frame.words(sentence).forms)

    def _count(self, sentence: int, cls: EntityClass) -> int:
        return sum(1 for s in self.standings(sentence).values() if s.cls is cls)

    def _crossed(self, site: Site, begin: int, end: int, after: bool) -> str:
        """How many quantities stand between, `0` to `2`; its own list and from-to changes do not count."""
        frame = self.frame
        lo, hi = (site.end, begin) if after else (end, site.begin)
        count, head = 0, frame.lists[site.index].head
        for k in frame.quantities_of_sentence[site.sentence]:
            other = frame.quantities[k]
            if lo <= other.begin < hi and other.form != "from-to" and frame.lists[k].head != head:
                count += 1
        return str(min(count, 2))

    def _ranks(
        self, site: Site, candidate: Candidate, stand: Standing, crossed: str, after: bool, out: list[str]
    ) -> None:
        """Order features: nearest of its class, compared rivals, and lists that pair off ("respectively")."""
        frame = self.frame
        here = self.standings(site.sentence)
        cls = candidate.cls.value
        peers = [i for i, s in here.items() if s.cls is candidate.cls]
        behind = [i for i in peers if frame.mentions[i].begin >= site.end]
        ahead = [i for i in peers if frame.mentions[i].end <= site.begin]
        out.append("pc=" + str(min(len(peers), 3)) + cls)
        if behind and behind[0] == candidate.mention:
            out.append("na=" + cls + crossed)
        if ahead and ahead[-1] == candidate.mention:
            out.append("nb=" + cls + crossed)
        rivals = {
            s.entity
            for s in here.values()
            if s.entity != candidate.entity and s.compared != "-" and s.group != stand.group
        }
        compared = stand.compared != "-"
        out.append("cr=" + str(bool(rivals)) + str(compared) + cls)
        listing = frame.lists[site.index]
        size = listing.last - listing.first + 1
        place = site.index - listing.first
        respectively = str("respectively" in frame.words(site.sentence).forms)
        if size > 1:
            group = [i for i in here if here[i].group == stand.group]
            if len(group) == size:
                match = "eq" if group.index(candidate.mention) == place else "ne"
                out += (
                    "gz=" + match + respectively,
                    "gzk=" + match + cls,
                    "gzs=" + match + ("R" if after else "L") + respectively,
                )
            part = behind[:size] if after else ahead[-size:]
            if candidate.mention in part and len(part) == size:
                match = "eq" if part.index(candidate.mention) == place else "ne"
                out += (
                    "tz=" + match + cls + respectively,
                    "tzn=" + match + str(len(behind if after else ahead) == size) + cls,
                )
            else:
                out.append("tz=none" + cls + respectively)
        mates = frame.quantities_of_sentence[site.sentence]
        if len(mates) > 1:
            alike = [k for k in mates if frame.quantities[k].label == site.quantity.label]
            if len(alike) == len(peers) and len(alike) > 1:
                match = "eq" if alike.index(site.index) == peers.index(candidate.mention) else "ne"
                out += ("zip=" + match + cls, "zipr=" + match + respectively + cls)

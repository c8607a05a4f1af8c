"""Mentions to entities: vocabulary, families, definitions and coined names decide which thing a mention names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kg import ids
from kg.entities.naming import clean, core, is_name, label
from kg.folding import PIECE, fold, fold_piece, join
from kg.model import ARTEFACTS, Document, Entity, EntityClass, Mention
from kg.vocabulary import Entry, Vocabulary

# Parts of the score of a vocabulary candidate; the sum ranks the candidates of one surface form.
_SAME_CLASS = 2.0
_SAME_FAMILY = 1.0
_TITLE_CASE = 0.25  # the form is the entry's own name, letter for letter
_GENERIC = -0.5
CUE_VOTE = 0.5  # of the head noun beside a coined name, against the probabilities that the tagger gives
MAX_ALIASES = 12


@dataclass(slots=True)
class Group:
    """The mentions of one entity in one document, with what the linker decided about them."""

    key: str
    cls: EntityClass
    entry: Entry | None
    rule: str
    mentions: list[int] = field(default_factory=list)
    rejected: dict[str, float] = field(default_factory=dict)
    coined: bool = False
    parent: str | None = None  # key of the group, or id of the entry, that this is a variant of


def family(cls: EntityClass) -> str:
    """The group of classes within which two names count as one thing."""
    return "artefact" if cls in ARTEFACTS else cls.lower()


def score(entry: Entry, mention: Mention) -> float:
    """How well a vocabulary entry fits a mention that has its surface form."""
    total = 0.0
    cls = mention.tagged_as or mention.cls
    if entry.cls is cls:
        total += _SAME_CLASS
    elif family(entry.cls) == family(cls):
        total += _SAME_FAMILY
    if mention.text in (entry.name, *entry.aliases):
        total += _TITLE_CASE
    if "generic" in entry.flags:
        total += _GENERIC
    return total


def choose(mention: Mention, vocabulary: Vocabulary) -> tuple[Entry, dict[str, float]] | None:
    """The best vocabulary entry of a mention and the scores of those that lost; None without candidates.

    A tie goes to the entry that stands first by id, so the choice never depends on anything but the mention.
    """
    if not mention.candidates:
        return None
    if len(mention.candidates) == 1:
        return vocabulary.entries[mention.candidates[0]], {}
    ranked = sorted(
        ((score(vocabulary.entries[c], mention), c) for c in set(mention.candidates)),
        key=lambda x: (-x[0], x[1]),
    )
    return vocabulary.entries[ranked[0][1]], {c: round(s, 3) for s, c in ranked[1:]}


def group(mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Group]:
    """The entities of a document as groups of mentions, in order of first mention."""
    scope = _Scope.of(mentions)
    groups: dict[str, Group] = {}
    for index, mention in enumerate(mentions):
        decided = _decide(mention, scope, vocabulary)
        known = groups.setdefault(decided.key, decided)
        known.mentions.append(index)
        known.rejected.update(decided.rejected)
        known.coined |= decided.coined
    return _same_names(list(groups.values()), mentions)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds all over one document: the names it coins, and which short form stands for which long form."""

    own: frozenset[str]  # folded
    long_of: dict[str, Mention]  # folded short form -> the mention that spells it out
    short_of: dict[str, str]  # folded long form -> folded short form

    @classmethod
    def of(cls, mentions: Sequence[Mention]) -> _Scope:
        own = {fold(m.text) for m in mentions if m.coined and m.found_by != "family.coined"}
        at = {(m.begin, m.end): m for m in mentions}
        long_of: dict[str, Mention] = {}
        short_of: dict[str, str] = {}
        for mention in mentions:
            if mention.long_form is None:
                continue
            short = fold(mention.text)
            long = at.get(mention.long_form)
            long_of.setdefault(short, long or mention)
            if long is not None:
                short_of.setdefault(fold(long.text), short)
                short_of.setdefault(fold(core(long.text, family(long.cls))), short)
        return cls(frozenset(own), long_of, short_of)

    def own_key(self, key: str) -> str | None:
        """The folded name under which the paper's own thing goes that `key` names or spells out; None if it is none."""
        short = self.short_of.get(key, key)
        long = self.long_of.get(short)
        if short in self.own or key in self.own or (long is not None and fold(long.text) in self.own):
            return short
        return None


def _decide(mention: Mention, scope: _Scope, vocabulary: Vocabulary) -> Group:
    key = fold(mention.text) or mention.text
    chosen = choose(mention, vocabulary)
    own = scope.own_key(key)
    if own is not None and (chosen is None or _coins_anew(chosen[0], own)):
        return Group(f"own:{own}", mention.cls, None, mention.found_by, coined=True)
    short = scope.long_of.get(key)
    if short is not None and short is not mention:
        spelled = choose(short, vocabulary)
        if spelled is not None:
            return Group(spelled[0].id, spelled[0].cls, spelled[0], "abbrev", rejected=spelled[1])
        if chosen is None or mention.long_form is not None or chosen[0].cls is not short.cls:
            known = _undressed(short, core(short.text, family(short.cls)), vocabulary)
            if known is not None:
                return Group(known[0].id, known[0].cls, known[0], "abbrev", rejected=known[1])
            long_key = fold(core(short.text, family(short.cls))) or key
            return Group(f"new:{family(short.cls)}:{long_key}", short.cls, None, "abbrev")
    if chosen is not None:
        return Group(
            chosen[0].id,
            chosen[0].cls,
            chosen[0],
            mention.found_by,
            rejected=chosen[1],
            coined=mention.coined,
        )
    parent = _parent(mention, scope.own, vocabulary)
    if parent is None:
        inner = core(mention.text, family(mention.cls))
        key = fold(inner) or key
        own = scope.own_key(key)
        if own is not None:
            return Group(f"own:{own}", mention.cls, None, f"{mention.found_by}.core", coined=True)
        known = _undressed(mention, inner, vocabulary)
        if known is not None:
            return Group(known[0].id, known[0].cls, known[0], f"{mention.found_by}.core", rejected=known[1])
    return Group(f"new:{family(mention.cls)}:{key}", mention.cls, None, mention.found_by, parent=parent)


def _undressed(mention: Mention, inner: str, vocabulary: Vocabulary) -> tuple[Entry, dict[str, float]] | None:
    """The best vocabulary entry of what a mention dresses, of the mention's own family; None without one."""
    known = [c for c in vocabulary.candidates(fold(inner)) if _same_family(vocabulary.entries[c], mention)]
    known = known or _described(inner, mention, vocabulary)
    return choose(replace(mention, candidates=tuple(known)), vocabulary)


def _described(text: str, mention: Mention, vocabulary: Vocabulary) -> list[str]:
    """The datasets or devices whose name a description holds: `COCO detection`, `embedded Jetson Nano platform`.

    What stands around the name must be plain words in lower case, so that `COCO-Stuff` or `A100X` stay names of their
    own; the longest name wins, then the first.
    """
    if mention.cls not in {EntityClass.DATASET, EntityClass.HARDWARE}:
        return []
    pieces = PIECE.findall(text)
    plain = [p.islower() and p.isalpha() for p in pieces]
    first = next((i for i, p in enumerate(plain) if not p), len(pieces))
    for size in range(len(pieces) - first, 0, -1):
        end = first + size
        if not all(plain[end:]):
            return []
        found = vocabulary.candidates(join([fold_piece(p) for p in pieces[first:end]]))
        same = [c for c in found if vocabulary.entries[c].cls is mention.cls]
        if same and size < len(pieces) and not plain[end - 1]:
            return same
    return []


def _same_family(entry: Entry, mention: Mention) -> bool:
    return family(entry.cls) == family(mention.cls)


def _coins_anew(entry: Entry, key: str) -> bool:
    """Whether a name that a paper coins is its own although the vocabulary has the word.

    So it is with words that the vocabulary calls ambiguous, and with abbreviations of another thing: a paper that
    presents MDP as its own does not mean the Markov decision process.
    """
    return "cue" in entry.flags or fold(entry.name) != key


def _parent(mention: Mention, own: frozenset[str], vocabulary: Vocabulary) -> str | None:
    """What an unknown family member is a variant of: the longest known name that it begins with."""
    if not mention.found_by.startswith("family"):
        return None
    pieces = [fold_piece(p) for p in PIECE.findall(mention.text)]
    for size in range(len(pieces) - 1, 0, -1):
        prefix = join(pieces[:size])
        if prefix in own:
            return f"own:{prefix}"
        entries = [
            e for e in (vocabulary.entries[c] for c in vocabulary.candidates(prefix)) if e.cls is mention.cls
        ]
        if entries:
            return min(e.id for e in entries)
    return None


def _same_names(groups: list[Group], mentions: Sequence[Mention]) -> list[Group]:
    """Groups of unknown names that differ in class only, put together; their mentions elect the class."""
    by_name: dict[str, list[Group]] = defaultdict(list)
    for one in groups:
        by_name[one.key if one.entry else one.key.rpartition(":")[2]].append(one)
    return sorted((united(same, mentions) for same in by_name.values()), key=lambda g: g.mentions[0])


def united(same: Sequence[Group], mentions: Sequence[Mention]) -> Group:
    """The first of some groups of one thing by rank, with the mentions of all; they elect the class of a new name."""
    best = max(same, key=lambda g: (g.coined, len(g.mentions), -g.mentions[0]))
    best.mentions = sorted(i for g in same for i in g.mentions)
    if best.entry is None and not best.rule.startswith("family"):
        best.cls = _elected([mentions[i] for i in best.mentions], best)
    return best


def _elected(mentions: Sequence[Mention], one: Group) -> EntityClass:
    """The class that the tagger gives an unknown name most surely over its mentions, a rule's cue counting for one.

    What a paper coins is no task, whatever the words are that spell it out.
    """
    votes: dict[EntityClass, float] = defaultdict(float)
    for mention in mentions:
        if mention.tagged_as is not None:
            votes[mention.tagged_as] += mention.tagged
        if mention.coined and mention.cls is not EntityClass.METHOD:
            votes[mention.cls] += CUE_VOTE
    if one.coined:
        votes.pop(EntityClass.TASK, None)
    if not votes:
        return EntityClass.METHOD if one.coined and one.cls is EntityClass.TASK else one.cls
    return max(votes, key=lambda c: (votes[c], c is one.cls, c))


def entity_of(one: Group, document: Document, mentions: Sequence[Mention], keys: dict[str, str]) -> Entity:
    """The entity of a group; `keys` maps the key of every group of the document to its entity's id."""
    surfaces = [mentions[i].text for i in one.mentions]
    if one.entry is not None:
        entry = one.entry
        return curated(entry)
    in_title = [mentions[i].end <= len(document.title) for i in one.mentions]
    preferred, titled = _preferred(one, mentions, surfaces, in_title)
    if not one.coined:
        preferred = [core(s, family(one.cls)) for s in preferred]
    name = label(preferred, titled, own=one.coined)
    aliases = sorted({clean(s) for s in surfaces} - {name})[:MAX_ALIASES]
    parent = (keys.get(one.parent, one.parent if ":" not in one.parent else None),) if one.parent else ()
    generic = sum(mentions[i].generic for i in one.mentions) / len(one.mentions) >= 0.5
    return Entity(
        keys[one.key], one.cls, name, tuple(aliases), tuple(p for p in parent if p), generic=generic and not one.coined,
        coined_by=document.id if one.coined else None,
    )  # fmt: skip


def curated(entry: Entry) -> Entity:
    """A vocabulary entry as an entity of the graph."""
    return Entity(
        entry.id,
        entry.cls,
        entry.name,
        entry.aliases,
        entry.broader,
        curated=True,
        generic="generic" in entry.flags,
    )


def _preferred(
    one: Group, mentions: Sequence[Mention], surfaces: list[str], in_title: list[bool]
) -> tuple[list[str], list[bool]]:
    """The surfaces to choose a label from: for a coined name, the name itself rather than its spelled form."""
    if one.coined:
        short = [(s, t) for s, t in zip(surfaces, in_title, strict=True) if is_name(s)]
        if short:
            return [s for s, _ in short], [t for _, t in short]
    elif any(mentions[i].long_form for i in one.mentions):
        longer = [(s, t) for s, t in zip(surfaces, in_title, strict=True) if " " in s or "-" in s]
        if longer:
            return [s for s, _ in longer], [t for _, t in longer]
    return surfaces, in_title


def mint(one: Group, document: Document, mentions: Sequence[Mention]) -> str:
    """The id of a group's entity."""
    if one.entry is not None:
        return one.entry.id
    name = one.key.rpartition(":")[2]
    readable = clean(mentions[one.mentions[0]].text)
    return ids.minted(
        one.cls, readable if fold(readable) == name else name, ids.paper(document) if one.coined else None
    )

"""What the text around an entity's mentions says about it: the features from which keeping and role are decided."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence

from kg.entities.linking import Group, family
from kg.entities.naming import is_name
from kg.entities.scene import Scene, Words, proposes
from kg.folding import pieces
from kg.model import Mention

MAX_MENTIONS = 4  # of one entity that are looked at
WINDOW = 4  # words on either side

_OWN = frozenset("we our paper work study propose introduce present".split())
_SENTENCE_CUES = {
    "propose": frozenset("propose proposed introduce present develop design novel new".split()),
    "compare": frozenset("outperform outperforming compared comparison surpass surpassing exceed baseline than "
        "versus prior previous existing "
                         "conventional traditional unlike whereas competing".split()),
    "experiment": frozenset((
        "experiment evaluate evaluation result demonstrate benchmark achieve show extensive "
        "empirical"
    ).split()),
    "based": frozenset((
        "based building built leveraging leverage using utilize inspired combining integrate "
        "integrating via"
    ).split()),
    "problem": frozenset((
        "however challenge limited suffer remain lack costly bottleneck difficult expensive"
    ).split()),
    "such": frozenset("such e.g including like".split()),
    "future": frozenset("potential future application various broad domain".split()),
}  # fmt: skip
_CUE_OF = {word: cue for cue, words in _SENTENCE_CUES.items() for word in words}

# Of the tagger's belief that something is proposed: close to 0 and 1 small differences tell most.
_LEVELS = (0.006, 0.017, 0.046, 0.075, 0.12, 0.18, 0.27, 0.38, 0.5, 0.62, 0.73, 0.82, 0.88, 0.92, 0.95, 0.98)


def _bucket(value: float) -> int:
    return min(int(value * 10), 9)


def features(one: Group, scene: Scene) -> list[str]:
    """The names of the features that hold for an entity of a document, sorted; every feature is on or off."""
    return sorted([prefix + rest for prefix, some in by_prefix(one, scene).items() for rest in some])


def by_prefix(one: Group, scene: Scene) -> dict[str, Collection[str]]:
    """The features in any order under the prefix that they share: the family, `own:`, none."""
    mine = [scene.mentions[i] for i in one.mentions]
    group = family(one.cls)[0]
    found = set(_of_group(one, scene, mine))
    for mention in mine[:MAX_MENTIONS]:
        found.update(_of_mention(mention, scene))
    own = set(_of_contribution(one, scene, mine))
    return {"": (f"class={one.cls}",), f"{group}:": found, "own:": own}


def _of_group(one: Group, scene: Scene, mine: Sequence[Mention]) -> Iterator[str]:
    title_end = len(scene.document.title)
    yield "bias"
    yield f"class={one.cls}"
    for rule in {m.found_by for m in mine}:
        yield f"rule={rule}"
    if one.entry is not None:
        yield f"id={one.entry.id}"
        yield "curated"
        if "generic" in one.entry.flags:
            yield "entry-generic"
        for parent in one.entry.broader:
            yield f"parent={parent}"
    if one.coined:
        yield "coined"
    if one.parent:
        yield "variant"
    yield f"link={one.rule}"
    for fact in scene.nested.get(one.key, ()):
        yield f"name-{fact}"
        yield f"name-{fact}-{'known' if one.entry is not None else 'new'}"
    tagged = [m for m in mine if m.tagged_as is not None]
    yield f"tag={_bucket(max((m.tagged for m in tagged), default=0.0))}" if tagged else "tag=no"
    if tagged:
        best = max(tagged, key=lambda m: m.tagged)
        mean = sum(m.tagged for m in mine) / len(mine)
        yield f"tag-mean={_bucket(mean)}"
        yield f"tag-generic={_bucket(max(m.generic for m in tagged))}"
        yield f"tag-class={best.tagged_as}"
        yield f"tag-class-{best.tagged_as}={_bucket(best.tagged)}"
        for role, p in best.roles[:2]:
            yield f"tag-role={role}:{_bucket(p) // 2}"
        if len(tagged) > 1:
            yield "tagged-twice"
    title = any(m.end <= title_end for m in mine)
    body = any(m.begin > title_end for m in mine)
    yield f"where={'T' if title else ''}{'B' if body else ''}"
    if mine[0].begin == 0:
        yield "title-first"
    yield f"count={min(len(mine), 5)}"
    text = max((m.text for m in mine), key=len)
    words = pieces(text)
    yield f"length={min(len(words), 6)}"
    if words:
        yield f"head={words[-1]}"
        yield f"first={words[0]}"
        yield from [f"in={p}" for p in words]
        yield f"shape={'name' if is_name(text) else 'cap' if text[0].isupper() else 'low'}"
    if any(m.long_form for m in mine):
        yield "defined"


def _of_contribution(one: Group, scene: Scene, mine: Sequence[Mention]) -> Iterator[str]:
    """What tells a paper's own contribution from the rest, whatever the class."""
    artefact = family(one.cls)[0]
    named = "name" if any(is_name(m.text) for m in mine) else "plain"
    for rule in {m.found_by for m in mine if m.coined or m.found_by.startswith("coined")}:
        yield f"rule={rule}"
    others = scene.coined - one.coined
    known = "known" if one.entry is not None else "new"
    titled = "untitled" if scene.titled is None else "me" if scene.titled == one.key else "other"
    place = "".join(sorted({"T" if m.end <= len(scene.document.title) else "B" for m in mine}))
    yield f"coined-others={min(others, 3)}-{int(one.coined)}"
    yield f"{titled}-{named}-{artefact}"
    yield f"{titled}-{named}-{known}-{place}"
    if any(m.long_form for m in mine):
        yield f"defined-{titled}-{known}-{place}"
    for kind in scene.kinds:
        yield f"kind={kind}-{artefact}"
        yield f"kind={kind}-{known}-{place}"
    if (rank := scene.rank.get(one.key)) is not None:
        yield f"rank={min(rank, 4)}"
        yield f"rank={min(rank, 4)}-{named}"
        yield f"rank={min(rank, 4)}-{titled}"
        yield f"share={_bucket(scene.share[one.key])}"
        yield f"share={_bucket(scene.share[one.key]) // 2}-{place}-{titled}"
        yield f"often={min(scene.count[one.key], 4)}"
    proposed = [m.tagged * proposes(m) for m in mine]
    for belief in proposed:
        yield f"tagged={_bucket(belief)}"
    level = bisect_left(_LEVELS, max(proposed))
    yield f"belief={level}"
    yield f"belief={level}-{place}"
    if any(m.end <= scene.title_end for m in mine):
        yield f"before-colon-{named}"
    if scene.title_end and any(scene.title_end <= m.begin < len(scene.document.title) for m in mine):
        yield f"after-colon-{named}"
    words = scene.words
    for m in mine:
        first = bisect_right(words.begin, m.begin - 1)
        near = scene.proposed.get(first)
        if near is not None:
            distance, breaks = near
            yield f"proposed={min(distance, 12) // 2}-{min(breaks, 2)}"
            yield f"proposed-{named}={min(breaks, 2)}"
        start, _ = words.span(words.sentence(m.begin))
        if first - start <= 1 and m.begin > len(scene.document.title):
            after = bisect_right(words.begin, m.end - 1)
            yield f"subject-{named}"
            if after < len(words.word):
                yield f"subject-of={words.word[after]}"
        if first and words.word[first - 1] == "our":
            yield "our"


def _of_mention(mention: Mention, scene: Scene) -> Iterator[str]:
    document, words = scene.document, scene.words
    if mention.end <= len(document.title):
        region = "t"
    else:
        body = max(1, len(document.abstract))
        at = (mention.begin - document.abstract_begin) / body
        region = f"b{min(int(at * 4), 3)}"
        yield f"region={region}"
    first = bisect_right(words.begin, mention.begin - 1)
    after = bisect_right(words.begin, mention.end - 1)
    where = "t" if region == "t" else "b"
    for distance in range(1, WINDOW + 1):
        if first - distance >= 0:
            word = words.word[first - distance]
            yield f"L={word}"
            if distance <= 2:
                yield f"L{distance}={word}"
        if after + distance - 1 < len(words.word):
            word = words.word[after + distance - 1]
            yield f"R={word}"
            if distance <= 2:
                yield f"R{distance}={word}"
    if first >= 2:
        yield f"LL={words.word[first - 2]}_{words.word[first - 1]}"
    yield from (
        f"s-{where}={f}" if f in _SENTENCE_CUES else f"s={f}" for f in _sentence_facts(mention, words)
    )
    before = words.word[max(0, first - 12) : first]
    for cue in {_CUE_OF[w] for w in before if w in _CUE_OF}:
        yield f"before={cue}"


def _sentence_facts(mention: Mention, words: Words) -> tuple[str, ...]:
    """The cues in the sentence of a mention, `own` where it begins with the authors, `number` where it has one."""
    number = words.sentence(mention.begin)
    known = words.facts.get(number)
    if known is None:
        sentence = words.word[slice(*words.span(number))]
        found = {_CUE_OF[w] for w in sentence if w in _CUE_OF}
        if not _OWN.isdisjoint(sentence[:8]):
            found.add("own")
        if any(w[0].isdigit() for w in sentence if w):
            found.add("number")
        known = words.facts[number] = tuple(found)
    return known

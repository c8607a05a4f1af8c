"""How a name stands in its sentence: compared with, run on, in front of the sentence, one of a list."""

from __future__ import annotations

from dataclasses import dataclass

from kg.claims.frame import Frame
from kg.claims.lexicon import stem_class
from kg.model import EntityClass

# Words that make what follows a baseline, read backwards from the name within its noun phrase.
_COMPARING: dict[str, str] = {
    "than": "than", "over": "over", "versus": "vs", "vs": "vs", "against": "vs", "relative": "rel",
    "compared": "comp", "beyond": "over",
    "to": "to", "with": "with", "from": "from", "of": "of", "by": "by", "on": "on", "in": "in", "for": "for",
    "using": "using", "across": "on",
    "via": "using", "under": "under", "at": "at", "upon": "over", "between": "between", "including": "incl",
    "like": "incl", "through": "using",
    "within": "in", "into": "in", "unlike": "vs", "as": "as", "when": "when", "while": "while", "where": "when",
    "match": "match",
    "matches": "match", "matching": "match",
}  # fmt: skip
_BASELINE_WORDS = frozenset(
    "baseline baselines counterpart counterparts original vanilla standard existing prior previous"
    " predecessor strongest competing traditional conventional uncompressed unoptimized dense"
    " full-precision".split()
)
_CUT = frozenset((";", ".", ":", ")"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a mention stands in its sentence; the parts that no quantity changes.

    `marker` is what introduces the name (`than`, `over`, `beat`, `on`, ...; `-` for nothing),
    `reach` how many words
    back it stands (0, 1 or 2 for near, further, through a list),
    `compared` the word of comparison whose phrase the name
    belongs to however deep (`than the best systems built on X`),
    `group` the number of the list of names it is part of, `fronted` whether an opening preposition makes it
    hold for the whole sentence, `verb` the class of the verb right behind it,
    `plain` whether it is called a baseline.
    """

    cls: EntityClass | None
    entity: str
    first: int
    last: int
    marker: str
    reach: str
    fronted: str
    verb: str
    plain: str
    order: int
    compared: str
    group: int


def standing(frame: Frame, mention: int, order: int, previous: Standing | None) -> Standing:
    """The standing of a mention, given that of the mention before it in the sentence."""
    m = frame.mentions[mention]
    words = frame.words(frame.sentences.index(m.begin))
    forms = words.forms
    b, e = words.before(m.begin), words.before(m.end)
    entity = frame.entities.get(frame.mention_entities[mention])
    marker, reach = _marker(forms, b)
    plain = any(w in _BASELINE_WORDS for w in forms[max(0, b - 3) : b]) or any(
        w in _BASELINE_WORDS for w in forms[e : e + 2]
    )
    if (
        previous is not None
        and b - previous.last <= 4
        and marker in ("-", ",", "and")
        and _joined(forms[previous.last : b])
    ):
        marker, reach = previous.marker, "2"
        plain = plain or previous.plain == "1"
    compared = _compared(forms, b)
    group = order
    if previous is not None:
        gap = forms[previous.last : b]
        if _joined(gap):
            group = previous.group
            compared = previous.compared if compared == "-" else compared
        elif compared != "-" and previous.compared == compared and any(w in _PREPOSITIONS for w in gap):
            compared = "of" if not any(w in _STRONG for w in gap) else compared
    fronted = "-"
    if (
        b <= 8
        and forms
        and forms[0] in _COMPARING
        and "," in forms[e : e + 8]
        and not any(stem_class(w) in ("reach", "beat") for w in forms[:b])
    ):
        fronted = forms[0]
    verb = next((k for w in forms[e : e + 3] if (k := stem_class(w))), "-")
    return Standing(
        entity.cls if entity else None,
        frame.mention_entities[mention],
        b,
        e,
        marker,
        reach,
        fronted,
        verb,
        "1" if plain else "0",
        order,
        compared,
        group,
    )


_STRONG = {"than": "than", "over": "over", "versus": "vs", "vs": "vs", "against": "vs", "relative": "rel",
"compared": "comp", "comparison": "comp",
           "unlike": "vs", "beyond": "over", "matches": "match", "matching": "match", "match": "match"}  # fmt: skip
_STRONG_BREAKS = frozenset(
    (
        ";",
        ".",
        ":",
        "(",
        ")",
        "while",
        "whereas",
        "but",
        "0",
        "achieves",
        "achieving",
        "achieve",
        "respectively",
        "%",
    )
)


def _compared(forms: tuple[str, ...], begin: int) -> str:
    commas = 0
    for k in range(begin - 1, max(-1, begin - 13), -1):
        w = forms[k]
        if w in _STRONG:
            return "-" if w == "over" and k + 1 < len(forms) and forms[k + 1] == "0" else _STRONG[w]
        if w in _STRONG_BREAKS:
            return "-"
        if w == ",":
            commas += 1
            if commas > 1:
                return "-"
        elif (kind := stem_class(w)) and begin - k > 1:
            if kind == "beat":
                return "beat"
            if (
                kind in ("up", "down")
                and w.endswith(("s", "es", "ing"))
                and not w.endswith("ions")
                and begin - k <= 4
            ):
                return "moved"
    return "-"


def modifies(first: Standing, second: Standing, forms: tuple[str, ...]) -> bool:
    """Whether a name only describes the name behind it: `the caching method X`, `general foundation model X`."""
    gap = forms[first.last : second.first]
    return (
        len(gap) <= 2
        and first.group != second.group
        and all(w.isalpha() and w not in _COMPARING and not stem_class(w) for w in gap)
    )


_PREPOSITIONS = frozenset("for on in through using via with across of at when from under by without".split())


_JOINERS = frozenset((",", "and", "or", "/", "&"))
_JOINABLE = _JOINERS | frozenset(
    ("(", ")", "the", "as", "well", "models", "model", "datasets", "benchmarks", "gpu", "gpus")
)


def _joined(between: tuple[str, ...]) -> bool:
    """Whether two names are members of one list: commas, `and`, `or`, `/` and a class word are all that parts them."""
    return any(w in _JOINERS for w in between) and all(w in _JOINABLE for w in between)


def _marker(forms: tuple[str, ...], begin: int) -> tuple[str, str]:
    for k in range(begin - 1, max(-1, begin - 9), -1):
        w = forms[k]
        if w in _CUT:
            break
        if w in _COMPARING:
            found = _COMPARING[w]
            if (
                found in ("to", "with")
                and k > 0
                and forms[k - 1] in ("compared", "relative", "comparison", "comparable", "respect")
            ):
                found = "comp" if forms[k - 1] != "comparable" else "match"
            elif found == "over" and k > 0 and forms[k - 1].isdigit():
                found = "more"
            return found, "0" if begin - k <= 2 else "1"
        kind = stem_class(w)
        if kind in ("beat", "reach", "up", "down", "need", "fall") and w.isalpha() and not w.endswith("ment"):
            return kind, "0" if begin - k <= 2 else "1"
        if w == "," and begin - k > 1:
            return ",", "1"
        if w == ",":
            return ",", "0"
        if w == "and":
            return "and", "0"
    return "-", "0"

"""The label of an entity that no vocabulary names: chosen among its surface forms, the same way every time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.folding import PIECE, fold_piece, remembered

_LATEX = re.compile(r"\\(?:text|math)?(?:bf|it|rm|sc|tt|sf|cal|emph)?\{([^{}]*)\}|[${}\\^]")
_SPACE = re.compile(r"\s+")
_SHAPED = re.compile(r"[A-Z].*[A-Z0-9]|[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]")


@remembered
def clean(surface: str) -> str:
    """A surface form without LaTeX markup, quotes and doubled spaces."""
    text = _LATEX.sub(lambda m: m[1] or "", surface)
    return _SPACE.sub(" ", text).strip(" \t\n\"'“”‘’`,.;:*_-–") or surface.strip() or surface


# Words that dress a name without being part of it; what they dress is looked up and named without them.
_LEADING = frozenset(
    (
        "novel new efficient effective dedicated lightweight simple fast original existing conventional traditional "
        "standard proposed popular highly strong robust general unified scalable powerful recent advanced modern "
        "our the a an its their various several different multiple widely-used common typical vanilla current"
    ).split()
)
_LEADING_OF: dict[str, frozenset[str]] = {
    family: frozenset(words.split())
    for family, words in {
        "metric": "average mean median overall total final absolute lower higher less more fewer better best reduced "
        "improved increased comparable competitive superior high low strong competitive state-of-the-art downstream "
        "significant substantial approximate",
        "task": "real-world large-scale complex challenging downstream practical accurate automated automatic "
        "high-quality open-ended difficult critical core key important specific",
        "hardware": "single constrained embedded commodity off-the-shelf real multi one two four eight",
        "dataset": "real-world large-scale public public-domain curated benchmark newly-annotated annotated",
    }.items()
}
_TRAILING: dict[str, frozenset[str]] = {
    family: frozenset(words.split())
    for family, words in {
        "artefact": "method approach technique mechanism framework architecture module system scheme strategy "
        "algorithm block layer operation paradigm process procedure term component unit pipeline",
        "dataset": "dataset benchmark corpus testbed suite collection leaderboard",
        "hardware": "gpu fpga board card platform device chip accelerator processor cpu npu soc hardware phone "
        "cluster server node machine instance workstation",
        "metric": "metric value demand requirement reduction improvement gain increase decrease drop degradation "
        "saving",
        "task": "task problem setting scenario application capability ability workload challenge benchmark skill "
        "domain pipeline workflow operation",
    }.items()
}
_COMPOUND = frozenset({"based", "style", "like"})  # of any compound: Transformer-based
_WEAK = frozenset({"model", "network"})  # part of a description (language model), not of a name (Mamba model)
_INSERT = re.compile(r"\([^()]{1,12}\)")


def core(surface: str, family: str) -> str:
    """A surface form without what only dresses the name: an inserted abbreviation, adjectives of praise, a head noun.

    `family` is artefact, dataset, hardware, metric or task.  Never empty; one plain word is left as it is.

    >>> core("a novel load balancing mechanism", "artefact"), core("attention mechanism", "artefact")
    ('load balancing', 'attention mechanism')
    """
    words = clean(_INSERT.sub(" ", surface)).split() or [surface]
    leading = _LEADING | _LEADING_OF.get(family, frozenset())
    while len(words) > 1 and words[0].casefold() in leading:
        words.pop(0)
    heads = _TRAILING[family]
    while True:
        stem, hyphen, tail = words[-1].rpartition("-")
        rest = [*words[:-1], stem] if hyphen else words[:-1]
        if not rest or not rest[-1] or not _dresses(fold_piece(tail), rest, heads):
            return " ".join(words)
        words = rest


def _dresses(tail: str, rest: list[str], heads: frozenset[str]) -> bool:
    """Whether a last word only dresses the words before it."""
    if tail in _COMPOUND:
        return True
    if tail in _WEAK:
        return is_name(rest[-1])
    return tail in heads and (len(rest) > 1 or "-" in rest[0] or is_name(rest[0]))


@remembered
def is_name(surface: str) -> bool:
    """Whether a form is a proper name by its letters (`QServe`, `GPT-4`), not a description (`linear attention`)."""
    return any(_SHAPED.search(word) for word in surface.split())


def label(surfaces: Sequence[str], in_title: Sequence[bool], own: bool = False) -> str:
    """The printed name: the form used most, outside the title first; descriptions in lower case and singular.

    `own` keeps a name as its paper writes it.  Ties go to the form seen first.
    """
    counts = Counter(clean(s) for s, t in zip(surfaces, in_title, strict=True) if not t) or Counter(
        map(clean, surfaces)
    )
    best = max(counts.items(), key=lambda item: (item[1], _length_rank(item[0])))[0]
    if own:
        return best
    return singular(best if is_name(best) else _lowered(best))


def _length_rank(form: str) -> int:
    return -len(form)


def _lowered(text: str) -> str:
    """The text in lower case but for words that are names or acronyms by their letters."""
    return " ".join(w if _SHAPED.search(w) else w.lower() for w in text.split(" "))


def singular(text: str) -> str:
    """The text with its last word in the singular, where folding knows one; names keep their spelling."""
    pieces = list(PIECE.finditer(text))
    if not pieces or pieces[-1].end() != len(text):
        return text
    last = pieces[-1][0]
    folded = fold_piece(last)
    if last.islower() and last.startswith(folded) and last[len(folded) :] in {"s", "es"}:
        return text[: pieces[-1].start()] + folded
    if last.islower() and last.endswith("ies") and folded.endswith("y"):
        return text[: pieces[-1].start()] + folded
    if last.endswith("s") and last[:-1].casefold() == folded and any(c.isupper() for c in last[:-1]):
        return text[:-1]
    return text

"""The label of an entity that no vocabulary names: chosen among its surface forms, the same way every time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.folding import PIECE, fold_piece

_LATEX = re.compile(r"\\(?:text|math)?(?:bf|it|rm|sc|tt|sf|cal|emph)?\{([^{}]*)\}|[${}\\^]")
_SPACE = re.compile(r"\s+")
_SHAPED = re.compile(r"[A-Z].*[A-Z0-9]|[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]")


def clean(surface: str) -> str:
    """A surface form without LaTeX markup, quotes and doubled spaces."""
    text = _LATEX.sub(lambda m: m[1] or "", surface)
    return _SPACE.sub(" ", text).strip(" \t\n\"'“”‘’`,.;:*_-–") or surface.strip() or surface


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

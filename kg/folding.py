"""One normal form for names, used alike on vocabulary aliases and on running text.

A name is cut into pieces (runs of letters and digits); every piece is folded by itself, so offsets into the
original text survive; the key of a name is its folded pieces joined.  Hyphen, space, slash, underscore, LaTeX
markup and case vanish; a boundary between two digits stays, because `LLaMA-2 7B` is not `LLaMA 27B`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import TypeVar

# A piece: letters and digits, a dot or comma only between digits, `@` inside, trailing + # * (C++, C#, A*).
PIECE = re.compile(r"(?:\d++(?:[.,]\d++)*+|[^\W\d_]++|(?<=[^\W_])@(?=[^\W_]))++[+#]{0,2}+")

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK_CHARS = re.compile("[" + "".join(_GREEK) + "]")
_ACRONYM_PLURAL = re.compile(r"[A-Z0-9]{2,}s")
# British to American endings; the same rule runs on both sides, so an over-eager rewrite costs nothing.
_SPELLING = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:ation|ations|ed|ing|e|er|ers|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})our(?=(?:al|ed|ing|hood|s)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{2})ll(?=(?:ing|ed|er|ers)$)"), "l"),
    (re.compile(r"(?<=[a-z]{2})tre$"), "ter"),
)


@lru_cache(maxsize=1 << 17)
def fold_piece(piece: str) -> str:
    """The folded form of one piece: width, case, Greek letters, plural and British spelling evened out.

    >>> fold_piece("GPUs"), fold_piece("optimisations"), fold_piece("λ")
    ('gpu', 'optimization', 'lambda')
    """
    text = unicodedata.normalize("NFKC", piece)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if _ACRONYM_PLURAL.fullmatch(text):
        return text[:-1].casefold()
    text = text.casefold()
    if not text.isascii():
        text = _GREEK_CHARS.sub(lambda m: _GREEK[m[0]], text)
    if len(text) >= 4 and text.isalpha():
        text = _singular(text)
        if len(text) >= 5:
            for pattern, replacement in _SPELLING:
                text = pattern.sub(replacement, text)
    return text


def _singular(word: str) -> str:
    """The singular of an English word by its ending; words in -ss, -us and -is are left alone."""
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


def join(pieces: Sequence[str]) -> str:
    """The key of already folded pieces: joined, with `-` kept where two digits would meet.

    >>> join(["llama", "2", "7b"])
    'llama2-7b'
    """
    out: list[str] = []
    last = ""
    for piece in pieces:
        if last and last[-1].isdigit() and piece[:1].isdigit():
            out.append("-")
        out.append(piece)
        last = piece
    return "".join(out)


_SHORT = 160  # characters; longer texts are no names and are not remembered
_T = TypeVar("_T")


def remembered(function: Callable[[str], _T]) -> Callable[[str], _T]:
    """The function with its results for short texts kept: the same names come again and again."""
    kept = lru_cache(maxsize=1 << 15)(function)

    @wraps(function)
    def call(text: str) -> _T:
        return kept(text) if len(text) <= _SHORT else function(text)

    return call


@remembered
def pieces(name: str) -> tuple[str, ...]:
    """The folded pieces of a name.

    >>> pieces("Vision Transformers")
    ('vision', 'transformer')
    """
    return tuple([fold_piece(p) for p in PIECE.findall(name)])


@remembered
def fold(name: str) -> str:
    """The key under which a name is looked up; two spellings of one name share it.  May be empty.

    >>> fold("Mixture-of-Experts") == fold("mixtures of expert")
    True
    >>> fold("LLaMA-2 7B") == fold("LLaMA 27B")
    False
    """
    return join(pieces(name))

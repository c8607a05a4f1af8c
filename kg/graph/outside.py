"""Outside ids: how a CURIE of the vocabulary becomes a property and an IRI."""

from __future__ import annotations

from kg import terms

MLSO = "http://w3id.org/mlso/vocab/"
HUB = "https://huggingface.co/"

# CURIE prefix, property, IRI prefix; the longest matching CURIE prefix comes first.
SOURCES: tuple[tuple[str, str, str], ...] = (
    ("arxiv:", terms.DESCRIBED_IN, "https://arxiv.org/abs/"),
    ("doi:", terms.DESCRIBED_IN, "https://doi.org/"),
    ("hf:dataset/", terms.CLOSE_MATCH, HUB + "datasets/"),
    ("hf:model/", terms.CLOSE_MATCH, HUB),
    ("hf:", terms.CLOSE_MATCH, HUB),
    ("mlso:", terms.EXACT_MATCH, MLSO),
)


def outside_link(curie: str) -> tuple[str, str] | None:
    """The property and IRI of an outside id, None for a source we do not know.

    >>> outside_link("arxiv:2106.09685")[1]
    'https://arxiv.org/abs/2106.09685'
    """
    for prefix, predicate, namespace in SOURCES:
        if curie.startswith(prefix) and len(curie) > len(prefix):
            return predicate, namespace + curie[len(prefix) :]
    return None

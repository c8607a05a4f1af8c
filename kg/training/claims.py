"""Fits the scorers of claims on papers as annotated and as read, so that they meet the mistakes of the rooms before.

    python -m kg.training.claims GOLD_FOLDER HELD_OUT_TAGS.json [--out kg/claims/weights]

Only the train part is used.  The scorers of quantities and of metric phrases are the mean of two fits: on the
annotated mentions, and on these together with the mentions of a tagger and role weights of a fold that left the paper
out (see `kg.training.crossvalidate`).  The scorer of slots is fitted on the annotated mentions alone; on held-out
papers the others bring it nothing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg import entities
from kg.claims.annotations import Annotated, annotated, as_read
from kg.claims.extraction import QUANTITY_OUTPUTS
from kg.claims.fit import Weights, fit_pairs, fit_phrases, fit_quantities
from kg.claims.linear import FOLDER, dump
from kg.claims.slots import SLOTS
from kg.entities.roles import RoleModel
from kg.mentions.recogniser import Recogniser
from kg.model import Document
from kg.training.crossvalidate import fold_models
from kg.training.links import HeldOutTagger, read_gold
from kg.vocabulary import load


def as_found(
    pairs: Sequence[tuple[Document, dict[str, Any]]],
    tags: Path,
    models: dict[int, RoleModel],
    folds: dict[str, int],
) -> list[Annotated]:
    """Every paper as read by models that had not seen it."""
    lexicon = load()
    texts = [d for d, _ in pairs]
    found = Recogniser(lexicon, HeldOutTagger(tags, texts)).find(texts)
    out = []
    for (document, record), mentions in zip(pairs, found, strict=True):
        linked = entities.link(document, mentions, lexicon, models[folds[document.id]])
        known = {e.id: e for e in linked.entities}
        out.append(
            as_read(document, record, linked.mentions, linked.mention_entities, known, linked.contributions)
        )
    return out


def mean(first: Weights, second: Weights) -> Weights:
    """The scorer halfway between two; a feature that one of them lacks weighs nothing there."""
    none = [0.0] * len(next(iter(first.values())))
    return {
        name: [(a + b) / 2 for a, b in zip(first.get(name, none), second.get(name, none), strict=True)]
        for name in sorted({*first, *second})
    }


def main() -> None:
    """Write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("tags", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    folds = {
        key: value["fold"] for key, value in json.loads(options.tags.read_text(encoding="utf-8")).items()
    }
    pairs = read_gold(options.gold, "train")
    with tempfile.TemporaryDirectory() as folder:
        models = fold_models(pairs, options.tags, Path(folder), folds)
    by_hand = [annotated(d, record) for d, record in pairs]
    both = by_hand + as_found(pairs, options.tags, models, folds)
    dump(options.out / "pair.tsv", SLOTS, fit_pairs(by_hand))
    dump(options.out / "quantity.tsv", QUANTITY_OUTPUTS, mean(fit_quantities(by_hand), fit_quantities(both)))
    dump(options.out / "phrase.tsv", ("metric",), mean(fit_phrases(by_hand), fit_phrases(both)))


if __name__ == "__main__":
    main()

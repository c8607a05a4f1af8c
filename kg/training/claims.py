"""Fits the scorers of claims on papers as annotated and as read, or measures them on papers they have not seen.

    python -m kg.training.claims GOLD_FOLDER HELD_OUT_TAGS.json [--out kg/claims/weights] [--held-out]

Every scorer is the mean of two fits: on the annotated mentions, and on these together with the mentions of a tagger
and role weights of a fold that left the paper out (see `kg.training.crossvalidate`).  Only the train part is fitted on.

With --held-out nothing is written: every paper of the train part is read by scorers fitted on the papers of other
folds, every paper of the dev part by scorers fitted on the whole train part, and the figures of both are printed.
Mentions, entities and roles are those of models that had not seen the paper, so nothing in these figures has.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import claims, entities
from kg.claims.annotations import Annotated, annotated, as_read
from kg.claims.extraction import QUANTITY_OUTPUTS
from kg.claims.fit import Weights, fit_confidence, fit_pairs, fit_phrases, fit_quantities
from kg.claims.linear import FOLDER, dump
from kg.claims.linear import load as load_scorer
from kg.claims.slots import SLOTS
from kg.entities.links import Linked
from kg.entities.roles import RoleModel
from kg.evaluation.gold import read_gold as read_judged
from kg.mentions.recogniser import Recogniser
from kg.model import Document
from kg.training.claim_figures import Tally, found_paper, table
from kg.training.crossvalidate import fold_models
from kg.training.links import HeldOutTagger, read_gold
from kg.vocabulary import Vocabulary, load


@dataclass(frozen=True, slots=True)
class Reading:
    """An annotated paper and its entities as models read them that left out its `fold`."""

    document: Document
    record: dict[str, Any]
    linked: Linked
    fold: int

    def annotated(self) -> Annotated:
        """The paper as read, with the annotated claims."""
        known = {e.id: e for e in self.linked.entities}
        return as_read(
            self.document,
            self.record,
            self.linked.mentions,
            self.linked.mention_entities,
            known,
            self.linked.contributions,
        )


def readings(
    pairs: Sequence[tuple[Document, dict[str, Any]]],
    tags: Path,
    models: dict[int, RoleModel],
    folds: dict[str, int],
    lexicon: Vocabulary,
) -> list[Reading]:
    """Every paper as read by models that had not seen it."""
    texts = [d for d, _ in pairs]
    found = Recogniser(lexicon, HeldOutTagger(tags, texts)).find(texts)
    return [
        Reading(document, record, entities.link(document, mentions, lexicon, models[fold]), fold)
        for (document, record), mentions in zip(pairs, found, strict=True)
        for fold in (folds[document.id],)
    ]


def mean(first: Weights, second: Weights) -> Weights:
    """The scorer halfway between two; a feature that one of them lacks weighs nothing there."""
    none = [0.0] * len(next(iter(first.values())))
    return {
        name: [(a + b) / 2 for a, b in zip(first.get(name, none), second.get(name, none), strict=True)]
        for name in sorted({*first, *second})
    }


def fit_all(papers: Sequence[Reading], folder: Path) -> None:
    """Fit every scorer on the papers and write the weights into a folder."""
    by_hand = [annotated(p.document, p.record) for p in papers]
    both = by_hand + [p.annotated() for p in papers]
    dump(folder / "pair.tsv", SLOTS, mean(fit_pairs(by_hand), fit_pairs(both, 16.0)))
    dump(folder / "quantity.tsv", QUANTITY_OUTPUTS, mean(fit_quantities(by_hand), fit_quantities(both)))
    dump(folder / "phrase.tsv", ("metric",), mean(fit_phrases(by_hand), fit_phrases(both)))


def measure(papers: Sequence[Reading], gold: Path, weights: Path, lexicon: Vocabulary, tally: Tally) -> Tally:
    """Add to a tally what the scorers of a folder make of papers annotated in a JSONL file."""
    judged, _ = read_judged(gold)
    wanted = {g.id: g for g in judged}
    for paper in papers:
        linked = paper.linked
        known = {e.id: e for e in linked.entities}
        found, implied = claims.extract(
            paper.document,
            linked.mentions,
            linked.mention_entities,
            known,
            lexicon,
            linked.contributions,
            weights,
        )
        known.update((e.id, e) for e in implied)
        tally.add(
            wanted[paper.document.id],
            found_paper(paper.document.text, linked.mentions, linked.links, known, found),
        )
    return tally


def without_each(train: Sequence[Reading], gold: Path, work: Path, lexicon: Vocabulary) -> dict[int, Tally]:
    """By fold, what scorers fitted on the other folds make of its papers; their weights go to `work`/without-FOLD.

    The confidence of a fold is fitted on the claims of the other folds, which their scorers had not seen either.
    """
    path = gold / "train.jsonl"
    folds = sorted({p.fold for p in train})
    plain: dict[str, list[float]] = {"scale": [1.0], "shift": [0.0]}
    members = {fold: [p for p in train if p.fold == fold] for fold in folds}
    raw = {}
    for fold in folds:
        folder = work / f"without-{fold}"
        fit_all([p for p in train if p.fold != fold], folder)
        dump(folder / "confidence.tsv", ("claim",), plain)
        raw[fold] = measure(members[fold], path, folder, lexicon, Tally())
    out = {}
    for fold in folds:
        folder = work / f"without-{fold}"
        dump(folder / "confidence.tsv", ("claim",), _sureness([raw[f] for f in folds if f != fold]))
        load_scorer.cache_clear()
        out[fold] = measure(members[fold], path, folder, lexicon, Tally())
    dump(work / "confidence.tsv", ("claim",), _sureness(list(raw.values())))
    return out


def _sureness(tallies: Sequence[Tally]) -> Weights:
    judged = [j for tally in tallies for j in tally.judged]
    return fit_confidence([j.confidence for j in judged], [j.right for j in judged])


def held_out(
    train: Sequence[Reading], dev: Sequence[Reading], gold: Path, work: Path, lexicon: Vocabulary
) -> dict[str, Tally]:
    """The tally of each part, every paper read by scorers that it did not help to fit; weights of all in `work`/all."""
    out = Tally()
    for tally in without_each(train, gold, work, lexicon).values():
        out.join(tally)
    fit_all(train, work / "all")
    shutil.copy(work / "confidence.tsv", work / "all" / "confidence.tsv")
    load_scorer.cache_clear()
    return {"train": out, "dev": measure(dev, gold / "dev.jsonl", work / "all", lexicon, Tally())}


def main() -> None:
    """Write the weights, or print what papers not seen come to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("tags", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--held-out", action="store_true", help="measure on papers not seen; write nothing")
    options = parser.parse_args()
    folds = {
        key: value["fold"] for key, value in json.loads(options.tags.read_text(encoding="utf-8")).items()
    }
    parts = {name: read_gold(options.gold, name) for name in ("train", "dev")}
    lexicon = load()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        models = fold_models([p for pairs in parts.values() for p in pairs], options.tags, work, folds)
        train, dev = (readings(pairs, options.tags, models, folds, lexicon) for pairs in parts.values())
        if options.held_out:
            for part, tally in held_out(train, dev, options.gold, work, lexicon).items():
                sys.stdout.write(table(part, tally) + "\n")
        else:
            without_each(train, options.gold, work, lexicon)
            fit_all(train, options.out)
            shutil.copy(work / "confidence.tsv", options.out / "confidence.tsv")


if __name__ == "__main__":
    main()

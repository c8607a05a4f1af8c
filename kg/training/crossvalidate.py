"""Builds annotated papers as if they were unseen, so that their graph can be scored honestly.

    python -m kg.training.crossvalidate GOLD_FOLDER HELD_OUT_TAGS.json OUT_FOLDER

Every paper is read with tagger spans and role weights of a fold that left it out; `HELD_OUT_TAGS.json` maps each
paper's id to its fold and to the spans of a tagger that had not seen it.  OUT_FOLDER/train and OUT_FOLDER/dev get a
graph.nt each, for the score table.  The claim grammar's weights are the packaged ones, fitted on the train part.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from kg import __version__, export, graph, vocabulary
from kg.entities import roles
from kg.entities.roles import RoleModel
from kg.mentions.recogniser import Recogniser
from kg.model import Document
from kg.pipeline import Extractor
from kg.rdf import Statement
from kg.settings import Settings
from kg.training.links import HeldOutTagger, Softmax, examples, read_gold, write


def fold_models(
    pairs: list[tuple[Document, dict[str, Any]]], tags: Path, folder: Path, folds: dict[str, int]
) -> dict[int, RoleModel]:
    """Role weights per fold, each fitted without the papers of that fold, with the packaged thresholds."""
    lexicon = vocabulary.load()
    texts = [d for d, _ in pairs]
    found = Recogniser(lexicon, HeldOutTagger(tags, texts)).find(texts)
    data, papers = examples(pairs, found, lexicon)
    shipped = roles.load()
    models: dict[int, RoleModel] = {}
    for fold in sorted(set(folds.values())):
        seen = [x for x in data if folds[papers[x.paper].id] != fold]
        path = folder / f"roles-{fold}.tsv"
        write(path, Softmax().fit(seen), dict(shipped.thresholds), shipped.temperature)
        models[fold] = roles.load(path)
    return models


def main() -> None:
    """Write the graphs of both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("gold", "tags", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    parts = {name: read_gold(options.gold, name) for name in ("train", "dev")}
    folds = {
        key: value["fold"] for key, value in json.loads(options.tags.read_text(encoding="utf-8")).items()
    }
    models = fold_models([p for part in parts.values() for p in part], options.tags, options.out, folds)
    settings = Settings(tagger=False)
    for name, pairs in parts.items():
        extractor = Extractor(settings, HeldOutTagger(options.tags, [d for d, _ in pairs]))
        extractions = []
        for document, _ in pairs:
            extractor.model = models[folds[document.id]]
            extractions += extractor.extract([document])
        run = graph.Run(__version__, extractor.vocabulary.hash)
        statements = sorted(set(graph.statements(extractions, extractor.vocabulary, run, settings)))
        (options.out / name).mkdir(exist_ok=True)
        _save(statements, options.out / name / "graph")


def _save(statements: list[Statement], stem: Path) -> None:
    export.save(export.WRITERS["ntriples"], stem, lambda: statements, Settings())


if __name__ == "__main__":
    main()

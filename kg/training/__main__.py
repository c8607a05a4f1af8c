"""`python -m kg.training make|evaluate`: trains the packaged tagger, or measures one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """0 after the chosen step; figures go to standard output."""
    parser = argparse.ArgumentParser(prog="python -m kg.training", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    build = steps.add_parser(
        "make", help="run the whole recipe and write the weights file (needs torch and a GPU)"
    )
    build.add_argument(
        "--gold", type=Path, required=True, help="folder with train.jsonl, train_papers.jsonl, dev..."
    )
    build.add_argument(
        "--corpus", type=Path, required=True, help="abstracts, JSON lines with title and abstract"
    )
    build.add_argument("--encoder", type=Path, required=True, help="folder of all-mpnet-base-v2")
    build.add_argument("--out", type=Path, required=True, help="weights file to write (.npz)")
    build.add_argument("--device", default="cuda")
    build.add_argument("--workers", type=int, default=8, help="processes that tokenise")
    check = steps.add_parser("evaluate", help="measure a weights file against gold papers")
    check.add_argument("--gold", type=Path, required=True)
    check.add_argument("--part", default="dev", help="train or dev")
    check.add_argument("--weights", type=Path, help="weights file; the packaged one by default")
    chosen = parser.parse_args(arguments)
    if chosen.step == "make":
        return _make(chosen)
    return _evaluate(chosen)


def _make(chosen: argparse.Namespace) -> int:
    from kg.training.recipe import Plan, Recipe, make
    from kg.training.report import cross_validated, table

    recipe = Recipe(chosen.gold, chosen.corpus, chosen.encoder, Plan(), chosen.device, chosen.workers)
    cases = make(recipe, chosen.out)
    for part, figures in cross_validated(recipe.gold, cases, recipe.folds).items():
        sys.stdout.write(f"{part}, cross-validated\n{table(figures.items())}\n")
    return 0


def _evaluate(chosen: argparse.Namespace) -> int:
    from kg.mentions.tagger import Tagger
    from kg.training.data import read_gold
    from kg.training.report import of_tagger, table

    papers = read_gold(chosen.gold, [chosen.part])
    sys.stdout.write(table(of_tagger(papers, Tagger.load(chosen.weights)).items()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

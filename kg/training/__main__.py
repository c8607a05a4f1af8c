"""`python -m kg.training make|figures|evaluate`: trains the packaged tagger, or measures one."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """0 after the chosen step; figures go to standard output."""
    parser = argparse.ArgumentParser(prog="python -m kg.training", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    build = steps.add_parser(
        "make", help="run the whole recipe (needs torch and a GPU); goes on where it stopped"
    )
    for name, what in (
        ("gold", "folder with train.jsonl, train_papers.jsonl, dev..."),
        ("corpus", "abstracts, JSON lines with title and abstract"),
        ("scirex", "SciREX training papers, .tar.xz"),
        ("tdmsci", "TDMSci sentences, .conll"),
        ("encoder", "folder of all-mpnet-base-v2"),
        ("work", "working folder, a few GB"),
    ):
        build.add_argument(f"--{name}", type=Path, required=True, help=what)
    _results(build)
    build.add_argument("--plan", type=Path, help="JSON with other sizes than those of the packaged file")
    build.add_argument("--devices", default="cuda:0", help="devices, comma between")
    build.add_argument("--each", type=int, default=4, help="steps at a time on each device")
    build.add_argument("--workers", type=int, default=8, help="processes that tokenise")
    build.add_argument("--ablations", action="store_true", help="also measure what each source adds")
    told = steps.add_parser(
        "figures", help="figures, weights and held-out spans of a finished working folder"
    )
    told.add_argument("--gold", type=Path, required=True)
    told.add_argument("--work", type=Path, required=True)
    _results(told)
    one = steps.add_parser(
        "step", help="one step of `make`: adapt, raw, relate, final, fold-K, ablation-K, tdmsci"
    )
    one.add_argument("name")
    one.add_argument("--work", type=Path, required=True)
    one.add_argument("--device", default="cuda:0")
    one.add_argument("--rank", type=int, default=0)
    one.add_argument("--world", type=int, default=1)
    check = steps.add_parser("evaluate", help="measure a weights file against gold papers")
    check.add_argument("--gold", type=Path, required=True)
    check.add_argument("--part", default="dev", help="train or dev")
    check.add_argument("--weights", type=Path, help="weights file; the packaged one by default")
    chosen = parser.parse_args(arguments)
    return {"make": _make, "figures": _figures, "step": _step, "evaluate": _evaluate}[chosen.step](chosen)


def _results(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, help="weights file to write (.npz)")
    parser.add_argument(
        "--held-out",
        type=Path,
        help="JSON to write: spans of every gold paper by a tagger that had not seen it",
    )


def _make(chosen: argparse.Namespace) -> int:
    from kg.training import bench, plan, recipe

    sources = bench.Sources(chosen.gold, chosen.corpus, chosen.scirex, chosen.tdmsci, chosen.encoder)
    if not (chosen.work / "texts.npz").exists():
        bench.prepare(
            chosen.work, sources, plan.read(chosen.plan) if chosen.plan else plan.Plan(), chosen.workers
        )
    recipe.run(chosen.work, chosen.devices.split(","), chosen.each, chosen.ablations)
    return _figures(chosen)


def _figures(chosen: argparse.Namespace) -> int:
    import numpy as np

    from kg.training import export, held_out, judge
    from kg.training.data import read_gold
    from kg.training.reliability import reliability
    from kg.training.report import cross_validated, reliability_lines, table

    papers = read_gold(chosen.gold)
    folds = json.loads((chosen.work / "content.json").read_text(encoding="utf-8"))["folds"]
    for kind in ("ablation", "fold"):
        files = [chosen.work / f"{kind}-{k}.npz" for k in range(max(folds) + 1)]
        for name in held_out.names_in(files[0]) if all(f.exists() for f in files) else ():
            held = held_out.read(papers, folds, files, name)
            for part, figures in cross_validated(held).items():
                sys.stdout.write(f"{name}, {part}, cross-validated\n{table(figures.items())}\n")
            if name == "student":
                sys.stdout.write(f"{name}, reliability\n{reliability_lines(reliability(held))}\n")
            if name == "student" and chosen.held_out:
                held_out.write_spans(held, chosen.held_out)
            if name == "student" and chosen.out:
                with np.load(chosen.work / "final.npz", allow_pickle=False) as state:
                    network = export.network_arrays(dict(state))
                export.write(chosen.out, network, judge.learn(held.cases))
    return 0


def _step(chosen: argparse.Namespace) -> int:
    from kg.training import recipe

    recipe.step(chosen.name, chosen.work, chosen.device, chosen.rank, chosen.world)
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

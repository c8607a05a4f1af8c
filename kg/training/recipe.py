"""The steps of the recipe.  Each reads and writes one working folder, runs on one device, and may be run again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from kg.training import distil, export, spans, teacher
from kg.training.bench import Bench
from kg.training.devices import Averaging, run_step, run_together
from kg.training.encoder import Encoder, from_published
from kg.training.labels import LABELS
from kg.training.packing import Bytes
from kg.training.student import Student
from kg.training.teacher import Teacher

TEACHERS = ("adapted", "related")
"""The encoders that the two first teachers of every fold start from."""


def published(at: Bench) -> Encoder:
    """The encoder as its makers published it."""
    load = import_module("safetensors.torch").load_file
    return from_published(load(str(at.published / "model.safetensors")))


def adapt(at: Bench, rank: int = 0, world: int = 1) -> None:
    """Continue the encoder's pre-training on the corpus, gold papers left out; `world` devices share the texts."""
    encoder = published(at)
    together = Averaging(rank, world, at.device) if world > 1 else None
    p = at.plan
    texts = at.corpus[rank::world]
    teacher.pretrain(encoder, at.shelf, texts, p.pretrain_epochs, p.pretrain_rate, rank, sync=together)
    if rank == 0:
        at.save_encoder("adapted", encoder)


def raw(at: Bench) -> None:
    """Save the published encoder as it is, for the ablation without continued pre-training."""
    at.save_encoder("raw", published(at))


def relate(at: Bench) -> None:
    """Train the adapted encoder on SciREX and on the training sentences of TDMSci; its head is dropped."""
    p = at.plan
    texts = [*at.related, *at.sentences]
    encoder = at.encoder("adapted")
    made = teacher.fine_tune(
        encoder, at.shelf, at.targets, texts, p.related_epochs, p.teacher_rate, 50, p.related_tokens
    )
    at.save_encoder("related", made.encoder)


def teach(at: Bench, source: str, docs: Sequence[int], seed: int) -> Teacher:
    """A teacher fine-tuned on the gold papers `docs` from a saved encoder."""
    p = at.plan
    return teacher.fine_tune(
        at.encoder(source), at.shelf, at.targets, docs, p.teacher_epochs, p.teacher_rate, seed
    )


def student(
    at: Bench, labels: Any, texts: Sequence[int], docs: Sequence[int], steps: int, seed: int
) -> Student:
    """A student of soft `labels` on the corpus texts `texts` and of gold on `docs`."""
    p = at.plan
    return distil.distil(
        Student().to(at.device),
        (at.shelf, labels, texts),
        (at.shelf, at.targets, docs),
        steps,
        p.gold_share,
        p.rate,
        seed,
    )


def learn(at: Bench, held: int | None) -> None:
    """Teachers, second teacher and student, from all gold or from all but fold `held`.

    Two first teachers label the corpus; a second teacher learns from these labels and from gold; the mean of
    both labellings teaches the student.  With a fold held out, what each of the four says of its papers is
    written (fold-K.npz), else the student's parameters (final.npz).
    """
    p = at.plan
    docs = [d for d in at.golden if held is None or at.folds[d] != held]
    unseen = [d for d in at.golden if at.folds[d] == held]
    seed = 100 if held is None else 10 * held
    texts = at.some_corpus(p.texts if held is None else p.fold_texts)
    seen: dict[str, Bytes] = {}

    def show(name: str, models: Sequence[Teacher]) -> None:
        if unseen:
            seen[name] = at.of_gold(teacher.predict(models, at.shelf, unseen))

    first = [teach(at, source, docs, seed + i) for i, source in enumerate(TEACHERS)]
    for source, model in zip(TEACHERS, first, strict=True):
        show(source, [model])
    show("both", first)
    labels = teacher.predict(first, at.shelf, texts)
    del first
    second = teacher.fine_tune(
        at.encoder("adapted"),
        at.shelf,
        at.targets,
        docs,
        p.second_epochs,
        p.teacher_rate,
        seed + 5,
        soft=(labels, texts[: p.second_texts if held is None else p.fold_second_texts]),
    )
    show("second", [second])
    labels.add_(teacher.predict([second], at.shelf, texts)).div_(2)
    del second
    made = student(at, labels, texts, docs, p.steps if held is None else p.fold_steps, p.seed + seed)
    if held is None:
        state = {name: value.detach().float().cpu().numpy() for name, value in made.state_dict().items()}
        state["table.weight"] = export.whole(state["table.weight"])
        np.savez_compressed(at.work / "final.npz", **state)
    else:
        seen["student"] = at.of_gold(distil.predict(made, at.shelf, unseen))
        np.savez_compressed(at.work / f"fold-{held}.npz", **seen)  # type: ignore[arg-type]


def ablate(at: Bench, held: int) -> None:
    """What a fold gives without the corpus: a student of gold alone, a teacher without continued pre-training."""
    p = at.plan
    docs = [d for d in at.golden if at.folds[d] != held]
    unseen = [d for d in at.golden if at.folds[d] == held]
    bare = teach(at, "raw", docs, 10 * held)
    seen = {"raw": at.of_gold(teacher.predict([bare], at.shelf, unseen))}
    gold = (at.shelf, at.targets, docs)
    alone = distil.distil(Student(0.2).to(at.device), None, gold, p.gold_steps, (1, 1), p.rate, held)
    seen["alone"] = at.of_gold(distil.predict(alone, at.shelf, unseen))
    np.savez_compressed(at.work / f"ablation-{held}.npz", **seen)  # type: ignore[arg-type]


def tdmsci(at: Bench) -> None:
    """Train the same teacher and student on TDMSci alone and write their exact-span F1 on its held-out blocks.

    The encoder `related` has seen SciREX and the training sentences only, never the held-out ones.
    """
    p = at.plan
    truth = [spans.spans_of(_labels(at, d)) for d in at.held_sentences]
    report: dict[str, Any] = {"train": len(at.sentences), "held out": len(at.held_sentences)}

    def score(name: str, chances: Any) -> None:
        found = [spans.best_spans(_chances(at, chances, d)) for d in at.held_sentences]
        report[name] = {k: [f.precision, f.recall, f.f1] for k, f in spans.exact(truth, found).items()}

    for source in TEACHERS:
        models = [
            teacher.fine_tune(
                at.encoder(source),
                at.shelf,
                at.targets,
                at.sentences,
                p.tdmsci_epochs,
                p.teacher_rate,
                seed,
                2048,
            )
            for seed in range(p.tdmsci_seeds)
        ]
        score(f"one teacher, {source}", teacher.predict(models[:1], at.shelf, at.held_sentences))
        score(f"{len(models)} teachers, {source}", teacher.predict(models, at.shelf, at.held_sentences))
    texts = at.some_corpus(p.fold_texts)
    labels = teacher.predict(models, at.shelf, [*texts, *at.related])
    made = student(at, labels, [*texts, *at.related], at.sentences, p.tdmsci_steps, p.seed)
    score("student", distil.predict(made, at.shelf, at.held_sentences))
    (at.work / "tdmsci.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _labels(at: Bench, doc: int) -> list[int]:
    starts = at.texts.docs.starts
    found: list[int] = at.targets.labels[int(starts[doc]) : int(starts[doc + 1])].tolist()
    return found


def _chances(at: Bench, chances: Any, doc: int) -> Any:
    starts = at.texts.docs.starts
    return chances[int(starts[doc]) : int(starts[doc + 1]), :LABELS].float().cpu().numpy()


def step(name: str, work: Path, device: str, rank: int, world: int) -> None:
    """Run the step `name` of a prepared folder: adapt, raw, relate, final, fold-K, ablation-K or tdmsci."""
    at = Bench(work, device)
    kind, _, number = name.partition("-")
    steps: dict[str, Callable[[], None]] = {
        "adapt": lambda: adapt(at, rank, world),
        "raw": lambda: raw(at),
        "relate": lambda: relate(at),
        "final": lambda: learn(at, None),
        "fold": lambda: learn(at, int(number)),
        "ablation": lambda: ablate(at, int(number)),
        "tdmsci": lambda: tdmsci(at),
    }
    steps[kind]()


def run(work: Path, devices: Sequence[str], each: int, ablations: bool) -> None:
    """All steps after `prepare`, those whose result is there already left out."""
    from concurrent.futures import ThreadPoolExecutor

    from kg.training import plan

    folds = range(plan.read(work / "plan.json").folds)
    if not (work / "adapted.pt").exists():
        with ThreadPoolExecutor(len(devices)) as pool:
            world = ["--world", str(len(devices))]
            ranks = [(device, ["--rank", str(i), *world]) for i, device in enumerate(devices)]
            for _ in list(pool.map(lambda rank: run_step(work, "adapt", rank[0], rank[1]), ranks)):
                pass
    for name in ["relate", "raw"] if ablations else ["relate"]:
        if not (work / ("related.pt" if name == "relate" else "raw.pt")).exists():
            run_step(work, name, devices[0])
    names = ["final", *(f"fold-{k}" for k in folds), "tdmsci"]
    if ablations:
        names += [f"ablation-{k}" for k in folds]
    done = {"tdmsci": "tdmsci.json"}
    run_together(work, [n for n in names if not (work / done.get(n, f"{n}.npz")).exists()], devices, each)

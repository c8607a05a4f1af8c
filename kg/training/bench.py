"""The working folder of a run: what `prepare` writes into it, and the same loaded onto a device.

Texts stand in one order everywhere: gold papers, SciREX passages, TDMSci sentences, then the corpus.  The
first three have targets, and as they come first, their flat targets align with the flat tokens.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from kg.training import passages, plan
from kg.training.arrays import build_texts, load_texts, save_texts
from kg.training.batches import Shelf, Targets
from kg.training.data import fold_of, project, read_corpus, read_gold, tokenize
from kg.training.encoder import Encoder
from kg.training.packing import Bytes, pack


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the data lie: the gold folder, the corpus, the SciREX archive, the TDMSci file, the encoder's folder."""

    gold: Path
    corpus: Path
    scirex: Path
    tdmsci: Path
    encoder: Path


def prepare(work: Path, sources: Sources, sizes: plan.Plan, workers: int) -> None:
    """Tokenise all sources into `work`."""
    work.mkdir(parents=True, exist_ok=True)
    gold = read_gold(sources.gold)
    related = passages.read_scirex(sources.scirex)
    sentences = passages.read_tdmsci(sources.tdmsci)
    corpus = read_corpus(sources.corpus, [paper.text.split("\n\n")[0] for paper in gold])
    annotated = [paper.text for paper in gold] + [p.text for p in (*related, *sentences)]
    known = [project(paper, tokenize(paper.text)) for paper in gold]
    known += [passages.targets(p, tokenize(p.text)) for p in (*related, *sentences)]
    np.savez(
        work / "targets.npz",
        **{  # type: ignore[arg-type]
            name: np.fromiter((v for t in known for v in getattr(t, name)), np.int64)
            for name in ("labels", "roles", "generic")
        },
    )
    learn, held = passages.split(sentences)
    content = {
        "folds": fold_of(gold, sizes.folds),
        "related": len(related),
        "sentences": [learn, held],
        "corpus": len(corpus),
        "encoder": str(sources.encoder.resolve()),
    }
    (work / "content.json").write_text(json.dumps(content), encoding="utf-8")
    plan.write(sizes, work / "plan.json")
    save_texts(
        work / "texts.npz", build_texts([*annotated, *corpus], sources.encoder / "tokenizer.json", workers)
    )


class Bench:
    """A prepared folder on one device: texts, targets, and which text numbers are which."""

    def __init__(self, work: Path, device: str) -> None:
        torch.backends.cuda.matmul.allow_tf32 = True
        self.work, self.device = work, torch.device(device)
        if self.device.type == "cuda":
            torch.cuda.set_device(self.device)
        self.plan = plan.read(work / "plan.json")
        content = json.loads((work / "content.json").read_text(encoding="utf-8"))
        self.published = Path(content["encoder"])
        self.texts = load_texts(work / "texts.npz")
        self.shelf = Shelf(self.texts, self.device)
        with np.load(work / "targets.npz") as known:
            self.targets = Targets(
                *(torch.from_numpy(known[n]).to(self.device) for n in ("labels", "roles", "generic"))
            )
        self.folds: list[int] = content["folds"]
        self.golden = list(range(len(self.folds)))
        first = len(self.folds)
        self.related = list(range(first, first + content["related"]))
        first += content["related"]
        learn, held = content["sentences"]
        self.sentences = [first + i for i in learn]
        self.held_sentences = [first + i for i in held]
        first += len(learn) + len(held)
        self.corpus = list(range(first, first + content["corpus"]))

    def some_corpus(self, size: int) -> list[int]:
        """`size` corpus texts, drawn once for all; fewer if there are fewer.  A smaller draw is part of a larger."""
        order = np.random.default_rng(5).permutation(len(self.corpus))[:size]
        return [self.corpus[i] for i in order]

    def encoder(self, name: str) -> Encoder:
        """An encoder saved under `name`: adapted or related."""
        encoder = Encoder()
        state = torch.load(self.work / f"{name}.pt", map_location="cpu", weights_only=True)
        encoder.load_state_dict({key: value.float() for key, value in state.items()})
        return encoder

    def save_encoder(self, name: str, encoder: Encoder) -> None:
        """Save an encoder in half precision."""
        state = {key: value.half().cpu() for key, value in encoder.state_dict().items()}
        half = self.work / f"{name}.part"
        torch.save(state, half)
        half.replace(self.work / f"{name}.pt")

    def of_gold(self, chances: Any) -> Bytes:
        """Probabilities of the gold papers' tokens, cut out of a flat array over the shelf, packed."""
        return pack(chances[: self.texts.docs.starts[len(self.golden)]].float().cpu().numpy())

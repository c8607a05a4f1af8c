"""Fits `kg/entities/roles.tsv`: which entities of a paper a careful reader keeps, and in which role.

    python -m kg.training.links GOLD_FOLDER --tags TAGS.json [--out kg/entities/roles.tsv] [--folds 5]

`GOLD_FOLDER` holds train.jsonl, train_papers.jsonl, dev.jsonl and dev_papers.jsonl.  The model is a softmax over
on/off features with two yes-or-no questions beside it, fitted in full batches (Adagrad, L-BFGS) over a sparse matrix,
so the same data give the same table.  Thresholds and temperature come from held-out folds.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from kg import vocabulary
from kg.entities.context import features
from kg.entities.joining import groups_of
from kg.entities.linking import Group, entity_of, family, mint
from kg.entities.roles import DROP, HEADLINE, LABELS, QUESTIONS, decision
from kg.entities.scene import Scene
from kg.errors import KGError
from kg.folding import fold
from kg.mentions.recogniser import Recogniser
from kg.mentions.tagger import TaggedSpan
from kg.model import ROLES_OF, Document, EntityClass, Mention, Role

ROLE_OF_GOLD = {
    "proposes": Role.PROPOSES, "uses": Role.USES, "compares": Role.COMPARES_WITH, "mentions": Role.MENTIONS,
    "evaluates": Role.EVALUATES_ON, "runs_on": Role.RUNS_ON, "targets": Role.TARGETS, "reports": Role.REPORTS_METRIC,
    "addresses": Role.ADDRESSES,
}  # fmt: skip
MIN_COUNT = 3  # a feature seen with fewer entities is left out
SEED_FOLDS = 5
PENALTY, MOST_STEPS = 1e-3, 60  # of the questions
GRID = tuple(t / 100 for t in range(20, 65, 5))  # of thresholds


@dataclass(frozen=True, slots=True)
class Example:
    """One entity group of a paper; `label` is None where gold calls the entity generic, so it counts neither way.

    `answers` are those to the questions: whether the paper proposes it, and whether it is a headline.
    """

    paper: int
    cls: EntityClass
    features: tuple[str, ...]
    label: str | None
    answers: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One annotated paper with how many entities its annotation requires."""

    id: str
    required: Counter[EntityClass]


def read_gold(folder: Path, name: str) -> list[tuple[Document, dict[str, Any]]]:
    """The papers of one part of the annotated set with their annotations."""
    gold = {
        a["id"]: a
        for a in map(json.loads, (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    }
    papers = map(json.loads, (folder / f"{name}_papers.jsonl").read_text(encoding="utf-8").splitlines())
    return [(Document(r["id"], r["title"], r["abstract"]), gold[r["id"]]) for r in papers if r["id"] in gold]


def pair(
    groups: Sequence[Group], names: Sequence[set[str]], gold: Sequence[dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Group index -> the annotated entity it stands for, one to one, best agreement first."""
    candidates = []
    for j, entity in enumerate(gold):
        surfaces = {fold(s) for s in entity["surfaces"]}
        name = fold(entity["name"])
        cls = EntityClass(entity["type"])
        for i, one in enumerate(groups):
            shared = len(surfaces & names[i])
            if (shared or name in names[i]) and family(cls) == family(one.cls):
                candidates.append((-(2 * shared + 3 * (name in names[i]) + 0.5 * (cls is one.cls)), i, j))
    out: dict[int, dict[str, Any]] = {}
    used: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in out and j not in used:
            out[i] = gold[j]
            used.add(j)
    return out


def examples(
    pairs: Sequence[tuple[Document, dict[str, Any]]],
    mentions: Sequence[tuple[Mention, ...]],
    lexicon: vocabulary.Vocabulary,
) -> tuple[list[Example], list[Paper]]:
    """The examples of annotated papers under the mentions found in them."""
    out: list[Example] = []
    papers: list[Paper] = []
    for number, ((document, gold), found) in enumerate(zip(pairs, mentions, strict=True)):
        groups = groups_of(document, found, lexicon)
        scene = Scene.of(document, found, groups)
        heads = {fold(name) for name in gold["proposes"]}
        keys = {g.key: mint(g, document, found) for g in groups}
        names = [_names(g, document, found, keys) for g in groups]
        matched = pair(groups, names, gold["entities"])
        for i, one in enumerate(groups):
            target = matched.get(i)
            label: str | None = DROP if target is None else ROLE_OF_GOLD[target["role"]]
            if target is not None and target["generic"]:
                label = None
            if label is not None and label != DROP and Role(label) not in ROLES_OF[one.cls]:
                label = Role.MENTIONS
            own = target is not None and target["role"] == "proposes"
            main = target is not None and fold(target["name"]) in heads
            if label == Role.PROPOSES and main:
                label = HEADLINE
            out.append(Example(number, one.cls, tuple(features(one, scene)), label, (own, main)))
        papers.append(
            Paper(document.id, Counter(EntityClass(e["type"]) for e in gold["entities"] if not e["generic"]))
        )
    return out, papers


def _names(one: Group, document: Document, mentions: Sequence[Mention], keys: dict[str, str]) -> set[str]:
    entity = entity_of(one, document, mentions, keys)
    return {fold(mentions[i].text) for i in one.mentions} | {fold(n) for n in (entity.name, *entity.aliases)}


class HeldOutTagger:
    """Stands in for the tagger in training: looks up what `kg.training.judge` held-out spans say of each paper."""

    def __init__(self, path: Path, documents: Sequence[Document]) -> None:
        known = json.loads(path.read_text(encoding="utf-8"))
        self._spans = {
            d.text: [
                TaggedSpan(s[0], s[1], s[2], s[3], s[4], tuple((r, p) for r, p in s[5]))
                for s in known[d.id]["spans"]
            ]
            for d in documents
        }

    def tag(self, texts: Sequence[str]) -> list[list[TaggedSpan]]:
        """The spans of each text, sorted by offset."""
        return [self._spans[t] for t in texts]


class Softmax:
    """A linear softmax over on/off features, and yes-or-no questions beside it, with an L2 penalty; deterministic."""

    def __init__(self, penalty: float = 8e-4, steps: int = 150, rate: float = 0.1) -> None:
        self.penalty, self.steps, self.rate = penalty, steps, rate
        self.index: dict[str, int] = {}
        self.weights = np.zeros((0, len(LABELS) + len(QUESTIONS)))

    def fit(self, data: Sequence[Example]) -> Softmax:
        """Fit the labels on the examples that have one, the questions on all; returns itself."""
        counts = Counter(f for x in data if x.label is not None for f in x.features)
        self.index = {f: i for i, f in enumerate(sorted(f for f, c in counts.items() if c >= MIN_COUNT))}
        matrix = self._matrix(data)
        answers = np.array([x.answers for x in data])
        questions = [_answered(matrix, answers[:, column]) for column in range(len(QUESTIONS))]
        self.weights = np.hstack([self._labels(data), np.stack(questions, axis=1)])
        return self

    def _labels(self, data: Sequence[Example]) -> Any:
        """The weights of the labels [features, labels]; Adagrad, so that rare features keep a useful step."""
        data = [x for x in data if x.label is not None]
        matrix = self._matrix(data)
        transposed = matrix.T.tocsr()
        allowed = [
            [label in (DROP, HEADLINE) or Role(label) in ROLES_OF[x.cls] for label in LABELS] for x in data
        ]
        blocked = np.where(np.array(allowed), 0, -1e9).astype(np.float32)
        target = np.zeros((len(data), len(LABELS)), dtype=np.float32)
        target[np.arange(len(data)), [LABELS.index(str(x.label)) for x in data]] = 1
        weights = np.zeros((matrix.shape[1], len(LABELS)), dtype=np.float32)
        state = np.zeros_like(weights)
        for _ in range(self.steps):
            scores = matrix @ weights + blocked
            scores -= scores.max(axis=1, keepdims=True)
            p = np.exp(scores)
            p /= p.sum(axis=1, keepdims=True)
            gradient = transposed @ ((p - target) / len(target)) + self.penalty * weights
            state += gradient**2
            weights -= self.rate * gradient / (np.sqrt(state) + 1e-9)
        return weights

    def _matrix(self, data: Sequence[Example]) -> Any:
        """The features of the examples as a sparse matrix [examples, features]."""
        try:
            sparse: Any = import_module("scipy.sparse")
        except ImportError as error:
            raise KGError("Fitting role weights needs scipy; run pip install 'paperkg[train]'.") from error
        pairs = [(r, self.index[f]) for r, x in enumerate(data) for f in x.features if f in self.index]
        at = (np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs]))
        ones = np.ones(len(pairs), dtype=np.float32)
        return sparse.csr_matrix((ones, at), shape=(len(data), len(self.index)))

    def logits(self, x: Example) -> Any:
        """The score of each label and question."""
        return self.weights[[self.index[f] for f in x.features if f in self.index]].sum(axis=0)


def _answered(matrix: Any, answers: Any) -> Any:
    """The weights [features] of a yes-or-no question: logistic regression with an L2 penalty, by L-BFGS."""
    optimize: Any = import_module("scipy.optimize")
    matrix = matrix.astype(np.float64)
    transposed = matrix.T.tocsr()
    sign = np.where(answers, 1.0, -1.0)

    def loss(weights: Any) -> tuple[float, Any]:
        margin = sign * (matrix @ weights)
        wrong = 0.5 - 0.5 * np.tanh(0.5 * margin)
        gradient = PENALTY * weights - transposed @ (sign * wrong) / len(sign)
        return float(np.logaddexp(0, -margin).mean() + 0.5 * PENALTY * weights @ weights), gradient

    start = np.zeros(matrix.shape[1])
    return optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}).x


def cross_validated(
    data: Sequence[Example], held: Callable[[Example], int], make: Callable[[], Softmax], folds: int
) -> list[Any]:
    """The logits of every example under a model that never saw its paper; None where `held` is negative."""
    out: list[Any] = [None] * len(data)
    for fold_number in range(folds):
        model = make().fit([x for x in data if held(x) != fold_number])
        for i, x in enumerate(data):
            if held(x) == fold_number:
                out[i] = model.logits(x)
    return out


def f1_at(
    data: Sequence[Example],
    logits: Sequence[Any],
    papers: Sequence[Paper],
    thresholds: dict[EntityClass, float],
) -> dict[str, float]:
    """Typed F1 and role F1 of the kept entities of the examples that have logits."""
    right = role_right = kept = 0
    seen = {x.paper for x, s in zip(data, logits, strict=True) if s is not None}
    for x, s in zip(data, logits, strict=True):
        if s is None or x.label is None:
            continue
        made = decision(x.cls, s.tolist())
        if made.keep >= thresholds[x.cls]:
            kept += 1
            right += x.label != DROP
            role_right += (Role.PROPOSES if x.label == HEADLINE else x.label) == made.roles[0][0]
    required = sum(sum(papers[p].required.values()) for p in seen)
    return {
        "P": right / max(kept, 1),
        "R": right / required,
        "typed": 2 * right / (kept + required),
        "role": 2 * role_right / (kept + required),
    }


def best_thresholds(
    data: Sequence[Example], logits: Sequence[Any], papers: Sequence[Paper]
) -> dict[EntityClass, float]:
    """The least probability of keeping per class which maximises the total F1, by coordinate ascent on a grid."""
    judged = [
        (x, decision(x.cls, s.tolist()).keep) for x, s in zip(data, logits, strict=True) if s is not None
    ]
    required = sum(sum(papers[p].required.values()) for p in {x.paper for x, _ in judged})
    counts: dict[tuple[EntityClass, float], tuple[int, int]] = {}  # kept, and rightly kept
    for cls in EntityClass:
        mine = [(keep, x.label != DROP) for x, keep in judged if x.cls is cls and x.label is not None]
        for t in GRID:
            right = [good for keep, good in mine if keep >= t]
            counts[cls, t] = len(right), sum(right)
    thresholds = dict.fromkeys(EntityClass, 0.4)

    def total(cls: EntityClass, t: float) -> float:
        chosen = [counts[c, t if c is cls else thresholds[c]] for c in EntityClass]
        return 2 * sum(right for _, right in chosen) / (sum(kept for kept, _ in chosen) + required)

    for _ in range(3):
        for cls in EntityClass:
            thresholds[cls] = max((round(total(cls, t), 5), -abs(t - 0.4), t) for t in GRID)[2]
    return thresholds


def temperature(data: Sequence[Example], logits: Sequence[Any]) -> float:
    """The divisor of the logits that makes held-out probabilities of keeping most likely."""
    grid = [t / 20 for t in range(10, 60)]
    pairs = [(x, s) for x, s in zip(data, logits, strict=True) if s is not None and x.label is not None]

    def loss(t: float) -> float:
        total = 0.0
        for x, s in pairs:
            keep = min(max(decision(x.cls, s.tolist(), t).keep, 1e-6), 1 - 1e-6)
            total -= float(np.log(keep if x.label != DROP else 1 - keep))
        return total

    return min(grid, key=loss)


def write(path: Path, model: Softmax, thresholds: dict[EntityClass, float], warmth: float) -> None:
    """Write the table: a header with temperature, thresholds and labels, then feature and rounded weights."""
    head = ",".join(f"{c}={t:g}" for c, t in sorted(thresholds.items()))
    lines = ["\t".join(("feature", f"{warmth:g}", head, *LABELS, *QUESTIONS))]
    for feature, row in sorted((f, model.weights[i]) for f, i in model.index.items()):
        if np.abs(row).max() >= 0.02:
            lines.append(
                "\t".join(
                    (
                        feature,
                        *(f"{v:.2f}".replace("-0.00", "0.00").rstrip("0").rstrip(".") or "0" for v in row),
                    )
                )
            )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Iterable[str] | None = None) -> None:
    """Fit, report cross-validated figures, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument(
        "--tags", type=Path, help="spans of taggers that had not seen the paper; none if missing"
    )
    parser.add_argument("--out", type=Path, default=Path("kg/entities/roles.tsv"))
    parser.add_argument("--folds", type=int, default=SEED_FOLDS)
    options = parser.parse_args(None if arguments is None else list(arguments))
    lexicon = vocabulary.load()
    train, dev = read_gold(options.gold, "train"), read_gold(options.gold, "dev")
    both = train + dev
    texts = [d for d, _ in both]
    recogniser = Recogniser(lexicon, HeldOutTagger(options.tags, texts) if options.tags else None)
    data, papers = examples(both, recogniser.find(texts), lexicon)
    report(data, papers, len(train), options)


def report(data: list[Example], papers: list[Paper], n_train: int, options: argparse.Namespace) -> None:
    """Print cross-validated figures on both parts, then write the model fitted on everything."""
    folds = options.folds
    logits = cross_validated(data, lambda x: x.paper % folds, Softmax, folds)
    reachable = sum(x.label not in (None, DROP) for x in data) / sum(sum(p.required.values()) for p in papers)
    print(f"examples {len(data)}, recall of candidates {reachable:.3f}")  # noqa: T201
    thresholds = best_thresholds(data, logits, papers)
    warmth = temperature(data, logits)
    for name, is_train in (("train", True), ("dev", False)):
        part = [s if (x.paper < n_train) is is_train else None for x, s in zip(data, logits, strict=True)]
        figures = f1_at(data, part, papers, thresholds)
        print(name, {k: round(v, 4) for k, v in figures.items()})  # noqa: T201
    print("thresholds", thresholds, "temperature", warmth)  # noqa: T201
    write(options.out, Softmax().fit(data), thresholds, warmth)


if __name__ == "__main__":
    main()

"""The trained tagger: texts in, spans with class, score and roles out.  numpy only, no download, no state.

Three steps: an integer network gives each token its probabilities (`tagger_net`), candidate spans are drawn
from them (`tagger_spans`), and a small judge decides per document which surfaces stand, so that all places of
one surface share one class and score.
"""

from __future__ import annotations

import hashlib
import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kg.errors import KGError
from kg.mentions.tagger_labels import CLASSES, FAMILY, ROLES, ROLES_OF
from kg.mentions.tagger_net import LABELS, Network, labels, lay_out, roles
from kg.mentions.tagger_spans import LEAST, Candidates, Surfaces, between, describe_all, find_candidates
from kg.mentions.tagger_text import Tokens, tokenize

WEIGHTS = Path(__file__).resolve().parent / "data" / "tagger.npz"

WINDOW = 1024
"""Tokens seen at a time; a longer text is tagged window by window, so time and memory stay linear."""

BATCH = 2048
"""Tokens laid end to end for one pass of the network; the results do not depend on it."""

_HOPELESS = math.log(
    LEAST / 2 / LABELS
)  # of the likeliest label's odds; all together then stay below half of LEAST

Floats = npt.NDArray[np.float64]


class TaggedSpan(NamedTuple):
    """A span that names an entity: `text[begin:end]`, offsets in code points, end exclusive.

    `score` is the probability that a careful reader lists this name with a class of the same family (Method,
    Model and Software are one family); `generic` that it is then too broad to be required; `roles` gives
    every role open to the class with its probability, the likeliest first.
    """

    begin: int
    end: int
    cls: str
    score: float
    generic: float
    roles: tuple[tuple[str, float], ...]


class Judge:
    """Decides which surfaces of a document stand: one hidden layer over the features of `tagger_spans`."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        get = {
            name: weights[f"judge/{name}"].astype(np.float64)
            for name in ("shift", "scale", "w1", "b1", "w2", "b2")
        }
        self._shift, self._scale = get["shift"], get["scale"]
        self._w1, self._b1, self._w2, self._b2 = get["w1"], get["b1"], get["w2"], get["b2"]
        self.thresholds = tuple(float(x) for x in weights["judge/thresholds"])

    def probabilities(self, surfaces: Surfaces) -> Floats:
        """Right class, right family, and generic [surfaces, 3], rounded to four decimals."""
        x = (surfaces.features - self._shift) * self._scale
        logits = np.maximum(x @ self._w1 + self._b1, 0) @ self._w2 + self._b2
        rounded: Floats = np.round(1 / (1 + np.exp(-logits)), 4)
        return rounded


@dataclass(frozen=True, slots=True)
class Decision:
    """One surface that stands: its class, scores, the surface number of that class, and its places
    (first token, end token)."""

    cls: int
    score: float
    generic: float
    surface: int
    places: tuple[tuple[int, int], ...]


def decide(
    found: Candidates, surfaces: Surfaces, judged: Floats, thresholds: Sequence[float]
) -> list[Decision]:
    """Surfaces whose family is likely enough, each with its likeliest class, and their places without overlap.

    Where two overlap, the better score stays; equal scores go to the longer, then to the earlier.
    """
    best: dict[tuple[str, int], tuple[float, float, int]] = {}
    exact, kin = judged[:, 0].tolist(), judged[:, 1].tolist()
    for i, (key, cls) in enumerate(zip(surfaces.keys, surfaces.cls.tolist(), strict=True)):
        slot = (key, FAMILY[cls])
        known = best.get(slot)
        if known is None:
            best[slot] = (kin[i], exact[i], i)
        else:
            score = max(known[0], kin[i])
            best[slot] = (score, exact[i], i) if exact[i] > known[1] else (score, known[1], known[2])
    chosen: dict[str, tuple[float, int]] = {}
    for (key, _), (score, _, i) in best.items():
        if key not in chosen or score > chosen[key][0]:
            chosen[key] = (score, i)
    places: list[tuple[float, int, int, int]] = []
    for key_at, first, end in zip(
        surfaces.of.tolist(), found.first.tolist(), found.end.tolist(), strict=True
    ):
        score, i = chosen[surfaces.keys[key_at]]
        if score >= thresholds[int(surfaces.cls[i])]:
            places.append((-score, first - end, first, i))
    taken: set[int] = set()
    kept: dict[int, list[tuple[int, int]]] = {}
    for _, shorter, first, i in sorted(set(places)):
        span = range(first, first - shorter)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.setdefault(i, []).append((first, first - shorter))
    scores = {i: score for score, i in chosen.values()}
    return [
        Decision(int(surfaces.cls[i]), scores[i], float(judged[i, 2]), i, tuple(sorted(spans)))
        for i, spans in kept.items()
    ]


class Tagger:
    """The packaged tagger.  `tag` gives the same spans for a text whatever stands beside it in the batch."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]], model_hash: str) -> None:
        self.model_hash = model_hash
        """sha256 of the weights file, in hex."""
        self._network = Network(weights)
        self._judge = Judge(weights)

    @classmethod
    def load(cls, path: Path | None = None, least: float | None = None) -> Tagger:
        """The tagger of a weights file, by default the packaged one.  KGError where it is missing or damaged.

        `least` replaces the thresholds of the file by one score for all classes: for a caller that weighs the
        spans itself.
        """
        source = path or WEIGHTS
        try:
            blob = source.read_bytes()
            with np.load(io.BytesIO(blob), allow_pickle=False) as file:
                weights = {name: file[name] for name in file.files}
            if least is not None:
                weights["judge/thresholds"] = np.full(len(CLASSES), least)
            return cls(weights, hashlib.sha256(blob).hexdigest())
        except FileNotFoundError as error:
            raise KGError(f"The tagger's weights are missing: {source.name}; reinstall paperkg.") from error
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise KGError(
                f"The tagger's weights cannot be read: {source.name}; reinstall paperkg."
            ) from error

    def tag(self, texts: Sequence[str]) -> list[list[TaggedSpan]]:
        """Spans of each text (title, blank line, abstract), sorted by offset, without overlaps."""
        out: list[list[TaggedSpan]] = [[] for _ in texts]
        waiting: list[tuple[int, Tokens]] = []
        size = 0
        for number, text in enumerate(texts):
            for part in windows(tokenize(text)):
                if size + len(part.words) > BATCH and waiting:
                    self._pass(waiting, out)
                    waiting, size = [], 0
                waiting.append((number, part))
                size += len(part.words)
        if waiting:
            self._pass(waiting, out)
        return out

    def _pass(self, parts: Sequence[tuple[int, Tokens]], out: list[list[TaggedSpan]]) -> None:
        run = lay_out([part.words for _, part in parts], [part.title for _, part in parts])
        logits = self._network.logits(run)
        candidates = find_candidates(likely_labels(logits, run.index >= 0))
        wide = np.zeros((len(run.index), len(ROLES) + 1))
        firsts = np.unique(candidates.first)
        wide[firsts] = roles(logits, firsts)
        texts, spans, begins, numbers = [], [], [], []
        for (number, part), begin, end in zip(parts, run.begins.tolist(), run.ends.tolist(), strict=True):
            found = between(candidates, begin, end)
            if len(found):
                texts.append(part)
                spans.append(found)
                begins.append(begin)
                numbers.append(number)
        if texts:
            described = describe_all(texts, spans, begins, wide[:, :-1], wide[:, -1])
            for number, part, found, surfaces in zip(numbers, texts, spans, described, strict=True):
                out[number] += self._spans(part, found, surfaces)

    def _spans(self, tokens: Tokens, found: Candidates, surfaces: Surfaces) -> list[TaggedSpan]:
        judged = self._judge.probabilities(
            surfaces
        )  # by document: sums of floats depend on what stands together
        chances = surfaces.roles.tolist()
        spans: list[TaggedSpan] = []
        for decision in decide(found, surfaces, judged, self._judge.thresholds):
            roles = open_roles(decision.cls, chances[decision.surface])
            for first, end in decision.places:
                spans.append(
                    TaggedSpan(
                        tokens.begins[first],
                        tokens.ends[end - 1],
                        CLASSES[decision.cls],
                        decision.score,
                        decision.generic,
                        roles,
                    )
                )
        spans.sort(key=lambda span: span.begin)
        return spans


def likely_labels(logits: npt.NDArray[np.float32], filled: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Probabilities of the labels [rows, LABELS]; zero where all classes together cannot reach a candidate's least."""
    outside, best = logits[0], logits[1:LABELS].max(0)
    rows = np.flatnonzero(filled & (best - outside > _HOPELESS))
    result = np.zeros((len(filled), LABELS), np.float32)
    result[rows] = labels(logits, rows)
    return result


def open_roles(cls: int, chances: Sequence[float] | Floats) -> tuple[tuple[str, float], ...]:
    """Roles that the ontology opens to a class, with their shares of `chances`, the likeliest first."""
    allowed = ROLES_OF[cls]
    picked = [float(chances[role]) for role in allowed]
    total = sum(picked)
    shares = [round(p / total, 4) if total > 0 else round(1 / len(allowed), 4) for p in picked]
    ranked = sorted([(-share, role) for share, role in zip(shares, allowed, strict=True)])
    return tuple([(ROLES[role], -share) for share, role in ranked])


def windows(tokens: Tokens) -> list[Tokens]:
    """`tokens` in pieces of at most WINDOW; offsets stay those of the whole text."""
    if not tokens.words:
        return []
    if len(tokens.words) <= WINDOW:
        return [tokens]
    return [
        Tokens(
            tokens.words[at : at + WINDOW],
            tokens.begins[at : at + WINDOW],
            tokens.ends[at : at + WINDOW],
            max(0, min(WINDOW, tokens.title - at)),
        )
        for at in range(0, len(tokens.words), WINDOW)
    ]


@lru_cache(maxsize=1)
def packaged() -> Tagger:
    """The packaged tagger, loaded once per process."""
    return Tagger.load()

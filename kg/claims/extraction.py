"""Reads the quantitative claims of a document: quantities, then which of them are claims, then their slots."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg import ids
from kg.claims.bounds import bound_of
from kg.claims.confidence import confidence
from kg.claims.coordination import coordinated
from kg.claims.cues import stated_kind
from kg.claims.devices import device_count
from kg.claims.factor import goes_down, normalized_factor
from kg.claims.features import quantity_features
from kg.claims.filling import fill
from kg.claims.frame import Frame, open_frame
from kg.claims.linear import FOLDER, load, softmax
from kg.claims.metrics import ELSEWHERE, Phrase, phrases
from kg.claims.quantities import Quantity
from kg.claims.ranking import phrase_features
from kg.claims.slots import PairReader
from kg.claims.tasks import tasks_of
from kg.model import Bound, Claim, Comparison, Document, Entity, EntityClass, Mention, Outcome
from kg.vocabulary import Entry, Vocabulary

KINDS = ("absolute", "ratio", "change")
OUTCOMES = (Outcome.BETTER, Outcome.WORSE, Outcome.NEUTRAL)
QUANTITY_OUTPUTS = ("none", "attribute", "outcome", *KINDS, "better", "worse", "neutral")
# Probability of being a claim from which a quantity becomes one; figures that merely describe need more.
THRESHOLD: dict[bool, float] = {False: 0.5, True: 0.8}
_SPAN = 70  # characters between a number and its metric's words that one quotation may cover


def extract(
    document: Document,
    mentions: Sequence[Mention],
    mention_entities: Sequence[str],
    entities: Mapping[str, Entity],
    vocabulary: Vocabulary,
    contributions: tuple[str, ...] = (),
    weights: Path = FOLDER,
) -> tuple[tuple[Claim, ...], tuple[Entity, ...]]:
    """The claims of a document in text order, and the metrics they refer to that no mention names.

    `mentions` are sorted and do not overlap; `mention_entities[i]` is the entity that `mentions[i]` names;
    `contributions` are the entities that the paper presents as its own, the main one first; `weights`
    is the folder of the trained scorers.  Pure: nothing is kept from one document to the next.
    """
    if not _may_claim(document):
        return (), ()
    frame = open_frame(document, mentions, mention_entities, entities, contributions)
    if not frame.quantities:
        return (), ()
    scored = load("quantity", weights).scores(
        [quantity_features(frame, i) for i in range(len(frame.quantities))]
    )
    kept = [(i, s) for i, s in enumerate(scored) if 1 - softmax(s[:3])[0] > THRESHOLD[s[1] > s[2]]]
    if not kept:
        return (), ()
    reader = PairReader(frame)
    added: dict[str, Entity] = {}
    claims: list[Claim] = []
    for i, s in kept:
        phrase, chance = _metric(frame, i, weights)
        slots = fill(reader, i, phrase.name, weights)
        slots["task"] = tasks_of(frame, i, reader.standings(frame.sentence_of(frame.quantities[i])))
        sure = confidence((_chance(frame, i, s), chance), weights)
        claims += [
            _claim(frame, i, s, one, slots, vocabulary, added, sure)
            for one in (phrase, *coordinated(frame, i, phrase))
        ]
    return tuple(claims), tuple(added[k] for k in sorted(added))


_DIGIT_OR_WORD = re.compile(
    r"\d|\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|half|twice|doubl|halv|magnitude|third)",
    re.IGNORECASE,
)


def _may_claim(document: Document) -> bool:
    return bool(_DIGIT_OR_WORD.search(document.abstract) or _DIGIT_OR_WORD.search(document.title))


def _chance(frame: Frame, index: int, scores: list[float]) -> float:
    """The chance that a quantity is a claim of the likeliest kind and outcome."""
    kind = 1.0 if stated_kind(frame, index) else max(softmax(scores[3:6]))
    return (1 - softmax(scores[:3])[0]) * kind * max(softmax(scores[6:9]))


def _claim(
    frame: Frame,
    index: int,
    scores: list[float],
    phrase: Phrase,
    slots: Mapping[str, tuple[str, ...]],
    vocabulary: Vocabulary,
    added: dict[str, Entity],
    sure: float,
) -> Claim:
    q = frame.quantities[index]
    is_attribute = scores[1] > scores[2]
    kind = stated_kind(frame, index) or KINDS[max(range(3), key=lambda k: scores[3 + k])]
    outcome = OUTCOMES[max(range(3), key=lambda k: scores[6 + k])]
    if q.label == "x" and kind == "change":
        kind = "ratio"
    sentence = frame.sentence_of(q)
    span = (frame.sentences.begins[sentence], frame.sentences.ends[sentence])
    unit = q.label or _bare_unit(q, kind, phrase.name)
    begin, end = _quotation(frame, q, phrase)
    value, high = q.value, q.max_value
    if q.sign == "-" and kind == "absolute":
        value, high = (-value, None) if high is None else (-high, -value)
    comparison = None
    if kind == "ratio":
        comparison = Comparison.RATIO
    elif kind == "change":
        comparison = Comparison.PERCENT_CHANGE if unit == "%" else Comparison.DIFFERENCE
    words = frame.reading[max(span[0], q.begin - 60) : min(span[1], q.end + 50)]
    return Claim(
        value=value,
        unit=unit,
        metric=_metric_entity(phrase, unit, frame, vocabulary, added),
        begin=begin,
        end=end,
        sentence=_trimmed(frame, (min(span[0], begin), max(span[1], end))),
        found_by=q.rule,
        max_value=high,
        comparison=comparison,
        outcome=outcome,
        bound=_bound(frame, q, span[0]),
        systems=slots["system"],
        baselines=slots["baseline"],
        datasets=slots["dataset"],
        models=slots["model"],
        hardware=slots["hardware"],
        device_count=device_count(frame, sentence, slots["hardware"]),
        attribute=is_attribute,
        normalized_factor=normalized_factor(value, unit, comparison, outcome, down=goes_down(words)),
        tasks=slots["task"],
        confidence=sure,
    )


def _bound(frame: Frame, q: Quantity, begin: int) -> Bound:
    return bound_of(frame.reading, q, begin)


def _trimmed(frame: Frame, span: tuple[int, int]) -> tuple[int, int]:
    begin, end = span
    while begin < end and frame.text[begin].isspace():
        begin += 1
    while end > begin and frame.text[end - 1].isspace():
        end -= 1
    return begin, end


# Precision and overlap figures that are written as points rather than as a score between 0 and 1.
_POINTS = re.compile(r"\b(?:m?AP(?:\d+)?|mIoU|mean average precision|average precision|mean IoU|PQ|NDS)\b")


def _bare_unit(q: Quantity, kind: str, metric: str) -> str:
    """The unit of a number without one: a difference is in points, a whole number counts, the rest are scores."""
    if kind == "change" or (q.value > 1 and _POINTS.search(metric)):
        return "points"
    whole = q.value == q.value.to_integral_value() and "." not in str(q.value)
    return "count" if whole or q.scaled else "score"


def _metric(frame: Frame, index: int, weights: Path) -> tuple[Phrase, float]:
    """The phrase that names the metric, and the chance that it is the right one of the phrases."""
    options = phrases(frame, index)
    scored = load("phrase", weights).scores(phrase_features(frame, index, options))
    best = max(range(len(options)), key=lambda k: (scored[k][0], -k))
    return options[best], softmax([score[0] for score in scored])[best]


def registered(name: str, unit: str, vocabulary: Vocabulary) -> Entry | None:
    """The vocabulary's metric of that name; of several (FLOPs, FLOPS) the one written so, then the one in that unit."""
    known = [e for e in vocabulary.lookup(name) if e.cls is EntityClass.METRIC]
    return min(known, key=lambda e: (name not in (e.name, *e.aliases), e.unit != unit), default=None)


def _metric_entity(
    phrase: Phrase, unit: str, frame: Frame, vocabulary: Vocabulary, added: dict[str, Entity]
) -> str:
    """The id of a phrase's metric: the mention's entity, the vocabulary's, or a minted one."""
    if phrase.entity:
        return phrase.entity
    found = registered(phrase.name, unit, vocabulary)
    if found is not None:
        if found.id not in frame.entities:
            added[found.id] = Entity(
                found.id,
                EntityClass.METRIC,
                found.name,
                found.aliases,
                found.broader,
                curated=True,
                generic="generic" in found.flags,
            )
        return found.id
    local = ids.minted(EntityClass.METRIC, phrase.name)
    if local not in frame.entities:
        added.setdefault(local, Entity(local, EntityClass.METRIC, phrase.name))
    return local


def _quotation(frame: Frame, q: Quantity, phrase: Phrase) -> tuple[int, int]:
    """The span that states the claim: the quantity and, where they stand close, the words of its metric."""
    begin, end = q.begin, q.end
    near = phrase.begin >= 0 and phrase.source not in ELSEWHERE
    if near and phrase.begin - end <= _SPAN and begin - phrase.end <= _SPAN:
        begin, end = min(begin, phrase.begin), max(end, phrase.end)
    begin, end = _trimmed(frame, (begin, end))
    if frame.text[end - 1 : end + 1] in ("\\%", "\\$"):
        end += 1  # the reading copy writes `\\%` as one sign
    return begin, end

"""One number for several metrics: `cuts memory and latency by 30%` states two claims."""

from __future__ import annotations

from dataclasses import replace

from kg.claims.frame import Frame
from kg.claims.metrics import ELSEWHERE, Phrase

_JOINERS = frozenset((",", "and", "both", "the", "its", "&", "as", "well"))
_APART = 5  # words: a number this close behind or before the group belongs to one of its members
_MOST = 4


def coordinated(frame: Frame, index: int, phrase: Phrase) -> tuple[Phrase, ...]:
    """The linked metrics that share a number with the one chosen for it, itself not among them, in text order.

    Only where the number stands alone (no list that could pair off) and no other number stands between, right
    behind or right before the metrics.
    """
    listing = frame.lists[index]
    if phrase.mention < 0 or phrase.source in ELSEWHERE or listing.first != listing.last:
        return ()
    q = frame.quantities[index]
    sentence = frame.sentence_of(q)
    words = frame.words(sentence)
    peers = frame.metrics_of(sentence)
    place = peers.index(phrase.mention)
    low = high = place
    while low and _joined(frame, words.forms, sentence, peers[low - 1], peers[low]):
        low -= 1
    while high + 1 < len(peers) and _joined(frame, words.forms, sentence, peers[high], peers[high + 1]):
        high += 1
    if not 0 < high - low < _MOST:
        return ()
    begin, end = frame.mentions[peers[low]].begin, frame.mentions[peers[high]].end
    reach = (words.before(min(begin, q.begin)) - _APART, words.before(max(end, q.end)) + _APART)
    for k in frame.quantities_of_sentence[sentence]:
        if k != index and reach[0] <= words.before(frame.quantities[k].begin) < reach[1]:
            return ()
    out = []
    for i in peers[low : high + 1]:
        entity = frame.entities[frame.mention_entities[i]]
        if i != phrase.mention and entity.id != phrase.entity:
            m = frame.mentions[i]
            out.append(
                replace(phrase, name=entity.name, begin=m.begin, end=m.end, entity=entity.id, mention=i)
            )
    return tuple(out)


def _joined(frame: Frame, forms: tuple[str, ...], sentence: int, left: int, right: int) -> bool:
    words = frame.words(sentence)
    between = forms[words.before(frame.mentions[left].end) : words.before(frame.mentions[right].begin)]
    return 0 < len(between) <= 3 and ("and" in between or "," in between) and set(between) <= _JOINERS

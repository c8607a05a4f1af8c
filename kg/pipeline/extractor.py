"""The per-document function: a paper in, all that it says out.  Nothing carries over to the next paper."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from kg import claims, entities, ids, vocabulary
from kg.entities import roles
from kg.mentions import urls
from kg.mentions.recogniser import Recogniser, SpanTagger
from kg.mentions.tagger import Tagger
from kg.model import Document, Extraction
from kg.settings import Settings

BATCH = 64  # documents that a worker takes at a time; never changes what comes out
LEAST_TAG = 0.15  # spans below it are not even weighed; `kg.training.links` is fitted with the same floor
Progress = Callable[[str, int, int], None]  # stage, done, total (0 where it is unknown)
T = TypeVar("T")


class Extractor:
    """Everything a document needs to become an Extraction, loaded once; documents never affect each other."""

    def __init__(self, settings: Settings, tagger: SpanTagger | None = None) -> None:
        self.vocabulary = vocabulary.load(settings.vocabulary)
        self.tagger = tagger or (Tagger.load(least=LEAST_TAG) if settings.tagger else None)
        self.model = roles.load()
        self._recogniser = Recogniser(
            self.vocabulary, self.tagger, gazetteer=settings.gazetteer, rules=settings.rules
        )

    @property
    def model_hash(self) -> str:
        """One hash over all trained weights in use."""
        return ids.digest(self.model.hash, getattr(self.tagger, "model_hash", ""), length=64)

    def extract(self, batch: Sequence[Document]) -> list[Extraction]:
        """What each document says, in the order given."""
        return [self._one(d, found) for d, found in zip(batch, self._recogniser.find(batch), strict=True)]

    def _one(self, document: Document, mentions: tuple[Any, ...]) -> Extraction:
        linked = entities.link(document, mentions, self.vocabulary, self.model)
        known = {e.id: e for e in linked.entities}
        found, implied = claims.extract(
            document, linked.mentions, linked.mention_entities, known, self.vocabulary, linked.contributions
        )
        known.update((e.id, e) for e in implied)
        return Extraction(
            document, linked.mentions, linked.mention_entities, tuple(known[k] for k in sorted(known)), linked.links,
            found, urls.find(document),
        )  # fmt: skip


@lru_cache(maxsize=1)
def loaded(settings: Settings) -> Extractor:
    """The extractor of these settings, loaded once per process."""
    extractor = Extractor(settings)
    gc.freeze()  # it stays for good: the collector need not walk a vocabulary again and again
    return extractor


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch

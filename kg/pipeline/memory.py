"""Small corpora held in memory: for training, measuring and tests; `kg.pipeline.build` is the way to files."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg import documents, graph, ids
from kg.errors import InputError
from kg.model import Document, Extraction, Skip
from kg.pipeline import codec, tasks
from kg.pipeline.extractor import BATCH, Progress, batches, loaded
from kg.pipeline.workers import mapped
from kg.rdf import Statement
from kg.resources import sample_file
from kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Input:
    """The papers of a build, sorted by local name, with everything that was left out or mended on the way."""

    papers: tuple[Document, ...]
    skips: tuple[Skip, ...]
    repairs: dict[str, int] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 over the papers themselves, whatever file and order they came in."""
        return hashlib.sha256("".join(sorted(map(codec.content_hash, self.papers))).encode()).hexdigest()

    @property
    def lost(self) -> tuple[Skip, ...]:
        """The records that no paper stands for."""
        return tuple(s for s in self.skips if not s.merged)


def gather(sources: Sequence[documents.Source], settings: Settings) -> Input:
    """The papers of all sources, duplicates merged; the packaged sample when there is no source.

    Raises InputError at the first bad record with `settings.strict`.
    """
    repairs: Counter[str] = Counter()

    def items() -> Iterator[Document | Skip]:
        for source in sources or (sample_file(),):
            for item in documents.read(source, settings, repairs):
                if settings.strict and isinstance(item, Skip):
                    raise InputError(
                        f"{item.source}:{item.line}: {item.reason} (--strict ends at the first bad record)"
                    )
                yield item

    papers, skips = documents.merge(items())
    ordered = tuple(sorted(papers, key=lambda d: (ids.paper(d), d.id)))
    return Input(ordered, tuple(skips), dict(sorted(repairs.items())))


def extract(
    papers: Sequence[Document], settings: Settings, progress: Progress | None = None
) -> Iterator[Extraction]:
    """What each paper says, in the order given, on `settings.jobs` processes."""
    numbered = ((str(n), codec.write(paper)) for n, paper in enumerate(papers))
    alone = replace(settings, jobs=1)
    work = (tasks.Reading(tuple(batch), alone) for batch in batches(numbered))
    found: dict[int, bytes] = {}
    due = 0
    for results in mapped(tasks.read, work, min(settings.jobs, -(-len(papers) // BATCH) or 1)):
        found.update((int(result.key), result.body) for result in results)
        while due in found:
            yield codec.unpack(Extraction, found.pop(due))
            due += 1
        if progress:
            progress("extracting", due, len(papers))


def graph_of(
    given: Input, settings: Settings, progress: Progress | None = None
) -> tuple[list[Statement], str]:
    """The sorted, distinct statements of a corpus, and the hash of the weights used."""
    extractor = loaded(replace(settings, jobs=1))
    extractions = list(extract(given.papers, settings, progress))
    coined: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for extraction in extractions:
        for name, entity in tasks.names_of(extraction).coined:
            body = json.dumps(codec.encode(entity))
            coined[name][entity.id] = min(body, coined[name].get(entity.id, body))
    targets = {name: next(iter(bodies.values())) for name, bodies in coined.items() if len(bodies) == 1}
    run = tasks.run_of(extractor, given.hash)
    resolved = (tasks.resolved(extraction, targets) for extraction in extractions)
    return sorted(set(graph.statements(resolved, extractor.vocabulary, run, settings))), extractor.model_hash

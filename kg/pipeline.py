"""The one file that knows the order: documents -> mentions -> entities -> claims -> graph -> files."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kg import __version__, claims, documents, entities, export, graph, ids, vocabulary
from kg.entities import roles
from kg.errors import InputError
from kg.mentions import urls
from kg.mentions.recogniser import Recogniser, SpanTagger
from kg.mentions.tagger import Tagger
from kg.model import Document, Extraction, Skip
from kg.rdf import Statement
from kg.resources import sample_file
from kg.settings import Settings

BATCH = 64  # documents that a worker takes at a time; never changes what comes out
LEAST_TAG = 0.15  # spans below it are not even weighed; `kg.training.links` is fitted with the same floor
Progress = Callable[[str, int, int], None]  # stage, done, total


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
def _extractor(settings: Settings) -> Extractor:
    return Extractor(settings)


def _work(batch: Sequence[Document], settings: Settings) -> list[Extraction]:
    return _extractor(settings).extract(batch)


def extract(
    papers: Sequence[Document], settings: Settings, progress: Progress | None = None
) -> Iterator[Extraction]:
    """What each paper says, in the order given, on `settings.jobs` processes."""
    batches = list(_batches(papers))
    done = 0
    for extractions in _mapped(batches, settings):
        done += len(extractions)
        if progress:
            progress("reading", done, len(papers))
        yield from extractions


def _mapped(batches: Sequence[Sequence[Document]], settings: Settings) -> Iterator[list[Extraction]]:
    if settings.jobs == 1 or len(batches) < 2:
        for batch in batches:
            yield _work(batch, settings)
        return
    with ProcessPoolExecutor(min(settings.jobs, len(batches)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_work, batches, [settings] * len(batches))


def _batches(papers: Iterable[Document]) -> Iterator[Sequence[Document]]:
    iterator = iter(papers)
    while batch := tuple(islice(iterator, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class Input:
    """The papers of a build, sorted by local name, with everything that was left out or mended on the way."""

    papers: tuple[Document, ...]
    skips: tuple[Skip, ...]
    repairs: dict[str, int] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 over the papers themselves, whatever file and order they came in."""
        digests = sorted(ids.digest(repr(p), length=64) for p in self.papers)
        return hashlib.sha256("".join(digests).encode()).hexdigest()

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


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: where it lies, what it counts, what was left out."""

    directory: Path
    manifest: dict[str, Any]
    input: Input


def graph_of(
    given: Input, settings: Settings, progress: Progress | None = None
) -> tuple[list[Statement], str]:
    """The sorted, distinct statements of a corpus, and the hash of the weights used."""
    extractor = _extractor(settings)
    extractions = list(extract(given.papers, settings, progress))
    resolution = graph.resolve(extractions)
    run = graph.Run(__version__, extractor.vocabulary.hash, extractor.model_hash, (given.hash,))
    everything = graph.statements(map(resolution.apply, extractions), extractor.vocabulary, run, settings)
    return sorted(set(everything)), extractor.model_hash


def build(
    sources: Sequence[documents.Source], directory: Path, settings: Settings, progress: Progress | None = None
) -> Built:
    """The built directory: graph.nt, graph.ttl, graph.html, void.ttl and manifest.json."""
    given = gather(sources, settings)
    statements, model_hash = graph_of(given, settings, progress)
    manifest = _manifest(given, statements, model_hash, settings)
    _write(directory, statements, manifest, settings, progress)
    return Built(directory, manifest, given)


def imported(
    source: Path, directory: Path, settings: Settings, lenient: bool = False
) -> tuple[graph.Fault, ...]:
    """What was left out of an RDF file of our ontology on its way into a built directory.

    Raises GraphError with file and line at the first fault unless `lenient`.
    """
    loaded = graph.load(source, lenient=lenient)
    settings = replace(settings, base_iri=graph.base_iri(loaded.statements))
    counts = graph.counts(loaded.statements)
    manifest = {
        "tool": {"name": "paperkg", "version": __version__},
        "graph": counts,
        "input": {
            "papers": counts["papers"],
            "sha256": export.describe(source)["sha256"],
            "skipped": len(loaded.faults),
        },
    }
    _write(directory, loaded.statements, manifest, settings)
    return loaded.faults


def _write(
    directory: Path,
    statements: Sequence[Statement],
    manifest: dict[str, Any],
    settings: Settings,
    progress: Progress | None = None,
) -> None:
    """Write all files of a built directory, the manifest last; each is replaced as a whole."""
    from kg import view
    from kg.query import store

    page = view.render(view.model(statements, settings)).encode()
    directory.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for step, name in enumerate(("ntriples", "turtle"), 1):
        files += export.save(export.WRITERS[name], directory / "graph", lambda: statements, settings)
        if progress:
            progress("writing", step, 3)
    files.append(export.write_bytes(directory / "graph.html", page))
    described = {path.name: export.describe(path) for path in files}
    export.write_dataset(directory, statements, manifest, settings, described)
    export.write_manifest(directory, manifest)
    store.write(directory)
    if progress:
        progress("writing", 3, 3)


def _manifest(
    given: Input, statements: Sequence[Statement], model_hash: str, settings: Settings
) -> dict[str, Any]:
    """Counts, versions and hashes of a build; no clock, no path."""
    lexicon = vocabulary.load(settings.vocabulary)
    return {
        "tool": {"name": "paperkg", "version": __version__},
        "vocabulary": {"entries": len(lexicon.entries), "sha256": lexicon.hash},
        "model": {"sha256": model_hash},
        "input": {
            "papers": len(given.papers),
            "sha256": given.hash,
            "repairs": given.repairs,
            "merged": sum(s.merged for s in given.skips),
            "skipped": len(given.lost),
        },
        "graph": graph.counts(statements),
    }

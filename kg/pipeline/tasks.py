"""What a worker does, on this machine or another: documents to extractions, extractions to sorted lines.

Both are functions of their task alone.  The first gives small packed values for the cache; the second writes its
RDF to a file and gives back counts only.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg import __version__, graph
from kg.folding import fold
from kg.graph.resolution import family
from kg.model import Document, Entity, Extraction
from kg.pipeline import codec, runs
from kg.pipeline.extractor import Extractor, loaded
from kg.pipeline.tally import Fact, facts
from kg.settings import Settings

Name = str  # hash of a folded name within its family of classes


@dataclass(frozen=True, slots=True)
class Names:
    """What one paper contributes to the question who coined what: coined (name, entity), and names left open."""

    coined: tuple[tuple[Name, Entity], ...]
    open: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Extracted:
    """One paper done: its key, its packed Extraction, its packed Names."""

    key: str
    body: bytes
    names: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """A task: documents, as `codec.write` has them, with their keys."""

    documents: tuple[tuple[str, bytes], ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class Rendering:
    """A task: packed extractions, each with the packed entities that names of it resolve to, and where lines go."""

    extractions: tuple[tuple[bytes, dict[Name, str]], ...]
    run: Path
    settings: Settings


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of a rendering: how many papers, and their facts with counts."""

    papers: int
    tally: Counter[Fact]


def read(task: Reading) -> list[Extracted]:
    """The extraction of every document of the task."""
    extractor = loaded(task.settings)
    papers = [codec.read(Document, body) for _, body in task.documents]
    return [
        Extracted(key, codec.pack(extraction), codec.pack(names_of(extraction)))
        for (key, _), extraction in zip(task.documents, extractor.extract(papers), strict=True)
    ]


def render(task: Rendering) -> Rendered:
    """The counts of a run written: the lines of every extraction of the task, each after its names were resolved."""
    lines, tally = written(task.extractions, task.settings)
    runs.write_run(task.run, lines)
    return Rendered(len(task.extractions), tally)


def written(
    extractions: Iterable[tuple[bytes, Mapping[Name, str]]], settings: Settings
) -> tuple[list[bytes], Counter[Fact]]:
    """The lines of packed extractions, unsorted, and their facts with counts."""
    extractor = loaded(settings)
    run = run_of(extractor)
    tally: Counter[Fact] = Counter()
    lines: list[bytes] = []
    for body, targets in extractions:
        extraction = resolved(codec.unpack(Extraction, body), targets)
        tally.update(facts(extraction, extractor.vocabulary))
        lines += {runs.line(s) for s in graph.document_statements(extraction, run, settings)}
    return lines, tally


def run_of(extractor: Extractor, *inputs: str) -> graph.Run:
    """The run that an extractor's results belong to, `inputs` being hashes of what was read."""
    return graph.Run(__version__, extractor.vocabulary.hash, extractor.model_hash, inputs)


def names_of(extraction: Extraction) -> Names:
    """What an extraction contributes to the question who coined what."""
    coined: dict[tuple[Name, str], Entity] = {}
    open_: set[Name] = set()
    for entity in extraction.entities:
        if entity.curated:
            continue
        if entity.coined_by is None:
            open_.update(_names(entity))
        else:
            for label in (entity.name, *entity.aliases):
                if key := fold(label):
                    coined[_hash(entity, key), entity.id] = entity
    return Names(tuple((name, entity) for (name, _), entity in sorted(coined.items())), tuple(sorted(open_)))


def resolved(extraction: Extraction, targets: Mapping[Name, str]) -> Extraction:
    """The extraction with each open entity replaced by the one (JSON of an Entity) that `targets` has for its name."""
    if not targets:
        return extraction
    mapping = {
        entity.id: codec.decode(Entity, json.loads(targets[name]))
        for entity in extraction.entities
        if not entity.curated and entity.coined_by is None
        for name in _names(entity)
        if name in targets
    }
    return graph.Resolution(mapping).apply(extraction)


def _names(entity: Entity) -> Iterator[Name]:
    if key := fold(entity.name):
        yield _hash(entity, key)


def _hash(entity: Entity, key: str) -> Name:
    return hashlib.blake2b(f"{family(entity.cls)}:{key}".encode(), digest_size=12).hexdigest()


def renderings(
    extractions: Iterable[Sequence[tuple[bytes, dict[Name, str]]]],
    folder: Path,
    name: str,
    settings: Settings,
) -> Iterator[Rendering]:
    """A task for each batch, its run named by `name` and a number in `folder`."""
    alone = replace(settings, jobs=1)  # one extractor per process, whatever the build was asked for
    for number, batch in enumerate(extractions):
        yield Rendering(tuple(batch), folder / f"{name}-{number:06d}.gz", alone)

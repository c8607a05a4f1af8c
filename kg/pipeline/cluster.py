"""The same build on many machines, through dask.distributed.

The client takes the papers in and cuts them into parts by key, so that a new paper changes one part.  A worker reads a
part from shared storage and leaves its results there; another turn writes its lines.  Only names that papers
coin and counts travel, merged by key in a tree.  Every part is a file `part-NNNNN.nt.gz`, the last one holding what the
papers share.  dask does the rest: places tasks, and does those of a lost worker again.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from kg import export, ids
from kg.errors import KGError, LimitError
from kg.pipeline import codec, outputs, place, runs, signature, storage, tables, tally, tasks
from kg.pipeline.building import Build, Built
from kg.pipeline.draft import draft, publish
from kg.pipeline.extractor import BATCH, Progress, batches, loaded
from kg.pipeline.lock import locked
from kg.pipeline.standing import Standing
from kg.pipeline.tables import Tables
from kg.pipeline.tally import Fact
from kg.pipeline.totals import Totals
from kg.settings import Settings

PART = 500  # papers, about; a part is read in one go
PATIENCE = 20.0  # seconds that a scheduler may take to answer
FAN: Final = 8  # values merged at a time in a tree
MISSING: Final = "--engine dask needs dask.distributed: pip install 'paperkg[cluster]'."
PARTS: Final = "parts"  # folders of the output
DOCUMENTS: Final = ".cache/documents"
RESULTS: Final = ".cache/results"
Coined = dict[str, dict[str, str]]  # name -> entity id -> packed entity


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the papers: where its files are, and what its workers must agree on."""

    documents: str
    results: str
    lines: str
    settings: Settings
    signature: str


def read_part(part: Part) -> Coined:
    """The names that the papers of a part coin; their results lie at `part.results` afterwards."""
    extractor = loaded(part.settings)
    if signature.of_reading(extractor, part.settings) != part.signature:
        raise KGError(
            "A worker runs another version of paperkg than the build; install the same on all machines."
        )
    if not storage.exists(part.results):
        papers = (
            (row[0], base64.b64decode(row[1])) for row in map(json.loads, storage.lines(part.documents))
        )
        storage.write(part.results, _results(papers, part.settings))
    coined: Coined = {}
    for _, names in _kept(part):
        for name, entity in names.coined:
            coined.setdefault(name, {})[entity.id] = json.dumps(codec.encode(entity))
    return coined


def _results(papers: Iterator[tuple[str, bytes]], settings: Settings) -> Iterator[bytes]:
    for batch in batches(papers, BATCH):
        for result in tasks.read(tasks.Reading(tuple(batch), settings)):
            row = [base64.b64encode(packed).decode() for packed in (result.body, result.names)]
            yield json.dumps(row).encode() + b"\n"


def _kept(part: Part) -> Iterator[tuple[bytes, tasks.Names]]:
    for row in map(json.loads, storage.lines(part.results)):
        body, names = map(base64.b64decode, row)
        yield body, codec.unpack(tasks.Names, names)


def coined_together(parts: Sequence[Coined]) -> Coined:
    """The names that several parts coin; of one that two papers coin, two entities are enough to know."""
    together: Coined = {}
    for part in parts:
        for name, entities in part.items():
            known = together.setdefault(name, {})
            for entity, body in entities.items():
                if entity in known or len(known) < 2:
                    known[entity] = min(body, known.get(entity, body))
    return together


def write_part(part: Part, coined: Coined) -> tuple[Counter[Fact], dict[str, Any]]:
    """The facts of a part's papers with counts, and the counts of its lines, which lie at `part.lines` afterwards."""
    targets = {name: next(iter(found.values())) for name, found in coined.items() if len(found) == 1}
    packed = ((body, {n: targets[n] for n in names.open if n in targets}) for body, names in _kept(part))
    lines, facts = tasks.written(packed, part.settings)
    return facts, _write_lines(part.lines, lines)


def _write_lines(url: str, lines: Sequence[bytes]) -> dict[str, Any]:
    ordered = sorted(set(lines))
    storage.write(url, [gzip.compress(b"".join(ordered), 6, mtime=0)])
    totals = Totals()
    for _ in totals.counting(map(runs.statement, ordered)):
        pass
    return totals.plain()


def counts_together(
    parts: Sequence[tuple[Counter[Fact], dict[str, Any]]],
) -> tuple[Counter[Fact], dict[str, Any]]:
    """The counts of several parts together."""
    totals = Totals()
    for _, plain in parts:
        totals.change(Totals.of(plain), 1)
    return tally.added(facts for facts, _ in parts), totals.plain()


@contextmanager
def connected(scheduler: str | None, workers: int) -> Iterator[Any]:
    """A client of the scheduler at an address, or of a cluster of processes on this machine."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise KGError(MISSING) from error
    if scheduler:
        try:
            client = Client(scheduler, timeout=PATIENCE)  # type: ignore[no-untyped-call]
        except OSError as error:
            raise KGError(f"No scheduler answers at {scheduler}; start one with: dask scheduler.") from error
        with client:
            yield client
        return
    options = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**options) as cluster, Client(cluster) as client:  # type: ignore[no-untyped-call]
        yield client


def tree(client: Any, function: Callable[[Sequence[Any]], Any], futures: list[Any]) -> Any:
    """The future of all values merged, a few at a time, where they lie."""
    while len(futures) > 1:
        futures = [client.submit(function, futures[at : at + FAN]) for at in range(0, len(futures), FAN)]
    return futures[0] if futures else client.submit(function, [])


def counted(client: Any, parts: Sequence[Part]) -> tuple[Counter[Fact], dict[str, Any]]:
    """The counts of all parts, whose lines lie in their places afterwards."""
    from distributed import KilledWorker

    try:
        coined = tree(client, coined_together, client.map(read_part, parts, pure=False))
        written = client.map(write_part, parts, coined=coined, pure=False)
        counts: tuple[Counter[Fact], dict[str, Any]] = tree(client, counts_together, written).result()
    except KilledWorker as error:
        raise LimitError(
            f"Workers died again and again over the same papers: {error}. Give them more memory."
        ) from error
    return counts


def build(
    sources: Sequence[str],
    output: str,
    settings: Settings,
    progress: Progress | None = None,
    *,
    scheduler: str | None = None,
    force: bool = False,
) -> Built:
    """What `kg.pipeline.build` gives, by the workers of a dask scheduler, or of `settings.jobs` processes here.

    `sources` and `output` may be URLs that all machines reach.  The output gets the parts, parts.json with size and
    hash of each, and the manifest; a directory of this machine gets all files of a local build, the same bytes.
    """
    with tempfile.TemporaryDirectory() as temporary:
        local = Path(temporary) / "built" if storage.is_url(output) else Path(output).resolve()
        shared = output.rstrip("/") if storage.is_url(output) else str(local)
        with (
            locked(local),
            draft(local) as folder,
            closing(tables.connect(folder, folder / "work.sqlite")) as db,
        ):
            place.check(local, sources, force=force)
            fetched = storage.fetched(sources, folder)
            build = Build(fetched, local, replace(settings, jobs=1), progress, folder, Tables(db))
            plan = build.take_in()
            parts = _parts(build, shared)
            with connected(scheduler, settings.jobs) as client:
                facts, plain = counted(client, parts)
            names = [part.lines for part in parts]
            names.append(_place(shared, len(parts)))
            with build.tables.transaction():
                build.tables.change(facts, 1)
                build.tables.settle()
                inputs = build.input_hash()
                own = runs.merged(build.shared(tasks.run_of(build.extractor, inputs)), folder)
                totals = Totals.of(plain)
                totals.change(Totals.of(_write_lines(names[-1], list(own))), 1)
            manifest = build.manifest(inputs, totals)
            _list_parts(shared, names)
            _remove_others(shared, parts)
            if storage.is_url(output):
                storage.write(f"{shared}/manifest.json", [export.manifest_bytes(manifest)])
            else:
                lines = runs.merged([Path(name) for name in names], folder)
                described = outputs.write_graph(folder, lines, build.settings, Totals())
                with build.tables.transaction():
                    standing = Standing(db)
                    outputs.write_rest(local, folder, totals, manifest, described, build.settings, standing)
                publish(local, (*outputs.FILES, *outputs.INDEX, outputs.SKIPPED))
            return build.built(plan, manifest)


def _parts(build: Build, shared: str) -> list[Part]:
    """The parts of the papers of a build, in the order of keys, each with its documents written."""
    of_reading = signature.of_reading(build.extractor, build.settings)
    number = 1
    while number * PART < build.intake.kept:
        number *= 2  # a power, so that parts keep their borders while a corpus grows
    rows = build.tables.db.execute("SELECT key, body FROM work.paper ORDER BY key")
    parts: list[Part] = []
    for _, papers in groupby(rows, key=lambda row: int(row[0][:8], 16) * number >> 32):
        lines = [json.dumps([key, base64.b64encode(body).decode()]).encode() + b"\n" for key, body in papers]
        name = ids.digest(*(line.decode() for line in lines), length=32)
        part = Part(
            f"{shared}/{DOCUMENTS}/{name}.jsonl", f"{shared}/{RESULTS}/{name}.jsonl", _place(shared, len(parts)),
            build.settings, of_reading,
        )  # fmt: skip
        storage.write(part.documents, lines)
        parts.append(part)
    return parts


def _place(shared: str, number: int) -> str:
    return f"{shared}/{PARTS}/part-{number:05d}.nt.gz"


def _list_parts(shared: str, names: Sequence[str]) -> None:
    listed = {}
    for name in names:
        data = b"".join(storage.lines(name))
        listed[name.rpartition("/")[2]] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    storage.write(f"{shared}/{PARTS}/parts.json", [export.manifest_bytes(listed)])


def _remove_others(shared: str, parts: Sequence[Part]) -> None:
    """Remove what earlier builds left that this one has no use for, and the documents of this one."""
    kept = {part.results.rpartition("/")[2] for part in parts}
    storage.keep_only(f"{shared}/{DOCUMENTS}", set())
    storage.keep_only(f"{shared}/{RESULTS}", kept)
    storage.keep_only(
        f"{shared}/{PARTS}", {"parts.json", *(_place("", n)[len(PARTS) + 2 :] for n in range(len(parts) + 1))}
    )

"""A build from its sources to its files: the order of steps, and what is done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from kg import __version__, documents, export, graph, ids, vocabulary
from kg.errors import GraphError
from kg.graph.census import Census
from kg.graph.description import closure, describe
from kg.graph.run import run_statements
from kg.model import Skip
from kg.pipeline import outputs, place, runs, signature, tables, tasks
from kg.pipeline.draft import draft, publish
from kg.pipeline.extractor import BATCH, Extractor, Progress, batches, loaded
from kg.pipeline.intake import Intake
from kg.pipeline.lock import locked
from kg.pipeline.standing import Standing
from kg.pipeline.tables import Tables
from kg.pipeline.totals import Totals
from kg.pipeline.workers import mapped
from kg.rdf import iri
from kg.settings import Settings

CACHE = ".cache"  # in the built directory
FIRST = 100  # skips that come back with a build
PATCHED = (
    5000  # papers that may come and go before a graph is put together anew: what changes is held in memory
)
RENDERED = 256  # papers whose lines make one run: some ten megabytes


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build has to do, in papers."""

    papers: int
    added: int  # new to the graph, or changed
    removed: int  # no longer in the input, or changed
    to_read: int  # of which no result is kept
    anew: bool  # whether the graph is put together from scratch
    report: str  # hash of what was left out and mended
    same_report: bool  # as in the build before

    @property
    def nothing(self) -> bool:
        """Whether all files are what they would become."""
        return not (self.added or self.removed or self.anew) and self.same_report


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: where it lies, what it counts, what was left out, what was done."""

    directory: Path
    manifest: dict[str, Any]
    plan: Plan
    records: int
    merged: int
    skipped: int
    repairs: dict[str, int]
    first_skips: tuple[Skip, ...]  # of what was left out; skipped.tsv has all


def build(
    sources: Sequence[documents.Source],
    directory: Path,
    settings: Settings,
    progress: Progress | None = None,
    *,
    cache: Path | None = None,
    dry_run: bool = False,
    force: bool = False,
) -> Built:
    """The built directory: graph.nt, graph.ttl, graph.html, void.ttl, manifest.json, the index, skipped.tsv.

    Memory is bounded whatever the number of papers.  The files depend on the papers and settings alone: not on the
    order of records, the number of processes, or what an earlier build left behind.  Results per document are kept in
    `cache`, by default a folder in the directory; with `dry_run` only the plan is made.  Raises InputError for a source
    that would be overwritten, GraphError for files of others in the directory unless `force`.
    """
    with place.made(directory), locked(directory), draft(directory) as folder:
        place.check(directory, sources, force=force)
        connection = tables.connect(cache or directory / CACHE, folder / "work.sqlite")
        try:
            return Build(sources, directory, settings, progress, folder, Tables(connection)).run(dry_run)
        finally:
            connection.close()


class Build:
    """One build under way."""

    def __init__(
        self,
        sources: Sequence[documents.Source],
        directory: Path,
        settings: Settings,
        progress: Progress | None,
        folder: Path,
        state: Tables,
    ) -> None:
        self.sources = sources
        self.directory = directory
        self.settings = settings
        self.progress = progress
        self.folder = folder
        self.tables = state
        self.intake = Intake(state.db)
        self.extractor: Extractor = loaded(replace(settings, jobs=1))
        self.signature = signature.of_outputs(self.extractor, settings)

    def run(self, dry_run: bool) -> Built:
        """Do all that is to be done, or only say what."""
        plan = self.take_in()
        if dry_run:
            return self.built(plan, {})
        if plan.nothing:
            return self.built(plan, export.read_manifest(self.directory))
        self.read(plan)
        with self.tables.transaction():
            manifest = self.assemble(plan)
        with self.tables.transaction():
            self.tables.forget_unused()
        return self.built(plan, manifest)

    def take_in(self) -> Plan:
        """Read the sources, and say what there is to do."""
        state = self.tables
        with state.transaction():
            self.intake.read(self.sources, self.settings, self.progress)
        with state.transaction():
            state.add_papers(self.intake.papers(), signature.of_reading(self.extractor, self.settings))
        self.account()
        known = state.state()
        valid = (
            bool(known) and known.get("signature") == self.signature and known.get("files") == self.files()
        )
        papers = state.count("work.paper")
        added = state.count("(SELECT key FROM work.paper EXCEPT SELECT key FROM member)") if valid else papers
        removed = state.count("(SELECT key FROM member EXCEPT SELECT key FROM work.paper)") if valid else 0
        anew = not valid or added + removed > min(PATCHED, papers // 4)
        to_read = state.count("(SELECT key FROM work.paper EXCEPT SELECT key FROM extraction)")
        report = self.report()
        return Plan(
            papers,
            added,
            removed,
            to_read,
            anew=anew,
            report=report,
            same_report=known.get("report") == report,
        )

    def report(self) -> str:
        """The hash of what is left out and mended, with the counts."""
        found = self.intake
        outputs.write_skips(self.folder / outputs.SKIPPED, found.skips())
        counts = [found.records, found.merged, found.skipped, sorted(found.repairs.items())]
        return ids.digest(
            json.dumps(counts), str(export.describe(self.folder / outputs.SKIPPED)["sha256"]), length=32
        )

    def account(self) -> None:
        """Raise GraphError unless every record is kept, merged or skipped."""
        found = self.intake
        if found.records != found.kept + found.merged + found.skipped:
            raise GraphError(
                f"{found.records} records were read, but {found.kept} kept, {found.merged} merged and "
                f"{found.skipped} skipped; please report this with the input."
            )

    def read(self, plan: Plan) -> None:
        """Read what is new, and keep each batch of results as soon as it is there."""
        alone = replace(self.settings, jobs=1)
        work = (tasks.Reading(tuple(batch), alone) for batch in batches(self.tables.unread(), BATCH))
        jobs = min(self.settings.jobs, -(-plan.to_read // BATCH) or 1)
        done = 0
        for results in mapped(tasks.read, work, jobs):
            self.tables.keep(results)
            done += len(results)
            if self.progress:
                self.progress("extracting", done, plan.to_read)

    def assemble(self, plan: Plan) -> dict[str, Any]:
        """The manifest of the files put together and published, the state of the tables brought up to date."""
        state = self.tables
        if plan.anew:
            state.reset()
        state.join()
        gone: set[bytes] = set()
        if not plan.anew:
            old = self.render("work.old", "target", -1)
            gone = {line[: line.index(b" ")] for line in runs.merged(old, self.folder)}
        new = self.render("work.new", "work.fresh", 1)
        state.settle()
        inputs = self.input_hash()
        run = tasks.run_of(self.extractor, inputs)
        lines = runs.merged([*new, *self.shared(run)], self.folder)
        if plan.anew:
            totals = Totals()
            described = outputs.write_graph(self.folder, lines, self.settings, totals)
        else:
            totals = Totals.of(state.state()["totals"])
            base = self.settings.base_iri
            gone |= {iri(base + entity).encode() for entity in state.redescribed()}
            gone.add(iri(base + run.local).encode())
            described = outputs.patch_graph(self.directory, self.folder, gone, lines, self.settings, totals)
        manifest = self.manifest(inputs, totals)
        outputs.write_rest(
            self.directory, self.folder, totals, manifest, described, self.settings, Standing(state.db)
        )
        publish(self.directory, (*outputs.FILES, *outputs.INDEX, outputs.SKIPPED))
        state.set_state({
            "signature": self.signature, "files": self.files(), "totals": totals.plain(), "report": plan.report,
        })  # fmt: skip
        return manifest

    def render(self, papers: str, targets: str, sign: int) -> list[Path]:
        """The runs written for the papers in a table, whose facts are counted in or out."""
        total = self.tables.count(papers)
        found = batches(self.tables.extractions(papers, targets), RENDERED)
        name = papers.removeprefix("work.")
        work = tasks.renderings(found, self.folder, name, self.settings)
        done = 0
        for result in mapped(tasks.render, work, min(self.settings.jobs, -(-total // RENDERED) or 1)):
            self.tables.change(result.tally, sign)
            done += result.papers
            if self.progress:
                self.progress("writing", done, total)
        return sorted(self.folder.glob(f"{name}-*.gz"))

    def shared(self, run: graph.Run) -> list[Path]:
        """The runs written for what papers share: entities, and the run of the build."""
        sorter = runs.Sorter(self.folder, "shared")
        sorter.add(self.descriptions())
        sorter.add(map(runs.line, run_statements(run, self.settings.base_iri)))
        return sorter.close()

    def descriptions(self) -> Iterator[bytes]:
        """The lines of every entity whose description is another than in the graph as it stands."""
        lexicon, base = self.extractor.vocabulary, self.settings.base_iri
        wanted = _Wanted(self.tables, lexicon)
        for entity in sorted(wanted.curated):
            entry = lexicon.entries[entity]
            lines = sorted(map(runs.line, describe(entity, self.tables.use(entity), entry, wanted, base)))
            if self.tables.describe(entity, hashlib.sha256(b"".join(lines)).hexdigest()):
                yield from lines
        self.tables.describe_no_other(wanted.curated)
        for entity, use in self.tables.uses():
            if entity not in lexicon.entries:
                yield from map(runs.line, describe(entity, use, None, wanted, base))

    def input_hash(self) -> str:
        """SHA-256 over the papers themselves, whatever file and order they came in."""
        state_ = hashlib.sha256()
        for digest in self.tables.digests():
            state_.update(digest.encode())
        return state_.hexdigest()

    def manifest(self, inputs: str, totals: Totals) -> dict[str, Any]:
        """Counts, versions and hashes of a build; no clock, no path."""
        lexicon = vocabulary.load(self.settings.vocabulary)
        return {
            "tool": {"name": "paperkg", "version": __version__},
            "vocabulary": {"entries": len(lexicon.entries), "sha256": lexicon.hash},
            "model": {"sha256": self.extractor.model_hash},
            "input": {
                "papers": self.intake.kept, "sha256": inputs, "repairs": dict(sorted(self.intake.repairs.items())),
                "merged": self.intake.merged, "skipped": self.intake.skipped,
            },
            "graph": totals.summary(),
        }  # fmt: skip

    def files(self) -> dict[str, list[int]]:
        """Size and time of each published file: whether anything was changed since."""
        found: dict[str, list[int]] = {}
        for name in (*outputs.FILES, outputs.INDEX[0]):
            path = self.directory / name
            if path.is_file():
                found[name] = [path.stat().st_size, path.stat().st_mtime_ns]
        return found

    def built(self, plan: Plan, manifest: dict[str, Any]) -> Built:
        """What there is to say of the build."""
        found = self.intake
        return Built(
            self.directory, manifest, plan, found.records, found.merged, found.skipped,
            dict(sorted(found.repairs.items())), tuple(islice(found.skips(), FIRST)),
        )  # fmt: skip


class _Wanted:
    """Whether the graph describes an entity: an entry that is used or stands above one, or a name that papers use."""

    def __init__(self, state: Tables, lexicon: vocabulary.Vocabulary) -> None:
        self._tables = state
        used = [entry for entry in lexicon.entries if state.counted(entry)]
        self.curated = closure([*used, *state.parents()], Census(), lexicon)

    def __contains__(self, entity: object) -> bool:
        return isinstance(entity, str) and (entity in self.curated or self._tables.named(entity))

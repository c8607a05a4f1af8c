"""A built directory out of an RDF file of our ontology."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg import __version__, export, graph
from kg.pipeline import outputs, place, runs
from kg.pipeline.draft import draft, publish
from kg.pipeline.lock import locked
from kg.pipeline.totals import Totals
from kg.settings import Settings


def imported(
    source: Path, directory: Path, settings: Settings, lenient: bool = False, force: bool = False
) -> tuple[graph.Fault, ...]:
    """What was left out of an RDF file of our ontology on its way into a built directory.

    Raises GraphError with file and line at the first fault unless `lenient`, and for files of others in the directory
    unless `force`.
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
    with place.made(directory), locked(directory), draft(directory) as folder:
        place.check(directory, (source,), force=force)
        totals = Totals()
        described = outputs.write_graph(folder, map(runs.line, loaded.statements), settings, totals)
        outputs.write_rest(directory, folder, totals, manifest, described, settings)
        publish(directory, (*outputs.FILES, *outputs.INDEX))
    return loaded.faults

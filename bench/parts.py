"""The parts of a run, each measured once and kept as a JSON file."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import builds, machine, peer, stages, writers
from bench.corpus import sample

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A name that is also that of a file, and what measures it."""

    name: str
    measure: Callable[[], Result]


def table(options: argparse.Namespace) -> list[Part]:
    """All parts that the options ask for, the short ones first."""
    corpus = options.corpus

    def on_papers(lines: Callable[..., Any], *more: Any) -> Result:
        return {"lines": list(lines(sample(corpus, options.papers), *more))}

    found = [
        Part("stages", partial(on_papers, stages.lines)),
        Part("beside-others", partial(on_papers, peer.lines, options.peer)),
        Part("writing", partial(on_papers, writers.lines)),
    ]
    for size in sorted(options.sizes):
        for form in builds.FORMS:
            found += [_build(corpus, size, jobs, form, "local") for jobs in options.jobs]
        if importlib.util.find_spec("distributed"):
            found.append(_build(corpus, size, max(options.jobs), "rules", "dask"))
    for size in sorted(options.large):
        found += [_build(corpus, size, jobs, "rules", "local") for jobs in options.jobs]
    return found


def _build(corpus: Path | None, size: int, jobs: int, form: str, engine: str) -> Part:
    name = f"build-{size}-{form}-jobs-{jobs}" + ("-dask" if engine == "dask" else "")
    return Part(name, partial(builds.measure, corpus, size, jobs, form, engine))


def measured(part: Part, folder: Path) -> Result:
    """What a part has found, kept from an earlier run or now."""
    if (known := kept(part, folder)) is not None:
        return known
    sys.stderr.write(f"{part.name}: ")
    sys.stderr.flush()
    begin, load = time.monotonic(), os.getloadavg()[0]
    result = {**part.measure(), "load": load, "machine": machine.described()}
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{part.name}.tmp"
    beside.write_text(json.dumps(result, indent=1, sort_keys=True), encoding="utf-8")
    beside.replace(folder / f"{part.name}.json")
    sys.stderr.write(f"{time.monotonic() - begin:.0f} s\n")
    return result


def kept(part: Part, folder: Path) -> Result | None:
    """What an earlier run has found."""
    path = folder / f"{part.name}.json"
    found: Result | None = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return found

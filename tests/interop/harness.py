"""Loads a built graph into stores of other people and compares counts and answers: run by `make interop`.

Each store lies in a temporary folder, listens on the loopback interface alone and is ended with its test.  The
table goes to exports/interop.md and to standard output.  Ends with 1 when an importer disagrees, and, with
PAPERKG_REQUIRE_INTEROP=1, when one cannot be run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from answers import Rows, difference
from importers import Failed, Importer, Session, answer
from programs import N3, Comunica, Jena, Rapper, Rdflib, Redland, Serdi
from servers import Oxigraph, Virtuoso
from tools import ROOT, TOOLS

from kg import terms
from kg.export import WRITERS, save
from kg.graph import read
from kg.rdf import Statement
from kg.settings import Settings

IMPORTERS: tuple[Importer, ...] = (
    Virtuoso(), Oxigraph(), Jena(), Redland(), Rapper(), Serdi(), N3(), Comunica(), Rdflib(),
)  # fmt: skip
QUERIES = {path.stem: path.read_text() for path in sorted((Path(__file__).parent / "queries").glob("*.rq"))}
COLUMNS = (
    "importer", "version", "statements", "loaded twice", "queries", "answered by", "load, s",
    "large graph", "queries", "load, s",
)  # fmt: skip
LARGE = 1_000_000  # statements of the large graph


@dataclass(frozen=True, slots=True)
class Truth:
    """A graph file with the count and the answers that every importer must give."""

    path: Path
    count: int
    answers: dict[str, Rows]


@dataclass(slots=True)
class Verdict:
    """What one importer made of one graph."""

    count: int = 0
    again: int = 0
    agreed: int = 0
    load_seconds: float = 0.0
    query_seconds: float = 0.0
    complaints: list[str] = field(default_factory=list)


def main() -> int:
    """Run everything; 0 when all importers that could be run agree."""
    TOOLS.install()
    with tempfile.TemporaryDirectory(prefix="interop-") as name:
        folder = Path(name)
        statements, source = _graph(folder)
        small = _truth(statements, folder / "small")
        large = _truth(_copies(statements), folder / "large")
        lines, complaints, skipped = _table(small, large, folder)
    title = f"{source}: {small.count:,} statements; copies of it: {large.count:,}."
    text = "\n".join([title, "", *lines, ""])
    out = ROOT / "exports" / "interop.md"
    out.parent.mkdir(exist_ok=True)
    out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return int(bool(complaints) or (bool(skipped) and os.environ.get("PAPERKG_REQUIRE_INTEROP") == "1"))


def _graph(folder: Path) -> tuple[list[Statement], str]:
    """The sorted statements of the page beside the checkout, else of the packaged sample, and their name."""
    if given := os.environ.get("PAPERKG_INTEROP_GRAPH"):
        return sorted(set(read(Path(given)))), "The given graph"
    page = Path(os.environ.get("PAPERKG_SHARED") or ROOT.parent / "shared") / "seeds" / "trending-papers.txt"
    inputs = [str(page)] if page.is_file() else []
    command = [str(ROOT / ".venv" / "bin" / "kg"), "build", *inputs, "-o", str(folder / "built")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return sorted(set(read(folder / "built" / "graph.nt"))), "The page" if inputs else "The packaged sample"


def _copies(statements: list[Statement]) -> Iterator[Statement]:
    """Sorted statements about things of other names, until they are many enough."""
    for number in range(-(-LARGE // len(statements))):
        mark = f"<{terms.ID}c{number:04}-"
        for s, p, o in statements:
            yield s.replace(f"<{terms.ID}", mark), p, o.replace(f"<{terms.ID}", mark) if o[0] == "<" else o


def _truth(statements: Iterator[Statement] | list[Statement], stem: Path) -> Truth:
    [path] = save(WRITERS["turtle"], stem, lambda: statements, Settings())
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return Truth(path, len(store), {name: answer(store, query) for name, query in QUERIES.items()})


def _table(small: Truth, large: Truth, folder: Path) -> tuple[list[str], list[str], list[str]]:
    """The lines of the table, what the importers disagreed about, and those that could not be run."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    complaints: list[str] = []
    skipped: list[str] = []
    for number, importer in enumerate(IMPORTERS):
        if reason := importer.missing():
            skipped.append(importer.name)
            lines.append(f"| {importer.name} | skipped: {reason} " + "| " * (len(COLUMNS) - 2) + "|")
            continue
        begin = time.monotonic()
        own = folder / f"store-{number}"
        one = _judge(importer, small, own / "small", twice=True)
        cells = [
            importer.name,
            importer.version(),
            *_cells(one, small),
            importer.answers,
            f"{one.load_seconds:.1f}",
        ]
        complaints += [f"{importer.name}: {c}" for c in one.complaints]
        if importer.scales:
            other = _judge(importer, large, own / "large", twice=False)
            cells += [_mark(other.count, large.count), _share(other), f"{other.load_seconds:.1f}"]
            complaints += [f"{importer.name}, large graph: {c}" for c in other.complaints]
        else:
            cells += ["", "", ""]
        lines.append(f"| {' | '.join(cells)} |")
        sys.stderr.write(f"{importer.name}: {time.monotonic() - begin:.0f} s\n")
    return lines, complaints, skipped


def _cells(verdict: Verdict, truth: Truth) -> list[str]:
    return [_mark(verdict.count, truth.count), _mark(verdict.again, truth.count), _share(verdict)]


def _mark(count: int, wanted: int) -> str:
    return f"{count:,}" if count == wanted else f"**{count:,}** of {wanted:,}"


def _share(verdict: Verdict) -> str:
    return f"{verdict.agreed} of {len(QUERIES)}"


def _judge(importer: Importer, truth: Truth, folder: Path, *, twice: bool) -> Verdict:
    verdict = Verdict()
    folder.mkdir(parents=True)
    try:
        with importer.session(folder) as session:
            begin = time.monotonic()
            session.load(truth.path)
            verdict.load_seconds = time.monotonic() - begin
            verdict.count = session.count()
            if verdict.count != truth.count:
                verdict.complaints.append(f"{verdict.count} statements instead of {truth.count}")
            _ask(session, truth, verdict)
            if twice:
                session.load(truth.path)
                verdict.again = session.count()
                if verdict.again != truth.count:
                    verdict.complaints.append(f"{verdict.again} statements after loading twice")
    except Failed as error:
        verdict.complaints.append(str(error))
    return verdict


def _ask(session: Session, truth: Truth, verdict: Verdict) -> None:
    begin = time.monotonic()
    for name, query in QUERIES.items():
        try:
            wrong = difference(truth.answers[name], session.rows(re.sub(r"\s+", " ", query)))
        except (Failed, ValueError) as error:
            wrong = str(error)
        if wrong:
            verdict.complaints.append(f"{name}: {wrong}")
        else:
            verdict.agreed += 1
    verdict.query_seconds = time.monotonic() - begin


if __name__ == "__main__":
    sys.exit(main())

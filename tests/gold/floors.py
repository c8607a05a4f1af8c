"""Ends with 1 when a figure of the score table is under its floor: `floors.py SCORE.json`.

The floors are the agreed least quality on the annotated papers of the page; they only ever go up.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

FLOORS = {
    "typed": 0.70,
    "role": 0.65,
    "proposes": 0.90,
    "value": 0.90,
    "result": 0.72,
    "url": 1.0,
}


def below(report: dict[str, dict[str, float]]) -> list[str]:
    """The figures under their floor, as readable lines."""
    return [
        f"{name}: F1 {report[name]['F1']:.3f} is under {floor:.3f}"
        for name, floor in FLOORS.items()
        if report[name]["F1"] < floor
    ]


if __name__ == "__main__":
    problems = below(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write("\n".join(problems) + "\n" if problems else "all figures at or above their floors\n")
    sys.exit(bool(problems))

"""Linear scorers: named features in, one number per output out; weights from tab-separated files beside this module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KGError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parent / "weights"


@dataclass(frozen=True, slots=True)
class Linear:
    """A trained scorer: the row of each feature and the weights, one column per output."""

    outputs: tuple[str, ...]
    rows: Mapping[str, int]
    weights: NDArray[np.float64]

    def scores(self, batch: Sequence[Sequence[str]]) -> list[list[float]]:
        """One list of output scores for each list of features; unknown features weigh nothing."""
        import numpy as np

        get = self.rows.get
        flat: list[int] = []
        starts: list[int] = []
        for features in batch:
            starts.append(len(flat))
            flat.append(0)  # an all-zero row: no list is empty
            # In the table's order, whatever order the features come in: sums of floats depend on it.
            flat += sorted([r for r in map(get, features) if r is not None])
        if not starts:
            return []
        result: list[list[float]] = np.add.reduceat(self.weights[flat], starts, axis=0).tolist()
        return result


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities that add up to one."""
    top = max(scores)
    parts = [exp(s - top) for s in scores]
    total = sum(parts)
    return [p / total for p in parts]


def logistic(score: float) -> float:
    """A score as a probability."""
    return 1.0 / (1.0 + exp(-score)) if score > -500 else 0.0


@lru_cache(maxsize=32)
def load(name: str, folder: Path = FOLDER) -> Linear:
    """The scorer in NAME.tsv of a folder; KGError when the file is missing or broken."""
    import numpy as np

    path = folder / f"{name}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise KGError(
            f"The trained weights {path.name} are missing from this installation; reinstall paperkg."
        ) from error
    outputs = tuple(lines[0].split("\t")[1:])
    rows: dict[str, int] = {}
    values: list[list[float]] = [[0.0] * len(outputs)]
    for line in lines[1:]:
        if line:
            feature, *cells = line.split("\t")
            rows[feature] = len(values)
            values.append([int(c) / 100 if c else 0.0 for c in cells])
    return Linear(outputs, rows, np.array(values, dtype=np.float64))


def dump(path: Path, outputs: Sequence[str], weights: Mapping[str, Sequence[float]]) -> None:
    """Write a scorer: features sorted, weights in hundredths, zeros left empty, empty rows dropped."""
    lines = ["\t".join(("feature", *outputs))]
    for feature in sorted(weights):
        cells = [round(w * 100) for w in weights[feature]]
        if any(cells):
            lines.append("\t".join((feature, *(str(c) if c else "" for c in cells))))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")

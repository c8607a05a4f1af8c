"""The trained student and its judge as the one weights file of the package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]

RANGE = 4.0
SIGNED, UNSIGNED = RANGE / 127, RANGE / 255
BLOCKS = ("before.0", "before.1", "memory", "after.0", "after.1", "after.2")


def _layer(state: Mapping[str, Array], name: str, given: float, wanted: float) -> dict[str, Array]:
    weight = state[name + ".weight"].astype(np.float64)
    step = np.maximum(np.abs(weight).max(1), 1e-6) / 127
    return {
        f"{name}/weight": np.rint(weight / step[:, None]).astype(np.int8).T.copy(),
        f"{name}/scale": (step * given / wanted).astype(np.float32),
        f"{name}/bias": (state[name + ".bias"].astype(np.float64) / wanted).astype(np.float32),
    }


def whole(table: Array) -> npt.NDArray[np.int8]:
    """The word table in the whole numbers -127..127 that it is stored as."""
    numbers: npt.NDArray[np.int8] = np.rint(np.clip(table.astype(np.float64), -1, 1) * 127).astype(np.int8)
    return numbers


def network_arrays(state: Mapping[str, Array]) -> dict[str, Array]:
    """Arrays of the run-time network out of a student's parameters, by their torch names.

    `table.weight` may be floats or the whole numbers -127..127 it is stored as.
    """
    table = state["table.weight"]
    if table.dtype != np.int8:
        table = whole(table)
    out: dict[str, Array] = {
        "table": table,
        "title": (state["title"].astype(np.float64) / SIGNED).astype(np.float32),
    }
    out |= _layer(state, "up", SIGNED, UNSIGNED) | _layer(state, "down", UNSIGNED, SIGNED)
    for block in BLOCKS:
        out |= _layer(state, block + ".look", SIGNED, UNSIGNED) | _layer(
            state, block + ".mix", UNSIGNED, SIGNED
        )
    return out | _layer(state, "out_up", SIGNED, UNSIGNED) | _layer(state, "out", UNSIGNED, 1.0)


def write(path: Path, network: Mapping[str, Array], judge: Mapping[str, Array]) -> None:
    """Write network and judge to one compressed .npz; the same arrays give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = dict(sorted(network.items())) | {f"judge/{k}": v for k, v in sorted(judge.items())}
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]

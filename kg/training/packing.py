"""Token probabilities in a byte each, as a fold's file holds them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


def pack(chances: npt.NDArray[np.float32]) -> Bytes:
    """Probabilities in a byte each, finer near zero."""
    packed: Bytes = np.rint(np.sqrt(np.clip(chances, 0, 1)) * 255).astype(np.uint8)
    return packed


def unpack(packed: Bytes) -> npt.NDArray[np.float32]:
    """What `pack` packed."""
    chances: npt.NDArray[np.float32] = np.square(packed.astype(np.float32) / 255)
    return chances

"""Linear layers of the tagger's network: whole numbers in, whole numbers out, the same on any machine.

Inputs and weights of every matrix product are whole numbers small enough that each sum stays below 2**24,
so float32 holds it exactly whatever the order of summation.  What lies between the products is elementwise.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

TILE = 8
"""Rows are scaled and shifted that many at a time: arrays passed to `Layer.finish` hold a multiple of it."""

_SIGNED_TOP, _UNSIGNED_TOP = np.float32(127), np.float32(255)


class Layer:
    """One linear layer: whole-number `weight` [inputs, outputs], then a scale and a bias per output."""

    def __init__(self, weight: Floats, scale: Floats, bias: Floats) -> None:
        self.weight, self.scale, self.bias = weight, scale, bias
        self._scales, self._biases = np.tile(scale, TILE), np.tile(bias, TILE)

    def finish(self, total: Floats) -> Floats:
        """`total` [rows, outputs] scaled and shifted, in place."""
        tiles = total.reshape(-1, len(self._scales))
        tiles *= self._scales
        tiles += self._biases
        return total


class Look:
    """A layer over a row and the rows at a distance before and after it, with a third fewer multiplications.

    Two rows at that distance share their neighbours: four products of sums of them give what six products of the
    rows themselves give (minimal filtering F(2, 3): S. Winograd, Arithmetic Complexity of Computations, 1980).
    The sums come out doubled, so that all numbers stay whole; the scale is halved for it, which is exact.
    Weights and states reach 127, so no sum exceeds 128 * 254 * 381 < 2**24.
    """

    def __init__(self, layer: Layer, distance: int) -> None:
        before, here, after = layer.weight.reshape(3, -1, layer.weight.shape[1])
        self._products = np.stack([2 * before, before + here + after, before - here + after, 2 * after])
        self._layer = Layer(layer.weight, layer.scale / np.float32(2), layer.bias)
        self._distance = distance

    def __call__(self, states: Floats) -> Floats:
        """The layer's outputs [rows, outputs] for `states` [rows + 2 * TILE, inputs], which begin and end in TILE
        empty rows; rows are a multiple of TILE, which is twice the greatest distance."""
        distance, width = self._distance, states.shape[1]
        rows = len(states) - 2 * TILE
        pairs = rows // (2 * distance)
        before, here, after = (
            states[TILE + shift : TILE + shift + rows].reshape(pairs, 2, distance, width)
            for shift in (-2 * distance, 0, 2 * distance)
        )
        first, second = here[:, 0], here[:, 1]
        sums = np.empty((4, pairs, distance, width), np.float32)
        np.subtract(before[:, 1], second, out=sums[0])
        np.add(first, second, out=sums[1])
        np.subtract(second, first, out=sums[2])
        np.subtract(first, after[:, 0], out=sums[3])
        products = np.matmul(sums.reshape(4, -1, width), self._products)
        a, b, c, d = products.reshape(4, pairs, distance, -1)
        total = np.empty((pairs, 2, *a.shape[1:]), np.float32)
        np.add(b, c, out=total[:, 0])
        total[:, 0] += a
        np.subtract(b, c, out=total[:, 1])
        total[:, 1] -= d
        return unsigned(self._layer.finish(total.reshape(rows, -1)))


def layers_of(weights: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Layer]:
    """The layers of a weights file by name."""
    return {
        name.removesuffix("/weight"): Layer(
            np.ascontiguousarray(weights[name].astype(np.float32)),
            weights[name.removesuffix("weight") + "scale"].astype(np.float32),
            weights[name.removesuffix("weight") + "bias"].astype(np.float32),
        )
        for name in weights
        if name.endswith("/weight")
    }


def unsigned(x: Floats) -> Floats:
    """`x` rounded and clipped to what follows a rectified layer, in place."""
    np.rint(x, out=x)
    np.clip(x, 0, _UNSIGNED_TOP, out=x)
    return x


def signed(x: Floats) -> Floats:
    """`x` rounded and clipped to what a state may be, in place."""
    np.rint(x, out=x)
    np.clip(x, -_SIGNED_TOP, _SIGNED_TOP, out=x)
    return x

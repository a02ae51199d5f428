"""Balancing: the matrix nearest to a gravity matrix that agrees with published shares.

Each margin says that some flows are a share ``s`` of themselves and others, ``A / (A + R) = s``, which is linear:
``(1 - s) A - s R = 0``. Of all matrices with the same total that meet the margins, the one of least relative entropy to
the gravity matrix is wanted. It is the gravity matrix times ``exp(sum of price x coefficient)`` with one price a margin,
and the prices are the minimum of a smooth convex function, found by Newton's method. Iterative proportional fitting
(Deming and Stephan 1940, doi:10.1214/aoms/1177731829) finds the same matrix (Csiszár 1975, doi:10.1214/aop/1176996454)
in hundreds of rounds, scaling ``A`` by ``x^(1 - s)`` and ``R`` by ``x^-s`` with ``x = s R / ((1 - s) A)`` for one margin
after the other; the tests hold the two together.

All margins speak of groups of countries, so countries in the same groups form a class, and only the sums between classes
need balancing: 66 numbers instead of 30,000, for all variants of the constants at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]
    Ints = npt.NDArray[np.int64]

__all__ = ["Blocks", "balance", "blocks_of"]

TOLERANCE = 1e-10
"""Greatest error of a share."""

STEPS = 60
"""Newton steps before giving up."""

HALVINGS = 30
"""Halvings of one step."""

TINY = 1e-14
"""Added to the curvature, so that margins that say the same twice do no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Pairs of countries by the classes of their ends.

    ``block`` (p,) numbers the block of each pair, from 0 to ``count`` - 1. ``part`` and ``rest`` (c, count) say which
    blocks are ``A`` and which ``R`` of each margin.
    """

    block: Ints
    count: int
    part: Bools
    rest: Bools


def blocks_of(region: pd.Series, keys: Sequence[tuple[str, str]], i: Ints, j: Ints) -> Blocks:
    """Blocks of the pairs ``i, j`` of countries, given by position in ``region`` (code -> region), for these margins."""
    named = sorted({name for key in keys for name in key if name})
    inside = np.array([_members(region, name) for name in named]).reshape(len(named), len(region))
    traits, kind = np.unique(inside, axis=1, return_inverse=True)
    size = traits.shape[1]
    one, other = np.minimum(kind[i], kind[j]), np.maximum(kind[i], kind[j])
    used, block = np.unique(one * size + other, return_inverse=True)
    x, y = used // size, used % size
    trait = {name: traits[row] for row, name in enumerate(named)}
    part, rest = np.zeros((len(keys), len(used)), dtype=bool), np.zeros((len(keys), len(used)), dtype=bool)
    for row, (name, other_name) in enumerate(keys):
        touching = trait[name][x] | trait[name][y]
        if other_name:
            there = trait[other_name]
            part[row] = (trait[name][x] & there[y]) | (trait[name][y] & there[x])
            rest[row] = touching & ~part[row]
        else:
            part[row], rest[row] = touching, ~touching
    return Blocks(block=block, count=len(used), part=part, rest=rest)


def _members(region: pd.Series, name: str) -> Bools:
    """Countries that a name of the table of margins means: regions and codes, separated by semicolons."""
    names = name.split(";")
    return np.asarray(region.isin(names) | region.index.isin(names), dtype=bool)


def balance(sums: Floats, shares: Floats, blocks: Blocks, names: Sequence[str]) -> Floats:
    """Factor of each block in each variant, (v, n), that makes ``sums`` (v, n) meet ``shares`` (v, c).

    Totals stay. Costs some ten Newton steps, each a solve of (c, c) for each variant.

    Raises:
        DataError: if the margins contradict one another; the worst is named.
    """
    weight = sums / sums.sum(axis=1, keepdims=True)
    part, rest = blocks.part.astype(float), blocks.rest.astype(float)
    away = part * (1.0 - shares[:, :, None]) - rest * shares[:, :, None]
    price = np.zeros(shares.shape)
    flow, level = _tilted(weight, away, price)
    error = np.full(shares.shape, np.inf)
    for _ in range(STEPS):
        slope = np.einsum("vcn,vn->vc", away, flow)
        error = np.abs(slope) / np.maximum(flow @ (part + rest).T, TINY)
        if error.max(initial=0.0) < TOLERANCE:
            return np.asarray(flow / np.where(weight > 0, weight, 1.0))
        bend = np.einsum("vcn,vn,vdn->vcd", away, flow, away) - slope[:, :, None] * slope[:, None, :]
        bend += TINY * np.eye(bend.shape[1])
        step = np.linalg.solve(bend, slope[:, :, None])[:, :, 0]
        flow, level, price = _downhill(weight, away, price, step, level)
    worst = names[int(error.max(axis=0).argmax())]
    message = (
        f"Found margins that contradict one another; the share of {worst} is still off by {error.max():.2g}. "
        "Expected shares that one matrix can meet; widen or mend data/reference/demand_margins.csv."
    )
    raise DataError(message)


def _tilted(weight: Floats, away: Floats, price: Floats) -> tuple[Floats, Floats]:
    """Flows under the prices, each variant summing to 1, and the logarithm of what they summed to before."""
    logs = np.einsum("vcn,vc->vn", away, price)
    top = logs.max(axis=1, keepdims=True)
    flow = weight * np.exp(logs - top)
    total = flow.sum(axis=1, keepdims=True)
    return flow / total, (np.log(total) + top)[:, 0]


def _downhill(
    weight: Floats, away: Floats, price: Floats, step: Floats, level: Floats
) -> tuple[Floats, Floats, Floats]:
    """Go along the Newton step, halved in each variant until it no longer leads up."""
    size = np.ones(len(price))
    for _ in range(HALVINGS):
        there = price - size[:, None] * step
        flow, reached = _tilted(weight, away, there)
        up = reached > level + 1e-12
        if not up.any():
            break
        size[up] /= 2.0
    return flow, reached, there

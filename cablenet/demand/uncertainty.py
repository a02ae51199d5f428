"""How sure a sum of pairs is: what moves them together is added up as it moves, what is each one's own averages out.

For a sum ``S`` of flows ``T_i`` with the logarithms ``x_ki`` of what component ``k`` (a constant, a margin, the world total)
does to each pair at its low and its high end:

1. together: ``ln(sum T_i exp(x_ki) / S)`` of each component, those that lead up for the high end, those that lead down
   for the low end;
2. own: what a pair's interval holds beyond its components, independent from pair to pair,
   ``sqrt(sum (T_i (f_i - 1))^2) / S`` with its own factor ``f_i``, less what the fixed total of the world leaves no room for;
3. both in quadrature, on a log scale.

For a single pair this gives its own low and high back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["interval_of_sums", "together"]


def together(shifts: Floats) -> tuple[Floats, Floats]:
    """Logarithms (n,), negative and positive, of what all components (k, 2, n) do together to each flow."""
    down = np.sqrt((np.minimum(0.0, shifts.min(axis=1)) ** 2).sum(axis=0))
    up = np.sqrt((np.maximum(0.0, shifts.max(axis=1)) ** 2).sum(axis=0))
    return -down, up


def interval_of_sums(
    tbps: Floats, low: Floats, high: Floats, shifts: Floats, group: Ints, *, world_tbps: float = 0.0
) -> Floats:
    """Low, central and high (g, 3) of the sums of flows (n,) by ``group`` (n,), numbered from 0.

    ``shifts`` (k, 2, n) as in the module's text. ``world_tbps`` is the fixed total that the flows are part of, 0 where
    there is none. Costs one exponential for each number of ``shifts``.
    """
    count = int(group.max(initial=-1)) + 1
    central = np.bincount(group, weights=tbps, minlength=count)
    safe = np.maximum(central, 1e-300)
    moved = np.empty((*shifts.shape[:2], count))
    for k in range(shifts.shape[0]):
        for end in range(2):
            sums = np.bincount(group, weights=tbps * np.exp(shifts[k, end]), minlength=count)
            moved[k, end] = np.log(np.maximum(sums, 1e-300) / safe)
    down, up = together(moved) if len(moved) else (np.zeros(count), np.zeros(count))
    room = _room(tbps, group, safe, world_tbps) if world_tbps > 0 else np.ones(count)
    rise, fall = (room * part for part in _own(tbps, low, high, shifts, group, safe))
    below = np.sqrt(down**2 + np.log1p(-np.minimum(fall, 1.0 - 1e-12)) ** 2)
    above = np.sqrt(up**2 + np.log1p(rise) ** 2)
    return np.column_stack([central * np.exp(-below), central, central * np.exp(above)])


def _room(tbps: Floats, group: Ints, total: Floats, world_tbps: float) -> Floats:
    """What the fixed total of the world leaves of independent errors (g,): 1 for a single pair, 0 for all of them."""
    each = np.bincount(group, weights=tbps**2, minlength=len(total)) / total
    left, alone = world_tbps - total, world_tbps - each
    return np.asarray(np.sqrt(np.clip(left / np.maximum(alone, 1e-12 * world_tbps), 0.0, 1.0)))


def _own(tbps: Floats, low: Floats, high: Floats, shifts: Floats, group: Ints, total: Floats) -> tuple[Floats, Floats]:
    """Rise and fall (g,) over the sum from what is each pair's own."""
    down, up = together(shifts) if len(shifts) else (np.zeros(len(tbps)), np.zeros(len(tbps)))
    safe = np.where(tbps > 0, tbps, 1.0)
    above = np.log(np.where(tbps > 0, np.maximum(high, tbps), 1.0) / safe)
    below = np.log(np.maximum(np.where(tbps > 0, np.minimum(low, tbps), 1.0) / safe, 1e-12))
    rise = np.expm1(np.sqrt(np.maximum(0.0, above**2 - up**2)))
    fall = -np.expm1(-np.sqrt(np.maximum(0.0, below**2 - down**2)))
    sums = [np.bincount(group, weights=(tbps * part) ** 2, minlength=len(total)) for part in (rise, fall)]
    return np.sqrt(sums[0]) / total, np.sqrt(sums[1]) / total

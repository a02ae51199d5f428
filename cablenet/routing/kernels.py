"""Compiled inner loops of the RTT matrix. Needs numba, which only this module of the room imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]
    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["arc_costs", "sweep"]

Kernel = TypeVar("Kernel", bound="Callable[..., object]")


def _compiled(function: Kernel) -> Kernel:
    """Compile at first call; the result is cached beside the module."""
    return cast("Kernel", njit(cache=True)(function))


@_compiled
def arc_costs(weight: Floats, usable: Mask, link_arc: Numbers, start: Numbers, third: Numbers) -> Floats:
    """Cost of each arc of an elimination, (arcs,): the cheapest way between its ends by lower ranks.

    ``weight`` and ``usable`` (m,) are of links; see :class:`Elimination` for the rest. One look at each triangle.
    """
    cost = np.full(start[-1], np.inf)
    for link in range(len(weight)):
        arc = link_arc[link]
        if arc >= 0 and usable[link] and weight[link] < cost[arc]:
            cost[arc] = weight[link]
    triangle = 0
    for v in range(len(start) - 1):
        last = start[v + 1]
        for i in range(start[v], last):
            one = cost[i]
            if one < np.inf:
                for j in range(i + 1, last):
                    arc = third[triangle + j - i - 1]
                    cost[arc] = min(cost[arc], one + cost[j])
            triangle += last - i - 1
    return cost


@_compiled
def sweep(cost: Floats, start: Numbers, arc: Numbers, head: Numbers, span: Numbers, row: Numbers) -> Floats:
    """Least cost from each row to each column of a :class:`Sweep`, (rows, columns).

    First up: what a column costs at the rows above it by rising arcs alone. Then down from the top: a way rises to its
    highest node and falls, so the least from a row is what it has, or one of its arcs and the least from there.
    """
    rows, columns = len(start) - 1, len(row)
    least = np.full((rows, columns), np.inf)
    for i in range(columns):
        least[row[i], span[row[i], 0]] = 0.0
    for r in range(rows):
        for p in range(start[r], start[r + 1]):
            step, here, above = cost[arc[p]], least[r], least[head[p]]
            if step < np.inf:
                for k in range(span[r, 0], span[r, 1]):
                    above[k] = min(above[k], here[k] + step)
    for r in range(rows - 1, -1, -1):
        here = least[r]
        for p in range(start[r], start[r + 1]):
            step, above = cost[arc[p]], least[head[p]]
            if step < np.inf:
                for k in range(columns):
                    here[k] = min(here[k], above[k] + step)
    return least

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
    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Ways = tuple[Numbers, Numbers, Numbers]

__all__ = ["arc_costs", "arc_ways", "hops", "links_of", "sweep", "sweep_ways"]

HERE = -1
"""Step of a place to itself."""

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


@_compiled
def arc_ways(
    weight: Floats, usable: Mask, link_arc: Numbers, start: Numbers, third: Numbers
) -> tuple[Floats, Numbers, Numbers]:
    """As :func:`arc_costs`, and what each arc stands for: ``cost``, ``low``, ``high`` (arcs,).

    An arc is the two arcs ``low`` and ``high`` that rise to its ends from one lower rank; or, where ``low`` is -1, the link
    ``high``, -1 for none.
    """
    cost = np.full(start[-1], np.inf)
    low, high = np.full(start[-1], -1, dtype=np.int32), np.full(start[-1], -1, dtype=np.int32)
    for link in range(len(weight)):
        arc = link_arc[link]
        if arc >= 0 and usable[link] and weight[link] < cost[arc]:
            cost[arc], high[arc] = weight[link], link
    triangle = 0
    for v in range(len(start) - 1):
        last = start[v + 1]
        for i in range(start[v], last):
            if cost[i] < np.inf:
                for j in range(i + 1, last):
                    arc = third[triangle + j - i - 1]
                    if cost[i] + cost[j] < cost[arc]:
                        cost[arc], low[arc], high[arc] = cost[i] + cost[j], i, j
            triangle += last - i - 1
    return cost, low, high


@_compiled
def hops(low: Numbers, high: Numbers) -> Numbers:
    """Number of links that each arc stands for, (arcs,)."""
    count = np.zeros(len(low), dtype=np.int32)
    for arc in range(len(low)):
        if low[arc] >= 0:
            count[arc] = count[low[arc]] + count[high[arc]]
        elif high[arc] >= 0:
            count[arc] = 1
    return count


@_compiled
def sweep_ways(
    cost: Floats, start: Numbers, arc: Numbers, head: Numbers, span: Numbers, row: Numbers
) -> tuple[Floats, Numbers]:
    """As :func:`sweep`, and the first step of each way, (rows, columns).

    A step is twice the position of an arc in the sweep, plus one where the arc is gone down, not up; -1 at a place
    itself, and where there is no way.
    """
    rows, columns = len(start) - 1, len(row)
    least = np.full((rows, columns), np.inf)
    step = np.full((rows, columns), HERE, dtype=np.int32)
    for i in range(columns):
        least[row[i], span[row[i], 0]] = 0.0
    for r in range(rows):
        for p in range(start[r], start[r + 1]):
            here, above = slice(span[r, 0], span[r, 1]), head[p]
            _better(least[above, here], step[above, here], least[r, here], cost[arc[p]], 2 * p + 1)
    for r in range(rows - 1, -1, -1):
        for p in range(start[r], start[r + 1]):
            _better(least[r], step[r], least[head[p]], cost[arc[p]], 2 * p)
    return least, step


@_compiled
def _better(least: Floats, step: Numbers, other: Floats, more: float, code: int) -> None:
    """Take the step ``code`` wherever ``other`` and ``more`` is less."""
    if more < np.inf:
        for k in range(len(least)):
            total = other[k] + more
            less = total < least[k]
            step[k] = np.int32(code) if less else step[k]
            least[k] = total if less else least[k]


@_compiled
def links_of(step: Numbers, ends: tuple[Numbers, Numbers], climb: Ways, ways: Ways) -> tuple[Ints, Numbers]:
    """Links of the ways from rows to columns, way ``i`` from ``begin[i]`` to ``begin[i + 1]``, in order.

    ``ends`` are the rows and columns (p,); ``climb`` is ``arc``, ``tail`` and ``head`` of the arcs of the sweep; ``ways`` are
    ``low``, ``high`` and ``hops`` of all arcs.
    """
    rows, columns = ends
    arc, tail, head = climb
    count = ways[2]
    begin = np.zeros(len(rows) + 1, dtype=np.int64)
    for i in range(len(rows)):
        here, total = rows[i], 0
        while step[here, columns[i]] != HERE:
            code = step[here, columns[i]]
            total += count[arc[code // 2]]
            here = tail[code // 2] if code % 2 else head[code // 2]
        begin[i + 1] = begin[i] + total
    links = np.empty(begin[-1], dtype=np.int32)
    stack = np.empty(len(count) + 2, dtype=np.int32)
    for i in range(len(rows)):
        here, place = rows[i], begin[i]
        while step[here, columns[i]] != HERE:
            code = step[here, columns[i]]
            place = _unpack(2 * arc[code // 2] + code % 2, ways, stack, links, place)
            here = tail[code // 2] if code % 2 else head[code // 2]
    return begin, links


@_compiled
def _unpack(code: int, ways: Ways, stack: Numbers, links: Numbers, place: int) -> int:
    """Write the links of an arc from ``place`` on, gone up if ``code`` is even and down if odd; where they end."""
    low, high, _ = ways
    stack[0], size = code, 1
    while size > 0:
        size -= 1
        arc, down = stack[size] // 2, stack[size] % 2
        if low[arc] < 0:
            links[place] = high[arc]
            place += 1
        else:
            # Up: first down to the rank between by the lower arc, then up by the higher. Down: the other way round.
            stack[size] = 2 * high[arc] if not down else 2 * low[arc]
            stack[size + 1] = 2 * low[arc] + 1 if not down else 2 * high[arc] + 1
            size += 2
    return place

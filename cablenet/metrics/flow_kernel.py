"""Maximum flow, compiled: Dinitz' algorithm on arcs with whole capacities. Needs numba."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]
    Units = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Graph = tuple[Numbers, Numbers, Numbers]

__all__ = ["source_side"]

Kernel = TypeVar("Kernel", bound="Callable[..., object]")


def _compiled(function: Kernel) -> Kernel:
    """Compile at first call; the result is cached beside the module."""
    return cast("Kernel", njit(cache=True)(function))


@_compiled
def source_side(graph: Graph, capacity: Units, source: Mask, sink: Mask) -> Mask:
    """Nodes that a source still reaches when the flow is at its maximum, (n,).

    ``graph`` is ``start`` (n + 1,), ``head`` and ``twin`` (arcs,): the arcs of each node, where they lead, and the same arc
    the other way; ``capacity`` (arcs,) of each, whole numbers.
    """
    start = graph[0]
    size = len(start) - 1
    room = capacity.copy()
    level = np.empty(size, dtype=np.int32)
    scratch = np.empty(size, dtype=np.int32)
    at = np.empty(size, dtype=np.int32)
    while _levels(graph, room, source, sink, level, scratch):
        at[:] = start[:-1]
        for node in range(size):
            if sink[node] and level[node] > 0:
                _fill(graph, room, level, at, scratch, node)
    return level >= 0


@_compiled
def _levels(graph: Graph, room: Units, source: Mask, sink: Mask, level: Numbers, queue: Numbers) -> bool:
    """Number the nodes by the fewest arcs with room from a source, -1 for none; stop at the first sinks, if any."""
    start, head, _ = graph
    level[:] = -1
    first, last, limit = 0, 0, len(level)
    for node in range(len(level)):
        if source[node]:
            level[node] = 0
            queue[last] = node
            last += 1
    while first < last and level[queue[first]] < limit:
        node = queue[first]
        first += 1
        for p in range(start[node], start[node + 1]):
            other = head[p]
            if level[other] < 0 and room[p] > 0:
                level[other] = level[node] + 1
                queue[last] = other
                last += 1
                if sink[other]:
                    limit = level[other]
    return limit < len(level)


@_compiled
def _fill(graph: Graph, room: Units, level: Numbers, at: Numbers, way: Numbers, sink: int) -> None:
    """Go back from one sink level by level to a source, and fill what the way has room for, until there is no way left.

    ``at`` is the arc to look at next of each node; ``way`` holds the arcs gone back over so far.
    """
    start, head, twin = graph
    node, steps = sink, 0
    while True:
        if level[node] == 0:
            steps = _take(room, twin, way, steps)
            node = head[twin[way[steps]]]
            continue
        while at[node] < start[node + 1] and (room[twin[at[node]]] == 0 or level[head[at[node]]] != level[node] - 1):
            at[node] += 1
        if at[node] < start[node + 1]:
            way[steps] = at[node]
            node = head[at[node]]
            steps += 1
        elif steps == 0:
            return
        else:
            steps -= 1
            node = head[twin[way[steps]]]
            at[node] += 1


@_compiled
def _take(room: Units, twin: Numbers, way: Numbers, steps: int) -> int:
    """Take what a way has room for, and return how many of its steps from the sink still have some."""
    flow = room[twin[way[0]]]
    for i in range(1, steps):
        flow = min(flow, room[twin[way[i]]])
    left = steps
    for i in range(steps - 1, -1, -1):
        room[way[i]] += flow
        room[twin[way[i]]] -= flow
        if room[twin[way[i]]] == 0:
            left = i
    return left

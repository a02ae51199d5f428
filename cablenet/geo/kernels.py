"""Compiled inner loops of laying: looking across the raster, and shortest paths with prices, tolls and passages.

Needs numba (the extra ``laying``). All positions are longitude, latitude in degrees on a sphere of radius 6371.0088 km;
lengths that are published are measured again on the ellipsoid elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

__all__ = ["RADIUS_KM", "explore", "look", "look_all", "price_lines", "take_part"]

RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

STEP_KM = 0.9
"""Distance between two looks at the raster: half a cell of latitude."""

LAND = 2
"""Value of a land cell; the same as ``cablenet.geo.land.LAND``."""

Compiled = TypeVar("Compiled", bound="Callable[..., object]")


def _compiled(function: Compiled) -> Compiled:
    """Compile at first call; the result is cached beside the module."""
    return cast("Compiled", njit(cache=True)(function))


@_compiled
def look(
    cells: npt.NDArray[np.uint8], ends: tuple[float, float, float, float], stop_at_land: bool
) -> tuple[float, float, float]:
    """Look along the great circle from (lon, lat) to (lon, lat), given as four numbers.

    Returns its length, the length over land cells and the length over shore cells, all in km. With ``stop_at_land``
    the look ends at the first land cell, where the second number is only known to be more than zero.
    """
    rows, columns = cells.shape
    rad = np.pi / 180.0
    lon_a, lat_a, lon_b, lat_b = ends[0] * rad, ends[1] * rad, ends[2] * rad, ends[3] * rad
    ax, ay, az = np.cos(lat_a) * np.cos(lon_a), np.cos(lat_a) * np.sin(lon_a), np.sin(lat_a)
    bx, by, bz = np.cos(lat_b) * np.cos(lon_b), np.cos(lat_b) * np.sin(lon_b), np.sin(lat_b)
    half = 0.5 * np.sqrt((ax - bx) ** 2 + (ay - by) ** 2 + (az - bz) ** 2)
    angle = 2.0 * np.arcsin(min(1.0, half))
    length = RADIUS_KM * angle
    count = int(np.ceil(length / STEP_KM))
    if count == 0 or angle > 3.14:
        return length, 0.0, 0.0
    delta = angle / count
    twice, sine = 2.0 * np.cos(delta), np.sin(angle)
    # The points of a great circle follow the recurrence p(k+1) = 2 cos(delta) p(k) - p(k-1); start half a step in.
    wa, wb = np.sin(angle - 0.5 * delta) / sine, np.sin(0.5 * delta) / sine
    px, py, pz = wa * ax + wb * bx, wa * ay + wb * by, wa * az + wb * bz
    wa, wb = np.sin(angle + 0.5 * delta) / sine, -np.sin(0.5 * delta) / sine
    qx, qy, qz = wa * ax + wb * bx, wa * ay + wb * by, wa * az + wb * bz
    land, shore = 0, 0
    for _ in range(count):
        row = int((90.0 - np.arcsin(max(-1.0, min(1.0, pz))) / rad) * rows / 180.0)
        column = int((np.arctan2(py, px) / rad + 180.0) * columns / 360.0)
        cell = cells[min(max(row, 0), rows - 1), column % columns]
        if cell == LAND:
            land += 1
            if stop_at_land:
                break
        elif cell == 1:
            shore += 1
        px, py, pz, qx, qy, qz = twice * px - qx, twice * py - qy, twice * pz - qz, px, py, pz
    return length, land * length / count, shore * length / count


@_compiled
def look_all(
    cells: npt.NDArray[np.uint8],
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    pairs: npt.NDArray[np.int32],
) -> npt.NDArray[np.float32]:
    """Length in km of each pair of points, shore counted twice, or -1 where land lies between. ``pairs`` is (n, 2)."""
    out = np.empty(len(pairs), dtype=np.float32)
    for k in range(len(pairs)):
        a, b = pairs[k, 0], pairs[k, 1]
        length, land, shore = look(cells, (lon[a], lat[a], lon[b], lat[b]), True)
        out[k] = -1.0 if land > 0.0 else length + shore
    return out


@_compiled
def take_part(
    indptr: npt.NDArray[np.int32],
    indices: npt.NDArray[np.int32],
    weight: npt.NDArray[np.float32],
    chosen: npt.NDArray[np.int32],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Subgraph of a compressed sparse row graph on the chosen nodes, numbered in their order."""
    number = np.full(len(indptr) - 1, -1, dtype=np.int32)
    for k in range(len(chosen)):
        number[chosen[k]] = k
    starts = np.zeros(len(chosen) + 1, dtype=np.int32)
    for k in range(len(chosen)):
        kept = 0
        for e in range(indptr[chosen[k]], indptr[chosen[k] + 1]):
            kept += number[indices[e]] >= 0
        starts[k + 1] = starts[k] + kept
    ends = np.empty(starts[-1], dtype=np.int32)
    lengths = np.empty(starts[-1], dtype=np.float32)
    at = 0
    for k in range(len(chosen)):
        for e in range(indptr[chosen[k]], indptr[chosen[k] + 1]):
            if number[indices[e]] >= 0:
                ends[at] = number[indices[e]]
                lengths[at] = weight[e]
                at += 1
    return starts, ends, lengths


@_compiled
def price_lines(
    graph: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float32]],
    price: npt.NDArray[np.float32],
    inside: npt.NDArray[np.int64],
    toll_km: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """Cost of each line of a graph: its length times the mean price of its ends, and a toll at each border it crosses.

    ``inside`` has bit ``r`` set for nodes in region ``r``; crossing its border costs ``toll_km[r]``.
    """
    indptr, indices, weight = graph
    out = np.empty(len(indices), dtype=np.float32)
    for u in range(len(indptr) - 1):
        for e in range(indptr[u], indptr[u + 1]):
            v = indices[e]
            cost = weight[e] * 0.5 * (price[u] + price[v])
            other = inside[u] ^ inside[v]
            region = 0
            while other != 0:
                if other & 1:
                    cost += toll_km[region]
                other >>= 1
                region += 1
            out[e] = cost
    return out


@_compiled
def explore(
    graph: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float32]],
    gates: npt.NDArray[np.int32],
    layers: int,
    start: npt.NDArray[np.float64],
    goal: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32], int]:
    """Least cost of every state (node, gates passed) from start potentials: Dijkstra's method with a binary heap.

    A node's ``gates`` are bits; a state is ``node * layers + bits passed``, ``layers`` being two to the number of gates.
    Nodes with a finite ``start`` begin at that cost. If any ``goal`` is finite, the search ends when the least of cost
    plus goal over nodes with all gates passed is certain. Returns cost and predecessor (-1 at a start) per state, and
    the best goal state or -1. Reference: Dijkstra (1959), doi:10.1007/BF01386390. Cost O(E 2^g log(V 2^g)).
    """
    indptr, indices, cost = graph
    size = (len(indptr) - 1) * layers
    best = np.full(size, np.inf)
    before = np.full(size, -1, dtype=np.int32)
    heap = np.empty(size, dtype=np.int32)
    place = np.full(size, -1, dtype=np.int32)
    filled = 0
    for u in range(len(indptr) - 1):
        if start[u] < np.inf:
            state = u * layers + gates[u]
            best[state] = start[u]
            filled = _raise(heap, place, best, state, filled)
    end, end_cost = -1, np.inf
    while filled > 0:
        state = heap[0]
        filled = _pop(heap, place, best, filled)
        reached = best[state]
        if reached >= end_cost:
            break
        u, passed = state // layers, state % layers
        if passed == layers - 1 and reached + goal[u] < end_cost:
            end, end_cost = state, reached + goal[u]
        for e in range(indptr[u], indptr[u + 1]):
            v = indices[e]
            other = v * layers + (passed | gates[v])
            reach = reached + cost[e]
            if reach < best[other]:
                best[other] = reach
                before[other] = state
                filled = _raise(heap, place, best, other, filled)
    return best, before, end


@_compiled
def _raise(
    heap: npt.NDArray[np.int32],
    place: npt.NDArray[np.int32],
    best: npt.NDArray[np.float64],
    state: int,
    filled: int,
) -> int:
    """Put a state into the heap, or lift it after its cost fell; returns how many states the heap holds."""
    at = place[state]
    if at < 0:
        at = filled
        filled += 1
    while at > 0:
        up = (at - 1) >> 1
        other = heap[up]
        if best[other] <= best[state]:
            break
        heap[at] = other
        place[other] = at
        at = up
    heap[at] = state
    place[state] = at
    return filled


@_compiled
def _pop(heap: npt.NDArray[np.int32], place: npt.NDArray[np.int32], best: npt.NDArray[np.float64], filled: int) -> int:
    """Take the least state out of the heap; returns how many states are left."""
    place[heap[0]] = -1
    filled -= 1
    if filled == 0:
        return 0
    state = heap[filled]
    at = 0
    while True:
        down = 2 * at + 1
        if down >= filled:
            break
        if down + 1 < filled and best[heap[down + 1]] < best[heap[down]]:
            down += 1
        if best[heap[down]] >= best[state]:
            break
        heap[at] = heap[down]
        place[heap[at]] = at
        at = down
    heap[at] = state
    place[state] = at
    return filled

"""Which segments of a system are branches: the way to one station, off the trunk between the system's main ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

__all__ = ["is_branch"]

ARM_SHARE = 1 / 3
"""A way to one station at least this long, as a share of the main path, is an arm of the trunk and no branch."""

LEAST_KM = 0.001
"""Shortest length taken, so that a stub of none is still a way."""


def is_branch(segments: pd.DataFrame) -> pd.Series:
    """Whether each segment is a branch of its system.

    ``segments`` has ``system_id, a, b, length_km``; branching units are named ``BU1, BU2, ...`` within the system.

    1. A *spur* is what leads from a branching unit to one station and no further (through units where nothing else
       meets). Festoons, which go from station to station, have none.
    2. The *main path* of each connected part is the shortest path between the two stations farthest apart by cable.
       Its ends are no branches, unless what is left without the spurs is rings alone: a ring has no ends.
    3. A spur at least a third as long as the main path is an arm of the trunk (a Y of three like legs has no branch).

    What is left of the spurs are branches. Where a part has rings as well as ends, the farthest stations are sought
    by two sweeps, which is exact on trees. Cost: two shortest-path runs over all segments together.

    >>> rows = [("s", "x", "BU1", 5000.0), ("s", "BU1", "y", 4000.0), ("s", "BU1", "z", 300.0)]
    >>> is_branch(pd.DataFrame(rows, columns=["system_id", "a", "b", "length_km"])).tolist()
    [False, False, True]
    """
    if segments.empty:
        return pd.Series(index=segments.index, dtype=bool)
    size = len(segments)
    names = pd.concat([segments["system_id"] + "/" + segments[end] for end in ("a", "b")])
    codes, nodes = pd.factorize(names)
    ends = np.column_stack([codes[:size], codes[size:]]).astype(np.int64)
    unit = np.asarray(pd.Index(nodes).str.contains(r"/BU[0-9]+$"), dtype=bool)
    km = np.maximum(segments["length_km"].to_numpy(dtype=float, na_value=LEAST_KM), LEAST_KM)
    spur = _spurs(ends, unit)
    part, main_km, on_main = _main_paths(ends, km, unit)
    spur_km = _spur_lengths(ends, km, spur >= 0)
    ring = _rings_alone(ends, spur >= 0, part)
    exempt = on_main & ~ring[part[ends[:, 0]]]
    arm = spur_km >= ARM_SHARE * main_km[part[ends[:, 0]]]
    return pd.Series((spur >= 0) & ~exempt & ~arm, index=segments.index)


def _spurs(ends: Ints, unit: Bools) -> Ints:
    """For each segment the round in which it was found to lead to one station alone, or -1."""
    degree = np.bincount(ends.ravel(), minlength=len(unit))
    found = np.full(len(ends), -1, dtype=np.int64)
    tips = ~unit & (degree == 1)
    for number in range(len(ends)):
        tip = tips[ends] & (found < 0)[:, None]
        other = ends[:, ::-1]
        new = (tip & unit[other]).any(axis=1) & ~tip.all(axis=1)
        if not new.any():
            break
        found[new] = number
        inner = np.where(tip[new, 0], ends[new, 1], ends[new, 0])
        tips = np.zeros(len(unit), dtype=bool)
        # A unit where two pieces meet hands the spur on; where three meet, the spur ends.
        tips[inner[degree[inner] == 2]] = True
    return found


def _spur_lengths(ends: Ints, km: npt.NDArray[np.float64], spur: Bools) -> npt.NDArray[np.float64]:
    """Length of the whole spur that each segment belongs to, in km; pieces join at units where two meet."""
    total = np.where(spur, km, 0.0)
    degree = np.bincount(ends.ravel())
    joints = degree[ends] == 2
    if not (joints.any(axis=1) & spur).any():
        return total
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    rows = np.flatnonzero(spur)
    here, which = np.nonzero(joints[rows])
    members = coo_matrix((np.ones(len(here)), (rows[here], ends[rows[here], which])), shape=(len(ends), len(degree)))
    _, group = connected_components(members @ members.T, directed=False)
    sums = np.bincount(group, weights=total)
    return np.where(spur, sums[group], 0.0)


def _main_paths(ends: Ints, km: npt.NDArray[np.float64], unit: Bools) -> tuple[Ints, npt.NDArray[np.float64], Bools]:
    """Connected part of each node, length of each part's main path in km, and which segments lie on a main path."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components, dijkstra

    size = len(unit)
    one, other = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((km, other, one))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (one[order][1:] != one[order][:-1]) | (other[order][1:] != other[order][:-1])
    kept = order[first & (one != other)[order]]
    graph = csr_matrix((km[kept], (one[kept], other[kept])), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    start = _farthest(np.zeros(size), part, unit)
    reached, _, _ = dijkstra(graph, directed=False, indices=start, min_only=True, return_predecessors=True)
    source = _farthest(reached, part, unit)
    reached, before, _ = dijkstra(graph, directed=False, indices=source, min_only=True, return_predecessors=True)
    target = _farthest(reached, part, unit)
    edge = dict(zip(zip(one[kept], other[kept], strict=True), kept, strict=True))
    on_main = np.zeros(len(ends), dtype=bool)
    for node in target:
        here = int(node)
        while before[here] >= 0:
            on_main[edge[min(here, before[here]), max(here, before[here])]] = True
            here = int(before[here])
    return part.astype(np.int64), reached[target], on_main


def _farthest(reached: npt.NDArray[np.float64], part: npt.NDArray[np.int32], unit: Bools) -> Ints:
    """Of each part the station reached last; a unit only where a part has no station."""
    order = np.lexsort((np.arange(len(part)), reached, ~unit, part))
    last = np.flatnonzero(np.append(np.diff(part[order]) != 0, [True]))
    return order[last].astype(np.int64)


def _rings_alone(ends: Ints, spur: Bools, part: Ints) -> Bools:
    """Of each part, whether what is left without spurs is rings alone: something, and no loose end."""
    degree = np.bincount(ends[~spur].ravel(), minlength=len(part))
    left = np.bincount(part, weights=degree > 0) > 0
    loose = np.bincount(part, weights=degree == 1) > 0
    return np.asarray(left & ~loose, dtype=bool)

"""The core of a network: what is left when nodes with few neighbours are taken out and arcs put in their place.

Most nodes of a network of cables only pass traffic on from one neighbour to the next. A search of the core alone finds the
same least costs, and every arc of the core can be turned back into links (contraction of nodes: Geisberger, Sanders,
Schultes and Vetter 2012, doi:10.1287/trsc.1110.0401; costs after topology: Dibbelt, Strasser and Wagner 2016,
doi:10.1145/2886843).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.routing.problem import Problem

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["Contraction", "Ways", "contract"]

MOST_NEIGHBOURS = 8
"""A node with more neighbours stays: taking it out would add more arcs than it saves."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contraction:
    """Nodes that stay, and the arcs between any two nodes that are or once were neighbours.

    ``core`` (c,) are the nodes that stay, ascending. Arc ``i`` joins node ``one[i]`` to the higher ``other[i]`` (arcs,).
    ``link_arc`` (m,) is the arc on which each link lies, -1 for a link from a node to itself. A node that is taken out joins
    its neighbours two by two: row ``t`` of ``triangles`` (triangles, 3) says that the arc in the last column is also that of the
    first column, then that of the second; these two as codes, twice the number of the arc, plus one where it is gone from
    ``other`` to ``one``. ``stages`` cut the triangles so that each needs only those of earlier stages.
    """

    core: Ints
    one: Ints
    other: Ints
    link_arc: Ints
    triangles: Ints
    stages: tuple[slice, ...]

    def ways(self, cost_ms: Floats, usable: Mask) -> Ways:
        """The cheapest way along each arc when links cost this, those ``usable``; both (m,).

        Of parallel links the cheapest counts, and of equal ones the first.
        """
        cost, link = np.full(len(self.one), np.inf), np.full(len(self.one), -1, dtype=np.int64)
        links = np.flatnonzero(usable & (self.link_arc >= 0))
        arc = self.link_arc[links]
        np.minimum.at(cost, arc, cost_ms[links])
        least = (cost_ms[links] == cost[arc])[::-1]
        link[arc[::-1][least]] = links[::-1][least]
        triangle = np.full(len(self.one), -1, dtype=np.int64)
        for stage in self.stages:
            first, then, third = self.triangles[stage].T
            through, known = cost[first >> 1] + cost[then >> 1], cost[third]
            np.minimum.at(cost, third, through)
            better = (through < known) & (through == cost[third])
            triangle[third[better]] = np.flatnonzero(better) + stage.start
        return Ways(contraction=self, cost=cost, link=link, triangle=triangle)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """What each arc of a ``contraction`` costs, infinite where it is no way, and what it stands for (arcs,).

    That is the ``triangle`` or, where this is -1, the ``link``.
    """

    contraction: Contraction
    cost: Floats
    link: Ints
    triangle: Ints

    def links(self, codes: Ints, start: Ints) -> tuple[Ints, npt.NDArray[np.int32]]:
        """Start and links of paths that are given as codes of arcs, path ``i`` from ``start[i]`` to ``start[i + 1]``."""
        taken = np.zeros(2 * len(self.cost), dtype=np.int64)
        taken[codes] = 1
        begin, links = self._unpacked(np.flatnonzero(taken))
        place = (np.cumsum(taken) - 1)[codes]
        hops = np.diff(begin)[place]
        ends = np.concatenate([[0], np.cumsum(hops)])
        within = np.arange(ends[-1]) + np.repeat(begin[:-1][place] - ends[:-1], hops)
        return ends[start], links.astype(np.int32)[within]

    def _unpacked(self, codes: Ints) -> tuple[Ints, Ints]:
        """Start and links of arcs that are given as codes."""
        count = len(codes)
        owner = np.arange(count)
        while True:
            triangle = self.triangle[codes >> 1]
            two = triangle >= 0
            if not two.any():
                break
            place = np.cumsum(1 + two) - 1
            longer = np.repeat(codes, 1 + two)
            # A code is turned, and so are its halves, where the whole arc is gone the other way.
            half, back = self.contraction.triangles[triangle[two]], codes[two] & 1
            turned = back.astype(bool)
            longer[place[two] - 1] = np.where(turned, half[:, 1], half[:, 0]) ^ back
            longer[place[two]] = np.where(turned, half[:, 0], half[:, 1]) ^ back
            codes, owner = longer, np.repeat(owner, 1 + two)
        return np.searchsorted(owner, np.arange(count + 1)), self.link[codes >> 1]


def contract(problem: Problem) -> Contraction:
    """Take out all nodes of a problem with few neighbours at which no commodity ends, those with fewest first.

    Rests on the topology alone, whatever links cost. The world's 4,500 nodes leave a core of about 900.
    """
    stays = np.zeros(problem.size, dtype=bool)
    stays[problem.source] = stays[problem.target] = True
    arcs, link_arc = _Arcs(problem.size), np.empty(len(problem.a), dtype=np.int64)
    for link, (a, b) in enumerate(zip(problem.a.tolist(), problem.b.tolist(), strict=True)):
        link_arc[link] = arcs.between(a, b) if a != b else -1
    triangles: list[tuple[int, int, int, int]] = []
    taken = stays.tolist()
    heap = [(len(near), node) for node, near in enumerate(arcs.near) if not taken[node]]
    heapq.heapify(heap)
    while heap and heap[0][0] <= MOST_NEIGHBOURS:
        count, node = heapq.heappop(heap)
        if taken[node] or count != len(arcs.near[node]):
            continue
        taken[node] = True
        triangles += arcs.without(node)
        for other in arcs.near[node]:
            if not stays[other]:
                heapq.heappush(heap, (len(arcs.near[other]), other))
    table = np.array(triangles, dtype=np.int64).reshape(-1, 4)
    table = table[np.argsort(table[:, 3], kind="stable")]
    cuts = np.flatnonzero(np.diff(table[:, 3], prepend=0, append=0)).tolist()
    ends = np.array(arcs.ends, dtype=np.int64).reshape(-1, 2)
    return Contraction(
        core=np.flatnonzero(stays | ~np.array(taken, dtype=bool)),
        one=ends[:, 0],
        other=ends[:, 1],
        link_arc=link_arc,
        triangles=table[:, :3],
        stages=tuple(slice(begin, end) for begin, end in pairwise(cuts)),
    )


class _Arcs:
    """Arcs so far: their ``ends``, the ``stage`` in which each is known, and by node its neighbours with the arc to each."""

    def __init__(self, size: int) -> None:
        self.near: list[dict[int, int]] = [{} for _ in range(size)]
        self.ends: list[tuple[int, int]] = []
        self.stage: list[int] = []

    def between(self, a: int, b: int) -> int:
        """Arc between two nodes, a new one if there is none."""
        if b not in self.near[a]:
            self.near[a][b] = self.near[b][a] = len(self.ends)
            self.ends.append((min(a, b), max(a, b)))
            self.stage.append(0)
        return self.near[a][b]

    def without(self, node: int) -> list[tuple[int, int, int, int]]:
        """Join the neighbours of a node two by two in its place: the triangles, with the stage of each."""
        around = sorted(self.near[node].items())
        stage = 1 + max((self.stage[arc] for _, arc in around), default=0)
        for near, _ in around:
            del self.near[near][node]
        found = []
        for number, (low, first) in enumerate(around):
            for high, then in around[number + 1 :]:
                arc = self.between(low, high)
                self.stage[arc] = max(self.stage[arc], stage)
                found.append((2 * first + (low > node), 2 * then + (node > high), arc, stage))
        return found

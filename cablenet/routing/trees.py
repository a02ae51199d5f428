"""Least-cost paths of many commodities at once, by shortest-path trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from cablenet.routing.problem import Problem

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["PathSet", "Trees", "joined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSet:
    """Paths, one a commodity: path ``i`` joins ``commodity[i]`` (p,) over ``links[start[i]:start[i + 1]]``, at ``cost`` (p,).

    A commodity that nothing joins has none. Sorted by commodity; links run from source to target.
    """

    commodity: npt.NDArray[np.int32]
    start: npt.NDArray[np.int64]
    links: npt.NDArray[np.int32]
    cost: Floats

    def over(self, values: Floats) -> Floats:
        """Sum of the links' ``values`` (m,) along each path, (p,)."""
        total = np.zeros(len(self.commodity))
        some = np.diff(self.start) > 0
        if some.any():
            total[some] = np.add.reduceat(values[self.links], self.start[:-1][some])
        return total

    def only(self, kept: npt.NDArray[np.bool_]) -> PathSet:
        """Those paths that are ``kept`` (p,)."""
        hops = np.diff(self.start)
        return PathSet(
            commodity=self.commodity[kept],
            start=np.concatenate([[0], np.cumsum(hops[kept])]),
            links=self.links[np.repeat(kept, hops)],
            cost=self.cost[kept],
        )

    def load(self, tbps: Floats, count: int) -> Floats:
        """Load of each of ``count`` links when each commodity puts its ``tbps`` (k,) on its path."""
        return self.load_of(tbps[self.commodity], count)

    def load_of(self, tbps: Floats, count: int) -> Floats:
        """Load of each of ``count`` links when the paths carry ``tbps`` (p,)."""
        load = np.bincount(self.links, weights=np.repeat(tbps, np.diff(self.start)), minlength=count)
        return np.asarray(load, dtype=np.float64)


class Trees:
    """Finds least-cost paths of a problem again and again under changing costs of its links.

    Dijkstra's algorithm in scipy, one run a source; of parallel links the cheapest counts, and of equal ones the first.
    Sorting the arcs is done once. The world's 38,000 commodities from 280 sources take about half a second.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        tail = np.concatenate([problem.a, problem.b]).astype(np.int64)
        head = np.concatenate([problem.b, problem.a]).astype(np.int64)
        self._groups = tuple(
            _Arcs.of(problem, tail * problem.size + head, rights) for rights in np.unique(problem.rights)
        )

    def paths(self, cost_ms: Floats, *, commodities: Ints | None = None) -> PathSet:
        """Least-cost paths of all commodities, or of those numbered (in order), under a positive cost of each link (m,)."""
        chosen = np.arange(len(self.problem.source)) if commodities is None else commodities
        return self._search(cost_ms, chosen, np.full(len(self.problem.source), np.inf))[1]

    def improving(self, cost_ms: Floats, known_ms: Floats) -> tuple[Floats, PathSet]:
        """Least cost of each commodity (k,), and paths of those for whom it is less than ``known_ms`` (k,).

        Costs are infinite where there is no path. Making paths costs more than finding which are wanted.
        """
        return self._search(cost_ms, np.arange(len(known_ms)), known_ms)

    def _search(self, cost_ms: Floats, commodities: Ints, known_ms: Floats) -> tuple[Floats, PathSet]:
        """Least cost of each commodity chosen (c,), and the paths that cost less than what is known."""
        from scipy.sparse.csgraph import dijkstra

        least = np.full(len(commodities), np.inf)
        found = []
        for arcs in self._groups:
            place = np.flatnonzero(self.problem.rights[commodities] == arcs.rights)
            if not len(place):
                continue
            chosen = commodities[place]
            root, far, turned = self._rooted(chosen)
            roots, tree = np.unique(root, return_inverse=True)
            matrix, link = arcs.cheapest(cost_ms)
            cost, before = dijkstra(matrix, indices=roots, return_predecessors=True)
            least[place] = cost[tree, far]
            wanted = least[place] < known_ms[chosen]
            ends = tree[wanted], far[wanted], turned[wanted]
            start, links = _climbed(before, ends, (arcs.key, link, self.problem.size))
            numbers = chosen[wanted].astype(np.int32)
            found.append(PathSet(commodity=numbers, start=start, links=links, cost=least[place][wanted]))
        return least, joined(found)

    def _rooted(self, chosen: Ints) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
        """Root and far end of each commodity chosen, and whether its root is its target: few roots make few searches."""
        source, target = self.problem.source[chosen], self.problem.target[chosen]
        count = np.bincount(source, minlength=self.problem.size) + np.bincount(target, minlength=self.problem.size)
        turned = count[target] > count[source]
        return np.where(turned, target, source), np.where(turned, source, target), turned


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arcs:
    """Arcs open to one set of ``rights``, and the ``members``, the commodities that have it.

    ``key`` (e,) are the ordered pairs of nodes that an arc joins, ``tail * size + head``, sorted; ``link`` (f,) the links of
    the arcs in the order of their keys, ``first`` (e,) where each key begins, and ``group`` (f,) which key each arc has.
    """

    rights: int
    members: Ints
    key: Ints
    link: npt.NDArray[np.int32]
    first: Ints
    group: Ints
    size: int

    @classmethod
    def of(cls, problem: Problem, keys: Ints, rights: np.uint8) -> _Arcs:
        """Arcs of a problem whose arcs have these keys, there and then back."""
        arcs = np.flatnonzero((np.tile(problem.closed, 2) & ~rights) == 0)
        arcs = arcs[np.argsort(keys[arcs], kind="stable")]
        begins = np.diff(keys[arcs], prepend=-1) > 0
        return cls(
            rights=int(rights),
            members=np.flatnonzero(problem.rights == rights),
            key=keys[arcs][begins],
            link=(arcs % len(problem.a)).astype(np.int32),
            first=np.flatnonzero(begins),
            group=np.cumsum(begins) - 1,
            size=problem.size,
        )

    def cheapest(self, cost_ms: Floats) -> tuple[csr_array, npt.NDArray[np.int32]]:
        """Matrix of the least cost between each two nodes, and the link that has it, by key."""
        from scipy.sparse import csr_array

        cost = cost_ms[self.link]
        least = np.minimum.reduceat(cost, self.first) if len(cost) else cost
        hit = np.flatnonzero(cost == least[self.group])
        hit = hit[np.diff(self.group[hit], prepend=-1) > 0]
        indptr = np.searchsorted(self.key, np.arange(self.size + 1) * self.size)
        return csr_array((least, self.key % self.size, indptr), shape=(self.size, self.size)), self.link[hit]


def _climbed(
    before: npt.NDArray[np.int32],
    ends: tuple[Ints, Ints, npt.NDArray[np.bool_]],
    arcs: tuple[Ints, npt.NDArray[np.int32], int],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Start and links of the paths from source to target, all climbed from the far end towards the root in step.

    ``ends`` are the number of the tree, the far end, and whether that is the source.
    """
    tree, far, turned = ends
    key, link, size = arcs
    here, path = far.astype(np.int64), np.arange(len(far))
    hops = np.zeros(len(far), dtype=np.int64)
    steps: list[tuple[Ints, npt.NDArray[np.int32]]] = []
    while len(path):
        last = before[tree[path], here].astype(np.int64)
        on = last >= 0
        path, here, last = path[on], here[on], last[on]
        steps.append((path, link[np.searchsorted(key, last * size + here)]))
        hops[path] += 1
        here = last
    start = np.concatenate([[0], np.cumsum(hops)])
    first, way = np.where(turned, start[:-1], start[1:] - 1), np.where(turned, 1, -1)
    links = np.empty(start[-1], dtype=np.int32)
    for step, (paths, found) in enumerate(steps):
        links[first[paths] + way[paths] * step] = found
    return start, links


def joined(parts: list[PathSet]) -> PathSet:
    """All paths as one set, sorted by commodity."""
    if len(parts) == 1:
        return parts[0]
    commodity = np.concatenate([part.commodity for part in parts] or [np.empty(0, dtype=np.int32)])
    hops = np.concatenate([np.diff(part.start) for part in parts] or [np.empty(0, dtype=np.int64)])
    links = np.concatenate([part.links for part in parts] or [np.empty(0, dtype=np.int32)])
    cost = np.concatenate([part.cost for part in parts] or [np.empty(0)])
    order = np.argsort(commodity, kind="stable")
    begin = np.concatenate([[0], np.cumsum(hops)])[:-1][order]
    start = np.concatenate([[0], np.cumsum(hops[order])])
    within = np.arange(start[-1]) - np.repeat(start[:-1], hops[order])
    return PathSet(
        commodity=commodity[order], start=start, links=links[np.repeat(begin, hops[order]) + within], cost=cost[order]
    )

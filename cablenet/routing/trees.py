"""Least-cost paths of many commodities at once, by shortest-path trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing.contraction import contract

if TYPE_CHECKING:
    import numpy.typing as npt

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

    Dijkstra's algorithm in scipy, one run a source, on the core of the network (:mod:`~cablenet.routing.contraction`); of
    parallel links the cheapest counts, and of equal ones the first. The core is made once, and what its arcs cost
    again for each search. The world's 34,000 commodities from 260 sources take about a tenth of a second.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._contraction = contract(problem)
        core = self._contraction.core
        self._number = np.full(problem.size, -1, dtype=np.int64)
        self._number[core] = np.arange(len(core))
        low, high = self._number[self._contraction.one], self._number[self._contraction.other]
        arc = np.flatnonzero((low >= 0) & (high >= 0))
        ends = np.concatenate([low[arc], high[arc]]), np.concatenate([high[arc], low[arc]])
        codes = np.concatenate([2 * arc, 2 * arc + 1])
        order = np.lexsort(ends[::-1])
        self._head, self._arc = ends[1][order], codes[order] >> 1
        self._row = np.searchsorted(ends[0][order], np.arange(len(core) + 1))
        # A table from any node to any other, 4 MB for the world: looked up several times sooner than sorted keys.
        self._code = np.zeros((len(core), len(core)), dtype=np.int32)
        self._code[ends] = codes

    def paths(self, cost_ms: Floats, *, commodities: Ints | None = None) -> PathSet:
        """Least-cost paths of all commodities, or of those numbered (in order), under a positive cost of each link (m,)."""
        chosen = np.arange(len(self.problem.source)) if commodities is None else commodities
        return self._search(cost_ms, chosen, np.full(len(self.problem.source), np.inf))[1]

    def improving(
        self, cost_ms: Floats, known_ms: Floats, *, commodities: Ints | None = None
    ) -> tuple[Floats, PathSet]:
        """Least cost of all commodities, or of those numbered (c,), and paths of those for whom it is less than ``known_ms`` (k,).

        Costs are infinite where there is no path. Making paths costs more than finding which are wanted.
        """
        chosen = np.arange(len(known_ms)) if commodities is None else commodities
        return self._search(cost_ms, chosen, known_ms)

    def _search(self, cost_ms: Floats, commodities: Ints, known_ms: Floats) -> tuple[Floats, PathSet]:
        """Least cost of each commodity chosen (c,), and the paths that cost less than what is known."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        problem = self.problem
        size = len(self._row) - 1
        least = np.full(len(commodities), np.inf)
        found = []
        for rights in np.unique(problem.rights[commodities]):
            place = np.flatnonzero(problem.rights[commodities] == rights)
            chosen = commodities[place]
            root, far, turned = self._rooted(chosen)
            rooted = np.bincount(root, minlength=size) > 0
            roots, tree = np.flatnonzero(rooted), (np.cumsum(rooted) - 1)[root]
            ways = self._contraction.ways(cost_ms, (problem.closed & ~rights) == 0)
            matrix = csr_array((ways.cost[self._arc], self._head, self._row), shape=(size, size))
            cost, before = dijkstra(matrix, indices=roots, return_predecessors=True)
            least[place] = cost[tree, far]
            wanted = least[place] < known_ms[chosen]
            start, links = ways.links(*self._climbed(before, tree[wanted], far[wanted], turned[wanted]))
            numbers = chosen[wanted].astype(np.int32)
            found.append(PathSet(commodity=numbers, start=start, links=links, cost=least[place][wanted]))
        return least, joined(found)

    def _rooted(self, chosen: Ints) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
        """Root and far end of each commodity chosen in the core, and whether its root is its target: few roots make few searches."""
        source, target = self._number[self.problem.source[chosen]], self._number[self.problem.target[chosen]]
        count = np.bincount(np.concatenate([source, target]), minlength=1)
        turned = count[target] > count[source]
        return np.where(turned, target, source), np.where(turned, source, target), turned

    def _climbed(
        self, before: npt.NDArray[np.int32], tree: Ints, far: Ints, turned: npt.NDArray[np.bool_]
    ) -> tuple[Ints, Ints]:
        """Codes of the arcs of paths from source to target, and where each path starts, all climbed from the far end in step.

        ``before`` are the predecessors of each node in each tree, ``tree`` the number of the tree of each path, ``far`` its far
        end, and ``turned`` whether that is the source.
        """
        path = np.arange(len(far))
        here: npt.NDArray[np.integer] = far
        hops = np.zeros(len(far), dtype=np.int64)
        steps: list[tuple[Ints, Ints]] = []
        while len(path):
            last = before[tree[path], here]
            on = last >= 0
            path, here, last = path[on], here[on], last[on]
            steps.append((path, self._code[last, here] ^ turned[path]))
            hops[path] += 1
            here = last
        start = np.concatenate([[0], np.cumsum(hops)])
        first, way = np.where(turned, start[:-1], start[1:] - 1), np.where(turned, 1, -1)
        codes = np.empty(start[-1], dtype=np.int64)
        for step, (paths, found) in enumerate(steps):
            codes[first[paths] + way[paths] * step] = found
        return codes, start


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

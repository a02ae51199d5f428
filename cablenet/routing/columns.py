"""The paths that an assignment has found so far, each once, and the small matrix of those that compete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing.problem import PENALTY_MS, Solution
from cablenet.routing.trees import PathSet

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from cablenet.routing.problem import Certificate, Problem

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["Contest", "Pool"]

BITS = 40
"""Bits of a path's signature; the bits above hold its commodity. Two paths of one commodity agree by chance once in 10^12."""

LEAST_TBPS = 1e-12
"""Flows below this are rounding, and dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Paths of a pool that may share in an answer, and the links that they contend for.

    ``paths`` (p,) are positions in the pool, sorted by commodity; ``cost_ms`` (p,) what they cost; ``owner`` (p,) the number of
    their commodity among ``commodity`` (c,), whose paths begin at ``first`` (c,). ``matrix`` (p, r) is one where a path takes
    a link of ``rows`` (r,).
    """

    paths: Ints
    cost_ms: Floats
    owner: Ints
    commodity: Ints
    first: Ints
    matrix: csr_array
    rows: Ints


class Pool:
    """Paths of a problem, each once. Paths dearer than not serving are left out."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.start: Ints = np.zeros(1, dtype=np.int64)
        self.links: npt.NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self.cost_ms: Floats = np.empty(0)
        self._key: npt.NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        self._order: Ints = np.empty(0, dtype=np.int64)
        self._sorted = self._key
        self._mark = np.random.default_rng(0).integers(0, 1 << BITS, len(problem.a), dtype=np.uint64)
        self._known: csr_array | None = None

    def __len__(self) -> int:
        return len(self._key)

    @property
    def commodity(self) -> Ints:
        """Commodity of each path, (p,)."""
        return (self._key >> np.uint64(BITS)).astype(np.int64)

    def add(self, found: PathSet) -> Ints:
        """Take in paths, one a commodity; the position of each is returned, or -1 for one dearer than not serving."""
        cost = found.over(self.problem.cost_ms)
        signature = _sums(self._mark[found.links], found.start) & np.uint64((1 << BITS) - 1)
        key = (found.commodity.astype(np.uint64) << np.uint64(BITS)) | signature
        place = np.searchsorted(self._sorted, key)
        known = place < len(self._sorted)
        known[known] = self._sorted[place[known]] == key[known]
        position = np.full(len(key), -1, dtype=np.int64)
        position[known] = self._order[place[known]]
        new = ~known & (cost < PENALTY_MS)
        position[new] = len(self._key) + np.arange(int(new.sum()))
        hops = np.diff(found.start)
        self.links = np.concatenate([self.links, found.links[np.repeat(new, hops)]])
        self.start = np.concatenate([self.start, self.start[-1] + np.cumsum(hops[new])])
        self.cost_ms = np.concatenate([self.cost_ms, cost[new]])
        self._key = np.concatenate([self._key, key[new]])
        self._order = np.insert(self._order, place[new], position[new])
        self._sorted = np.insert(self._sorted, place[new], key[new])
        self._known = None
        return position

    @property
    def _takes(self) -> csr_array:
        """One where a path takes a link, (p, m); made when it is asked for after paths were added."""
        from scipy.sparse import csr_array

        if self._known is None:
            shape = (len(self), len(self.problem.a))
            self._known = csr_array((np.ones(len(self.links)), self.links, self.start), shape=shape)
        return self._known

    def add_flow(self, found: PathSet, tbps: Floats) -> Floats:
        """Take in paths, any number a commodity, sorted by commodity, with flows ``tbps``; flow of each path of the pool (p,).

        Flows beyond a commodity's demand are cut back to it.
        """
        rank = np.arange(len(found.commodity)) - np.searchsorted(found.commodity, found.commodity)
        at = np.empty(len(rank), dtype=np.int64)
        for number in range(int(rank.max(initial=-1)) + 1):
            part = rank == number
            at[part] = self.add(found.only(part))
        flow = np.zeros(len(self))
        np.add.at(flow, at[at >= 0], tbps[at >= 0])
        most = self.problem.tbps / np.maximum(self.served(flow), LEAST_TBPS)
        return flow * np.minimum(most, 1.0)[self.commodity]

    def load(self, tbps: Floats) -> Floats:
        """Load of each link, (m,), when the paths carry ``tbps`` (p,)."""
        return np.asarray(tbps @ self._takes, dtype=np.float64)

    def served(self, tbps: Floats) -> Floats:
        """Served Tbps of each commodity, (k,)."""
        served = np.bincount(self.commodity, weights=tbps, minlength=len(self.problem.tbps))
        return np.asarray(served, dtype=np.float64)

    def least(self, values: Floats) -> Floats:
        """Least of the links' ``values`` (m,) on each path, (p,); infinite on a path of no link."""
        least = np.full(len(self), np.inf)
        some = np.diff(self.start) > 0
        if some.any():
            least[some] = np.minimum.reduceat(values[self.links], self.start[:-1][some])
        return least

    def cost(self, values: Floats) -> Floats:
        """Sum of the links' ``values`` (m,) on each path, (p,)."""
        return np.asarray(self._takes @ values, dtype=np.float64)

    def cheapest(self, values: Floats) -> Floats:
        """Least sum of the links' ``values`` (m,) among the paths of each commodity, (k,); infinite where none is known."""
        least = np.full(len(self.problem.tbps), np.inf)
        np.minimum.at(least, self.commodity, self.cost(values))
        return least

    def contest(self, tight: Mask, *, among: Mask | None = None) -> Contest:
        """Paths that compete for the links that are ``tight`` (m,), ``among`` (p,) these if given.

        A path that is dearer than one of the same commodity that takes no tight link can never do better, and is left out.
        """
        commodity, free = self.commodity, self.cost(tight.astype(np.float64)) == 0
        spare = np.full(len(self.problem.tbps), np.inf)
        np.minimum.at(spare, commodity[free], self.cost_ms[free])
        kept = self.cost_ms <= spare[commodity]
        if among is not None:
            kept &= among
        paths = self._order[kept[self._order]]
        return self._contest(paths, np.flatnonzero(tight))

    def _contest(self, paths: Ints, rows: Ints) -> Contest:
        from scipy.sparse import csr_array

        row = np.full(len(self.problem.a), -1, dtype=np.int64)
        row[rows] = np.arange(len(rows))
        picked = self.take(paths)
        column = row[picked.links]
        hit = column >= 0
        owner_of_link = np.repeat(np.arange(len(paths)), np.diff(picked.start))[hit]
        matrix = csr_array((np.ones(len(owner_of_link)), (owner_of_link, column[hit])), shape=(len(paths), len(rows)))
        begins = np.diff(picked.commodity, prepend=-1) > 0
        return Contest(
            paths=paths,
            cost_ms=self.cost_ms[paths],
            owner=np.cumsum(begins) - 1,
            commodity=picked.commodity[begins].astype(np.int64),
            first=np.flatnonzero(begins),
            matrix=matrix,
            rows=rows,
        )

    def take(self, paths: Ints) -> PathSet:
        """Paths at these positions."""
        hops = np.diff(self.start)[paths]
        start = np.concatenate([[0], np.cumsum(hops)])
        within = np.arange(start[-1]) - np.repeat(start[:-1], hops)
        return PathSet(
            commodity=self.commodity[paths].astype(np.int32),
            start=start,
            links=self.links[np.repeat(self.start[paths], hops) + within],
            cost=self.cost_ms[paths],
        )

    def solution(self, tbps: Floats, certificate: Certificate | None = None) -> Solution:
        """Answer in which the paths carry ``tbps`` (p,)."""
        used = self._order[tbps[self._order] > LEAST_TBPS]
        found = self.take(used)
        return Solution(
            commodity=found.commodity, tbps=tbps[used], start=found.start, links=found.links, certificate=certificate
        )


def _sums(values: npt.NDArray[np.uint64], start: Ints) -> npt.NDArray[np.uint64]:
    """Sum of whole numbers over each stretch; numbers that overflow wrap."""
    total = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(values, dtype=np.uint64)])
    stretch: npt.NDArray[np.uint64] = total[start[1:]] - total[start[:-1]]
    return stretch

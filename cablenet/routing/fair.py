"""Max-min fair shares of what the network can carry (conventions 6.4)."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing import greedy, master, optimal
from cablenet.routing.columns import LEAST_TBPS, Pool
from cablenet.routing.levels import fair_flow
from cablenet.routing.search import searcher
from cablenet.routing.trees import PathSet

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from cablenet.routing.problem import Problem, Solution
    from cablenet.routing.search import Kernel, Search

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["solve", "water_filling"]

FEW = 200
"""Up to this many commodities the fairest allocation over all paths is found."""

MOST_ROUNDS = 25
"""Rounds of water-filling at most."""

STILL = 1e-3
"""The rounds end when the mean share changes by no more than this, and a new way must let a demand rise by more."""

LEAST_SHARE = 1e-6
"""A demand whose share is within this of 1 is served."""

SHYNESS = 4
"""Power of the level at which a link fills up, by which its cost is divided when another way is sought."""

TRIAL = 0.1
"""Share of a demand's weight that a new path begins with."""


def solve(problem: Problem, *, kernel: Kernel = "scipy") -> Solution:
    """Share the capacity so that the worst-served demand is served as well as can be, then the next, and so on.

    What is made fair is the served share of each commodity, its served Tbps over its demand: an allocation is max-min fair
    if no share can rise unless one that is no greater falls (Bertsekas and Gallager 1992, Data Networks, section 6.5).

    Up to 200 commodities it is so over all paths, by a sequence of linear programmes
    (:func:`~cablenet.routing.levels.fair_flow`), and of least delay among the paths found. Beyond that, or if HiGHS fails, it is
    so on the paths that are used: with one path a commodity :func:`water_filling` finds it exactly; with several, the
    filling is repeated with weights that move (Danna, Hassidim, Kaplan, Kumar, Mansour, Raz and Segalov 2017, Upward
    max-min fairness, doi:10.1145/3011282):

    1. The paths are those of the greedy search (:func:`~cablenet.routing.greedy.spread` and ``fit``): of least cost, and of
       least cost round what is full. A commodity's weights, which sum to its demand, are as its flows.
    2. Fill all paths in proportion to their weights until they are blocked or all is served.
    3. A commodity that is not served moves what a blocked path did not carry to those of its paths that have room; if none has,
       its weights become as its flows, and it looks for a path on which it would be blocked later, which begins with a tenth
       of the weight. Repeat from 2 until the shares stand still.
    4. What then still has room goes to who is not served (``fit``).

    In nine of ten small random problems every share comes within two hundredths of the fairest over all paths that way.
    A path that
    costs ``PENALTY_MS`` or more is not used. Some seconds for the world. ``kernel`` as for ``optimal``.
    """
    search = searcher(problem, kernel)
    if len(problem.tbps) <= FEW:
        pool = Pool(problem)
        short = optimal.solve(problem, kernel=kernel)
        pool.add_flow(
            PathSet(commodity=short.commodity, start=short.start, links=short.links, cost=short.tbps), short.tbps
        )
        with contextlib.suppress(master.SolverError):
            return pool.solution(fair_flow(search, pool))
    return _filled(search)


def _filled(search: Search) -> Solution:
    """Fair on the paths of the greedy search, by water-filling with weights that move."""
    problem, pool = search.problem, Pool(search.problem)
    tbps, price = greedy.spread(search, pool, passes=1)
    tbps = greedy.fit(search, pool, tbps, price)
    weight, share = _scaled(pool, tbps), np.full(len(problem.tbps), np.inf)
    for _ in range(MOST_ROUNDS):
        tbps, level = water_filling(pool, weight)
        before, share = share, _shares(pool, tbps)
        if np.abs(share - before).sum() <= STILL * len(share):
            break
        weight = _moved(search, pool, (weight, tbps, level))
        tbps = np.concatenate([tbps, np.zeros(len(pool) - len(tbps))])
    return pool.solution(greedy.fit(search, pool, tbps, np.zeros(len(problem.a))))


def water_filling(pool: Pool, weight: Floats) -> tuple[Floats, Floats]:
    """Tbps of each path (p,) when all grow in proportion to ``weight`` (p,), and the level (m,) at which each link is full.

    The level rises from 0 to 1, where a path has its whole weight; it is 1 for links that do not fill up.

    Progressive filling (Bertsekas and Gallager 1992, section 6.5.2): at each moment the next link to fill up stops the
    paths that take it. One step a link that fills up.
    """
    matrix = _matrix(pool)
    crossing = matrix.T.tocsr()
    live = weight > 0
    stopped = np.where(live, 1.0, 0.0)
    reached = np.ones(len(pool.problem.a))
    room = pool.problem.capacity_tbps.astype(np.float64)
    rate = pool.load(weight)
    level, carried = np.zeros(len(room)), np.zeros(len(room))
    while True:
        with np.errstate(divide="ignore", invalid="ignore"):
            full = np.where(rate > LEAST_TBPS, level + np.maximum(room - carried, 0.0) / rate, np.inf)
        link = int(np.argmin(full)) if len(full) else -1
        if link < 0 or full[link] >= 1.0:
            return weight * stopped, reached
        paths = crossing.indices[crossing.indptr[link] : crossing.indptr[link + 1]]
        paths = paths[live[paths] & (stopped[paths] >= 1.0)]
        stopped[paths] = reached[link] = full[link]
        gone = _load(matrix, paths, weight, len(room))
        touched = gone > 0
        carried[touched] += rate[touched] * (full[link] - level[touched])
        level[touched] = full[link]
        rate[touched] -= gone[touched]
        rate[link] = 0.0


def _matrix(pool: Pool) -> csr_array:
    """One where a path (row) takes a link (column)."""
    from scipy.sparse import csr_array

    shape = (len(pool), len(pool.problem.a))
    return csr_array((np.ones(len(pool.links), dtype=np.int8), pool.links, pool.start), shape=shape)


def _load(matrix: csr_array, paths: Ints, weight: Floats, count: int) -> Floats:
    """Weight of some paths on each link, (count,)."""
    some = matrix[paths]
    load = np.bincount(some.indices, weights=np.repeat(weight[paths], np.diff(some.indptr)), minlength=count)
    return np.asarray(load, dtype=np.float64)


def _shares(pool: Pool, tbps: Floats) -> Floats:
    """Served share of each commodity, (k,); 1 where there is no demand."""
    demand = pool.problem.tbps
    return np.where(demand > 0, pool.served(tbps) / np.maximum(demand, LEAST_TBPS), 1.0)


def _scaled(pool: Pool, tbps: Floats) -> Floats:
    """Weights as the flows, but summing to the demand; those of a commodity that has no flow are even."""
    number = np.bincount(pool.commodity, minlength=len(pool.problem.tbps))
    served = pool.served(tbps)
    even = (pool.problem.tbps / np.maximum(number, 1))[pool.commodity]
    growth = (pool.problem.tbps / np.maximum(served, LEAST_TBPS))[pool.commodity]
    return np.where(served[pool.commodity] > LEAST_TBPS, tbps * growth, even)


def _moved(search: Search, pool: Pool, last: tuple[Floats, Floats, Floats]) -> Floats:
    """Weights of the next round; the pool gets new paths of those whose paths are all blocked."""
    weight, tbps, level = last
    problem, owner = pool.problem, pool.commodity
    share = _shares(pool, tbps)
    short = share < 1.0 - LEAST_SHARE
    blocked = pool.least(level) < 1.0
    room = np.bincount(owner, weights=np.where(blocked, 0.0, weight), minlength=len(problem.tbps))
    missing = problem.tbps - pool.served(tbps)
    growth = 1.0 + np.where(short & (room > 0), missing / np.maximum(room, LEAST_TBPS), 0.0)
    moved = np.where(blocked, tbps, weight * growth[owner])
    stuck = short & (room <= 0)
    moved = np.where(stuck[owner], _scaled(pool, tbps), moved)
    cost = np.where(level > 0, problem.cost_ms / np.maximum(level, 1e-9) ** SHYNESS, np.inf)
    found = search.paths(cost, commodities=np.flatnonzero(stuck))
    at = pool.add(found)
    moved = np.concatenate([moved, np.zeros(len(pool) - len(moved))])
    kept = (at >= 0) & (pool.least(level)[at] > share[found.commodity] + STILL)
    lucky = np.zeros(len(problem.tbps), dtype=bool)
    lucky[found.commodity[kept]] = True
    moved[lucky[pool.commodity]] *= 1.0 - TRIAL
    moved[at[kept]] += TRIAL * problem.tbps[found.commodity[kept]]
    return moved

"""Feasible answers at once: traffic spreads by rising prices, and what does not fit looks for another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing.columns import LEAST_TBPS, Pool
from cablenet.routing.problem import PENALTY_MS
from cablenet.routing.search import searcher
from cablenet.routing.trees import joined

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.routing.problem import Problem, Solution
    from cablenet.routing.search import Kernel, Search
    from cablenet.routing.trees import PathSet

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["fit", "solve", "spread"]

BATCHES = 8
"""Parts of a pass of :func:`spread`; the sources of one part do not see one another."""

STEEPNESS = 4.0
"""A price grows e-fold with each quarter of the capacity that is taken."""

LEAST_PRICE_MS = 0.05
"""Prices below this are those of links with room."""

LEAST_LEFT_TBPS = 1e-9
"""Less than this, a kilobit a second, is not worth another way."""

SCARCITY = 1.0
"""Tbps x ms by which a link is dearer, over the Tbps of room that it has left, to those who look for another way."""

MOST_ROUNDS = 40
"""Times that what is left over looks for a way round the links that are full."""


def solve(problem: Problem, *, kernel: Kernel = "scipy") -> Solution:
    """A feasible answer at once, with no bound: two passes of :func:`spread`, then :func:`fit`.

    What is left unserved has no way with room left. ``optimal`` begins so, and gives a bound.
    """
    trees, pool = searcher(problem, kernel), Pool(problem)
    tbps, price = spread(trees, pool, passes=2)
    return pool.solution(fit(trees, pool, tbps, price))


def spread(trees: Search, pool: Pool, *, passes: int) -> tuple[Floats, Floats]:
    """Tbps of each path of the pool (p,) after some passes in which prices rise with load, and the last prices (m,).

    Multiplicative weights (Plotkin, Shmoys and Tardos 1995, doi:10.1287/moor.20.2.257; Garg and Koenemann 2007,
    doi:10.1137/S0097539704446232) with averaging: the sources, greatest first, are dealt out to eight batches. Each batch in
    turn puts all its demand (in the first pass), then 2 / (pass + 1) of it, on the paths that are cheapest at the
    prices of that moment, ``price * exp(4 (load / capacity - 1))``. The load may still exceed capacity. The pool keeps
    all paths.
    """
    problem = trees.problem
    capacity = np.maximum(problem.capacity_tbps, LEAST_TBPS)
    shut = problem.capacity_tbps <= 0
    price = np.full(len(problem.a), 1.0)
    batches = _batches(problem)
    loads = np.zeros((len(batches), len(problem.a)))
    tbps = np.zeros(len(pool))
    for number in range(passes):
        share = 2.0 / (number + 2)
        found: list[PathSet] = []
        for batch, members in enumerate(batches):
            now = price * np.exp(np.minimum(STEEPNESS * (loads.sum(axis=0) / capacity - 1.0), 8.0))
            found.append(
                trees.paths(np.where(shut, np.inf, problem.cost_ms + np.minimum(now, PENALTY_MS)), commodities=members)
            )
            loads[batch] += share * (found[-1].load(problem.tbps, len(problem.a)) - loads[batch])
        tbps = _mixed(pool, tbps, joined(found), share)
        rise = STEEPNESS * (loads.sum(axis=0) / capacity - 1.0)
        price = np.clip(price * np.exp(np.clip(rise, -4.0, 1.0)), 1e-2, PENALTY_MS)
    return tbps, np.where(price > LEAST_PRICE_MS, price, 0.0)


def _mixed(pool: Pool, tbps: Floats, found: PathSet, share: float) -> Floats:
    """Flow of the pool's paths when this ``share`` of each demand moves to the paths found."""
    at = pool.add(found)
    mixed = np.zeros(len(pool))
    mixed[: len(tbps)] = (1.0 - share) * tbps
    kept = at >= 0
    mixed[at[kept]] += share * pool.problem.tbps[found.commodity[kept]]
    return mixed


def fit(trees: Search, pool: Pool, tbps: Floats, price: Floats) -> Floats:
    """Feasible Tbps of each path of the pool (p,), from flows ``tbps`` that may overfill links.

    1. Each path gives up the share by which its fullest link is overfull, so that nothing is.
    2. What is left over goes to the pool's paths with room, cheapest first at cost plus ``price`` (m,).
    3. What is still left over takes the cheapest way over links that are not full, where a link costs more the less room it
       has, greatest demand first, until nothing moves any more. These paths join the pool.
    """
    problem = trees.problem
    tbps = tbps * pool.least(np.minimum(1.0, problem.capacity_tbps / np.maximum(pool.load(tbps), LEAST_TBPS)))
    room = np.maximum(problem.capacity_tbps - pool.load(tbps), 0.0)
    left = problem.tbps - pool.served(tbps)
    left[left < LEAST_LEFT_TBPS] = 0.0
    tbps = _from_pool(pool, tbps, price, (left, room))
    # First shy of links with little room; then, for who found no way so, without.
    for scarcity in (SCARCITY, 0.0):
        tbps = _round_about(trees, pool, tbps, price, (left, room, scarcity))
    return tbps


def _round_about(trees: Search, pool: Pool, tbps: Floats, price: Floats, state: tuple[Floats, Floats, float]) -> Floats:
    """Flows after what is left over has taken the cheapest ways over links with room, again and again."""
    left, room, scarcity = state
    seekers = np.flatnonzero(left > LEAST_LEFT_TBPS)
    for _ in range(MOST_ROUNDS):
        scarce = trees.problem.cost_ms + price + scarcity / np.maximum(room, LEAST_LEFT_TBPS)
        found = trees.paths(np.where(room > LEAST_LEFT_TBPS, scarce, np.inf), commodities=seekers)
        at = pool.add(found)
        kept = np.flatnonzero(at >= 0)
        tbps = np.concatenate([tbps, np.zeros(len(pool) - len(tbps))])
        if not len(kept):
            break
        ranked = at[kept[np.argsort(-left[found.commodity[kept]], kind="stable")]]
        tbps[ranked] += _poured(pool.take(ranked), left, room)
        # Room only shrinks, so whoever found no way now finds none later.
        seekers = found.commodity[(at >= 0) & (left[found.commodity] > LEAST_LEFT_TBPS)].astype(np.int64)
    return tbps


def _from_pool(pool: Pool, tbps: Floats, price: Floats, state: tuple[Floats, Floats]) -> Floats:
    """Flows after what is left over has taken the pool's paths with room: each its cheapest, then its next, and so on."""
    left, room = state
    tbps = tbps.copy()
    usable = np.flatnonzero((left[pool.commodity] > 0) & (pool.least(room) > LEAST_LEFT_TBPS))
    cost = pool.cost(pool.problem.cost_ms + price)[usable]
    usable = usable[np.lexsort((cost, pool.commodity[usable]))]
    commodity = pool.commodity[usable]
    rank = np.arange(len(usable)) - np.searchsorted(commodity, commodity)
    for number in range(int(rank.max(initial=-1)) + 1):
        chosen = usable[(rank == number) & (left[commodity] > LEAST_LEFT_TBPS)]
        chosen = chosen[np.argsort(-left[pool.commodity[chosen]], kind="stable")]
        tbps[chosen] += _poured(pool.take(chosen), left, room)
    return tbps


def _poured(paths: PathSet, left: Floats, room: Floats) -> Floats:
    """Tbps that each path takes, (p,), of what is ``left`` (k,) and of the ``room`` on its links (m,); both are used up.

    The paths are of different commodities, and take in turn what they want or what room there is. Where a link has room for
    all who want it, nobody need look at it.
    """
    wanted = left[paths.commodity]
    scarce = (paths.load_of(wanted, len(room)) > room)[paths.links]
    begin = np.concatenate([[0], np.cumsum(scarce)])[paths.start]
    links, start, space = paths.links[scarce].tolist(), begin.tolist(), room.tolist()
    taken = wanted.tolist()
    waits = np.diff(begin) > 0
    for path in np.flatnonzero(waits).tolist():
        narrow = links[start[path] : start[path + 1]]
        taken[path] = amount = min(taken[path], *[space[link] for link in narrow])
        for link in narrow:
            space[link] -= amount
    tbps = np.array(taken)
    left[paths.commodity] -= tbps
    room -= paths.load_of(np.where(waits, 0.0, tbps), len(room))
    # One after the other, as above: so rounding leaves no room on a link that is full.
    waits &= tbps > 0
    late = paths.only(waits)
    np.subtract.at(room, late.links, np.repeat(tbps[waits], np.diff(late.start)))
    np.maximum(room, 0.0, out=room)
    return tbps


def _batches(problem: Problem) -> list[Ints]:
    """Commodities of each batch, in order: sources dealt out from the greatest on."""
    total = np.bincount(problem.source, weights=problem.tbps, minlength=problem.size)
    rank = np.empty(problem.size, dtype=np.int64)
    rank[np.argsort(-total, kind="stable")] = np.arange(problem.size)
    batch = rank[problem.source] % BATCHES
    return [np.flatnonzero((batch == number) & (problem.tbps > 0)) for number in range(BATCHES)]

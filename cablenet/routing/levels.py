"""The max-min fair shares over all paths, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing import master

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.routing.columns import Pool
    from cablenet.routing.search import Search

    Floats = npt.NDArray[np.float64]

__all__ = ["fair_flow", "fair_shares"]

LEAST_WORTH = 1e-7
"""A demand whose part in the level is worth less than this is not what holds the level down."""

LEAST_GAIN = 1e-9
"""Share of a floor that may be missing, and of the highest level, for the solver's tolerances."""

MILD = 1e-9
"""Weight of cost beside worth when new paths are sought, so that of equal ones the short is found."""


def fair_flow(search: Search, pool: Pool) -> Floats:
    """Tbps of each path of a pool (p,) in a max-min fair allocation, at least delay among the paths of the pool.

    The pool gets the paths that :func:`fair_shares` finds.

    Raises:
        SolverError: if HiGHS fails.
    """
    share = fair_shares(search, pool)
    contest = pool.contest(np.ones(len(search.problem.a), dtype=bool))
    floor = (share * search.problem.tbps)[contest.commodity] * (1.0 - LEAST_GAIN)
    tbps = np.zeros(len(pool))
    tbps[contest.paths] = master.hold(contest, floor=floor, capacity=search.problem.capacity_tbps)
    return tbps


def fair_shares(search: Search, pool: Pool) -> Floats:
    """Served share of each commodity (k,) in the max-min fair allocation over all paths; the pool gets the paths found.

    A sequence of linear programmes (Nace and Pioro 2008, doi:10.1109/SURV.2008.080403): raise the share of all that are still
    free as high as it goes, then hold those whose dual is positive, for they cannot have more in any allocation that
    gives the others as much; go on with the rest. Paths are generated: one is missing while its links are worth less
    than its commodity's demand. One programme or more a level, and at most as many levels as commodities.

    Raises:
        SolverError: if HiGHS fails.
    """
    problem = search.problem
    pool.add(search.paths(np.where(problem.capacity_tbps > 0, problem.cost_ms, np.inf)))
    share = np.full(len(problem.tbps), np.nan)
    share[np.bincount(pool.commodity, minlength=len(share)) == 0] = 0.0
    share[problem.tbps <= 0] = 1.0
    while np.isnan(share).any():
        level, worth = _level(search, pool, share)
        held = np.isnan(share) & ((worth * problem.tbps > LEAST_WORTH) | (level >= 1.0 - LEAST_GAIN))
        share[held] = level
    return share


def _level(search: Search, pool: Pool, share: Floats) -> tuple[float, Floats]:
    """Highest level of those that are free, and what holds it down: the worth of each commodity's demand (k,)."""
    problem = search.problem
    every = np.ones(len(problem.a), dtype=bool)
    while True:
        contest = pool.contest(every)
        demand = problem.tbps[contest.commodity]
        floor = share[contest.commodity] * demand * (1.0 - LEAST_GAIN)
        level, worth, price = master.lift(contest, demand=demand, floor=floor, capacity=problem.capacity_tbps)
        all_worth = np.zeros(len(problem.tbps))
        all_worth[contest.commodity] = worth
        scale = MILD * max(float(price.max(initial=0.0)), 1e-12)
        cost = np.where(problem.capacity_tbps > 0, price + scale * problem.cost_ms, np.inf)
        before = len(pool)
        wanted = np.flatnonzero(all_worth * problem.tbps > LEAST_WORTH)
        found = search.paths(cost, commodities=wanted)
        cheap = found.over(price) < all_worth[found.commodity] * (1.0 - 1e-6)
        pool.add(found.only(cheap))
        if len(pool) == before:
            return level, all_worth

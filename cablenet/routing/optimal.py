"""Least total delay under capacity, with a proven bound (model.md 6.3)."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from cablenet.routing import greedy, master, prices
from cablenet.routing.columns import Pool
from cablenet.routing.problem import PENALTY_MS, Certificate
from cablenet.routing.search import searcher
from cablenet.routing.trees import PathSet

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.routing.columns import Contest
    from cablenet.routing.problem import Problem, Solution
    from cablenet.routing.search import Kernel

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["Warm", "carry", "solve"]

GREAT_SHARE = 0.97
"""The greatest demands that make up this share of all settle the prices; the small rest takes the cheapest way at these."""

ALL_GREAT = 2000
"""With no more commodities than this, all are great."""

SOFTNESS = (0.05, 0.03, 0.02, 0.01, 0.01, 0.005, 0.005, 0.0025)
"""Temperature of each round of prices, as a share of the mean cost of a Tbps."""

SMALL_POOL = 6000
"""With no more paths than this the linear programme is so quick that it is solved to the end, whatever the gap."""

LEAST_GAIN_MS = 1e-9
"""A path must be cheaper than those known by more than this, or it is not new."""

EXACT = 1e-9
"""Gap at which an answer is as exact as the solver's tolerances."""

PASSES = 1
WARM_FROM = 2
MOST_PROGRAMMES = 200
"""Linear programmes at most; each adds paths or proves that none is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm:
    """What a solution of a similar problem tells: ``prices_ms`` (m,) of links, and ``paths`` with the ``tbps`` (p,) on them."""

    prices_ms: Floats
    paths: PathSet
    tbps: Floats


def carry(solution: Solution, *, links: Ints, commodities: Ints, count: int) -> Warm | None:
    """What a solution tells about another problem, of ``count`` links.

    ``links`` (m,) and ``commodities`` (k,) give for each link and commodity of the solved problem its number in the other,
    or -1 where it is not there. Paths that lost a link are left out. ``None`` if the solution has no prices.
    """
    if solution.prices_ms is None:
        return None
    kept = links >= 0
    price = np.zeros(count)
    price[links[kept]] = solution.prices_ms[kept]
    hops = np.diff(solution.start)
    lost = np.bincount(np.repeat(np.arange(len(hops)), hops), weights=~kept[solution.links], minlength=len(hops)) > 0
    stays = ~lost & (commodities[solution.commodity] >= 0)
    order = np.flatnonzero(stays)
    paths = PathSet(
        commodity=commodities[solution.commodity[order]].astype(np.int32),
        start=np.concatenate([[0], np.cumsum(hops[order])]),
        links=links[solution.links[np.repeat(stays, hops)]].astype(np.int32),
        cost=np.zeros(len(order)),
    )
    return Warm(prices_ms=price, paths=paths, tbps=solution.tbps[order])


def solve(
    problem: Problem,
    *,
    gap: float = 0.01,
    seconds: float | None = None,
    kernel: Kernel = "scipy",
    warm: Warm | None = None,
) -> Solution:
    """Route commodities at least total delay within the capacities, and prove how near to the least it is.

    Minimise the sum over paths of ``cost_ms`` times Tbps, plus ``PENALTY_MS`` for each Tbps that is not served, subject to
    flows that are not negative, at most the demand in sum over a commodity's paths, and at most the capacity in sum over
    the paths of a link, both directions together: the linear multicommodity flow problem (Ahuja, Magnanti and Orlin
    1993, Network Flows, chapter 17).

    The bound is Lagrange's: for any prices p >= 0 of links, no answer costs less than the sum over commodities of Tbps times
    the lesser of ``PENALTY_MS`` and the least path cost at ``cost_ms + p``, less the sum over links of p times capacity.

    1. Least-cost paths. If they fit the answer is exact.
    2. :func:`~cablenet.routing.greedy.spread` finds which links fill up, and ways round them; ``warm`` takes its place.
    3. Rounds of prices: :func:`~cablenet.routing.prices.settle` on the paths known, then all least-cost paths at the new
       prices, which prove a bound and are new paths. Each round is more exact than the one before.
    4. :func:`~cablenet.routing.greedy.fit` makes the flows feasible.
    5. Where that is not within ``gap`` yet, or the problem is small: column generation with HiGHS on the same paths.

    It stops within ``gap`` of the bound, as a share of the objective, or soon after ``seconds`` (status ``time``), with
    what is found by then: with a budget of 0 the answer of the greedy search and a bound for it. If HiGHS fails, the last
    certified answer comes back with status ``solver``. The prices in the answer are those of the bound.
    """
    until = np.inf if seconds is None else time.perf_counter() + seconds
    search = _Search(problem, kernel, gap, until)
    status = search.run(warm)
    certificate = Certificate(objective=search.objective, bound=min(search.bound, search.objective), status=status)
    return replace(search.pool.solution(search.tbps, certificate), prices_ms=search.prices)


class _Search:
    """State of a search: the best answer and the best bound so far."""

    def __init__(self, problem: Problem, kernel: Kernel, gap: float, until: float) -> None:
        self.problem = problem
        self.trees = searcher(problem, kernel)
        self.pool = Pool(problem)
        self.gap, self.until = gap, until
        self.prices = np.zeros(len(problem.a))
        self.bound = -np.inf
        self.tbps = np.empty(0)
        self.objective = np.inf
        self.tight = np.zeros(len(problem.a), dtype=bool)
        self.great = _great(problem.tbps)

    def run(self, warm: Warm | None) -> Literal["certified", "time", "solver"]:
        """Search; why it ended."""
        found = self.look(np.zeros(len(self.problem.a)), np.ones(len(self.great), dtype=bool))
        if self.fits(found):
            return "certified"
        start = self.begin(warm)
        if self.late:
            return "certified" if self.near(self.gap) else "time"
        start = self.settle(start, warm)
        return self.programmes(start)

    @property
    def late(self) -> bool:
        """Whether the budget has run out."""
        return time.perf_counter() >= self.until

    def near(self, gap: float) -> bool:
        """Whether the best answer is within this gap."""
        return self.objective - self.bound <= gap * abs(self.objective)

    def look(self, price: Floats, among: Mask) -> PathSet:
        """Bound at these prices, kept if it is the best; the paths that are cheaper at them than all known join the pool.

        Only commodities ``among`` (k,) have their paths made.
        """
        cost = self.problem.cost_ms + price
        known = self.pool.cheapest(cost)
        least, found = self.trees.improving(cost, np.where(among, known - LEAST_GAIN_MS, -np.inf))
        bound = float(self.problem.tbps @ np.minimum(least, PENALTY_MS) - price @ self.problem.capacity_tbps)
        if bound > self.bound:
            self.bound, self.prices = bound, price
        self.pool.add(found)
        return found

    def fits(self, found: PathSet) -> bool:
        """Whether all least-cost paths fit at once; they become the answer. Overfull links become tight."""
        tbps = self.on_paths(found)
        load = self.pool.load(tbps)
        self.tight |= load > self.problem.capacity_tbps
        if self.tight.any():
            return False
        self.tbps, self.objective = tbps, self.cost(tbps)
        return True

    def on_paths(self, found: PathSet, among: Mask | None = None) -> Floats:
        """Tbps of each path of the pool when the demand, of ``among`` alone if given, takes the paths found."""
        at = self.pool.add(found)
        kept = at >= 0
        if among is not None:
            kept &= among[found.commodity]
        tbps = np.zeros(len(self.pool))
        tbps[at[kept]] = self.problem.tbps[found.commodity[kept]]
        return tbps

    def cost(self, tbps: Floats) -> float:
        """Objective of a flow of the pool's paths."""
        missing = self.problem.tbps - self.pool.served(tbps)
        return float(tbps @ self.pool.cost_ms + PENALTY_MS * np.maximum(missing, 0.0).sum())

    def begin(self, warm: Warm | None) -> Floats:
        """Prices to set out from; the pool gets the paths of a warm start, or those of the first greedy passes."""
        if warm is not None:
            tbps, price = self.pool.add_flow(warm.paths, warm.tbps), warm.prices_ms
            self.look(price, self.great)
            tbps = _grown(tbps, self.pool)
        else:
            tbps, price = greedy.spread(self.trees, self.pool, passes=PASSES)
        self.tight |= self.pool.load(tbps) > self.problem.capacity_tbps
        self.offer(tbps, price)
        self.tight |= self.pool.load(self.tbps) > 0.999 * self.problem.capacity_tbps
        return np.where(self.tight, price, 0.0)

    def settle(self, price: Floats, warm: Warm | None) -> Floats:
        """Rounds of prices, until the gap is closed, the schedule or the budget ends; the best prices."""
        mean = self.bound / max(self.problem.tbps.sum(), 1e-12)
        rest = np.where(self.great[self.pool.commodity], 0.0, self.tbps)
        for softness in SOFTNESS if warm is None else SOFTNESS[WARM_FROM:]:
            t0=time.perf_counter()
            contest = self.pool.contest(self.tight, among=self.great)
            room = self.problem.capacity_tbps - self.pool.load(_grown(rest, self.pool))
            flow, row_price = self._round(contest, room, price, softness * mean)
            t1=time.perf_counter()
            price = np.zeros(len(price))
            price[contest.rows] = row_price
            self.look(price, self.great)
            t2=time.perf_counter()
            rest = _grown(rest, self.pool)
            tbps = _grown(flow, self.pool) + rest
            t3=time.perf_counter()
            load = self.pool.load(tbps)
            self.tight |= load > self.problem.capacity_tbps
            if DEBUG: print('settle',round(softness*mean,2),'paths',len(contest.paths),'rows',len(contest.rows),'pool',len(self.pool),'bound',round(self.bound,1),'cost',round(self.cost(tbps),1),'excess',np.maximum(load-self.problem.capacity_tbps,0).sum(),'soft %.2f look %.2f add %.2f'%(t1-t0,t2-t1,t3-t2))
            if self.cost(tbps) - self.bound <= self.gap * self.bound or self.late:
                self.offer(tbps, price)
                if self.near(self.gap) or self.late:
                    break
        else:
            self.offer(tbps, price)
        return self.prices

    def _round(self, contest: Contest, room: Floats, price: Floats, softness: float) -> tuple[Floats, Floats]:
        """Flow of each path of the pool, and the prices of the contest's rows."""
        row_price, tbps = prices.settle(
            contest,
            demand=self.problem.tbps[contest.commodity],
            capacity=np.maximum(room[contest.rows], 0.0),
            start=price[contest.rows],
            softness_ms=softness,
        )
        flow = np.zeros(len(self.pool))
        flow[contest.paths] = tbps
        return flow, row_price

    def offer(self, tbps: Floats, price: Floats) -> None:
        """Make a flow feasible and keep it if it is the best answer."""
        t=time.perf_counter()
        tbps = greedy.fit(self.trees, self.pool, _grown(tbps, self.pool), price)
        objective = self.cost(tbps)
        if DEBUG: print('offer',objective,self.bound,(objective-self.bound)/objective,'t %.2f'%(time.perf_counter()-t))
        if objective < self.objective:
            self.tbps, self.objective = tbps, objective
        self.tbps = _grown(self.tbps, self.pool)

    def programmes(self, price: Floats) -> Literal["certified", "time", "solver"]:
        """Column generation with HiGHS; why it ended."""
        everyone = np.ones(len(self.great), dtype=bool)
        for _ in range(MOST_PROGRAMMES):
            small = len(self.pool) <= SMALL_POOL
            if self.near(EXACT if small else self.gap):
                break
            if self.late:
                return "certified" if self.near(self.gap) else "time"
            try:
                tbps, price = self._programme()
            except master.SolverError:
                return "certified" if self.near(self.gap) else ("time" if self.late else "solver")
            before = len(self.pool)
            self.offer(tbps, price)
            self.look(0.5 * (price + self.prices), everyone)
            if len(self.pool) == before:
                self.look(price, everyone)
            self.tbps = _grown(self.tbps, self.pool)
            if DEBUG: print('lp',self.objective,self.bound,len(self.pool))
            if len(self.pool) == before and self.near(10*EXACT): break
        return "certified" if self.near(self.gap) else "solver"

    def _programme(self) -> tuple[Floats, Floats]:
        """Best flow of each path known, and the prices of all links; rows are added until all capacities hold."""
        while True:
            contest = self.pool.contest(self.tight)
            tbps, row_price = master.minimise(
                contest,
                demand=self.problem.tbps[contest.commodity],
                capacity=self.problem.capacity_tbps[contest.rows],
                seconds=self.until - time.perf_counter(),
            )
            flow = np.zeros(len(self.pool))
            flow[contest.paths] = tbps
            over = self.pool.load(flow) > self.problem.capacity_tbps + 1e-7
            if not (over & ~self.tight).any():
                price = np.zeros(len(self.problem.a))
                price[contest.rows] = row_price
                return flow, price
            self.tight |= over

DEBUG=False
def _grown(tbps: Floats, pool: Pool) -> Floats:
    """Flow of a pool that has grown; new paths carry nothing."""
    return np.concatenate([tbps, np.zeros(len(pool) - len(tbps))])


def _great(tbps: Floats) -> Mask:
    """Which commodities are great: the fewest that make up most of the demand."""
    great = np.ones(len(tbps), dtype=bool)
    if len(tbps) > ALL_GREAT:
        order = np.argsort(-tbps, kind="stable")
        total = np.cumsum(tbps[order])
        great[order[np.searchsorted(total, GREAT_SHARE * total[-1]) + 1 :]] = False
    return great

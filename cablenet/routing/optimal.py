"""Least total delay under capacity, with a proven bound (conventions 6.3)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from cablenet.errors import InputError
from cablenet.routing import greedy, master, prices
from cablenet.routing.columns import Pool
from cablenet.routing.problem import PENALTY_MS, Certificate
from cablenet.routing.search import searcher
from cablenet.routing.warm import Warm, carry

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.routing.columns import Contest
    from cablenet.routing.problem import Problem, Solution
    from cablenet.routing.search import Kernel
    from cablenet.routing.trees import PathSet

    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]
    Status = Literal["certified", "time", "limit", "solver"]

__all__ = ["Warm", "carry", "solve"]

GREAT_SHARE = 0.985
"""The greatest demands that make up this share of all settle the prices; the small rest stays where the greedy search put it."""

ALL_GREAT = 2000
"""With no more commodities than this, all are great."""

SOFTNESS = (0.03, 0.015, 0.01, 0.005, 0.005, 0.0025, 0.0025, 0.00125, 0.00125)
"""Temperature of each round of prices, as a share of the mean cost of a Tbps. A warm start leaves out the first."""

SOFTNESS_OF_ALL = (0.05, 0.02, 0.01, 0.01, 0.005, 0.005, 0.0025, 0.0025)
"""The same where all commodities settle the prices, because the great alone do not close the gap."""

STEPS, STEPS_OF_ALL = 40, 150
"""Steps at most of each round, among the great and among all."""

ROOM = 0.998
"""Share of a link's capacity that the rounds of prices fill, so that little is left over when flows are made feasible."""

SMALL_POOL = 6000
"""With no more paths than this the linear programme is so quick that it is solved to the end, whatever the gap."""

WIDTH = 0.01
"""Greater pools let those paths compete that cost no more than this share of the mean above the best of their commodity."""

EXACT = 1e-9
"""Gap at which an answer is as exact as the solver's tolerances."""

LEAST_GAIN_MS = 1e-9
"""A path must be cheaper than those known by more than this, or it is not new."""

LEAST_OVERLOAD_TBPS = 1e-7
"""A link that is overfull by more than this becomes a row of the linear programme."""

MOST_PROGRAMMES = 500
"""Linear programmes at most; each adds paths, or proves that none is missing."""


def solve(
    problem: Problem,
    *,
    gap: float = 0.005,
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

    1. Least-cost paths. If they fit, the answer is exact. A ``warm`` start with full links goes past this.
    2. :func:`~cablenet.routing.greedy.spread` and ``fit`` give a first answer, which shows the links that fill up and ways
       round them. A ``warm`` start (see :func:`carry`) takes the place of the former.
    3. Rounds of prices: :func:`~cablenet.routing.prices.settle` on the paths known; then least-cost paths at the new
       prices, those of the small demands only where the gap may close, prove a bound, and those that are new join. When
       what the paths cost comes near the bound, ``fit`` makes the flows feasible.
    4. If that is not within ``gap`` yet, or the problem is small: column generation with HiGHS, beginning with the same paths.

    It stops within ``gap`` of the bound, as a share of the objective, or soon after ``seconds`` (status ``time``): with a
    budget of 0, with the answer of the greedy search and a bound for it. Without a budget the rounds are limited, and
    step 4 is left to small problems; whoever sets one gets it for great ones too. So past saturation, where some tens
    of rounds may not suffice, the status may be ``limit``. If HiGHS fails, the best certified answer so far comes
    back with status ``solver``. Small problems are solved to a gap of 1e-9. The prices in the answer are those of the bound.

    A round is a Dijkstra search a source. The world at a realistic load takes about ten, three times that past saturation.

    Raises:
        InputError: if ``gap`` or ``seconds`` is negative or NaN, or the kernel is unknown.
    """
    if not gap >= 0.0 or (seconds is not None and not seconds >= 0.0):
        message = f"Found gap={gap}, seconds={seconds}; expected a share and a time, neither below 0."
        raise InputError(message)
    until = np.inf if seconds is None else time.perf_counter() + seconds
    search = _Search(problem, kernel, gap, until)
    status = search.run(warm)
    certificate = Certificate(objective=search.objective, bound=min(search.bound, search.objective), status=status)
    return replace(search.pool.solution(search.tbps, certificate), prices_ms=search.prices)


class _Search:
    """State of a search: the paths known, the best answer and the best bound."""

    def __init__(self, problem: Problem, kernel: Kernel, gap: float, until: float) -> None:
        self.problem = problem
        self.search = searcher(problem, kernel)
        self.pool = Pool(problem)
        self.gap, self.until = gap, until
        self.everyone = np.ones(len(problem.tbps), dtype=bool)
        self.great = _great(problem.tbps)
        self.tight = np.zeros(len(problem.a), dtype=bool)
        self.prices, self.bound = np.zeros(len(problem.a)), -np.inf
        self.tbps, self.objective = np.empty(0), np.inf

    def run(self, warm: Warm | None) -> Status:
        """Search; why it ended."""
        if warm is None or not warm.prices_ms.any():
            found = self.look(np.zeros(len(self.problem.a)), self.everyone)
            if self.fits(found):
                return "certified"
        price = self.begin(warm)
        stages = [SOFTNESS if warm is None else SOFTNESS[1:], SOFTNESS_OF_ALL]
        for number, schedule in enumerate(stages):
            # What was best before is near the best still, but knows nothing of links that are new: so one round at least.
            if not self.late() and (not self.near(self.gap) or (number == 0 and warm is not None)):
                price = self.rounds(price, schedule)
            if self.great.all():
                break
            self.great = self.everyone
        return self.programmes()

    def late(self) -> bool:
        """Whether the budget has run out."""
        return time.perf_counter() >= self.until

    @property
    def mean_ms(self) -> float:
        """Mean cost of a Tbps in the best answer, served or not."""
        return self.objective / max(float(self.problem.tbps.sum()), 1e-12)

    def near(self, gap: float) -> bool:
        """Whether the best answer is within this gap."""
        return self.objective - self.bound <= gap * abs(self.objective)

    def look(self, price: Floats, among: Mask, *, enough: float = -np.inf) -> PathSet:
        """Bound at these prices, kept if it is the best; the paths that are cheaper at them than all known join the pool.

        Only commodities ``among`` (k,) have their paths made. The others are not searched, and nothing is proven, where
        the bound would be less than is ``enough``.
        """
        # A link that carries nothing is no way, which is better known at once than learnt from prices one by one.
        cost = np.where(self.problem.capacity_tbps > 0, self.problem.cost_ms + price, np.inf)
        known = self.pool.cheapest(cost)
        chosen, others = np.flatnonzero(among), np.flatnonzero(~among)
        least = known.copy()
        least[chosen], found = self.search.improving(cost, known - LEAST_GAIN_MS, commodities=chosen)
        if self.dual(least, price) >= enough:
            least[others], _ = self.search.improving(cost, np.full(len(known), -np.inf), commodities=others)
            bound = self.dual(least, price)
            if bound > self.bound:
                self.bound, self.prices = bound, price
        self.pool.add(found)
        return found

    def dual(self, least: Floats, price: Floats) -> float:
        """Bound at these prices (m,) if commodities cost this at least, (k,)."""
        served = self.problem.tbps * np.minimum(least, PENALTY_MS)
        return float(served.sum() - (price * self.problem.capacity_tbps).sum())

    def fits(self, found: PathSet) -> bool:
        """Whether all least-cost paths fit at once; then they are the answer. Overfull links become tight."""
        at = self.pool.add(found)
        tbps = np.zeros(len(self.pool))
        tbps[at[at >= 0]] = self.problem.tbps[found.commodity[at >= 0]]
        self.tight |= self.pool.load(tbps) > self.problem.capacity_tbps
        if not self.tight.any():
            self.tbps, self.objective = tbps, self.cost(tbps)
        return not self.tight.any()

    def cost(self, tbps: Floats) -> float:
        """Objective of a flow of the pool's paths."""
        missing = self.problem.tbps - self.pool.served(tbps)
        return float((tbps * self.pool.cost_ms).sum() + PENALTY_MS * np.maximum(missing, 0.0).sum())

    def begin(self, warm: Warm | None) -> Floats:
        """Prices to set out from, and a first feasible answer."""
        if warm is None:
            tbps, price = greedy.spread(self.search, self.pool, passes=1)
        else:
            tbps, price = self.pool.add_flow(warm.paths, warm.tbps), warm.prices_ms
            self.look(price, self.everyone)
            self.tight |= price > 0
        self.tight |= self.pool.load(_grown(tbps, self.pool)) > self.problem.capacity_tbps
        self.offer(tbps, price)
        self.tight |= self.pool.load(self.tbps) > ROOM * self.problem.capacity_tbps
        return np.where(self.tight, price, 0.0)

    def offer(self, tbps: Floats, price: Floats) -> None:
        """Make a flow feasible, and keep it if it is the best answer."""
        tbps = greedy.fit(self.search, self.pool, _grown(tbps, self.pool), price)
        objective = self.cost(tbps)
        if objective < self.objective:
            self.tbps, self.objective = tbps, objective
        self.tbps = _grown(self.tbps, self.pool)

    def rounds(self, price: Floats, schedule: tuple[float, ...]) -> Floats:
        """Rounds of prices, until the gap is closed, the schedule is through or the budget spent; the last prices."""
        rest = np.where(self.great[self.pool.commodity], 0.0, self.tbps)
        room = np.maximum(ROOM * self.problem.capacity_tbps - self.pool.load(rest), 0.0)
        for number, share in enumerate(schedule):
            softness = max(share * self.mean_ms, LEAST_GAIN_MS)
            contest = self.pool.contest(self.tight, among=self.great[self.pool.commodity])
            row_price, tbps = prices.settle(
                contest,
                demand=self.problem.tbps[contest.commodity],
                capacity=room[contest.rows],
                start=price[contest.rows],
                softness_ms=softness,
                steps=STEPS_OF_ALL if self.great.all() else STEPS,
                late=self.late,
            )
            price = np.zeros(len(price))
            price[contest.rows] = row_price
            flow = _placed(contest, tbps, self.pool) + _grown(rest, self.pool)
            self.tight |= self.pool.load(flow) > self.problem.capacity_tbps
            last = self.late() or number == len(schedule) - 1
            enough = self.cost(flow) / (1.0 + self.gap)
            self.look(price, self.great, enough=-np.inf if last else enough)
            if last or self.bound >= enough:
                self.offer(flow, price)
            if last or self.near(self.gap):
                break
        self.tbps = _grown(self.tbps, self.pool)
        return price

    def within(self, price: Floats, width_ms: float) -> Mask:
        """Which paths of the pool (p,) are no dearer at these prices than the best of their commodity by more than this."""
        cost, owner = self.problem.cost_ms + price, self.pool.commodity
        return np.asarray(self.pool.cost(cost) - self.pool.cheapest(cost)[owner] <= width_ms, dtype=bool)

    def programmes(self) -> Status:
        """Column generation with HiGHS, first among the great; why it ended."""
        among, whole, stuck = self.great, False, False
        if len(self.pool) > SMALL_POOL and np.isinf(self.until):
            return self.verdict("limit")
        for _ in range(MOST_PROGRAMMES):
            if self.near(EXACT if len(self.pool) <= SMALL_POOL else self.gap) or self.late() or stuck:
                break
            before = len(self.pool), self.objective, self.bound
            try:
                tbps, price = self.programme(among, whole=whole)
            except master.SolverError:
                return self.verdict("time" if self.late() else "solver")
            self.offer(tbps, price)
            # Half way to the best prices known is steadier than the programme's own, which jump from corner to corner.
            known = len(self.pool)
            self.look(0.5 * (price + self.prices), self.everyone)
            if len(self.pool) == known:
                self.look(price, self.everyone)
            self.tbps = _grown(self.tbps, self.pool)
            if (len(self.pool), self.objective, self.bound) == before:
                stuck, whole, among = whole, True, self.everyone
        return self.verdict("time" if self.late() else "solver")

    def verdict(self, otherwise: Status) -> Status:
        """``certified`` if the gap is closed, else the reason given."""
        return "certified" if self.near(max(self.gap, EXACT)) else otherwise

    def programme(self, among: Mask, *, whole: bool) -> tuple[Floats, Floats]:
        """Best flow of the paths of the commodities ``among`` (k,) these, and the prices of all links.

        Unless it is to be the ``whole`` of them, of a great pool only the paths that are about as cheap as the best compete.
        Rows are added until all capacities hold.
        """
        owner = self.pool.commodity
        self.tbps = _grown(self.tbps, self.pool)
        rest = np.where(among[owner], 0.0, self.tbps)
        room = np.maximum(self.problem.capacity_tbps - self.pool.load(rest), 0.0)
        width = np.inf if len(self.pool) <= SMALL_POOL or whole else WIDTH * self.mean_ms
        competes = among[owner] & (self.within(self.prices, width) | (self.tbps > 0))
        while True:
            contest = self.pool.contest(self.tight, among=competes)
            tbps, row_price = master.minimise(
                contest,
                demand=self.problem.tbps[contest.commodity],
                capacity=room[contest.rows],
                seconds=self.until - time.perf_counter(),
            )
            flow = _placed(contest, tbps, self.pool) + rest
            over = self.pool.load(flow) > self.problem.capacity_tbps + LEAST_OVERLOAD_TBPS
            if not (over & ~self.tight).any():
                price = np.zeros(len(self.problem.a))
                price[contest.rows] = row_price
                return flow, price
            self.tight |= over


def _placed(contest: Contest, tbps: Floats, pool: Pool) -> Floats:
    """Flow of each path of the pool, from that of the paths of a contest."""
    flow = np.zeros(len(pool))
    flow[contest.paths] = tbps
    return flow


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

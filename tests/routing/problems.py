"""Small routing problems, by hand and by hypothesis, and what a plain linear programme over the links says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from cablenet.routing.problem import PENALTY_MS, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from cablenet.routing.problem import Solution

    Floats = npt.NDArray[np.float64]

Link = tuple[int, int, float, float]
"""Ends, cost in ms, capacity in Tbps."""

Wish = tuple[int, int, float]
"""Source, target, Tbps."""


def problem_of(size: int, links: Sequence[Link], wishes: Sequence[Wish], **more: Sequence[int]) -> Problem:
    """Problem of a list of links and a list of demands; ``closed`` and ``rights`` if given, by link and demand."""
    rights = np.array(more.get("rights", [0] * len(wishes)), dtype=np.uint8)
    sources, targets = (np.array([wish[end] for wish in wishes], dtype=np.int32) for end in (0, 1))
    order = np.lexsort((targets, rights, sources))
    return Problem(
        size=size,
        a=np.array([link[0] for link in links], dtype=np.int32),
        b=np.array([link[1] for link in links], dtype=np.int32),
        rtt_ms=np.array([link[2] for link in links], dtype=float),
        price_ms=np.zeros(len(links)),
        capacity_tbps=np.array([link[3] for link in links], dtype=float),
        closed=np.array(more.get("closed", [0] * len(links)), dtype=np.uint8),
        source=sources[order],
        target=targets[order],
        rights=rights[order],
        tbps=np.array([w[2] for w in wishes], dtype=float)[order],
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Multigraphs with parallel links, loops, links of no capacity and closed ones; demands of 0 and far too great ones."""
    size = draw(st.integers(2, 7))
    node = st.integers(0, size - 1)
    cost, capacity = st.integers(1, 60).map(float), st.integers(0, 9).map(float)
    links = draw(st.lists(st.tuples(node, node, cost, capacity), max_size=14))
    pairs = st.tuples(node, node).filter(lambda pair: pair[0] != pair[1])
    ends = draw(st.lists(pairs, max_size=8, unique=True))
    wishes = [(a, b, float(draw(st.sampled_from([0, 1, 2, 5, 100])))) for a, b in ends]
    bits = st.integers(0, 3)
    closed = draw(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=len(links), max_size=len(links)))
    rights = draw(st.lists(bits, min_size=len(wishes), max_size=len(wishes)))
    return problem_of(size, links, wishes, closed=closed, rights=rights)


class EdgeProgramme:
    """The multicommodity flow written out link by link and demand by demand, for HiGHS by way of scipy.

    Variables: the flow of each demand on each link there, then back; then what is served of each demand; then one more.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.m, self.k = len(problem.a), len(problem.source)
        self.served = 2 * self.m * self.k
        self.count = self.served + self.k + 1
        self.most = np.full(self.count, np.inf)
        self.most[self.served : -1] = problem.tbps
        self.conserve = np.zeros((self.k * problem.size, self.count))
        self.carry = np.zeros((self.m, self.count))
        for demand in range(self.k):
            self._write(demand)

    def _write(self, demand: int) -> None:
        problem, row = self.problem, demand * self.problem.size
        for link in range(self.m):
            there = 2 * self.m * demand + link
            for variable, tail, head in (
                (there, problem.a[link], problem.b[link]),
                (there + self.m, problem.b[link], problem.a[link]),
            ):
                self.conserve[row + tail, variable] += 1
                self.conserve[row + head, variable] -= 1
                self.carry[link, variable] = 1
                if problem.closed[link] & ~problem.rights[demand]:
                    self.most[variable] = 0.0
        self.conserve[row + problem.source[demand], self.served + demand] -= 1
        self.conserve[row + problem.target[demand], self.served + demand] += 1

    def solve(self, cost: Floats, floor: Floats | None = None) -> Floats:
        """Variables at least cost; demand ``i`` is served at least ``floor[i]`` and, more, its part of the last variable."""
        rows, least = [self.carry], [self.problem.capacity_tbps]
        if floor is not None:
            served = np.zeros((self.k, self.count))
            served[np.arange(self.k), self.served + np.arange(self.k)] = -1.0
            served[:, -1] = np.where(floor < 0, self.problem.tbps, 0.0)
            rows.append(served)
            least.append(-np.maximum(floor, 0.0) + 1e-10)
        bounds = np.column_stack([np.zeros(self.count), self.most])
        bounds[-1, 1] = 1.0
        matrix, limit = np.vstack(rows), np.concatenate(least)
        answer = linprog(
            cost,
            A_ub=matrix if len(matrix) else None,
            b_ub=limit if len(matrix) else None,
            A_eq=self.conserve if self.k else None,
            b_eq=np.zeros(len(self.conserve)) if self.k else None,
            bounds=bounds,
        )
        assert answer.status == 0, answer.message
        values: Floats = answer.x
        return values

    def least_cost(self) -> float:
        """Objective of the optimal assignment."""
        cost = np.zeros(self.count)
        cost[: self.served] = np.tile(self.problem.cost_ms, 2 * self.k)
        cost[self.served : -1] = -PENALTY_MS
        return float(cost @ self.solve(cost) + PENALTY_MS * self.problem.tbps.sum())

    def fair_shares(self) -> Floats:
        """Max-min fair served shares over all paths, level by level (Nace and Pioro 2008)."""
        demand = self.problem.tbps
        share = np.where(demand > 0, -1.0, 1.0)
        while (share < 0).any():
            cost = np.zeros(self.count)
            cost[-1] = -1.0
            level = float(self.solve(cost, np.where(share < 0, -1.0, share * demand))[-1])
            floor = np.where(share < 0, level, share) * demand
            for number in np.flatnonzero(share < 0):
                cost = np.zeros(self.count)
                cost[self.served + number] = -1.0
                most = float(self.solve(cost, floor)[self.served + number])
                if level >= 1 - 1e-9 or most <= floor[number] + 1e-6:
                    share[number] = level
        return share


def check_laws(problem: Problem, solution: Solution) -> None:
    """Law 8.2, 8.3: paths join their ends over open links, carry no more than the demand, and fill no link beyond capacity."""
    assert (solution.tbps > 0).all()
    assert (np.diff(solution.commodity) >= 0).all()
    assert (solution.flow(len(problem.a)) <= problem.capacity_tbps + 1e-6).all()
    assert (solution.served(len(problem.tbps)) <= problem.tbps + 1e-6).all()
    for path, commodity in enumerate(solution.commodity):
        here = problem.source[commodity]
        for link in solution.links[solution.start[path] : solution.start[path + 1]]:
            assert here in (problem.a[link], problem.b[link])
            assert problem.closed[link] & ~problem.rights[commodity] == 0
            here = problem.b[link] if here == problem.a[link] else problem.a[link]
        assert here == problem.target[commodity]


def objective_of(problem: Problem, solution: Solution) -> float:
    """Cost of what is served and penalty of what is not, counted anew."""
    served = solution.served(len(problem.tbps)).sum()
    return float(solution.flow(len(problem.a)) @ problem.cost_ms + PENALTY_MS * (problem.tbps.sum() - served))

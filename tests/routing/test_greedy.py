"""Feasible answers at once: they break no law, and leave nothing unserved that still has a way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet.routing import greedy
from cablenet.routing.columns import Pool
from cablenet.routing.trees import Trees
from tests.routing.problems import EdgeProgramme, check_laws, objective_of, problem_of, problems

if TYPE_CHECKING:
    from cablenet.routing.problem import Problem, Solution
    from cablenet.routing.search import Kernel


def unserved_with_a_way(problem: Problem, solution: Solution) -> int:
    """How many demands are not served though a path has room."""
    room = problem.capacity_tbps - solution.flow(len(problem.a))
    short = np.flatnonzero(problem.tbps - solution.served(len(problem.tbps)) > 1e-6)
    found = Trees(problem).paths(np.where(room > 1e-6, problem.cost_ms, np.inf), commodities=short)
    return len(found.commodity)


@given(problems(), st.sampled_from(["scipy", "numba"]))
@settings(max_examples=60)
def test_no_law_is_broken_and_nothing_is_left_that_has_a_way(problem: Problem, kernel: Kernel) -> None:
    solution = greedy.solve(problem, kernel=kernel)
    check_laws(problem, solution)
    assert unserved_with_a_way(problem, solution) == 0
    assert objective_of(problem, solution) >= EdgeProgramme(problem).least_cost() - 1e-4


@given(problems(), st.integers(0, 10**6))
@settings(max_examples=40)
def test_any_flow_is_made_feasible(problem: Problem, seed: int) -> None:
    trees, pool = Trees(problem), Pool(problem)
    pool.add(trees.paths(problem.cost_ms))
    tbps = np.random.default_rng(seed).random(len(pool)) * problem.tbps[pool.commodity]
    solution = pool.solution(greedy.fit(trees, pool, tbps, np.zeros(len(problem.a))))
    check_laws(problem, solution)
    assert unserved_with_a_way(problem, solution) == 0


def test_traffic_goes_round_what_is_full() -> None:
    """Ten Tbps over parallel links of 1, 2, 3 and 4 Tbps, cheapest first."""
    problem = problem_of(2, [(0, 1, 10.0 * n, float(n)) for n in (1, 2, 3, 4)], [(0, 1, 9.0)])
    assert greedy.solve(problem).flow(4) == pytest.approx([1.0, 2.0, 3.0, 3.0])


def test_the_same_every_time() -> None:
    problem = problem_of(
        4, [(0, 1, 9.0, 1.0), (1, 2, 9.0, 2.0), (0, 2, 9.0, 1.0), (2, 3, 1.0, 2.0)], [(0, 3, 5.0), (1, 3, 1.0)]
    )
    one, other = greedy.solve(problem), greedy.solve(replace(problem))
    assert (one.tbps == other.tbps).all()
    assert (one.links == other.links).all()


@given(problems())
@settings(max_examples=30)
def test_a_pool_holds_each_path_once(problem: Problem) -> None:
    trees, pool = Trees(problem), Pool(problem)
    found = trees.paths(problem.cost_ms)
    first, count = pool.add(found), len(pool)
    assert (pool.add(found) == first).all()
    assert len(pool) == count
    back = pool.take(first[first >= 0])
    assert back.links.tolist() == found.links[np.repeat(first >= 0, np.diff(found.start))].tolist()

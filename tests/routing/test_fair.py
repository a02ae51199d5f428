r"""Max-min fair shares, by hand and against a sequence of linear programmes.

::

    0 ---4 Tbps--- 1 ---10 Tbps--- 2      0-2 wants 4, 0-1 wants 4: half each
                                          1-2 wants 10: 8 is left of the 10, for 0-2 takes 2
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet.demand import gravity
from cablenet.routing import fair, master
from cablenet.routing.columns import Pool
from cablenet.routing.commodities import lay_out
from cablenet.routing.policies import standard
from cablenet.routing.trees import Trees
from tests.routing.problems import EdgeProgramme, check_laws, problem_of, problems

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.network import Network
    from cablenet.routing.problem import Problem, Solution

    Floats = npt.NDArray[np.float64]


def shares(problem: Problem, solution: Solution) -> Floats:
    served = solution.served(len(problem.tbps))
    return np.where(problem.tbps > 0, served / np.maximum(problem.tbps, 1e-12), 1.0)


def filled(problem: Problem) -> Solution:
    """The answer that problems of many demands get."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fair, "FEW", -1)
        return fair.solve(problem)


def test_a_line_by_hand() -> None:
    problem = problem_of(3, [(0, 1, 5.0, 4.0), (1, 2, 5.0, 10.0)], [(0, 1, 4.0), (0, 2, 4.0), (1, 2, 10.0)])
    assert shares(problem, fair.solve(problem)) == pytest.approx([0.5, 0.5, 0.8], abs=1e-6)


def test_who_has_another_way_makes_room() -> None:
    """0-1 and 0-2 meet on the link 0-1; 0-2 has a longer way of its own, so both are served."""
    problem = problem_of(3, [(0, 1, 1.0, 4.0), (1, 2, 1.0, 4.0), (0, 2, 9.0, 4.0)], [(0, 1, 4.0), (0, 2, 4.0)])
    assert shares(problem, fair.solve(problem)) == pytest.approx([1.0, 1.0], abs=1e-3)


def test_shares_not_tbps_are_made_equal() -> None:
    problem = problem_of(2, [(0, 1, 1.0, 3.0)], [(0, 1, 1.0), (1, 0, 5.0)])
    assert shares(problem, fair.solve(problem)) == pytest.approx([0.5, 0.5])


@st.composite
def trees(draw: st.DrawFn) -> Problem:
    """Problems on a tree, where every demand has one path."""
    size = draw(st.integers(2, 8))
    capacity = st.integers(0, 9).map(float)
    links = [(draw(st.integers(0, node - 1)), node, 1.0, draw(capacity)) for node in range(1, size)]
    pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda ends: ends[0] != ends[1])
    ends = draw(st.lists(pair, max_size=8, unique=True))
    return problem_of(size, links, [(a, b, float(draw(st.integers(0, 6)))) for a, b in ends])


@given(problems())
@settings(max_examples=60)
def test_the_fairest_over_all_paths(problem: Problem) -> None:
    solution = fair.solve(problem)
    check_laws(problem, solution)
    assert shares(problem, solution) == pytest.approx(EdgeProgramme(problem).fair_shares(), abs=1e-5)


@given(trees())
@settings(max_examples=40)
def test_filling_is_exact_where_there_is_one_path(problem: Problem) -> None:
    solution = filled(problem)
    check_laws(problem, solution)
    assert shares(problem, solution) == pytest.approx(EdgeProgramme(problem).fair_shares(), abs=1e-4)


@given(trees())
@settings(max_examples=30)
def test_water_filling_is_blocked_where_it_says(problem: Problem) -> None:
    """Each path grows to the level of its first full link, and each link with a level below 1 is full."""
    pool = Pool(problem)
    pool.add(Trees(problem).paths(problem.cost_ms))
    weight = problem.tbps[pool.commodity]
    tbps, level = fair.water_filling(pool, weight)
    assert tbps == pytest.approx(weight * np.minimum(pool.least(level), 1.0))
    load = pool.load(tbps)
    assert (load <= problem.capacity_tbps + 1e-9).all()
    assert load[level < 1] == pytest.approx(problem.capacity_tbps[level < 1])


@given(problems())
@settings(max_examples=60)
def test_filling_serves_all_that_can_be_served_in_part(problem: Problem) -> None:
    """Over several paths the filling is near the fairest."""
    solution = filled(problem)
    check_laws(problem, solution)
    got, best = shares(problem, solution), EdgeProgramme(problem).fair_shares()
    assert got.min(initial=1.0) <= best.min(initial=1.0) + 1e-4
    assert (got[best > 1e-6] > 0).all()


@given(problems())
@settings(max_examples=10)
def test_failure_of_the_solver_falls_back_on_filling(problem: Problem) -> None:
    def fail(*_: object, **__: object) -> None:
        raise master.SolverError("broken")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("lift", "hold", "minimise"):
            patch.setattr(master, name, fail)
        solution = fair.solve(problem)
    assert solution.tbps == pytest.approx(filled(problem).tbps)


@given(problems(), st.floats(1.1, 5.0))
@settings(max_examples=20)
def test_enough_capacity_serves_all(problem: Problem, spare: float) -> None:
    total = spare * problem.tbps.sum()
    ample = replace(problem, capacity_tbps=np.full(len(problem.a), total))
    reached = Trees(ample).paths(ample.cost_ms).commodity
    assert shares(ample, fair.solve(ample))[reached] == pytest.approx(np.ones(len(reached)))


@pytest.mark.slow
def test_the_world_is_shared(real: Network) -> None:
    problem = lay_out(real, gravity(real), standard(real)).problem
    scarce = replace(problem, tbps=problem.tbps * 3)
    solution = fair.solve(scarce, kernel="numba")
    assert (solution.flow(len(problem.a)) <= problem.capacity_tbps + 1e-6).all()
    share = shares(scarce, solution)
    reached = Trees(scarce).paths(np.where(scarce.capacity_tbps > 0, scarce.cost_ms, np.inf)).commodity
    assert (share[reached] > 0).mean() > 0.999

r"""Least total delay under capacity, against a plain linear programme over the links.

::

        1             two ways from 0 to 2: by 1 at 10 + 10 ms with 3 Tbps, by 3 at 20 + 20 ms with 4 Tbps
      /   \           demand 0 - 2: 5 Tbps -> 3 by 1, 2 by 3: 3 * 20 + 2 * 40 = 140 ms x Tbps
    0       2         10 Tbps -> 3 by 1, 4 by 3, 3 not served: 60 + 160 + 3 * 2000
      \   /           another Tbps by 1 saves 20 ms as long as 3 has room
        3
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet.demand import gravity
from cablenet.errors import InputError
from cablenet.routing import master, optimal
from cablenet.routing.commodities import lay_out
from cablenet.routing.policies import standard
from cablenet.routing.problem import PENALTY_MS
from tests.routing.problems import EdgeProgramme, check_laws, objective_of, problem_of, problems

if TYPE_CHECKING:
    from cablenet.network import Network
    from cablenet.routing.problem import Problem
    from cablenet.routing.search import Kernel

DIAMOND = [(0, 1, 10.0, 3.0), (1, 2, 10.0, 3.0), (0, 3, 20.0, 4.0), (3, 2, 20.0, 4.0)]


def diamond(tbps: float) -> Problem:
    return problem_of(4, DIAMOND, [(0, 2, tbps)])


def certified(problem: Problem) -> float:
    """Objective of the optimal answer, after its laws are checked."""
    solution = optimal.solve(problem)
    check_laws(problem, solution)
    certificate = solution.certificate
    assert certificate is not None
    assert certificate.status == "certified"
    assert certificate.objective == pytest.approx(objective_of(problem, solution), rel=1e-6, abs=1e-6)
    assert certificate.bound <= certificate.objective
    return certificate.objective


@pytest.mark.parametrize(
    ("tbps", "objective", "served"),
    [(2.0, 40.0, 2.0), (5.0, 140.0, 5.0), (10.0, 220.0 + 3 * PENALTY_MS, 7.0), (1e4, 220.0 + 9993 * PENALTY_MS, 7.0)],
)
def test_the_diamond_by_hand(tbps: float, objective: float, served: float) -> None:
    assert certified(diamond(tbps)) == pytest.approx(objective)
    assert optimal.solve(diamond(tbps)).tbps.sum() == pytest.approx(served)


def test_prices_say_what_another_tbps_would_save() -> None:
    price = optimal.solve(diamond(5.0)).prices_ms
    assert price is not None
    assert price[:2].sum() == pytest.approx(20.0)
    assert price[2:] == pytest.approx([0.0, 0.0])


def test_a_path_dearer_than_not_serving_is_not_taken() -> None:
    problem = problem_of(2, [(0, 1, PENALTY_MS + 1, 5.0)], [(0, 1, 1.0)])
    assert certified(problem) == pytest.approx(PENALTY_MS)


def test_a_policy_price_turns_traffic_away() -> None:
    problem = replace(diamond(2.0), price_ms=np.array([30.0, 0.0, 0.0, 0.0]))
    assert optimal.solve(problem).flow(4) == pytest.approx([0.0, 0.0, 2.0, 2.0])


@pytest.mark.parametrize("kernel", ["scipy", "numba"])
@pytest.mark.parametrize(
    ("problem", "objective"),
    [
        (problem_of(3, [], []), 0.0),
        (problem_of(3, [], [(0, 1, 2.0)]), 2 * PENALTY_MS),
        (problem_of(3, DIAMOND[:1], [(0, 2, 2.0)]), 2 * PENALTY_MS),
        (problem_of(2, [(0, 1, 5.0, 0.0)], [(0, 1, 2.0)]), 2 * PENALTY_MS),
        (problem_of(2, [(0, 1, 5.0, 1.0)], [(0, 1, 0.0)]), 0.0),
    ],
    ids=["empty", "no links", "apart", "no capacity", "no demand"],
)
def test_what_cannot_be_served_is_counted(problem: Problem, objective: float, kernel: Kernel) -> None:
    solution = optimal.solve(problem, kernel=kernel)
    assert solution.certificate is not None
    assert solution.certificate.objective == pytest.approx(objective)
    assert solution.certificate.gap == pytest.approx(0.0)


def test_closed_links_are_for_those_with_the_right() -> None:
    """Both want the link of 10 ms; only the one with the right may take it."""
    links = [(0, 1, 10.0, 9.0), (0, 1, 30.0, 9.0)]
    problem = problem_of(2, links, [(0, 1, 1.0), (1, 0, 2.0)], closed=[1, 0], rights=[1, 0])
    assert optimal.solve(problem).flow(2) == pytest.approx([1.0, 2.0])


@given(problems())
@settings(max_examples=60)
def test_equal_to_the_edge_programme(problem: Problem) -> None:
    assert certified(problem) == pytest.approx(EdgeProgramme(problem).least_cost(), rel=1e-6, abs=1e-4)


@given(problems(), st.data())
@settings(max_examples=30)
def test_cutting_more_is_never_better(problem: Problem, data: st.DataObject) -> None:
    dead = data.draw(st.lists(st.booleans(), min_size=len(problem.a), max_size=len(problem.a)))
    cut = replace(problem, capacity_tbps=np.where(dead, 0.0, problem.capacity_tbps))
    assert certified(cut) >= certified(problem) - 1e-4


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_links_does_not_matter(problem: Problem, shuffler: random.Random) -> None:
    order = list(range(len(problem.a)))
    shuffler.shuffle(order)
    columns = ("a", "b", "rtt_ms", "price_ms", "capacity_tbps", "closed")
    shuffled = replace(problem, **{name: getattr(problem, name)[order] for name in columns})
    assert certified(shuffled) == pytest.approx(certified(problem), rel=1e-6, abs=1e-4)


@given(problems())
@settings(max_examples=30)
def test_a_budget_of_nothing_gives_the_greedy_answer_with_a_bound(problem: Problem) -> None:
    solution = optimal.solve(problem, seconds=0.0)
    check_laws(problem, solution)
    assert solution.certificate is not None
    best = EdgeProgramme(problem).least_cost()
    assert solution.certificate.bound <= best + 1e-4
    assert solution.certificate.objective >= best - 1e-4


@given(problems())
@settings(max_examples=20)
def test_failure_of_the_solver_gives_what_was_certified_before(problem: Problem) -> None:
    def fail(*_: object, **__: object) -> None:
        raise master.SolverError("broken")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(master, "minimise", fail)
        solution = optimal.solve(problem, gap=0.0)
    check_laws(problem, solution)
    assert solution.certificate is not None
    best = EdgeProgramme(problem).least_cost()
    assert solution.certificate.bound <= best + 1e-4
    assert solution.certificate.objective >= best - 1e-4
    exact = solution.certificate.gap <= 1e-9
    assert solution.certificate.status == ("certified" if exact else "solver")


@given(problems(), st.sampled_from([None, 100.0]))
@settings(max_examples=40)
def test_the_way_of_great_problems_is_proven_too(problem: Problem, seconds: float | None) -> None:
    """Small problems taken for great ones: the small demands wait at first, and no programme is solved without a budget."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimal, "ALL_GREAT", 0)
        patch.setattr(optimal, "GREAT_SHARE", 0.5)
        patch.setattr(optimal, "SMALL_POOL", -1)
        solution = optimal.solve(problem, gap=1e-3, seconds=seconds)
    check_laws(problem, solution)
    certificate, best = solution.certificate, EdgeProgramme(problem).least_cost()
    assert certificate is not None
    assert certificate.bound <= best * (1 + 1e-9) + 1e-4
    assert certificate.objective >= best - 1e-4
    assert certificate.objective == pytest.approx(objective_of(problem, solution), rel=1e-6, abs=1e-6)
    assert (certificate.status == "certified") == (certificate.gap <= 1e-3)
    assert certificate.status == "certified" or seconds is None


@given(problems(), st.data())
@settings(max_examples=30)
def test_a_warm_start_finds_the_same_as_a_cold_one(problem: Problem, data: st.DataObject) -> None:
    kept = np.flatnonzero(data.draw(st.lists(st.booleans(), min_size=len(problem.a), max_size=len(problem.a))))
    columns = ("a", "b", "rtt_ms", "price_ms", "capacity_tbps", "closed")
    cut = replace(problem, **{name: getattr(problem, name)[kept] for name in columns})
    links = np.full(len(problem.a), -1)
    links[kept] = np.arange(len(kept))
    before = optimal.solve(problem)
    warm = optimal.carry(before, links=links, commodities=np.arange(len(problem.tbps)), count=len(kept))
    solution = optimal.solve(cut, warm=warm)
    check_laws(cut, solution)
    assert solution.certificate is not None
    assert solution.certificate.objective == pytest.approx(certified(cut), rel=1e-6, abs=1e-4)


def test_another_assignment_has_no_prices_to_carry() -> None:
    solution = replace(optimal.solve(diamond(5.0)), prices_ms=None)
    assert optimal.carry(solution, links=np.arange(4), commodities=np.arange(1), count=4) is None


@pytest.mark.parametrize("wrong", [{"gap": -0.1}, {"gap": float("nan")}, {"seconds": -1.0}])
def test_nonsense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match="expected"):
        optimal.solve(diamond(5.0), **wrong)  # type: ignore[arg-type]


def test_an_unknown_kernel_is_refused() -> None:
    with pytest.raises(InputError, match="scipy, numba"):
        optimal.solve(diamond(5.0), kernel="fortran")  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("kernel", ["scipy", "numba"])
def test_the_world_is_certified_and_again_after_a_cut(real: Network, kernel: Kernel) -> None:
    problem = lay_out(real, gravity(real), standard(real)).problem
    solution = optimal.solve(problem, kernel=kernel)
    cut = replace(problem, capacity_tbps=np.where(solution.flow(len(problem.a)) > 60, 0.0, problem.capacity_tbps))
    numbers = np.arange(len(problem.a)), np.arange(len(problem.tbps))
    warm = optimal.carry(solution, links=numbers[0], commodities=numbers[1], count=len(problem.a))
    for question, answer in ((problem, solution), (cut, optimal.solve(cut, kernel=kernel, warm=warm))):
        assert answer.certificate is not None
        assert answer.certificate.gap <= 0.01
        assert answer.certificate.objective == pytest.approx(objective_of(question, answer), rel=1e-9)
        assert (answer.flow(len(question.a)) <= question.capacity_tbps + 1e-6).all()
        assert (answer.served(len(question.tbps)) <= question.tbps + 1e-9).all()

"""The world's demand routed at least delay under capacity: cold, and again after the cut of the South China Sea.

Beside it, on a part of the problem that a plain solver still takes: HiGHS on the flow written out link by link, one flow a
source. Its objective must lie between the bound and the objective of ours. Set-up is stated apart.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from timing import Case, measure, peak_mb, show

import cablenet
from cablenet.demand import gravity
from cablenet.routing import fair, greedy, optimal
from cablenet.routing.commodities import lay_out
from cablenet.routing.policies import standard
from cablenet.routing.problem import PENALTY_MS

if TYPE_CHECKING:
    from cablenet.routing.commodities import Layout
    from cablenet.routing.problem import Problem, Solution

Kernel = Literal["scipy", "numba"]


def layouts() -> tuple[Layout, Layout]:
    """The world's problem, whole and after the cut."""
    net = cablenet.load()
    demand = gravity(net)
    cut = net.under(cablenet.scenarios.chokepoint(net, "south-china-sea"))
    return lay_out(net, demand, standard(net)), lay_out(cut, demand, standard(cut))


def warm_of(solution: Solution, before: Layout, after: Layout) -> optimal.Warm | None:
    """What the solution before the cut tells about the problem after it; the demand and the nodes are the same."""
    links = pd.Index(after.link_ids).get_indexer(before.link_ids)
    same = np.arange(len(before.problem.tbps))
    return optimal.carry(solution, links=links, commodities=same, count=len(after.link_ids))


def tell(name: str, problem: Problem, solution: Solution) -> None:
    """Print how good an answer is."""
    unserved = problem.tbps.sum() - solution.tbps.sum()
    line = f"{name}: {unserved:.3f} of {problem.tbps.sum():.0f} Tbps not served"
    if solution.certificate is not None:
        line += (
            f", objective {solution.certificate.objective:.0f} ms x Tbps, certified gap {solution.certificate.gap:.2%}"
        )
    print(line)


def ours(before: Layout, after: Layout, kernel: Kernel) -> list[Case]:
    """Cold, warm, greedy and fair with one kernel."""
    start = time.perf_counter()
    solution = optimal.solve(before.problem, kernel=kernel)
    set_up_s = time.perf_counter() - start
    warm = warm_of(solution, before, after)
    again = optimal.solve(after.problem, kernel=kernel, warm=warm)
    tell(f"optimal, {kernel}", before.problem, solution)
    tell(f"optimal after the cut, {kernel}", after.problem, again)
    for name, module in (("greedy", greedy), ("fair", fair)):
        tell(f"{name}, {kernel}", before.problem, module.solve(before.problem, kernel=kernel))
    runs = {
        "optimal": lambda: optimal.solve(before.problem, kernel=kernel),
        "optimal after the cut, warm": lambda: optimal.solve(after.problem, kernel=kernel, warm=warm),
        "optimal after the cut, cold": lambda: optimal.solve(after.problem, kernel=kernel),
        "greedy": lambda: greedy.solve(before.problem, kernel=kernel),
        "fair": lambda: fair.solve(before.problem, kernel=kernel),
    }
    return [Case(name=f"{name}, {kernel}", run=run, set_up_s=set_up_s) for name, run in runs.items()]


def part(problem: Problem, places: int) -> Problem:
    """The demand between the places that have most of it, over links of an eighth of the capacity."""
    total = np.bincount(problem.source, weights=problem.tbps, minlength=problem.size)
    total += np.bincount(problem.target, weights=problem.tbps, minlength=problem.size)
    great = np.zeros(problem.size, dtype=bool)
    great[np.argsort(-total, kind="stable")[:places]] = True
    kept = great[problem.source] & great[problem.target]
    names = ("source", "target", "rights", "tbps")
    fewer = replace(problem, **{name: getattr(problem, name)[kept] for name in names})
    # One set of rights, as the flow of a source has only one.
    return replace(fewer, rights=np.zeros_like(fewer.rights), capacity_tbps=problem.capacity_tbps / 8)


def by_highs(problem: Problem) -> float:
    """Objective of the plain programme: a flow of each source on each link both ways, and what each demand lacks."""
    from scipy.optimize import linprog
    from scipy.sparse import block_diag, coo_array, hstack, kron

    roots, source = np.unique(problem.source, return_inverse=True)
    links = np.flatnonzero(problem.closed == 0)
    m, k = len(links), len(problem.tbps)
    tail = np.concatenate([problem.a[links], problem.b[links]])
    head = np.concatenate([problem.b[links], problem.a[links]])
    arcs = np.arange(2 * m)
    values = np.repeat([1.0, -1.0], 2 * m)
    conserve = coo_array((values, (np.concatenate([tail, head]), np.tile(arcs, 2))), shape=(problem.size, 2 * m))
    row = source * problem.size
    ends = np.concatenate([row + problem.source, row + problem.target])
    lacks = coo_array(
        (np.repeat([1.0, -1.0], k), (ends, np.tile(np.arange(k), 2))), shape=(len(roots) * problem.size, k)
    )
    supply = np.zeros(len(roots) * problem.size)
    np.add.at(supply, row + problem.source, problem.tbps)
    np.add.at(supply, row + problem.target, -problem.tbps)
    both = coo_array((np.ones(2 * m), (np.tile(np.arange(m), 2), arcs)), shape=(m, 2 * m))
    load = hstack([kron(np.ones((1, len(roots))), both), coo_array((m, k))])
    cost = np.concatenate([np.tile(problem.cost_ms[links], 2 * len(roots)), np.full(k, PENALTY_MS)])
    answer = linprog(
        cost,
        A_ub=load.tocsr(),
        b_ub=problem.capacity_tbps[links],
        A_eq=hstack([block_diag([conserve] * len(roots)), lacks]).tocsr(),
        b_eq=supply,
        method="highs",
    )
    if answer.status != 0:
        message = f"HiGHS gave no optimum: {answer.message}"
        raise SystemExit(message)
    return float(answer.fun)


def compared(problem: Problem, kernel: Kernel) -> list[Case]:
    """Ours and the plain programme on the same part; their answers must agree."""
    certificate = optimal.solve(problem, kernel=kernel).certificate
    plain = by_highs(problem)
    if certificate is None or not certificate.bound * (1 - 1e-6) <= plain <= certificate.objective * (1 + 1e-6):
        message = f"HiGHS finds {plain}, which is not between bound and objective of {certificate}"
        raise SystemExit(message)
    print(
        f"part of {len(problem.tbps)} demands: HiGHS {plain:.1f}, ours {certificate.objective:.1f}, gap {certificate.gap:.1e}"
    )
    return [
        Case(name="optimal, the part", run=lambda: optimal.solve(problem, kernel=kernel), set_up_s=0.0),
        Case(name="HiGHS, link by link, the part", run=lambda: by_highs(problem), set_up_s=0.0),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kernels", nargs="+", default=["numba", "scipy"])
    parser.add_argument("--places", type=int, default=6, help="places of the part that HiGHS is given")
    chosen = parser.parse_args()
    start = time.perf_counter()
    before, after = layouts()
    problem = before.problem
    print(f"{problem.size} nodes, {len(problem.a)} links, {len(problem.tbps)} demands of {problem.tbps.sum():.0f} Tbps")
    print(f"network, demand and problems: {time.perf_counter() - start:.2f} s")
    cases = [case for kernel in chosen.kernels for case in ours(before, after, kernel)]
    show(cases, measure(cases, chosen.rounds), cases[0].name)
    pair = compared(part(problem, chosen.places), chosen.kernels[0])
    show(pair, measure(pair, 1), pair[0].name)
    print(f"peak memory {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()

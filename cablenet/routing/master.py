"""The linear programme over the paths known so far, solved by HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing.problem import PENALTY_MS

if TYPE_CHECKING:
    import numpy.typing as npt
    from highspy import HighsLp

    from cablenet.routing.columns import Contest

    Floats = npt.NDArray[np.float64]

__all__ = ["SolverError", "hold", "lift", "minimise"]

TOLERANCE = 1e-9
"""How far HiGHS may leave a row or a reduced cost, in Tbps and ms."""


class SolverError(Exception):
    """HiGHS gave no optimum; the message is its status."""


def minimise(contest: Contest, *, demand: Floats, capacity: Floats, seconds: float = np.inf) -> tuple[Floats, Floats]:
    """Tbps of each path of a contest (p,) at least cost, and the prices of its rows (r,) in ms.

    Minimise the sum of cost times Tbps plus ``PENALTY_MS`` for each Tbps of ``demand`` (c,) not served, with the load of each
    row at most its ``capacity`` (r,): the restricted master of column generation (Ford and Fulkerson 1958,
    doi:10.1287/mnsc.5.1.97). What is not served is a slack of its commodity's row, priced by its surplus.

    Raises:
        SolverError: if HiGHS finds no optimum in ``seconds``.
    """
    served = np.concatenate([np.full(len(demand), -np.inf), np.full(len(capacity), -np.inf)])
    most = np.concatenate([demand, capacity])
    tbps, dual = _solved(_programme(contest, contest.cost_ms - PENALTY_MS, (served, most)), seconds)
    return tbps, np.maximum(-dual[len(demand) :], 0.0)


def lift(contest: Contest, *, demand: Floats, floor: Floats, capacity: Floats) -> tuple[float, Floats, Floats]:
    """Highest share that all whose ``floor`` (c,) is NaN can have at once, while the others have at least their floor in Tbps.

    Also what another Tbps of floor would cost each commodity (c,) and another Tbps of ``capacity`` (r,) would bring, in share.

    Raises:
        SolverError: if HiGHS finds no optimum.
    """
    free = np.isnan(floor)
    least = np.concatenate([np.where(free, 0.0, floor), np.full(len(capacity), -np.inf)])
    most = np.concatenate([np.full(len(demand), np.inf), capacity])
    share = np.concatenate([np.where(free, -demand, 0.0), np.zeros(len(capacity))])
    programme = _programme(contest, np.zeros(len(contest.paths)), (least, most))
    values, dual = _solved(_with_share(programme, share), np.inf)
    return float(values[-1]), np.maximum(dual[: len(demand)], 0.0), np.maximum(-dual[len(demand) :], 0.0)


def hold(contest: Contest, *, floor: Floats, capacity: Floats) -> Floats:
    """Tbps of each path of a contest (p,) at least cost, with every commodity served at least its ``floor`` (c,) in Tbps.

    Raises:
        SolverError: if HiGHS finds no optimum.
    """
    least = np.concatenate([floor, np.full(len(capacity), -np.inf)])
    most = np.concatenate([np.full(len(floor), np.inf), capacity])
    return _solved(_programme(contest, contest.cost_ms, (least, most)), np.inf)[0]


def _solved(programme: HighsLp, seconds: float) -> tuple[Floats, Floats]:
    """Values of the columns, none below 0, and duals of the rows."""
    import highspy

    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    highs.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
    highs.setOptionValue("dual_feasibility_tolerance", TOLERANCE)
    if np.isfinite(seconds):
        highs.setOptionValue("time_limit", max(seconds, 0.01))
    highs.passModel(programme)
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(highs.modelStatusToString(status))
    answer = highs.getSolution()
    return np.maximum(np.array(answer.col_value), 0.0), np.array(answer.row_dual)


def _programme(contest: Contest, cost: Floats, between: tuple[Floats, Floats]) -> HighsLp:
    """Programme of the paths at this ``cost`` (p,), with rows of commodities, then of links, ``between`` these limits."""
    import highspy
    from scipy.sparse import csc_array, hstack

    paths, commodities = len(contest.paths), len(contest.commodity)
    owner = csc_array((np.ones(paths), (np.arange(paths), contest.owner)), shape=(paths, commodities))
    # Rows of this matrix are paths, so its rows compressed are the columns of the programme.
    matrix = hstack([owner, contest.matrix], format="csr")
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = matrix.shape
    programme.col_cost_ = cost
    programme.col_lower_ = np.zeros(paths)
    programme.col_upper_ = np.full(paths, np.inf)
    programme.row_lower_, programme.row_upper_ = between
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    return programme


def _with_share(programme: HighsLp, share: Floats) -> HighsLp:
    """The programme with one more column, from 0 to 1, that is to be as great as can be; ``share`` are its entries."""
    rows = np.flatnonzero(share)
    programme.num_col_ += 1
    programme.col_cost_ = np.append(programme.col_cost_, -1.0)
    programme.col_lower_ = np.append(programme.col_lower_, 0.0)
    programme.col_upper_ = np.append(programme.col_upper_, 1.0)
    matrix = programme.a_matrix_
    matrix.start_ = np.append(matrix.start_, matrix.start_[-1] + len(rows))
    matrix.index_ = np.append(matrix.index_, rows)
    matrix.value_ = np.append(matrix.value_, share[rows])
    return programme

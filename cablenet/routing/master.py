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

__all__ = ["SolverError", "minimise"]

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
    import highspy

    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    highs.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
    highs.setOptionValue("dual_feasibility_tolerance", TOLERANCE)
    if np.isfinite(seconds):
        highs.setOptionValue("time_limit", max(seconds, 0.01))
    highs.passModel(_programme(contest, demand, capacity))
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(highs.modelStatusToString(status))
    answer = highs.getSolution()
    tbps = np.maximum(np.array(answer.col_value), 0.0)
    prices = np.maximum(-np.array(answer.row_dual)[len(demand) :], 0.0)
    return tbps, prices


def _programme(contest: Contest, demand: Floats, capacity: Floats) -> HighsLp:
    """The programme: rows of commodities (at most their demand), then of links; a served Tbps saves the penalty."""
    import highspy
    from scipy.sparse import csc_array, hstack

    paths, commodities = len(contest.paths), len(demand)
    owner = csc_array((np.ones(paths), (np.arange(paths), contest.owner)), shape=(paths, commodities))
    # Rows of this matrix are paths, so its rows compressed are the columns of the programme.
    matrix = hstack([owner, contest.matrix], format="csr")
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = matrix.shape
    programme.col_cost_ = contest.cost_ms - PENALTY_MS
    programme.col_lower_ = np.zeros(paths)
    programme.col_upper_ = np.full(paths, np.inf)
    programme.row_lower_ = np.full(matrix.shape[1], -np.inf)
    programme.row_upper_ = np.concatenate([demand, capacity])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    return programme

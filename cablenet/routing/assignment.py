"""Route the world's demand: one door to the four assignments (conventions 6.1-6.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from cablenet.demand.model import Demand
from cablenet.errors import InputError, told
from cablenet.routing import diverse, fair, optimal, shortest
from cablenet.routing.commodities import lay_out
from cablenet.routing.policies import standard
from cablenet.routing.routes import Routes

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.network.model import Network
    from cablenet.routing.commodities import Layout
    from cablenet.routing.policies import Policy
    from cablenet.routing.problem import Problem, Solution
    from cablenet.routing.trees import PathSet

__all__ = ["MODELS", "Effort", "Model", "route"]

Model = Literal["shortest", "diverse", "optimal", "fair"]

MODELS: tuple[Model, ...] = get_args(Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to try: ``optimal`` stops within ``gap`` of the bound, or after ``seconds`` (None: as long as it takes).

    ``kernel`` is ``scipy``, or ``numba`` (the extra ``speed``), which compiles once and is then faster.

    Raises:
        InputError: if ``gap`` or ``seconds`` is negative or no number, or there is no such kernel.
    """

    gap: float = 0.005
    seconds: float | None = None
    kernel: Literal["scipy", "numba"] = "scipy"

    def __post_init__(self) -> None:
        """Check once, here."""
        for name, value in (("gap", self.gap), ("seconds", 0.0 if self.seconds is None else self.seconds)):
            _check_amount(name, value)
        if self.kernel not in ("scipy", "numba"):
            message = f'Found kernel={self.kernel!r}, expected "scipy" or "numba".'
            raise InputError(message)


def route(
    net: Network,
    demand: Demand,
    *,
    model: Model = "optimal",
    policy: Policy | None = None,
    effort: Effort | None = None,
    start: Routes | None = None,
) -> Routes:
    """Route ``demand`` over the links of ``net`` that are alive.

    ``shortest``
        All of a demand takes its path of least cost; capacity does not count, so links may be overfull.
    ``diverse``
        A demand spreads over its sufficiently different paths by a path-size logit, as operators do; capacity does not count.
    ``optimal``
        The least sum of delay times traffic that respects capacity, with a price on what is not served: the bound nobody
        can beat. Comes with a certificate.
    ``fair``
        Max-min fair: the worst-served demand is served as well as can be, then the next, within capacity.

    ``policy`` says who may use which link; without one :func:`~cablenet.routing.policies.standard` holds. ``start``
    is a result for a similar network, from which ``optimal`` sets out: after a cut, that before it.

    Raises:
        InputError: if the model is unknown, ``demand`` is no :class:`~cablenet.demand.Demand`, or the policy has too many rules.
    """
    _check_demand(demand)
    if model not in MODELS:
        message = f"Found model {model!r}, expected one of {', '.join(MODELS)}."
        raise InputError(message)
    policy = standard(net) if policy is None else policy
    layout = lay_out(net, demand, policy)
    solution = _solve(
        layout.problem, model, effort or Effort(), None if start is None else _warm(start, demand, layout)
    )
    return Routes(model=model, net=net, demand=demand, policy=policy, layout=layout, solution=solution)


def _check_amount(name: str, value: object) -> None:
    if not isinstance(value, Real) or not float(value) >= 0:
        message = f"Found {name}={told(value)}, expected a number from 0 up."
        raise InputError(message)


def _check_demand(demand: object) -> None:
    if not isinstance(demand, Demand):
        message = (
            f"Found {told(demand)}, expected a demand; demand.from_pairs(net, pairs) makes one of pairs of your own."
        )
        raise InputError(message)


def _solve(problem: Problem, model: Model, effort: Effort, warm: optimal.Warm | None) -> Solution:
    """Answer of one of the four assignments."""
    if model == "shortest":
        return shortest.solve(problem)
    if model == "diverse":
        return diverse.solve(problem)
    if model == "fair":
        return fair.solve(problem, kernel=effort.kernel)
    return optimal.solve(problem, gap=effort.gap, seconds=effort.seconds, kernel=effort.kernel, warm=warm)


def _warm(start: Routes, demand: Demand, layout: Layout) -> optimal.Warm | None:
    """What ``start`` tells about another layout; nothing if its places or nodes are not the same."""
    same = start.demand.pairs[["a", "b"]].equals(demand.pairs[["a", "b"]])
    if not same or not np.array_equal(start.layout.node_ids, layout.node_ids):
        return None
    links = pd.Index(layout.link_ids).get_indexer(start.layout.link_ids)
    commodities = pd.Index(_keys(layout)).get_indexer(_keys(start.layout))
    warm = optimal.carry(start.solution, links=links, commodities=commodities, count=len(layout.link_ids))
    if warm is None or not len(warm.paths.commodity):
        return warm
    open_ = _open(warm.paths, layout.problem)
    return replace(warm, paths=warm.paths.only(open_), tbps=warm.tbps[open_])


def _open(paths: PathSet, problem: Problem) -> npt.NDArray[np.bool_]:
    """Which paths their commodity may take: another policy may have closed a link to it, (p,)."""
    closed = np.bitwise_or.reduceat(problem.closed[paths.links], paths.start[:-1])
    return np.asarray((closed & ~problem.rights[paths.commodity]) == 0)


def _keys(layout: Layout) -> npt.NDArray[np.int64]:
    """A number for each commodity that tells its pair and its ends, (k,)."""
    size = np.int64(layout.problem.size)
    return (layout.pair * size + layout.problem.source) * size + layout.problem.target

"""Changing from one system to another has a price: a graph in which each system is boarded and left.

Operators buy capacity on a system from end to end. On the plain graph the least path may ride a different system between
any two landings, a mosaic that nobody buys; here each change from system to system is a boarding more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.routing.problem import Problem

__all__ = ["LEAST_MS", "boarded"]

LEAST_MS = 1e-6
"""Round trip of a boarding itself: no link is of no length."""


def boarded(problem: Problem, systems: npt.NDArray[np.object_]) -> Problem:
    """The problem with a node of its own for each system at each place where it ends or branches.

    ``systems`` (m,) names the system of each link, empty where it is of none. A link of a system joins that system's nodes;
    each of them is joined to the place by a link, all of them after the first m, that is as short as a link can be and takes
    whatever comes. What boarding costs is for the caller to say.
    """
    name, number = np.unique(systems.astype(str), return_inverse=True)
    named = np.flatnonzero(systems.astype(str) != "")
    ends = np.concatenate([problem.a[named], problem.b[named]]).astype(np.int64)
    keys, own = np.unique(ends * len(name) + np.tile(number[named], 2), return_inverse=True)
    a, b = problem.a.copy(), problem.b.copy()
    a[named], b[named] = problem.size + own[: len(named)], problem.size + own[len(named) :]
    place = (keys // len(name)).astype(a.dtype)
    board = np.arange(problem.size, problem.size + len(keys), dtype=b.dtype)

    def more(values: npt.NDArray[Any], value: float) -> npt.NDArray[Any]:
        return np.concatenate([values, np.full(len(keys), value, dtype=values.dtype)])

    return replace(
        problem,
        size=problem.size + len(keys),
        a=np.concatenate([a, place]),
        b=np.concatenate([b, board]),
        rtt_ms=more(problem.rtt_ms, LEAST_MS),
        price_ms=more(problem.price_ms, 0.0),
        capacity_tbps=more(problem.capacity_tbps, np.inf),
        closed=more(problem.closed, 0),
    )

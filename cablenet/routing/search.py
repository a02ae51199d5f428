"""Which search finds least-cost paths: Dijkstra's algorithm in scipy, or elimination in numba."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, get_args

from cablenet.errors import InputError
from cablenet.routing.trees import Trees

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cablenet.routing.problem import Problem
    from cablenet.routing.trees import PathSet

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["Kernel", "Search", "searcher"]

Kernel = Literal["scipy", "numba"]


class Search(Protocol):
    """Finds least-cost paths of a problem again and again under changing costs of its links; see :class:`Trees`."""

    problem: Problem

    def paths(self, cost_ms: Floats, *, commodities: Ints | None = None) -> PathSet:
        """Least-cost paths of all commodities, or of those numbered."""
        ...

    def improving(
        self, cost_ms: Floats, known_ms: Floats, *, commodities: Ints | None = None
    ) -> tuple[Floats, PathSet]:
        """Least cost of all commodities, or of those numbered, and paths of those for whom it is less than ``known_ms``."""
        ...


def searcher(problem: Problem, kernel: Kernel) -> Search:
    """A search of a problem.

    Raises:
        InputError: if the kernel is unknown.
    """
    if kernel not in get_args(Kernel):
        message = f"Found kernel {kernel!r}, expected one of {', '.join(get_args(Kernel))}."
        raise InputError(message)
    if kernel == "scipy":
        return Trees(problem)
    from cablenet.routing.climbs import Climbs

    return Climbs(problem)

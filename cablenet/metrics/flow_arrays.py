"""Minimum cut between two sets of nodes of an undirected multigraph given as arrays: made once, cut many times."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

import numpy as np

from cablenet.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]
    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["UNIT_TBPS", "FlowArcs", "Kernel", "flow_arcs", "source_side"]

Kernel = Literal["scipy", "numba"]

UNIT_TBPS = 0.001
"""Capacities are rounded down to gigabits, since the solvers count in whole numbers."""

_INFINITE = 2**30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowArcs:
    """Links as arcs both ways: those of node ``v`` are numbers ``start[v]`` to ``start[v + 1]`` (n + 1,).

    Each leads to ``head``, lies on ``link``, and is ``twin`` the other way, (2m,). ``a``, ``b`` (m,) are the ends of links.
    """

    a: Numbers
    b: Numbers
    start: Numbers
    head: Numbers
    twin: Numbers
    link: Numbers

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.start) - 1


def flow_arcs(size: int, a: npt.ArrayLike, b: npt.ArrayLike) -> FlowArcs:
    """Arcs of ``size`` nodes joined by links from ``a`` to ``b`` (m,), in the order of their links."""
    one, other = np.asarray(a, dtype=np.int32), np.asarray(b, dtype=np.int32)
    count = len(one)
    tail, head, arc = np.concatenate([one, other]), np.concatenate([other, one]), np.arange(2 * count)
    order = np.argsort(tail, kind="stable")
    place = np.empty(2 * count, dtype=np.int32)
    place[order] = arc
    start = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=size), out=start[1:])
    return FlowArcs(
        a=one,
        b=other,
        start=start,
        head=head[order],
        twin=place[(order + count) % max(1, 2 * count)],
        link=(order % max(1, count)).astype(np.int32),
    )


def source_side(
    arcs: FlowArcs, capacity_tbps: Floats, sources: npt.ArrayLike, sinks: npt.ArrayLike, *, kernel: Kernel = "scipy"
) -> Mask:
    """Nodes on the side of ``sources`` of the minimum cut nearest to them, (n,); a link is cut where its ends differ.

    ``capacity_tbps`` (m,) of links, both ways alike, rounded down to gigabits: 0 closes a link. ``sources`` and ``sinks``
    are positions that share none. The capacity of what is cut is the maximum flow (Ford and Fulkerson 1956,
    doi:10.4153/CJM-1956-045-5). Dinitz' algorithm in scipy, 8 ms for the world, or compiled, 1 ms, with ``kernel="numba"``
    (the extra ``speed``); both find the same cut.

    Raises:
        InputError: if a capacity is negative or missing, or numba is asked for and not installed.
    """
    if not (capacity_tbps >= 0.0).all():
        message = (
            f"Found {int((~(capacity_tbps >= 0.0)).sum())} capacities that are negative or missing, expected none."
        )
        raise InputError(message)
    # A capacity that stands for whole gigabits must not lose one to rounding, hence the billionth.
    units = np.floor(np.minimum(capacity_tbps / UNIT_TBPS + 1e-9, float(_INFINITE))).astype(np.int64)
    if kernel == "scipy":
        return _by_scipy(arcs, units, np.asarray(sources), np.asarray(sinks))
    if find_spec("numba") is None:
        message = 'Found no numba, expected it for kernel="numba"; pip install cablenet[speed], or kernel="scipy".'
        raise InputError(message)
    from cablenet.metrics import flow_kernel

    source, sink = (np.isin(np.arange(arcs.size), side) for side in (sources, sinks))
    return flow_kernel.source_side((arcs.start, arcs.head, arcs.twin), units[arcs.link], source, sink)


def _by_scipy(arcs: FlowArcs, units: Ints, sources: Ints, sinks: Ints) -> Mask:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    start, end = arcs.size, arcs.size + 1
    tail = np.concatenate([arcs.a, arcs.b, np.full(len(sources), start), sinks])
    head = np.concatenate([arcs.b, arcs.a, sources, np.full(len(sinks), end)])
    size = np.concatenate([units, units, np.full(len(sources) + len(sinks), _INFINITE)])
    ends = (tail.astype(np.int32), head.astype(np.int32))
    graph = coo_array((size, ends), shape=(end + 1, end + 1)).tocsr()
    graph.data = np.minimum(graph.data, _INFINITE).astype(np.int32)
    residual = (graph - maximum_flow(graph, start, end).flow).tocsr()
    residual.eliminate_zeros()
    reached = np.zeros(end + 1, dtype=bool)
    reached[breadth_first_order(residual, start, return_predecessors=False)] = True
    return reached[:start]

"""Maximum flow and minimum cut between two sets of places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from cablenet.network.model import Network

__all__ = ["Flow", "max_flow"]

UNIT_TBPS = 0.001
"""Capacities are rounded to gigabits, since the solver counts in whole numbers."""

_INFINITE = 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A maximum flow and the minimum cut that proves it.

    ``tbps`` is the flow; ``links`` are the links of the cut, by id, largest first, with ``system, name, a, b,
    capacity_tbps``; their capacities sum to the flow (within a gigabit a link).
    """

    tbps: float
    links: pd.DataFrame

    def __repr__(self) -> str:
        """One line."""
        return f"Flow of {self.tbps:,.1f} Tbps, cut at {len(self.links)} links"


def max_flow(
    net: Network,
    sources: Collection[str],
    sinks: Collection[str],
    *,
    capacity: str = "capacity_tbps",
    allow: tuple[str, ...] = (),
) -> Flow:
    """Largest flow from any of ``sources`` to any of ``sinks`` over undirected links, in Tbps, with a minimum cut.

    Ford and Fulkerson 1956 (doi:10.4153/CJM-1956-045-5): the two are equal. Solved by Dinitz' algorithm in scipy,
    milliseconds for the world. ``capacity`` names the column used (``capacity_low_tbps`` for the careful view);
    ``allow`` is that of :meth:`Network.usable`. The cut returned is the one nearest to the sources.

    Raises:
        InputError: if a place is no node, or stands on both sides.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    number = {name: i for i, name in enumerate(net.nodes.index)}
    _check(sources, sinks, number)
    links = net.usable(allow=allow)
    a = links["a"].map(number).to_numpy(dtype=np.int64)
    b = links["b"].map(number).to_numpy(dtype=np.int64)
    units = np.floor(links[capacity].to_numpy(dtype=float) / UNIT_TBPS).astype(np.int64)
    start, end = len(number), len(number) + 1
    tail = np.concatenate([a, b, np.full(len(sources), start), [number[name] for name in sinks]])
    head = np.concatenate([b, a, [number[name] for name in sources], np.full(len(sinks), end)])
    size = np.concatenate([units, units, np.full(len(sources) + len(sinks), _INFINITE)])
    shape = (end + 1, end + 1)
    graph = coo_array((size, (tail.astype(np.int32), head.astype(np.int32))), shape=shape).tocsr()
    graph.data = np.minimum(graph.data, _INFINITE).astype(np.int32)
    flow = maximum_flow(graph, start, end).flow
    residual = (graph - flow).tocsr()
    residual.eliminate_zeros()
    reached = np.zeros(end + 1, dtype=bool)
    reached[breadth_first_order(residual, start, return_predecessors=False)] = True
    cut = links[reached[a] != reached[b]].sort_index()
    table = cut[["system", "name", "a", "b", capacity]].rename(columns={capacity: "capacity_tbps"})
    order = table.sort_values(["capacity_tbps"], ascending=False, kind="stable")
    return Flow(tbps=float(cut[capacity].sum()), links=order)


def _check(sources: Collection[str], sinks: Collection[str], number: dict[str, int]) -> None:
    unknown = sorted({*sources, *sinks} - number.keys())
    if unknown:
        message = f"Found places that are no nodes of the network: {unknown[:5]}; find_place gives the nodes of a name."
        raise InputError(message)
    both = sorted(set(sources) & set(sinks))
    if both or not sources or not sinks:
        found = f"{both[:5]} on both sides" if both else "an empty side"
        message = f"Found {found}, expected two sets of nodes that share none."
        raise InputError(message)

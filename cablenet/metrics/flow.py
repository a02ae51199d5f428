"""Maximum flow and minimum cut between two sets of places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError
from cablenet.metrics.arrays import needs_network
from cablenet.metrics.flow_arrays import flow_arcs, source_side

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from cablenet.metrics.flow_arrays import Kernel
    from cablenet.network.model import Network

__all__ = ["Flow", "max_flow"]

COLUMNS = ["system", "name", "a", "b"]


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
    kernel: Kernel = "scipy",
) -> Flow:
    """Largest flow from any of ``sources`` to any of ``sinks`` over undirected links, in Tbps, with a minimum cut.

    Ford and Fulkerson 1956 (doi:10.4153/CJM-1956-045-5): the two are equal. Solved by Dinitz' algorithm, in hundredths of
    a second for the world; ``kernel`` is that of :func:`~cablenet.metrics.flow_arrays.source_side`, which answers for arrays
    in a tenth of that. ``capacity`` names the column used (``capacity_low_tbps`` for the careful view);
    ``allow`` is that of :meth:`Network.usable`. The cut returned is the one nearest to the sources.

    Raises:
        InputError: if it is no network, a place is no node, or stands on both sides, a capacity is negative or missing, or numba is asked
            for and not installed.
    """
    needs_network(net)
    number = {name: i for i, name in enumerate(net.nodes.index.to_numpy(dtype=object))}
    _check(sources, sinks, number)
    slim = replace(net, links=net.links[[*COLUMNS, "status", "surviving", capacity]])  # lines and the rest cost time
    links = slim.usable(allow=allow)
    a, b = ([number[node] for node in links[end].to_numpy(dtype=object)] for end in ("a", "b"))
    arcs = flow_arcs(len(number), a, b)
    starts, ends = ([number[node] for node in side] for side in (sources, sinks))
    reached = source_side(arcs, links[capacity].to_numpy(dtype=np.float64), starts, ends, kernel=kernel)
    cut = links[reached[arcs.a] != reached[arcs.b]].sort_index()
    table = cut[[*COLUMNS, capacity]].rename(columns={capacity: "capacity_tbps"})
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

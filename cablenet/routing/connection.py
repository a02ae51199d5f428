"""How two places are joined in one network: the best different ways, by corridor, and the most that could flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError
from cablenet.metrics.flow import Flow, max_flow
from cablenet.network.places import place_of
from cablenet.routing.compiled import compile_network
from cablenet.routing.corridors import corridors_between
from cablenet.routing.paths import diverse_of, paths_table, rtt_of

if TYPE_CHECKING:
    import pandas as pd

    from cablenet.network.model import Network
    from cablenet.network.places import Place

__all__ = ["Connection", "Terms", "connect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What counts as a way: ``paths`` of them are shown; ``allow`` adds links of a status such as ``"sanctioned"``.

    A way narrower than ``least_tbps`` (design capacity of its narrowest link) is a byway: it adds to the flow, but does
    not count as the way taken. The default is of the order of what the European Union and Japan exchange.
    """

    paths: int = 5
    least_tbps: float = 5.0
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How two places are joined in one network.

    ``paths`` is the table of the best sufficiently different paths between the hubs, the first that of least RTT;
    ``corridors`` the least RTT by each corridor family;
    ``rtt`` the least RTT from each node of ``a`` to the hub of ``b``, by node, infinite where there is none;
    ``flow`` the maximum flow with its minimum cut, from anywhere in one to anywhere in the other, ``flow_low`` and
    ``flow_high`` at careful and bold capacities.
    """

    a: Place
    b: Place
    paths: pd.DataFrame
    corridors: pd.DataFrame
    rtt: pd.Series
    flow: Flow
    flow_low: Flow
    flow_high: Flow

    @property
    def rtt_ms(self) -> float:
        """Least RTT between the hubs, in ms; infinite where there is no path."""
        return float(self.paths["rtt_ms"].iloc[0]) if len(self.paths) else float("inf")

    @property
    def corridor(self) -> str:
        """Corridor of the least-RTT path."""
        return str(self.paths["corridor"].iloc[0]) if len(self.paths) else "none"


def connect(net: Network, a: Place | str, b: Place | str, *, terms: Terms | None = None) -> Connection:
    """How ``a`` and ``b`` are joined: the best different paths, least RTT by corridor and from each member, maximum flow.

    Places may go by name (:func:`cablenet.find_place`).

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if the two places share a node.
    """
    a, b = place_of(net, a), place_of(net, b)
    if set(a.inside) & set(b.inside):
        message = f"Found {a.name} and {b.name}, which share a place; expected two that are apart."
        raise InputError(message)
    terms = terms or Terms()
    wide = net.select(net.links["capacity_tbps"] >= terms.least_tbps)
    arcs = compile_network(wide, allow=terms.allow)
    flows = {
        level: max_flow(net, a.inside, b.inside, capacity=f"capacity_{level}tbps", allow=terms.allow)
        for level in ("low_", "", "high_")
    }
    return Connection(
        a=a,
        b=b,
        paths=paths_table(wide, diverse_of(arcs, a.hub, b.hub, count=terms.paths)),
        corridors=corridors_between(wide, arcs, a.hub, b.hub),
        rtt=rtt_of(arcs, b.hub).reindex(list(a.nodes)).fillna(np.inf),
        flow=flows[""],
        flow_low=flows["low_"],
        flow_high=flows["high_"],
    )

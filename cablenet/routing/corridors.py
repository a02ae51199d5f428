"""Least RTT by each corridor family."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.routing.compiled import compile_network
from cablenet.routing.paths import least_of, paths_table

if TYPE_CHECKING:
    from cablenet.network.model import Network
    from cablenet.routing.paths import Path

__all__ = ["corridor_table"]


def corridor_table(net: Network, a: str, b: str, *, allow: tuple[str, ...] = ()) -> pd.DataFrame:
    """Least RTT from node ``a`` to node ``b`` by every corridor family, in the order in which families are tested.

    ``allow`` is that of :meth:`Network.usable`.
    Columns: ``corridor, rtt_ms, length_km, systems``; RTT is infinite where the corridor does not join the two. A
    family counts only if its best path bears its name, not that of a family tested before it, and does not come back to a
    country it has left for more than a neighbour: a way that doubles back only to touch the corridor is no way.

    Raises:
        InputError: if an end is no node.
    """
    arcs = compile_network(net, allow=allow)
    rows = []
    for rule in net.corridors.itertuples():
        through = tuple(token for token in str(rule.through).split(";") if token)
        avoid = tuple(token for token in str(rule.avoid).split(";") if token)
        path = least_of(net, arcs, (a, b), through=through, avoid=avoid)
        table = paths_table(net, [] if path is None else [path])
        if path is not None and table.at[0, "corridor"] == rule.name and not _doubles_back(net, path):
            rows.append((rule.name, path.rtt_ms, path.length_km, table.at[0, "systems"]))
        else:
            rows.append((rule.name, np.inf, np.inf, ""))
    return pd.DataFrame(rows, columns=["corridor", "rtt_ms", "length_km", "systems"])


def _doubles_back(net: Network, path: Path) -> bool:
    """Whether the path comes back to a node, or to a country after more than a step into one neighbour."""
    if len(set(path.nodes)) < len(path.nodes):
        return True
    countries = [code for code in net.nodes["country"].reindex(list(path.nodes)) if code]
    visits = [code for code, _ in groupby(countries)]
    last: dict[str, int] = {}
    for place, code in enumerate(visits):
        if place - last.get(code, place) > 2:
            return True
        last[code] = place
    return False

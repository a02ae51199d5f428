"""Modelled delays between many pairs of nodes: of the least path, at sea and over land, and over different paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.demand import Demand
from cablenet.routing.assignment import route
from cablenet.routing.commodities import lay_out
from cablenet.routing.policies import standard
from cablenet.routing.trees import Trees

if TYPE_CHECKING:
    from cablenet.network.model import Network

__all__ = ["diverse_ms", "least_path_ms", "unordered"]


def unordered(pairs: pd.DataFrame) -> pd.DataFrame:
    """Each two nodes once, ``a, b`` sorted, from rows with ``a_node, b_node``."""
    low, high = pairs[["a_node", "b_node"]].min(axis=1), pairs[["a_node", "b_node"]].max(axis=1)
    both = pd.DataFrame({"a": low, "b": high}).drop_duplicates().sort_values(["a", "b"], ignore_index=True)
    return both[both["a"] != both["b"]].reset_index(drop=True)


def least_path_ms(net: Network, pairs: pd.DataFrame, *, land_weight: float = 1.0) -> pd.DataFrame:
    """Delay of the least path of each pair: ``sea_ms, land_ms``, infinite where there is none; index as ``pairs``.

    ``pairs`` has ``a, b``, node ids. A ms over land counts ``land_weight`` times when the path is chosen, not in what is
    given. Statuses count as in :func:`cablenet.routing.standard`: sanctioned links carry no transit, weak ones come last.
    """
    layout = lay_out(net, _demand(pairs), standard(net))
    problem = layout.problem
    land = (net.links["kind"].reindex(layout.link_ids) == "land").to_numpy()
    found = Trees(problem).paths(problem.rtt_ms * np.where(land, land_weight, 1.0) + problem.price_ms)
    out = np.full((len(pairs), 2), np.inf)
    rows = layout.pair[found.commodity]
    out[rows, 0] = found.over(np.where(land, 0.0, problem.rtt_ms))
    out[rows, 1] = found.over(np.where(land, problem.rtt_ms, 0.0))
    return pd.DataFrame(out, columns=["sea_ms", "land_ms"], index=pairs.index)


def diverse_ms(net: Network, pairs: pd.DataFrame) -> pd.Series:
    """Round trip of each pair over its different paths, the median by traffic, in ms (:mod:`cablenet.routing.diverse`)."""
    routes = route(net, _demand(pairs), model="diverse")
    paths = pd.DataFrame(
        {
            "pair": routes.layout.pair[routes.solution.commodity],
            "tbps": routes.solution.tbps,
            "rtt_ms": routes.path_ms,
        }
    ).sort_values(["pair", "rtt_ms"], kind="stable")
    share = paths.groupby("pair")["tbps"].cumsum() / paths.groupby("pair")["tbps"].transform("sum")
    median = paths[share >= 0.5 - 1e-9].groupby("pair")["rtt_ms"].first()
    return median.reindex(np.arange(len(pairs)), fill_value=np.inf).set_axis(pairs.index)


def _demand(pairs: pd.DataFrame) -> Demand:
    """One Tbps between each two nodes, which enters where it is named."""
    nodes = sorted({*pairs["a"], *pairs["b"]})
    entries = pd.DataFrame({"place": nodes, "node_id": nodes, "share": 1.0})
    table = pairs[["a", "b"]].reset_index(drop=True)
    return Demand(pairs=table.assign(tbps=1.0, low_tbps=1.0, high_tbps=1.0), entries=entries)

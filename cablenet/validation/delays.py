"""Modelled delays between many pairs of nodes: of the least path, of the path usually taken, and over different paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.demand import Demand
from cablenet.routing.assignment import route
from cablenet.routing.commodities import lay_out
from cablenet.routing.policies import LAST_RESORT_MS, Policy, Rule, standard
from cablenet.routing.trees import Trees

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.network.model import Network

    Floats = npt.NDArray[np.float64]

__all__ = ["diverse_ms", "least_path_ms", "unordered", "usual_path_ms"]

FEW_LANDINGS = 3
"""Landings of a system, a trunk and one branch, up to which its published length is believed to be that of the way."""


def unordered(pairs: pd.DataFrame) -> pd.DataFrame:
    """Each two nodes once, ``a, b`` sorted, from rows with ``a_node, b_node``."""
    low, high = pairs[["a_node", "b_node"]].min(axis=1), pairs[["a_node", "b_node"]].max(axis=1)
    both = pd.DataFrame({"a": low, "b": high}, dtype="str").drop_duplicates().sort_values(["a", "b"], ignore_index=True)
    return both[both["a"] != both["b"]].reset_index(drop=True)


def least_path_ms(net: Network, pairs: pd.DataFrame) -> pd.DataFrame:
    """Delay of the least path of each pair: ``sea_ms, land_ms``, infinite where there is none; index as ``pairs``.

    ``pairs`` has ``a, b``, node ids. Statuses count as in :func:`cablenet.routing.standard`: sanctioned links carry no
    transit, weak ones come last.
    """
    return _path_ms(net, pairs, standard(net), np.ones(len(net.links)))


def usual_path_ms(net: Network, pairs: pd.DataFrame, *, land_weight: float = 1.0) -> pd.DataFrame:
    """Delay of the path that traffic usually takes, as :func:`least_path_ms`.

    1. A ms over land counts ``land_weight`` times when the path is chosen, not in what is given.
    2. Narrow cables come last: those with less capacity than the median segment at sea. A wavelength costs least on
       the wide ones, and those who have most traffic ride them.
    3. The length published of a system with up to three landings is that of the way. One with more also counts branches, and
       landings that the facts lack: of it, and where none is published, no more than the route with the median
       slack of the former is on the way.
    """
    policy = standard(net) | _wide_first(net)
    return _path_ms(net, pairs, policy, _on_the_way(net), land_weight=land_weight)


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


def _path_ms(
    net: Network, pairs: pd.DataFrame, policy: Policy, part: Floats, *, land_weight: float = 1.0
) -> pd.DataFrame:
    """Delay of the cheapest path of each pair; ``part`` (m,) of the round trip of each of the network's links counts."""
    layout = lay_out(net, _demand(pairs), policy)
    problem = layout.problem
    land = (net.links["kind"].reindex(layout.link_ids) == "land").to_numpy()
    rtt_ms = problem.rtt_ms * pd.Series(part, index=net.links.index).reindex(layout.link_ids).to_numpy()
    found = Trees(problem).paths(rtt_ms * np.where(land, land_weight, 1.0) + problem.price_ms)
    out = np.full((len(pairs), 2), np.inf)
    rows = layout.pair[found.commodity]
    out[rows, 0] = found.over(np.where(land, 0.0, rtt_ms))
    out[rows, 1] = found.over(np.where(land, rtt_ms, 0.0))
    return pd.DataFrame(out, columns=["sea_ms", "land_ms"], index=pairs.index)


def _wide_first(net: Network) -> Policy:
    """Segments at sea with less capacity than the median one are a last resort."""
    tbps = net.links.loc[net.links["kind"] == "sea", "capacity_tbps"].astype(float)
    narrow = frozenset(tbps.index[tbps < tbps.median()])
    title = "narrow cables last"
    return Policy(title=title, rules=(Rule(title=title, links=narrow, price_ms=LAST_RESORT_MS),))


def _on_the_way(net: Network) -> Floats:
    """Share of the length of each of the network's links that lies on the way, (m,)."""
    links = net.links.astype({"route_km": "float64", "length_km": "float64"})
    cables = links[(links["kind"] == "sea") & (links[["route_km", "length_km"]] > 0).all(axis=1)]
    ends = cables[["system", "a", "b"]].melt("system", value_name="node")
    ashore = net.nodes["kind"].reindex(ends["node"]).to_numpy() != "branching_unit"
    landings = ends[ashore].groupby("system")["node"].nunique()
    few = (cables["length_basis"] == "published") & (cables["system"].map(landings) <= FEW_LANDINGS)
    sums = cables[few].groupby("system")[["route_km", "length_km"]].sum()
    slack = (sums["length_km"] / sums["route_km"]).median()
    share = (slack * cables["route_km"] / cables["length_km"]).clip(upper=1.0).mask(few, 1.0)
    found: Floats = share.reindex(links.index).fillna(1.0).to_numpy(dtype=np.float64)
    return found


def _demand(pairs: pd.DataFrame) -> Demand:
    """One Tbps between each two nodes, which enters where it is named."""
    nodes = pd.Series(sorted({*pairs["a"], *pairs["b"]}), dtype="str")
    entries = pd.DataFrame({"place": nodes, "node_id": nodes, "share": 1.0})
    table = pairs[["a", "b"]].reset_index(drop=True)
    return Demand(pairs=table.assign(tbps=1.0, low_tbps=1.0, high_tbps=1.0), entries=entries)

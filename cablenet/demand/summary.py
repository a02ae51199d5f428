"""Demand in the large: by region, by place, the largest pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.demand.constants import regions

if TYPE_CHECKING:
    from cablenet.demand.model import Demand
    from cablenet.network.model import Network

__all__ = ["place_table", "region_table", "sensitivity_table"]

_TBPS = ["low_tbps", "tbps", "high_tbps"]


def region_table(net: Network, demand: Demand) -> pd.DataFrame:
    """Tbps between regions of the demand model: ``a, b, low_tbps, tbps, high_tbps, share``, largest first.

    Each pair counts once; ``a`` and ``b`` are the same for what stays in a region. ``share`` is that of the total.
    """
    region = {place: _region(net, place) for place in demand.places}
    ends = np.sort(np.array([demand.pairs["a"].map(region), demand.pairs["b"].map(region)], dtype=object), axis=0)
    group, names = pd.MultiIndex.from_arrays(ends).factorize()
    table = pd.DataFrame(list(names), columns=["a", "b"])
    table[_TBPS] = demand.intervals_tbps(group, count=len(table))
    table["share"] = table["tbps"] / max(demand.total_tbps, 1e-300)
    return table.sort_values(["tbps", "a", "b"], ascending=[False, True, True], ignore_index=True)


def place_table(net: Network, demand: Demand) -> pd.DataFrame:
    """Tbps of each place with all others: ``place, name, region, tbps, entries``, largest first.

    A pair counts at both its ends. ``entries`` is the number of nodes at which the place's traffic enters; none means
    that it is not on the network.
    """
    places = np.array(demand.places, dtype=object)
    table = pd.DataFrame({"place": places})
    ends = [demand.pairs[end].map({place: row for row, place in enumerate(places)}).to_numpy() for end in ("a", "b")]
    table["tbps"] = sum(np.bincount(end, weights=demand.pairs["tbps"], minlength=len(places)) for end in ends)
    names = {**net.nodes["name"].to_dict(), **net.countries["name"].to_dict()}
    table.insert(1, "name", [str(names.get(place, place)) for place in table["place"]])
    table.insert(2, "region", [_region(net, place) for place in table["place"]])
    count = demand.entries.groupby("place").size()
    table["entries"] = table["place"].map(count).fillna(0).astype(int)
    return table.sort_values(["tbps", "place"], ascending=[False, True], ignore_index=True)


def sensitivity_table(demand: Demand) -> pd.DataFrame:
    """What moves the sum of the pairs: ``component, at_low_tbps, at_high_tbps``, the most moving first.

    A component is a constant or a published share of the model at the low and the high end of its own interval, all
    others as they are. Empty where the demand was not modelled.
    """
    tbps = demand.pairs["tbps"].to_numpy(dtype=float)
    moved = np.zeros((len(demand.components), 2))
    for k in range(len(demand.components)):
        for end in range(2):
            moved[k, end] = 0.0 if demand.shifts is None else float(tbps @ np.exp(demand.shifts[k, end]))
    table = pd.DataFrame({"component": demand.components, "at_low_tbps": moved[:, 0], "at_high_tbps": moved[:, 1]})
    order = np.lexsort((table["component"].to_numpy(dtype=object), -np.ptp(moved, axis=1)))
    return table.iloc[order].reset_index(drop=True)


def _region(net: Network, place: str) -> str:
    """Region of a country or node; empty where it has none."""
    code = place if place in net.countries.index else str(net.nodes["country"].get(place, ""))
    if code not in net.countries.index or "zone" not in net.countries:
        return ""
    return regions().get(str(net.countries.at[code, "zone"]), "")

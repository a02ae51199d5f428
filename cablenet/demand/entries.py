"""Where a country's traffic enters the network: its Internet city, or several cities of a wide country.

1. A country is wide if two of its towns lie further apart than ``entry_span_km``; any other is entered at its Internet city.
2. In a wide one the Internet city is the first centre. Then, from the largest town down, a town within ``entry_radius_km`` of a centre
   sends its traffic to the nearest one; a town further off is a centre of its own.
3. A centre weighs what its towns have in people. At most :data:`MOST` stay: the Internet city, and the heaviest with at
   least ``entry_share`` of the country's people in towns; the towns of the others go to the nearest that stays.
4. Shares are weights over their sum. A country whose Internet city is not in the network has no entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.demand.constants import constants
from cablenet.demand.distance import great_circles_km

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from cablenet.network.model import Network

__all__ = ["MOST", "country_entries"]

MOST = 4
"""Most entries a country has."""

KM_PER_DEGREE = 111.2
"""Kilometres of a degree at the equator."""


def country_entries(net: Network, codes: Iterable[str]) -> pd.DataFrame:
    """Entries ``place, node_id, share`` of countries, sorted; the shares of a place sum to 1.

    A country whose Internet city nothing joins on the network's date has none. Costs one pass over the towns.
    """
    nodes = net.nodes
    known = set(nodes.index)
    hubs = net.countries["internet_city"].reindex(sorted(set(codes)))
    hubs = hubs[[city in known for city in hubs]]
    towns = pd.DataFrame(nodes[(nodes["kind"] == "city").to_numpy() | nodes.index.isin(hubs)])
    towns = towns[towns["country"].isin(_perhaps_wide(towns))]
    wide = {str(code): rows for code, rows in towns.groupby("country")}
    rows: list[tuple[str, str, float]] = []
    for code, hub in hubs.items():
        shares = _shares(wide.get(str(code)), str(hub))
        rows += [(str(code), node, share) for node, share in sorted(shares.items())]
    return pd.DataFrame(rows, columns=["place", "node_id", "share"]).astype(
        {"place": "str", "node_id": "str", "share": "float64"}
    )


def _perhaps_wide(towns: pd.DataFrame) -> pd.Index:
    """Countries whose towns span enough degrees to lie ``entry_span_km`` apart, were they at the equator."""
    places = towns.groupby("country")[["lon", "lat"]]
    spans = places.max() - places.min()
    return spans.index[np.hypot(spans["lon"], spans["lat"]) * KM_PER_DEGREE > constants()["entry_span_km"][1]]


def _shares(towns: pd.DataFrame | None, hub: str) -> dict[str, float]:
    """Share of each entry of one country."""
    if towns is None or len(towns) < 2 or hub not in towns.index:
        return {hub: 1.0}
    ids, people = towns.index.to_numpy(dtype=object), towns["population"].to_numpy(dtype=float)
    order = np.lexsort((ids, -people, ids != hub))
    ids, people = ids[order], people[order]
    km = great_circles_km(towns["lon"].to_numpy(dtype=float)[order], towns["lat"].to_numpy(dtype=float)[order])
    total = float(people.sum())
    if km.max() <= constants()["entry_span_km"][1] or total <= 0:
        return {hub: 1.0}
    centre = _centres(km)
    weight = np.bincount(centre, weights=people, minlength=len(ids))
    least = constants()["entry_share"][1] * total
    heavy = [int(c) for c in np.unique(centre) if c and weight[c] >= least]
    kept = np.array([0, *sorted(heavy, key=lambda c: (-weight[c], c))[: MOST - 1]])
    lost = ~np.isin(centre, kept)
    centre[lost] = kept[km[np.ix_(lost, kept)].argmin(axis=1)]
    weight = np.bincount(centre, weights=people, minlength=len(ids))
    return {str(ids[c]): float(weight[c] / total) for c in kept if weight[c] > 0}


def _centres(km: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Centre of each town, in the order of the towns (rule 2)."""
    radius = constants()["entry_radius_km"][1]
    centres, out = [0], np.zeros(len(km), dtype=np.int64)
    for town in range(1, len(km)):
        near = int(km[town, centres].argmin())
        if km[town, centres[near]] > radius:
            centres.append(town)
            near = len(centres) - 1
        out[town] = centres[near]
    return out

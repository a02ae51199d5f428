"""Where a measured place lies in a network: the nearest town, and the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.geo.geodesy import distances_km

if TYPE_CHECKING:
    from cablenet.network.model import Network

__all__ = ["FARTHEST_KM", "nearest_nodes"]

FARTHEST_KM = 50.0
"""A place farther than this from every town or station of the network is not on it."""


def nearest_nodes(net: Network, places: pd.DataFrame) -> pd.DataFrame:
    """Node of each place: ``node_id`` (empty where none is near enough), ``access_km``, the great circle to it.

    ``places`` has ``lon, lat`` in degrees. The nearest town counts; where no town lies within 50 km, the nearest landing station.
    Of equally near ones the first by id. Places times nodes distances are taken.
    """
    ends = net.nodes.sort_index()
    found = pd.DataFrame({"node_id": "", "access_km": np.inf}, index=places.index)
    for kind in ("city", "station"):
        nodes = ends[(ends["kind"] == kind).to_numpy()]
        for row in places[(found["node_id"] == "").to_numpy()].itertuples():
            km = distances_km(nodes["lon"], nodes["lat"], float(row.lon), float(row.lat)) if len(nodes) else np.empty(0)
            if len(km) and km.min() <= FARTHEST_KM:
                found.loc[row.Index, ["node_id", "access_km"]] = [str(nodes.index[int(km.argmin())]), float(km.min())]
    return found

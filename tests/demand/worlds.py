r"""A world on the equator, for demand alone: no cable is laid in it.

::

    longitude   0        10                 30          ~ 1 degree is 111.195 km
               aa ------ bb ---------------- cc         towns aa-town, bb-town, cc-town

Each country has a million people, all of them on the Internet, and a million dollars, so that its mass is a million.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

PLACES = {"AA": 0.0, "BB": 10.0, "CC": 30.0}
ZONES = {"AA": "europe", "BB": "africa", "CC": "east-asia"}


def equator(**changes: dict[str, Any]) -> Network:
    """Make the world anew; ``changes`` are cells of countries by column, e.g. ``gdp_usd={"AA": 2e6}``."""
    table = pd.DataFrame(
        {
            "name": [f"{code.title()}land" for code in PLACES],
            "region": "",
            "subregion": "",
            "sovereign": "",
            "zone": list(ZONES.values()),
            "eu_member": [1, 1, 0],
            "internet_city": [f"{code.lower()}-town" for code in PLACES],
            "population": pd.array([1_000_000] * 3, dtype="Int64"),
            "gdp_usd": pd.array([1e6] * 3, dtype="Float64"),
            "internet_users_pct": pd.array([100.0] * 3, dtype="Float64"),
        },
        index=pd.Index(PLACES, name="country"),
    )
    for column, cells in changes.items():
        for code, value in cells.items():
            table.loc[code, column] = value
    towns = {f"{code.lower()}-town": (code, lon, 0.0, 1_000_000) for code, lon in PLACES.items()}
    return replace(toy_network(), nodes=nodes_of(towns), countries=table)


def nodes_of(towns: dict[str, tuple[str, float, float, int]]) -> gpd.GeoDataFrame:
    """Cities by id, from country, longitude, latitude and people."""
    rows = pd.DataFrame.from_dict(towns, orient="index", columns=["country", "lon", "lat", "population"])
    rows = rows.rename_axis("node_id").assign(kind="city", name=[name.title() for name in towns])
    return gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs="EPSG:4326")

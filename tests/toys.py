r"""A toy world small enough to work every answer by hand.

::

    paris-fr ~ fr ---alpha:1--- eg ---alpha:2--- sg ---alpha:3 (strait)--- jp ~ tokyo-jp
               |                                 \----gamma:1 (round it)---/|
               \------beta:1------ us ------beta:2 (antimeridian)----------/

    link       km      Tbps          ~ is land: 700 km at paris, 200 km at tokyo, 100 Tbps each
    alpha:1    3000    10
    alpha:2    9000    10            paris-tokyo, least RTT:  whole     700+3000+9000+5500+200 = 18400 km
    alpha:3    5500    10                                     strait cut       ...7000...      = 19900 km
    gamma:1    7000     5                                     sg cut    700+10000+9500+200     = 20400 km
    beta:1    10000    20            max flow: whole 10+20 = 30; strait cut 5+20 = 25; sg cut 20
    beta:2     9500    20
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point, box

from cablenet import units
from cablenet.demand import Demand
from cablenet.geo.geodesy import length_km
from cablenet.network import Network

if TYPE_CHECKING:
    from collections.abc import Mapping

STATIONS = {"fr": (5.0, 43.0), "eg": (32.0, 31.0), "sg": (104.0, 1.0), "jp": (140.0, 35.0), "us": (-122.0, 37.0)}
CITIES = {"paris-fr": (2.0, 48.0), "tokyo-jp": (139.0, 36.0)}

LINES: dict[str, list[tuple[float, float]]] = {
    "alpha:1": [STATIONS["fr"], STATIONS["eg"]],
    "alpha:2": [STATIONS["eg"], STATIONS["sg"]],
    "alpha:3": [STATIONS["sg"], (115.0, 12.0), STATIONS["jp"]],
    "beta:1": [STATIONS["fr"], STATIONS["us"]],
    "beta:2": [STATIONS["us"], (-180.0, 42.0), (-220.0, 35.0)],
    "gamma:1": [STATIONS["sg"], (125.0, 0.0), STATIONS["jp"]],
    "land:paris": [CITIES["paris-fr"], STATIONS["fr"]],
    "land:tokyo": [STATIONS["jp"], CITIES["tokyo-jp"]],
}

LINKS = {
    "alpha:1": ("alpha", "fr", "eg", 3000.0, 10.0),
    "alpha:2": ("alpha", "eg", "sg", 9000.0, 10.0),
    "alpha:3": ("alpha", "sg", "jp", 5500.0, 10.0),
    "beta:1": ("beta", "fr", "us", 10000.0, 20.0),
    "beta:2": ("beta", "us", "jp", 9500.0, 20.0),
    "gamma:1": ("gamma", "sg", "jp", 7000.0, 5.0),
    "land:paris": ("", "paris-fr", "fr", 700.0, 100.0),
    "land:tokyo": ("", "jp", "tokyo-jp", 200.0, 100.0),
}

PAIRS = {("EG", "JP"): 4.0, ("FR", "JP"): 12.0, ("JP", "SG"): 6.0}
"""Demand in Tbps, country to country."""

STRAIT = box(112.0, 8.0, 118.0, 20.0)
"""Polygon of the chokepoint ``strait``: only ``alpha:3`` crosses it."""


def toy_network() -> Network:
    """Make the toy world, anew on each call."""
    return Network(
        nodes=_nodes(),
        links=_links(),
        systems=_systems(),
        countries=_countries(),
        corridors=_corridors(),
        chokepoints=_chokepoints(),
        crossings=pd.DataFrame({"link_id": ["alpha:3"], "chokepoint": ["strait"], "km": [900.0]}),
        as_of=dt.date(2026, 11, 22),
    )


def toy_demand(pairs: Mapping[tuple[str, str], float] | None = None) -> Demand:
    """Demand between countries, each entering at its Internet city; half as much at low, twice at high."""
    rows = sorted((a, b, tbps, tbps / 2, tbps * 2) for (a, b), tbps in (pairs or PAIRS).items())
    cities = toy_network().countries["internet_city"]
    places = sorted({place for row in rows for place in row[:2]})
    return Demand(
        pairs=pd.DataFrame(rows, columns=["a", "b", "tbps", "low_tbps", "high_tbps"]),
        entries=pd.DataFrame({"place": places, "node_id": [cities[place] for place in places], "share": 1.0}),
    )


def _nodes() -> gpd.GeoDataFrame:
    places = {**STATIONS, **CITIES}
    return gpd.GeoDataFrame(
        {
            "name": [name.split("-")[0].title() for name in places],
            "kind": ["station"] * len(STATIONS) + ["city"] * len(CITIES),
            "country": [name[-2:].upper() for name in places],
            "lon": [lon for lon, _ in places.values()],
            "lat": [lat for _, lat in places.values()],
            "population": [0] * len(STATIONS) + [2_000_000, 14_000_000],
            "geometry": [Point(place) for place in places.values()],
        },
        index=pd.Index(places, name="node_id"),
        geometry="geometry",
        crs="EPSG:4326",
    )


def _links() -> gpd.GeoDataFrame:
    lines = [LineString(LINES[name]) for name in LINKS]
    columns = ["system", "a", "b", "length_km", "capacity_tbps"]
    table = pd.DataFrame.from_dict(LINKS, orient="index", columns=columns).rename_axis("link_id")
    land = table["system"] == ""
    table = table.assign(
        name=table["system"].where(~land, "land").str.title(),
        kind=land.map({True: "land", False: "sea"}),
        status="in-service",
        rfs_year=2010,
        route_km=[length_km(line) for line in lines],
        length_basis=land.map({True: "stated", False: "published"}),
        rtt_ms=units.rtt_ms(table["length_km"]),
        capacity_low_tbps=table["capacity_tbps"] * 0.5,
        capacity_high_tbps=table["capacity_tbps"] * 2.0,
        capacity_basis="imputed",
        surviving=1.0,
        source="worked by hand",
    )
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326")


def _systems() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["Alpha", "Beta <Express>", "Gamma"],
            "status": "in-service",
            "rfs_year": [2010, 2010, 2010],
            "rfs_month": [1, 1, 1],
            "length_km": [17500.0, 19500.0, 7000.0],
            "fibre_pairs": [4.0, 8.0, 2.0],
            "design_capacity_tbps": [10.0, 20.0, 5.0],
            "owners": ["A;B", "C", "D"],
            "suppliers": "S",
            "source": "worked by hand",
            "confidence": "high",
            "note": "",
        },
        index=pd.Index(["alpha", "beta", "gamma"], name="system_id"),
    )


def _countries() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "iso_numeric": ["818", "250", "392", "702", "840"],
            "name": ["Egypt", "France", "Japan", "Singapore", "United States"],
            "region": ["Africa", "Europe", "Asia", "Asia", "Americas"],
            "zone": ["africa", "europe", "east-asia", "southeast-asia", "north-america"],
            "eu_member": [0, 1, 0, 0, 0],
            "internet_city": ["eg", "paris-fr", "tokyo-jp", "sg", "us"],
            "sovereign": "",
            "population": [110e6, 68e6, 124e6, 6e6, 340e6],
            "gdp_usd": [0.4e12, 3e12, 4.2e12, 0.5e12, 27e12],
            "internet_users_pct": [80.0, 87.0, 85.0, 94.0, 93.0],
        },
        index=pd.Index(["EG", "FR", "JP", "SG", "US"], name="country"),
    )


def _corridors() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["By the strait", "By the ocean"],
            "order": [1, 2],
            "through": ["strait", ""],
            "avoid": ["", "strait"],
            "note": "",
        },
        index=pd.Index(["strait", "ocean"], name="corridor_id"),
    )


def _chokepoints() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": ["Strait"], "description": ["A toy strait"], "kind": ["strait"], "source": ["worked by hand"]},
        geometry=[STRAIT],
        index=pd.Index(["strait"], name="id"),
        crs="EPSG:4326",
    )

"""Small networks made of a list of links, by hand or by hypothesis: multigraphs with parallel links, islands and chokepoints."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from cablenet import units
from cablenet.demand import Demand
from cablenet.geo.antimeridian import continuous
from cablenet.geo.crossing import crossings
from cablenet.geo.geodesy import length_km
from cablenet.network import Network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COUNTRIES = ("AA", "BB", "CC", "DD")
ZONES = ("europe", "africa", "east-asia", "oceania")

STATUSES = ("in-service", "in-service", "in-service", "low-capacity", "sanctioned")
"""What a link over land may be; in service more often than not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cable:
    """One link: ends by number, length in km, capacity in Tbps, and what else a network may say of it."""

    a: int
    b: int
    km: float
    tbps: float = 1.0
    over_land: bool = False
    status: str = "in-service"
    via: tuple[tuple[float, float], ...] = field(default=())


def small_network(
    places: Sequence[tuple[float, float]], cables: Sequence[Cable], *, areas: Mapping[str, Polygon] | None = None
) -> Network:
    """Network of nodes ``n0, n1, ...`` and links ``s0:1`` (sea, one system each) or ``land:1``; countries take turns."""
    nodes = _nodes(places)
    links = _links(places, cables)
    chokepoints = gpd.GeoDataFrame(
        {"name": [name.title() for name in areas or {}], "description": "", "kind": "strait", "source": "made"},
        geometry=list((areas or {}).values()),
        index=pd.Index(list(areas or {}), name="id", dtype="str"),
        crs="EPSG:4326",
    )
    met = crossings(links.geometry, chokepoints.geometry).set_axis(["link_id", "chokepoint", "km"], axis=1)
    systems = sorted(set(links["system"]) - {""})
    return Network(
        nodes=nodes,
        links=links,
        systems=pd.DataFrame(
            {"name": [name.upper() for name in systems], "status": "in-service", "rfs_year": 2010, "owners": "O"},
            index=pd.Index(systems, name="system_id", dtype="str"),
        ),
        countries=_countries(len(places)),
        corridors=pd.DataFrame(
            {
                "name": ["By the gate", "By the open sea"],
                "order": [1, 2],
                "through": ["gate", ""],
                "avoid": ["", "gate"],
            },
            index=pd.Index(["gate", "open"], name="corridor_id"),
        ),
        chokepoints=chokepoints,
        crossings=met,
        as_of=dt.date(2026, 11, 22),
    )


def _nodes(places: Sequence[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "name": [f"Town {number}" for number in range(len(places))],
            "kind": "station",
            "country": [COUNTRIES[number % len(COUNTRIES)] for number in range(len(places))],
            "lon": [float(lon) for lon, _ in places],
            "lat": [float(lat) for _, lat in places],
            "population": 0,
        },
        geometry=[Point(place) for place in places],
        index=pd.Index([f"n{number}" for number in range(len(places))], name="node_id"),
        crs="EPSG:4326",
    )


def _links(places: Sequence[tuple[float, float]], cables: Sequence[Cable]) -> gpd.GeoDataFrame:
    names = [f"land:{i}" if cable.over_land else f"s{i // 2}:{i}" for i, cable in enumerate(cables)]
    lines = [continuous(LineString([places[cable.a], *cable.via, places[cable.b]])) for cable in cables]
    table = pd.DataFrame(
        {
            "system": ["" if cable.over_land else f"s{i // 2}" for i, cable in enumerate(cables)],
            "name": ["land" if cable.over_land else f"S{i // 2}" for i, cable in enumerate(cables)],
            "a": [f"n{cable.a}" for cable in cables],
            "b": [f"n{cable.b}" for cable in cables],
            "kind": ["land" if cable.over_land else "sea" for cable in cables],
            "status": [cable.status for cable in cables],
            "rfs_year": 2010,
            "route_km": [length_km(line) for line in lines],
            "length_km": np.array([cable.km for cable in cables], dtype=float),
            "length_basis": "published",
            "rtt_ms": units.rtt_ms(np.array([cable.km for cable in cables], dtype=float)),
            "capacity_tbps": np.array([cable.tbps for cable in cables], dtype=float),
            "capacity_low_tbps": np.array([cable.tbps / 2 for cable in cables], dtype=float),
            "capacity_high_tbps": np.array([cable.tbps * 2 for cable in cables], dtype=float),
            "capacity_basis": "imputed",
            "surviving": 1.0,
            "source": "made",
        },
        index=pd.Index(names, name="link_id", dtype="str"),
    )
    table = table.astype(dict.fromkeys(["system", "name", "a", "b", "kind", "status"], "str"))
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326")


def _countries(size: int) -> pd.DataFrame:
    """One Internet city a country: its first node."""
    number = min(size, len(COUNTRIES))
    return pd.DataFrame(
        {
            "name": [f"Country {code}" for code in COUNTRIES[:number]],
            "region": "Region",
            "zone": ZONES[:number],
            "eu_member": [1, 1, 0, 0][:number],
            "internet_city": [f"n{i}" for i in range(number)],
        },
        index=pd.Index(COUNTRIES[:number], name="country"),
    )


@st.composite
def networks(draw: st.DrawFn, *, most_nodes: int = 7, most_links: int = 14) -> Network:
    """Networks with two nodes or more, parallel links, pieces apart, and one chokepoint called ``gate``.

    Lengths are whole, capacities whole gigabits, so that sums are exact.
    """
    size = draw(st.integers(2, most_nodes))
    spots = st.tuples(st.integers(-180, 180), st.integers(-70, 70))
    places = draw(st.lists(spots, min_size=size, max_size=size, unique=True))
    cables = draw(st.lists(_cables(size), max_size=most_links))
    west, south = draw(spots)
    return small_network(places, cables, areas={"gate": box(min(west, 150), south, min(west, 150) + 30, south + 20)})


@st.composite
def demands(draw: st.DrawFn, net: Network) -> Demand:
    """Demand between some countries of a made network, in whole gigabits: from none to far more than its links carry.

    A country with two towns enters at its first with three quarters of its traffic.
    """
    codes = list(net.countries.index)
    pairs = [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    gigabits = st.one_of(st.integers(0, 2_000), st.integers(0, 400_000))
    tbps = [draw(gigabits) / 1000 for _ in pairs]
    rows = [(a, b, amount, amount / 2, amount * 2) for (a, b), amount in zip(pairs, tbps, strict=True)]
    return Demand(
        pairs=pd.DataFrame(rows, columns=["a", "b", "tbps", "low_tbps", "high_tbps"]), entries=entries_of(net)
    )


def entries_of(net: Network) -> pd.DataFrame:
    """Where the traffic of each country enters: its first town, or its first two."""
    rows = []
    for code in net.countries.index:
        towns = sorted(net.nodes.index[net.nodes["country"] == code])[:2]
        rows += [(code, town, share) for town, share in zip(towns, (0.75, 0.25), strict=False)]
        if len(towns) == 1:
            rows[-1] = (code, towns[0], 1.0)
    return pd.DataFrame(rows, columns=["place", "node_id", "share"])


@st.composite
def _cables(draw: st.DrawFn, size: int) -> Cable:
    a = draw(st.integers(0, size - 2))
    over_land = draw(st.booleans())
    return Cable(
        a=a,
        b=draw(st.integers(a + 1, size - 1)),
        km=draw(st.integers(1, 20_000)),
        tbps=draw(st.integers(1, 400_000)) / 1000,
        over_land=over_land,
        status=draw(st.sampled_from(STATUSES)) if over_land else "in-service",
    )

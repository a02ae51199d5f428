"""How heavy a page of the whole world is."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString

from cablenet.maps import cut_map, save

if TYPE_CHECKING:
    from pathlib import Path

    import folium

    from cablenet.network import Network

LINKS, VERTICES, STATIONS, SYSTEMS = 4500, 60_000, 2000, 700


def big_network() -> Network:
    """A made-up world of the size of the real one: wandering lines between scattered stations."""
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(-180, 180, STATIONS), rng.uniform(-45, 65, STATIONS)
    names = [f"station-{n:04d}-of-some-country" for n in range(STATIONS)]
    nodes = pd.DataFrame({"name": names, "kind": "station", "country": "XX", "lon": lon, "lat": lat}, index=names)
    a = rng.integers(0, STATIONS, LINKS)
    b = (a + rng.integers(1, 60, LINKS)) % STATIONS
    per_line, t = VERTICES // LINKS, np.linspace(0, 1, VERTICES // LINKS)
    lines = []
    for start, end in zip(a, b, strict=True):
        wander = np.cumsum(rng.normal(0, 0.4, (per_line, 2)), axis=0)
        to = lon[start] + (lon[end] - lon[start] + 180) % 360 - 180
        straight = np.c_[lon[start] + (to - lon[start]) * t, lat[start] + (lat[end] - lat[start]) * t]
        lines.append(LineString(straight + wander))
    system = [f"system-{n % SYSTEMS:03d}" for n in range(LINKS)]
    links = pd.DataFrame(
        {
            "system": system,
            "name": [f"System number {n % SYSTEMS} segment {n}" for n in range(LINKS)],
            "a": [names[n] for n in a],
            "b": [names[n] for n in b],
            "kind": "sea",
            "status": "in-service",
            "rfs_year": 2015,
            "length_km": rng.uniform(50, 9000, LINKS),
            "length_basis": "scaled to the published length",
            "rtt_ms": rng.uniform(1, 90, LINKS),
            "capacity_tbps": rng.uniform(1, 300, LINKS),
            "capacity_low_tbps": rng.uniform(1, 100, LINKS),
            "capacity_high_tbps": rng.uniform(100, 400, LINKS),
            "capacity_basis": [f"imputed: {n % 16} pairs by year and type" for n in range(LINKS)],
            "source": [f"https://example.org/cables/system-{n % SYSTEMS}" for n in range(LINKS)],
        },
        index=[f"{name}:{n}" for n, name in enumerate(system)],
    )
    ids = sorted(set(system))
    systems = pd.DataFrame(
        {"name": ids, "status": "in-service", "rfs_year": 2015, "owners": "Owner A;Owner B;Owner C;Owner D"}, index=ids
    ).assign(
        source=[f"https://example.org/press/{name};https://example.org/list/{name}" for name in ids],
        note="A note. " * 20,
    )
    chokepoints = gpd.GeoDataFrame(pd.DataFrame({"name": [], "description": []}), geometry=[])
    return cast(
        "Network",
        SimpleNamespace(
            nodes=nodes,
            links=gpd.GeoDataFrame(links, geometry=lines),
            systems=systems,
            chokepoints=chokepoints,
            as_of="2026",
        ),
    )


def big_map() -> folium.Map:
    """A map of the made-up world with every twentieth link cut."""
    net = big_network()
    return cut_map(net, pd.Series(0.0, index=net.links.index[::20]), title="Big")


def test_a_world_of_the_real_size_stays_light_and_quick(tmp_path: Path) -> None:
    started = time.perf_counter()
    save(big_map(), tmp_path / "big.html")
    assert (tmp_path / "big.html").stat().st_size < 2_500_000
    assert time.perf_counter() - started < 20

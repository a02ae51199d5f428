"""Through whose waters each laid segment runs, and over whose land the links do.

There is no open set of maritime limits in a package that this project may ship, so the state of the nearest coast
stands in for them: within 12 nautical miles its territorial sea, to 200 its exclusive economic zone. Between two coasts
that makes the line of equal distance, which most treaties start from; treaties, straight baselines, joint zones and
claims are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from cablenet.geo.antimeridian import continuous
from cablenet.geo.geodesy import distances_km

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.object_]

__all__ = ["EXCLUSIVE_KM", "TERRITORIAL_KM", "coastal_states", "overland", "waters", "world_waters"]

NAUTICAL_MILE_KM = 1.852

TERRITORIAL_KM = 12 * NAUTICAL_MILE_KM
"""Breadth of the territorial sea: UN Convention on the Law of the Sea, article 3."""

EXCLUSIVE_KM = 200 * NAUTICAL_MILE_KM
"""Breadth of the exclusive economic zone: the same, article 57."""

STEP_KM = 5.0
"""Longest stretch of a line that is asked as one, at its middle."""

COAST_KM = 2.0
"""Longest gap between points that stand for a coast."""

ISLAND_KM = 30.0
"""A part of a state this near to a place of one of its territories is that territory's."""

SLIVER_KM, SLIVER_SHARE = 10.0, 0.05
"""A country in which a link over land neither ends nor has so many km, or such a share of its length, is passed over."""

RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """Lines cut into short stretches: middle points on the unit sphere, their length in km, and the line each is of."""

    xyz: Floats
    km: Floats
    line: npt.NDArray[np.intp]


def waters(routes: pd.Series, states: gpd.GeoDataFrame, *, places: pd.DataFrame | None = None) -> pd.DataFrame:
    """Whose waters each line crosses: ``link_id, country, zone`` (territorial, exclusive)``, km``, sorted.

    ``routes`` are lines in degrees by link id; longitudes may pass +-180. ``states`` are polygons with their code in
    ``iso2`` ("" for nobody's). ``places`` (``country, lon, lat``) are towns on the coast, which stand for islands that
    the polygons do not have. What is landward of the coast counts as territorial; the high seas have no row.

    Distances are those on a sphere, within 0.5 % of the geodesic. All cables of the world take three seconds.
    """
    pieces = _cut(routes)
    inside = _country_inside(pieces.xyz, states)
    coast, owner = _coast(states, places)
    if not len(coast):
        code, away = np.full(len(pieces.km), "", dtype=object), np.full(len(pieces.km), np.inf)
    else:
        chord, nearest = KDTree(coast).query(pieces.xyz, distance_upper_bound=_chord(EXCLUSIVE_KM))
        away = 2.0 * RADIUS_KM * np.arcsin(np.minimum(chord / 2.0, 1.0))
        code = np.append(owner, "")[nearest]
    away = np.where(inside != "", 0.0, np.where(code == "", np.inf, away))
    code = np.where(inside != "", inside, code)
    zone = np.where(away <= TERRITORIAL_KM, "territorial", np.where(away <= EXCLUSIVE_KM, "exclusive", ""))
    return _sums(routes, pieces, code, zone)


def overland(lines: pd.Series, states: gpd.GeoDataFrame) -> pd.DataFrame:
    """Over whose land each line runs: ``link_id, country, km``, sorted; stretches over water count for nobody."""
    pieces = _cut(lines)
    code = _country_inside(pieces.xyz, states)
    zone = np.where(code != "", "overland", "")
    return _sums(lines, pieces, code, zone).drop(columns="zone")


def world_waters(
    tables: Mapping[str, pd.DataFrame], routes: pd.Series, states: gpd.GeoDataFrame, land_links: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of ``world/waters.csv`` and ``world/overland.csv``.

    ``tables`` are the facts, ``routes`` the laid lines by ``system:seq``, ``states`` polygons with ``iso2``,
    ``land_links`` the modelled links over land.
    """
    stations = tables["stations"]
    states = coastal_states(states, stations, tables["countries"])
    segments = tables["segments"]
    kind = segments["kind"].set_axis(segments["system_id"] + ":" + segments["seq"].astype("str"))
    over_land = (kind.reindex(routes.index) == "land").to_numpy()
    at_sea = waters(routes[~over_land], states, places=stations)
    rows = pd.concat([at_sea, overland(routes[over_land], states).assign(zone="overland")])
    parts = rows["link_id"].str.rsplit(":", n=1)
    rows = rows.assign(system_id=parts.str[0], seq=parts.str[1].astype(int))
    columns = ["system_id", "seq", "country", "zone", "km"]
    rows = rows[columns].sort_values(columns[:4], ignore_index=True)
    return rows, _overland_rows(tables, land_links, states)


def coastal_states(states: gpd.GeoDataFrame, stations: pd.DataFrame, countries: pd.DataFrame) -> gpd.GeoDataFrame:
    """Polygons one part a row, where a territory that is drawn as a part of its sovereign has its own code.

    Natural Earth draws Réunion, Martinique or Svalbard as parts of France and Norway. A part of the sovereign, or of
    nobody, within 30 km of a landing station of a territory that has no polygon of its own is that territory's.
    """
    parts = states[["iso2", "geometry"]].explode(ignore_index=True)
    code = parts["iso2"].to_numpy(dtype=object).copy()
    sovereign = dict(zip(countries["country"], countries["sovereign"], strict=True))
    missing = stations[~stations["country"].isin(set(code))]
    drawn = code.copy()
    for row in missing.itertuples():
        owners = {sovereign.get(row.country) or row.country, ""}
        near = [i for i in _parts_near(parts, row.lon, row.lat) if drawn[i] in owners]
        code[near] = row.country
    return parts.assign(iso2=code)


def _parts_near(parts: gpd.GeoDataFrame, lon: float, lat: float) -> list[int]:
    reach = ISLAND_KM / 111.2 / max(np.cos(np.deg2rad(lat)), 0.1)
    point = shapely.Point(lon, lat)
    near = parts.sindex.query(point, predicate="dwithin", distance=reach)
    ways = shapely.get_coordinates(shapely.shortest_line(parts.geometry.to_numpy()[near], point))
    away = distances_km(ways[::2, 0], ways[::2, 1], ways[1::2, 0], ways[1::2, 1]) if len(near) else np.empty(0)
    return sorted(int(i) for i in near[away <= ISLAND_KM])


def _overland_rows(
    tables: Mapping[str, pd.DataFrame], modelled: pd.DataFrame, states: gpd.GeoDataFrame
) -> pd.DataFrame:
    named = tables["terrestrial"]
    rows = pd.concat([named[["link_id", "a", "b", "via_nodes"]], modelled[["link_id", "a", "b"]].assign(via_nodes="")])
    place = _positions(tables)
    stops = [[a, *filter(None, via.split(";")), b] for a, b, via in rows[["a", "b", "via_nodes"]].to_numpy()]
    spot = dict(zip(place.index, place[["lon", "lat"]].to_numpy(dtype=float).tolist(), strict=True))
    lines = [continuous(shapely.LineString([spot[name] for name in names])) for names in stops]
    found = overland(pd.Series(lines, index=pd.Index(rows["link_id"], name="link_id"), dtype=object), states)
    country = place["country"].to_dict()
    ends = {(link, country[name]) for link, names in zip(rows["link_id"], stops, strict=True) for name in names}
    total = found.groupby("link_id")["km"].transform("sum")
    long = (found["km"] >= SLIVER_KM) & (found["km"] >= SLIVER_SHARE * total)
    at_end = np.array([pair in ends for pair in zip(found["link_id"], found["country"], strict=True)], dtype=bool)
    return found[long | at_end].sort_values(["link_id", "country"], ignore_index=True)


def _positions(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    columns = ["country", "lon", "lat"]
    cities = tables["cities"].set_index("city_id")[columns]
    return pd.concat([cities, tables["stations"].set_index("station_id")[columns]])


def _cut(lines: pd.Series) -> _Pieces:
    """Stretches of at most ``STEP_KM`` along great circles between the vertices of each line."""
    coords, line = shapely.get_coordinates(lines.to_numpy(), return_index=True)
    leg = np.flatnonzero(line[1:] == line[:-1])
    lon, lat = coords[:, 0], coords[:, 1]
    km = distances_km(lon[leg], lat[leg], lon[leg + 1], lat[leg + 1])
    number = np.maximum(1, np.ceil(km / STEP_KM)).astype(np.intp)
    which = np.repeat(np.arange(len(leg)), number)
    order = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number)
    share = ((order + 0.5) / number[which])[:, None]
    xyz = _on_sphere(lon, lat)
    one, other = xyz[leg[which]], xyz[leg[which] + 1]
    angle = np.arcsin(np.minimum(1.0, np.linalg.norm(other - one, axis=1) / 2.0))[:, None] * 2.0
    even = np.where(angle > 1e-9, angle, 1.0)
    weight = np.where(angle > 1e-9, np.sin((1.0 - share) * even) / np.sin(even), 1.0 - share)
    middle = weight * one + np.where(angle > 1e-9, np.sin(share * even) / np.sin(even), share) * other
    return _Pieces(xyz=middle, km=(km / number)[which], line=line[leg[which]])


def _on_sphere(lon: Floats, lat: Floats) -> Floats:
    x, y = np.deg2rad(lon), np.deg2rad(lat)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def _chord(km: float) -> float:
    """Straight length through a unit sphere of an arc, a little more so that the limit itself is found."""
    return 2.0 * float(np.sin(km / RADIUS_KM / 2.0)) * 1.0001


def _country_inside(xyz: Floats, states: gpd.GeoDataFrame) -> Codes:
    """Code of the state on whose land each point is; "" at sea. Where two overlap, the first code in the alphabet."""
    lon = np.rad2deg(np.arctan2(xyz[:, 1], xyz[:, 0]))
    lat = np.rad2deg(np.arcsin(np.clip(xyz[:, 2], -1.0, 1.0)))
    ordered = states[states["iso2"] != ""].sort_values("iso2", ascending=False, kind="stable")
    points = np.asarray(shapely.points(lon, lat), dtype=object)
    shape, point = shapely.STRtree(points).query(ordered.geometry.to_numpy(), predicate="intersects")
    code: Codes = np.full(len(xyz), "", dtype=object)
    order = np.argsort(shape, kind="stable")
    code[point[order]] = ordered["iso2"].to_numpy(dtype=object)[shape[order]]
    return code


def _coast(states: gpd.GeoDataFrame, places: pd.DataFrame | None) -> tuple[Floats, Codes]:
    """Points on the unit sphere that stand for coasts, at most ``COAST_KM`` apart, and the code of each."""
    ordered = states[states["iso2"] != ""].sort_values("iso2", kind="stable")
    rings, owner = shapely.get_parts(shapely.boundary(ordered.geometry.to_numpy()), return_index=True)
    code = ordered["iso2"].to_numpy(dtype=object)[owner]
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    leg = np.flatnonzero(ring[1:] == ring[:-1])
    xyz = _on_sphere(coords[:, 0], coords[:, 1])
    step = np.linalg.norm(xyz[leg + 1] - xyz[leg], axis=1) * RADIUS_KM
    number = np.maximum(1, np.ceil(step / COAST_KM)).astype(np.intp)
    which = np.repeat(np.arange(len(leg)), number)
    order = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number)
    start, end = coords[leg[which]], coords[leg[which] + 1]
    points = start + (end - start) * (order / number[which])[:, None]
    shore, whose = _on_sphere(points[:, 0], points[:, 1]), code[ring[leg[which]]]
    if places is not None:
        lon, lat = places["lon"].to_numpy(dtype=float), places["lat"].to_numpy(dtype=float)
        shore = np.concatenate([shore, _on_sphere(lon, lat)])
        whose = np.concatenate([whose, places["country"].to_numpy(dtype=object)])
    return shore, whose


def _sums(lines: pd.Series, pieces: _Pieces, code: Codes, zone: Codes) -> pd.DataFrame:
    """Kilometres by line, country and zone, to 0.1 km; nothing that rounds to zero."""
    table = pd.DataFrame(
        {"link_id": lines.index.to_numpy()[pieces.line], "country": code, "zone": zone, "km": pieces.km}
    )
    table = table[table["zone"] != ""].groupby(["link_id", "country", "zone"], sort=True)["km"].sum().round(1)
    table = table[table > 0].reset_index()
    return table.astype({"link_id": "str", "country": "str", "zone": "str", "km": "float64"})

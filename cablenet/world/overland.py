"""Land links that no source names, modelled: long-haul links between towns, and backhaul from stations to towns.

Long-haul fibre follows roads and railways between neighbouring towns, so the towns of one landmass are joined as a
Gabriel graph (Gabriel and Sokal 1969, doi:10.2307/2412323): two towns are neighbours when no third lies in the ball
over the line between them. Every link is marked as modelled; its length is the great circle times a detour factor
fitted on the named links whose length is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from cablenet.geo.geodesy import distances_km, interpolate

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

__all__ = ["Borders", "detour_factor", "land_links", "landmasses"]

BRIDGED_KM = 3.0
"""Landmasses nearer than this are one: bridges, tunnels and short local cables join them."""

ALONGSHORE_DEGREES = 0.045
"""A straight line this near to land (5 km) stands for a road along the shore."""

OPEN_WATER_KM = 12.0
"""A modelled link may cross this much water farther out, or a twentieth of its length if that is more."""

LONELY_KM, LONELY_TOWNS = 300.0, 5
"""A place left without any link is joined to one of so many nearest towns of its country and landmass, this near."""

BAY_SHARE = 0.8
"""Share of water on the straight line beyond which not even a lonely place is joined: that is a sea, not a bay."""

NEAREST_CITIES = 2
"""Towns to which each station has backhaul."""

ASHORE_KM = 10.0
"""A place farther than this from all land lies on an island that the coast does not show, a landmass of its own."""

STEP_KM = 10.0
"""Spacing of the points at which a link is asked which country it is in."""

_BY_SEVERITY = ("in-service", "low-capacity", "degraded", "sanctioned")
_STATUS = {"open": "in-service", "low-capacity": "low-capacity", "restricted": "sanctioned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Borders:
    """Which land borders exist and how each stands: pairs of sorted country codes -> link status, or absent if shut.

    ``sovereign`` is the state of each territory that is none of its own.
    """

    status: dict[tuple[str, str], str]
    sovereign: dict[str, str]

    @classmethod
    def read(cls, countries: pd.DataFrame, borders: pd.DataFrame) -> Borders:
        """From the facts: every border is open that ``borders`` does not say otherwise of."""
        status = {}
        for code, text in zip(countries["country"], countries["land_borders"], strict=True):
            for other in filter(None, text.split(";")):
                status[_pair(code, other)] = "in-service"
        for row in borders.itertuples():
            pair = _pair(str(row.iso2_a), str(row.iso2_b))
            status.pop(pair, None)
            if row.status in _STATUS:
                status[pair] = _STATUS[str(row.status)]
        sovereign = dict(zip(countries["country"], countries["sovereign"], strict=True))
        return cls(status=status, sovereign={code: name for code, name in sovereign.items() if name})

    def along(self, codes: list[str]) -> str | None:
        """Worst status met by a link that runs through these countries in turn; ``None`` where it may not pass."""
        worst = 0
        for one, other in pairwise(codes):
            status = self.status.get(_pair(one, other))
            if status is None:
                return None
            worst = max(worst, _BY_SEVERITY.index(status))
        return _BY_SEVERITY[worst]


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def detour_factor(named: pd.DataFrame, places: pd.DataFrame) -> float:
    """Median of stated length over great circle of the named links between 100 and 2,500 km long.

    ``named`` has ``a``, ``b``, ``length_km``; ``places`` is indexed by id with ``lon``, ``lat``.
    """
    a, b = places.loc[named["a"]], places.loc[named["b"]]
    direct = distances_km(a["lon"], a["lat"], b["lon"], b["lat"])
    length = named["length_km"].to_numpy(dtype=float)
    fit = (length >= 100) & (length <= 2500) & (direct > 50)
    return float(np.median(length[fit] / direct[fit]))


def landmasses(places: pd.DataFrame, land: gpd.GeoDataFrame) -> pd.Series:
    """Number of the landmass of each place, by the nearest land; landmasses nearer than 3 km count as one."""
    shapes = land.geometry.explode(index_parts=False).reset_index(drop=True)
    stretch = np.cos(np.deg2rad(np.clip(shapes.bounds[["miny", "maxy"]].mean(axis=1).to_numpy(), -80, 80)))
    tree = shapely.STRtree(shapes.to_numpy())
    one, other = tree.query(shapes.to_numpy(), predicate="dwithin", distance=BRIDGED_KM / 111.2 / stretch)
    group = _components(len(shapes), one, other)
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    place, shape = tree.query_nearest(shapely.points(lon, lat), all_matches=False)
    near = shapely.get_coordinates(shapely.shortest_line(shapely.points(lon, lat)[place], shapes.to_numpy()[shape]))
    gap = distances_km(near[::2, 0], near[::2, 1], near[1::2, 0], near[1::2, 1])
    own = -1 - 1000 * np.round(lon[place] + 180).astype(int) - np.round(lat[place] + 90).astype(int)
    return pd.Series(np.where(gap <= ASHORE_KM, group[shape], own), index=places.index[place], name="landmass")


def _components(size: int, one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(one)), (one, other)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label, dtype=np.int64)


def land_links(
    cities: pd.DataFrame,
    stations: pd.DataFrame,
    *,
    land: gpd.GeoDataFrame,
    states: gpd.GeoDataFrame,
    borders: Borders,
    detour: float,
) -> pd.DataFrame:
    """Modelled links over land: ``link_id, a, b, length_km, status, basis``, sorted by id.

    ``cities`` and ``stations`` are indexed by id with ``country``, ``lon``, ``lat``; ``land`` and ``states`` are
    polygons of land and of countries (column ``iso2``). A link crosses little water and no closed border; where that
    tears a landmass apart inside one country, the shortest link that mends it is taken.
    """
    mass = landmasses(pd.concat([cities, stations]), land)
    judge = _Judge(land=land, states=states, borders=borders)
    rows: list[dict[str, object]] = []
    for _, group in cities.groupby(mass.reindex(cities.index), sort=True):
        rows += _long_haul(group, judge)
    rows += _backhaul(stations, cities, mass, judge)
    rows += _lonely(pd.concat([cities, stations]), cities, mass, judge, {str(row[end]) for row in rows for end in "ab"})
    table = pd.DataFrame(rows)
    table["length_km"] = (table.pop("direct_km") * detour).round(1)
    table.insert(0, "link_id", table["a"] + "--" + table["b"])
    columns = ["link_id", "a", "b", "length_km", "status", "basis"]
    return table.drop_duplicates("link_id").sort_values("link_id", ignore_index=True)[columns]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """Says of a straight line over land which status it has, or that it may not be."""

    land: gpd.GeoDataFrame
    states: gpd.GeoDataFrame
    borders: Borders

    def statuses(self, ends: pd.DataFrame, *, most_water: float | None = None) -> list[str | None]:
        """Status of each link; ``ends`` has ``lon_a, lat_a, lon_b, lat_b, country_a, country_b, direct_km``.

        ``most_water`` is the share of water allowed, in place of the usual rule.
        """
        if ends.empty:
            return []
        points, owner = [], []
        for number, row in enumerate(ends.itertuples()):
            line = interpolate((row.lon_a, row.lat_a), (row.lon_b, row.lat_b), step_km=STEP_KM)
            points += [((lon + 180.0) % 360.0 - 180.0, lat) for lon, lat in line]
            owner += [number] * len(line)
        where = shapely.STRtree(shapely.points(points))
        dry = np.zeros(len(points), dtype=bool)
        shores = self.land.geometry.explode().to_numpy()
        dry[where.query(shores, predicate="dwithin", distance=ALONGSHORE_DEGREES)[1]] = True
        code = np.full(len(points), "", dtype=object)
        shape, hit = where.query(self.states.geometry.to_numpy(), predicate="intersects")
        code[hit] = self.states["iso2"].to_numpy()[shape]
        owners = np.asarray(owner)
        bounds = np.searchsorted(owners, np.arange(len(ends) + 1))
        return [
            self._status(row, dry[lo:hi], code[lo:hi], most_water)
            for row, lo, hi in zip(ends.itertuples(), bounds, bounds[1:], strict=False)
        ]

    def _status(
        self, row: object, dry: npt.NDArray[np.bool_], code: npt.NDArray[np.object_], most_water: float | None
    ) -> str | None:
        km, first, last = float(row.direct_km), str(row.country_a), str(row.country_b)  # type: ignore[attr-defined]
        inner = dry[1:-1]
        wet = float((~inner).mean()) * km if len(inner) else 0.0
        if wet > (max(OPEN_WATER_KM, 0.05 * km) if most_water is None else most_water * km):
            return None
        own = {first, last, self.borders.sovereign.get(first), self.borders.sovereign.get(last)}
        foreign = [c for c in code if c and c not in own]
        if len(foreign) > 0.2 * len(code):
            return None
        return self.borders.along([first] if first == last else [first, last])


def _ends(places: pd.DataFrame, a: list[str], b: list[str]) -> pd.DataFrame:
    one, other = places.loc[a], places.loc[b]
    table = pd.DataFrame({"a": a, "b": b})
    for name in ("lon", "lat", "country"):
        table[f"{name}_a"], table[f"{name}_b"] = one[name].to_numpy(), other[name].to_numpy()
    table["direct_km"] = distances_km(table["lon_a"], table["lat_a"], table["lon_b"], table["lat_b"])
    return table


def _long_haul(cities: pd.DataFrame, judge: _Judge) -> list[dict[str, object]]:
    """Links between the towns of one landmass."""
    if len(cities) < 2:
        return []
    places = cities.sort_index()
    names = list(places.index)
    pairs = _gabriel(places)
    ends = _ends(places, [names[i] for i, _ in pairs], [names[j] for _, j in pairs])
    ends["status"] = judge.statuses(ends)
    kept = ends[ends["status"].notna()]
    ends = pd.concat([kept, _mending(places, kept, judge)])
    return [
        {"a": row.a, "b": row.b, "direct_km": row.direct_km, "status": row.status, "basis": "long-haul"}
        for row in ends.itertuples()
    ]


def _gabriel(places: pd.DataFrame) -> list[tuple[int, int]]:
    """Pairs of positions that are neighbours in the Gabriel graph on the sphere (chords stand for arcs)."""
    from scipy.spatial import KDTree

    lon, lat = np.deg2rad(places["lon"].to_numpy(float)), np.deg2rad(places["lat"].to_numpy(float))
    xyz = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    tree = KDTree(xyz)
    near = tree.query(xyz, k=min(len(xyz), 40))[1]
    pairs = sorted({(min(i, int(j)), max(i, int(j))) for i, row in enumerate(near) for j in row if i != j})
    one, other = np.array(pairs).T
    middle, radius = (xyz[one] + xyz[other]) / 2, np.linalg.norm(xyz[one] - xyz[other], axis=1) / 2
    return [pair for pair, gap, r in zip(pairs, tree.query(middle)[0], radius, strict=True) if gap >= r * (1 - 1e-9)]


def _mending(places: pd.DataFrame, kept: pd.DataFrame, judge: _Judge) -> pd.DataFrame:
    """Shortest links that join what is left apart inside one country of the landmass, if not over much water."""
    number = {name: i for i, name in enumerate(places.index)}
    label = _components(
        len(places),
        np.array([number[a] for a in kept["a"]], dtype=np.int64),
        np.array([number[b] for b in kept["b"]], dtype=np.int64),
    )
    rows: list[pd.DataFrame] = []
    group = pd.Series(label, index=places.index)
    for _, inside in places.groupby("country", sort=True):
        while (parts := group[inside.index].unique()).size > 1:
            ours = inside.index[group[inside.index] == parts[0]]
            theirs = inside.index[group[inside.index] != parts[0]]
            pairs = _ends(places, [a for a in ours for _ in theirs], [b for _ in ours for b in theirs])
            best = pairs.sort_values(["direct_km", "a", "b"]).head(1).assign(status="in-service")
            rows.append(best)
            group[group == group[best["b"].iloc[0]]] = parts[0]
    ends = pd.concat(rows, ignore_index=True) if rows else kept.iloc[:0]
    return ends[[status is not None for status in judge.statuses(ends)]] if len(ends) else ends


def _backhaul(stations: pd.DataFrame, cities: pd.DataFrame, mass: pd.Series, judge: _Judge) -> list[dict[str, object]]:
    """Links from each station to the nearest towns of its country on its landmass; to other stations where it has none.

    Links over much water are left out.
    """
    rows: list[dict[str, object]] = []
    home = cities.assign(mass=mass.reindex(cities.index)).groupby(["mass", "country"]).groups
    for (number, country), group in stations.groupby([mass.reindex(stations.index), "country"], sort=True):
        towns = cities.loc[home.get((number, country), cities.index[:0])]
        if len(towns):
            for name, row in group.iterrows():
                km = distances_km(row["lon"], row["lat"], towns["lon"], towns["lat"])
                order = np.argsort(km, kind="stable")[:NEAREST_CITIES]
                rows += [_link(str(name), towns.index[i], km[i], "backhaul") for i in order]
        elif len(group) > 1:
            rows += _chain(group)
    ends = _ends(
        pd.concat([cities, stations])[["lon", "lat", "country"]],
        [str(row["a"]) for row in rows],
        [str(row["b"]) for row in rows],
    )
    return [row for row, status in zip(rows, judge.statuses(ends), strict=True) if status is not None]


def _lonely(
    places: pd.DataFrame, cities: pd.DataFrame, mass: pd.Series, judge: _Judge, joined: set[str]
) -> list[dict[str, object]]:
    """A link for each place that has none, to the nearest town of its country on its landmass that no sea parts from it."""
    rows: list[dict[str, object]] = []
    columns = ["lon", "lat", "country"]
    for name, row in places[~places.index.isin(joined)].iterrows():
        towns = cities[(cities["country"] == row["country"]) & (mass.reindex(cities.index) == mass[name])]
        towns = towns[towns.index != name]
        if towns.empty:
            continue
        km = pd.Series(distances_km(row["lon"], row["lat"], towns["lon"], towns["lat"]), index=towns.index)
        near = km[km <= LONELY_KM].nsmallest(LONELY_TOWNS)
        ends = _ends(places[columns], [str(name)] * len(near), list(near.index))
        fit = [status is not None for status in judge.statuses(ends, most_water=BAY_SHARE)] if len(near) else []
        rows += [_link(str(name), str(town), far, "backhaul") for town, far in near[fit].head(1).items()]
    return rows


def _chain(group: pd.DataFrame) -> list[dict[str, object]]:
    """Shortest tree over the stations of an island that has no town in the list."""
    import networkx as nx

    names = sorted(group.index)
    graph: nx.Graph[str] = nx.Graph()
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            km = distances_km(group.at[a, "lon"], group.at[a, "lat"], group.at[b, "lon"], group.at[b, "lat"])[0]
            graph.add_edge(a, b, km=float(km))
    tree = sorted(nx.minimum_spanning_edges(graph, weight="km", data=True))
    return [_link(a, b, data["km"], "backhaul") for a, b, data in tree]


def _link(a: str, b: str, direct_km: float, basis: str) -> dict[str, object]:
    return {"a": a, "b": b, "direct_km": float(direct_km), "status": "in-service", "basis": basis}

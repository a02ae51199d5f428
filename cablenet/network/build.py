"""Facts and the built world -> the network of a day."""

from __future__ import annotations

import calendar
import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet import catalog, units
from cablenet.errors import DataError, Fault, InputError
from cablenet.network.model import Network
from cablenet.overlay import apply_overlay, load_overlay
from cablenet.service import ended, in_service, is_later

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import numpy.typing as npt

__all__ = ["load"]

_LINK_COLUMNS = (
    "system",
    "name",
    "a",
    "b",
    "kind",
    "status",
    "rfs_year",
    "route_km",
    "length_km",
    "length_basis",
    "rtt_ms",
    "capacity_tbps",
    "capacity_low_tbps",
    "capacity_high_tbps",
    "capacity_basis",
    "capacity_year",
    "surviving",
    "source",
    "geometry",
)


def load(*, as_of: str | dt.date | None = None, data_dir: Path | None = None, overlay: Path | None = None) -> Network:
    """The network of a day: systems in service, their segments, stations, cities and links over land.

    ``as_of`` is a date (``"2006-12-26"``, ``"2006-12"`` or ``"2006"``, the last day of which is meant); without it the
    network is that of the date to which the facts were brought. A later date adds what is under construction or
    planned for by then. A system is in service from its month (or, where that is not known, the middle of its year)
    of ready for service to the end of the year in which it was retired. ``data_dir`` is a folder laid out as ``data/``, ``overlay`` a CSV
    that adds, changes or retires systems (``cablenet.overlay``).

    Raises:
        InputError: if ``as_of`` is no date from 1986 to 2040.
        DataError: if a table is not as its schema says; all faults are told.
    """
    day = _day(as_of)
    tables = catalog.load_tables((*catalog.NETWORK, *catalog.LAID), data_dir=data_dir)
    routes, chokepoints = catalog.load_routes(data_dir=data_dir), catalog.load_chokepoints(data_dir=data_dir)
    if overlay is not None:
        tables, routes = apply_overlay(tables, routes, chokepoints, load_overlay(overlay))
    systems = in_service(tables["systems"], day).set_index("system_id")
    sea = _segments(tables, systems, day, routes, data_dir=data_dir)
    countries = tables["countries"].set_index("country")
    nodes = _nodes(tables, sea)
    sea["status"] = _sanctions(sea, nodes, tables["borders"])
    land = _land(tables, nodes)
    links = _links(sea, land, nodes, countries)
    nodes = nodes[_among(nodes.index, pd.concat([links["a"], links["b"]]))]
    _check_built(sea, tables["crossings"], chokepoints)
    return Network(
        nodes=nodes,
        links=links,
        systems=systems[_among(systems.index, links["system"])],
        countries=countries,
        corridors=tables["corridors"].sort_values("order").set_index("corridor_id"),
        chokepoints=chokepoints,
        crossings=_crossings(tables["crossings"], links, chokepoints),
        as_of=day,
    )


def _day(as_of: str | dt.date | None) -> dt.date:
    day = dt.date.min
    if isinstance(as_of, dt.datetime):
        day = as_of.date()
    elif isinstance(as_of, dt.date):
        day = as_of
    else:
        text = catalog.VINTAGE if as_of is None else as_of
        with suppress(ValueError):
            day = _last_day(text)
    if not 1986 <= day.year <= 2040:
        message = f"Found as_of={as_of!r}, expected a date from 1986 to 2040 such as '2006-12-26', '2006-12' or '2006'."
        raise InputError(message)
    return day


def _last_day(text: str) -> dt.date:
    """Day, or last day of the month or year, that a text names."""
    if len(text) == 4:
        text += "-12"
    if len(text) == 7:
        year, month = (int(part) for part in text.split("-"))
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date.fromisoformat(text)


def _segments(
    tables: dict[str, pd.DataFrame],
    systems: pd.DataFrame,
    day: dt.date,
    routes: pd.Series,
    *,
    data_dir: Path | None,
) -> gpd.GeoDataFrame:
    """Segments in service, with lengths, capacities and laid routes, by link id."""
    import geopandas as gpd

    from cablenet.network.capacity import assumptions, is_branch, read_model, segment_capacity

    rows = tables["segments"].merge(tables["laid_segments"], on=["system_id", "seq"], validate="one_to_one")
    rows.index = (rows["system_id"] + ":" + rows["seq"].astype(str)).rename("link_id")
    rows = rows[_among(rows["system_id"], systems.index) & (rows["kind"] != "co-located")]
    own = rows["status"].isin(["", "in-service", "retired", "sanctioned"])
    begun = rows["rfs_year"].isna() | (rows["rfs_year"] <= day.year).fillna(value=False)
    rows = rows[(own | (is_later(day) & (rows["status"] != "cancelled"))) & begun & ~ended(rows["retired_year"], day)]
    rows = rows.assign(is_branch=is_branch(rows))
    model, assumed = read_model(data_dir=data_dir), assumptions(data_dir=data_dir)
    rows = rows.join(segment_capacity(rows, systems, year=day.year, model=model, assumed=assumed))
    rows["rfs_year"] = rows["rfs_year"].fillna(rows["system_id"].map(systems["rfs_year"]))
    for end in ("a", "b"):
        unit = rows[end].str.startswith("BU")
        rows[end] = rows[end].where(~unit, rows["system_id"] + "/" + rows[end])
    rows["name"] = rows["system_id"].map(systems["name"])
    rows = rows.rename(columns={"system_id": "system"})
    return gpd.GeoDataFrame(rows, geometry=routes.reindex(rows.index), crs="EPSG:4326")


def _nodes(tables: dict[str, pd.DataFrame], sea: pd.DataFrame) -> gpd.GeoDataFrame:
    import geopandas as gpd

    stations = tables["stations"].set_index("station_id")[["name", "country", "lon", "lat"]].assign(kind="station")
    cities = tables["cities"].set_index("city_id")[["name", "country", "lon", "lat", "population"]].assign(kind="city")
    units_ = tables["branching_units"]
    units_ = units_.set_index((units_["system_id"] + "/" + units_["unit"]).rename("node_id"))
    names = units_["unit"] + " of " + units_["system_id"]
    units_ = units_[["lon", "lat"]].assign(name=names, country="", kind="branching_unit")
    units_ = units_[_among(units_.index, pd.concat([sea["a"], sea["b"]]))]
    nodes = pd.concat([stations, cities, units_]).rename_axis("node_id").sort_index()
    nodes = nodes.astype({"lon": "float64", "lat": "float64"})
    nodes["population"] = nodes["population"].fillna(0).astype("int64")
    points = gpd.points_from_xy(nodes["lon"], nodes["lat"])
    columns = ["name", "kind", "country", "lon", "lat", "population"]
    return gpd.GeoDataFrame(nodes[columns], geometry=points, crs="EPSG:4326")


def _sanctions(sea: pd.DataFrame, nodes: pd.DataFrame, borders: pd.DataFrame) -> list[str]:
    """Status of each segment: sanctioned where it joins two countries whose border is restricted, else in service."""
    restricted = borders[borders["status"] == "restricted"]
    pairs = {frozenset(pair) for pair in zip(restricted["iso2_a"], restricted["iso2_b"], strict=True)}
    country = nodes["country"]
    columns = (country.reindex(sea["a"]), country.reindex(sea["b"]), sea["status"])
    ends = zip(*(column.to_numpy(dtype=object) for column in columns), strict=True)
    return ["sanctioned" if own == "sanctioned" or {a, b} in pairs else "in-service" for a, b, own in ends]


def _land(tables: dict[str, pd.DataFrame], nodes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Named and modelled links over land, by link id; modelled ones are drawn straight, named ones by their towns."""
    import geopandas as gpd

    named, modelled = tables["terrestrial"], tables["land_links"]
    named = named[named["status"].isin(["in-service", "low-capacity", "degraded", "sanctioned"])]
    rows = pd.concat(
        [
            named.assign(length_basis="stated", via=named["via_nodes"]),
            modelled.assign(
                length_basis="detour",
                name="modelled " + modelled["basis"],
                source="modelled",
                via="",
                capacity_tbps=pd.NA,
            ),
        ]
    )
    rows.index = ("land:" + rows["link_id"]).rename("link_id")
    lines = _straight(rows, nodes)
    return gpd.GeoDataFrame(rows.assign(kind="land", system=""), geometry=lines, crs="EPSG:4326")


def _straight(rows: pd.DataFrame, nodes: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Lines through the ends and the towns between, each step the short way round the world."""
    import shapely

    if rows.empty:
        return np.empty(0, dtype=object)
    columns = (rows[name].to_numpy(dtype=object) for name in ("a", "via", "b"))
    stops = [[a, *filter(None, via.split(";")), b] for a, via, b in zip(*columns, strict=True)]
    place = dict(zip(nodes.index.to_numpy(dtype=object), nodes[["lon", "lat"]].to_numpy(), strict=True))
    owner = np.repeat(np.arange(len(stops)), [len(names) for names in stops])
    coords = np.array([place[name] for names in stops for name in names])
    step = np.diff(coords[:, 0], prepend=coords[0, 0])
    first = np.diff(owner, prepend=-1) > 0
    turns = np.cumsum(np.where(first, 0, np.round(step / 360.0)))
    coords[:, 0] -= 360.0 * (turns - turns[first][owner])
    return np.asarray(shapely.linestrings(coords, indices=owner), dtype=object)


def _links(
    sea: gpd.GeoDataFrame, land: gpd.GeoDataFrame, nodes: pd.DataFrame, countries: pd.DataFrame
) -> gpd.GeoDataFrame:
    import geopandas as gpd

    from cablenet.geo.geodesy import lengths_km
    from cablenet.network.capacity import land_capacity

    land["route_km"] = lengths_km(land.geometry.to_numpy())
    for end in ("a", "b"):
        land[f"country_{end}"] = nodes["country"].reindex(land[end]).to_numpy()
    land = land.drop(columns="capacity_tbps").join(land_capacity(land, countries))
    land["rfs_year"] = land["capacity_year"] = pd.array([pd.NA] * len(land), dtype="Int64")
    links = gpd.GeoDataFrame(pd.concat([sea.assign(surviving=1.0), land.assign(surviving=1.0)]), crs="EPSG:4326")
    lengths = ["route_km", "length_km", "capacity_tbps", "capacity_low_tbps", "capacity_high_tbps"]
    links = links.astype(dict.fromkeys(lengths, "float64"))
    links["rtt_ms"] = units.rtt_ms(links["length_km"])
    return links[list(_LINK_COLUMNS)].sort_index()


def _among(ids: pd.Index | pd.Series, known: pd.Index | pd.Series) -> npt.NDArray[np.bool_]:
    """Which ids are known; ``isin`` takes as long for each hundred that are known as this for all."""
    return np.asarray(pd.Index(known.unique()).get_indexer(pd.Index(ids)) >= 0)


def _check_built(sea: gpd.GeoDataFrame, crossings: pd.DataFrame, chokepoints: gpd.GeoDataFrame) -> None:
    """Refuse a built world that lacks routes, or names chokepoints that are gone."""
    lost = sea.index[sea.geometry.isna()]
    gone = sorted(set(crossings["chokepoint"]) - set(chokepoints.index))
    mend = "; run `cablenet data build`"
    faults = [
        Fault(file="world/routes.geojson", found=f"no route {name}", expected="one a segment" + mend) for name in lost
    ]
    faults += [
        Fault(file="world/crossings.csv", column="chokepoint", found=name, expected="a chokepoint that is there" + mend)
        for name in gone
    ]
    if faults:
        raise DataError(faults)


def _crossings(built: pd.DataFrame, links: gpd.GeoDataFrame, chokepoints: gpd.GeoDataFrame) -> pd.DataFrame:
    """Crossings of the laid segments as built, and those of the links over land with the chokepoints on land."""
    from cablenet.geo.crossing import crossings

    built = built.assign(link_id=built["system_id"] + ":" + built["seq"].astype(str))
    built = built.loc[_among(built["link_id"], links.index), ["link_id", "chokepoint", "km"]].astype({"km": "float64"})
    land = links.loc[links["system"] == "", "geometry"]
    overland = crossings(land, chokepoints.geometry[chokepoints["kind"] == "land"]).set_axis(
        ["link_id", "chokepoint", "km"], axis=1
    )
    both = pd.concat([built, overland])
    return both.sort_values(["link_id", "chokepoint"], ignore_index=True)

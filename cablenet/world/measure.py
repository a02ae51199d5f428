"""How good the laid routes are, in the measures of ``docs/laying.md``: a table that anyone can print again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from cablenet import catalog
from cablenet._datafiles import data_root
from cablenet.geo.antimeridian import continuous
from cablenet.geo.geodesy import distances_km
from cablenet.geo.topojson import topology_polygons
from cablenet.world.build import CLOSED_WORLD, NOT_CLOSED
from cablenet.world.lengths import median_slack

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["measure"]

COAST_KM = 150.0
"""Drawn routes are compared with ours this near to a coast; in mid-ocean a drawn map is decoration."""

SHORTEST_KM = 20.0
"""Shorter systems say nothing of laying: stations stand in the middle of their town, to a kilometre."""

KEPT_KM = 15.0
"""A route keeps its wiring if it ends within this distance of both its ends."""


def measure(*, data_dir: Path | None = None, against: Path | None = None) -> pd.DataFrame:
    """Measures of the built world: ``measure, value, target, note``.

    ``against`` is a GeoJSON of drawn routes (property ``system_id``) to measure distances to, for orientation.

    Raises:
        DataError: if a table or file is not as its schema says.
    """
    tables = catalog.load_tables((*catalog.FACTS, "laid_segments", "crossings", "branching_units"), data_dir=data_dir)
    routes = catalog.load_routes(data_dir=data_dir)
    rows = tables["segments"].merge(tables["laid_segments"], on=["system_id", "seq"], how="left")
    rows.index = (rows["system_id"] + ":" + rows["seq"].astype(str)).rename("link_id")
    systems = tables["systems"].set_index("system_id")
    rows = rows[rows["system_id"].isin(systems.index[systems["status"] != "cancelled"])]
    out = [
        *_on_land(rows),
        *_lengths(rows, systems),
        *_chokepoints(rows, tables["crossings"]),
        _wiring(rows, routes, tables),
    ]
    if against is not None:
        out += _distances(routes, against)
    return pd.DataFrame(out, columns=["measure", "value", "target", "note"])


def _on_land(rows: pd.DataFrame) -> list[tuple[str, float, str, str]]:
    sea = rows[rows["kind"] == "sea"].astype({"land_km": float, "tail_km": float, "route_km": float})
    total = sea["route_km"].sum()
    dry = (sea["land_km"] - sea["tail_km"]).clip(lower=0).sum()
    note = f"of {total:,.0f} km; land crossings apart"
    return [
        ("share of route on land, %", 100 * sea["land_km"].sum() / total, "<= 0.5", note),
        ("the same without the way from station to shore, %", 100 * dry / total, "<= 0.5", "stations stand inland"),
    ]


def _lengths(rows: pd.DataFrame, systems: pd.DataFrame) -> list[tuple[str, float, str, str]]:
    """Laid over published length by system, with the median slack, never the system's own."""
    sea = rows["kind"] == "sea"
    laid = rows[sea].groupby("system_id")["route_km"].sum().astype(float)
    land = rows[~sea].groupby("system_id")["length_km"].sum().astype(float).reindex(laid.index).fillna(0.0)
    published = systems["length_km"].reindex(laid.index)
    known = (published >= SHORTEST_KM).fillna(value=False).to_numpy(dtype=bool)
    slack = median_slack(laid, published.astype("Float64") - land)
    ratio = ((laid * slack + land)[known] / published[known].astype(float)).to_numpy()
    low, middle, high = np.percentile(ratio, [10, 50, 90])
    note = f"{known.sum()} systems of {SHORTEST_KM:.0f} km or more; median slack {slack:.3f}; 10 % below {low:.2f}, 10 % above {high:.2f}"
    within = 100 * float(np.mean(np.abs(ratio - 1) <= 0.2))
    every = published.notna().to_numpy()
    all_ratio = ((laid * slack + land)[every] / published[every].astype(float)).to_numpy()
    all_within = 100 * float(np.mean(np.abs(all_ratio - 1) <= 0.2))
    return [
        ("laid / published length, median", float(middle), "0.95 to 1.05", note),
        ("systems within 20 % of their published length, %", within, ">= 80", note),
        ("the same, the shortest systems too, %", all_within, ">= 80", f"all {every.sum()} systems"),
    ]


def _chokepoints(rows: pd.DataFrame, crossings: pd.DataFrame) -> list[tuple[str, float, str, str]]:
    """Passages stated in full (map of 2022) against those crossed, over sea segments; then stated anyhow, by system."""
    full = rows[(rows["basis"] == CLOSED_WORLD) & (rows["kind"] == "sea")]
    names = sorted(set(";".join(full["passages"]).split(";")) - {""} - NOT_CLOSED)
    crossed = crossings.assign(link=crossings["system_id"] + ":" + crossings["seq"].astype(str))
    crossed = crossed[crossed["chokepoint"].isin(names) & crossed["link"].isin(full.index)]
    got = set(zip(crossed["link"], crossed["chokepoint"], strict=True))
    want = {(link, name) for link, text in full["passages"].items() for name in text.split(";") if name in names}
    system = dict(zip(full.index, full["system_id"], strict=True))
    by_system = [{(system[str(link)], name) for link, name in side} for side in (got, want)]
    return [
        (
            "chokepoints passed, F1 by system",
            _f1(*by_system),
            ">= 0.97",
            f"{len(by_system[1])} facts, {len(names)} chokepoints",
        ),
        (
            "chokepoints passed, F1 by segment",
            _f1(got, want),
            "",
            f"{len(want)} facts; {len(got - want)} more, {len(want - got)} missed",
        ),
    ]


def _f1(got: set[tuple[str, str]], want: set[tuple[str, str]]) -> float:
    return 2 * len(got & want) / (len(got) + len(want))


def _wiring(rows: pd.DataFrame, routes: pd.Series, tables: dict[str, pd.DataFrame]) -> tuple[str, float, str, str]:
    """Share of segments whose route starts and ends where its two ends are."""
    stations, units = tables["stations"], tables["branching_units"]
    place = dict(zip(stations["station_id"], zip(stations["lon"], stations["lat"], strict=True), strict=True))
    place |= {
        f"{system}/{unit}": (lon, lat)
        for system, unit, lon, lat in units[["system_id", "unit", "lon", "lat"]].itertuples(index=False)
    }
    kept = 0
    for link, row in rows.iterrows():
        line = routes.get(link)
        ends = [place.get(row[end]) or place.get(f"{row['system_id']}/{row[end]}") for end in ("a", "b")]
        if line is not None and all(ends):
            gaps = [float(distances_km(*line.coords[i], *end)[0]) for i, end in zip((0, -1), ends, strict=True)]  # type: ignore[misc]
            kept += max(gaps) <= KEPT_KM
    return ("wiring kept, share of segments", kept / len(rows), ">= 0.98", f"{len(rows)} segments")


def _distances(routes: pd.Series, against: Path) -> list[tuple[str, float, str, str]]:
    """Distance from drawn routes, near a coast, to ours of the same system."""
    drawn = json.loads(against.read_text(encoding="utf-8"))["features"]
    land = _coast()
    ours: dict[str, list[shapely.LineString]] = {}
    for link, line in routes.items():
        ours.setdefault(str(link).rsplit(":", 1)[0], []).append(line)
    gaps = []
    for feature in drawn:
        name = feature["properties"]["system_id"]
        if name in ours:
            parts = shapely.get_parts(shapely.geometry.shape(feature["geometry"]))
            points = shapely.get_coordinates([shapely.segmentize(continuous(part), 0.2) for part in parts])
            near = land.query_nearest(
                shapely.points((points[:, 0] + 180) % 360 - 180, points[:, 1]), return_distance=True, all_matches=False
            )
            gaps.append(_gap_km(points[near[1] * 111 <= COAST_KM], ours[name]))
    km = np.concatenate(gaps)
    note = f"{len(gaps)} systems, {len(km):,} points; a drawn map is stylised"
    return [
        (
            f"distance of drawn routes from ours within {COAST_KM:.0f} km of a coast, median, km",
            float(np.median(km)),
            "",
            note,
        ),
        ("the same, nine tenths below, km", float(np.percentile(km, 90)), "", note),
    ]


def _coast() -> shapely.STRtree:
    topology = json.loads((data_root() / "reference/land-10m.json").read_bytes())
    shores = [part.boundary for _, parts in topology_polygons(topology, "land") for part in parts]
    return shapely.STRtree([shapely.segmentize(shore, 1.0) for shore in shores])


def _gap_km(points: npt.NDArray[np.float64], lines: list[shapely.LineString]) -> npt.NDArray[np.float64]:
    """Distance in km of each point to the nearest of some lines, found flat, measured on the sphere."""
    out = np.full(len(points), np.inf)
    whole = shapely.union_all(lines)
    for turn in (-360.0, 0.0, 360.0) if len(points) else ():
        moved = np.asarray(shapely.points(points[:, 0] + turn, points[:, 1]), dtype=object)
        ends = shapely.get_coordinates(shapely.shortest_line(moved, whole)).reshape(-1, 2, 2)
        out = np.minimum(out, distances_km(ends[:, 0, 0], ends[:, 0, 1], ends[:, 1, 0], ends[:, 1, 1]))
    return out

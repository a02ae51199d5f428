"""Audit: coverage, provenance and plausibility of a data folder, as a table of checks with what they found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from cablenet import catalog
from cablenet._datafiles import data_root
from cablenet.geo.geodesy import distances_km
from cablenet.geo.topojson import topology_polygons

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["audit"]

INLAND_KM = 25.0
SAME_TOWN_KM = 1.0
LENGTH_RATIO = (0.7, 1.45)
"""Published over laid length outside which a system is told."""

MOST_TBPS_A_PAIR = 40.0
"""More Tbps on a fibre pair than any system has, so one of the two figures is something else."""

LEVELS = ("high", "medium", "low")
SHOWN = 6


def audit(*, data_dir: Path | None = None) -> pd.DataFrame:
    """Checks of a data folder: ``area`` (coverage, provenance, plausibility), ``check``, ``found``, ``of``, ``examples``.

    ``found`` counts what the check is about out of ``of``; examples are the first or worst ids.

    Raises:
        DataError: if a table is not as its schema says.
    """
    tables = catalog.load_tables((*catalog.FACTS, "laid_segments", "branching_units", "conflicts"), data_dir=data_dir)
    systems = tables["systems"].set_index("system_id")
    rows = [
        *_coverage(systems, tables),
        *_provenance(tables),
        _inland(tables["stations"]),
        _same_town(tables["stations"]),
        *_lengths(systems, tables),
        _apart(systems, tables["segments"]),
        *_figures(systems),
    ]
    return pd.DataFrame(rows, columns=["area", "check", "found", "of", "examples"])


def _row(area: str, check: str, found: Iterable[object], of: int) -> tuple[str, str, int, int, str]:
    names = [str(name) for name in found]
    return area, check, len(names), of, ", ".join(names[:SHOWN])


def _coverage(systems: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[tuple[Any, ...]]:
    used = {*tables["segments"]["a"], *tables["segments"]["b"]}
    stations = tables["stations"]["station_id"]
    status = systems["status"].value_counts()
    return [
        *(("coverage", f"systems {name}", int(count), len(systems), "") for name, count in status.items()),
        _row("coverage", "landing stations no segment ends at", stations[~stations.isin(used)], len(stations)),
        _row(
            "coverage",
            "systems with no segments",
            sorted(set(systems.index[systems["part_of"] == ""]) - set(tables["segments"]["system_id"])),
            len(systems),
        ),
        _row("coverage", "in service without a year", _ids(systems, "in-service", "rfs_year"), len(systems)),
        _row(
            "coverage", "in service without a published length", _ids(systems, "in-service", "length_km"), len(systems)
        ),
        _row(
            "coverage",
            "in service without a published capacity",
            _ids(systems, "in-service", "design_capacity_tbps"),
            len(systems),
        ),
    ]


def _ids(systems: pd.DataFrame, status: str, column: str) -> pd.Index:
    return systems.index[(systems["status"] == status) & systems[column].isna()]


def _provenance(tables: dict[str, pd.DataFrame]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for name in ("systems", "segments", "stations", "terrestrial", "borders"):
        levels = tables[name]["confidence"].value_counts()
        size = len(tables[name])
        rows += [("provenance", f"{name}, confidence {level}", int(levels.get(level, 0)), size, "") for level in LEVELS]
        rows.append(("provenance", f"{name} without source", int((tables[name]["source"] == "").sum()), size, ""))
    conflicts = tables["conflicts"]
    unresolved = conflicts[conflicts["rule"].str.startswith("unresolved")]
    rows.append(_row("provenance", "conflicts unresolved", unresolved["id"], len(conflicts)))
    return rows


def _inland(stations: pd.DataFrame) -> tuple[Any, ...]:
    topology = json.loads((data_root() / "reference/land-10m.json").read_bytes())
    shores = [part.boundary for _, parts in topology_polygons(topology, "land") for part in parts]
    tree = shapely.STRtree([piece for shore in shores for piece in shapely.get_parts(shapely.segmentize(shore, 1.0))])
    points = shapely.points(stations["lon"].to_numpy(float), stations["lat"].to_numpy(float))
    near = tree.query_nearest(points, all_matches=False)
    ends = shapely.get_coordinates(shapely.shortest_line(points[near[0]], tree.geometries[near[1]])).reshape(-1, 2, 2)
    km = distances_km(ends[:, 0, 0], ends[:, 0, 1], ends[:, 1, 0], ends[:, 1, 1])
    far = stations["station_id"].to_numpy()[near[0]][km > INLAND_KM]
    order = np.argsort(-km[km > INLAND_KM], kind="stable")
    return _row("plausibility", f"stations more than {INLAND_KM:.0f} km from the coast", far[order], len(stations))


def _same_town(stations: pd.DataFrame) -> tuple[Any, ...]:
    lon, lat = stations["lon"].to_numpy(float), stations["lat"].to_numpy(float)
    tree = shapely.STRtree(shapely.points(lon, lat))
    one, other = tree.query(shapely.points(lon, lat), predicate="dwithin", distance=0.02)
    one, other = one[one < other], other[one < other]
    close = distances_km(lon[one], lat[one], lon[other], lat[other]) <= SAME_TOWN_KM
    ids = stations["station_id"].to_numpy()
    pairs = [f"{ids[i]} = {ids[j]}" for i, j in zip(one[close], other[close], strict=True)]
    return _row("plausibility", f"pairs of stations within {SAME_TOWN_KM:.0f} km", sorted(pairs), len(stations))


def _lengths(systems: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[tuple[Any, ...]]:
    segments = tables["segments"].merge(tables["laid_segments"], on=["system_id", "seq"])
    laid = segments.groupby("system_id")["route_km"].sum().astype(float)
    published = systems["length_km"].reindex(laid.index).astype("Float64").astype(float)
    ratio = (published / laid).dropna()
    basis = segments.groupby("system_id")["basis"].agg(
        lambda kinds: "attached" if "attached" in set(kinds) else kinds.iloc[0]
    )
    rows = []
    for check, out in (
        ("published length far below the laid one", ratio[ratio < LENGTH_RATIO[0]].sort_values()),
        ("published length far above the laid one", ratio[ratio > LENGTH_RATIO[1]].sort_values(ascending=False)),
    ):
        told = [
            f"{name} {value:.2f} ({_reason(value, str(basis[name]), systems.loc[name])})" for name, value in out.items()
        ]
        rows.append(_row("plausibility", check, told, len(ratio)))
    return rows


def _reason(ratio: float, basis: str, system: pd.Series) -> str:
    """Most likely reason for a length that does not fit."""
    if system["status"] in {"planned", "under-construction"}:
        return "not built yet"
    if ratio < 1 and basis != "map-2022":
        return "branches or order of landings inferred"
    if ratio < 1:
        return "two parallel cables drawn, or a part published"
    if ratio > 2:
        return "published length describes more than this wiring"
    return "parallel cables drawn as one, or a detour"


def _apart(systems: pd.DataFrame, segments: pd.DataFrame) -> tuple[Any, ...]:
    import networkx as nx

    alive = segments[segments["system_id"].isin(systems.index[systems["status"] == "in-service"])]
    several = []
    for name, rows in alive.groupby("system_id"):
        graph: nx.Graph[str] = nx.Graph(list(zip(rows["a"], rows["b"], strict=True)))
        if nx.number_connected_components(graph) > 1:
            several.append(name)
    return _row("plausibility", "systems in several unconnected parts", several, alive["system_id"].nunique())


def _figures(systems: pd.DataFrame) -> list[tuple[Any, ...]]:
    pair = (systems["design_capacity_tbps"] / systems["fibre_pairs"]).dropna()
    dates = systems[(systems["retired_year"] < systems["rfs_year"]).fillna(value=False)].index
    late = systems[systems["status"].isin(["planned", "under-construction"])]
    passed = late.index[(late["rfs_year"] < int(catalog.VINTAGE[:4])).fillna(value=False)]
    return [
        _row(
            "plausibility",
            f"more than {MOST_TBPS_A_PAIR:.0f} Tbps a fibre pair",
            pair.index[pair > MOST_TBPS_A_PAIR],
            len(pair),
        ),
        _row("plausibility", "retired before it served", dates, len(systems)),
        _row("plausibility", "planned for a year that has passed", passed, len(late)),
    ]

"""Overlays: a small CSV that adds, changes or retires systems on top of a set of tables.

One row an action, with the columns of ``schema/overlay.json``: ``add`` needs ``landings`` (station ids in the order of the
route), ``change`` overwrites the cells that are not empty, ``retire`` needs ``retired_year``. A system that is added lies on
great circles between its landings, and says so in ``length_basis``: laying it on the sea is ``cablenet data build``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from cablenet import catalog, schema
from cablenet.errors import DataError, Fault, unknown_name
from cablenet.geo.crossing import crossings
from cablenet.geo.geodesy import interpolate, length_km

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

__all__ = ["apply_overlay", "load_overlay"]

STEP_KM = 50.0
"""Spacing of the points of a great circle."""

SLACK = 1.15
"""Length of cable over great circle, where no length is published: that of the laid routes, about."""

_CARRIED = (
    "name",
    "status",
    "rfs_year",
    "rfs_month",
    "retired_year",
    "length_km",
    "fibre_pairs",
    "design_capacity_tbps",
    "owners",
    "suppliers",
    "source",
    "confidence",
    "note",
)


def load_overlay(path: Path) -> pd.DataFrame:
    """Rows of an overlay file, checked against its schema.

    Raises:
        DataError: with every fault by row and column.
    """
    return catalog.load_file("overlay", path)


def apply_overlay(
    tables: Mapping[str, pd.DataFrame], routes: pd.Series, chokepoints: gpd.GeoDataFrame, overlay: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], pd.Series]:
    """Tables and routes with the overlay applied; nothing is edited in place.

    Raises:
        DataError: if a row adds a system that is there, changes or retires one that is not, or names no station.
    """
    faults = _faults(tables, overlay)
    if faults:
        raise DataError(faults)
    out = {name: table.copy() for name, table in tables.items()}
    lines = dict(routes.items())
    for row in overlay.to_dict("records"):
        _change(out, row)
        if row["action"] == "add":
            _wire(out, lines, chokepoints, row)
    return out, pd.Series(lines, dtype=object, name=routes.name).rename_axis(routes.index.name)


def _faults(tables: Mapping[str, pd.DataFrame], overlay: pd.DataFrame) -> list[Fault]:
    systems, stations = set(tables["systems"]["system_id"]), set(tables["stations"]["station_id"])
    faults = []
    for index, row in overlay.iterrows():
        name, landings = str(row["system_id"]), [part for part in str(row["landings"]).split(";") if part]

        def fault(column: str, found: str, expected: str, index: int = int(index)) -> Fault:
            return Fault(file="overlay", row=index + 2, column=column, found=found, expected=expected)

        if (name in systems) == (row["action"] == "add"):
            near = unknown_name("system", name, systems).nearest
            hint = f", e.g. {near[0]}" if near else ""
            wanted = "a new id" if row["action"] == "add" else "the id of a system that is there" + hint
            faults.append(fault("system_id", name, wanted))
        if row["action"] == "add" and len(landings) < 2:
            faults.append(fault("landings", str(row["landings"]), "at least two station ids, separated by semicolons"))
        if row["action"] == "retire" and pd.isna(row["retired_year"]):
            faults.append(fault("retired_year", "", "the year in which service ends"))
        for station in landings:
            if station not in stations:
                near = unknown_name("station", station, stations).nearest
                faults.append(fault("landings", station, "a station_id" + (f", e.g. {near[0]}" if near else "")))
    return faults


def _change(tables: dict[str, pd.DataFrame], row: dict[str, object]) -> None:
    """Write the cells of one row into the (copied) systems."""
    systems = tables["systems"]
    given = {column: row[column] for column in _CARRIED if not pd.isna(row[column]) and row[column] != ""}
    if row["action"] == "retire":
        given["status"] = "retired"
    if row["action"] == "add":
        blank = {column: "" if schema_type == "string" else pd.NA for column, schema_type in _types("systems").items()}
        defaults = {"name": row["system_id"], "status": "planned", "source": "overlay", "confidence": "low"}
        fresh = pd.DataFrame([{**blank, **defaults, "system_id": row["system_id"], **given}]).astype(systems.dtypes)
        tables["systems"] = pd.concat([systems, fresh], ignore_index=True)
        return
    where = systems["system_id"] == row["system_id"]
    for column, value in given.items():
        systems.loc[where, column] = value


def _wire(
    tables: dict[str, pd.DataFrame], lines: dict[str, object], chokepoints: gpd.GeoDataFrame, row: dict[str, object]
) -> None:
    """Segments, lengths, lines and crossings of a system that is added."""
    name, landings = str(row["system_id"]), [part for part in str(row["landings"]).split(";") if part]
    stations = tables["stations"].set_index("station_id")
    place = {part: (float(stations.at[part, "lon"]), float(stations.at[part, "lat"])) for part in landings}
    legs = {
        seq: shapely.LineString(interpolate(place[a], place[b], step_km=STEP_KM))
        for seq, (a, b) in enumerate(pairwise(landings), start=1)
    }
    total = sum(length_km(line) for line in legs.values())
    published = row["length_km"]
    slack = SLACK if pd.isna(published) else max(1.0, float(str(published)) / total)
    segments, laid = [], []
    for seq, (a, b) in enumerate(pairwise(landings), start=1):
        own = {"system_id": name, "seq": seq}
        segments.append(
            {**own, "a": a, "b": b, "kind": "sea", "basis": "chain", "source": "overlay", "confidence": "low"}
        )
        km = length_km(legs[seq])
        laid.append(
            {**own, "route_km": km, "land_km": 0.0, "tail_km": 0.0, "slack": slack, "length_km": km * slack}
            | {"length_basis": "great-circle"}
        )
    sea = chokepoints[chokepoints["kind"] != "land"]
    crossed = crossings(legs, sea.geometry)
    rows = [{"system_id": name, "seq": q, "chokepoint": c, "km": km} for q, c, km in crossed.itertuples(index=False)]
    for table, new in (("segments", segments), ("laid_segments", laid), ("crossings", rows)):
        tables[table] = _append(tables[table], new, table)
    lines.update({f"{name}:{seq}": line for seq, line in legs.items()})


def _append(table: pd.DataFrame, rows: list[dict[str, object]], name: str) -> pd.DataFrame:
    """The table with rows added; cells that are not given are empty."""
    if not rows:
        return table
    blank = {column: "" if kind == "string" else pd.NA for column, kind in _types(name).items()}
    return pd.concat([table, pd.DataFrame([{**blank, **row} for row in rows]).astype(table.dtypes)], ignore_index=True)


def _types(table: str) -> dict[str, str]:
    return {column.name: column.type for column in schema.table(table).columns}

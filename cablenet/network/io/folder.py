"""A data folder of an imported source: its tables and routes, and from the built-in data what it does not hold."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from cablenet import catalog, schema
from cablenet._datafiles import data_root
from cablenet.errors import InputError
from cablenet.geo.antimeridian import split
from cablenet.geo.crossing import crossings
from cablenet.geo.geodesy import distances_km
from cablenet.network.io.given import DECIMALS, Note
from cablenet.network.io.imported import checked, note_rows

if TYPE_CHECKING:
    import geopandas as gpd

    from cablenet.network.io.imported import Imported

__all__ = ["write_folder"]

SAME_STATION_KM = 50.0
"""A station of ours keeps its built-in links over land if it is this near to the built-in one of its id."""

_NOT_COPIED = ("systems", "stations", "segments", "conflicts")
"""Tables of facts that an import replaces."""

_NOT_BARE = ("borders", "corridors", "land_links", "overland", "terrestrial", "waterways")
"""Built-in tables that are left empty where nothing but the source is wanted."""

_BUILT = ("laid_segments", "branching_units", "crossings")


def write_folder(imported: Imported, out: Path | str, *, bare: bool = False, model_land: bool = False) -> pd.DataFrame:
    """Write a whole data folder that ``cablenet.load(data_dir=...)`` takes; returns the report with what was added.

    What a source does not hold comes from the built-in data: countries, cities, borders, corridors, chokepoints, and
    the links over land whose ends are all there. ``bare`` leaves all of it out but the chokepoints and the
    countries of the stations with their cities. ``model_land`` models the links over land anew, for these stations (about a minute). The folder is
    made beside ``out`` and moved there when it is whole.

    Raises:
        InputError: if ``out`` is there and not empty.
    """
    target = Path(out)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        message = f"Found something in {target}, expected a new or empty folder; give another --out."
        raise InputError(message)
    tables, notes = _whole(imported, bare=bare)
    if model_land and not bare:
        from cablenet.world.files import model_land_links

        tables["land_links"] = model_land_links(tables)
        notes = [note for note in notes if note.what != "no way inland"]
    tables["crossings"] = _crossings(imported, catalog.load_chokepoints())
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as made:
        whole = Path(made) / "data"
        _write(tables, imported.routes, whole)
        catalog.load_tables((*catalog.FACTS, *catalog.WORLD), data_dir=whole)
        catalog.load_routes(data_dir=whole)
        if target.exists():
            target.rmdir()
        whole.rename(target)
    return pd.concat([imported.report, note_rows(notes)], ignore_index=True) if notes else imported.report


def _whole(imported: Imported, *, bare: bool) -> tuple[dict[str, pd.DataFrame], list[Note]]:
    """All tables of the folder but the crossings, and notes on what of the built-in data found no place."""
    shipped = [name for name in schema.table_names() if (data_root() / schema.table(name).path).exists()]
    built = catalog.load_tables([name for name in shipped if name not in {*_NOT_COPIED, *_BUILT}])
    tables = {name: rows.iloc[:0] if "system_id" in rows else rows for name, rows in built.items()}  # of other systems
    for name in ("systems", "stations", "segments", "laid_segments", "branching_units"):
        tables[name] = getattr(imported, name)
    tables["conflicts"] = checked("conflicts", [])
    if bare:
        here = built["countries"][built["countries"]["country"].isin(set(imported.stations["country"]))]
        cities = built["cities"][built["cities"]["city_id"].isin(set(here["internet_city"]))]
        tables |= {"countries": here, "cities": cities}
        tables |= {name: built[name].iloc[:0] for name in _NOT_BARE}
        _without_dangling(tables, set(built))
        return tables, []
    known = set(built["cities"]["city_id"]) | _same_stations(imported.stations)
    for name in ("terrestrial", "land_links"):
        rows = built[name]
        ends = [
            {a, b, *filter(None, via.split(";"))} for a, b, via in zip(rows["a"], rows["b"], _via(rows), strict=True)
        ]
        tables[name] = rows[np.array([named <= known for named in ends], dtype=bool)]
    _without_dangling(tables, set(built))
    links = {*tables["terrestrial"]["link_id"], *tables["land_links"]["link_id"]}
    for name in set(built) - {"terrestrial", "land_links"}:
        if "link_id" in tables[name]:
            tables[name] = tables[name][tables[name]["link_id"].isin(links)]
    notes = [
        Note(
            what="left out",
            place=schema.table(name).path,
            note=f"{lost} of {len(built[name])} built-in rows: of others",
        )
        for name in sorted(built)
        if (lost := len(built[name]) - len(tables[name])) and name != "conflicts"
    ]
    inland = "no link over land; --model-land models one"
    joined = {end for name in ("terrestrial", "land_links") for side in ("a", "b") for end in tables[name][side]}
    alone = sorted(set(imported.stations["station_id"]) - joined)
    return tables, [*notes, *(Note(what="no way inland", place=name, note=inland) for name in alone)]


def _without_dangling(tables: dict[str, pd.DataFrame], names: set[str]) -> None:
    """Drop the rows of these tables that name rows which are not there, until none is left."""
    dropped = True
    while dropped:
        dropped = False
        for name in sorted(names):
            for ref in schema.table(name).references:
                if ref.table in tables:
                    kept = tables[name][ref.column].isin({"", *tables[ref.table][ref.target]})
                    dropped |= not kept.all()
                    tables[name] = tables[name][kept]


def _via(rows: pd.DataFrame) -> list[str]:
    return list(rows["via_nodes"]) if "via_nodes" in rows else [""] * len(rows)


def _same_stations(stations: pd.DataFrame) -> set[str]:
    """Ids of the stations that lie where the built-in station of their id does."""
    both = stations.merge(catalog.load_table("stations"), on="station_id", suffixes=("", "_built"))
    places = [both[name].to_numpy(dtype=float) for name in ("lon", "lat", "lon_built", "lat_built")]
    near = distances_km(*places) <= SAME_STATION_KM if len(both) else np.zeros(0, dtype=bool)
    return set(both.loc[near, "station_id"])


def _crossings(imported: Imported, chokepoints: gpd.GeoDataFrame) -> pd.DataFrame:
    """Which segments pass which chokepoints: at sea those at sea, over land those on land."""
    segments = imported.segments
    over_land = pd.Series((segments["kind"] == "land").to_numpy(), index=imported.routes.index)
    parts = [
        crossings(
            imported.routes[over_land == land].sort_index(),
            chokepoints.geometry[(chokepoints["kind"] == "land") == land].sort_index(),
        )
        for land in (False, True)
    ]
    met = pd.concat(parts)
    rows = defaultdict(list)
    for line, polygon, km in zip(met["line"], met["polygon"], met["km"], strict=True):
        system, seq = line.rsplit(":", 1)
        rows[system, int(seq), polygon].append(km)
    return checked(
        "crossings",
        [
            {"system_id": system, "seq": str(seq), "chokepoint": polygon, "km": f"{sum(km):.2f}"}
            for (system, seq, polygon), km in sorted(rows.items())
        ],
    )


def _write(tables: dict[str, pd.DataFrame], routes: pd.Series, folder: Path) -> None:
    for name, rows in tables.items():
        file = folder / schema.table(name).path
        file.parent.mkdir(parents=True, exist_ok=True)
        rows.to_csv(file, index=False, lineterminator="\n", encoding="utf-8")
    lines = list(starmap(_feature, sorted(routes.items())))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (folder / "world/routes.geojson").write_text(text, encoding="utf-8", newline="\n")
    chokepoints = folder / "chokepoints/chokepoints.geojson"
    chokepoints.parent.mkdir()
    shutil.copyfile(data_root() / "chokepoints/chokepoints.geojson", chokepoints)


def _feature(name: str, line: shapely.LineString) -> str:
    """One line of ``routes.geojson``, split at the antimeridian."""
    parts = [np.round(shapely.get_coordinates(part), DECIMALS).tolist() for part in shapely.get_parts(split(line))]
    single = len(parts) == 1
    geometry = {"type": "LineString" if single else "MultiLineString", "coordinates": parts[0] if single else parts}
    feature = {"type": "Feature", "properties": {"link_id": name}, "geometry": geometry}
    return json.dumps(feature, separators=(",", ":"))

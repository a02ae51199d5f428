"""The files of the built world: written whole or not at all, the same bytes for the same facts."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from cablenet import catalog
from cablenet._datafiles import data_root
from cablenet.errors import unknown_name
from cablenet.geo.antimeridian import split
from cablenet.geo.crossing import crossings
from cablenet.geo.geodesy import lengths_km
from cablenet.geo.topojson import topology_polygons
from cablenet.world.build import lay_systems, open_seas
from cablenet.world.lengths import cable_lengths
from cablenet.world.overland import Borders, detour_factor, land_links
from cablenet.world.waters import world_waters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import geopandas as gpd

    from cablenet.world.build import LaidSystem, Seas

__all__ = ["build_world", "compare_world", "model_land_links"]

DECIMALS = 4
"""Decimals of coordinates: about 11 m."""

SAME_KM = 0.5
"""A route laid again may lie this far away, for arithmetic differs a little between machines."""

KM_PER_DEGREE = 111.2


def build_world(
    *,
    out: Path | None = None,
    data_dir: Path | None = None,
    jobs: int = 1,
    mesh_file: Path | None = None,
    told: Callable[[str, int], None] = lambda _name, _total: None,
) -> list[Path]:
    """Lay every system, join the land, and write ``world/`` under ``out`` (default: the data folder). Some minutes.

    Returns the files written. They are made in a folder beside and moved at the end, so a failure leaves the old ones.

    Raises:
        DataError: if a fact is not as its schema says.
        GeometryError: if there is no way over the sea for a segment, naming it.
    """
    root = data_dir or data_root()
    tables = catalog.load_tables(catalog.FACTS, data_dir=data_dir)
    seas = open_seas(data_dir=data_dir, mesh_file=mesh_file)
    total = int((tables["systems"]["status"] != "cancelled").sum())
    laid = lay_systems(seas, tables, jobs=jobs, told=lambda name: told(name, total))
    links = model_land_links(tables)
    segments = _segments(seas, tables, laid)
    chokepoints = catalog.load_chokepoints(data_dir=data_dir)
    target = (out or root) / "world"
    target.mkdir(parents=True, exist_ok=True)
    waters, overland = world_waters(tables, pd.Series(_lines(laid), dtype=object), _states(tables["countries"]), links)
    with tempfile.TemporaryDirectory(dir=target.parent) as made:
        files = [
            _write_routes(laid, Path(made) / "routes.geojson"),
            _write(segments, Path(made) / "segments.csv"),
            _write(_units(laid), Path(made) / "branching_units.csv"),
            _write(_crossings(tables["segments"], laid, chokepoints), Path(made) / "crossings.csv"),
            _write(links, Path(made) / "land_links.csv"),
            _write(waters, Path(made) / "waters.csv"),
            _write(overland, Path(made) / "overland.csv"),
        ]
        return [Path(shutil.move(file, target / file.name)) for file in files]


def compare_world(
    *, only: Collection[str] | None, data_dir: Path | None = None, jobs: int = 1, mesh_file: Path | None = None
) -> list[str]:
    """Lay systems again (all, or ``only`` some) and say where the built world differs, a line each.

    The links over land, which are quick, are modelled again in any case.

    Raises:
        UnknownNameError: if ``only`` names a system that is not laid.
    """
    tables = catalog.load_tables(catalog.FACTS, data_dir=data_dir)
    built = catalog.load_routes(data_dir=data_dir)
    systems = built.index.str.rsplit(":", n=1).str[0]
    for name in sorted(set(only or ()) - set(systems)):
        raise unknown_name("laid system", name, set(systems))
    seas = open_seas(data_dir=data_dir, mesh_file=mesh_file)
    laid = lay_systems(seas, tables, only=only, jobs=jobs)
    again = _lines(laid)
    built = built[systems.isin(laid)]
    out = [f"{name}: not in both" for name in sorted(set(again) ^ set(built.index))]
    for name in sorted(set(again) & set(built.index)):
        gap = shapely.hausdorff_distance(again[name], built[name]) * KM_PER_DEGREE
        if gap > SAME_KM:
            out.append(f"{name}: laid again it lies up to {gap:.1f} km away")
    links = catalog.load_table("land_links", data_dir=data_dir)
    if not model_land_links(tables).astype(str).equals(links.astype(str)):
        out.append("land_links.csv: not as modelled again")
    return out


def _lines(laid: dict[str, LaidSystem]) -> dict[str, shapely.LineString]:
    """All routes by link id, with coordinates as they are written."""
    return {
        f"{name}:{seq}": shapely.set_precision(line, 10.0**-DECIMALS, mode="pointwise")
        for name, system in laid.items()
        for seq, line in sorted(system.routes.items())
    }


def _write_routes(laid: dict[str, LaidSystem], path: Path) -> Path:
    lines = []
    for name, line in sorted(_lines(laid).items()):
        parts = [
            [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in shapely.get_coordinates(part).tolist()]
            for part in shapely.get_parts(split(line))
        ]
        single = len(parts) == 1
        geometry = {"type": "LineString" if single else "MultiLineString", "coordinates": parts[0] if single else parts}
        feature = {"type": "Feature", "properties": {"link_id": name}, "geometry": geometry}
        lines.append(json.dumps(feature, separators=(",", ":")))
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    return path


def _write(table: pd.DataFrame, path: Path) -> Path:
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    return path


def _segments(seas: Seas, tables: dict[str, pd.DataFrame], laid: dict[str, LaidSystem]) -> pd.DataFrame:
    """Rows of ``world/segments.csv``."""
    from cablenet.geo.land import km_on_land

    rows = tables["segments"]
    rows = rows[rows["system_id"].isin(laid)].sort_values(["system_id", "seq"], ignore_index=True)
    routes = [laid[name].routes[seq] for name, seq in zip(rows["system_id"], rows["seq"], strict=True)]
    rows = rows.assign(route_km=lengths_km(routes).round(2), land_km=km_on_land(seas.land, routes).round(2))
    rows["tail_km"] = [
        round(laid[name].tails_km.get(seq, 0.0), 2) for name, seq in zip(rows["system_id"], rows["seq"], strict=True)
    ]
    named = tables["terrestrial"]
    stated = {frozenset((a, b)): float(km) for a, b, km in zip(named["a"], named["b"], named["length_km"], strict=True)}
    published = tables["systems"].set_index("system_id")["length_km"]
    lengths = cable_lengths(rows, published, stated=stated, detour=_detour(tables))
    return rows[["system_id", "seq", "route_km", "land_km", "tail_km"]].join(lengths)


def _units(laid: dict[str, LaidSystem]) -> pd.DataFrame:
    """Rows of ``world/branching_units.csv``."""
    rows = [
        (name, unit, round(lon, DECIMALS), round(lat, DECIMALS))
        for name, system in laid.items()
        for unit, (lon, lat) in sorted(system.units.items(), key=lambda item: int(item[0][2:]))
    ]
    return pd.DataFrame(rows, columns=["system_id", "unit", "lon", "lat"])


def _crossings(rows: pd.DataFrame, laid: dict[str, LaidSystem], chokepoints: gpd.GeoDataFrame) -> pd.DataFrame:
    """Rows of ``world/crossings.csv``: sea segments against the chokepoints at sea, land crossings against those on land."""
    kind = {f"{name}:{seq}": kind for name, seq, kind in rows[["system_id", "seq", "kind"]].itertuples(index=False)}
    lines = _lines(laid)
    polygons = chokepoints.sort_index()
    tables = [
        crossings(
            {name: line for name, line in lines.items() if (kind[name] == "land") == over_land},
            polygons.geometry[(polygons["kind"] == "land") == over_land],
        )
        for over_land in (False, True)
    ]
    table = pd.concat(tables)
    system, seq = zip(*(name.rsplit(":", 1) for name in table["line"]), strict=True)
    rows = pd.DataFrame({"system_id": system, "seq": np.array(seq, dtype=int), "chokepoint": table["polygon"]})
    return rows.assign(km=table["km"].round(2)).sort_values(["system_id", "seq", "chokepoint"], ignore_index=True)


def _places(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    columns = ["country", "lon", "lat"]
    cities = tables["cities"].set_index("city_id")[columns]
    stations = tables["stations"].set_index("station_id")[columns]
    return pd.concat([cities, stations]).astype({"lon": float, "lat": float})


def _detour(tables: dict[str, pd.DataFrame]) -> float:
    return detour_factor(tables["terrestrial"], _places(tables))


def model_land_links(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows of ``world/land_links.csv``: the links over land that no source names."""
    places = _places(tables)
    used = {
        *tables["segments"]["a"],
        *tables["segments"]["b"],
        *tables["terrestrial"]["a"],
        *tables["terrestrial"]["b"],
    }
    stations = places[places.index.isin(tables["stations"]["station_id"]) & places.index.isin(used)]
    return land_links(
        places[places.index.isin(tables["cities"]["city_id"])],
        stations,
        land=_shapes("reference/land-10m.json", "land"),
        states=_states(tables["countries"]),
        borders=Borders.read(tables["countries"], tables["borders"]),
        detour=_detour(tables),
    )


def _shapes(relative: str, name: str) -> gpd.GeoDataFrame:
    """Polygons of a TopoJSON reference file, with their properties."""
    import geopandas as gpd

    found = topology_polygons(json.loads((data_root() / relative).read_bytes()), name)
    rows = [properties for properties, _ in found]
    return gpd.GeoDataFrame(rows, geometry=[shapely.MultiPolygon(parts) for _, parts in found], crs="EPSG:4326")


def _states(countries: pd.DataFrame) -> gpd.GeoDataFrame:
    """Polygons of countries with their ISO 3166-1 alpha-2 code in ``iso2``; those without a number go by name."""
    states = _shapes("reference/countries-50m.json", "countries")
    code = dict(zip(countries["iso_numeric"], countries["country"], strict=True)) | {"": ""}
    by_name = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
    return states.assign(iso2=states["id"].map(code).fillna(states["name"].map(by_name)).fillna(""))

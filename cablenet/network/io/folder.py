"""From what a reader found to a data folder: tables as their schemas ask, routes as given, and the built-in rest."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, fields
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from cablenet import catalog, schema
from cablenet._datafiles import data_root
from cablenet.errors import DataError, InputError
from cablenet.geo.antimeridian import split
from cablenet.geo.crossing import crossings
from cablenet.geo.geodesy import distances_km, lengths_km
from cablenet.network.io.given import DECIMALS, Given, ImportOptions, Note, Station, identifier, number_text
from cablenet.network.io.ofds import read_ofds
from cablenet.network.io.telegeography import read_telegeography
from cablenet.network.io.vector import read_vector
from cablenet.network.io.wiring import wire
from cablenet.network.io.words import Countries
from cablenet.world.lengths import CREDIBLE

if TYPE_CHECKING:
    import geopandas as gpd

    from cablenet.network.io.wiring import Wired

__all__ = ["READERS", "Imported", "read_source", "write_folder"]

READERS = {"telegeography": read_telegeography, "vector": read_vector, "ofds": read_ofds}
"""Readers by the name of the format."""

SAME_STATION_KM = 50.0
"""A station of ours keeps its built-in links over land if it is this near to the built-in one of its id."""

LAND_DETOUR = 1.0
"""Length over route of a segment over land that does not say its length: as drawn."""

_NOT_COPIED = ("systems", "stations", "segments", "conflicts")
"""Tables of facts that an import replaces."""

_BUILT = ("laid_segments", "branching_units", "crossings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A source as tables of ours, each checked against its schema, and a report.

    ``routes`` are continuous lines by link id. ``report`` has a row for everything that was done or could not be done:
    ``what, system, place, lon, lat, km, note``; ``km`` is how far something was moved or is away.
    """

    systems: pd.DataFrame
    stations: pd.DataFrame
    segments: pd.DataFrame
    laid_segments: pd.DataFrame
    branching_units: pd.DataFrame
    routes: pd.Series
    report: pd.DataFrame

    def __repr__(self) -> str:
        """One screen: counts, and what the report has most of."""
        told = ", ".join(f"{number} {what}" for what, number in self.report["what"].value_counts().items())
        return (
            f"Imported {len(self.systems)} systems, {len(self.stations)} stations, {len(self.segments)} segments "
            f"({self.laid_segments['route_km'].sum():,.0f} km)" + (f"; {told}" if told else "")
        )


def read_source(path: Path | str, *, file_format: str, options: ImportOptions | None = None) -> Imported:
    """Read a source of another format: ``telegeography``, ``vector`` or ``ofds``.

    Raises:
        DataError: if the source is broken, too large or not as its format says; nothing is guessed.
        InputError: if something could be meant in two ways; the message says which option settles it.
    """
    if file_format not in READERS:
        message = f"Found the format {file_format!r}, expected one of {', '.join(sorted(READERS))}."
        raise InputError(message)
    chosen = options or ImportOptions()
    place = Path(path)
    given = READERS[file_format](place, chosen)
    if not given.lines:
        message = f"Found no line in {place.name} that could be wired, expected at least one."
        raise DataError(message)
    return _imported(given, chosen, source=chosen.source or f"imported from {place.name}")


def _imported(given: Given, options: ImportOptions, *, source: str) -> Imported:
    wired = wire(given, options)
    stations, names, told = _stations(given.stations | wired.stations, options)
    basis = {"source": source, "confidence": options.confidence}
    tables, routes = _wired_tables(wired, names, basis)
    systems = {name: cells | basis for name, cells in given.systems.items() if wired.segments.get(name)}
    tables["systems"] = _table("systems", "system_id", systems)
    tables["stations"] = _table(
        "stations", "station_id", {name: _station_cells(station) | basis for name, station in stations.items()}
    )
    lengths, more = _lengths(tables, wired)
    tables["laid_segments"] = lengths
    notes = [*given.notes, *wired.notes, *told, *more]
    report = pd.DataFrame(
        [[getattr(note, field.name) for field in fields(Note)] for note in notes],
        columns=[field.name for field in fields(Note)],
    ).astype({"lon": "float64", "lat": "float64", "km": "float64"})
    report["place"] = report["place"].map(lambda name: names.get(name, name))
    report = report.sort_values(["what", "system", "place", "lon", "lat"], ignore_index=True)
    return Imported(**tables, routes=routes, report=report)


def _stations(
    stations: dict[str, Station], options: ImportOptions
) -> tuple[dict[str, Station], dict[str, str], list[Note]]:
    """Stations with a country each, under names that no built-in city has; and our names by theirs."""
    stateless = {name: station for name, station in stations.items() if not station.country}
    notes = []
    codes: dict[str, str] = {}
    if stateless and options.country == "map":
        codes = Countries.read().on_the_map(stateless)
        notes = [Note(what="country by map", place=name, note=code) for name, code in codes.items()]
    elif options.country:
        codes = dict.fromkeys(stateless, options.country)
    lost = sorted(set(stateless) - set(codes))
    if lost:
        message = (
            f"Found {len(lost)} stations of no known country, e.g. {', '.join(lost[:5])}; say which with --country XX, "
            "or take the nearest on the map with --country map (within about 50 km)."
        )
        raise DataError(message)
    cities = set(catalog.load_table("cities")["city_id"])
    names: dict[str, str] = {}
    for name in sorted(stations):
        plain = identifier(name)
        names[name] = f"{plain}-landing" if plain in cities else plain
    out = {}
    for name, station in stations.items():
        lon = (station.lon + 180.0) % 360.0 - 180.0
        code = station.country or codes[name]
        out[names[name]] = Station(name=station.name, country=code, lon=lon, lat=station.lat)
    return out, names, notes


def _station_cells(station: Station) -> dict[str, str]:
    return {
        "name": station.name,
        "country": station.country,
        "lon": number_text(station.lon),
        "lat": number_text(station.lat),
    }


def _table(name: str, key: str, rows: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Table of rows by id, checked; cells that are not given are empty."""
    return _checked(name, [{key: row_id, **rows[row_id]} for row_id in sorted(rows)])


def _checked(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    columns = [column.name for column in schema.table(name).columns]
    cells = pd.DataFrame([[row.get(column, "") for column in columns] for row in rows], columns=columns, dtype="str")
    return schema.check(cells, schema.table(name), file=schema.table(name).path)


def _basis() -> str:
    """How wiring is known that another source gives: ``given`` where the schema has that word."""
    words = next(column.enum for column in schema.table("segments").columns if column.name == "basis")
    return "given" if "given" in words else "chain"


def _wired_tables(
    wired: Wired, names: dict[str, str], basis: dict[str, str]
) -> tuple[dict[str, pd.DataFrame], pd.Series]:
    """Segments, branching units and routes."""
    segments, units, lines = [], [], {}
    for system in sorted(wired.segments):
        for seq, segment in enumerate(wired.segments[system], start=1):
            ends = {"a": names.get(segment.a, segment.a), "b": names.get(segment.b, segment.b)}
            rest = {"kind": segment.kind, "basis": _basis(), **dict(segment.own), **basis}
            segments.append({"system_id": system, "seq": str(seq), **ends, **rest})
            lines[f"{system}:{seq}"] = shapely.set_precision(segment.line, 10.0**-DECIMALS, mode="pointwise")
        units += [
            {"system_id": system, "unit": unit, "lon": number_text(lon), "lat": number_text(lat)}
            for unit, (lon, lat) in wired.units[system].items()
        ]
    routes = pd.Series(lines, dtype=object, name="geometry").rename_axis("link_id")
    return {"segments": _checked("segments", segments), "branching_units": _checked("branching_units", units)}, routes


def _lengths(tables: dict[str, pd.DataFrame], wired: Wired) -> tuple[pd.DataFrame, list[Note]]:
    """Lengths of cable: as the source says for the segment, else for the system, else by the usual slack.

    ``land_km`` and ``tail_km`` are 0: given routes are not measured against the coast.
    """
    rows = tables["segments"].copy()
    flat = [segment for system in sorted(wired.segments) for segment in wired.segments[system]]
    rows["route_km"] = lengths_km([segment.line for segment in flat]).round(2)
    published = tables["systems"].set_index("system_id")["length_km"]
    sea = rows["kind"] == "sea"
    drawn = rows[sea].groupby("system_id")["route_km"].sum()
    ratio = (published.reindex(drawn.index) / drawn.where(drawn > 0)).astype("Float64")
    believed = ratio.between(*CREDIBLE).fillna(value=False).astype(bool)
    scale = ratio.where(believed, _usual_slack(ratio[believed])).astype(float)
    slack = rows["system_id"].map(scale).where(sea, LAND_DETOUR)
    basis = rows["system_id"].map(believed).fillna(value=False).astype(bool).map({True: "published", False: "slack"})
    lengths = pd.DataFrame(
        {"slack": slack, "length_km": rows["route_km"] * slack, "length_basis": basis.where(sea, "stated")}
    )
    for row, segment in zip(rows.index, flat, strict=True):
        if segment.length_km is not None and rows.at[row, "route_km"] > 0:
            share = segment.length_km / rows.at[row, "route_km"]
            lengths.loc[row] = [min(3.0, max(0.5, share)), segment.length_km, "stated"]
    lengths = lengths.assign(slack=lengths["slack"].round(4), length_km=lengths["length_km"].round(2))
    cells = rows[["system_id", "seq", "route_km"]].assign(land_km=0, tail_km=0).join(lengths).astype("str")
    return _checked("laid_segments", cells.to_dict("records")), _unpublished(published, drawn, believed)


def _usual_slack(ratios: pd.Series) -> float:
    """Median slack over the systems of the source that say their length, else that of the built-in data."""
    if len(ratios):
        return float(ratios.median())
    built = catalog.load_table("laid_segments")
    return float(built.loc[built["length_basis"] == "slack", "slack"].median())


def _unpublished(published: pd.Series, drawn: pd.Series, believed: pd.Series) -> list[Note]:
    """A note for each system whose published length is not that of the lines given."""
    return [
        Note(what="length doubted", system=name, km=float(km), note=f"published {published[name]:g} km; km is as drawn")
        for name, km in drawn.items()
        if not believed[name] and pd.notna(published.get(name))
    ]


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
        from cablenet.world import files

        tables["land_links"] = files._land_links(tables)  # noqa: SLF001 - the rule by which the built-in ones are made
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
    added = pd.DataFrame(
        [[getattr(note, field.name) for field in fields(Note)] for note in notes], columns=imported.report.columns
    ).astype(imported.report.dtypes.to_dict())
    return pd.concat([imported.report, added], ignore_index=True) if len(added) else imported.report


def _whole(imported: Imported, *, bare: bool) -> tuple[dict[str, pd.DataFrame], list[Note]]:
    """All tables of the folder but the crossings, and notes on what of the built-in data found no place."""
    shipped = [name for name in schema.table_names() if (data_root() / schema.table(name).path).exists()]
    built = catalog.load_tables([name for name in shipped if name not in {*_NOT_COPIED, *_BUILT}])
    tables = {name: _about(rows, name, imported) for name, rows in built.items()}
    for name in ("systems", "stations", "segments", "laid_segments", "branching_units"):
        tables[name] = getattr(imported, name)
    tables["conflicts"] = _checked("conflicts", [])
    if bare:
        here = set(imported.stations["country"])
        tables["countries"] = built["countries"][built["countries"]["country"].isin(here)]
        keep = set(tables["countries"]["internet_city"])
        tables["cities"] = built["cities"][built["cities"]["city_id"].isin(keep)]
        for name in ("borders", "corridors", "terrestrial", "land_links", "waterways"):
            tables[name] = built[name].iloc[:0]
        return tables, []
    known = set(built["cities"]["city_id"]) | _same_stations(imported.stations)
    notes = []
    for name in ("terrestrial", "land_links"):
        rows = built[name]
        ends = [
            {a, b, *filter(None, via.split(";"))} for a, b, via in zip(rows["a"], rows["b"], _via(rows), strict=True)
        ]
        kept = np.array([named <= known for named in ends], dtype=bool)
        tables[name] = rows[kept]
        if not kept.all():
            lost = f"{int((~kept).sum())} of {len(rows)} built-in rows: an end is no station of the source"
            notes.append(Note(what="left out", place=schema.table(name).path, note=lost))
    joined = {
        *tables["land_links"]["a"],
        *tables["land_links"]["b"],
        *tables["terrestrial"]["a"],
        *tables["terrestrial"]["b"],
    }
    inland = "no link over land; --model-land models one"
    alone = sorted(set(imported.stations["station_id"]) - joined)
    return tables, [*notes, *(Note(what="no way inland", place=name, note=inland) for name in alone)]


def _about(rows: pd.DataFrame, name: str, imported: Imported) -> pd.DataFrame:
    """The rows of a built-in table that speak of no other systems and stations than the imported ones."""
    for ref in schema.table(name).references:
        if ref.table in _NOT_COPIED:
            rows = rows[rows[ref.column].isin({"", *getattr(imported, ref.table)[ref.target]})]
    return rows


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
    return _checked(
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

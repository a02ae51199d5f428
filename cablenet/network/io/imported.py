"""From what a reader found to tables as their schemas ask, and routes as given, with a report."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from cablenet import catalog, schema
from cablenet.errors import DataError, InputError
from cablenet.geo.geodesy import lengths_km
from cablenet.network.io.given import (
    DECIMALS,
    Given,
    ImportOptions,
    Note,
    Station,
    identifier,
    number_text,
    own_identifier,
)
from cablenet.network.io.ofds import read_ofds
from cablenet.network.io.telegeography import read_telegeography
from cablenet.network.io.vector import read_vector
from cablenet.network.io.wiring import wire
from cablenet.network.io.words import Countries
from cablenet.world.lengths import CREDIBLE

if TYPE_CHECKING:
    from cablenet.network.io.wiring import Wired

__all__ = ["READERS", "Imported", "checked", "note_rows", "read_source"]

READERS = {"telegeography": read_telegeography, "vector": read_vector, "ofds": read_ofds}
"""Readers by the name of the format."""

LAND_DETOUR = 1.0
"""Length over route of a segment over land that does not say its length: as drawn."""


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
    if not any(wired.segments.values()):
        message = f"Found no line in the source that is longer than {10.0**-DECIMALS:g} degrees, expected at least one."
        raise DataError(message)
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
    report = note_rows(notes)
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
        taken = cities | set(names.values())
        names[name] = own_identifier(f"{plain}-landing" if plain in cities else plain, taken)
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
    return checked(name, [{key: row_id, **rows[row_id]} for row_id in sorted(rows)])


def checked(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Table of rows of text, checked against its schema; cells that are not given are empty."""
    columns = [column.name for column in schema.table(name).columns]
    cells = pd.DataFrame([[row.get(column, "") for column in columns] for row in rows], columns=columns, dtype="str")
    return schema.check(cells, schema.table(name), file=schema.table(name).path)


def _wired_tables(
    wired: Wired, names: dict[str, str], basis: dict[str, str]
) -> tuple[dict[str, pd.DataFrame], pd.Series]:
    """Segments, branching units and routes."""
    segments, units, lines = [], [], {}
    for system in sorted(wired.segments):
        for seq, segment in enumerate(wired.segments[system], start=1):
            ends = {"a": names.get(segment.a, segment.a), "b": names.get(segment.b, segment.b)}
            rest = {"kind": segment.kind, "basis": "given", **dict(segment.own), **basis}
            segments.append({"system_id": system, "seq": str(seq), **ends, **rest})
            lines[f"{system}:{seq}"] = shapely.set_precision(segment.line, 10.0**-DECIMALS, mode="pointwise")
        units += [
            {"system_id": system, "unit": unit, "lon": number_text(lon), "lat": number_text(lat)}
            for unit, (lon, lat) in wired.units[system].items()
        ]
    routes = pd.Series(lines, dtype=object, name="geometry").rename_axis("link_id")
    return {"segments": checked("segments", segments), "branching_units": checked("branching_units", units)}, routes


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
    slack = pd.Series([float(scale.get(name, 1.0)) for name in rows["system_id"]], index=rows.index).where(
        sea, LAND_DETOUR
    )
    basis = pd.Series(["published" if believed.get(name) else "slack" for name in rows["system_id"]], index=rows.index)
    lengths = pd.DataFrame(
        {"slack": slack, "length_km": rows["route_km"] * slack, "length_basis": basis.where(sea, "stated")}
    )
    for row, segment in zip(rows.index, flat, strict=True):
        if segment.length_km is not None and rows.at[row, "route_km"] > 0:
            share = segment.length_km / rows.at[row, "route_km"]
            lengths.loc[row] = [min(3.0, max(0.5, share)), segment.length_km, "stated"]
    lengths = lengths.assign(slack=lengths["slack"].round(4), length_km=lengths["length_km"].round(2))
    cells = rows[["system_id", "seq", "route_km"]].assign(land_km=0, tail_km=0).join(lengths).astype("str")
    return checked("laid_segments", cells.to_dict("records")), _unpublished(published, drawn, believed)


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


def note_rows(notes: list[Note]) -> pd.DataFrame:
    """Notes as rows of a report."""
    columns = [field.name for field in fields(Note)]
    rows = [[getattr(note, name) for name in columns] for note in notes]
    return pd.DataFrame(rows, columns=columns).astype({"lon": "float64", "lat": "float64", "km": "float64"})

"""The JSON of public submarine cable maps in the style of TeleGeography: geometry, landing points and details of cables.

Files are known by what they are called, in a folder, a zip, or any folders within: ``cable-geo.json`` (lines),
``landing-point-geo.json`` (points), ``all.json`` or one ``<cable>.json`` each (details, with their landing points).
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import shapely

from cablenet import catalog
from cablenet.errors import DataError, Fault
from cablenet.network.io.bounds import MOST_FEATURES, MOST_FILE_BYTES, Bundle, open_bundle, parse_json, refuse
from cablenet.network.io.geojson import features_of, shape_of
from cablenet.network.io.given import (
    Given,
    ImportOptions,
    Line,
    Note,
    Station,
    check_total,
    clean,
    identifier,
    lines_of,
    own_identifier,
)
from cablenet.network.io.words import Countries, length_cell, list_cell, rfs_cells

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["read_telegeography"]

LINES, POINTS = "cable-geo.json", "landing-point-geo.json"

_ID_NAMES = ("id", "slug", "cable_id")


def read_telegeography(path: Path, options: ImportOptions) -> Given:
    """Read a folder or zip of such JSON.

    Raises:
        DataError: if the lines are missing or a file is not as it should be; all landing points of an unknown country
            are told together.
    """
    bundle = open_bundle(path)
    geo, points = _one(bundle, LINES), _one(bundle, POINTS)
    if geo is None:
        raise refuse(path.name, f"{len(bundle.sizes)} files, none of them {LINES}", f"a folder or zip with {LINES}")
    cables = _details(bundle)
    countries = Countries.read()
    stations, notes = _stations(bundle, points, cables, countries, options)
    ids: dict[str, str] = {}
    lines, names = _lines(bundle, geo, ids, options)
    systems = {}
    for key, system in ids.items():
        systems[system], told = _system(system, cables.get(key, {}), names[key], options)
        notes += told
    for key in sorted(set(cables) - set(ids)):
        notes.append(Note(what="no geometry", system=identifier(key), note="a cable without lines was left out"))
    landings = {
        system: tuple(identifier(clean(point.get("id"))) for point in _dicts(cables[key].get("landing_points")))
        for key, system in ids.items()
        if _dicts(cables.get(key, {}).get("landing_points"))
    }
    check_total(lines, geo)
    return Given(systems=systems, stations=stations, lines=lines, landings=landings, notes=notes)


def _one(bundle: Bundle, name: str) -> str | None:
    """The file of this name, wherever it lies."""
    found = [path for path in bundle.sizes if PurePosixPath(path).name == name and "__MACOSX" not in path]
    if len(found) > 1:
        raise refuse(bundle.path.name, f"{name} {len(found)} times: {', '.join(found[:3])}", "one; give its folder")
    return found[0] if found else None


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _details(bundle: Bundle) -> dict[str, dict[str, Any]]:
    """Details of the cables by id: those of a file of its own before those of ``all.json``."""
    out: dict[str, dict[str, Any]] = {}
    left = MOST_FILE_BYTES
    skipped = {LINES, POINTS, "search.json", "config.json"}
    names = [name for name in bundle.named(".json") if PurePosixPath(name).name not in skipped]
    for name in sorted(names, key=lambda name: PurePosixPath(name).name != "all.json"):
        if PurePosixPath(name).parent.name in {"landing-point", "country", "owner", "supplier", "ready-for-service"}:
            continue
        left -= bundle.sizes[name]
        if left < 0:
            raise refuse(name, "too many bytes in all", f"at most {MOST_FILE_BYTES:,}")
        value = parse_json(bundle.read(name), name)
        for cable in _dicts(value if isinstance(value, list) else [value]):
            key = _id(cable)
            if key and isinstance(cable.get("name"), str):
                out[key] = {**out.get(key, {}), **cable}
    return out


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    value = feature.get("properties")
    return value if isinstance(value, dict) else {}


def _id(values: dict[str, Any]) -> str:
    return next((clean(values[name]) for name in _ID_NAMES if clean(values.get(name))), "")


def _stations(
    bundle: Bundle,
    file: str | None,
    cables: dict[str, dict[str, Any]],
    countries: Countries,
    options: ImportOptions,
) -> tuple[dict[str, Station], list[Note]]:
    """Landing points by id, each with its country: that of the details, of the last part of its name, or of the option."""
    stated = {
        identifier(clean(point.get("id"))): clean(point.get("country"))
        for cable in cables.values()
        for point in _dicts(cable.get("landing_points"))
    }
    out: dict[str, Station] = {}
    notes: list[Note] = []
    faults: list[Fault] = []
    features = features_of(parse_json(bundle.read(file), file), file, most=MOST_FEATURES) if file else []
    for row, feature in enumerate(features, start=1):
        shape = shape_of(feature, str(file), row)
        properties = _properties(feature)
        name = clean(properties.get("name")) or _id(properties)
        if not isinstance(shape, shapely.Point) or not _id(properties):
            faults.append(_fault(file, row, "geometry", shape, "a Point with an id"))
            continue
        key = identifier(_id(properties))
        told = stated.get(key, "")
        code = countries.code(told or name.rpartition(", ")[2])
        if not code and options.country not in {"", "map"}:
            code = options.country
        if not code and options.country != "map":
            expected = "a country known by this name; say which with --country XX, or --country map for the nearest"
            faults.append(Fault(file=str(file), row=row, column="country", found=told or name, expected=expected))
        if key in out:
            notes.append(Note(what="left out", place=key, note="a landing point of this id stands already"))
        else:
            out[key] = Station(name=name, country=code, lon=shape.x, lat=shape.y)
    if faults:
        raise DataError(faults)
    return out, notes


def _fault(file: str | None, row: int, column: str, shape: BaseGeometry | None, expected: str) -> Fault:
    found = "no geometry or no id" if shape is None else shape.geom_type
    return Fault(file=str(file), row=row, column=column, found=found, expected=expected)


def _lines(bundle: Bundle, file: str, ids: dict[str, str], options: ImportOptions) -> tuple[list[Line], dict[str, str]]:
    """Lines of all cables; fills ``ids`` (theirs -> ours) and gives the names by their id."""
    out: list[Line] = []
    names: dict[str, str] = {}
    faults: list[Fault] = []
    for row, feature in enumerate(features_of(parse_json(bundle.read(file), file), file, most=MOST_FEATURES), start=1):
        shape = shape_of(feature, file, row)
        properties = _properties(feature)
        key = _id(properties)
        if not key or shape is None or shape.geom_type not in {"LineString", "MultiLineString"}:
            faults.append(_fault(file, row, "geometry", shape, "a LineString or MultiLineString with an id"))
            continue
        if key not in ids:
            ids[key] = own_identifier(key, set(ids.values()))
        names.setdefault(key, clean(properties.get("name")) or key)
        kind = options.kind or "sea"
        out += [Line(system=ids[key], shape=part, kind=kind) for part in lines_of(shape, options, file=file, row=row)]
    if faults:
        raise DataError(faults)
    return out, names


def _system(system: str, cable: dict[str, Any], name: str, options: ImportOptions) -> tuple[dict[str, str], list[Note]]:
    """Cells of one system; what could not be read is left empty and told."""
    year, month = rfs_cells(cable.get("rfs"))
    year = year or rfs_cells(cable.get("rfs_year"))[0]
    length = length_cell(cable.get("length"))
    cells = {
        "name": clean(cable.get("name")) or name,
        "status": _status(cable, year, options),
        "rfs_year": year,
        "rfs_month": month,
        "length_km": length,
        "owners": list_cell(cable.get("owners")),
        "suppliers": list_cell(cable.get("suppliers")),
        "note": clean(cable.get("notes"))[:2000],
    }
    read = {"rfs": year, "length": length}
    notes = [
        Note(what="left out", system=system, note=f"{key}: {clean(cable[key])[:60]}")
        for key, cell in read.items()
        if not cell and clean(cable.get(key)).casefold() not in {"", "n.a.", "tbd"}
    ]
    return cells, notes


def _status(cable: dict[str, Any], year: str, options: ImportOptions) -> str:
    """Planned where the map says so, or where it says nothing and the year is after that of our facts."""
    for name in ("is_planned", "planned"):
        if isinstance(cable.get(name), bool):
            return "planned" if cable[name] else "in-service"
    return "planned" if year and int(year) > int(catalog.VINTAGE[:4]) else options.status

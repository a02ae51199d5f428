"""GeoJSON, GeoPackage, Shapefile, GeoParquet and KML of lines and points, as geographic information systems write them.

Every line belongs to a system by its id or name; the points are the stations. Which column holds what is found by the
names in ``NAMES``; two that could be meant are asked for, not guessed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from cablenet.errors import DataError, Fault, InputError
from cablenet.network.io.bounds import refuse
from cablenet.network.io.given import (
    Given,
    ImportOptions,
    Line,
    Note,
    Station,
    check_total,
    clean,
    identifier,
    in_degrees,
    lines_of,
    not_in_degrees,
    own_identifier,
)
from cablenet.network.io.layers import read_layers
from cablenet.network.io.words import Countries, length_cell, list_cell, number_cell, rfs_cells, status_cell

if TYPE_CHECKING:
    import geopandas as gpd

    from cablenet.network.io.layers import Layer

__all__ = ["NAMES", "read_vector"]

NAMES = {
    "id": ("id", "system_id", "cable_id", "slug"),
    "name": ("name", "system", "system_name", "cable", "cable_name"),
    "status": ("status", "state"),
    "rfs": ("rfs", "rfs_year", "rfs_date", "ready_for_service", "year"),
    "length": ("length_km", "length"),
    "owners": ("owners", "owner", "operator"),
    "suppliers": ("suppliers", "supplier"),
    "fibre_pairs": ("fibre_pairs", "fiber_pairs", "fp"),
    "capacity": ("design_capacity_tbps", "capacity_tbps"),
    "point_id": ("id", "station_id", "point_id", "slug"),
    "point_name": ("name", "station", "station_name", "town", "place"),
    "country": ("country", "country_code", "iso2", "iso_a2", "country_name"),
}
"""Names of columns that are taken for what they say, in any case of letters."""

_OPTIONS = {key: f"--{key.replace('_', '-')}-column" for key in NAMES}
_LINE_KEYS = ("id", "name", "status", "rfs", "length", "owners", "suppliers", "fibre_pairs", "capacity")
_POINT_KEYS = ("point_id", "point_name", "country")
_LINES, _POINTS = {"LineString", "MultiLineString", "LinearRing"}, {"Point", "MultiPoint"}


def read_vector(path: Path, options: ImportOptions) -> Given:
    """Read lines and points of one file, folder or zip, and of ``options.points``.

    Raises:
        DataError: if a file is broken, says no coordinate reference system, or a row is not as it must be.
        InputError: if columns or layers could be meant in two ways, or an option names one that is not there.
    """
    layers = read_layers(path, options)
    line_layers = [layer for layer in layers if _has(layer, _LINES)]
    point_layers = [layer for layer in layers if _has(layer, _POINTS)]
    if options.points is not None:
        point_layers = [
            layer for layer in read_layers(options.points, replace(options, layers=())) if _has(layer, _POINTS)
        ]
    for kind, found in (("lines", line_layers), ("points", point_layers)):
        if len(found) > 1 and not options.layers:
            names = ", ".join(layer.name for layer in found)
            message = f"Found {len(found)} layers with {kind} ({names}), expected one: choose with --layer."
            raise InputError(message)
    if not line_layers:
        raise refuse(path.name, "no lines", "a layer of lines; points alone make no network")
    notes: list[Note] = []
    stations = _stations(point_layers, options)
    systems: dict[str, dict[str, str]] = {}
    lines: list[Line] = []
    for layer in line_layers:
        _read_lines(layer, options, systems, lines, notes)
    check_total(lines, path.name)
    return Given(systems=systems, stations=stations, lines=lines, notes=notes)


def _has(layer: Layer, kinds: set[str]) -> bool:
    parts = {part.geom_type for shape in layer.frame.geometry.dropna() for part in _parts(shape)}
    return bool(parts & kinds)


def _parts(shape: Any) -> list[Any]:  # noqa: ANN401 - any shape
    """The shape itself, or what a collection holds."""
    return list(shape.geoms) if shape.geom_type == "GeometryCollection" else [shape]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Rows of a layer with the columns that are meant, by what they hold."""

    layer: Layer
    columns: dict[str, str]

    @classmethod
    def of(cls, layer: Layer, keys: tuple[str, ...], options: ImportOptions) -> _Rows:
        """Find the columns.

        Raises:
            InputError: if two could be meant, or an option names a column that is not there.
        """
        frame: gpd.GeoDataFrame = layer.frame
        there = [str(name) for name in frame.columns if name != frame.geometry.name]
        columns = {}
        for key in keys:
            if key in options.columns:
                wanted = options.columns[key]
                if wanted not in there:
                    message = f"Found no column {wanted!r} in {layer.name}, expected one of {', '.join(there)}."
                    raise InputError(message)
                columns[key] = wanted
                continue
            found = [name for name in there if name.casefold() in NAMES[key] and name not in options.columns.values()]
            if len(found) > 1:
                message = (
                    f"Found {len(found)} columns in {layer.name} that could hold the {key.replace('_', ' ')} "
                    f"({', '.join(found)}), expected one: choose with {_OPTIONS[key]}."
                )
                raise InputError(message)
            if found:
                columns[key] = found[0]
        return cls(layer=layer, columns=columns)

    def cell(self, row: int, key: str) -> Any:  # noqa: ANN401 - cells of any type
        """Value of one cell; ``None`` where there is no such column or nothing in it."""
        if key not in self.columns:
            return None
        value = self.layer.frame[self.columns[key]].iloc[row]
        with suppress(TypeError, ValueError):
            if value != value:  # noqa: PLR0124 - not a number, of whatever library
                return None
        return value


def _stations(layers: list[Layer], options: ImportOptions) -> dict[str, Station]:
    """Stations by id; every point must have a name and a country that can be told."""
    out: dict[str, Station] = {}
    faults: list[Fault] = []
    countries = Countries.read() if layers else None
    for layer in layers:
        rows = _Rows.of(layer, _POINT_KEYS, options)
        if "point_name" not in rows.columns and "point_id" not in rows.columns:
            message = (
                f"Found no column with the names of the points in {layer.name}; say which with --point-name-column."
            )
            raise InputError(message)
        for row, shape in enumerate(layer.frame.geometry):
            point = _point(shape)
            if point is None:
                continue
            if not in_degrees(shapely.get_coordinates(point)):
                raise not_in_degrees(shapely.get_coordinates(point), layer.name, row + 1)
            name = clean(rows.cell(row, "point_name")) or clean(rows.cell(row, "point_id"))
            told = clean(rows.cell(row, "country"))
            assert countries is not None  # noqa: S101 - there are layers
            code = countries.code(told or name.rpartition(", ")[2])
            code = code or (options.country if options.country != "map" and not told else "")
            if not name:
                faults.append(_empty(layer, row, rows.columns.get("point_name", "name")))
            elif not code and options.country != "map":
                faults.append(_stateless(layer, row, rows.columns.get("country"), told))
            else:
                key = own_identifier(clean(rows.cell(row, "point_id")) or name, out)
                out[key] = Station(name=name, country=code, lon=float(point.x), lat=float(point.y))
    if faults:
        raise DataError(faults)
    return out


def _point(shape: Any) -> shapely.Point | None:  # noqa: ANN401 - any shape
    """The point of a row, flat; ``None`` where there is none or there are several."""
    points = (
        [] if shape is None else [part for part in _parts(shape) if part.geom_type in _POINTS and not part.is_empty]
    )
    single: Any = shapely.get_parts(points) if points else []
    return shapely.force_2d(single[0]) if len(single) == 1 else None


def _empty(layer: Layer, row: int, column: str) -> Fault:
    return Fault(file=layer.name, row=row + 1, column=column, found="nothing", expected="a name")


def _stateless(layer: Layer, row: int, column: str | None, told: str) -> Fault:
    expected = (
        "a country known by this code or name; say which column with --country-column, or one for all with "
        "--country XX, or take the nearest on the map with --country map"
    )
    return Fault(file=layer.name, row=row + 1, column=column or "country", found=told or "nothing", expected=expected)


def _read_lines(
    layer: Layer,
    options: ImportOptions,
    systems: dict[str, dict[str, str]],
    lines: list[Line],
    notes: list[Note],
) -> None:
    """Add the lines of a layer and the systems they name."""
    rows = _Rows.of(layer, _LINE_KEYS, options)
    if not {"id", "name"} & set(rows.columns):
        there = ", ".join(str(name) for name in layer.frame.columns if name != layer.frame.geometry.name)
        message = (
            f"Found no column with the names of the systems in {layer.name} ({there}); say which with --name-column."
        )
        raise InputError(message)
    ids: dict[str, str] = {}
    faults: list[Fault] = []
    for row, shape in enumerate(layer.frame.geometry):
        parts = [] if shape is None else [part for part in _parts(shape) if part.geom_type in _LINES]
        if shape is not None and not parts and shape.geom_type not in _POINTS:
            notes.append(Note(what="left out", place=f"{layer.name} {row + 1}", note=f"a {shape.geom_type} is no line"))
        if not parts:
            continue
        key = clean(rows.cell(row, "id")) or clean(rows.cell(row, "name"))
        cells, told = _cells(rows, row, options)
        if not key or cells["status"] == "?":
            column = "status" if key else "name" if "name" in rows.columns else "id"
            faults.append(_unread(layer, row, rows.columns[column], rows.cell(row, column) if key else ""))
            continue
        if key not in ids:
            ids[key] = identifier(key) if identifier(key) in systems else own_identifier(key, systems)
            systems.setdefault(ids[key], {**cells, "name": cells["name"] or key})
            notes += [replace(note, system=ids[key]) for note in told]
        own = tuple((name, cells[name]) for name in ("status", "rfs_year") if cells[name] != systems[ids[key]][name])
        kind = options.kind or "sea"
        for part in parts:
            shapes = lines_of(part, options, file=layer.name, row=row + 1)
            lines += [Line(system=ids[key], shape=line, kind=kind, own=own) for line in shapes]
    if faults:
        raise DataError(faults)


def _unread(layer: Layer, row: int, column: str, found: object) -> Fault:
    known = "in service, under construction, planned, retired or cancelled"
    expected = known if found else "a name or id"
    return Fault(file=layer.name, row=row + 1, column=column, found=clean(found)[:80] or "nothing", expected=expected)


def _cells(rows: _Rows, row: int, options: ImportOptions) -> tuple[dict[str, str], list[Note]]:
    """Cells of the system of a row; what could not be read is left empty and told; a status not known is ``?``."""
    status = rows.cell(row, "status")
    year, month = rfs_cells(rows.cell(row, "rfs"))
    cells = {
        "name": clean(rows.cell(row, "name")),
        "status": (status_cell(status) or "?") if clean(status) else options.status,
        "rfs_year": year,
        "rfs_month": month,
        "length_km": length_cell(rows.cell(row, "length")),
        "fibre_pairs": number_cell(rows.cell(row, "fibre_pairs"), low=0, high=300),
        "design_capacity_tbps": number_cell(rows.cell(row, "capacity"), low=0, high=3000),
        "owners": list_cell(rows.cell(row, "owners")),
        "suppliers": list_cell(rows.cell(row, "suppliers")),
    }
    read = {"rfs": year, "length": "length_km", "fibre_pairs": "fibre_pairs", "capacity": "design_capacity_tbps"}
    notes = [
        Note(what="left out", note=f"{rows.columns[key]}: {clean(rows.cell(row, key))[:60]}")
        for key, name in read.items()
        if key in rows.columns and clean(rows.cell(row, key)) and not (year if key == "rfs" else cells[name])
    ]
    return cells, notes

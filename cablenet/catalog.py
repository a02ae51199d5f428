"""The tables by name: what there is, what it means, where it comes from, and the door at which it is checked.

Everything is read as text and checked against its schema once, here; rooms above trust what they get.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from cablenet import schema
from cablenet._datafiles import data_root
from cablenet.errors import DataError, Fault, GeometryError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "FACTS",
    "LAID",
    "NETWORK",
    "VINTAGE",
    "WORLD",
    "available",
    "describe",
    "load_chokepoints",
    "load_file",
    "load_routes",
    "load_table",
    "load_tables",
    "vintage",
]

NETWORK = ("borders", "cities", "corridors", "countries", "segments", "stations", "systems", "terrestrial")
"""The tables people edit of which a network is made."""

FACTS = (
    *NETWORK,
    "groups",
    "incident_cables",
    "incidents",
    "listed_companies",
    "owner_spellings",
    "owners",
    "supplier_spellings",
    "suppliers",
)
"""The tables people edit."""

LAID = ("branching_units", "crossings", "laid_segments", "land_links")
"""The tables built from them of which a network is made."""

WORLD = (*LAID, "overland", "waters")
"""The tables built from them."""

VINTAGE = "2026-11-22"
"""Date up to which the shipped facts were brought."""


def available() -> pd.DataFrame:
    """Tables there are: ``name`` (index), ``title``, ``path`` under the data folder, ``columns``."""
    rows = [schema.table(name) for name in schema.table_names()]
    return pd.DataFrame(
        {
            "title": [row.title for row in rows],
            "path": [row.path for row in rows],
            "columns": [len(row.columns) for row in rows],
        },
        index=pd.Index([row.name for row in rows], name="name"),
    )


def describe(name: str) -> pd.DataFrame:
    """Columns of one table: ``column`` (index), ``type``, ``unit``, ``expected``, ``meaning``.

    Raises:
        UnknownNameError: if there is no such table.
    """
    columns = schema.table(name).columns
    return pd.DataFrame(
        {
            "type": [column.type for column in columns],
            "unit": [column.unit for column in columns],
            "expected": [column.expected for column in columns],
            "meaning": [column.description for column in columns],
        },
        index=pd.Index([column.name for column in columns], name="column"),
    )


def load_table(name: str, *, data_dir: Path | None = None) -> pd.DataFrame:
    """One table, checked against its schema; rows keep the order of the file.

    Raises:
        DataError: with every fault by file, row and column.
        UnknownNameError: if there is no such table.
    """
    shown = schema.table(name).path
    return _checked(name, *_cells((data_dir or data_root()) / shown, shown), shown)


def load_file(name: str, path: Path) -> pd.DataFrame:
    """A file of your own that has the columns of a table, checked against its schema; those that may be empty may be left out.

    Raises:
        DataError: with every fault by row and column.
    """
    cells, faults = _cells(path, path.name)
    empty = {column.name: "" for column in schema.table(name).columns if not column.required}
    absent = {name: cell for name, cell in empty.items() if name not in cells}
    return _checked(name, cells.assign(**absent).astype("str"), faults, path.name)


def _checked(name: str, cells: pd.DataFrame, faults: list[Fault], file: str) -> pd.DataFrame:
    """Typed columns of cells that were read with these faults."""
    try:
        table = schema.check(cells, schema.table(name), file=file)
    except DataError as error:
        raise DataError(sorted([*faults, *error.faults], key=lambda fault: fault.row or 0)) from None
    if faults:
        raise DataError(faults)
    return table


def load_tables(names: Iterable[str], *, data_dir: Path | None = None) -> dict[str, pd.DataFrame]:
    """Several tables, each checked, and the references between them; all faults of all files come together.

    Raises:
        DataError: with every fault by file, row and column.
    """
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for name in names:
        try:
            tables[name] = load_table(name, data_dir=data_dir)
        except DataError as error:
            if not error.faults:
                raise
            faults += error.faults
    faults += schema.check_references(tables, files={name: schema.table(name).path for name in tables})
    faults += _ends_faults(tables)
    faults += _built_faults(tables)
    if faults:
        raise DataError(faults)
    return tables


def load_routes(*, data_dir: Path | None = None) -> pd.Series:
    """Laid routes as continuous lines (longitudes may pass +-180) by link id, from ``world/routes.geojson``.

    Raises:
        DataError: if a feature is no line with a ``link_id`` of its own.
    """
    shapes, _ = _features("world/routes.geojson", data_dir, key="link_id", kinds=("LineString", "MultiLineString"))
    return pd.Series(shapes, dtype=object, name="geometry").rename_axis("link_id")


def load_chokepoints(*, data_dir: Path | None = None) -> gpd.GeoDataFrame:
    """Chokepoint polygons by id, with ``name, description, kind, source``; split at the antimeridian.

    Raises:
        DataError: if a feature is no valid polygon with an ``id`` of its own.
    """
    import geopandas as gpd

    shapes, rows = _features("chokepoints/chokepoints.geojson", data_dir, key="id", kinds=("Polygon", "MultiPolygon"))
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("id").drop(columns="id")
    return gpd.GeoDataFrame(table, geometry=list(shapes.values()), crs="EPSG:4326").sort_index()


def _features(
    relative: str, data_dir: Path | None, *, key: str, kinds: tuple[str, ...]
) -> tuple[dict[str, BaseGeometry], dict[str, dict[str, Any]]]:
    """Shapes and properties of the features of a GeoJSON file, one a line, by the property ``key``; split lines joined."""
    from cablenet.geo.antimeridian import join

    path = (data_dir or data_root()) / relative
    try:
        text = path.read_bytes()
        features = list(json.loads(text)["features"])
    except FileNotFoundError:
        raise DataError([Fault(file=relative, found="no such file", expected="GeoJSON; restore it")]) from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        fault = Fault(file=relative, found=str(error)[:200], expected="a GeoJSON FeatureCollection")
        raise DataError([fault]) from None
    shapes: dict[str, BaseGeometry] = {}
    rows: dict[str, dict[str, Any]] = {}
    faults: list[Fault] = []
    read = _all_shapes(text, len(features))
    for line, (feature, known) in enumerate(zip(features, read, strict=True), start=2):
        try:
            name, shape = _feature(feature, known, key, kinds, taken=shapes)
            shape = join(shape) if shape.geom_type == "MultiLineString" else shape
        except (ValueError, GeometryError) as error:
            wanted = f"a feature with a {key} of its own and a valid {' or '.join(kinds)} in degrees"
            faults.append(Fault(file=relative, row=line, column=key, found=str(error)[:120], expected=wanted))
        else:
            shapes[name], rows[name] = shape, dict(feature["properties"])
    if faults:
        raise DataError(faults)
    return shapes, rows


def _all_shapes(text: bytes, count: int) -> list[BaseGeometry | None]:
    """Shapes of all features, read at once, which takes half as long as one by one; ``None`` for each if one is amiss."""
    import shapely

    shapes: list[BaseGeometry | None] = shapely.get_parts(shapely.from_geojson(text, on_invalid="ignore")).tolist()
    return shapes if len(shapes) == count else [None] * count


def _feature(
    feature: Any,  # noqa: ANN401 - any JSON
    shape: BaseGeometry | None,
    key: str,
    kinds: tuple[str, ...],
    *,
    taken: Container[str],
) -> tuple[str, BaseGeometry]:
    """Id and shape of one feature, which is read unless it is given, or a ValueError that says what it is instead."""
    import shapely

    try:
        name, geometry = feature["properties"][key], feature["geometry"]
        kind = geometry["type"]
        if shape is None:
            shape = shapely.from_geojson(json.dumps({"type": kind, "coordinates": geometry["coordinates"]}))
    except (KeyError, TypeError, shapely.errors.GEOSException) as error:
        raise ValueError(f"no usable feature ({error})") from None
    west, south, east, north = shape.bounds
    if not isinstance(name, str) or not name:
        raise ValueError(f"{key} {name!r}")
    if name in taken:
        raise ValueError(f"{name} again")
    if kind not in kinds or shape.is_empty:
        raise ValueError(f"{name}: a {kind}" + (" without points" if shape.is_empty else ""))
    if not (-180.0 <= west <= east <= 180.0 and -90.0 <= south <= north <= 90.0):
        raise ValueError(f"{name}: coordinates to {list(shape.bounds)}")
    if kind.endswith("Polygon") and not shape.is_valid:
        raise ValueError(f"{name}: {shapely.is_valid_reason(shape)}")
    return name, shape


def vintage(*, data_dir: Path | None = None) -> dict[str, str]:
    """Date of the shipped facts and a SHA-256 over all tables, to quote beside a result."""
    digest = hashlib.sha256()
    for name in schema.table_names():
        path = (data_dir or data_root()) / schema.table(name).path
        if path.exists():
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return {"date": VINTAGE, "sha256": digest.hexdigest()}


def _cells(path: Path, shown: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Text cells of a CSV file, and a fault for each row that is not as wide as the header, which is left out.

    The index is such that row ``i`` starts on line ``i + 2`` of the file.

    Raises:
        DataError: if the file or its header cannot be read, so that nothing can be said of its rows.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError([Fault(file=shown, found="no such file", expected="a table; restore it")]) from None
    except UnicodeDecodeError as error:
        raise DataError([Fault(file=shown, found=str(error)[:120], expected="UTF-8 text")]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not header:
                header = cells
            elif len(cells) == len(header):
                rows.append(cells)
                lines.append(line)
            elif cells:
                faults.append(_ragged(shown, line, len(cells), len(header)))
    except csv.Error as error:
        faults.append(Fault(file=shown, row=start, found=str(error), expected="a row of comma-separated cells"))
    if unusable := _header_faults(header, shown):
        raise DataError([*unusable, *faults])
    return pd.DataFrame(rows, columns=pd.Index(header), index=[line - 2 for line in lines], dtype="str"), faults


def _header_faults(header: list[str], file: str) -> list[Fault]:
    if not header:
        return [Fault(file=file, found="an empty file", expected="a header line and rows")]
    return [
        Fault(file=file, row=1, column=name, found="a column twice", expected="each column once")
        for name, number in Counter(header).items()
        if number > 1
    ]


def _ragged(file: str, line: int, found: int, expected: int) -> Fault:
    return Fault(file=file, row=line, found=f"{found} cells", expected=f"{expected} cells, as in the header")


_ENDS = {"segments": ("a", "b"), "terrestrial": ("a", "b", "via_nodes"), "land_links": ("a", "b")}
"""Columns that name nodes, a list of them in ``via_nodes``."""


def _ends_faults(tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Faults of links whose ends are no known node, or one and the same."""
    if not {"stations", "cities"} <= tables.keys():
        return []
    stations, cities = _texts(tables["stations"]["station_id"]), _texts(tables["cities"]["city_id"])
    faults = []
    for name in sorted(_ENDS.keys() & tables.keys()):
        frame = tables[name]
        known = stations | {""} if name == "segments" else stations | cities | {""}
        for column in _ENDS[name]:
            named = frame[column].str.split(";").explode() if column == "via_nodes" else frame[column]
            strange = _texts(named) - known
            if name == "segments":
                strange = {node for node in strange if not re.fullmatch(r"BU[0-9]+", node)}
            faults += _faults(name, named[named.isin(strange)], "the id of a node")
        faults += _faults(name, frame["b"][frame["a"] == frame["b"]], "an end other than a")
    return faults


def _built_faults(tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Faults where the built world is not that of the facts: laid segments and branching units that are missing."""
    if not {"systems", "segments", "laid_segments", "branching_units"} <= tables.keys():
        return []
    alive = set(tables["systems"].loc[tables["systems"]["status"] != "cancelled", "system_id"])
    segments = tables["segments"][tables["segments"]["system_id"].isin(alive)]
    wanted = segments["system_id"] + ":" + segments["seq"].astype(str)
    laid = tables["laid_segments"]
    missing = sorted(_texts(wanted) - _texts(laid["system_id"] + ":" + laid["seq"].astype(str)))
    ends = pd.concat([segments["system_id"] + ":" + segments[end] for end in ("a", "b")])
    units = tables["branching_units"]
    lost = _texts(ends[ends.str.contains(r":BU[0-9]+$")]) - _texts(units["system_id"] + ":" + units["unit"])
    expected = "one row for each of facts/segments.csv; run `cablenet data build`"
    return [
        Fault(file=schema.table(table).path, found=f"no row for {name}", expected=expected)
        for table, names in (("laid_segments", missing), ("branching_units", sorted(lost)))
        for name in names
    ]


def _texts(cells: pd.Series) -> set[str]:
    """The different texts of a column, read out at once: walking over the column itself costs ten times as much."""
    return set(cells.to_numpy(dtype=object))


def _faults(name: str, cells: pd.Series, expected: str) -> list[Fault]:
    """A fault for each of these cells of a table."""
    file, column = schema.table(name).path, str(cells.name)
    return [
        Fault(file=file, row=int(row) + 2, column=column, found=str(cell)[:80], expected=expected)
        for row, cell in cells.items()
    ]

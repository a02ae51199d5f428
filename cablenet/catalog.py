"""The tables by name: what there is, what it means, where it comes from, and the door at which it is checked.

Everything is read as text and checked against its schema once, here; rooms above trust what they get.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from cablenet import schema
from cablenet._datafiles import data_root
from cablenet.errors import DataError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd

__all__ = [
    "FACTS",
    "VINTAGE",
    "WORLD",
    "available",
    "describe",
    "load_chokepoints",
    "load_routes",
    "load_table",
    "load_tables",
    "vintage",
]

FACTS = ("borders", "cities", "corridors", "countries", "segments", "stations", "systems", "terrestrial")
"""The tables people edit."""

WORLD = ("branching_units", "crossings", "laid_segments", "land_links")
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
    wanted = schema.table(name)
    path = (data_dir or data_root()) / wanted.path
    return schema.check(_cells(path, wanted.path), wanted, file=wanted.path)


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
    if "segments" in tables:
        faults += _ends_faults(tables)
    if faults:
        raise DataError(faults)
    return tables


def load_routes(*, data_dir: Path | None = None) -> pd.Series:
    """Laid routes as continuous lines (longitudes may pass +-180) by link id, from ``world/routes.geojson``."""
    from shapely.geometry import shape

    from cablenet.geo.antimeridian import join

    features = _features("world/routes.geojson", data_dir)
    lines = {row["properties"]["link_id"]: shape(row["geometry"]) for row in features}
    lines = {name: join(line) if line.geom_type == "MultiLineString" else line for name, line in lines.items()}
    return pd.Series(lines, dtype=object, name="geometry").rename_axis("link_id")


def load_chokepoints(*, data_dir: Path | None = None) -> gpd.GeoDataFrame:
    """Chokepoint polygons by id, with ``name, description, kind, source``; split at the antimeridian."""
    import geopandas as gpd

    features = _features("chokepoints/chokepoints.geojson", data_dir)
    return gpd.GeoDataFrame.from_features(features, crs="EPSG:4326").set_index("id").sort_index()


def _features(relative: str, data_dir: Path | None) -> list[dict[str, Any]]:
    """Features of a GeoJSON file."""
    path = (data_dir or data_root()) / relative
    try:
        features: list[dict[str, Any]] = json.loads(path.read_bytes())["features"]
    except FileNotFoundError:
        raise DataError([Fault(file=relative, found="no such file", expected="GeoJSON; restore it")]) from None
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            [Fault(file=relative, found=str(error)[:200], expected="a GeoJSON FeatureCollection")]
        ) from None
    return features


def vintage(*, data_dir: Path | None = None) -> dict[str, str]:
    """Date of the shipped facts and a SHA-256 over all tables, to quote beside a result."""
    digest = hashlib.sha256()
    for name in schema.table_names():
        path = (data_dir or data_root()) / schema.table(name).path
        if path.exists():
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return {"date": VINTAGE, "sha256": digest.hexdigest()}


def _cells(path: Path, shown: str) -> pd.DataFrame:
    """Text cells of a CSV file; row ``i`` is line ``i + 2``."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8", index_col=False)
    except FileNotFoundError:
        raise DataError(
            [Fault(file=shown, found="no such file", expected=f"a table in {path.parent}; restore it")]
        ) from None
    except pd.errors.EmptyDataError:
        raise DataError([Fault(file=shown, found="an empty file", expected="a header line and rows")]) from None
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        text = " ".join(str(error).split())[:200]
        raise DataError(
            [Fault(file=shown, found=text, expected="UTF-8 text with as many cells in each row as in the header")]
        ) from None


def _ends_faults(tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Faults of links whose ends are no known node, or one and the same."""
    stations = set(tables["stations"]["station_id"]) if "stations" in tables else set()
    cities = set(tables["cities"]["city_id"]) if "cities" in tables else set()
    faults = []
    for name, known in (("segments", stations), ("terrestrial", stations | cities)):
        if name not in tables:
            continue
        frame = tables[name]
        for end in ("a", "b"):
            unit = frame[end].str.fullmatch(r"BU[0-9]+") & (name == "segments")
            faults += _faults(name, frame[end][~frame[end].isin(known) & ~unit], "the id of a node")
        faults += _faults(name, frame["b"][frame["a"] == frame["b"]], "an end other than a")
    return faults


def _faults(name: str, cells: pd.Series, expected: str) -> list[Fault]:
    """A fault for each of these cells of a table."""
    file, column = schema.table(name).path, str(cells.name)
    return [
        Fault(file=file, row=int(row) + 2, column=column, found=str(cell)[:80], expected=expected)
        for row, cell in cells.items()
    ]

"""A network as plain tables, and back: every cell text, number, truth value or nothing, every type written down.

The formats that hold a whole network differ in their files, not in this.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from cablenet.errors import DataError, GeometryError
from cablenet.geo.antimeridian import join, split
from cablenet.network.io.bounds import refuse
from cablenet.network.model import Network

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

__all__ = ["Plain", "cells", "joined", "network_of", "plain", "split_lines", "typed"]

_TRUTH = {"True": True, "False": False, "1": True, "0": False}

VERSION = 1
"""Version of what is written about the tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Tables of a network by name, with their index as a column, and what is to be known to read them back."""

    tables: dict[str, pd.DataFrame]
    about: dict[str, Any]


def plain(net: Network) -> Plain:
    """Tables of a network, and the types of their columns."""
    tables: dict[str, pd.DataFrame] = {}
    types: dict[str, Any] = {}
    for field in fields(net):
        table = getattr(net, field.name)
        if not isinstance(table, pd.DataFrame):
            continue
        index = table.index.name if table.index.name is not None else ""
        types[field.name] = {
            "index": index,
            "types": {str(name): str(dtype) for name, dtype in table.dtypes.items() if str(name) != "geometry"},
            "index_type": str(table.index.dtype),
            "geometry": "geometry" in table,
        }
        tables[field.name] = table.rename_axis(index or "index").reset_index()
    return Plain(tables=tables, about={"cablenet": VERSION, "as_of": net.as_of.isoformat(), "tables": types})


def network_of(tables: dict[str, pd.DataFrame], about: Any, file: str) -> Network:  # noqa: ANN401 - any JSON
    """Network of plain tables, each column of the type it had; tables that are not there are empty.

    Raises:
        DataError: if what is said about the tables is not what :func:`plain` says, or a table is not as it says.
    """
    if not isinstance(about, dict) or about.get("cablenet") != VERSION:
        raise refuse(file, "no word of its tables", f"a file that cablenet wrote (version {VERSION})")
    try:
        day = dt.date.fromisoformat(about["as_of"])
        made = {name: _table(tables.get(name), said) for name, said in about["tables"].items()}
        return Network(**made, as_of=day)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, GeometryError) as error:
        raise refuse(file, f"{type(error).__name__}: {error}", "a file as cablenet wrote it; write it again") from None


def _table(rows: pd.DataFrame | None, said: dict[str, Any]) -> pd.DataFrame:
    """One table with its types, its index and its geometry."""
    import geopandas as gpd

    index = said["index"] or "index"
    names = [index, *said["types"], *(["geometry"] if said["geometry"] else [])]
    if rows is None:
        rows = pd.DataFrame({name: pd.Series(dtype=object) for name in names})
    out = pd.DataFrame({name: typed(rows[name], kind) for name, kind in said["types"].items()})
    out.index = pd.Index(typed(rows[index], said["index_type"]), name=said["index"] or None)
    if not said["geometry"]:
        return out
    return gpd.GeoDataFrame(out, geometry=np.array([*rows["geometry"], None], dtype=object)[:-1], crs="EPSG:4326")


def typed(values: pd.Series, kind: str) -> Any:  # noqa: ANN401 - an array of any type
    """Cells as values of a column of this type."""
    found = pd.Series(list(values), dtype=object)
    if kind in {"Int64", "Float64"}:
        found = pd.to_numeric(found.where(found.notna(), None)).astype("Float64")
        return found.astype(kind).array
    if kind in {"float64", "int64"}:
        return pd.to_numeric(found).astype(kind).array
    if kind == "bool":
        return found.map(lambda cell: _TRUTH[str(cell)]).astype(bool).array
    if kind == "object":
        return found.map(lambda cell: json.loads(cell) if isinstance(cell, str) else cell).array
    if kind not in {"str", "string"}:
        message = f"a column of type {kind!r}"
        raise ValueError(message)
    return found.astype(kind).array


def cells(column: pd.Series) -> list[Any]:
    """Cells of a column as JSON has them: numbers, text, truth values; ``None`` for what is not there."""
    kind = str(column.dtype)
    if kind == "object":
        return [json.dumps(value, default=list, ensure_ascii=False) for value in column]
    out: list[Any] = []
    for value in column.tolist():
        if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
            out.append(None)
        else:
            out.append(str(value) if isinstance(value, float) and np.isinf(value) else value)
    return out


def split_lines(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The table with its lines split at the antimeridian, as geographic information systems draw them."""
    shapes = [
        split(shape) if shape is not None and shape.geom_type == "LineString" else shape for shape in table.geometry
    ]
    return table.set_geometry(np.array([*shapes, None], dtype=object)[:-1], crs=table.crs)


def joined(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The line of which a shape is the split form; other shapes as they are.

    Raises:
        DataError: if its parts are no one line.
    """
    if shape is None or shape.geom_type != "MultiLineString":
        return shape
    try:
        return join(shape)
    except GeometryError as error:
        raise DataError(str(error)) from None


def wkt(shape: BaseGeometry | None) -> str | None:
    """Shape as text, with all its decimals."""
    return None if shape is None else str(shapely.to_wkt(shape, rounding_precision=-1))

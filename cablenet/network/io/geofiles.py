"""A network as GeoPackage, GeoParquet or GeoJSON: every table is there, lines split at the antimeridian."""

from __future__ import annotations

import importlib.util
import json
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cablenet.errors import InputError
from cablenet.network.io.bounds import MOST_FEATURES, MOST_FILE_BYTES, foreign, open_bundle, parse_json, refuse
from cablenet.network.io.geojson import features_of, shape_of, shape_to_json
from cablenet.network.io.tables import cells, joined, network_of, plain, split_lines

if TYPE_CHECKING:
    from cablenet.network.model import Network

__all__ = [
    "read_geojson",
    "read_geopackage",
    "read_geoparquet",
    "write_geojson",
    "write_geopackage",
    "write_geoparquet",
]

ABOUT = "about"
"""Layer or file that says what the others are."""


def write_geopackage(net: Network, path: Path) -> None:
    """Write layers ``nodes, links, chokepoints`` and tables ``systems, crossings, ...``; its dates are those of the network."""
    import pyogrio

    about = json.dumps(plain(net).about)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{net.as_of}T00:00:00.000Z"})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name, table in plain(net).tables.items():
                spatial = "geometry" in table
                kept = split_lines(table) if spatial else table
                kind = {"geometry_type": "Unknown"} if spatial and not len(table) else {}
                pyogrio.write_dataframe(_flat(kept), path, layer=name, driver="GPKG", **kind)
            row = pd.DataFrame({"key": ["about"], "value": [about]})
            pyogrio.write_dataframe(row, path, layer=ABOUT, driver="GPKG")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """The table with cells that are no plain values written as JSON."""
    lists = [name for name in table.columns if str(table[name].dtype) == "object"]
    return table.assign(**{str(name): cells(table[name]) for name in lists})


def read_geopackage(path: Path) -> Network:
    """Read a network that :func:`write_geopackage` wrote.

    Raises:
        DataError: if it is none.
    """
    import pyogrio

    if open_bundle(path).sizes.get(path.name, 0) > MOST_FILE_BYTES:
        raise refuse(path.name, "a larger file", f"at most {MOST_FILE_BYTES:,} bytes")
    with path.open("rb") as opened:
        if opened.read(16) != b"SQLite format 3\x00":
            raise refuse(path.name, "another kind of file", "a GeoPackage")
    with foreign(path.name, "a GeoPackage that can be read"):
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        tables = {name: pyogrio.read_dataframe(path, layer=name) for name in names if ABOUT in names}
    if ABOUT not in tables or "value" not in tables[ABOUT] or not len(tables[ABOUT]):
        raise refuse(path.name, f"the layers {', '.join(names)}", "a network; others come in by `cablenet import`")
    text = tables.pop(ABOUT)["value"].iloc[0]
    return network_of(_joined(tables), parse_json(str(text).encode(), path.name), path.name)


def _joined(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    out = {}
    for name, table in tables.items():
        plain_table = pd.DataFrame(table)
        if "geometry" in plain_table:
            plain_table = plain_table.assign(geometry=pd.Series(map(joined, plain_table["geometry"]), dtype=object))
        out[name] = plain_table
    return out


def write_geoparquet(net: Network, folder: Path) -> None:
    """Write a folder of one file a table; those with shapes are GeoParquet.

    Raises:
        InputError: if pyarrow is not installed.
    """
    _need_pyarrow()
    folder.mkdir()
    for name, table in plain(net).tables.items():
        kept = _flat(split_lines(table) if "geometry" in table else table)
        kept.to_parquet(folder / f"{name}.parquet", index=False)
    (folder / f"{ABOUT}.json").write_text(json.dumps(plain(net).about, indent=1) + "\n", encoding="utf-8", newline="\n")


def _need_pyarrow() -> None:
    if importlib.util.find_spec("pyarrow") is None:
        message = (
            "Found no pyarrow, which reads and writes GeoParquet; install it with pip install 'cablenet[parquet]'."
        )
        raise InputError(message)


def read_geoparquet(folder: Path) -> Network:
    """Read a network that :func:`write_geoparquet` wrote.

    Raises:
        DataError: if it is none.
        InputError: if pyarrow is not installed.
    """
    import geopandas as gpd

    _need_pyarrow()
    import pyarrow.parquet as pq

    bundle = open_bundle(folder)
    if f"{ABOUT}.json" not in bundle.sizes:
        raise refuse(
            folder.name, f"no {ABOUT}.json", "a folder that cablenet wrote; others come in by `cablenet import`"
        )
    about = parse_json(bundle.read(f"{ABOUT}.json"), f"{ABOUT}.json")
    tables = {}
    for name in bundle.named(".parquet"):
        with foreign(name, "a Parquet file that can be read"):
            number, columns = pq.read_metadata(folder / name).num_rows, pq.read_schema(folder / name).names
            if number > MOST_FEATURES:
                raise refuse(name, f"{number:,} rows", f"at most {MOST_FEATURES:,}")
            reader = gpd.read_parquet if "geometry" in columns else pd.read_parquet
            tables[Path(name).stem] = reader(folder / name)
    return network_of(_joined(tables), about, folder.name)


def write_geojson(net: Network, path: Path) -> None:
    """Write one FeatureCollection: features of the layers nodes, links, chokepoints, one a line; tables as a foreign member."""
    whole = plain(net)
    lines: list[str] = []
    rest: dict[str, Any] = {}
    for name, table in whole.tables.items():
        columns = {str(column): cells(table[column]) for column in table.columns if column != "geometry"}
        if "geometry" not in table:
            rest[name] = columns
            continue
        keys = list(columns)
        for row, shape in zip(zip(*columns.values(), strict=True), split_lines(table).geometry, strict=True):
            properties = {"layer": name, **dict(zip(keys, row, strict=True))}
            geometry = None if shape is None else shape_to_json(shape)
            feature = {"type": "Feature", "properties": properties, "geometry": geometry}
            lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    tail = json.dumps(
        {"about": whole.about, "tables": rest}, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + '\n],"cablenet":' + tail + "}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def read_geojson(path: Path) -> Network:
    """Read a network that :func:`write_geojson` wrote.

    Raises:
        DataError: if it is none.
    """
    value = parse_json(open_bundle(path).read(path.name), path.name)
    features = features_of(value, path.name, most=MOST_FEATURES)
    extra = value.get("cablenet")
    if not isinstance(extra, dict) or not isinstance(extra.get("tables"), dict):
        raise refuse(path.name, "GeoJSON of something else", "a network; others come in by `cablenet import`")
    rows: dict[str, list[dict[str, Any]]] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties")
        if not isinstance(properties, dict) or not isinstance(properties.get("layer"), str):
            raise refuse(path.name, "a feature without a layer", "a feature of a layer", row=number)
        shape = joined(shape_of(feature, path.name, number))
        rows.setdefault(properties["layer"], []).append({**properties, "geometry": shape})
    with foreign(path.name, "tables as columns of one length"):
        tables = {name: pd.DataFrame(found, dtype=object) for name, found in rows.items()}
        tables |= {name: pd.DataFrame(columns, dtype=object) for name, columns in extra["tables"].items()}
    return network_of(tables, extra.get("about"), path.name)


def temporary_beside(path: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder beside a file to be written, so that the whole file can be moved to its name at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-")

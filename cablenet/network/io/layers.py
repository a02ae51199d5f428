"""Layers of geographic files, in degrees: each kind read by its own driver, known by its bytes and not by its name alone."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.network.io.bounds import (
    MOST_FEATURES,
    MOST_FILE_BYTES,
    MOST_TEXT_BYTES,
    SHAPE_PARTS,
    Bundle,
    foreign,
    open_bundle,
    parse_json,
    refuse,
)
from cablenet.network.io.geojson import features_of, shape_of
from cablenet.network.io.given import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from cablenet.network.io.given import ImportOptions

__all__ = ["ENDINGS", "Layer", "read_layers"]

ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".parquet", ".geoparquet", ".kml", ".kmz")
"""Endings of the files that are read."""

_MAGIC = {".gpkg": b"SQLite format 3\x00", ".shp": b"\x00\x00\x27\x0a", ".parquet": b"PAR1", ".geoparquet": b"PAR1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer: its name for messages, and its rows in degrees (EPSG:4326)."""

    name: str
    frame: gpd.GeoDataFrame


def read_layers(path: Path, options: ImportOptions) -> list[Layer]:
    """Layers of one file, or of all files in a folder or zip.

    Raises:
        DataError: if a file is broken, too large, of no known kind or without a coordinate reference system.
        InputError: if an option names a layer that is not there, or contradicts the file.
    """
    bundle = open_bundle(path)
    files = [name for name in bundle.named(*ENDINGS) if "__MACOSX" not in name]
    if not files:
        raise refuse(
            path.name, ", ".join(sorted(bundle.sizes)[:5]) or "nothing", f"a file ending in {', '.join(ENDINGS)}"
        )
    found: list[tuple[str, gpd.GeoDataFrame]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(files):
            room = Path(folder) / str(number)
            room.mkdir()
            found += _frames(bundle, name, room, options)
    known = [name for name, _ in found]
    chosen = options.layers or tuple(known)
    for wanted in chosen:
        if not any(_is(name, wanted) for name in known):
            message = f"Found no layer {wanted!r} in {path.name}, expected one of {', '.join(known)}."
            raise InputError(message)
    layers = [(name, frame) for name, frame in found if any(_is(name, wanted) for wanted in chosen)]
    if sum(len(frame) for _, frame in layers) > MOST_FEATURES:
        raise refuse(path.name, "too many features", f"at most {MOST_FEATURES:,}; divide the file")
    return [Layer(name=name, frame=_in_degrees(name, frame, options)) for name, frame in layers]


def _is(name: str, wanted: str) -> bool:
    return wanted in {name, name.rpartition(": ")[2], PurePosixPath(name).stem}


def _frames(bundle: Bundle, name: str, room: Path, options: ImportOptions) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Layers of one file of the bundle."""
    ending = PurePosixPath(name).suffix.lower()
    if ending in {".geojson", ".json"}:
        yield name, _geojson(bundle.read(name), name, options)
    elif ending in {".parquet", ".geoparquet"}:
        (file,) = bundle.unpack([name], room)
        _known_by(file, name, ending)
        yield name, _parquet(file, name)
    else:
        names = _with_parts(bundle, name) if ending == ".shp" else [name]
        file = bundle.unpack(names, room)[0]
        if ending == ".kmz":
            file = _kmz(file, name, room)
        if ending in {".kml", ".kmz"}:
            _plain_xml(file, name)
        else:
            _known_by(file, name, ending)
        yield from _driver(file, name)


def _with_parts(bundle: Bundle, name: str) -> list[str]:
    """The parts of a shapefile, itself first."""
    stem = name[: -len(".shp")]
    parts = [
        other for other in bundle.sizes if other[: len(stem)] == stem and other[len(stem) :].lower() in SHAPE_PARTS
    ]
    lower = {PurePosixPath(part).suffix.lower() for part in parts}
    missing = {".shx", ".dbf"} - lower
    if missing:
        raise refuse(
            name, f"no {' and no '.join(sorted(missing))} beside it", "all parts of a shapefile: .shp .shx .dbf .prj"
        )
    return [name, *(part for part in parts if part != name)]


def _known_by(file: Path, name: str, ending: str) -> None:
    """Refuse a file whose first bytes are not those of its kind, so that no other driver can be made to open it."""
    with file.open("rb") as opened:
        first = opened.read(16)
    if not first.startswith(_MAGIC[ending]):
        raise refuse(name, f"a file that starts with {first[:8]!r}", f"a file of the kind its ending {ending} says")


def _kmz(file: Path, name: str, room: Path) -> Path:
    """The first KML of a KMZ, unpacked."""
    inner = open_bundle(file)
    kmls = sorted(inner.named(".kml"), key=lambda path: (path.count("/"), path != "doc.kml", path))
    if not kmls:
        raise refuse(name, "no KML inside", "a KMZ with a doc.kml")
    out = room / "inside.kml"
    out.write_bytes(inner.read(kmls[0], most=MOST_TEXT_BYTES))
    return out


def _plain_xml(file: Path, name: str) -> None:
    """Refuse what is no KML, and XML that declares entities: KML needs none, and they can be made to grow without end."""
    if file.stat().st_size > MOST_TEXT_BYTES:
        raise refuse(name, f"{file.stat().st_size:,} bytes", f"at most {MOST_TEXT_BYTES:,}")
    data = file.read_bytes()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data[:64]:
        raise refuse(name, "a document type declaration", "plain KML in UTF-8, without entities of its own")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"<kml" not in data[:4000]:
        raise refuse(name, repr(data[:30]), "KML, which starts with <kml")


def _geojson(data: bytes, name: str, options: ImportOptions) -> gpd.GeoDataFrame:
    """Rows of GeoJSON; degrees, unless an old ``crs`` member or the option says otherwise."""
    import geopandas as gpd

    value = parse_json(data, name)
    features = features_of(value, name, most=MOST_FEATURES)
    shapes = [shape_of(feature, name, row) for row, feature in enumerate(features, start=1)]
    properties = [feature.get("properties") for feature in features]
    named = {clean(key): key for row in properties if isinstance(row, dict) for key in row}
    cells = {
        name: pd.Series([row.get(named[name]) if isinstance(row, dict) else None for row in properties], dtype=object)
        for name in sorted(set(named) - {"geometry", ""})
    }
    stated = value.get("crs")
    crs: Any = "EPSG:4326"
    if isinstance(stated, dict):
        inner = stated.get("properties")
        crs = clean(inner.get("name")) if isinstance(inner, dict) else ""
        _check_crs(crs, name)
    elif options.crs:
        crs = options.crs
    return gpd.GeoDataFrame(cells, geometry=np.array([*shapes, None], dtype=object)[:-1], crs=crs)


def _check_crs(crs: str, name: str) -> None:
    import pyproj

    try:
        pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise refuse(name, f"the coordinate reference system {crs!r}", "one that is known, e.g. EPSG:4326") from None


def _parquet(file: Path, name: str) -> gpd.GeoDataFrame:
    """Rows of GeoParquet; its sizes are looked at before anything is unpacked.

    Raises:
        InputError: if pyarrow is not installed.
    """
    import geopandas as gpd

    try:
        import pyarrow.parquet as pq
    except ImportError:
        message = "Found no pyarrow, which reads GeoParquet; install it with pip install 'cablenet[parquet]'."
        raise InputError(message) from None
    with foreign(name, "GeoParquet; write the file again"):
        about = pq.read_metadata(file)
        groups = [about.row_group(number) for number in range(about.num_row_groups)]
        size = sum(group.total_byte_size for group in groups)
        if about.num_rows > MOST_FEATURES or size > MOST_FILE_BYTES:
            expected = f"at most {MOST_FEATURES:,} rows and {MOST_FILE_BYTES:,} bytes"
            raise refuse(name, f"{about.num_rows:,} rows, {size:,} bytes", expected)
        return gpd.read_parquet(file)


def _driver(file: Path, name: str) -> list[tuple[str, gpd.GeoDataFrame]]:
    """Layers of a GeoPackage, Shapefile or KML, read by GDAL."""
    import pyogrio

    out = []
    with foreign(name, "a file that can be read; write it again"):
        layers = [str(layer) for layer, kind in pyogrio.list_layers(file) if kind is not None]
        for layer in layers:
            number = pyogrio.read_info(file, layer=layer, force_feature_count=True)["features"]
            if number > MOST_FEATURES:
                raise refuse(name, f"{number:,} features", f"at most {MOST_FEATURES:,}; divide the file")
            frame = pyogrio.read_dataframe(file, layer=layer, force_2d=True)
            if file.suffix == ".kml":  # its ids are those of the XML, one a feature, and name no system
                frame = frame.drop(columns="id", errors="ignore")
            if "geometry" in frame:
                out.append((f"{name}: {layer}" if len(layers) > 1 else name, frame))
    return out


def _in_degrees(name: str, frame: gpd.GeoDataFrame, options: ImportOptions) -> gpd.GeoDataFrame:
    """The layer in longitude and latitude.

    Raises:
        DataError: if the file does not say its coordinate reference system and no option does.
        InputError: if the option is no such system, or contradicts the file.
    """
    import pyproj

    try:
        wanted = pyproj.CRS.from_user_input(options.crs) if options.crs else None
    except pyproj.exceptions.CRSError:
        message = f"Found crs={options.crs!r}, expected a coordinate reference system such as EPSG:4326."
        raise InputError(message) from None
    if frame.crs is None and wanted is None:
        raise refuse(name, "no coordinate reference system", "one; say which with --crs, e.g. --crs EPSG:4326")
    if frame.crs is not None and wanted is not None and not wanted.equals(frame.crs, ignore_axis_order=True):
        message = f"Found crs={options.crs!r}, but {name} says {frame.crs.name}; leave out --crs, or mend the file."
        raise InputError(message)
    if frame.crs is None:
        frame = frame.set_crs(wanted)
    return frame.to_crs("EPSG:4326")

"""Land and sea: the coast as polygons to measure against, and as a raster to look across.

The coast is a TopoJSON file (Natural Earth 1:10 million, public domain). A cable needs waters that a coast at that
scale closes, so a table of waterways is laid over it: ``channel`` (a narrow water to open), ``lake`` (an outline to
open) and ``barrier`` (a line of reefs, banks or bridges that no cable passes, closed in the raster alone).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

from cablenet.errors import DataError, Fault
from cablenet.geo.antimeridian import split
from cablenet.geo.geodesy import lengths_km
from cablenet.geo.topojson import areas, topology_polygons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["LAND", "SEA", "SHORE", "Land", "Waterway", "km_on_land", "parse_waterways", "read_land"]

CELLS_PER_DEGREE = 60
"""Cells of the raster in a degree: one nautical mile of latitude each."""

SEA, SHORE, LAND = 0, 1, 2
"""What a cell of the raster is: open sea, sea with land in one of its eight neighbours, or land (or a barrier)."""

KM_PER_DEGREE = 111.195

MOST_VERTICES = 256
"""Polygons are quartered until each piece has no more vertices than this, so that one crossing costs microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterway:
    """A water to open or a line to close where the coast is too coarse.

    ``kind`` is ``channel``, ``lake`` or ``barrier``; ``points`` are (longitude, latitude), the middle line of a
    channel or barrier ``width_km`` wide, or the outline of a lake.
    """

    id: str
    kind: str
    points: tuple[tuple[float, float], ...]
    width_km: float = 0.0

    def area(self) -> BaseGeometry:
        """Polygon that is opened or closed, in degrees."""
        if self.kind == "lake":
            return Polygon(self.points)
        return _ribbon(self.points, self.width_km)


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """Land as pieces of polygons within [-180, 180], and as a raster.

    ``cells`` has shape ``(10800, 21600)``, north and west first, values ``SEA``, ``SHORE``, ``LAND``.
    """

    pieces: npt.NDArray[np.object_]
    tree: shapely.STRtree
    cells: npt.NDArray[np.uint8]

    def __repr__(self) -> str:
        """Counts in one line."""
        share = float(np.count_nonzero(self.cells[::10, ::10] == LAND)) / self.cells[::10, ::10].size
        return f"Land({len(self.pieces)} pieces, {share:.0%} of the cells are land)"

    def value(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.uint8]:
        """What the cells at these places are."""
        row, column = _cell(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
        return self.cells[row, column]


def parse_waterways(rows: Iterable[Mapping[str, str]]) -> tuple[Waterway, ...]:
    """Read the rows of ``facts/waterways.csv``: ``waterway_id, kind, width_km, points``; points are ``lon lat;...``.

    Raises:
        DataError: if a row is not as described; all faults are told at once.
    """
    faults: list[Fault] = []
    out: list[Waterway] = []
    for number, row in enumerate(rows, start=2):
        try:
            out.append(_waterway(row))
        except ValueError as fault:
            expected = "kind channel, lake or barrier; width_km a number; points 'lon lat;lon lat;...'"
            faults.append(Fault(file="waterways.csv", row=number, found=str(fault), expected=expected))
    if faults:
        raise DataError(faults)
    return tuple(out)


def read_land(topology: Mapping[str, Any], waterways: Iterable[Waterway] = ()) -> Land:
    """Decode a TopoJSON coast, lay the waterways over it and rasterise it. Takes some ten seconds and 600 MB.

    A cell is land when its centre is. Needs rasterio (the extra ``laying``).

    Raises:
        DataError: if the topology has no object ``land``.
    """
    known = tuple(waterways)
    polygons = [part for _, parts in topology_polygons(topology, "land") for part in parts]
    pieces = [piece for polygon in polygons for piece in _quarter(polygon)]
    opened = [way.area() for way in known if way.kind != "barrier"]
    pieces = _open(pieces, opened)
    array = np.array(pieces, dtype=object)
    closed = [way.area() for way in known if way.kind == "barrier"]
    return Land(pieces=array, tree=shapely.STRtree(array), cells=_rasterise([*pieces, *closed]))


def km_on_land(land: Land, lines: Iterable[LineString]) -> npt.NDArray[np.float64]:
    """Length of each continuous line that lies on land, in km (geodesic); barriers are not land."""
    kept = [split(line) for line in lines]
    array = np.array(kept, dtype=object)
    if not len(array):
        return np.zeros(0)
    line, piece = land.tree.query(array, predicate="intersects")
    inside = lengths_km(shapely.intersection(array[line], land.pieces[piece]))
    out: npt.NDArray[np.float64] = np.bincount(line, weights=inside, minlength=len(array)).astype(np.float64)
    return out


def _waterway(row: Mapping[str, str]) -> Waterway:
    points = tuple((float(lon), float(lat)) for lon, lat in (point.split() for point in row["points"].split(";")))
    kind, width = row["kind"], float(row["width_km"] or 0.0)
    if kind not in {"channel", "lake", "barrier"} or (kind != "lake" and width <= 0) or len(points) < 2:
        message = f"{kind} {width} {row['points'][:40]}"
        raise ValueError(message)
    return Waterway(id=row["waterway_id"], kind=kind, points=points, width_km=width)


def _ribbon(points: tuple[tuple[float, float], ...], width_km: float) -> BaseGeometry:
    """Band of a given width about a line; drawn in degrees stretched by latitude so that it is round on the ground."""
    coords = np.array(points, dtype=np.float64)
    stretch = float(np.cos(np.deg2rad(coords[:, 1].mean())))
    line = LineString(coords * [stretch, 1.0])
    band = line.buffer(width_km / 2.0 / KM_PER_DEGREE, quad_segs=4)
    return shapely.transform(band, lambda xy: xy / [stretch, 1.0])


def _quarter(polygon: Polygon) -> list[Polygon]:
    """Cut a polygon at whole degrees until every piece has few vertices."""
    if shapely.get_num_coordinates(polygon) <= MOST_VERTICES:
        return [polygon]
    west, south, east, north = polygon.bounds
    if max(east - west, north - south) < 2.0:
        return [polygon]
    if east - west >= north - south:
        cut = float(np.round((west + east) / 2.0))
        boxes = [(west, south, cut, north), (cut, south, east, north)]
    else:
        cut = float(np.round((south + north) / 2.0))
        boxes = [(west, south, east, cut), (west, cut, east, north)]
    halves = [part for box in boxes for part in areas(shapely.clip_by_rect(polygon, *box))]
    whole = [half if half.is_valid else half.buffer(0.0) for half in halves]
    return [piece for half in whole for part in areas(half) for piece in _quarter(part)]


def _open(pieces: list[Polygon], waters: list[BaseGeometry]) -> list[Polygon]:
    """Take the waters out of the land."""
    if not waters:
        return pieces
    away = MultiPolygon([part for water in waters for part in areas(shapely.make_valid(water))])
    joined = shapely.union_all(shapely.get_parts(away))
    shapely.prepare(joined)
    met = shapely.intersects(joined, np.array(pieces, dtype=object))
    out: list[Polygon] = []
    for piece, is_met in zip(pieces, met, strict=True):
        out += areas(shapely.difference(piece, joined)) if is_met else [piece]
    return out


def _cell(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Row and column of the cells at these places."""
    rows, columns = 180 * CELLS_PER_DEGREE, 360 * CELLS_PER_DEGREE
    row = np.clip(np.floor((90.0 - lat) * CELLS_PER_DEGREE), 0, rows - 1).astype(np.int64)
    column = np.floor((lon + 180.0) * CELLS_PER_DEGREE).astype(np.int64) % columns
    return row, column


def _rasterise(pieces: list[BaseGeometry]) -> npt.NDArray[np.uint8]:
    """Burn land into cells by their centres, and mark the sea cells beside it."""
    from rasterio import Affine
    from rasterio.features import rasterize

    rows, columns = 180 * CELLS_PER_DEGREE, 360 * CELLS_PER_DEGREE
    place = Affine(1.0 / CELLS_PER_DEGREE, 0.0, -180.0, 0.0, -1.0 / CELLS_PER_DEGREE, 90.0)
    cells: npt.NDArray[np.uint8] = rasterize(
        pieces, out_shape=(rows, columns), transform=place, fill=SEA, default_value=LAND, dtype=np.uint8
    )
    near = cells == LAND
    near[1:] |= cells[:-1] == LAND
    near[:-1] |= cells[1:] == LAND
    wide = near.copy()
    wide |= np.roll(near, 1, axis=1)
    wide |= np.roll(near, -1, axis=1)
    cells[wide & (cells == SEA)] = SHORE
    return cells

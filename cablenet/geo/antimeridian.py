"""Lines that cross the antimeridian.

Inside the package a line is *continuous*: its longitudes may run beyond +-180, so that no step jumps round the world.
For files and standard readers it is *split* into parts within [-180, 180], as RFC 7946 section 3.1.9 asks.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, MultiLineString
from shapely.affinity import translate

from cablenet.errors import GeometryError

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["continuous", "copies", "join", "split"]


def continuous(line: LineString) -> LineString:
    """Return the line with each step taken the short way round, from its first longitude on.

    >>> continuous(LineString([(179, 10), (-179, 11)])).wkt
    'LINESTRING (179 10, 181 11)'
    """
    coords: npt.NDArray[np.float64] = shapely.get_coordinates(line).copy()
    jumps = np.round(np.diff(coords[:, 0], prepend=coords[0, 0]) / 360.0)
    coords[:, 0] -= 360.0 * np.cumsum(jumps)
    return LineString(coords)


def copies(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the shifts by whole turns of a continuous geometry that meet [-180, 180], lowest shift first.

    >>> [round(part.bounds[0]) for part in copies(LineString([(179, 10), (181, 11)]))]
    [-181, 179]
    """
    west, _, east, _ = geometry.bounds
    if not (np.isfinite(west) and np.isfinite(east)):
        message = f"Found a geometry with bounds {geometry.bounds}, expected finite longitudes: drop empty geometries."
        raise GeometryError(message)
    low, high = int(np.ceil((-180.0 - east) / 360.0)), int(np.floor((180.0 - west) / 360.0))
    return [translate(geometry, 360.0 * turn) if turn else geometry for turn in range(low, high + 1)]


def split(line: LineString) -> LineString | MultiLineString:
    """Cut a continuous line at the antimeridian into parts within [-180, 180], in the line's order and direction.

    A stretch along the antimeridian stays with the part before it.

    >>> split(LineString([(179, 10), (181, 10)])).wkt
    'MULTILINESTRING ((179 10, 180 10), (-180 10, -179 10))'
    """
    coords: npt.NDArray[np.float64] = shapely.get_coordinates(line)
    if coords[:, 0].min() >= -180.0 and coords[:, 0].max() <= 180.0:
        return line
    parts: list[list[tuple[float, float]]] = [[(float(coords[0, 0]), float(coords[0, 1]))]]
    for a, b in pairwise(coords.tolist()):
        for seam in _seams(a[0], b[0]):
            at = a[1] + (b[1] - a[1]) * (seam - a[0]) / (b[0] - a[0])
            if parts[-1][-1] != (seam, at):
                parts[-1].append((seam, at))
            parts.append([(seam, at)])
        parts[-1].append((b[0], b[1]))
    moved: list[npt.NDArray[np.float64]] = []
    for part in (_home(part) for part in parts if len(part) > 1):
        if moved and (moved[-1][-1] == part[0]).all():  # the seam was touched, not crossed
            moved[-1] = np.concatenate([moved[-1], part[1:]])
        else:
            moved.append(part)
    return LineString(moved[0]) if len(moved) == 1 else MultiLineString(moved)


def _seams(start: float, end: float) -> list[float]:
    """Antimeridians that a step meets as it leaves them or passes them, in the order of travel; not the one it ends on."""
    low, high = min(start, end), max(start, end)
    turns = range(int(np.floor((low - 180.0) / 360.0)), int(np.ceil((high - 180.0) / 360.0)) + 1)
    seams = [180.0 + 360.0 * turn for turn in turns if low <= 180.0 + 360.0 * turn <= high]
    ordered = seams if end >= start else seams[::-1]
    return [] if start == end else [seam for seam in ordered if seam != end]


def _home(part: list[tuple[float, float]]) -> npt.NDArray[np.float64]:
    """The part shifted by whole turns to lie within [-180, 180]."""
    coords = np.array(part, dtype=np.float64)
    middle = (coords[:, 0].min() + coords[:, 0].max()) / 2.0
    coords[:, 0] -= 360.0 * np.round(middle / 360.0)
    return coords


def join(line: BaseGeometry) -> LineString:
    """Return the continuous line of which ``line`` is the split form; the inverse of :func:`split`.

    A point on the antimeridian that only the split has put there, on a straight stretch, is taken out again.

    Raises:
        GeometryError: if the parts do not follow one another end to end.

    >>> join(MultiLineString([[(179, 10), (180, 10)], [(-180, 10), (-179, 10)]])).wkt
    'LINESTRING (179 10, 181 10)'
    """
    whole: npt.NDArray[np.float64] = np.empty((0, 2))
    for part in shapely.get_parts(line):
        points: npt.NDArray[np.float64] = shapely.get_coordinates(part).copy()
        if not len(whole):
            whole = points
            continue
        points[:, 0] += 360.0 * np.round((whole[-1, 0] - points[0, 0]) / 360.0)
        if abs(points[0] - whole[-1]).max() > 1e-6:
            message = (
                f"Found parts that do not meet: one ends at {tuple(whole[-1])}, the next starts at {tuple(points[0])}. "
                "Expected one line split at the antimeridian; give each separate piece a row of its own."
            )
            raise GeometryError(message)
        straight = _straight(whole[-2], whole[-1], points[1])
        whole = np.concatenate([whole[:-1] if straight else whole, points[1:]])
    return LineString(whole)


def _straight(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], c: npt.NDArray[np.float64]) -> bool:
    """Whether ``b`` lies on the straight stretch from ``a`` to ``c``."""
    (x, y), (u, v) = b - a, c - b
    return bool(abs(x * v - y * u) < 1e-4 * max(1.0, np.hypot(x, y) + np.hypot(u, v)) and x * u + y * v > 0)

"""Lines that cross the antimeridian.

Inside the package a line is *continuous*: its longitudes may run beyond +-180, so that no step jumps round the world.
For files and standard readers it is *split* into parts within [-180, 180], as RFC 7946 section 3.1.9 asks.
"""

from __future__ import annotations

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

_WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)


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
    """Cut a continuous line at the antimeridian into parts within [-180, 180], kept in the line's order.

    >>> split(LineString([(179, 10), (181, 10)])).wkt
    'MULTILINESTRING ((179 10, 180 10), (-180 10, -179 10))'
    """
    west, _, east, _ = line.bounds
    if west >= -180.0 and east <= 180.0:
        return line
    found = [
        (copy.project(part.interpolate(0.5, normalized=True)), part)
        for copy in copies(line)
        for part in shapely.get_parts(shapely.intersection(copy, _WORLD))
        if isinstance(part, LineString) and part.length > 0
    ]
    parts = [part for _, part in sorted(found, key=lambda item: item[0])]
    return parts[0] if len(parts) == 1 else MultiLineString(parts)


def join(line: BaseGeometry) -> LineString:
    """Return the continuous line of which ``line`` is the split form; the inverse of :func:`split`.

    Raises:
        GeometryError: if the parts do not follow one another end to end.

    >>> join(MultiLineString([[(179, 10), (180, 10)], [(-180, 10), (-179, 10)]])).wkt
    'LINESTRING (179 10, 181 10)'
    """
    parts = shapely.get_parts(line)
    coords: list[npt.NDArray[np.float64]] = []
    for part in parts:
        points = shapely.get_coordinates(part)
        if coords:
            last = coords[-1][-1]
            turns = np.round((last[0] - points[0, 0]) / 360.0)
            points = points + np.array([360.0 * turns, 0.0])
            if abs(points[0] - last).max() > 1e-6:
                message = (
                    f"Found parts that do not meet: one ends at {tuple(last)}, the next starts at {tuple(points[0])}. "
                    "Expected one line split at the antimeridian; give each separate piece a row of its own."
                )
                raise GeometryError(message)
            turn_only = len(points) > 2 or abs(points[1:] - points[:1]).max() > 0
            points = points[1:] if turn_only else points
            if np.isclose(abs(last[0]) % 360.0, 180.0):
                coords[-1] = coords[-1][:-1] if len(coords[-1]) > 1 else coords[-1]
        coords.append(points)
    return LineString(np.concatenate(coords))

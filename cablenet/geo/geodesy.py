"""Lengths and distances on the WGS84 ellipsoid.

All lengths are geodesic (Karney 2013, doi:10.1007/s00190-012-0578-z, through PROJ) and in kilometres;
coordinates are longitude, latitude in degrees. Longitudes may run beyond +-180 where a line is kept continuous.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["distances_km", "interpolate", "length_km", "lengths_km"]


_LINE, _RING = 1, 2
"""Types of geometry that have a length, as shapely numbers them."""


@cache
def _wgs84() -> Geod:
    return Geod(ellps="WGS84")


def distances_km(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Geodesic distance between points, element by element, in km.

    The four arguments broadcast against one another.

    >>> [round(float(d)) for d in distances_km([0.0, 8.7], [0.0, 50.1], [0.0, 139.7], [90.0, 35.7])]
    [10002, 9354]
    """
    flat = [np.asarray(part, dtype=np.float64) for part in (lon_a, lat_a, lon_b, lat_b)]
    one, two, three, four = (np.ascontiguousarray(part) for part in np.broadcast_arrays(*flat))
    _, _, metres = _wgs84().inv(one, two, three, four)
    return np.atleast_1d(np.asarray(metres, dtype=np.float64)) / 1000.0


def lengths_km(lines: Sequence[BaseGeometry] | npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """Geodesic length of each line or multi-line, in km; shape ``(n,)``. Anything else counts 0.

    One call of the geodesic routine for all vertices: about a microsecond a vertex.

    >>> [round(float(d)) for d in lengths_km([shapely.LineString([(179, 0), (181, 0)])])]
    [223]
    """
    parts, owner = shapely.get_parts(np.asarray(lines, dtype=object), return_index=True)
    is_line = np.isin(shapely.get_type_id(parts), [_LINE, _RING])
    parts, owner = parts[is_line], owner[is_line]
    coords, part = shapely.get_coordinates(parts, return_index=True)
    total = np.zeros(len(lines), dtype=np.float64)
    if len(coords) < 2:
        return total
    joined = part[1:] == part[:-1]
    steps = distances_km(coords[:-1, 0], coords[:-1, 1], coords[1:, 0], coords[1:, 1])
    np.add.at(total, owner[part[1:]][joined], steps[joined])
    return total


def length_km(line: BaseGeometry) -> float:
    """Geodesic length of one line or multi-line, in km."""
    return float(lengths_km([line])[0])


def interpolate(a: tuple[float, float], b: tuple[float, float], *, step_km: float) -> list[tuple[float, float]]:
    """Points along the geodesic from ``a`` to ``b``, both ends included, at most ``step_km`` apart.

    Longitudes are continuous from ``a`` on, so they may leave [-180, 180].

    >>> len(interpolate((0.0, 0.0), (10.0, 0.0), step_km=500.0))
    4
    """
    distance = float(distances_km(*a, *b)[0])
    inner = max(0, int(np.ceil(distance / step_km)) - 1)
    points = [a, *_wgs84().npts(*a, *b, inner)] if inner else [a]
    out = [*points, b]
    lon = np.rad2deg(np.unwrap(np.deg2rad([point[0] for point in out])))
    return [(float(x), float(point[1])) for x, point in zip(lon, out, strict=True)]

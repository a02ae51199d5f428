"""Shapes on the sphere for footprints: a disc, the neighbourhood of a line; both safe at the antimeridian and the poles."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod, Proj
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from cablenet.errors import GeometryError, InputError
from cablenet.geo.antimeridian import copies
from cablenet.geo.geodesy import distances_km, interpolate
from cablenet.scenarios.ranges import LAT, LON, RADIUS_KM, WIDTH_KM, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["check_area", "disc_area", "distance_to_km", "strip_area"]

CORNERS = 720
"""Corners of the polygon that stands for a disc: it lies at most 1 part in 100,000 of the radius inside."""

LEG_KM = 100.0
"""A strip is drawn in legs no longer than this, each in a projection of its own."""


def check_area(area: object, *, file: str = "") -> None:
    """Refuse what is no area on the sphere; ``file`` is where it was found, for the message.

    Longitudes may run beyond 180 degrees, so that an area over the antimeridian may stay in one piece.

    Raises:
        InputError: if ``area`` is no shape at all.
        GeometryError: if it is no valid Polygon or MultiPolygon, or not in degrees.
    """
    if not isinstance(area, BaseGeometry):
        message = f"Found area={shown(area)}, expected a shape: read_area makes one of WKT or GeoJSON."
        raise InputError(message)
    found = f"in {file} " if file else ""
    if area.geom_type not in {"Polygon", "MultiPolygon"} or area.is_empty or not area.is_valid:
        why = "empty" if area.is_empty else "no area" if area.is_valid else shapely.is_valid_reason(area)
        message = f"Found {found}a {area.geom_type} ({why}), expected a valid Polygon or MultiPolygon in longitude and latitude."  # fmt: skip
        raise GeometryError(message)
    west, south, east, north = area.bounds
    if not (LON.holds(west) and LON.holds(east) and LAT.holds(south) and LAT.holds(north)):
        message = (
            f"Found {found}an area from ({west:g}, {south:g}) to ({east:g}, {north:g}), expected {LON.expected}, "
            f"then {LAT.expected}."
        )
        raise GeometryError(message)


def disc_area(lon: float, lat: float, radius_km: float) -> BaseGeometry:
    """All places within ``radius_km`` of a point along the geodesic, as a polygon within [-180, 180] degrees.

    Raises:
        InputError: if the position is none, or the radius is not from just above 0 to 10,000 km.

    >>> area = disc_area(179.0, 0.0, 300.0)
    >>> area.geom_type, area.bounds[0], area.bounds[2]
    ('MultiPolygon', -180.0, 180.0)
    """
    LON.check("lon", lon)
    LAT.check("lat", lat)
    RADIUS_KM.check("radius_km", radius_km)
    bearing = np.linspace(0.0, 360.0, CORNERS, endpoint=False)
    whole = np.ones(CORNERS)
    x, y, _ = Geod(ellps="WGS84").fwd(lon * whole, lat * whole, bearing, radius_km * 1000.0 * whole)
    return _home(np.asarray(x), np.asarray(y), lat)


def strip_area(points: Sequence[tuple[float, float]], width_km: float) -> BaseGeometry:
    """All places within half of ``width_km`` of a line of geodesic legs through ``points`` (lon, lat).

    Raises:
        InputError: with fewer than two points, a position that is none, or a width that is not from just above 0 to 10,000 km.
    """
    WIDTH_KM.check("width_km", width_km)
    for lon, lat in points:
        LON.check("lon", lon)
        LAT.check("lat", lat)
    if len(points) < 2:
        message = f"Found a track of {len(points)} points, expected two or more."
        raise InputError(message)
    legs = [leg for a, b in pairwise(points) for leg in pairwise(interpolate(a, b, step_km=LEG_KM))]
    return shapely.union_all([_leg(a, b, width_km / 2.0) for a, b in legs])


def distance_to_km(line: BaseGeometry, lon: float, lat: float) -> float:
    """Least distance from a place to a line (continuous, straight in degrees between its vertices), in km.

    Good to a part in a thousand: the line is asked at points a twentieth of a degree apart.
    """
    dense = shapely.segmentize(line, 0.05) if line.length > 0.05 else line  # a line of one place has nothing to divide
    coords = shapely.get_coordinates(dense)
    return float(distances_km(coords[:, 0], coords[:, 1], lon, lat).min())


def _leg(a: tuple[float, float], b: tuple[float, float], radius_km: float) -> BaseGeometry:
    middle = interpolate(a, b, step_km=max(1.0, float(distances_km(*a, *b)[0]) / 2.0 + 0.001))
    lon, lat = middle[len(middle) // 2]
    flat = Proj(proj="aeqd", lon_0=lon, lat_0=lat, ellps="WGS84")
    x, y = flat([a[0], b[0]], [a[1], b[1]])
    ring = shapely.get_coordinates(
        LineString(np.column_stack([x, y])).buffer(radius_km * 1000.0, quad_segs=64).exterior
    )
    u, v = flat(ring[:-1, 0], ring[:-1, 1], inverse=True)
    return _home(np.asarray(u), np.asarray(v), lat)


def _home(lon: Floats, lat: Floats, centre_lat: float) -> BaseGeometry:
    """The area inside a ring of corners round a centre, within [-180, 180]; a ring round a pole is closed along it."""
    x = np.rad2deg(np.unwrap(np.deg2rad(lon)))
    first = x[0] + 360.0 * np.round((x[-1] - x[0]) / 360.0)
    if abs(first - x[0]) > 180.0:  # the ring goes once round the world, so it holds a pole
        pole = 90.0 if centre_lat > 0 else -90.0
        x, y = np.append(x, [first, first, x[0]]), np.append(lat, [lat[0], pole, pole])
    else:
        y = lat
    ring = Polygon(np.column_stack([x, y]))
    world = shapely.box(-180.0, -90.0, 180.0, 90.0)
    return shapely.union_all([shapely.intersection(copy, world) for copy in copies(ring)])

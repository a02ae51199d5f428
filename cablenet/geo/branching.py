"""Where a branch leaves a trunk that is already laid: the nearest point of it over the sea."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from cablenet.errors import GeometryError, InputError
from cablenet.geo.kernels import explore, look
from cablenet.geo.waters import LAND_PRICE, Waters, anchor, far_km, nearest_basin, open_waters

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from cablenet.geo.land import Land
    from cablenet.geo.mesh import SeaMesh

    Point = tuple[float, float]

__all__ = ["attach"]

FIRST_MARGIN_KM = 250.0
"""Margin of the first window about the town, on top of one and a half times the way to the trunk as the crow flies."""

SEARCHED_NODES = 6
"""How many nodes near a point of the trunk are tried."""


def attach(mesh: SeaMesh, land: Land, trunk: Mapping[str, shapely.LineString], town: Point) -> tuple[str, Point]:
    """Nearest point over the sea, from a town, of a trunk that is already laid: (edge id, point on its line).

    The point is one of the trunk's line cut into steps of about 8 km; its longitude is within [-180, 180].

    Raises:
        InputError: if the trunk is empty.
        GeometryError: if no sea joins the two.
    """
    if not trunk:
        message = "Found an empty trunk, expected at least one laid route: lay the trunk first."
        raise InputError(message)
    owner, points = _steps(trunk)
    near = float(far_km(points, town).min())
    for margin in (1.5 * near + FIRST_MARGIN_KM, None):
        found = _nearest_over_sea(mesh, land, points, (town, margin))
        if found is not None:
            lon = (points[found, 0] + 180.0) % 360.0 - 180.0
            return owner[found], (float(lon), float(points[found, 1]))
    message = f"Found no sea between ({town[0]:.2f}, {town[1]:.2f}) and the trunk, expected one water: check the town."
    raise GeometryError(message)


def _steps(trunk: Mapping[str, shapely.LineString]) -> tuple[list[str], npt.NDArray[np.float64]]:
    """Points about 8 km apart along all routes of a trunk, and whose each is."""
    owner: list[str] = []
    parts: list[npt.NDArray[np.float64]] = []
    for name, route in trunk.items():
        coords = shapely.get_coordinates(shapely.segmentize(route, 0.07))
        owner += [name] * len(coords)
        parts.append(coords)
    return owner, np.vstack(parts)


def _nearest_over_sea(
    mesh: SeaMesh, land: Land, points: npt.NDArray[np.float64], town: tuple[Point, float | None]
) -> int | None:
    """Number of the point that is nearest over the sea within a margin of the town, or None."""
    place, margin = town
    far = far_km(points, place)
    waters = open_waters(mesh, [place], margin_km=margin, basin=nearest_basin(mesh, [place]))
    if not len(waters.nodes):
        return None
    start = np.full(len(waters.nodes), np.inf)
    landing = anchor(waters, land, place)
    start[landing.nodes] = landing.cost_km
    none = np.zeros(len(waters.nodes), dtype=np.int32)
    reached, _, _ = explore(waters.graph, none, 1, start, np.full(len(start), np.inf))
    best, chosen = np.inf, None
    for number in np.argsort(far, kind="stable").tolist():
        if far[number] >= best or (margin is not None and far[number] > margin):
            break
        point = (float(points[number, 0]), float(points[number, 1]))
        total = _reach(waters, land, reached, (point, place))
        if total < best:
            best, chosen = total, number
    return chosen


def _reach(waters: Waters, land: Land, reached: npt.NDArray[np.float64], legs: tuple[Point, Point]) -> float:
    """Least cost from a town, whose field is ``reached``, to a point of the sea: straight, or by a node near it."""
    point, town = legs
    straight, dry, _ = look(land.cells, (*point, *town), False)
    best = straight + (LAND_PRICE - 1.0) * dry
    distance = waters.distances_km(point)
    for node in np.argsort(distance, kind="stable")[:SEARCHED_NODES]:
        length, dry, _ = look(land.cells, (*point, *waters.spot(int(node))), False)
        best = min(best, float(reached[node]) + length + (LAND_PRICE - 1.0) * dry)
    return best

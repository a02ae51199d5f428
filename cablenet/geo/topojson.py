"""Polygons of a TopoJSON file, whole: rings are joined from arcs, unwrapped over +-180 and closed over a pole.

General readers of TopoJSON leave quantised rings that cross themselves; here every polygon comes out valid. The format
is https://github.com/topojson/topojson-specification (arcs are running sums of differences, a negative number is an arc
read backwards).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import Polygon

from cablenet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["areas", "topology_polygons"]


def topology_polygons(topology: Mapping[str, Any], name: str) -> list[tuple[dict[str, Any], list[Polygon]]]:
    """Shapes of one object of a topology: its properties (with ``id``), and its polygons within [-180, 180].

    Raises:
        DataError: if the topology has no such object.
    """
    objects = topology.get("objects", {})
    if name not in objects:
        message = f"Found the objects {sorted(objects)}, expected a TopoJSON with the object {name!r}."
        raise DataError(message)
    scale, move = (np.array(topology["transform"][key], dtype=np.float64) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + move for arc in topology["arcs"]]
    out = []
    for one in objects[name].get("geometries", [objects[name]]):
        shapes = {"MultiPolygon": one.get("arcs", []), "Polygon": [one.get("arcs", [])]}.get(one["type"], [])
        parts = [part for shape in shapes for part in _polygon([_ring(arcs, ring) for ring in shape])]
        out.append(({"id": one.get("id", ""), **one.get("properties", {})}, parts))
    return out


def _ring(arcs: list[npt.NDArray[np.float64]], indices: list[int]) -> npt.NDArray[np.float64]:
    """Continuous ring of joined arcs; one that runs round a pole is closed over it."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    coords = np.vstack([parts[0], *(part[1:] for part in parts[1:])])
    jumps = np.round(np.diff(coords[:, 0], prepend=coords[0, 0]) / 360.0)
    coords[:, 0] -= 360.0 * np.cumsum(jumps)
    turns = coords[-1, 0] - coords[0, 0]
    if abs(turns) > 180.0:
        pole = np.copysign(90.0, coords[:, 1].mean())
        corners = [[coords[-1, 0], pole], [coords[0, 0], pole], coords[0].tolist()]
        coords = np.vstack([coords, corners])
    return coords


def _polygon(rings: list[npt.NDArray[np.float64]]) -> list[Polygon]:
    """Parts within [-180, 180] of one continuous polygon; holes follow the turn of the shell."""
    shell, *holes = rings
    kept = [hole - [360.0 * np.round((hole[0, 0] - shell[:, 0].mean()) / 360.0), 0.0] for hole in holes]
    whole = shapely.make_valid(Polygon(shell, kept))
    west, _, east, _ = whole.bounds
    parts: list[Polygon] = []
    for turn in range(int(np.floor((west + 180.0) / 360.0)), int(np.ceil((east + 180.0) / 360.0))):
        moved = affinity.translate(whole, -360.0 * turn)
        parts += areas(shapely.clip_by_rect(moved, -180.0, -90.0, 180.0, 90.0))
    return parts


def areas(geometry: BaseGeometry) -> list[Polygon]:
    """Polygons that have an area among the parts of a geometry."""
    return [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon) and part.area > 0.0]

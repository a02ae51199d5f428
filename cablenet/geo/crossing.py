"""Which lines cross which polygons, and for how many kilometres: the whole line is tested, never its ends alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from cablenet.errors import GeometryError
from cablenet.geo.antimeridian import copies
from cablenet.geo.geodesy import lengths_km

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from shapely.geometry.base import BaseGeometry

__all__ = ["crossings"]


def crossings(
    lines: Mapping[Hashable, BaseGeometry] | pd.Series, polygons: Mapping[Hashable, BaseGeometry] | pd.Series
) -> pd.DataFrame:
    """Every pair of a line and a polygon that meet, with the length of the line inside.

    Lines are continuous (longitudes may run beyond +-180); polygons are split at the antimeridian where
    they cross it, as in GeoJSON, or run beyond it. Touching the border counts as meeting, with length 0.

    Returns a table with columns ``line``, ``polygon`` (the keys given) and ``km``, one row a pair that meets, in the
    order of the lines, then of the polygons. Cost: one R-tree query over all lines, one intersection a hit.

    Raises:
        GeometryError: if a polygon is not valid (self-intersecting, say) or is no area.

    >>> box = shapely.box(-180, -5, -170, 5)
    >>> table = crossings({"a": shapely.LineString([(175, 0), (185, 0)])}, {"fiji": box})
    >>> table.line.tolist(), table.polygon.tolist(), round(table.km[0])
    (['a'], ['fiji'], 557)
    """
    _check(polygons)
    line_ids, names = list(lines.keys()), list(polygons.keys())
    shapes = np.array([line for _, line in lines.items()], dtype=object)
    areas = [_wrapped(area) for _, area in polygons.items()]
    owners: list[int] = []
    pieces: list[BaseGeometry] = []
    for number in np.flatnonzero(~shapely.is_empty(shapes)):
        pieces += (shifted := copies(shapes[number]))
        owners += [number] * len(shifted)
    rows = np.empty((0, 2), dtype=np.int64)
    km = np.empty(0)
    if pieces and areas:
        piece, area = shapely.STRtree(pieces).query(areas, predicate="intersects")[::-1]
        inside = shapely.intersection(np.asarray(pieces, dtype=object)[piece], np.asarray(areas, dtype=object)[area])
        rows, km = np.column_stack([np.asarray(owners)[piece], area]), lengths_km(inside)
    table = pd.DataFrame({"line": rows[:, 0], "polygon": rows[:, 1], "km": km})
    table = table.groupby(["line", "polygon"], as_index=False, sort=True)["km"].sum()
    whole = lengths_km([line for _, line in lines.items()]) if len(lines) else km
    table["km"] = np.minimum(table["km"], whole[table["line"]])
    return pd.DataFrame(
        {
            "line": [line_ids[i] for i in table["line"]],
            "polygon": [names[i] for i in table["polygon"]],
            "km": table["km"].to_numpy(dtype=np.float64),
        }
    )


def _wrapped(area: BaseGeometry) -> BaseGeometry:
    """The same area within [-180, 180]."""
    west, _, east, _ = area.bounds
    if west >= -180.0 and east <= 180.0:
        return area
    world = shapely.box(-180.0, -90.0, 180.0, 90.0)
    return shapely.union_all([shapely.intersection(copy, world) for copy in copies(area)])


def _check(polygons: Mapping[Hashable, BaseGeometry] | pd.Series) -> None:
    """Raise one error that names every polygon that cannot be crossed."""
    bad = []
    for name, area in polygons.items():
        if area.geom_type not in {"Polygon", "MultiPolygon"}:
            bad.append(f"{name}: found a {area.geom_type}, expected a Polygon or MultiPolygon")
        elif not area.is_valid:
            bad.append(f"{name}: {shapely.is_valid_reason(area)}")
    if bad:
        message = "Polygons that cannot be crossed: " + "; ".join(bad) + ". Mend them, e.g. with shapely.make_valid."
        raise GeometryError(message)

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

    import numpy.typing as npt
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
    every, named = list(lines.items()), list(polygons.items())
    shapes = np.array([line for _, line in every], dtype=object)
    areas = np.array([_wrapped(area) for _, area in named], dtype=object)
    piece, owner = _pieces(shapes)
    hit, area = shapely.STRtree(piece).query(areas, predicate="intersects")[::-1]
    table = pd.DataFrame(
        {"line": owner[hit], "polygon": area, "km": lengths_km(shapely.intersection(piece[hit], areas[area]))}
    )
    table = table.groupby(["line", "polygon"], as_index=False, sort=True)["km"].sum()
    whole = lengths_km(shapes[table["line"].to_numpy()])
    return pd.DataFrame(
        {
            "line": [every[i][0] for i in table["line"]],
            "polygon": [named[i][0] for i in table["polygon"]],
            "km": np.minimum(table["km"].to_numpy(dtype=np.float64), whole),
        }
    )


def _pieces(lines: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.int64]]:
    """The shifts of all lines that meet the world (:func:`copies`), and the line that each is of; an empty one has none."""
    west, _, east, _ = shapely.bounds(lines).T
    within = (west > -180.0) & (east < 180.0)
    shifts = [
        [line] if home else copies(line) if not line.is_empty else []
        for line, home in zip(lines, within.tolist(), strict=True)
    ]
    pieces = np.array([piece for of_line in shifts for piece in of_line], dtype=object)
    return pieces, np.repeat(np.arange(len(lines)), [len(of_line) for of_line in shifts])


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

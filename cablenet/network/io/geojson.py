"""Features of GeoJSON, checked one by one, without a driver in between."""

from __future__ import annotations

import reprlib
import warnings
from typing import TYPE_CHECKING, Any

import shapely

from cablenet.network.io.bounds import refuse

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["features_of", "geometry_of", "shape_of", "shape_to_json"]

_SINGLE = {"Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
"""Depth of the lists of coordinates of each type, above a position."""


def features_of(value: Any, file: str, *, most: int) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Features of a collection, or the one feature that stands alone.

    Raises:
        DataError: if it is no GeoJSON, or holds more features than ``most``.
    """
    kind = value.get("type") if isinstance(value, dict) else None
    features = value.get("features") if kind == "FeatureCollection" else [value] if kind == "Feature" else None
    if not isinstance(features, list):
        found = f"JSON of type {kind!r}" if isinstance(value, dict) else f"a JSON {type(value).__name__}"
        raise refuse(file, found, "a GeoJSON FeatureCollection")
    if len(features) > most:
        raise refuse(file, f"{len(features):,} features", f"at most {most:,}; divide the file")
    for row, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise refuse(file, reprlib.repr(feature), "a GeoJSON Feature", row=row)
    return features


def shape_of(feature: dict[str, Any], file: str, row: int) -> BaseGeometry | None:
    """Shape of a feature, flat; ``None`` where it has none.

    Raises:
        DataError: if its coordinates are no numbers, or not nested as its type says.
    """
    return geometry_of(feature.get("geometry"), file, row)


def geometry_of(geometry: Any, file: str, row: int) -> BaseGeometry | None:  # noqa: ANN401 - any JSON
    """Shape of a GeoJSON geometry, flat; ``None`` where there is none or it is empty.

    Raises:
        DataError: as :func:`shape_of`.
    """
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        if any(isinstance(part, dict) and part.get("type") == "GeometryCollection" for part in geometry["geometries"]):
            raise refuse(file, "a collection in a collection", "plain geometries", row=row, column="geometry")
        parts = [geometry_of(part, file, row) for part in geometry["geometries"]]
        return shapely.GeometryCollection([part for part in parts if part is not None])
    if not isinstance(kind, str) or kind not in _SINGLE:
        raise refuse(file, f"a geometry of type {kind!r}", "a GeoJSON geometry", row=row, column="geometry")
    coordinates = _flat(geometry.get("coordinates"), _SINGLE[kind])
    if coordinates is None:
        expected = f"coordinates of a {kind}: numbers, nested as the type says"
        raise refuse(file, reprlib.repr(geometry.get("coordinates")), expected, row=row, column="geometry")
    if not coordinates:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shape: BaseGeometry = shapely.geometry.shape({"type": kind, "coordinates": coordinates})
    except (ValueError, TypeError, IndexError, OverflowError, shapely.errors.ShapelyError) as error:
        raise refuse(file, str(error), f"a valid {kind}", row=row, column="geometry") from None
    return None if shape.is_empty else shape


def _flat(value: Any, depth: int) -> Any:  # noqa: ANN401 - nested lists
    """Coordinates with two numbers a position, or ``None`` if they are nested otherwise."""
    if not isinstance(value, list):
        return None
    if depth == 0:
        numbers = all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)
        small = numbers and all(abs(part) < 1e300 for part in value[:2])
        return tuple(float(part) for part in value[:2]) if small and len(value) >= 2 else None
    parts = [_flat(part, depth - 1) for part in value]
    return None if any(part is None for part in parts) else parts


def shape_to_json(shape: BaseGeometry) -> dict[str, Any]:
    """GeoJSON geometry of a shape, with all its decimals."""
    mapping = shapely.geometry.mapping(shape)
    return {"type": mapping["type"], "coordinates": mapping["coordinates"]}

"""Scenarios that cut what lies inside a footprint: a disc, the drag of an anchor, a conflict zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from cablenet import catalog
from cablenet.errors import GeometryError, InputError, unknown_name
from cablenet.scenarios.cuts import polygon
from cablenet.scenarios.model import Scenario
from cablenet.scenarios.shapes import disc_area, strip_area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from cablenet.network.model import Network

__all__ = ["anchor_drag", "conflict_zone", "disc", "read_area"]


def disc(
    net: Network, lon: float, lat: float, radius_km: float, *, name: str = "disc", survival: float = 0.0
) -> Scenario:
    """Every link whose line comes within ``radius_km`` (geodesic) of a place.

    Raises:
        InputError: if the place or radius is none, or ``survival`` is not in [0, 1].
    """
    return polygon(net, disc_area(lon, lat, radius_km), name=name, survival=survival)


def anchor_drag(
    net: Network,
    track: Sequence[tuple[float, float]],
    *,
    width_km: float = 1.0,
    name: str = "anchor-drag",
    survival: float = 0.0,
) -> Scenario:
    """Every segment at sea whose line comes within half of ``width_km`` of a ship's ``track`` (lon, lat), legs geodesic.

    Laid lines are good to some kilometres at best: give the width that the position of the cables deserves.

    Raises:
        InputError: with fewer than two points, a position or width that is none, or ``survival`` not in [0, 1].
    """
    return _at_sea(net, polygon(net, strip_area(track, width_km), name=name, survival=survival))


def conflict_zone(net: Network, name: str, *, survival: float = 0.0) -> Scenario:
    """Every segment at sea that crosses a published zone of war risk, by the id in ``reference/conflict_zones.csv``.

    The zones are those that the insurers of the London market listed; their borders are simplified, see the notes there.

    Raises:
        UnknownNameError: with the nearest known zones.
        InputError: if ``survival`` is not in [0, 1].
    """
    zones = catalog.load_table("conflict_zones").set_index("zone_id")
    if name not in zones.index:
        raise unknown_name("conflict zone", name, zones.index)
    title = str(zones.at[name, "title"])
    hit = _at_sea(net, polygon(net, read_area(str(zones.at[name, "wkt"])), name=title, survival=survival))
    return Scenario(id=name, title=title, survival=hit.survival, areas=hit.areas)


def read_area(text: str) -> BaseGeometry:
    """A polygon from text: well-known text, or GeoJSON (a geometry, a Feature or a FeatureCollection).

    Raises:
        InputError: if the text is neither.
        GeometryError: if the shape is no valid Polygon or MultiPolygon.

    >>> read_area("POLYGON ((0 0, 1 0, 1 1, 0 0))").bounds
    (0.0, 0.0, 1.0, 1.0)
    """
    try:
        shape = shapely.from_geojson(text) if text.lstrip().startswith("{") else shapely.from_wkt(text)
    except (shapely.errors.GEOSException, ValueError) as error:
        message = f"Found {text[:40]!r} ({str(error)[:80]}), expected a polygon as WKT or GeoJSON."
        raise InputError(message) from None
    if shape.geom_type == "GeometryCollection":
        shape = shapely.union_all(shapely.get_parts(shape))
    if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty or not shape.is_valid:
        why = "empty" if shape.is_empty else shapely.is_valid_reason(shape)
        message = (
            f"Found a {shape.geom_type} ({why}), expected a valid Polygon or MultiPolygon in longitude and latitude."
        )
        raise GeometryError(message)
    return shape


def _at_sea(net: Network, scenario: Scenario) -> Scenario:
    """The same without links over land."""
    sea = net.links.index[net.links["kind"] == "sea"]
    survival = scenario.survival[scenario.survival.index.isin(sea)]
    return Scenario(id=scenario.id, title=scenario.title, survival=survival, areas=scenario.areas)

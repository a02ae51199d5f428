"""Scenarios that cut what lies inside a footprint: a disc, the drag of an anchor, a conflict zone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from cablenet import catalog
from cablenet.errors import InputError, unknown_name
from cablenet.scenarios.cuts import polygon
from cablenet.scenarios.model import unlike
from cablenet.scenarios.shapes import check_area, disc_area, strip_area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from cablenet.network.model import Network
    from cablenet.scenarios.model import Scenario

__all__ = ["AREA_FILES", "anchor_drag", "conflict_zone", "disc", "read_area"]

AREA_FILES = (".geojson", ".json", ".wkt", ".txt")
"""How the name of a file with a polygon ends."""


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
    return replace(hit, id=unlike(name, survival))


def read_area(text: str, *, file: str = "") -> BaseGeometry:
    """A polygon from text: well-known text, or GeoJSON (a geometry, a Feature or a FeatureCollection).

    Longitude stands first, in degrees. Each side runs as written: an area over the antimeridian is split there, as in GeoJSON,
    or runs beyond 180; from 170 to -170 is the long way round. ``file`` is where the text was found, for the message.

    Raises:
        InputError: if the text is neither.
        GeometryError: if the shape is no valid Polygon or MultiPolygon, or not in degrees.

    >>> read_area("POLYGON ((0 0, 1 0, 1 1, 0 0))").bounds
    (0.0, 0.0, 1.0, 1.0)
    """
    read = shapely.from_geojson if text.lstrip().startswith("{") else shapely.from_wkt
    try:
        with np.errstate(invalid="ignore"):  # not-a-number is told below, as no valid shape
            shape = read(text)
    except (shapely.errors.GEOSException, ValueError) as error:
        found = f"in {file} " if file else ""
        message = (
            f"Found {found}{text[:40]!r} ({str(error)[:80]}), expected a polygon as WKT or GeoJSON, or a file that "
            f"ends in {', '.join(AREA_FILES)}."
        )
        raise InputError(message) from None
    if shape.geom_type == "GeometryCollection":
        parts = shapely.get_parts(shape)
        for part in parts:
            check_area(part, file=file)
        shape = shapely.union_all(parts)
    check_area(shape, file=file)
    return shape


def _at_sea(net: Network, scenario: Scenario) -> Scenario:
    """The same without links over land."""
    sea = net.links.index[net.links["kind"] == "sea"]
    survival = scenario.survival[scenario.survival.index.isin(sea)]
    return replace(scenario, survival=survival)

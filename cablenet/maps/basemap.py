"""The quiet ground of the map: land, borders and a few place names, without any tile server.

Land and borders are Natural Earth 1:50m (public domain) in the TopoJSON of ``data/reference``: arcs
that neighbours share, so that thinning an arc thins it for both and no sliver opens between them.
TopoJSON format: https://github.com/topojson/topojson-specification (arcs are differences of
quantised positions; ``~i`` in a ring means arc ``i`` backwards).
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cablenet.maps.encoding import encode_lines, points_of
from cablenet.maps.offline import asset, reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

__all__ = ["country_rings", "ground", "places"]

SOURCE: Final = "countries-50m.json"

TOLERANCE_DEGREES: Final = 0.012
"""Douglas-Peucker tolerance of the arcs: a pixel at zoom 7."""

LEAST_POINTS: Final = 4
"""A ring that thinning would leave with fewer points (a small island) is kept as it was."""


@cache
def ground() -> dict[str, Any]:
    """Land and borders for the page; do not change what is returned, it is kept for the next map.

    Keys: ``arcs`` (encoded lines), ``land`` (rings as lists of arc numbers, filled by the even-odd
    rule), ``coast`` and ``borders`` (arc numbers). An arc that two countries share is a border.

    Raises:
        DataError: if the reference file is missing.
    """
    topology = _topology()
    countries = topology["objects"]["countries"]["geometries"]
    users = Counter(arc for country in countries for arc in set(_arcs_of(country)))
    rings = [ring for polygon in topology["objects"]["land"]["geometries"] for ring in _rings(polygon)]
    return {
        "arcs": encode_lines(_lines(topology)),
        "land": rings,
        "coast": sorted(arc for arc, count in users.items() if count == 1),
        "borders": sorted(arc for arc, count in users.items() if count > 1),
    }


@cache
def country_rings() -> dict[str, list[list[int]]]:
    """The rings of each country as lists of arc numbers of :func:`ground`, by ISO 3166 number and by name.

    Parts overseas go with their country, as Natural Earth has them; do not change what is returned.
    """
    found: dict[str, list[list[int]]] = {}
    for country in _topology()["objects"]["countries"]["geometries"]:
        rings = list(_rings(country))
        for key in (country.get("id"), country["properties"]["name"]):
            if key is not None:
                found.setdefault(str(key), rings)
    return found


@cache
def places() -> list[tuple[str, str, float, float, float]]:
    """Place names for the ground: name, kind (ocean, sea, country, city), lon, lat and least zoom.

    Positions are rounded to half a degree (towns: a tenth) and were set by hand for legibility.
    """
    return [
        (row["name"], row["kind"], float(row["lon"]), float(row["lat"]), float(row["zoom"]))
        for row in csv.DictReader(asset("places.csv").splitlines())
    ]


@cache
def _topology() -> dict[str, Any]:
    """The TopoJSON as it is."""
    found: dict[str, Any] = json.loads(reference(SOURCE))
    return found


def _lines(topology: dict[str, Any]) -> list[npt.NDArray[np.float64]]:
    """Each arc in degrees, continuous over the antimeridian, thinned; a closed one keeps at least four points."""
    import shapely

    scale, origin = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc, dtype=np.int64), axis=0) * scale + origin for arc in topology["arcs"]]
    for arc in arcs:
        if np.ptp(arc[:, 0]) >= 180.0:
            arc[:, 0] = np.unwrap(arc[:, 0], period=360.0)
    of_arc = np.repeat(np.arange(len(arcs)), [*map(len, arcs)])
    whole = np.asarray(shapely.linestrings(np.concatenate(arcs), indices=of_arc), dtype=object)
    thin = np.asarray(shapely.simplify(whole, TOLERANCE_DEGREES, preserve_topology=False), dtype=object)
    small = shapely.is_closed(whole) & (shapely.get_num_coordinates(thin) < LEAST_POINTS)
    return points_of(np.where(small, whole, thin))


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    """The rings of a TopoJSON polygon or multipolygon, outer ones and holes alike."""
    if geometry["type"] == "Polygon":
        return [list(ring) for ring in geometry["arcs"]]
    if geometry["type"] == "MultiPolygon":
        return [list(ring) for polygon in geometry["arcs"] for ring in polygon]
    return []


def _arcs_of(geometry: dict[str, Any]) -> Iterator[int]:
    """The numbers of the arcs that bound a geometry, whichever way they run."""
    for ring in _rings(geometry):
        for arc in ring:
            yield arc if arc >= 0 else ~arc

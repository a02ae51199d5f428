r"""Small sources, made by the tests, so that every answer can be worked by hand.

The map of ``public_map``, lines of ``alpha`` and ``pacific``::

    marseille --- BU1 --- alexandria        maruyama --- (antimeridian) --- eureka
                   \
                    mazara
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely import LineString, Point

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]

POINTS = {
    "marseille-france": ("Marseille, France", [5.3699, 43.2965]),
    "alexandria-egypt": ("Alexandria, Egypt", [29.893, 31.19]),
    "mazara-del-vallo-italy": ("Mazara del Vallo, Italy", [12.59, 37.65]),
    "maruyama-japan": ("Maruyama, Japan", [139.95, 34.98]),
    "eureka-ca-united-states": ("Eureka, CA, United States", [-124.16, 40.80]),
}
ALPHA = [[[5.37, 43.30], [8, 40], [12.3, 37.8], [20, 35], [29.9, 31.2]], [[12.3, 37.8], [12.6, 37.65]]]
PACIFIC = [[[139.95, 34.98], [170, 38], [180, 39]], [[-180, 39], [-150, 40], [-124.2, 40.8]]]


def collection(features: list[Json]) -> Json:
    return {"type": "FeatureCollection", "features": features}


def feature(properties: Json, kind: str, coordinates: object) -> Json:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def dump(value: object, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def public_map(folder: Path) -> Path:
    """Write a map in the style of TeleGeography."""
    lines = [
        feature({"id": "alpha", "name": "Alpha", "color": "#fff", "feature_id": "alpha-0"}, "MultiLineString", ALPHA),
        feature({"id": "pacific", "name": "Pacific", "color": "#000", "feature_id": "p-0"}, "MultiLineString", PACIFIC),
    ]
    dump(collection(lines), folder / "cable/cable-geo.json")
    places = [feature({"id": key, "name": name, "is_tbd": None}, "Point", at) for key, (name, at) in POINTS.items()]
    dump(collection(places), folder / "landing-point/landing-point-geo.json")
    dump([{"id": "alpha", "name": "Alpha"}, {"id": "pacific", "name": "Pacific"}], folder / "cable/all.json")
    landings = [(key, POINTS[key][0]) for key in list(POINTS)[:3]]
    alpha = {
        "id": "alpha",
        "name": "Alpha",
        "length": "3,400 km",
        "rfs": "2019 March",
        "is_planned": False,
        "owners": "Orange, Telecom Egypt",
        "suppliers": "ASN",
        "landing_points": [{"id": key, "name": name, "country": name.split(", ")[-1]} for key, name in landings],
        "notes": "=1+1",
    }
    dump(alpha, folder / "cable/alpha.json")
    return folder


def cables() -> gpd.GeoDataFrame:
    """Three lines of two systems: ``x`` forks at (2, 51), ``y`` runs on from the same town."""
    return gpd.GeoDataFrame(
        {"name": ["X", "X", "Y"], "RFS": ["2001", "2001", "Q2 2010"], "owner": ["a, b", "a, b", None]},
        geometry=[
            LineString([(0, 50), (2, 51), (3, 52)]),
            LineString([(2, 51), (2, 53)]),
            LineString([(0, 50), (-3, 49), (-5, 48)]),
        ],
        crs="EPSG:4326",
    )


def towns() -> gpd.GeoDataFrame:
    """The towns of ``cables``, some a kilometre away from the lines' ends."""
    return gpd.GeoDataFrame(
        {"town": ["A", "B", "C", "D"], "country": ["FR", "Netherlands", "GBR", "FR"]},
        geometry=[Point(0.01, 50), Point(3, 52), Point(2, 53.01), Point(-5, 48)],
        crs="EPSG:4326",
    )


def ofds() -> Json:
    """A package of one network over land, in the words of the standard."""
    nodes = [
        {"id": "1", "name": "Accra", "location": {"type": "Point", "coordinates": [-0.174, 5.625]}},
        {"id": "2", "name": "Kumasi", "location": {"type": "Point", "coordinates": [-1.628, 6.711]}},
    ]
    for node in nodes:
        node["address"] = {"country": "GH"}
    span = {
        "id": "1",
        "name": "Accra to Kumasi",
        "status": "operational",
        "readyForServiceDate": "2018-01-01",
        "start": "1",
        "end": "2",
        "route": {"type": "LineString", "coordinates": [[-0.173, 5.626], [-0.488, 6.29], [-1.628, 6.713]]},
        "physicalInfrastructureProvider": {"id": "GH-1", "name": "FibreCo"},
        "networkProviders": [{"id": "GH-2"}],
        "supplier": {"id": "GH-3", "name": "ProjectCo"},
        "deployment": ["belowGround"],
        "fibreCount": 24,
        "fibreLength": 276,
        "capacity": 4.976,
    }
    network = {
        "id": "a096d627-72e1-4f9b-b129-951b1737bff4",
        "name": "Ghana Fibre Network",
        "nodes": nodes,
        "spans": [span],
        "organisations": [{"id": "GH-2", "name": "FastWeb", "roles": ["networkProvider"]}],
        "crs": {"name": "urn:ogc:def:crs:OGC::CRS84", "uri": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    }
    return {"networks": [network]}

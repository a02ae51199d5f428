"""The chokepoint polygons: valid, coast to coast, and blind to what only passes beside them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from shapely import LineString, Point
from shapely.geometry import shape

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

PATH = Path(__file__).resolve().parents[1] / "data" / "chokepoints" / "chokepoints.geojson"
KINDS = {"arctic", "canyon", "land", "landing-cluster", "sea", "strait"}

# The polygons of which facts elsewhere speak: an id may be added, none may go.
KNOWN = [
    "abidjan-canyon",
    "bab-el-mandeb",
    "bass",
    "bering",
    "boso",
    "bosphorus-blacksea",
    "california",
    "cape",
    "channel",
    "congo-canyon",
    "cornwall",
    "egypt-land",
    "faroe-shetland",
    "fiji-tonga",
    "florida-straits",
    "fortaleza",
    "gibraltar",
    "gotland",
    "guam",
    "gulf-of-finland",
    "gulf-of-suez",
    "hawaii",
    "hong-kong",
    "hormuz",
    "ibaraki",
    "jeddah-approach",
    "karimata",
    "korea-tsushima",
    "lombok-makassar",
    "luzon",
    "malacca",
    "marseille",
    "mtunzini",
    "new-york-nj",
    "northwest-passage",
    "oregon-washington",
    "oresund",
    "palk-srilanka",
    "perth",
    "red-sea",
    "sicily",
    "singapore",
    "south-china-sea",
    "sunda",
    "taiwan-strait",
]

# id: a line from one side to the other that hugs the shore or the middle, as a cable might.
THROUGH: dict[str, list[list[tuple[float, float]]]] = {
    "bab-el-mandeb": [
        [(42.9, 13.5), (43.35, 12.7), (44.5, 12.2)],
        [(42.9, 13.5), (43.2, 12.75), (43.4, 12.3), (43.5, 12.0)],
    ],
    "red-sea": [[(44.5, 12.0), (43.3, 12.6), (42.0, 14.5), (38.0, 21.0), (33.9, 27.6)]],
    "gulf-of-suez": [[(34.4, 27.3), (33.9, 27.7), (33.3, 28.4)], [(34.3, 27.5), (34.1, 27.9), (33.4, 28.5)]],
    "hormuz": [[(55.0, 26.0), (56.4, 26.6), (57.3, 25.6)], [(55.0, 26.6), (55.7, 26.9), (56.5, 27.1)]],
    "gibraltar": [[(-7.0, 36.0), (-5.6, 35.95), (-4.5, 36.0)]],
    "sicily": [[(10.0, 38.0), (11.9, 37.4), (13.6, 35.8)], [(14.6, 36.8), (14.5, 36.2), (14.4, 35.98)]],
    "messina": [[(15.6, 38.6), (15.63, 38.2), (15.5, 37.5)]],
    "dover": [[(0.5, 50.6), (1.5, 51.0), (2.0, 51.4)]],
    "oresund": [[(12.5, 56.3), (12.75, 55.8), (12.8, 55.2)], [(11.0, 56.3), (10.95, 55.3), (11.0, 54.8), (12.0, 54.4)]],
    "gulf-of-finland": [[(22.0, 59.5), (24.0, 59.6), (25.0, 60.1)]],
    "malacca": [[(95.0, 6.5), (99.0, 5.0), (101.0, 2.8), (103.0, 1.4), (103.7, 1.2)]],
    "singapore": [[(103.2, 1.2), (103.6, 1.18), (104.0, 1.25), (104.8, 1.4)]],
    "sunda": [[(104.5, -7.5), (105.5, -6.1), (106.3, -5.5)]],
    "lombok": [[(115.8, -9.5), (115.75, -8.6), (115.9, -7.9)]],
    "makassar": [[(118.0, -5.9), (118.3, -2.0), (119.5, 1.6)]],
    "luzon": [[(118.5, 20.5), (121.0, 21.2), (123.0, 21.5)], [(118.5, 18.9), (121.5, 18.8), (123.5, 18.8)]],
    "taiwan-strait": [[(117.5, 22.3), (119.5, 24.5), (121.5, 26.5)]],
    "korea-tsushima": [[(127.5, 33.5), (129.0, 34.5), (131.0, 36.0)], [(128.0, 33.0), (129.9, 34.0), (131.0, 35.5)]],
    "tsugaru": [[(139.0, 41.3), (140.5, 41.4), (142.0, 41.4)]],
    "torres": [[(140.5, -10.0), (142.3, -10.0), (144.5, -10.0)]],
    "bass": [[(142.8, -39.5), (145.5, -39.3), (149.5, -39.0)]],
    "cook-strait": [[(173.5, -40.3), (174.5, -41.1), (174.8, -42.2)]],
    "bering": [[(-172.0, 62.5), (-169.0, 65.9), (-170.0, 68.5)]],
    "florida-straits": [[(-83.5, 24.0), (-80.5, 24.3), (-79.6, 26.0)]],
    "yucatan": [[(-86.0, 23.5), (-85.8, 21.8), (-85.0, 20.0)]],
    "mozambique-channel": [[(42.0, -11.0), (41.5, -17.0), (38.0, -26.0)]],
}

# Overland routes between the two seas of Egypt, straight from landing to landing.
SUEZ, ZAFARANA, RAS_GHAREB = (32.55, 29.97), (32.65, 29.11), (33.08, 28.36)
ALEXANDRIA, SIDI_KERIR, ABU_TALAT, PORT_SAID = (29.92, 31.2), (29.66, 31.05), (29.70, 31.07), (32.3, 31.26)

# id: a cable that lands near by or passes beside, and must not be in it.
BESIDE: dict[str, list[list[tuple[float, float]]]] = {
    "egypt-land": [
        [(26.0, 33.5), (29.2, 31.6), ALEXANDRIA],
        [(33.5, 33.0), PORT_SAID],
        [(33.9, 27.6), (32.8, 29.0), SUEZ],
        [(34.89, 29.49), SUEZ],
    ],
    "bab-el-mandeb": [[(43.15, 11.6), (44.5, 11.8), (45.0, 12.7)]],
    "red-sea": [[(39.18, 21.49), (40.5, 21.4), (46.7, 24.7)]],
    "gulf-of-suez": [[(34.3, 27.9), (34.6, 27.6), (36.0, 27.0)]],
    "hormuz": [[(56.36, 25.12), (57.2, 25.4), (57.8, 25.65)]],
    "gibraltar": [[(-6.09, 36.28), (-7.0, 36.0), (-9.3, 38.6)]],
    "sicily": [[(15.1, 37.5), (16.5, 36.5), (19.0, 34.5)], [(14.34, 35.97), (14.3, 36.02)]],
    "singapore": [[(103.85, 1.36), (103.76, 1.49), (101.7, 3.1)]],
    "south-china-sea": [
        [(104.0, 1.2), (106.5, 2.5), (108.0, 3.0), (109.0, 1.0)],
        [(120.0, 9.0), (121.0, 10.5), (122.5, 10.7)],
        [(122.0, 14.0), (124.5, 16.0), (123.5, 20.0)],
        [(117.0, 21.9), (119.5, 21.6), (122.0, 21.5)],
    ],
    "lombok-makassar": [[(114.4, -8.2), (114.45, -8.5), (114.6, -8.7)]],
    "florida-straits": [[(-80.39, 27.64), (-78.0, 29.0), (-70.0, 28.0)]],
    "taiwan-strait": [[(121.8, 24.9), (123.0, 25.2), (127.0, 27.0)]],
    "marseille": [[(5.37, 43.3), (5.0, 44.0), (4.85, 45.75)]],
}

# A cable down the coast of Vietnam and one between Singapore and Hong Kong.
SOUTH_CHINA_SEA = [
    [(107.1, 10.3), (109.6, 12.0), (109.7, 14.0), (108.3, 16.1)],
    [(104.8, 1.5), (106.0, 4.2), (111.0, 12.0), (114.2, 22.2)],
]


def features() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))["features"]
    return found


def geometry(chokepoint: str) -> BaseGeometry:
    return shape(next(f["geometry"] for f in features() if f["properties"]["id"] == chokepoint))


def ids() -> list[str]:
    return [f["properties"]["id"] for f in features()]


def vertices(feature: dict[str, Any]) -> list[tuple[float, float]]:
    parts = feature["geometry"]["coordinates"]
    rings = parts if feature["geometry"]["type"] == "Polygon" else [ring for part in parts for ring in part]
    return [(x, y) for ring in rings for x, y in ring]


def test_the_known_ids_are_all_there_once_and_sorted() -> None:
    assert set(KNOWN) <= set(ids())
    assert len(KNOWN) >= 45
    assert len(ids()) == len(set(ids()))
    assert ids() == sorted(ids())


def test_the_file_holds_one_feature_a_line_with_four_decimals() -> None:
    lines = PATH.read_bytes().decode().split("\n")
    assert "\r" not in "".join(lines)
    assert len([line for line in lines if '"type":"Feature",' in line]) == len(features())
    positions = re.findall(r"\[(-?[\d.]+),(-?[\d.]+)\]", "".join(lines))
    assert all(len(number.partition(".")[2]) == 4 for position in positions for number in position)


def test_every_feature_says_what_it_is() -> None:
    for feature in features():
        properties = feature["properties"]
        assert set(properties) == {"id", "name", "description", "kind", "source"}
        assert properties["kind"] in KINDS
        assert all(isinstance(value, str) and value.strip() for value in properties.values())


@pytest.mark.parametrize("feature", features(), ids=ids())
def test_polygons_are_valid_and_on_the_map(feature: dict[str, Any]) -> None:
    polygon = shape(feature["geometry"])
    assert polygon.geom_type in {"Polygon", "MultiPolygon"}
    assert polygon.is_valid
    assert polygon.area > 0
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in vertices(feature))


@pytest.mark.parametrize("chokepoint", ["fiji-tonga", "northern-sea-route"])
def test_polygons_over_the_antimeridian_are_split_there(chokepoint: str) -> None:
    polygon = geometry(chokepoint)
    assert polygon.geom_type == "MultiPolygon"
    assert polygon.bounds[0] == -180
    assert polygon.bounds[2] == 180
    assert all(part.bounds[2] - part.bounds[0] < 180 for part in getattr(polygon, "geoms", []))


@pytest.mark.parametrize(("chokepoint", "line"), [(c, line) for c, lines in THROUGH.items() for line in lines])
def test_no_cable_slips_by(chokepoint: str, line: list[tuple[float, float]]) -> None:
    assert geometry(chokepoint).intersects(LineString(line))


@pytest.mark.parametrize("south", [SUEZ, ZAFARANA, RAS_GHAREB])
@pytest.mark.parametrize("north", [ALEXANDRIA, SIDI_KERIR, ABU_TALAT, PORT_SAID])
def test_every_way_over_egypt_is_in_egypt_land(south: tuple[float, float], north: tuple[float, float]) -> None:
    polygon = geometry("egypt-land")
    assert polygon.intersects(LineString([south, north]))
    assert not polygon.intersects(Point(south).buffer(0.09))
    assert not polygon.intersects(Point(north).buffer(0.09))


@pytest.mark.parametrize(("chokepoint", "line"), [(c, line) for c, lines in BESIDE.items() for line in lines])
def test_what_lands_near_by_or_passes_beside_is_not_in_it(chokepoint: str, line: list[tuple[float, float]]) -> None:
    assert not geometry(chokepoint).intersects(LineString(line))


@pytest.mark.parametrize("line", SOUTH_CHINA_SEA)
def test_the_south_china_sea_holds_its_coasts(line: list[tuple[float, float]]) -> None:
    assert geometry("south-china-sea").intersects(LineString(line))


def test_parts_lie_in_their_wholes() -> None:
    for part, whole in [("suez-canal", "egypt-land"), ("gulf-of-suez", "red-sea"), ("jeddah-approach", "red-sea")]:
        shared = geometry(part).intersection(geometry(whole)).area
        assert shared > 0.85 * geometry(part).area, (part, whole)

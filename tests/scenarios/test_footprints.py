"""Footprints: discs, dragged anchors, zones; whatever crosses them is cut, and nothing else."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from cablenet import catalog
from cablenet.errors import GeometryError, InputError, UnknownNameError
from cablenet.geo.antimeridian import copies
from cablenet.geo.geodesy import distances_km
from cablenet.scenarios import Scenario, anchor_drag, conflict_zone, disc, polygon, read_area
from cablenet.scenarios.shapes import disc_area, distance_to_km, strip_area
from tests.small_worlds import Cable, networks, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

lons = st.floats(-180, 180, allow_nan=False)
lats = st.floats(-80, 80, allow_nan=False)


def shuffled(net: Network) -> Network:
    """The same network with its links in the opposite order."""
    return replace(net, links=net.links.iloc[::-1])


def test_a_disc_hits_what_comes_near() -> None:
    # alpha:3 bends at (115, 12), which is 1 degree of latitude (110.6 km) south of the place.
    net = toy_network()
    assert list(disc(net, 115.0, 13.0, 100.0).survival.index) == ["alpha:3"]
    assert disc(net, 109.0, 13.0, 100.0).survival.empty
    assert disc(net, 115.0, 13.0, 100.0, survival=0.25).survival.to_dict() == {"alpha:3": 0.25}


def test_a_disc_reaches_over_the_antimeridian() -> None:
    net = toy_network()  # beta:2 crosses it at 42 N
    for lon in (-179.0, 179.0, 181.0):
        assert list(disc(net, lon, 42.0, 200.0).survival.index) == ["beta:2"]


@settings(max_examples=30)
@given(networks(), lons, lats, st.floats(20, 3000))
def test_a_disc_cuts_every_line_within_it_and_no_other(net: Network, lon: float, lat: float, radius_km: float) -> None:
    hit = set(disc(net, lon, lat, radius_km).survival.index)
    for link, line in net.links.geometry.items():
        away = distance_to_km(line, lon, lat)
        if away < 0.999 * radius_km - 6.0:  # the line is asked each 6 km at most
            assert link in hit
        if away > 1.001 * radius_km + 6.0:
            assert link not in hit


@settings(max_examples=30)
@given(networks(), st.floats(-170, 170), st.floats(-80, 80), st.floats(1, 90), st.floats(1, 60))
def test_a_polygon_cuts_every_line_that_crosses_it_and_no_other(
    net: Network, west: float, south: float, width: float, height: float
) -> None:
    area = box(west, south, min(west + width, 180.0), min(south + height, 90.0))
    want = {link for link, line in net.links.geometry.items() if any(part.intersects(area) for part in copies(line))}
    assert set(polygon(net, area).survival.index) == want
    assert set(polygon(shuffled(net), area).survival.index) == want


@settings(max_examples=30)
@given(lons, st.floats(-90, 90), st.floats(1, 9000))
def test_the_area_of_a_disc_is_the_disc(lon: float, lat: float, radius_km: float) -> None:
    area = disc_area(lon, lat, radius_km)
    assert area.is_valid
    west, south, east, north = area.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-180, 180, 200), rng.uniform(-90, 90, 200)
    away = distances_km(lon, lat, x, y)
    sure = abs(away - radius_km) > 0.02 * radius_km
    inside = shapely.contains_xy(area, x, y)
    assert (inside == (away < radius_km))[sure].all()


@pytest.mark.parametrize("lat", [90.0, -90.0, 89.0, -89.5])
def test_a_disc_may_hold_a_pole(lat: float) -> None:
    area = disc_area(30.0, lat, 500.0)
    assert area.bounds[0] == -180.0
    assert area.bounds[2] == 180.0
    assert area.contains(Point(-120.0, math.copysign(89.9, lat)))
    assert not area.contains(Point(0.0, math.copysign(80.0, lat)))


@pytest.mark.parametrize(
    ("lon", "lat", "radius_km"),
    [(0, 91, 10), (400, 0, 10), (0, 0, 0), (0, 0, -5), (0, 0, 10_001), (math.nan, 0, 10), (0, math.nan, 10), (0, 0, math.nan)],
)  # fmt: skip
def test_a_place_or_radius_that_is_none_is_refused(lon: float, lat: float, radius_km: float) -> None:
    with pytest.raises(InputError, match="expected"):
        disc(toy_network(), lon, lat, radius_km)


def test_an_anchor_takes_what_lies_beside_its_track() -> None:
    r"""Two cables go north, one 30 km east of the other (0.27 degrees at the equator); a link over land lies on the track.

    ::

        n0 (0, -1)  n2 (0.27, -1)
          |           |          track: along the equator from -0.2 to 0.2, and on
          |           |
        n1 (0, 1)   n3 (0.27, 1)
    """
    net = small_network(
        [(0.0, -1.0), (0.0, 1.0), (0.27, -1.0), (0.27, 1.0)],
        [Cable(a=0, b=1, km=300), Cable(a=2, b=3, km=300), Cable(a=0, b=1, km=300, over_land=True)],
    )
    short, long = [(-0.2, 0.0), (0.2, 0.0)], [(-0.2, 0.0), (0.2, 0.0), (0.4, 0.0)]
    assert list(anchor_drag(net, short, width_km=2.0).survival.index) == ["s0:0"]
    assert list(anchor_drag(net, long, width_km=2.0).survival.index) == ["s0:0", "s0:1"]
    # the track ends 7.8 km before the second cable
    assert list(anchor_drag(net, short, width_km=15.0).survival.index) == ["s0:0"]
    assert list(anchor_drag(net, short, width_km=16.0).survival.index) == ["s0:0", "s0:1"]


@settings(max_examples=30)
@given(st.floats(-180, 180), st.floats(-75, 75), st.floats(0.5, 12), st.floats(-6, 6), st.floats(1, 200))
def test_a_strip_is_what_lies_near_the_line(lon: float, lat: float, dx: float, dy: float, width_km: float) -> None:
    ends = [(lon, lat), (lon + dx, lat + dy)]
    area = strip_area(ends, width_km)
    assert area.is_valid
    assert -180 <= area.bounds[0] <= area.bounds[2] <= 180
    # both ends are in it, and places 0.4 and 0.6 of the width north of the first point are in and out of it
    for x, y in ends:
        assert (
            shapely.dwithin(area, Point((x + 180) % 360 - 180, y), 1e-6) or abs(abs((x + 180) % 360 - 180) - 180) < 1e-6
        )
    west = (lon + 180) % 360 - 180
    back = distances_km(lon, lat, lon, lat - 0.4 * width_km / 111.7)[0]
    assert back < width_km / 2
    if dy >= 0 and abs(west) < 179:
        assert area.contains(Point(west, lat - 0.4 * width_km / 111.7))


@pytest.mark.parametrize(
    ("track", "width"), [([(0, 0)], 1), ([], 1), ([(0, 0), (1, 0)], 0), ([(0, 0), (0, 99)], 1), ([(0, 0), (1, 0)], math.nan)]
)  # fmt: skip
def test_a_track_that_is_none_is_refused(track: list[tuple[float, float]], width: float) -> None:
    with pytest.raises(InputError, match="expected"):
        anchor_drag(toy_network(), track, width_km=width)


def test_conflict_zones_hold_the_sea_alone(real: Network) -> None:
    zones = catalog.load_table("conflict_zones")
    for name in zones["zone_id"]:
        scenario = conflict_zone(real, str(name))
        assert len(scenario.survival), name
        assert (real.links.loc[scenario.survival.index, "kind"] == "sea").all()
    red_sea = real.links.loc[conflict_zone(real, "gulf-of-aden").survival.index, "system"]
    assert {"asia-africa-europe-1-aae-1", "seamewe-5", "europe-india-gateway-eig"} <= set(red_sea)
    with pytest.raises(UnknownNameError) as raised:
        conflict_zone(real, "blacksea")
    assert raised.value.nearest == ("black-sea",)


def test_the_borders_of_the_listed_areas() -> None:
    """Places that the lists name themselves, and some that they do not."""
    zones = catalog.load_table("conflict_zones").set_index("zone_id")["wkt"].map(read_area)
    inside = {
        "black-sea": [(31.5, 46.0), (36.5, 46.2), (33.0, 44.0)],
        "gulf-of-aden": [(40.0, 17.5), (43.2, 13.3), (47.0, 12.0), (50.0, 2.0)],
    }
    outside = {"black-sea": [(29.2, 41.5), (38.0, 42.5)], "gulf-of-aden": [(38.0, 19.0), (62.0, 10.0), (57.0, 17.0)]}
    for name, places in inside.items():
        assert all(zones[name].contains(Point(place)) for place in places), name
    for name, places in outside.items():
        assert not any(zones[name].contains(Point(place)) for place in places), name


SQUARE = "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"
GEOJSON = '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}'


@pytest.mark.parametrize(
    "text",
    [
        SQUARE,
        GEOJSON,
        f'{{"type":"Feature","properties":{{}},"geometry":{GEOJSON}}}',
        f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{GEOJSON}}}]}}',
    ],
)
def test_areas_are_read_from_text(text: str) -> None:
    assert read_area(text).equals(box(0, 0, 1, 1))


@pytest.mark.parametrize("text", ["", "POLYGON", "POLYGON ((0 0))", "{}", '{"type": "Polygon"}', "Paris"])
def test_text_that_is_no_shape_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expected a polygon as WKT or GeoJSON"):
        read_area(text)


@pytest.mark.parametrize(
    "text", ["POINT (1 2)", "POLYGON EMPTY", "POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))", "LINESTRING (0 0, 1 1)"]
)
def test_a_shape_that_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(GeometryError, match="expected a valid Polygon"):
        read_area(text)


@pytest.mark.parametrize(
    "text",
    [
        "POLYGON ((0 0, 1e300 0, 1e300 1e300, 0 0))",
        "POLYGON ((0 0, 1e7 0, 1e7 10, 0 0))",
        "POLYGON ((0 0, 1000 0, 1000 50, 0 50, 0 0))",
        "POLYGON ((0 120, 5 120, 5 150, 0 120))",
    ],
    ids=["endless", "metres", "beyond", "swapped"],
)
def test_an_area_outside_the_world_is_refused(text: str) -> None:
    for make in (lambda: read_area(text), lambda: polygon(toy_network(), shapely.from_wkt(text))):
        with pytest.raises(GeometryError, match="expected degrees of longitude from -180 to 180"):
            make()


@pytest.mark.parametrize("text", ["POLYGON ((0 0, nan 0, 1 1, 0 0))", f"GEOMETRYCOLLECTION ({SQUARE}, POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0)))"])  # fmt: skip
def test_an_area_that_is_not_sound_is_told_with_its_file(text: str) -> None:
    with pytest.raises(GeometryError, match=r"Found in my.wkt a Polygon \(.*, expected a valid Polygon"):
        read_area(text, file="my.wkt")


def test_a_side_the_long_way_round_is_told() -> None:
    net = toy_network()  # beta:2 crosses the antimeridian at 42 N
    over, round_it = box(170, 20, 190, 60), box(-170, 20, 170, 60)
    assert list(polygon(net, over).survival.index) == ["beta:2"]
    assert not polygon(net, over).notes
    assert "runs over 340 degrees of longitude" in polygon(net, round_it).notes[0]
    assert not disc(net, 0.0, 89.0, 500.0).notes


def test_text_in_place_of_a_shape_is_refused() -> None:
    with pytest.raises(InputError, match="read_area makes one"):
        polygon(toy_network(), SQUARE)  # type: ignore[arg-type]


@settings(max_examples=40)
@given(networks(), st.floats(0, 1), st.floats(0, 1))
def test_harsher_leaves_less(net: Network, one: float, other: float) -> None:
    low, high = sorted((one, other))
    harsh, mild = disc(net, 0, 0, 5000, survival=low), disc(net, 0, 0, 5000, survival=high)
    assert (harsh.survival <= mild.survival).all()
    both = harsh | mild
    pd.testing.assert_series_equal(both.survival, harsh.survival)


def test_a_scenario_is_plain_data() -> None:
    scenario = disc(toy_network(), 115.0, 13.0, 100.0, name="here", survival=0.5)
    data = scenario.to_dict()
    assert data["id"] == "here-survival-0.5"
    assert data["survival"] == {"alpha:3": 0.5}
    assert data["areas"]["here"]["type"] == "Polygon"
    assert data["notes"] == []


def test_notes_of_both_are_kept_once() -> None:
    empty = pd.Series(dtype="float64", index=pd.Index([], name="link_id", dtype="str"), name="survival")
    one = Scenario(id="a", title="A", survival=empty, notes=("x", "y"))
    other = Scenario(id="b", title="B", survival=empty, notes=("y", "z"))
    assert (one | other).notes == ("x", "y", "z")

"""Lengths on the ellipsoid, against published values and figures worked by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, Point

from cablenet.geo.geodesy import distances_km, interpolate, length_km, lengths_km

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

EQUATOR_DEGREE_KM = 111.319_490_8
"""2 pi x 6378.137 km / 360."""

QUARTER_KM = 10_001.965_729
"""From the equator to a pole on WGS84 (the metre was meant to make it 10,000)."""

longitudes = st.floats(-180, 180, allow_nan=False)
latitudes = st.floats(-90, 90, allow_nan=False)
points = st.tuples(longitudes, latitudes)


def test_along_the_equator_and_to_the_pole() -> None:
    lon = [0.0, 0.0, -179.0]
    there = distances_km(lon, [0.0, 0.0, 0.0], [1.0, 77.0, 179.0], [0.0, 90.0, 0.0])
    assert there == pytest.approx([EQUATOR_DEGREE_KM, QUARTER_KM, 2 * EQUATOR_DEGREE_KM], abs=1e-3)


def test_a_published_geodesic() -> None:
    # New York JFK 40:38:23N 073:46:44W to Singapore Changi 01:21:33N 103:59:22E, the example of GeodSolve: 15,347,628 m.
    jfk = (-(73 + 46 / 60 + 44 / 3600), 40 + 38 / 60 + 23 / 3600)
    changi = (103 + 59 / 60 + 22 / 3600, 1 + 21 / 60 + 33 / 3600)
    assert distances_km(*jfk, *changi)[0] == pytest.approx(15_347.628, abs=1e-3)


def test_one_point_against_many_broadcasts() -> None:
    many = distances_km(0.0, 0.0, [1.0, 2.0, 3.0], 0.0)
    assert many.shape == (3,)
    assert many == pytest.approx(EQUATOR_DEGREE_KM * np.array([1.0, 2.0, 3.0]))


@given(points, points)
def test_distance_is_the_same_both_ways_and_after_whole_turns(a: tuple[float, float], b: tuple[float, float]) -> None:
    one = distances_km(*a, *b)[0]
    assert one >= 0
    assert distances_km(*b, *a)[0] == pytest.approx(one, abs=1e-6)
    assert distances_km(a[0] + 360, a[1], b[0] - 720, b[1])[0] == pytest.approx(one, abs=1e-6)


@given(points, points, points)
def test_no_way_round_is_shorter(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    direct, first, second = distances_km([a[0], a[0], b[0]], [a[1], a[1], b[1]], [c[0], b[0], c[0]], [c[1], b[1], c[1]])
    assert direct <= first + second + 1e-6


def test_lengths_of_lines_by_hand() -> None:
    lines = [
        LineString([(0, 0), (1, 0), (3, 0)]),
        LineString([(179, 0), (181, 0)]),
        MultiLineString([[(0, 0), (1, 0)], [(10, 0), (11, 0)]]),
        LineString([(5, 5), (5, 5)]),
        LineString(),
    ]
    assert lengths_km(lines) == pytest.approx(EQUATOR_DEGREE_KM * np.array([3.0, 2.0, 2.0, 0.0, 0.0]))
    assert length_km(lines[0]) == pytest.approx(3 * EQUATOR_DEGREE_KM)


def test_no_lines_have_no_lengths() -> None:
    assert lengths_km([]).shape == (0,)


@pytest.mark.parametrize(
    "shape",
    [Point(3, 4), shapely.MultiPoint([(0, 0), (9, 9)]), shapely.box(0, 0, 1, 1), GeometryCollection([Point(1, 1)])],
    ids=lambda shape: str(shape.geom_type),
)
def test_what_is_no_line_has_no_length(shape: BaseGeometry) -> None:
    assert length_km(shape) == 0.0


def test_a_mixed_collection_counts_its_lines() -> None:
    mixed = GeometryCollection([Point(50, 50), LineString([(0, 0), (2, 0)]), Point(60, 60)])
    assert length_km(mixed) == pytest.approx(2 * EQUATOR_DEGREE_KM)


@given(st.lists(st.tuples(st.integers(-170, 170), st.integers(-80, 80)), min_size=2, max_size=8), st.integers(-2, 2))
def test_a_turn_changes_no_length(coords: list[tuple[int, int]], turns: int) -> None:
    line = LineString(coords)
    moved = LineString([(x + 360 * turns, y) for x, y in coords])
    assert length_km(moved) == pytest.approx(length_km(line), abs=1e-6)
    assert length_km(line.reverse()) == pytest.approx(length_km(line), abs=1e-6)


@given(points, points, st.floats(50, 5000))
def test_points_between_lie_on_the_way_and_near_each_other(
    a: tuple[float, float], b: tuple[float, float], step_km: float
) -> None:
    whole = distances_km(*a, *b)[0]
    assume(whole < 19_900)  # Nearly opposite points have many shortest ways.
    line = interpolate(a, b, step_km=step_km)
    lon, lat = np.array(line).T
    steps = distances_km(lon[:-1], lat[:-1], lon[1:], lat[1:])
    assert steps.max() <= step_km * (1 + 1e-9)
    assert steps.sum() == pytest.approx(whole, abs=1e-3)
    assert line[0] == pytest.approx(a, abs=1e-9)
    assert line[-1][1] == pytest.approx(b[1], abs=1e-9)
    assert (line[-1][0] - b[0]) / 360 == pytest.approx(round((line[-1][0] - b[0]) / 360), abs=1e-9)


def test_points_between_stay_continuous_over_the_antimeridian() -> None:
    line = interpolate((170.0, 0.0), (-170.0, 0.0), step_km=500.0)
    assert line[-1][0] == pytest.approx(190.0)
    assert all(0 < b[0] - a[0] < 5 for a, b in pairwise(line))


def test_points_nearer_than_the_step_have_none_between() -> None:
    assert interpolate((0.0, 0.0), (1.0, 0.0), step_km=500.0) == [(0.0, 0.0), (1.0, 0.0)]

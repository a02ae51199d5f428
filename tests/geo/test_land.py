"""Coasts decoded, waters opened, lines measured on land."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shapely import LineString

from cablenet.errors import DataError
from cablenet.geo.land import LAND, SEA, SHORE, Land, parse_waterways, read_land
from cablenet.geo.land import km_on_land as measured

KM_PER_DEGREE = 111.32
"""One degree along the equator of WGS84."""


def _topology(*rings: list[list[float]]) -> dict[str, Any]:
    """Write rings (degrees, to a hundredth) as a TopoJSON with one arc each."""
    arcs = [np.diff(np.round(np.array(ring) * 100), axis=0, prepend=0).astype(int).tolist() for ring in rings]
    return {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [0.0, 0.0]},
        "arcs": arcs,
        "objects": {"land": {"type": "MultiPolygon", "arcs": [[[number]] for number in range(len(arcs))]}},
    }


def _box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.fixture(scope="module")
def world() -> Land:
    """One continent with a lake and a channel, one island over the antimeridian, one pole, one barrier.

    ::

        lon   0       4       8      10          179 | -179
            +---------------------+                +-|-+
        10  |      (lake)         |    |           | | |
            |=======channel=======|    | barrier   +-|-+
        0   +---------------------+    |
    """
    pole = [[-180.0, -70.0], [0.0, -70.0], [180.0, -70.0]]
    over = [[179.0, 0.0], [-179.0, 0.0], [-179.0, 2.0], [179.0, 2.0], [179.0, 0.0]]
    rows = [
        {"waterway_id": "lake", "kind": "lake", "width_km": "", "points": "3 7;5 7;5 9;3 9"},
        {"waterway_id": "channel", "kind": "channel", "width_km": "8", "points": "-1 3;9 3"},
        {"waterway_id": "wall", "kind": "barrier", "width_km": "4", "points": "10 0;10 10"},
    ]
    return read_land(_topology(_box(0, 0, 8, 10), over, pole), parse_waterways(rows))


@pytest.mark.parametrize(
    ("place", "is_land"),
    [
        ((1.0, 1.0), True),
        ((4.0, 8.0), False),  # the lake
        ((4.0, 3.0), False),  # the channel
        ((10.0, 5.0), True),  # the barrier
        ((9.0, 5.0), False),
        ((179.99, 1.0), True),  # both sides of the antimeridian
        ((-179.99, 1.0), True),
        ((0.0, 1.0), True),
        ((170.0, 1.0), False),
        ((30.0, -80.0), True),  # closed over the pole
        ((30.0, -60.0), False),
    ],
)
def test_what_is_land(world: Land, place: tuple[float, float], is_land: bool) -> None:
    assert (world.value(*place) == LAND) == is_land


def test_sea_beside_land_is_shore(world: Land) -> None:
    assert world.value(8.01, 5.0) == SHORE
    assert world.value(8.05, 5.0) == SEA


def test_km_on_land(world: Land) -> None:
    lines = [
        LineString([(-1, 5), (9, 5)]),  # 8 degrees of land
        LineString([(-1, 3), (9, 3)]),  # along the channel
        LineString([(9, 5), (11, 5)]),  # across the barrier, which is not land
        LineString([(178, 1), (182, 1)]),  # over the island and the antimeridian: 2 degrees
    ]
    km = measured(world, lines)
    assert km[0] == pytest.approx(8 * KM_PER_DEGREE, rel=0.01)
    assert km[1] == km[2] == 0.0
    assert km[3] == pytest.approx(2 * KM_PER_DEGREE, rel=0.01)


def test_no_lines_no_km(world: Land) -> None:
    assert measured(world, []).shape == (0,)


def test_all_faults_of_the_waterways_are_told() -> None:
    rows = [
        {"waterway_id": "a", "kind": "canal", "width_km": "3", "points": "0 0;1 1"},
        {"waterway_id": "b", "kind": "channel", "width_km": "3", "points": "0 0;1 1"},
        {"waterway_id": "c", "kind": "channel", "width_km": "", "points": "0 0;1 1"},
        {"waterway_id": "d", "kind": "lake", "width_km": "", "points": "0 zero"},
    ]
    with pytest.raises(DataError) as caught:
        parse_waterways(rows)
    assert [fault.row for fault in caught.value.faults] == [2, 4, 5]


def test_a_topology_without_land_is_refused() -> None:
    with pytest.raises(DataError, match="object 'land'"):
        read_land({"objects": {"countries": {}}})

"""Splitting at the antimeridian and joining again, against lines drawn by hand in ``tests/golden/antimeridian.geojson``."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point
from shapely.affinity import translate
from shapely.geometry import shape

from cablenet.errors import GeometryError
from cablenet.geo.antimeridian import continuous, copies, join, split

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "antimeridian.geojson"

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    Cases = dict[str, dict[str, BaseGeometry]]


def golden() -> Cases:
    """Read the lines by case, each once continuous and once split."""
    cases: Cases = {}
    for feature in json.loads(GOLDEN.read_text(encoding="utf-8"))["features"]:
        facts = feature["properties"]
        cases.setdefault(facts["case"], {})[facts["form"]] = shape(feature["geometry"])
    return cases


GOLDEN_CASES = golden()
each_case = pytest.mark.parametrize("case", sorted(GOLDEN_CASES))


@st.composite
def long_lines(draw: st.DrawFn) -> LineString:
    """Continuous lines over several worlds; steps of quarter degrees, so that many vertices lie on +-180 exactly."""
    start = draw(st.integers(-1000, 1000).map(lambda n: 180 + n / 4))
    steps = draw(
        st.lists(st.sampled_from([-250.0, -40.25, -1.0, 0.0, 0.25, 1.0, 40.25, 250.0]), min_size=1, max_size=8)
    )
    lat = draw(st.lists(st.integers(-80, 80), min_size=len(steps) + 1, max_size=len(steps) + 1))
    lon = start + np.concatenate([[0.0], np.cumsum(steps)])
    line = LineString(np.column_stack([lon, lat]))
    return line if line.length else LineString([(start, 0), (start + 1, 0)])


def to_same_turn(line: LineString, other: LineString) -> LineString:
    """Move a line by whole turns so that it starts where the other does."""
    turns = round((other.coords[0][0] - line.coords[0][0]) / 360)
    return translate(line, 360.0 * turns)


@each_case
def test_split_by_hand(case: str) -> None:
    drawn = GOLDEN_CASES[case]
    found = split(LineString(drawn["continuous"].coords))
    assert found.geom_type == drawn["split"].geom_type
    assert found.equals_exact(drawn["split"], 1e-9), found.wkt


@each_case
def test_join_by_hand(case: str) -> None:
    drawn = GOLDEN_CASES[case]
    whole = LineString(drawn["continuous"].coords)
    found = to_same_turn(join(drawn["split"]), whole)
    assert found.equals_exact(whole, 1e-9), found.wkt


@each_case
def test_split_is_no_longer_than_the_line(case: str) -> None:
    drawn = GOLDEN_CASES[case]
    assert drawn["split"].length == pytest.approx(drawn["continuous"].length)


@given(long_lines())
def test_parts_lie_in_the_world_and_miss_nothing(line: LineString) -> None:
    parts = split(line)
    west, _, east, _ = parts.bounds
    assert -180 <= west <= east <= 180
    assert parts.length == pytest.approx(line.length, abs=1e-6)


@given(long_lines())
def test_join_is_the_inverse_of_split(line: LineString) -> None:
    again = to_same_turn(join(split(line)), line)
    assert again.coords[0] == pytest.approx(line.coords[0], abs=1e-6)
    assert again.coords[-1] == pytest.approx(line.coords[-1], abs=1e-6)
    assert again.length == pytest.approx(line.length, abs=1e-6)
    assert again.hausdorff_distance(line) < 1e-6


@given(long_lines())
def test_parts_follow_one_another(line: LineString) -> None:
    parts = [part.coords for part in shapely.get_parts(split(line))]
    for one, other in pairwise(parts):
        assert abs(one[-1][0]) == 180
        assert other[0] == pytest.approx((-one[-1][0], one[-1][1]))


@given(long_lines())
def test_splitting_what_is_split_changes_nothing(line: LineString) -> None:
    for part in shapely.get_parts(split(line)):
        assert split(part).equals(part)


@given(long_lines())
def test_rounding_to_the_decimals_of_the_files_loses_no_bend(line: LineString) -> None:
    written = shapely.set_precision(split(line), 1e-4, mode="pointwise")
    again = to_same_turn(join(written), line)
    assert again.hausdorff_distance(line) < 1e-3
    assert again.length == pytest.approx(line.length, abs=1e-2)


def test_parts_that_do_not_meet_are_refused() -> None:
    apart = MultiLineString([[(170, 0), (180, 5)], [(-180, 6), (-170, 0)]])
    with pytest.raises(GeometryError, match="do not meet"):
        join(apart)


def test_joining_one_line_changes_nothing() -> None:
    line = LineString([(170, 0), (180, 5), (175, 6)])
    assert join(line).equals_exact(line, 0)


@pytest.mark.parametrize(
    ("lon", "expected"),
    [
        ([179, -179], [179, 181]),
        ([-179, 179], [-179, -181]),
        ([170, -170, -150, 170, 150], [170, 190, 210, 170, 150]),
        ([0, 90, 179, -91, -1, 89], [0, 90, 179, 269, 359, 449]),
        ([10, 20], [10, 20]),
    ],
)
def test_steps_are_taken_the_short_way_round(lon: list[float], expected: list[float]) -> None:
    line = continuous(LineString([(x, 0) for x in lon]))
    assert [x for x, _ in line.coords] == expected


@given(long_lines())
def test_a_line_of_short_steps_comes_back_from_any_turn(line: LineString) -> None:
    short = LineString([(x * 0.6, y) for x, y in line.coords])
    folded = LineString([((x + 180) % 360 - 180, y) for x, y in short.coords])
    assert to_same_turn(continuous(folded), short).equals_exact(short, 1e-6)


@given(long_lines())
def test_copies_are_all_whole_turns_that_meet_the_world(line: LineString) -> None:
    world = shapely.box(-180, -90, 180, 90)
    found = [copy.bounds[0] for copy in copies(line)]
    expected = [
        moved.bounds[0]
        for moved in (translate(line, 360.0 * turn) for turn in range(-12, 13))
        if moved.bounds[0] <= 180 and moved.bounds[2] >= -180
    ]
    assert found == pytest.approx(expected)
    assert all(copy.envelope.intersects(world) for copy in copies(line))


@pytest.mark.parametrize("nothing", [LineString(), Point()])
def test_what_is_nowhere_has_no_copies(nothing: BaseGeometry) -> None:
    with pytest.raises(GeometryError, match="expected finite longitudes"):
        copies(nothing)

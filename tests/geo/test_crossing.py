"""Which lines cross which polygons: by hand in ``tests/golden/crossings.geojson``, and against shapely by brute force."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box
from shapely.affinity import translate
from shapely.geometry import shape

from cablenet.errors import GeometryError
from cablenet.geo.crossing import crossings
from cablenet.geo.geodesy import length_km

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "crossings.geojson"
FEATURES = json.loads(GOLDEN.read_text(encoding="utf-8"))["features"]
POLYGONS = {row["properties"]["polygon"]: shape(row["geometry"]) for row in FEATURES if "polygon" in row["properties"]}
LINES = {row["properties"]["line"]: row for row in FEATURES if "line" in row["properties"]}

EQUATOR_DEGREE_KM = 111.3195

BOWTIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


@pytest.mark.parametrize("name", sorted(LINES))
def test_crossings_by_hand(name: str) -> None:
    table = crossings({name: shape(LINES[name]["geometry"])}, POLYGONS)
    found = dict(zip(table["polygon"], table["km"], strict=True))
    assert found == pytest.approx(LINES[name]["properties"]["km"], abs=0.2)


def test_all_at_once_in_the_order_given() -> None:
    lines = {name: shape(row["geometry"]) for name, row in sorted(LINES.items(), reverse=True)}
    table = crossings(lines, POLYGONS)
    pairs = list(zip(table["line"], table["polygon"], strict=True))
    expected = [(n, p) for n in lines for p in POLYGONS if p in LINES[n]["properties"]["km"]]
    assert pairs == expected
    assert list(table.columns) == ["line", "polygon", "km"]


def test_a_series_does_as_well_as_a_mapping() -> None:
    lines = pd.Series({"a": LineString([(-20, 0), (50, 0)])})
    pd.testing.assert_frame_equal(crossings(lines, pd.Series(POLYGONS)), crossings(lines.to_dict(), POLYGONS))


@pytest.mark.parametrize(("lines", "polygons"), [({}, POLYGONS), ({"a": LineString([(0, 0), (1, 1)])}, {}), ({}, {})])
def test_nothing_crosses_nothing(lines: dict[str, LineString], polygons: dict[str, Polygon]) -> None:
    table = crossings(lines, polygons)
    assert list(table.columns) == ["line", "polygon", "km"]
    assert table.empty


def test_a_line_that_is_empty_crosses_nothing() -> None:
    assert crossings({"a": LineString()}, POLYGONS).empty


@pytest.mark.parametrize(
    ("area", "told"),
    [
        (BOWTIE, "Self-intersection"),
        (LineString([(0, 0), (1, 1)]), "found a LineString"),
        (shapely.Point(0, 0), "found a Point"),
    ],
)
def test_polygons_that_are_none_are_named(area: shapely.Geometry, told: str) -> None:
    with pytest.raises(GeometryError, match=told) as raised:
        crossings({"a": LineString([(0, 0), (1, 1)])}, {"good": box(0, 0, 1, 1), "bad": area, "worse": area})
    assert "bad" in str(raised.value)
    assert "worse" in str(raised.value)


def test_a_polygon_beyond_the_antimeridian_is_never_half_seen() -> None:
    # Either refused or understood: what lies beyond 180 must not be lost in silence.
    try:
        table = crossings({"a": LineString([(-178, 0), (-172, 0)])}, {"fiji": box(170, -5, 190, 5)})
    except GeometryError:
        return
    assert table["km"].to_list() == pytest.approx([6 * EQUATOR_DEGREE_KM], abs=0.1)


def test_no_line_is_longer_inside_than_in_all() -> None:
    line = LineString([(180, -4), (180, 4)])
    table = crossings({"a": line}, POLYGONS)
    assert (table["km"] <= length_km(line) + 1e-6).all()


@st.composite
def boxes(draw: st.DrawFn) -> Polygon | MultiPolygon:
    """Boxes in [-180, 180], some over the antimeridian and so in two parts."""
    west, width = draw(st.integers(-180, 179)), draw(st.integers(1, 90))
    south, height = draw(st.integers(-80, 70)), draw(st.integers(1, 40))
    north = min(90, south + height)
    if west + width <= 180:
        return box(west, south, west + width, north)
    return MultiPolygon([box(west, south, 180, north), box(-180, south, west + width - 360, north)])


@st.composite
def lines(draw: st.DrawFn) -> LineString:
    """Continuous lines that may run over several worlds."""
    start = (draw(st.integers(-400, 400)), draw(st.integers(-80, 80)))
    moves = draw(st.lists(st.tuples(st.integers(-150, 150), st.integers(-40, 40)), min_size=1, max_size=5))
    coords = np.cumsum([start, *moves], axis=0).astype(float)
    coords[:, 1] = np.clip(coords[:, 1], -85, 85)
    return LineString(coords)


@given(st.lists(lines(), min_size=1, max_size=6), st.lists(boxes(), min_size=1, max_size=4))
def test_every_pair_that_meets_and_no_other(some: list[LineString], areas: list[Polygon]) -> None:
    """Law 8.5: the whole line is tested, in whichever world it lies."""
    table = crossings(dict(enumerate(some)), dict(enumerate(areas)))
    meeting = {
        (i, j)
        for i, line in enumerate(some)
        for j, area in enumerate(areas)
        if any(translate(line, 360.0 * turn).intersects(area) for turn in range(-6, 7))
    }
    assert set(zip(table["line"], table["polygon"], strict=True)) == meeting
    assert not table.duplicated(["line", "polygon"]).any()


@given(lines(), boxes(), st.integers(-3, 3))
def test_a_whole_turn_changes_nothing(line: LineString, area: Polygon, turns: int) -> None:
    here = crossings({"a": line}, {"p": area})
    there = crossings({"a": translate(line, 360.0 * turns)}, {"p": area})
    pd.testing.assert_frame_equal(here, there)

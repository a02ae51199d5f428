"""Wiring from geometry, on drawings small enough to be wired by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from cablenet.network.io.given import Given, ImportOptions, Line, Station
from cablenet.network.io.wiring import Wired, wire

A, B, C = (0.0, 0.0), (10.0, 0.0), (5.0, 5.0)
HERE = {"a": A, "b": B, "c": C}


def drawn(
    *lines: list[tuple[float, float]],
    stations: dict[str, tuple[float, float]] | None = None,
    landings: tuple[str, ...] | None = None,
    options: ImportOptions | None = None,
) -> Wired:
    """Wire the lines of one system."""
    places = HERE if stations is None else stations
    found = Given(
        systems={"s": {}},
        stations={name: Station(name=name, country="FR", lon=lon, lat=lat) for name, (lon, lat) in places.items()},
        lines=[Line(system="s", shape=LineString(line)) for line in lines],
        landings={} if landings is None else {"s": landings},
    )
    return wire(found, options or ImportOptions())


def ends(wired: Wired) -> list[tuple[str, str]]:
    return sorted((segment.a, segment.b) for segment in wired.segments["s"])


def told(wired: Wired) -> list[str]:
    return sorted(note.what for note in wired.notes)


def test_a_line_between_two_stations() -> None:
    wired = drawn([A, (5, 1), B])
    assert ends(wired) == [("a", "b")]
    assert not told(wired)


def test_an_end_is_snapped_within_the_tolerance_and_told() -> None:
    wired = drawn([(0.03, 0), B])
    assert ends(wired) == [("a", "b")]
    (note,) = wired.notes
    assert (note.what, note.place) == ("snapped", "a")
    assert note.km == pytest.approx(3.34, abs=0.01)


def test_an_end_beyond_the_tolerance_stays_loose_and_is_told() -> None:
    wired = drawn([(0.03, 0), B], options=ImportOptions(snap_km=3.0))
    assert ends(wired) == [("BU1", "b")]
    (note,) = wired.notes
    assert (note.what, note.place) == ("loose end", "a")


def test_a_loose_end_can_be_made_a_station() -> None:
    wired = drawn([(0, 8), B], options=ImportOptions(loose_ends="station"))
    assert ends(wired) == [("s-end-1", "b")]
    assert wired.stations["s-end-1"].lat == 8


def test_lines_that_meet_at_a_vertex_or_end_are_a_branching_unit() -> None:
    r"""``a - (5, 0) - b`` with a branch to ``c``, drawn to the vertex, and on to a loose end south of it."""
    assert ends(drawn([A, (5, 0), B], [C, (5, 0)])) == [("BU1", "b"), ("BU1", "c"), ("a", "BU1")]
    beyond = drawn([A, (5, 0), B], [C, (5, 0), (5, -5)])
    assert ends(beyond) == [("BU1", "BU2"), ("BU2", "b"), ("BU2", "c"), ("a", "BU2")]
    assert beyond.units["s"] == {"BU1": (5.0, -5.0), "BU2": (5.0, 0.0)}


def test_lines_that_cross_without_a_vertex_do_not_meet() -> None:
    assert ends(drawn([A, B], [C, (5, -5)])) == [("BU1", "c"), ("a", "b")]


def test_a_loose_end_near_another_line_is_joined_when_asked() -> None:
    wired = drawn([A, B], [C, (5, 0.01)], options=ImportOptions(join_km=2.0))
    assert ends(wired) == [("BU1", "b"), ("BU2", "c"), ("a", "BU1")] or len(ends(wired)) == 3
    assert "joined" in told(wired)


def test_a_listed_landing_that_a_line_passes_is_on_it() -> None:
    wired = drawn([A, B], stations={**HERE, "m": (5.0, 0.02)}, landings=("a", "b", "m"))
    assert ends(wired) == [("a", "m"), ("m", "b")]
    assert told(wired) == ["passed"]


def test_a_listed_landing_far_from_every_line_is_told() -> None:
    assert told(drawn([A, B], landings=("a", "b", "c"))) == ["unreached landing"]


def test_a_station_that_is_not_listed_is_passed_by() -> None:
    assert ends(drawn([A, C, B], landings=("a", "b"))) == [("a", "b")]


def test_a_ring_is_divided() -> None:
    wired = drawn([A, (1, 1), (2, 0), A])
    assert ends(wired) == [("BU1", "a"), ("a", "BU1")]
    assert "loop" in told(wired)


def test_a_line_drawn_twice_counts_once() -> None:
    wired = drawn([A, B], [B, A])
    assert ends(wired) == [("a", "b")]
    assert told(wired) == ["doubled"]


def test_a_line_of_no_length_is_left_out_and_told() -> None:
    assert told(drawn([A, B], [C, (5.00001, 5.00001)])) == ["no length"]


def test_parts_that_meet_at_the_antimeridian_are_one_line() -> None:
    places = {"f": (175.0, 10.0), "g": (-175.0, 10.0)}
    wired = drawn([(175, 10), (180, 10)], [(-180, 10), (-175, 10)], stations=places)
    (segment,) = wired.segments["s"]
    assert {segment.a, segment.b} == {"f", "g"}
    assert segment.line.length == pytest.approx(10.0)


def test_where_known_attributes_change_a_segment_ends() -> None:
    own = (("status", "planned"),)
    found = Given(
        systems={"s": {}},
        stations={name: Station(name=name, country="FR", lon=lon, lat=lat) for name, (lon, lat) in HERE.items()},
        lines=[
            Line(system="s", shape=LineString([A, (4, 0)])),
            Line(system="s", shape=LineString([(4, 0), B]), own=own),
        ],
    )
    wired = wire(found, ImportOptions())
    assert {segment.own for segment in wired.segments["s"]} == {(), own}


spots = st.tuples(st.integers(-4, 4), st.integers(-4, 4))
lines = st.lists(st.lists(spots, min_size=2, max_size=6), min_size=1, max_size=6)


@settings(max_examples=60)
@given(lines, st.randoms(use_true_random=False))
def test_wiring_does_not_depend_on_order_and_loses_no_length(
    drawing: list[list[tuple[int, int]]], dice: object
) -> None:
    wired = drawn(*([(float(x), float(y)) for x, y in line] for line in drawing))
    mixed = [list(reversed(line)) for line in drawing]
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    again = drawn(*([(float(x), float(y)) for x, y in line] for line in mixed))
    assert [(s.a, s.b, s.line.wkt) for s in wired.segments["s"]] == [
        (s.a, s.b, s.line.wkt) for s in again.segments["s"]
    ]
    steps = {frozenset(step) for line in drawing for step in pairwise(line) if step[0] != step[1]}
    expected = sum(LineString(list(step)).length for step in steps)
    assert sum(segment.line.length for segment in wired.segments["s"]) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert all(segment.a != segment.b for segment in wired.segments["s"])

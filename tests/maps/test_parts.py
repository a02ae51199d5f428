"""The parts of a map, each by itself: texts, lines, paths, ground."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from cablenet.maps.basemap import ground, places
from cablenet.maps.chains import chain, home_view
from cablenet.maps.encoding import decode_line, encode_line, encode_lines
from cablenet.maps.panel import Words, panel_html
from cablenet.maps.text import clip, html_text, number, script_json

degrees = st.floats(-540, 540)
latitudes = st.floats(-90, 90)


@given(st.lists(st.tuples(degrees, latitudes), min_size=1, max_size=40))
def test_a_line_survives_its_encoding(points: list[tuple[float, float]]) -> None:
    wanted = np.rint(np.array(points) * 1000) / 1000
    keep = np.r_[True, np.any(np.diff(wanted, axis=0) != 0, axis=1)]
    np.testing.assert_allclose(decode_line(encode_line(points)), wanted[keep], atol=1e-9)


def test_many_lines_are_written_as_each() -> None:
    rng = np.random.default_rng(2)
    lines = [np.repeat(rng.uniform(-400, 400, (count, 2)), 2, axis=0) for count in (1, 7, 2, 1, 90)]
    assert encode_lines(lines) == [encode_line(line) for line in lines]
    assert encode_lines([]) == []


def test_an_encoded_line_needs_no_escape() -> None:
    text = encode_line(np.random.default_rng(1).uniform(-180, 180, (500, 2)))
    assert text == script_json(text).strip('"')
    assert text.replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=500), st.integers(2, 50))
def test_clipped_text_is_one_short_line(text: str, limit: int) -> None:
    short = clip(text, limit)
    assert len(short) <= limit
    assert short.splitlines() in ([], [short])
    short.encode("utf-8")


@pytest.mark.parametrize("absent", [None, float("nan"), np.nan])
def test_absent_text_is_empty(absent: object) -> None:
    assert clip(absent) == ""


def test_half_an_emoji_is_no_error() -> None:
    assert clip("\ud83c cable") == "? cable"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("7", 7), (7.26, 7.3), (np.float64(7), 7), (np.inf, None), ("", None), (None, None), ("n/a", None)],
)
def test_numbers_are_finite_or_absent(value: object, wanted: float | None) -> None:
    assert number(value, 1) == wanted


@given(st.text())
def test_script_json_cannot_end_its_element(text: str) -> None:
    written = script_json({"name": text})
    assert "<" not in written
    assert "&" not in written


@given(st.text())
def test_html_text_holds_no_markup(text: str) -> None:
    assert not set("<>\"'") & set(html_text(text))


def test_script_json_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json([float("nan")])


LINES = {
    "pacific": np.array([(140.0, 35.0), (235.6, 43.1)]),
    "land": np.array([(-72.9, 40.8), (-124.4, 43.1)]),
    "atlantic": np.array([(-72.9, 40.8), (-4.5, 50.8)]),
}
ENDS = {"pacific": ("jp", "or"), "land": ("ny", "or"), "atlantic": ("ny", "gb")}
NUMBERS = {name: n for n, name in enumerate(LINES)}


def test_a_chain_joins_its_links_wherever_they_were_drawn() -> None:
    hops = chain(["jp", "or", "ny", "gb"], ["pacific", "land", "atlantic"], numbers=NUMBERS, ends=ENDS, lines=LINES)
    assert [(hop.link, hop.turns, hop.backwards) for hop in hops] == [(0, 0, False), (1, 1, True), (2, 1, False)]
    assert hops[-1].lon_high == pytest.approx(355.5)


def test_a_chain_the_other_way_round_is_as_long() -> None:
    hops = chain(["gb", "ny", "or", "jp"], ["atlantic", "land", "pacific"], numbers=NUMBERS, ends=ENDS, lines=LINES)
    assert [hop.backwards for hop in hops] == [True, False, True]
    assert min(hop.lon_low for hop in hops) == pytest.approx(-220)
    assert max(hop.lon_high for hop in hops) == pytest.approx(-4.5)


def test_the_view_turns_a_path_round_to_lie_beside_the_other() -> None:
    west = chain(["gb", "ny", "or", "jp"], ["atlantic", "land", "pacific"], numbers=NUMBERS, ends=ENDS, lines=LINES)
    lines = {"east": np.array([(-4.5, 50.8), (140.0, 35.0)])}
    east = chain(["gb", "jp"], ["east"], numbers={"east": 0}, ends={"east": ("gb", "jp")}, lines=lines)
    view = home_view([east, west], box(106, 3, 119, 21), least=300)
    assert (view.west, view.east) == pytest.approx((-4.5, 355.5))
    assert home_view([], Polygon([(100, 0), (120, 0), (110, 10)]), least=200).west == pytest.approx(10)


def test_a_figure_sets_its_interval_lighter_and_breaks_at_the_arrow() -> None:
    html = panel_html(Words(figures=(("Flow", "9 [8 to 11] → 5 (4 to <6>)"),)), [])
    assert '<span>9 <span class="cn-interval">[8 to 11]</span></span>' in html
    assert '<span>→ 5 <span class="cn-interval">(4 to &lt;6&gt;)</span></span>' in html


def test_the_ground_is_whole() -> None:
    parts = ground()
    arcs = [decode_line(arc) for arc in parts["arcs"]]
    assert len(parts["land"]) > 1000
    assert not set(parts["coast"]) & set(parts["borders"])
    for arc in arcs:
        jumps = np.abs(np.diff(arc[:, 0])) > 40  # none over the antimeridian; Antarctica has one, along the pole
        assert not jumps.any() or arc[1:, 1][jumps].max() < -85
    for ring in parts["land"]:
        line = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring]
        for one, two in zip(line, [*line[1:], line[0]], strict=True):
            gap = (one[-1] - two[0] + [180, 0]) % [360, 1e9] - [180, 0]
            assert np.allclose(gap, 0, atol=1e-6)


def test_place_names_lie_on_the_globe() -> None:
    for name, kind, lon, lat, zoom in places():
        assert name
        assert kind in {"ocean", "sea", "country", "city"}
        assert -180 <= lon <= 180
        assert -85 < lat < 85
        assert 0 <= zoom <= 9


def test_to_import_maps_imports_nothing_heavy() -> None:
    heavy = "('folium', 'shapely', 'pandas', 'numpy')"
    script = f"import sys, cablenet.maps; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

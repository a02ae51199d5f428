"""What the map holds, and what it refuses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, Polygon, box

from cablenet.errors import InputError, UnknownNameError
from cablenet.maps import cut_map, save
from cablenet.maps.encoding import decode_line
from tests.maps.conftest import AREA, EASTWARD, HOSTILE, LINES, WESTWARD, build_world, draw, paths

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network import Network

NONE = pd.Series(dtype=float)


def page(m: folium.Map) -> str:
    return str(m.get_root().render())


def data(m: folium.Map) -> dict[str, Any]:
    """The block of data of a page, read back as the browser reads it."""
    found = re.search(r'<script type="application/json" id="map_cablenet_data">(.*?)</script>', page(m), re.DOTALL)
    assert found
    block: dict[str, Any] = json.loads(found[1])
    return block


def rows(block: dict[str, Any], table: str) -> list[dict[str, Any]]:
    return [dict(zip(block["fields"][table], row, strict=True)) for row in block[f"{table}s"]]


def test_it_is_a_folium_map_that_shows_itself(net: Network) -> None:
    m = draw(net)
    assert isinstance(m, folium.Map)
    assert "<iframe" in m._repr_html_()


def test_every_link_is_there_with_its_part_in_the_picture(net: Network) -> None:
    block = data(draw(net))
    links = rows(block, "link")
    assert [block["texts"][link["id"]] for link in links] == list(LINES)
    roles = {block["texts"][link["id"]]: block["roles"][link["role"]] for link in links}
    assert roles == {
        "west-east:1": "intact",
        "west-east:2": "intact",
        "west-east:3": "cut",
        "hostile:1": "reduced",
        "pacific:1": "intact",
        "land:us": "land",
        "atlantic:1": "intact",
        "land:eu": "land",
        "island:1": "waiting",
    }
    pacific = decode_line(links[4]["line"])
    assert pacific[-1, 0] == pytest.approx(235.6)


def test_absent_values_stay_absent(net: Network) -> None:
    block = data(draw(net))
    links, systems = rows(block, "link"), rows(block, "system")
    assert links[0]["high"] is None
    assert links[2]["high"] == 36
    assert systems[3]["rfs"] is None
    assert block["texts"][systems[3]["owners"]] == ""
    assert block["texts"][systems[2]["owners"]] == "NEC, Google"


def test_the_break_of_the_path_before_is_marked_inside_the_area(net: Network) -> None:
    (mark,) = data(draw(net))["marks"]
    assert AREA.buffer(0.01).contains(Point(mark))


def test_a_break_is_on_its_line_when_there_is_no_area(net: Network) -> None:
    m = cut_map(net, pd.Series({"west-east:3": 0}), before=paths(EASTWARD))
    (mark,) = data(m)["marks"]
    assert LineString(LINES["west-east:3"][3]).distance(Point(mark)) < 0.01


def test_the_first_view_holds_both_ways_round_the_world(net: Network) -> None:
    view = data(draw(net))["view"]
    assert view["west"] <= 5.4
    assert view["east"] >= 365.4


def test_without_paths_the_pacific_is_whole(net: Network) -> None:
    view = data(cut_map(net, NONE))["view"]
    assert view["west"] < 100
    assert view["east"] > 290


def test_the_first_view_holds_an_area_far_from_the_paths(net: Network) -> None:
    view = data(cut_map(net, NONE, area=box(-80, -50, -60, -40), before=paths(EASTWARD)))["view"]
    assert view["west"] <= -80 or view["east"] >= 300
    assert view["south"] <= -50


def test_an_empty_table_says_that_no_path_is_left(net: Network) -> None:
    html = page(cut_map(net, NONE, before=paths(EASTWARD), after=paths()))
    assert ">No path left</span>" in html
    assert "160 " in html
    assert ">No path left</span>" not in page(cut_map(net, NONE, before=paths(EASTWARD)))


def test_an_endless_delay_is_no_path_and_no_invalid_json(net: Network) -> None:
    html = page(cut_map(net, NONE, after=paths((float("inf"), "", [], []))))
    assert ">No path left</span>" in html


def test_nothing_is_fetched(net: Network) -> None:
    html = page(draw(net))
    shell = html.replace(html[html.index('<script type="application/json"') : html.index("</script>")], "")
    assert "Content-Security-Policy" in html
    for word in (
        "cdn.",
        "unpkg",
        "jquery",
        "bootstrap",
        "fontawesome",
        "awesome-markers",
        "sourceMapping",
        'stylesheet"',
    ):
        assert word not in shell, word
    assert not re.search(r"<(?:script|img|iframe|link)[^>]+(?:src|href)=[\"'](?!data:)", shell)
    assert not re.search(r"url\((?!data:|#)", shell)
    assert "@import" not in shell


def test_hostile_text_cannot_leave_its_place(net: Network) -> None:
    html = page(draw(net))
    assert "<script>window.pwned" not in html
    assert "onerror=window.pwned=2>" not in html
    assert "South China Sea cut &lt;b&gt;&amp;&lt;/b&gt; more" in html
    assert html.count("</script>") == 2
    block = data(draw(net))
    name = block["texts"][rows(block, "system")[1]["name"]]
    assert name.startswith("<script>window.pwned=1</script>")
    assert "{{ 7*7 }}" in name
    assert "\u202e" not in name
    assert max(map(len, block["texts"])) <= 600
    assert "49" not in name


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        save(draw(build_world()), tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    m = draw(build_world())
    save(m, tmp_path / "three.html")
    save(m, tmp_path / "three.html")
    assert (tmp_path / "three.html").read_bytes() == (tmp_path / "one.html").read_bytes()


def test_saving_makes_folders_leaves_no_draft_and_keeps_the_old_page_on_failure(tmp_path: Path, net: Network) -> None:
    place = tmp_path / "maps" / "deep" / "cut.html"
    save(draw(net), place)
    assert [file.name for file in place.parent.iterdir()] == ["cut.html"]
    assert place.stat().st_mode & 0o777 == 0o644
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        save(draw(net), tmp_path / "taken")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["maps", "taken"]


def test_nothing_of_the_callers_is_changed(net: Network) -> None:
    survival, before = pd.Series({"west-east:3": 0.0}), paths(EASTWARD)
    kept = net.links.copy(), net.nodes.copy(), net.systems.copy(), survival.copy(), before.copy()
    cut_map(net, survival, before=before)
    pd.testing.assert_frame_equal(net.links, kept[0])
    pd.testing.assert_frame_equal(net.nodes, kept[1])
    pd.testing.assert_frame_equal(net.systems, kept[2])
    pd.testing.assert_series_equal(survival, kept[3])
    pd.testing.assert_frame_equal(before, kept[4])


def test_folium_layers_can_be_added(net: Network) -> None:
    m = draw(net)
    folium.Marker((1.3, 103.6)).add_to(m)
    html = page(m)
    assert "L.marker(" in html
    assert html.index("var map_cablenet") < html.index("L.marker(\n") if "L.marker(\n" in html else True
    assert "cdn." not in html


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan, np.inf])
def test_a_share_outside_nought_and_one_is_refused(net: Network, share: float) -> None:
    with pytest.raises(InputError, match=r"1 surviving shares outside \[0, 1\].*'west-east:1'"):
        cut_map(net, pd.Series({"west-east:1": share, "pacific:1": 0.5}))


def test_an_unknown_link_is_refused_with_its_neighbours(net: Network) -> None:
    with pytest.raises(UnknownNameError, match="west-east:1"):
        cut_map(net, pd.Series({"west-east:9": 0.0}))
    with pytest.raises(UnknownNameError, match="pacific:1"):
        cut_map(net, NONE, before=paths((1.0, "", ["tokyo", "oregon"], ["pacific:7"])))


def test_a_link_that_is_listed_twice_is_refused(net: Network) -> None:
    with pytest.raises(InputError, match="listed twice"):
        cut_map(net, pd.Series([0.0, 1.0], index=["pacific:1", "pacific:1"]))


def test_a_table_without_its_columns_is_refused(net: Network) -> None:
    with pytest.raises(InputError, match="no column corridor, links in the paths after"):
        cut_map(net, NONE, after=paths(WESTWARD).drop(columns=["corridor", "links"]))


@pytest.mark.parametrize("area", [LineString([(0, 0), (1, 1)]), Polygon()])
def test_an_area_that_is_no_polygon_is_refused(net: Network, area: LineString | Polygon) -> None:
    with pytest.raises(InputError, match="Expected a Polygon"):
        cut_map(net, NONE, area=area)


def test_a_split_line_is_refused(net: Network) -> None:
    split = LineString([(0, 0), (1, 1)]).union(LineString([(5, 5), (6, 6)]))
    net.links.loc["land:eu", "geometry"] = split
    with pytest.raises(InputError, match=r"1 links whose geometry is no LineString.*land:eu"):
        cut_map(net, NONE)


def test_long_notes_are_shortened(net: Network) -> None:
    html = page(cut_map(net, NONE, notes=[HOSTILE + "x" * 10_000]))
    assert "x" * 700 not in html
    assert "…" in html

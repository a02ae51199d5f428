"""Before, after and the difference: faces that share their legends, and the corridor diagram."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from cablenet.errors import InputError
from cablenet.maps import compare_map
from cablenet.maps.diagram import corridor_svg, summary
from tests.maps.conftest import AFTER, BEFORE, CORRIDORS, HOSTILE, LINES, build_world, draw_compared
from tests.maps.test_cut_map import data, page
from tests.maps.test_risk_map import CUT


def test_three_faces_share_two_legends() -> None:
    block = data(draw_compared(build_world()))
    names = [face["name"] for face in block["faces"]]
    assert names == ["before", "after", "difference"]
    before, after, difference = block["faces"]
    assert before["colour"]["scale"] == after["colour"]["scale"] != difference["colour"]["scale"]
    assert before["width"]["scale"] == after["width"]["scale"]
    assert [face["cut"] for face in block["faces"]] == [False, True, True]
    change = dict(zip(LINES, difference["colour"]["values"], strict=True))
    assert change["pacific:1"] == 10
    assert change["west-east:3"] == -12
    legend = block["scales"][difference["colour"]["scale"]]
    assert legend["signed"]
    assert list(legend["breaks"]) == [-one for one in reversed(legend["breaks"])]
    assert [title for title, _, _ in block["facts"]] == [
        "Traffic before", "Traffic after", "Utilisation before", "Utilisation after",
    ]  # fmt: skip


def test_a_link_that_only_one_table_has_counts_from_nothing() -> None:
    block = data(compare_map(build_world(), BEFORE.drop(index="pacific:1"), AFTER))
    change = dict(zip(LINES, block["faces"][2]["colour"]["values"], strict=True))
    assert change["pacific:1"] == AFTER.loc["pacific:1", "flow_tbps"]


def test_without_words_the_panel_counts_what_is_full_and_how_long_it_takes() -> None:
    html = page(compare_map(build_world(), BEFORE, AFTER, cut=CUT, corridors=CORRIDORS))
    assert "Segments at sea that are full" in html
    assert '<dd dir="auto"><span>0</span> <span>→ 1</span></dd>' in html
    assert '<dd dir="auto"><span>200 ms</span> <span>→ 230 ms</span></dd>' in html


def test_the_headline_says_who_gets_through_and_how() -> None:
    html = page(compare_map(build_world(), BEFORE, AFTER, cut=CUT, corridors=CORRIDORS, ends=("Europe", "Japan")))
    assert "50% of the traffic between Europe and Japan still gets through; a round trip takes 30 ms longer." in html
    assert "100% now goes by Atlantic.</p>" in html
    lost = CORRIDORS.assign(after_tbps=[0.0, 0.0, 20.0])
    html = page(compare_map(build_world(), BEFORE, AFTER, corridors=lost, ends=("Europe", "Japan")))
    assert "No traffic between Europe and Japan gets through any more." in html
    same = CORRIDORS.assign(after_tbps=CORRIDORS["before_tbps"], after_ms=CORRIDORS["before_ms"])
    html = page(compare_map(build_world(), BEFORE, BEFORE, corridors=same))
    assert (
        "All traffic between A and B still gets through; a round trip takes as long as before. 60% goes by Suez, as before"
        in html
    )


def test_the_summary_is_that_of_what_is_served() -> None:
    # before: 12 Tbps at 190 ms and 8 at 215; after: 10 at 230, and 10 not served
    before, after = summary(CORRIDORS, "before"), summary(CORRIDORS, "after")
    assert before.rtt_ms == pytest.approx((12 * 190 + 8 * 215) / 20)
    assert (after.served_tbps, after.rtt_ms) == (10, 230)
    assert (before.largest, before.largest_share) == ("Suez", 0.6)
    assert summary(CORRIDORS.iloc[:0], "after").rtt_ms is None


def svg(table: pd.DataFrame) -> ET.Element:
    figure = ET.fromstring(corridor_svg(table, ("Europe <1>", "Japan")))  # noqa: S314 -- our own, and that it is well-formed is the test
    found = figure.find("svg")
    assert found is not None
    return found


def test_lines_are_as_thick_as_their_traffic() -> None:
    ways = [
        (float(path.get("stroke-width", 0)), path.get("stroke-dasharray"), path.get("d", ""))
        for path in svg(CORRIDORS).iter("path")
    ]
    # Suez 12 -> 0, Atlantic 8 -> 10, not served 0 -> 10; the thickest is 20 pixels
    assert [way[0] for way in ways] == pytest.approx([20, 1.2, 13.3, 16.7, 1.2, 16.7])
    assert [way[1] is not None for way in ways] == [False, True, False, False, True, False]
    assert ways[3][2].endswith("H309")
    assert ways[5][2].endswith("H138")  # what is not served does not arrive


def test_the_figures_stand_beside_the_lines() -> None:
    texts = ["".join(text.itertext()) for text in svg(CORRIDORS).iter("text")]
    assert "Europe <1>" in texts
    assert "12.0 → 0 Tbps · 190 ms → -" in texts
    assert "8.0 → 10.0 Tbps · 215 ms → 230 ms" in texts
    assert "0 → 10.0 Tbps" in texts
    assert texts.index("not served") > texts.index("Atlantic")


def test_next_to_nothing_is_told_in_plain_figures() -> None:
    texts = ["".join(text.itertext()) for text in svg(CORRIDORS.assign(before_tbps=0.000044)).iter("text")]
    assert any(text.startswith("<0.001 → 10.0 Tbps") for text in texts), texts


def test_many_small_corridors_become_one_and_nothing_is_lost() -> None:
    rows = [(f"way {n:02d}", 100.0 - n, 50.0, 100.0, 120.0) for n in range(20)]
    table = pd.DataFrame(rows, columns=CORRIDORS.columns)
    drawn = svg(table)
    texts = ["".join(text.itertext()) for text in drawn.iter("text")]
    assert "13 others" in texts
    assert len(list(drawn.iter("path"))) == 16


def test_hostile_names_of_corridors_stay_text() -> None:
    table = CORRIDORS.assign(corridor=[HOSTILE, "x" * 10_000, "not served"])
    html = page(compare_map(build_world(), BEFORE, AFTER, corridors=table, ends=(HOSTILE, '"onload="')))
    assert "<script>window.pwned" not in html
    assert "<img src=x" not in html
    assert not re.search(r'<svg[^>]+onload="(?!&)', html)
    assert "x" * 200 not in html


@pytest.mark.parametrize("column", ["flow_tbps", "utilisation"])
def test_a_table_without_its_columns_is_refused(column: str) -> None:
    with pytest.raises(InputError, match=f"no column {column} in the traffic after"):
        compare_map(build_world(), BEFORE, AFTER.drop(columns=column))


def test_corridors_are_checked() -> None:
    with pytest.raises(InputError, match="no column after_ms in the corridors"):
        compare_map(build_world(), BEFORE, AFTER, corridors=CORRIDORS.drop(columns="after_ms"))
    with pytest.raises(InputError, match="at least 0"):
        corridor_svg(CORRIDORS.assign(after_tbps=-1.0), ("a", "b"))


def test_more_than_full_is_full() -> None:
    block = data(compare_map(build_world(), BEFORE, AFTER.assign(utilisation=np.inf)))
    assert "inf" in block["faces"][1]["colour"]["values"]


def test_what_is_given_is_not_changed() -> None:
    kept = BEFORE.copy(), AFTER.copy(), CORRIDORS.copy()
    draw_compared(build_world())
    pd.testing.assert_frame_equal(BEFORE, kept[0])
    pd.testing.assert_frame_equal(AFTER, kept[1])
    pd.testing.assert_frame_equal(CORRIDORS, kept[2])

"""The risk map: classes, colours and widths from any Series, and what it refuses."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from cablenet.errors import InputError, UnknownNameError
from cablenet.maps import Measure, Words, risk_map
from cablenet.maps.measure import as_measure, cells, scale, widths
from cablenet.maps.palette import LINKS, PARTS, WIDTHS_PX, hues
from cablenet.maps.style import INK
from tests.maps.conftest import AREA, LINES
from tests.maps.test_cut_map import data, page
from tests.maps.test_style import BLINDNESS, contrast, lab, linear

if TYPE_CHECKING:
    from cablenet.network import Network

UTILISATION = pd.Series(
    {"west-east:1": 1.0, "west-east:2": 0.6, "pacific:1": 0.1, "atlantic:1": 0.0}, name="utilisation"
)
FLOW = pd.Series({"west-east:1": 40.0, "west-east:2": 6.0, "pacific:1": 1.0, "atlantic:1": 0.0}, name="flow_tbps")
CUT = SimpleNamespace(
    survival=pd.Series({"west-east:3": 0.0, "hostile:1": 0.0}), areas={"bab": AREA}, title="Bab <cut>"
)


def classes(legend: dict[str, Any], values: list[Any]) -> list[int]:
    """Classes as the page makes them: each holds its lower end."""
    return [int(np.searchsorted(legend["breaks"], value, side="right")) for value in values if value is not None]


def test_values_are_told_in_the_order_of_the_links(net: Network) -> None:
    block = data(risk_map(net, UTILISATION, width=FLOW))
    (face,) = block["faces"]
    order = list(LINES)
    assert face["colour"]["values"] == [UTILISATION.get(link) for link in order]
    assert face["width"]["values"] == [FLOW.get(link) for link in order]
    legend = block["scales"][face["colour"]["scale"]]
    assert (legend["title"], legend["unit"], legend["factor"], legend["top"]) == ("Utilisation", "%", 100, "full")
    assert classes(legend, [1.0, 0.6, 0.1]) == [5, 2, 0]
    assert legend["none"] == 0
    assert len(legend["colours"]) == len(legend["breaks"]) + 1


def test_a_scenario_is_drawn_with_its_area_and_its_name(net: Network) -> None:
    block = data(risk_map(net, UTILISATION, cut=CUT))
    roles = [block["roles"][row[block["fields"]["link"].index("role")]] for row in block["links"]]
    assert [link for link, role in zip(LINES, roles, strict=True) if role == "cut"] == ["west-east:3", "hostile:1"]
    assert [area[0] for area in block["areas"]] == ["Bab <el>"]  # the name of the chokepoint
    assert len(block["marks"]) == 2
    html = page(risk_map(net, UTILISATION, cut=CUT))
    assert "Utilisation with Bab &lt;cut&gt; cut</h1>" in html
    assert "1 of 4 segments at sea is full, at 99.5% or more.</p>" in html


def test_a_network_that_is_cut_says_so_itself(net: Network) -> None:
    net.links["surviving"] = 1.0
    net.links.loc["pacific:1", "surviving"] = 0.0
    block = data(risk_map(net, None))
    roles = [block["roles"][row[block["fields"]["link"].index("role")]] for row in block["links"]]
    assert roles[list(LINES).index("pacific:1")] == "cut"
    assert roles.count("cut") == 1


def test_countries_are_shaded_by_code(net: Network) -> None:
    block = data(risk_map(net, None, countries=pd.Series({"JP": 0.3, "FJ": np.nan}, name="loss")))
    codes = [row[0] for row in block["countries"]]
    values = dict(zip(codes, block["faces"][0]["countries"]["values"], strict=True))
    assert values == {"EG": None, "FJ": None, "FR": None, "JP": 0.3, "SG": None, "US": None}
    assert all(row[2] for row in block["countries"])  # each has rings on the ground
    assert "countries" not in data(risk_map(net, UTILISATION)) or data(risk_map(net, UTILISATION))["countries"] == []


@pytest.mark.parametrize(("centre", "west", "east"), [(None, -12, 318), (0.0, -165, 165), (200.0, 35, 365)])
def test_the_view_can_be_centred(net: Network, centre: float | None, west: float, east: float) -> None:
    view = data(risk_map(net, None, centre=centre))["view"]
    assert (view["west"], view["east"]) == (west, east)


def test_a_cut_in_the_atlantic_turns_the_view_to_it(net: Network) -> None:
    far = SimpleNamespace(survival=CUT.survival, areas={"far": box(-50, 30, -30, 50)}, title="Azores")
    view = data(risk_map(net, None, cut=far))["view"]
    assert (view["west"] + view["east"]) / 2 == 0
    assert data(risk_map(net, None, cut=CUT))["view"]["anchor"] == "west"


def test_facts_go_to_the_cards_with_their_units(net: Network) -> None:
    facts = pd.DataFrame({"flow_before_tbps": [3.25], "spare_km": [np.inf]}, index=["pacific:1"])
    block = data(risk_map(net, None, facts=facts))
    assert block["faces"][0]["facts"] == [0, 1]
    assert [(title, unit) for title, unit, _ in block["facts"]] == [("Flow before", "Tbps"), ("Spare", "km")]
    at = list(LINES).index("pacific:1")
    assert [values[at] for _, _, values in block["facts"]] == [3.25, "inf"]


def test_hostile_titles_stay_text(net: Network) -> None:
    measure = Measure(series=UTILISATION, title="</script><img src=x onerror=alert(1)>" + "x" * 10_000, unit="<b>")
    html = page(risk_map(net, measure, words=Words(title="<b>&", headline="<script>", figures=(("<i>", "<u>"),))))
    assert "<img src=x" not in html
    assert html.count("</script>") == 2
    assert "x" * 200 not in html


def test_what_is_given_is_not_changed(net: Network) -> None:
    kept = UTILISATION.copy(), net.links.copy()
    risk_map(net, UTILISATION, width=FLOW, cut=CUT)
    pd.testing.assert_series_equal(UTILISATION, kept[0])
    pd.testing.assert_frame_equal(net.links, kept[1])


def test_the_same_tables_give_the_same_bytes(net: Network) -> None:
    assert page(risk_map(net, UTILISATION, cut=CUT)) == page(risk_map(net, UTILISATION, cut=CUT))


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        (pd.Series({"nowhere:1": 1.0}), UnknownNameError, "nowhere:1"),
        (pd.Series([1.0, 2.0], index=["pacific:1", "pacific:1"]), InputError, "listed twice"),
        (pd.Series({"pacific:1": "much"}), InputError, "expected a number"),
        (Measure(series=UTILISATION, breaks=(2.0, 1.0)), InputError, "that rise"),
        (Measure(series=UTILISATION, palette="rainbowish"), UnknownNameError, "palette"),
        (Measure(series=UTILISATION, breaks=(0.5,), palette=("#123456",)), InputError, "expected 2 colours"),
        (Measure(series=UTILISATION, breaks=(0.5,), palette=("#123456", "red;}")), InputError, "expected 2 colours"),
    ],
)
def test_what_does_not_fit_is_refused(net: Network, values: Any, error: type[Exception], words: str) -> None:  # noqa: ANN401
    with pytest.raises(error, match=words):
        risk_map(net, values)


def test_other_inputs_that_are_refused(net: Network) -> None:
    with pytest.raises(UnknownNameError, match="XX"):
        risk_map(net, None, countries=pd.Series({"XX": 1.0}))
    with pytest.raises(InputError, match="longitude"):
        risk_map(net, None, centre=1000.0)
    with pytest.raises(InputError, match="13 columns of facts"):
        risk_map(net, None, facts=pd.DataFrame({f"f{n}": [1.0] for n in range(13)}, index=["pacific:1"]))


@given(st.lists(st.floats(-1e9, 1e9) | st.floats(0, 1), min_size=1, max_size=60), st.booleans())
def test_breaks_rise_and_part_the_values(values: list[float], signed: bool) -> None:
    measure = Measure(series=pd.Series(values, index=map(str, range(len(values)))), signed=signed)
    row = cells(measure, [str(n) for n in range(len(values))], "link")
    legend = scale(measure, [row], LINKS)
    assert list(legend["breaks"]) == sorted(set(legend["breaks"]))
    assert len(legend["breaks"]) <= 10
    found = [float(cell) for cell in row if cell is not None]
    if not signed and len(set(found)) > 1:
        assert all(min(found) < one <= max(found) for one in legend["breaks"])
    if signed:
        assert [-one for one in reversed(legend["breaks"])] == list(legend["breaks"])
    assert len(widths(measure, [row])["widths"]) == len(widths(measure, [row])["breaks"]) + 1


def test_a_long_tail_gets_growing_classes() -> None:
    measure = Measure(series=pd.Series([1, 2, 2, 3, 5, 8, 1000], index=list("abcdefg")))
    legend = scale(measure, [cells(measure, list("abcdefg"), "link")], LINKS)
    assert list(legend["breaks"]) == [3, 10, 30, 100, 300]


@pytest.mark.parametrize("kind", [None, *BLINDNESS])
@pytest.mark.parametrize("name", [name for name in PARTS if name != "YlOrBr_09"])
def test_classes_differ_for_every_eye_and_darken_with_the_value(kind: str | None, name: str) -> None:
    matrix = np.array(BLINDNESS[kind]) if kind else np.eye(3)
    seen = [lab(matrix @ linear(colour)) for colour in hues(name, 6)]
    for one, two in itertools.pairwise(seen):
        assert two[0] < one[0] - 3
        assert float(np.linalg.norm(two - one)) > 8
    assert contrast(hues(name, 6)[-1], INK.sea) >= 7
    assert contrast(hues(name, 6)[-3], INK.land) >= 3


def test_widths_can_be_told_apart() -> None:
    assert all(two / one >= 1.35 for one, two in itertools.pairwise(WIDTHS_PX))


def test_a_name_says_title_and_unit() -> None:
    known = as_measure(pd.Series([1.0], name="capacity_tbps"))
    assert (known.title, known.unit) == ("Design capacity", "Tbps")
    other = as_measure(pd.Series([1.0], name="extra_delay_ms"))
    assert (other.title, other.unit) == ("Extra delay", "ms")
    assert as_measure(pd.Series([1.0])).title == "Value"

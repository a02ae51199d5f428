"""Scenarios: what they hit, how they join, and that they leave the network alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box, unary_union

from cablenet.errors import GeometryError, InputError, UnknownNameError
from cablenet.scenarios import Scenario, chokepoint, polygon, system
from tests.small_worlds import networks
from tests.toys import STRAIT, toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

CAPACITIES = ["capacity_tbps", "capacity_low_tbps", "capacity_high_tbps", "surviving"]

PACIFIC = MultiPolygon([box(170, 30, 180, 50), box(-180, 30, -170, 50)])
"""A polygon over the antimeridian, split as in GeoJSON: only ``beta:2`` crosses it."""

survivals = st.dictionaries(st.integers(0, 13), st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=6)


def scenario_on(net: Network, shares: dict[int, float]) -> Scenario:
    """Scenario that hits the links of these numbers, as far as there are any."""
    hit = {str(net.links.index[i]): share for i, share in shares.items() if i < len(net.links)}
    survival = pd.Series(hit, index=pd.Index(hit, name="link_id", dtype="str"), dtype=float, name="survival")
    return Scenario(id="made", title="Made", survival=survival)


def test_a_chokepoint_hits_what_crosses_it() -> None:
    scenario = chokepoint(toy_network(), "strait")
    assert scenario.survival.to_dict() == {"alpha:3": 0.0}
    assert scenario.survival.index.name == "link_id"
    assert scenario.id == "strait"
    assert scenario.title == "Strait"
    assert scenario.areas == {"Strait": STRAIT}


def test_a_system_hits_its_segments() -> None:
    scenario = system(toy_network(), "alpha", survival=0.5)
    assert scenario.survival.to_dict() == {"alpha:1": 0.5, "alpha:2": 0.5, "alpha:3": 0.5}
    assert scenario.title == "Alpha"
    assert not scenario.areas


def test_a_polygon_hits_what_crosses_it_over_the_antimeridian_too() -> None:
    assert list(polygon(toy_network(), PACIFIC, name="pacific").survival.index) == ["beta:2"]


def test_a_polygon_touched_at_a_corner_or_end_counts() -> None:
    net = toy_network()
    assert list(polygon(net, box(-122, 37, -121, 38)).survival.index) == ["beta:1", "beta:2"]


def test_a_polygon_that_nothing_crosses_changes_nothing() -> None:
    net = toy_network()
    scenario = polygon(net, box(-60, -60, -50, -50))
    assert scenario.survival.empty
    pd.testing.assert_frame_equal(net.under(scenario).links, net.links)


@pytest.mark.parametrize(
    "area",
    [Point(0, 0), LineString([(0, 0), (1, 1)]), Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), Polygon()],
    ids=["point", "line", "bowtie", "empty"],
)
def test_an_area_that_is_none_is_refused(area: Polygon) -> None:
    with pytest.raises(GeometryError, match="expected a valid Polygon"):
        polygon(toy_network(), area)


def test_unknown_names_list_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as raised:
        chokepoint(toy_network(), "strat")
    assert raised.value.nearest == ("strait",)
    with pytest.raises(UnknownNameError) as raised:
        system(toy_network(), "alfa")
    assert raised.value.nearest[0] == "alpha"


@pytest.mark.parametrize("survival", [-0.1, 1.1, math.nan, math.inf])
def test_a_share_lies_between_nothing_and_all(survival: float) -> None:
    net = toy_network()
    with pytest.raises(InputError, match="expected a share"):
        chokepoint(net, "strait", survival=survival)
    with pytest.raises(InputError, match="expected a share"):
        system(net, "beta", survival=survival)
    with pytest.raises(InputError, match="expected a share"):
        polygon(net, STRAIT, survival=survival)


def test_the_lesser_survivor_counts() -> None:
    net = toy_network()
    both = (
        system(net, "alpha", survival=0.5)
        | chokepoint(net, "strait", survival=0.2)
        | system(net, "gamma", survival=0.9)
    )
    assert both.survival.to_dict() == {"alpha:1": 0.5, "alpha:2": 0.5, "alpha:3": 0.2, "gamma:1": 0.9}
    assert both.id == "alpha-survival-0.5+strait-survival-0.2+gamma-survival-0.9"
    assert both.title == "Alpha and Strait and Gamma"
    assert repr(both) == f"Scenario {both.id}: Alpha and Strait and Gamma; 4 links hit"


def test_areas_of_both_are_shown() -> None:
    net = toy_network()
    both = polygon(net, STRAIT) | polygon(net, PACIFIC)
    assert unary_union(list(both.areas.values())).equals(unary_union([STRAIT, PACIFIC]))
    assert set(both.survival.index) == {"alpha:3", "beta:2"}


@settings(max_examples=40)
@given(networks(), survivals, survivals)
def test_union_is_symmetric_and_idempotent(net: Network, one: dict[int, float], other: dict[int, float]) -> None:
    a, b = scenario_on(net, one), scenario_on(net, other)
    pd.testing.assert_series_equal((a | b).survival, (b | a).survival)
    pd.testing.assert_series_equal((a | a).survival, a.survival.sort_index())


@settings(max_examples=40)
@given(networks(), survivals)
def test_capacities_are_scaled_and_delays_stay(net: Network, shares: dict[int, float]) -> None:
    scenario = scenario_on(net, shares)
    after = net.under(scenario)
    share = scenario.survival.reindex(net.links.index).fillna(1.0)
    for name in CAPACITIES:
        assert after.links[name].to_list() == pytest.approx((net.links[name] * share).to_list())
    kept = [name for name in net.links.columns if name not in CAPACITIES]
    pd.testing.assert_frame_equal(after.links[kept], net.links[kept])
    alive = set(share.index[share > 0])
    assert set(after.usable(allow=("low-capacity", "sanctioned")).index) == alive


def test_a_cut_link_stays_in_the_table() -> None:
    net = toy_network()
    after = net.under(chokepoint(net, "strait"))
    assert list(after.links.index) == list(net.links.index)
    assert after.links.at["alpha:3", "surviving"] == 0
    assert after.links.at["alpha:3", "capacity_tbps"] == 0
    assert "1 cut" in repr(after)


def test_blows_add_up() -> None:
    net = toy_network()
    half = system(net, "alpha", survival=0.5)
    assert net.under(half).under(half).links.at["alpha:1", "surviving"] == 0.25

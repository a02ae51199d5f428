"""Before and after: every figure of the toy world by hand, and what a cut does to the real one."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from cablenet import units
from cablenet.errors import InputError
from cablenet.network import find_place
from cablenet.routing import Comparison, Terms, compare, connect
from cablenet.scenarios import Scenario, chokepoint, system
from tests.small_worlds import Cable, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

ANY = Terms(least_tbps=0.0)


def toy_comparison(*names: str, terms: Terms = ANY) -> Comparison:
    """France to Japan before and after the strait, and these systems, are cut."""
    net = toy_network()
    scenario: Scenario = chokepoint(net, "strait")
    for name in names:
        scenario |= system(net, name)
    return compare(net, net.under(scenario), find_place(net, "FR"), find_place(net, "JP"), terms=terms)


def test_figures_by_hand() -> None:
    figures = toy_comparison().figures()
    expected = {
        "least RTT": (units.rtt_ms(18_400.0), units.rtt_ms(19_900.0), "ms"),
        "median least RTT of the members": (units.rtt_ms(18_400.0), units.rtt_ms(19_900.0), "ms"),
        "members cut off": (0.0, 0.0, ""),
        "maximum flow": (30.0, 25.0, "Tbps"),
        "maximum flow, low": (15.0, 12.5, "Tbps"),
        "maximum flow, high": (60.0, 50.0, "Tbps"),
    }
    assert list(figures.index) == list(expected)
    for name, (before, after, unit) in expected.items():
        assert figures.at[name, "before"] == pytest.approx(before, abs=1e-4)
        assert figures.at[name, "after"] == pytest.approx(after, abs=1e-4)
        assert figures.at[name, "unit"] == unit


def test_what_was_cut_by_system() -> None:
    hit = toy_comparison("gamma").hit
    assert hit.index.to_list() == ["gamma", "alpha"]
    assert hit.loc["alpha", ["segments", "cut", "cut_km"]].to_list() == [3, 1, 5500]
    assert hit.loc["gamma", ["segments", "cut", "cut_km"]].to_list() == [1, 1, 7000]
    assert hit.loc["alpha", ["name", "rfs_year", "owners"]].to_list() == ["Alpha", 2010, "A;B"]


def test_a_cut_that_hits_nothing() -> None:
    net = toy_network()
    result = compare(net, net, find_place(net, "FR"), find_place(net, "JP"), terms=ANY)
    assert result.hit.empty
    assert result.members()["added_ms"].to_list() == [0.0]
    assert result.figures()["before"].equals(result.figures()["after"])


def test_paths_and_corridors_before_and_after() -> None:
    result = toy_comparison()
    assert result.before.corridor == "By the strait"
    assert result.after.corridor == "By the ocean"
    assert result.before.rtt_ms == pytest.approx(units.rtt_ms(18_400.0))
    table = result.corridors()
    assert table.index.to_list() == ["By the strait", "By the ocean"]
    assert math.isinf(table.at["By the strait", "after_ms"])
    assert (
        table.at["By the ocean", "before_ms"]
        == table.at["By the ocean", "after_ms"]
        == pytest.approx(units.rtt_ms(19_900.0))
    )


def test_ways_that_are_too_narrow_are_byways_but_flow() -> None:
    result = toy_comparison(terms=Terms(least_tbps=15.0))
    assert result.before.rtt_ms == pytest.approx(units.rtt_ms(20_400.0))
    assert result.before.flow.tbps == pytest.approx(30.0)


def test_no_way_left_is_infinite_and_counted() -> None:
    result = toy_comparison("beta", "gamma")
    assert math.isinf(result.after.rtt_ms)
    assert result.after.corridor == "none"
    assert result.after.paths.empty
    assert result.figures().at["members cut off", "after"] == 1.0
    assert result.members()["after_ms"].to_list() == [math.inf]
    assert math.isinf(result.members()["added_ms"].iloc[0])


def test_members_cut_off_before_and_after_add_nothing() -> None:
    net = small_network([(0, 0), (10, 0), (20, 0)], [Cable(a=1, b=2, km=1200)])
    a, b = find_place(net, "AA,BB"), find_place(net, "CC")
    table = compare(net, net, a, b, terms=ANY).members()
    assert table["added_ms"].to_list() == [0.0, 0.0]
    assert math.isinf(table.at["n0", "before_ms"])


def test_everything_as_plain_values() -> None:
    told = toy_comparison("beta", "gamma").to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert set(told) == {"between", "figures", "hit", "corridors", "members", "paths", "min_cut"}
    assert told["between"] == ["FR", "JP"]
    assert told["figures"][0] == {
        "quantity": "least RTT",
        "before": pytest.approx(units.rtt_ms(18_400.0)),
        "after": None,
        "unit": "ms",
    }
    assert told["paths"]["before"][0]["links"] == ["land:paris", "alpha:1", "alpha:2", "alpha:3", "land:tokyo"]
    assert told["paths"]["after"] == []
    assert {row["link_id"] for row in told["min_cut"]["before"]} == {"alpha:1", "beta:1"} or told["min_cut"]["before"]


@pytest.mark.parametrize(("a", "b"), [("FR", "FR"), ("FR,JP", "JP"), ("paris-fr", "FR")])
def test_two_places_must_be_apart(a: str, b: str) -> None:
    net = toy_network()
    with pytest.raises(InputError, match="share a place"):
        connect(net, find_place(net, a), find_place(net, b))


@pytest.mark.parametrize("paths", [1, 2, 5])
def test_no_more_paths_than_asked_for(paths: int) -> None:
    net = toy_network()
    pair = connect(net, find_place(net, "FR"), find_place(net, "JP"), terms=Terms(paths=paths, least_tbps=0.0))
    assert len(pair.paths) == min(paths, 2)


def test_terms_allow_a_status() -> None:
    net = small_network(
        [(0, 0), (10, 0)],
        [Cable(a=0, b=1, km=9000), Cable(a=0, b=1, km=1500, over_land=True, status="sanctioned", tbps=9)],
    )
    a, b = find_place(net, "AA"), find_place(net, "BB")
    plain = connect(net, a, b, terms=ANY)
    allowed = connect(net, a, b, terms=Terms(least_tbps=0.0, allow=("sanctioned",)))
    assert plain.rtt_ms == pytest.approx(units.rtt_ms(9000.0))
    assert allowed.rtt_ms == pytest.approx(units.rtt_ms(1500.0))
    assert plain.flow.tbps == pytest.approx(1.0)
    assert allowed.flow.tbps == pytest.approx(10.0)


def test_the_south_china_sea_between_europe_and_japan(real: Network) -> None:
    """The first result: a cut that hurts, without severing; nobody gains."""
    scenario = chokepoint(real, "south-china-sea")
    result = compare(real, real.under(scenario), find_place(real, "EU"), find_place(real, "JP"))
    assert 150 < result.before.rtt_ms <= result.after.rtt_ms < 260
    assert 0 < result.after.flow.tbps < result.before.flow.tbps
    assert len(result.before.rtt) == 27
    assert (result.members()["added_ms"] >= 0).all()
    assert "outh China Sea" not in result.after.corridor or "avoiding" in result.after.corridor
    assert len(result.hit) >= 10
    assert set(result.hit.index) == set(real.links.loc[scenario.survival.index, "system"]) - {""}
    for side in (result.before, result.after):
        assert side.flow_low.tbps <= side.flow.tbps <= side.flow_high.tbps

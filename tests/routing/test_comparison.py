"""Before and after: every figure of the toy world by hand, and what a cut does to the real one."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cablenet import units
from cablenet.demand import gravity
from cablenet.errors import InputError, UnknownNameError
from cablenet.network import find_place
from cablenet.routing import Between, Comparison, Terms, compare, reroute, route
from cablenet.scenarios import Scenario, chokepoint, system
from tests.small_worlds import Cable, small_network
from tests.toys import toy_demand, toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

ANY = Terms(least_tbps=0.0)


def toy_world(*names: str) -> Comparison:
    """The toy's traffic on its shortest paths, before and after the strait, and these systems, are cut."""
    net = toy_network()
    scenario: Scenario = chokepoint(net, "strait")
    for name in names:
        scenario |= system(net, name)
    return reroute(net, scenario, toy_demand(), model="shortest")["central"]


def toy_between(*names: str, terms: Terms = ANY) -> Between:
    return toy_world(*names).between("FR", "JP", terms=terms)


def test_figures_by_hand() -> None:
    expected = {
        "demand": (12.0, 12.0, "Tbps"),
        "served": (12.0, 12.0, "Tbps"),
        "not served": (0.0, 0.0, "Tbps"),
        "mean RTT of the traffic": (units.rtt_ms(18_400.0), units.rtt_ms(19_900.0), "ms"),
        "shortest way taken": (units.rtt_ms(18_400.0), units.rtt_ms(19_900.0), "ms"),
        "longest way taken": (units.rtt_ms(18_400.0), units.rtt_ms(19_900.0), "ms"),
        "least RTT": (units.rtt_ms(18_400.0), units.rtt_ms(19_900.0), "ms"),
        "median least RTT of the members": (units.rtt_ms(18_400.0), units.rtt_ms(19_900.0), "ms"),
        "members cut off": (0.0, 0.0, ""),
        "maximum flow": (30.0, 25.0, "Tbps"),
        "maximum flow, low": (15.0, 12.5, "Tbps"),
        "maximum flow, high": (60.0, 50.0, "Tbps"),
    }
    figures = toy_between().figures
    assert list(figures.index) == list(expected)
    for name, (before, after, unit) in expected.items():
        assert figures.at[name, "before"] == pytest.approx(before, abs=1e-4)
        assert figures.at[name, "after"] == pytest.approx(after, abs=1e-4)
        assert figures.at[name, "unit"] == unit


def test_the_world_by_hand() -> None:
    """With strait and gamma cut, Singapore and Egypt reach Japan only by France and the ocean."""
    world = toy_world("gamma")
    figures = world.figures
    assert figures.loc["served"].tolist() == [22.0, 22.0, "Tbps"]
    before = (4 * 14_700.0 + 12 * 18_400.0 + 6 * 5_700.0) / 22
    after = (4 * 22_700.0 + 12 * 20_400.0 + 6 * 31_700.0) / 22
    assert figures.loc["mean RTT of what is served", ["before", "after"]].tolist() == pytest.approx(
        [units.rtt_ms(before), units.rtt_ms(after)], abs=1e-4
    )
    hurt = world.countries
    assert hurt.index.to_list() == ["SG", "JP", "EG", "FR"]
    assert hurt.at["SG", "added_ms"] == pytest.approx(units.rtt_ms(26_000.0), abs=1e-4)
    links = world.links
    assert links["gained_tbps"].to_dict() == {
        "beta:1": 22.0, "beta:2": 22.0, "alpha:1": -2.0, "alpha:2": -10.0, "alpha:3": -22.0,
    }  # fmt: skip
    assert links.at["beta:1", "utilisation_after"] == pytest.approx(1.1)


def test_what_is_lost_is_counted() -> None:
    world = toy_world("gamma", "beta")
    assert world.figures.loc["not served"].tolist() == [0.0, 22.0, "Tbps"]
    assert world.figures.at["pairs of countries cut off", "after"] == 3.0
    assert world.countries["lost_share"].tolist() == [1.0, 1.0, 1.0, 1.0]
    assert world.countries["added_ms"].isna().all()
    assert world.pairs["lost_tbps"].tolist() == [4.0, 12.0, 6.0]


def test_what_was_cut_by_system() -> None:
    hit = toy_world("gamma").hit
    assert hit.index.to_list() == ["gamma", "alpha"]
    assert hit.loc["alpha", ["segments", "cut", "cut_km"]].to_list() == [3, 1, 5500]
    assert hit.loc["gamma", ["segments", "cut", "cut_km"]].to_list() == [1, 1, 7000]
    assert hit.loc["alpha", ["name", "rfs_year", "owners"]].to_list() == ["Alpha", 2010, "A;B"]


def test_a_cut_that_hits_nothing() -> None:
    routes = route(toy_network(), toy_demand(), model="shortest")
    world = compare(routes, routes)
    result = world.between("FR", "JP", terms=ANY)
    assert world.hit.empty
    assert world.links.empty
    assert result.members["added_ms"].to_list() == [0.0]
    assert result.figures["before"].equals(result.figures["after"])


def test_traffic_and_corridors_before_and_after() -> None:
    result = toy_between()
    assert result.shares["before_tbps"].to_dict() == {"By the strait": 12.0, "By the ocean": 0.0}
    assert result.shares["after_tbps"].to_dict() == {"By the strait": 0.0, "By the ocean": 12.0}
    table = result.corridors
    assert table.index.to_list() == ["By the strait", "By the ocean"]
    assert math.isinf(table.at["By the strait", "after_ms"])
    assert table.at["By the ocean", "before_ms"] == table.at["By the ocean", "after_ms"]


def test_no_way_left_is_infinite_and_counted() -> None:
    result = toy_between("beta", "gamma")
    assert math.isinf(result.after.rtt_ms)
    assert result.figures.at["members cut off", "after"] == 1.0
    assert result.figures.at["not served", "after"] == 12.0
    assert result.members["after_ms"].to_list() == [math.inf]
    assert math.isinf(result.members["added_ms"].iloc[0])


def test_members_cut_off_before_and_after_add_nothing() -> None:
    net = small_network([(0, 0), (10, 0), (20, 0)], [Cable(a=1, b=2, km=1200)])
    demand = toy_demand()
    empty = replace(demand, pairs=demand.pairs.head(0))
    routes = route(net, empty, model="shortest")
    table = compare(routes, routes).between(find_place(net, "AA,BB"), find_place(net, "CC"), terms=ANY).members
    assert table["added_ms"].to_list() == [0.0, 0.0]
    assert math.isinf(table.at["n0", "before_ms"])


def test_everything_as_plain_values() -> None:
    told = toy_between("beta", "gamma").to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["between"] == ["FR", "JP"]
    assert told["figures"][6] == {
        "quantity": "least RTT",
        "before": pytest.approx(units.rtt_ms(18_400.0)),
        "after": None,
        "unit": "ms",
    }
    assert told["paths"]["before"][0]["links"] == ["land:paris", "alpha:1", "alpha:2", "alpha:3", "land:tokyo"]
    assert told["paths"]["after"] == []
    assert {row["place"] for row in told["countries"]} == {"EG", "FR", "JP", "SG"}
    assert told["certificates"] == [None, None]


def test_two_demands_are_not_compared() -> None:
    net = toy_network()
    one, other = (route(net, toy_demand(pairs), model="shortest") for pairs in (None, {("FR", "JP"): 1.0}))
    with pytest.raises(InputError, match="same demand"):
        compare(one, other)


def test_places_go_by_name() -> None:
    with pytest.raises(UnknownNameError, match="JP"):
        toy_world().between("FR", "JQ")
    with pytest.raises(InputError, match="share a place"):
        toy_world().between("FR", "FR,JP")


def test_levels_are_careful_and_bold() -> None:
    net = toy_network()
    found = reroute(net, chokepoint(net, "strait"), toy_demand(), levels=("low", "high"), model="shortest")
    assert list(found) == ["low", "high"]
    low, high = found["low"].after, found["high"].after
    assert low.demand.pairs["tbps"].sum() == 44.0
    assert high.demand.pairs["tbps"].sum() == 11.0
    assert low.net.links.at["beta:1", "capacity_tbps"] == 10.0
    assert high.net.links.at["beta:1", "capacity_tbps"] == 40.0


def test_the_south_china_sea_between_europe_and_japan(real: Network) -> None:
    """The first result: a cut that hurts, without severing; nobody gains."""
    scenario = chokepoint(real, "south-china-sea")
    world = reroute(real, scenario, gravity(real), model="shortest")["central"]
    result = world.between("EU", "JP")
    assert 150 < result.before.rtt_ms <= result.after.rtt_ms < 260
    assert 0 < result.after.flow.tbps < result.before.flow.tbps
    assert len(result.before.rtt) == 27
    assert (result.members["added_ms"] >= 0).all()
    assert (world.pairs["added_ms"].dropna() >= -1e-6).all()
    assert len(world.hit) >= 10
    assert set(world.hit.index) == set(real.links.loc[scenario.survival.index, "system"]) - {""}
    taken = result.shares[result.shares["after_tbps"] > 0].index
    assert not any("South China Sea" in name and "avoiding" not in name for name in taken)
    for side in (result.before, result.after):
        assert side.flow_low.tbps <= side.flow.tbps <= side.flow_high.tbps

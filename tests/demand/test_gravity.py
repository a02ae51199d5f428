"""The gravity model: answers by hand, published totals and shares, order, scale, and bad input."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from cablenet.demand import between, constants, country_masses, gravity, margins, place_table, region_table, world_total
from cablenet.errors import InputError
from tests.demand.worlds import equator

if TYPE_CHECKING:
    from cablenet.demand import Demand
    from cablenet.network import Network

YEARS = (2006, 2009, 2013, 2017, 2021, 2025, 2030)
BETA = constants()["distance_exponent"][1]
WEIGHT = constants()["gdp_weight"][1]


@pytest.fixture(scope="module")
def today(real: Network) -> Demand:
    return gravity(real, year=2025)


def flows(demand: Demand) -> dict[tuple[str, str], float]:
    return dict(zip(zip(demand.pairs["a"], demand.pairs["b"], strict=True), demand.pairs["tbps"], strict=True))


def share(demand: Demand, net: Network, region: str, other: str) -> float:
    """Share that a margin speaks of, counted pair by pair."""
    table = country_masses(net)

    def inside(name: str) -> set[str]:
        names = name.split(";")
        return set(table.index[table["region"].isin(names) | table.index.isin(names)])

    one = inside(region)
    part = demand.between(one, inside(other)) if other else demand.touching(one)
    whole = demand.touching(one).total_tbps if other else demand.total_tbps
    return part.total_tbps / whole


def test_flows_fall_with_distance() -> None:
    found = flows(gravity(equator(), total_tbps=1.0))
    weights = {("AA", "BB"): 10.0**-BETA, ("AA", "CC"): 30.0**-BETA, ("BB", "CC"): 20.0**-BETA}
    wanted = {pair: weight / sum(weights.values()) for pair, weight in weights.items()}
    assert found == pytest.approx(wanted, rel=1e-9)


def test_flows_grow_with_gdp_and_users() -> None:
    plain = flows(gravity(equator(), total_tbps=1.0))
    richer = flows(gravity(equator(gdp_usd={"AA": 2e6}), total_tbps=1.0))
    fewer = flows(gravity(equator(internet_users_pct={"AA": 50.0}), total_tbps=1.0))
    ratio = plain["AA", "BB"] / plain["BB", "CC"]
    assert richer["AA", "BB"] / richer["BB", "CC"] == pytest.approx(ratio * 2.0**WEIGHT, rel=1e-9)
    assert fewer["AA", "BB"] / fewer["BB", "CC"] == pytest.approx(ratio * 0.5 ** (1.0 - WEIGHT), rel=1e-9)


def test_neighbours_do_not_take_the_world() -> None:
    net = equator()
    near = net.nodes.assign(lon=[0.0, 1e-6, 30.0])
    found = flows(gravity(replace(net, nodes=near), total_tbps=1.0))
    least = constants()["least_distance_km"][1]
    assert found["AA", "BB"] / found["AA", "CC"] == pytest.approx((30 * 111.195 / least) ** BETA, rel=1e-4)


def test_a_country_without_users_has_no_demand() -> None:
    assert set(flows(gravity(equator(internet_users_pct={"CC": 0.0})))) == {("AA", "BB")}


def test_two_and_fewer_countries() -> None:
    net = equator(internet_users_pct={"CC": 0.0, "BB": 0.0})
    found = gravity(net)
    assert found.pairs.empty
    assert found.total_tbps == 0.0
    assert "0 pairs" in repr(found)


def test_what_is_not_known_is_filled_and_told() -> None:
    net = equator(
        internet_users_pct={"AA": pd.NA, "BB": 40.0, "CC": 80.0},
        sovereign={"AA": "BB"},
        gdp_usd={"CC": pd.NA, "AA": 1e6, "BB": 3e6},
    )
    table = country_masses(net)
    assert table["users"].to_dict() == pytest.approx({"AA": 4e5, "BB": 4e5, "CC": 8e5})
    assert table.at["CC", "gdp_usd"] == pytest.approx(2e6)
    assert table["basis"].to_dict() == {"AA": "users", "BB": "", "CC": "gdp"}


def test_a_part_of_the_world_is_not_balanced() -> None:
    assert "0 margins" in gravity(equator()).note


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_a_total_is_a_positive_number(bad: float) -> None:
    with pytest.raises(InputError, match="positive number"):
        gravity(equator(), total_tbps=bad)


def test_countries_without_masses_are_told() -> None:
    net = equator()
    with pytest.raises(InputError, match=r"gdp_usd.*from_pairs"):
        gravity(replace(net, countries=net.countries.drop(columns="gdp_usd")))


def test_an_unknown_internet_city_is_told() -> None:
    with pytest.raises(InputError, match="nowhere"):
        gravity(equator(internet_city={"AA": "nowhere"}))


@pytest.mark.parametrize("year", YEARS)
def test_the_total_is_the_published_one(real: Network, year: int) -> None:
    (low, central, high), _ = world_total(year)
    found = gravity(real, year=year)
    assert found.total_tbps == pytest.approx(central, rel=1e-9)
    assert found.interval_tbps == pytest.approx((low, central, high), rel=1e-6)


def test_2025_is_1835_tbps(today: Demand) -> None:
    assert today.total_tbps == pytest.approx(1835.0, abs=1e-6)


@pytest.mark.parametrize("year", YEARS)
def test_margins_are_met(real: Network, year: int) -> None:
    found = gravity(real, year=year)
    wanted = margins(year)
    assert len(wanted) >= 10
    for (region, other), (_, central, _) in wanted.items():
        assert share(found, real, region, other) == pytest.approx(central, abs=1e-8), (region, other)


def test_pairs_are_unordered_sorted_and_positive(today: Demand) -> None:
    pairs = today.pairs
    assert (pairs["a"] < pairs["b"]).all()
    assert not pairs.duplicated(["a", "b"]).any()
    assert pairs[["a", "b"]].equals(pairs[["a", "b"]].sort_values(["a", "b"], ignore_index=True))
    assert (pairs["low_tbps"] < pairs["tbps"]).all()
    assert (pairs["tbps"] < pairs["high_tbps"]).all()
    assert (pairs["low_tbps"] > 0).all()


def test_row_order_does_not_matter(real: Network, today: Demand) -> None:
    shuffled = replace(
        real,
        countries=real.countries.sample(frac=1.0, random_state=5),
        nodes=real.nodes.sample(frac=1.0, random_state=6),
    )
    found = gravity(shuffled, year=2025)
    pd.testing.assert_frame_equal(found.pairs, today.pairs, rtol=1e-9)
    pd.testing.assert_frame_equal(found.entries, today.entries)


def test_totals_scale(real: Network, today: Demand) -> None:
    doubled = gravity(real, year=2025, total_tbps=2 * 1835.0)
    np.testing.assert_allclose(doubled.pairs["tbps"], 2 * today.pairs["tbps"], rtol=1e-12)


def test_used_bandwidth_is_more(real: Network) -> None:
    used = gravity(real, year=2024, total="used")
    assert used.total_tbps == pytest.approx(6400.0)
    assert used.total_tbps > gravity(real, year=2024).total_tbps


def test_the_largest_are_those_that_are_published(real: Network) -> None:
    """JETRO, from TeleGeography 2021: Germany, the US, France, the UK; Japan eleventh with 33 Tbps."""
    table = place_table(real, gravity(real, year=2021)).set_index("place")
    assert list(table.index[:4]) == ["DE", "US", "FR", "GB"]
    assert table.at["JP", "tbps"] == pytest.approx(33.0, rel=0.01)
    assert 8 <= list(table.index).index("JP") + 1 <= 16


def test_europe_and_japan(real: Network, today: Demand) -> None:
    """No figure is published: about 3 Tbps in 2025, and less of Japan's bandwidth than the 15 % of Asia's that go west."""
    low, central, high = between(real, today, "EU", "JP").interval_tbps
    assert 1.0 < low < 2.0 < central < 4.0 < high < 7.0
    assert 0.02 < central / today.touching(["JP"]).total_tbps < 0.15


def test_regions_sum_to_the_world(real: Network, today: Demand) -> None:
    table = region_table(real, today)
    assert table["tbps"].sum() == pytest.approx(today.total_tbps)
    assert table["share"].sum() == pytest.approx(1.0)
    assert not table.duplicated(["a", "b"]).any()
    europe = table[(table["a"] == "europe") & (table["b"] == "europe")].iloc[0]
    touching = table[(table["a"] == "europe") | (table["b"] == "europe")]["tbps"].sum()
    assert 0.70 < europe["tbps"] / touching < 0.85  # 80 % in 2014


SINGLE = [
    ("JP", "US", 2021, 0.411),
    ("JP", "CN;HK", 2021, 0.246),
    ("JP", "SG", 2021, 0.134),
    ("CN;HK", "US", 2019, 0.25),
    ("CN;HK", "SG", 2019, 0.15),
    ("CN;HK", "VN", 2019, 0.17),
]
"""Published shares of single pairs: JETRO 2022 from TeleGeography, Nikkei 2020 from the ITU and TeleGeography."""


def test_single_pairs_foretold_without_their_own_figure(real: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five of six lie within the spread of single pairs; China and Vietnam are a known miss (docs/demand.md)."""
    spread = constants()["pair_spread"]
    within = []
    for region, other, year, published in SINGLE:
        left = {key: value for key, value in margins(year).items() if key != (region, other)}
        monkeypatch.setattr(import_module("cablenet.demand.gravity"), "margins", lambda _, left=left: left)
        ratio = published / share(gravity(real, year=year), real, region, other)
        monkeypatch.undo()
        within.append(spread[0] <= ratio <= spread[2])
    assert within == [True] * 5 + [False]

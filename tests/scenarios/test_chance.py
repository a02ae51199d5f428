"""Scenarios with chance in them: quakes, storms, faults; expectations worked by hand, draws by seed."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet.errors import InputError, UnknownNameError
from cablenet.scenarios import (
    earthquake,
    expected_faults,
    fault_rates,
    faults,
    storm,
    storm_risk,
    storm_table,
)
from cablenet.scenarios.chance import strike_by_chance
from cablenet.scenarios.earthquakes import intensity, repairs_per_km
from cablenet.scenarios.rates import LEVELS
from tests.small_worlds import Cable, networks, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablenet.network import Network

SEA = ["alpha:1", "alpha:2", "alpha:3", "beta:1", "beta:2", "gamma:1"]


def reversed_links(net: Network) -> Network:
    return replace(net, links=net.links.iloc[::-1])


# ---------------------------------------------------------------- draws


def test_without_a_seed_the_expected_share_survives() -> None:
    chance = pd.Series({"b": 0.25, "a": 1.0, "c": 0.0})
    assert strike_by_chance(chance, seed=None, survival=0.0).to_dict() == {"a": 0.0, "b": 0.75}
    assert strike_by_chance(chance, seed=None, survival=0.5).to_dict() == {"a": 0.5, "b": 0.875}


def test_with_a_seed_each_is_hit_or_not() -> None:
    chance = pd.Series(0.3, index=[f"x{i:03}" for i in range(1000)])
    drawn = strike_by_chance(chance, seed=1, survival=0.1)
    assert set(drawn) == {0.1}
    assert 250 < len(drawn) < 350  # 300 on average, standard deviation 14.5
    pd.testing.assert_series_equal(drawn, strike_by_chance(chance.iloc[::-1], seed=1, survival=0.1))
    assert not drawn.index.equals(strike_by_chance(chance, seed=2, survival=0.1).index)


@pytest.mark.parametrize(("seed", "survival"), [(-1, 0.0), (0.5, 0.0), ("x", 0.0), (True, 0.0), (1, "x"), (1, None)])
def test_a_seed_or_share_that_is_none(seed: Any, survival: Any) -> None:  # noqa: ANN401 - that is the point
    with pytest.raises(InputError, match=r"Found (seed|survival)=.*, expected a"):
        storm(toy_network(), seed=seed, survival=survival)


def test_a_generator_goes_on() -> None:
    chance = pd.Series(0.5, index=[f"x{i}" for i in range(64)])
    rng = np.random.default_rng(5)
    first, second = (strike_by_chance(chance, seed=rng, survival=0.0) for _ in range(2))
    assert not first.index.equals(second.index)
    pd.testing.assert_series_equal(first, strike_by_chance(chance, seed=np.random.default_rng(5), survival=0.0))


@settings(max_examples=20)
@given(networks(), st.integers(0, 2**32 - 1))
def test_same_seed_same_result_in_any_order(net: Network, seed: int) -> None:
    net = replace(net, systems=net.systems.assign(length_km=5000.0))
    kinds: list[Callable[[Network], pd.Series]] = [
        lambda it: storm(it, seed=seed).survival,
        lambda it: faults(it, days=3000.0, seed=seed).survival,
        lambda it: earthquake(it, 8.5, (0.0, 0.0), seed=seed).survival,
    ]
    for kind in kinds:
        pd.testing.assert_series_equal(kind(net), kind(reversed_links(net)))


# ---------------------------------------------------------------- storms


def test_storm_on_the_toy_by_hand() -> None:
    """Alpha lands at 43 N, so 1 in 10 repeaters fails in S1; gamma at 35 N: 1 in 100."""
    risk = storm_risk(toy_network(), state="S1", spacing_km=150)
    assert risk["repeaters"].to_dict() == {"alpha": 116, "beta": 130, "gamma": 46}  # 17500, 19500, 7000 km
    assert risk["latitude"].to_dict() == {"alpha": 43.0, "beta": 43.0, "gamma": 35.0}
    assert risk["failure"].to_dict() == pytest.approx(
        {"alpha": 1 - 0.9**116, "beta": 1 - 0.9**130, "gamma": 1 - 0.99**46}
    )
    share = storm(toy_network(), state="S1").survival
    assert list(share.index) == SEA
    assert share["gamma:1"] == pytest.approx(0.99**46)
    assert share["alpha:1"] == share["alpha:3"]


@pytest.mark.parametrize(("lat", "chance"), [(39.99, 0.01), (40.0, 0.1), (59.99, 0.1), (60.0, 1.0), (-60.0, 1.0)])
def test_the_tiers_of_latitude(lat: float, chance: float) -> None:
    net = small_network([(0.0, lat), (10.0, 0.0)], [Cable(a=0, b=1, km=320)])
    net = replace(net, systems=net.systems.assign(length_km=[320.0]))
    assert storm_risk(net, spacing_km=100).iloc[0].to_dict() == pytest.approx(
        {
            "length_km": 320,
            "repeaters": 3,
            "latitude": abs(lat),
            "repeater_failure": chance,
            "failure": 1 - (1 - chance) ** 3,
        }
    )


def test_a_short_cable_has_no_repeater_and_does_not_fail() -> None:
    net = small_network([(0.0, 70.0), (1.0, 70.0)], [Cable(a=0, b=1, km=149)])
    net = replace(net, systems=net.systems.assign(length_km=[149.0]))
    assert storm_risk(net).iloc[0]["failure"] == 0.0
    assert storm(net).survival.empty


def test_a_length_that_nobody_published_is_that_laid() -> None:
    net = small_network([(0.0, 0.0), (10.0, 0.0)], [Cable(a=0, b=1, km=1200)])
    net = replace(net, systems=net.systems.assign(length_km=[math.nan]))
    assert storm_risk(net, spacing_km=100).iloc[0]["repeaters"] == 12
    assert storm_risk(net, spacing_km=100, published_only=True).empty


def test_the_contrary_finding_takes_nothing() -> None:
    assert storm(toy_network(), state="S1", finding="castellanos-2022").survival.empty


def test_a_draw_takes_whole_systems() -> None:
    hit = storm(toy_network(), state="S2", spacing_km=50, seed=3).survival
    systems = toy_network().links.loc[hit.index, "system"].value_counts()
    assert systems.to_dict() == {name: n for name, n in {"alpha": 3, "beta": 2, "gamma": 1}.items() if name in systems}
    assert set(hit) == {0.0}


def test_storm_table_beside_the_published(network_of: Callable[[str | None], Network]) -> None:
    """Our list has more short cables: without those under 100 km every figure lies within one point of the published."""
    net = network_of("2021-08-25")
    table = storm_table(net)
    assert table["published_pct"].to_list() == [43.2, 33.3, 27.1, 18.0, 12.6, 9.6]
    assert len(set(table["systems"])) == 1
    assert table["systems"][0] > 440
    assert (table["failed_pct"] / table["published_pct"]).between(0.8, 0.92).all()
    assert (table.groupby("state")["failed_pct"].diff().dropna() < 0).all()
    longer = storm_table(net, least_km=100.0)
    assert longer["systems"][0] > 350
    assert ((longer["failed_pct"] - longer["published_pct"]).abs() < 1.0).all()
    assert (storm_table(net, finding="castellanos-2022")["failed_pct"] == 0).all()


@pytest.mark.parametrize("least_km", [20_000.0, math.nan, math.inf])
def test_a_storm_table_of_nothing_is_refused(least_km: float) -> None:
    with pytest.raises(InputError, match="Found no system with a published length of"):
        storm_table(toy_network(), least_km=least_km)


@pytest.mark.parametrize(
    ("made", "other"),
    [
        (storm, lambda net: storm(net, finding="castellanos-2022")),
        (storm, lambda net: storm(net, spacing_km=50)),
        (storm, lambda net: storm(net, seed=7)),
        (lambda net: storm(net, seed=1), lambda net: storm(net, seed=np.random.default_rng(1))),
        (lambda net: earthquake(net, 7, (0, 0)), lambda net: earthquake(net, 7, (0, 0), depth_km=50)),
        (faults, lambda net: faults(net, level="high")),
        (faults, lambda net: faults(net, survival=0.5)),
    ],
)
def test_what_differs_has_another_id(made: Callable[[Network], Any], other: Callable[[Network], Any]) -> None:
    net = toy_network()
    assert made(net).id != other(net).id
    assert (made(net) | other(net)).id == f"{made(net).id}+{other(net).id}"
    assert (made(net) | made(net)).id == made(net).id
    assert (made(net) | made(net)).title == made(net).title


def test_the_usual_values_have_plain_ids() -> None:
    net = toy_network()
    ids = [it.id for it in (storm(net), faults(net), earthquake(net, 7, (0, 0), depth_km=10))]
    assert ids == ["storm-s1", "faults-365.25-days", "quake-7-at-0-0"]
    assert storm(net, spacing_km=50, finding="castellanos-2022", seed=3, survival=0.5).id == (
        "storm-s1-spacing-50-finding-castellanos-2022-seed-3-survival-0.5"
    )


def test_storms_that_are_none() -> None:
    net = toy_network()
    with pytest.raises(UnknownNameError):
        storm(net, state="S3")
    with pytest.raises(UnknownNameError) as raised:
        storm(net, finding="castelanos-2022")
    assert raised.value.nearest == ("castellanos-2022",)
    for spacing in (0.0, -5.0, math.nan, math.inf, 1e-320):
        with pytest.raises(InputError, match="expected a distance"):
            storm(net, spacing_km=spacing)


# ---------------------------------------------------------------- earthquakes


def test_shaking_by_hand() -> None:
    """M 7 at 10 km: RM = -0.209 + 2.042 e^2 = 14.88; I = 2.085 + 9.996 - 1.402 ln sqrt(100 + 221.4) = 8.03."""
    assert float(intensity(7.0, 10.0)) == pytest.approx(8.034, abs=0.001)
    # at 200 km: -1.402 ln sqrt(40000 + 221.4) + 0.078 ln 4 = -7.432 + 0.108
    assert float(intensity(7.0, 200.0)) == pytest.approx(4.757, abs=0.001)
    # MMI 8: 10^((8 - 2.89) / 3.16) = 41.4 cm/s = 16.3 in/s; 0.5 x 0.00187 x 16.3 per 1000 ft
    assert float(repairs_per_km(8.0)) == pytest.approx(0.5 * 0.00187 * 16.30 * 3.28084, rel=1e-3)
    # MMI 4: the other branch, 10^((4 - 3.78) / 1.47) = 1.411 cm/s
    assert float(repairs_per_km(4.0)) == pytest.approx(0.5 * 0.00187 * 1.411 / 2.54 * 3.28084, rel=1e-3)


def test_shaking_falls_with_distance_and_grows_with_magnitude() -> None:
    away = np.linspace(0, 900, 400)
    assert (np.diff(intensity(7.0, away)) < 0).all()
    assert (intensity(8.0, away) > intensity(7.0, away)).all()
    assert (np.diff(repairs_per_km(np.linspace(3, 10, 200))) > 0).all()


def test_a_quake_breaks_what_is_near() -> None:
    net = toy_network()
    share = earthquake(net, 7.5, (115.0, 12.0)).survival  # alpha:3 bends there
    assert list(share.index) == ["alpha:3"]
    assert 0.0 < share.iloc[0] < 0.2
    assert earthquake(net, 7.5, (115.0, 12.0), depth_km=600.0).survival.empty
    assert earthquake(net, 7.5, (-30.0, -50.0)).survival.empty
    partly = earthquake(net, 7.5, (115.0, 12.0), survival=0.5).survival
    assert partly.iloc[0] == pytest.approx(1 - (1 - share.iloc[0]) * 0.5)


def test_a_break_is_a_fifth_of_the_repairs() -> None:
    """A line of 2.2 km through the epicentre of M 7, 10 km deep: 8.03 and so 0.0517 repairs a km all along it."""
    net = small_network([(0.0, -0.01), (0.0, 0.01)], [Cable(a=0, b=1, km=2.21)])
    repairs = 2.21 * float(repairs_per_km(8.034))
    assert earthquake(net, 7.0, (0.0, 0.0)).survival.iloc[0] == pytest.approx(math.exp(-0.2 * repairs), rel=1e-3)


@pytest.mark.parametrize(
    ("magnitude", "depth", "told"),
    [
        (7.5, 10.0, []),  # 4.93 at 300 km, 4.98 at 289 km
        (7.7, 10.0, ["farther than 300 km"]),  # 5.22
        (9.0, 30.0, ["magnitudes of 5 to 7.9", "farther than 300 km"]),
        (9.0, 600.0, ["magnitudes of 5 to 7.9", "farther than 300 km"]),
        (4.5, 10.0, ["magnitudes of 5 to 7.9"]),
    ],
)
def test_no_quake_reaches_beyond_its_relation(magnitude: float, depth: float, told: list[str]) -> None:
    """Two lines of 22 km, 2.6 degrees (289 km) and 2.8 degrees (312 km) east of the place."""
    net = small_network(
        [(2.6, -0.1), (2.6, 0.1), (2.8, -0.1), (2.8, 0.1)], [Cable(a=0, b=1, km=22), Cable(a=2, b=3, km=22)]
    )
    quake = earthquake(net, magnitude, (0.0, 0.0), depth_km=depth)
    assert len(quake.notes) == len(told)
    assert all(part in note for part, note in zip(told, quake.notes, strict=True))
    assert set(quake.survival.index) <= {"s0:0"}
    assert len(quake.survival) == (magnitude > 7.5 and depth < 300)


@settings(max_examples=15)
@given(networks(), st.floats(5, 8.5), st.floats(0, 1), st.floats(-170, 170), st.floats(-60, 60))
def test_a_stronger_quake_leaves_less(net: Network, magnitude: float, more: float, lon: float, lat: float) -> None:
    weak, strong = (earthquake(net, size, (lon, lat)).survival for size in (magnitude, magnitude + more))
    whole = pd.Series(1.0, index=net.links.index)
    one, other = (share.reindex(whole.index).fillna(1.0) for share in (weak, strong))
    assert (other <= one + 1e-9).all()


def test_hengchun_by_shaking_alone(network_of: Callable[[str | None], Network]) -> None:
    """The quake of 2006 (M 7.0, 21.8 N 120.5 E, 10 km): shaking alone breaks several systems of the Luzon Strait."""
    net = network_of("2006-12-26")
    hit = earthquake(net, 7.0, (120.5, 21.8)).survival
    likely = net.links.loc[hit.index[hit < 0.5], "system"]
    assert len(set(likely) & {"apcn", "apcn-2", "c2c-2006", "china-us-cucn", "eac-2006", "seamewe-3"}) >= 3
    assert not hit.index.str.startswith(("tat-14", "flag-atlantic")).any()


@pytest.mark.parametrize(
    ("magnitude", "place", "depth"),
    [(3.9, (0, 0), 10), (9.6, (0, 0), 10), (7, (0, 95), 10), (7, (0, 0), -1), (7, (0, 0), 701), (math.nan, (0, 0), 1), (7, (math.nan, 0), 1)],
)  # fmt: skip
def test_a_quake_that_is_none(magnitude: float, place: tuple[float, float], depth: float) -> None:
    with pytest.raises(InputError, match="expected"):
        earthquake(toy_network(), magnitude, place, depth_km=depth)


# ---------------------------------------------------------------- faults


def test_rates_on_the_toy_by_hand() -> None:
    """Nobody measured the waters of the toy, so a quarter of each cable counts as coastal: 0.2059 / 4 + 0.0686 * 3 / 4."""
    rates = fault_rates(toy_network())
    assert list(rates.index) == SEA
    assert rates.at["alpha:1", "coastal_km"] == 750.0
    per_1000_km = 0.2059 * 0.25 + 0.0686 * 0.75
    assert rates.at["alpha:1", "faults_per_year"] == pytest.approx(3.0 * per_1000_km)
    share = faults(toy_network(), days=365.25).survival
    assert share["alpha:1"] == pytest.approx(math.exp(-3.0 * per_1000_km))
    assert faults(toy_network(), days=0.0).survival.empty


def test_draws_come_out_as_expected_on_average() -> None:
    net = toy_network()
    chance = 1.0 - faults(net).survival["alpha:2"]
    rng = np.random.default_rng(11)
    hits = sum("alpha:2" in faults(net, seed=rng).survival.index for _ in range(400))
    assert abs(hits - 400 * chance) < 4 * math.sqrt(400 * chance * (1 - chance))


def test_levels_lie_in_order() -> None:
    low, central, high = (fault_rates(toy_network(), level=level)["faults_per_year"] for level in LEVELS)
    assert (low < central).all()
    assert (central < high).all()
    with pytest.raises(InputError, match="expected one of low, central, high"):
        fault_rates(toy_network(), level="middle")  # type: ignore[arg-type]


def test_expected_faults_of_the_world(real: Network) -> None:
    """150 to 200 a year are reported on 1.7 million km; ours has 1.5 to 1.6 million."""
    table = expected_faults(real)
    sea = real.links[real.links["kind"] == "sea"]
    assert table["length_km"].sum() == pytest.approx(sea["length_km"].sum())
    assert 0.2 < table.at["coastal", "length_km"] / table["length_km"].sum() < 0.3
    total = table.sum()
    assert total["low"] < 150 < total["central"] < 200 < total["high"]
    assert fault_rates(real)["faults_per_year"].sum() == pytest.approx(total["central"])


@pytest.mark.parametrize("days", [-1.0, math.nan, math.inf, 10**400])
def test_a_time_that_is_none(days: float) -> None:
    with pytest.raises(InputError, match="expected a time"):
        faults(toy_network(), days=days)

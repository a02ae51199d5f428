"""Incidents scored: exposure on a toy by hand, precision and recall by hand, thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablenet.demand import Demand
from cablenet.errors import UnknownNameError
from cablenet.validation import Choice, Replay, exposure, hit_countries, landing_countries, score_incidents
from cablenet.validation.exposure import _exponentials, _mean_over_hubs, joined_over_land, served_countries
from cablenet.validation.incidents import _missed, _too_many, f1, leave_one_out
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network


@dataclass(frozen=True)
class Cut:
    """Anything that says what survives."""

    survival: pd.Series


def cut(*links: str, survival: float = 0.0) -> Cut:
    return Cut(pd.Series(survival, index=list(links), dtype="float64"))


def demand() -> Demand:
    """One Tbps between France and Japan."""
    return Demand(
        pairs=pd.DataFrame({"a": ["FR"], "b": ["JP"], "tbps": [1.0], "low_tbps": [1.0], "high_tbps": [1.0]}),
        entries=pd.DataFrame({"place": ["FR", "JP"], "node_id": ["paris-fr", "tokyo-jp"], "share": [1.0, 1.0]}),
    )


def test_all_ways_cut_is_all_exposed() -> None:
    told = exposure(toy_network(), cut("alpha:1", "beta:1"), demand=demand())
    assert told.to_dict() == {"EG": 0.0, "FR": 1.0, "JP": 1.0, "SG": 0.0, "US": 0.0}


def test_a_link_cut_in_part_counts_in_part() -> None:
    told = exposure(toy_network(), cut("land:paris", survival=0.4), demand=demand())
    assert told["FR"] == pytest.approx(0.6)


def test_ways_share_the_traffic_and_sum_to_one() -> None:
    choice = Choice(draws=40)
    parts = [exposure(toy_network(), cut(link), demand=demand(), choice=choice)["FR"] for link in ("alpha:1", "beta:1")]
    assert sum(parts) == pytest.approx(1.0)
    assert parts[0] > parts[1] > 0  # the shorter way has more of it, not all


def test_a_twin_of_the_same_system_takes_over() -> None:
    net = toy_network()
    twin = net.links.loc[["beta:1"]].rename(index={"beta:1": "beta:9"})
    both = type(net)(
        **{name: getattr(net, name) for name in net.__slots__ if name != "links"}, links=pd.concat([net.links, twin])
    )
    assert exposure(both, cut("alpha:1", "beta:1"), demand=demand())["FR"] < 1.0
    assert exposure(both, cut("alpha:1", "beta:1", "beta:9"), demand=demand())["FR"] == 1.0


def test_what_was_out_before_is_no_way() -> None:
    told = exposure(toy_network(), cut("beta:1"), demand=demand(), out=cut("alpha:1"))
    assert told["FR"] == 1.0


def test_nothing_cut_is_nothing_exposed() -> None:
    assert exposure(toy_network(), cut("alpha:1", survival=1.0), demand=demand()).sum() == 0.0


def test_the_same_seed_gives_the_same() -> None:
    one, other = (
        exposure(toy_network(), cut("alpha:1"), demand=demand(), choice=Choice(draws=3, seed=5)) for _ in "12"
    )
    pd.testing.assert_series_equal(one, other)


def test_landing_countries_are_those_of_the_cut_systems() -> None:
    assert landing_countries(toy_network(), cut("alpha:2")) == {"FR", "EG", "SG", "JP"}
    assert landing_countries(toy_network(), cut("alpha:2", survival=1.0)) == set()


def test_those_on_a_riding_system_are_served_too(real: Network) -> None:
    carrier = real.links.index[real.links["system"] == "te-northtgn-eurasiaseacomalexandrosmedex"][0]
    riding = {"KE", "TZ", "MZ", "ZA"}
    assert not riding & landing_countries(real, cut(carrier))
    assert riding | landing_countries(real, cut(carrier)) <= served_countries(real, cut(carrier))
    assert not riding & served_countries(real, cut(carrier, survival=1.0))


def test_a_hub_twice_as_far_counts_a_quarter() -> None:
    # All of the traffic with the hub at 10 ms was hit, none of that with the one at 20 ms; the second country has no traffic.
    tbps = np.array([[3.0, 5.0], [0.0, 0.0]])
    told = _mean_over_hubs(tbps, tbps * [1.0, 0.0], tbps * [10.0, 20.0])
    assert told == pytest.approx([0.8, 0.0])


@given(st.integers(1, 20), st.integers(1, 5), st.integers(0, 99))
def test_draws_have_one_from_each_stratum(draws: int, count: int, seed: int) -> None:
    drawn = _exponentials(Choice(draws=draws, seed=seed), count)
    assert drawn.shape == (draws, count)
    strata = np.floor(-np.expm1(-drawn) * draws + 1e-9)
    assert (np.sort(strata, axis=0) == np.arange(draws)[:, None]).all()


def test_who_is_hit_lands_there_and_is_exposed() -> None:
    told = hit_countries(toy_network(), cut("alpha:1", "beta:1"), threshold=0.5)
    assert set(told.index[told["hit"]]) <= {"FR", "EG", "SG", "JP", "US"}
    assert set(told.index) == {"FR", "EG", "SG", "JP", "US"}
    assert told["exposure"].is_monotonic_decreasing
    assert bool(told.at["FR", "hit"])


def replay(
    name: str,
    exposed: dict[str, float],
    affected: set[str],
    landing: set[str] | None = None,
    over_land: tuple[str, ...] = (),
) -> Replay:
    landed = frozenset(exposed if landing is None else landing)
    judged = pd.Series(exposed, dtype="float64").to_frame("exposure")
    return Replay(
        name=name,
        judged=judged.assign(served=judged.index.isin(landed), over_land=judged.index.isin(over_land)),
        landing=landed,
        affected=frozenset(affected),
        spared=frozenset(),
        cut=1,
    )


def test_what_is_missed_and_too_many_is_told_with_its_reason() -> None:
    missed = _missed([*TWO, replay("three", {"EE": 0.9}, {"EE", "CC"}, over_land=("EE",))], 0.2)
    assert missed.startswith("3 countries are missed (2 where no system lands that is cut or rides on one, 1 joined")
    assert missed.endswith("most often CC 2, EE 1")
    assert _missed(TWO[1:], 0.2) == "none is missed"
    assert _too_many(TWO, 0.08) == "1 are too many (0 of them reported as spared), most often BB 1"


def test_an_incident_that_is_not_known_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="tonga-2022"):
        score_incidents(names=["tonga-22"])


TWO = [replay("one", {"AA": 0.3, "BB": 0.1}, {"AA", "CC"}), replay("two", {"AA": 0.05, "DD": 0.3}, {"DD"})]


def test_precision_recall_and_f1_by_hand() -> None:
    # At 8 %: AA BB of AA CC, and DD of DD: 2 right of 3 said and 3 true.
    assert f1(TWO, lambda one: one.hit(0.08)) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    # At 20 %: AA and DD: 2 right of 2 said.
    assert f1(TWO, lambda one: one.hit(0.2)) == pytest.approx((1.0, 2 / 3, 0.8))
    assert f1([], lambda one: one.hit(0.2)) == (0.0, 0.0, 0.0)


def test_a_country_without_a_landing_is_not_hit() -> None:
    assert replay("x", {"AA": 0.9}, {"AA"}, landing=set()).hit(0.1) == frozenset()


def test_a_country_with_fibre_over_land_is_not_hit() -> None:
    assert replay("x", {"AA": 0.9, "BB": 0.9}, {"AA"}, over_land=("AA",)).hit(0.1) == {"BB"}


def test_the_baltic_states_are_joined_over_land_and_islands_are_not(real: Network) -> None:
    joined = joined_over_land(real)
    assert {"EE", "LV", "LT", "FI", "SE", "DE", "CA"} <= joined
    assert not joined & {"IS", "MT", "JE", "FO", "JP", "EG", "MX", "US"}


def test_the_threshold_is_the_best_one_and_each_is_judged_by_the_others() -> None:
    best, unseen, others = leave_one_out(TWO)
    assert 0.1 <= best < 0.3
    assert len(others) == 2
    assert unseen == pytest.approx(0.8)

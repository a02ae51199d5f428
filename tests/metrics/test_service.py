"""Measures on tables of results: by hand, as laws, and dependence against a plain loop."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablenet import metrics
from cablenet.errors import InputError
from tests.toys import toy_network

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = pd.DataFrame(
    {
        "a": ["fr", "fr", "jp", "fr"],
        "b": ["jp", "us", "us", "sg"],
        "demand_tbps": [4.0, 2.0, 1.0, 1.0],
        "served_tbps": [4.0, 2.0, 1.0, 0.0],
        "rtt_ms": [180.0, 100.0, 90.0, np.inf],
    }
)
CUT = WHOLE.assign(served_tbps=[3.0, 2.0, 0.0, 0.0], rtt_ms=[200.0, 100.0, np.inf, np.nan])


def test_served_share_by_hand() -> None:
    assert metrics.served_share(WHOLE) == pytest.approx(7 / 8)
    assert metrics.served_share(CUT) == pytest.approx(5 / 8)
    assert np.isnan(metrics.served_share(WHOLE.iloc[:0]))


def test_base_resiliency_by_hand() -> None:
    assert metrics.base_resiliency(WHOLE, CUT) == pytest.approx(5 / 7)
    assert np.isnan(metrics.base_resiliency(WHOLE.assign(served_tbps=0.0), CUT))
    places = metrics.place_resiliency(WHOLE, CUT)
    assert places["before_tbps"].to_dict() == {"jp": 5.0, "us": 3.0, "fr": 6.0, "sg": 0.0}
    assert places["resiliency"].drop("sg").to_dict() == pytest.approx({"jp": 3 / 5, "us": 2 / 3, "fr": 5 / 6})
    assert list(places.index) == ["jp", "us", "fr", "sg"]
    assert np.isnan(places.at["sg", "resiliency"])


def test_rtt_penalty_by_hand() -> None:
    # fr-jp +20 over 4, fr-us +0 over 2; jp-us is cut off, fr-sg never had a path.
    found = metrics.rtt_penalty(WHOLE, CUT)
    assert found.mean_ms == pytest.approx(20 * 4 / 6)
    assert (found.pairs, found.tbps) == (2, 6.0)
    assert (found.apart_pairs, found.apart_tbps, found.never_pairs, found.never_tbps) == (1, 1.0, 1, 1.0)
    assert repr(found) == "+13.3 ms over 6.0 Tbps of 2 pairs; 1 pairs with 1.0 Tbps cut off"


def test_a_pair_missing_after_is_cut_off_and_names_may_stand_the_other_way_round() -> None:
    turned = CUT.rename(columns={"a": "b", "b": "a"}).iloc[:2]
    found = metrics.rtt_penalty(WHOLE, turned)
    assert (found.pairs, found.apart_pairs, found.never_pairs) == (2, 1, 1)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 300), st.integers(0, 100)), min_size=1, max_size=8))
def test_nothing_is_dropped_in_silence(rows: list[tuple[int, int, int]]) -> None:
    pairs = pd.DataFrame(
        {
            "a": "x",
            "b": [f"y{i}" for i in range(len(rows))],
            "demand_tbps": [float(row[0]) for row in rows],
            "rtt_ms": [float(row[1]) for row in rows],
        }
    )
    after = pairs.assign(rtt_ms=[row[1] + row[2] if row[2] < 80 else np.inf for row in rows])
    found = metrics.rtt_penalty(pairs, after)
    assert found.pairs + found.apart_pairs + found.never_pairs == len(pairs)
    assert found.tbps + found.apart_tbps + found.never_tbps == pytest.approx(pairs["demand_tbps"].sum())
    assert not found.mean_ms < 0
    assert metrics.rtt_penalty(pairs, pairs).mean_ms == 0.0


def test_corridors_and_their_concentration_by_hand() -> None:
    flows = pd.DataFrame({"corridor": ["Suez", "Cape", "Suez", "Arctic"], "tbps": [2.0, 1.0, 1.0, 0.0]})
    shares = metrics.corridor_shares(flows)
    assert shares["tbps"].to_dict() == {"Suez": 3.0, "Cape": 1.0, "Arctic": 0.0}
    assert list(shares.index) == ["Suez", "Cape", "Arctic"]
    assert metrics.concentration(shares["share"]) == metrics.concentration(shares["tbps"]) == pytest.approx(10 / 16)
    assert np.isnan(metrics.concentration(pd.Series(dtype=float)))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12).filter(lambda values: sum(values) > 1))
def test_concentration_lies_between_one_nth_and_one(values: list[float]) -> None:
    found = metrics.concentration(pd.Series(values))
    assert 1 / len(values) - 1e-12 <= found <= 1 + 1e-12
    assert metrics.concentration(pd.Series([*values, 0.0])) == pytest.approx(found)


# ---------------------------------------------------------------- dependence

COUNTRY = pd.Series({"fr": "FR", "mrs": "FR", "jp": "JP", "us": "US"})


def slow_dependence(flows: pd.DataFrame, rides: pd.DataFrame, groups: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Go through the paths one by one, as the definition says."""
    carried: dict[tuple[str, str], float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for _, flow in flows.iterrows():
        links = set(rides.loc[rides["path"] == flow["path"], "link_id"])
        touched = set(groups.loc[groups["link_id"].isin(links), "group"])
        for country in {COUNTRY[flow["a"]], COUNTRY[flow["b"]]}:
            total[country] += flow["tbps"]
            for group in touched:
                carried[country, group] += flow["tbps"]
    return {key: value / total[key[0]] for key, value in carried.items() if value > 0}


@given(st.data())
def test_dependence_equals_its_definition(data: st.DataObject) -> None:
    places, links, names = st.sampled_from(list(COUNTRY.index)), st.sampled_from("pqrst"), st.sampled_from("GHI")
    ends = data.draw(st.lists(st.tuples(places, places, st.integers(0, 9)), max_size=8))
    flows = pd.DataFrame(ends, columns=["a", "b", "tbps"]).assign(path=[10 + 3 * i for i in range(len(ends))])
    known = list(flows["path"])
    ridden = data.draw(st.lists(st.tuples(st.sampled_from(known), links), max_size=20)) if known else []
    rides = pd.DataFrame(ridden, columns=["path", "link_id"])
    groups = pd.DataFrame(data.draw(st.lists(st.tuples(links, names), max_size=10)), columns=["link_id", "group"])
    found = metrics.dependence(flows, rides, groups, COUNTRY)
    told = {(row.country, row.group): row.share for row in found.itertuples()}
    assert told == pytest.approx(slow_dependence(flows, rides, groups))
    assert found[["country", "group"]].equals(found[["country", "group"]].sort_values(["country", "group"]))
    assert found["share"].between(0, 1 + 1e-12).all()


def test_dependence_on_a_toy_world() -> None:
    net = toy_network()
    flows = pd.DataFrame({"path": [0, 1], "a": "paris-fr", "b": "tokyo-jp", "tbps": [3.0, 1.0]})
    ways = [
        ["land:paris", "alpha:1", "alpha:2", "alpha:3", "land:tokyo"],
        ["land:paris", "beta:1", "beta:2", "land:tokyo"],
    ]
    rides = pd.DataFrame(
        [(path, link) for path, links in enumerate(ways) for link in links], columns=["path", "link_id"]
    )
    found = metrics.dependence(flows, rides, metrics.risk_groups(net), net.nodes["country"])
    france = found[found["country"] == "FR"].set_index("group")["share"].to_dict()
    assert france == {
        "chokepoint:strait": 0.75,
        "landing:eg": 0.75,
        "landing:fr": 1.0,
        "landing:jp": 1.0,
        "landing:sg": 0.75,
        "landing:us": 0.25,
        "system:alpha": 0.75,
        "system:beta": 0.25,
    }


def test_dependence_on_jurisdictions() -> None:
    touched = pd.DataFrame(
        {"link_id": ["p", "p", "q"], "country": ["EG", "SD", "EG"], "how": ["lands", "exclusive", "lands"]}
    )
    groups = metrics.jurisdiction_groups(touched)
    assert groups.to_dict("list") == {"link_id": ["p", "q"], "group": ["country:EG", "country:EG"]}
    assert "country:SD" in set(metrics.jurisdiction_groups(touched, how=["exclusive"])["group"])


# ---------------------------------------------------------------- bad input

FLOWS = pd.DataFrame({"path": [0], "a": ["fr"], "b": ["jp"], "tbps": [1.0]})
RIDES = pd.DataFrame({"path": [0], "link_id": ["p"]})
GROUPS = pd.DataFrame({"link_id": ["p"], "group": ["G"]})


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda: metrics.served_share(WHOLE.drop(columns="demand_tbps")), "without the column demand_tbps"),
        (
            lambda: metrics.served_share(WHOLE.assign(served_tbps=-1.0)),
            "served_tbps missing, infinite or negative in 4",
        ),
        (lambda: metrics.base_resiliency(WHOLE, WHOLE.assign(served_tbps=np.nan)), "served_tbps missing"),
        (lambda: metrics.rtt_penalty(pd.concat([WHOLE, WHOLE]), CUT), "pairs twice"),
        (lambda: metrics.concentration(pd.Series([1.0, -1.0])), "missing, infinite or negative"),
        (lambda: metrics.corridor_shares(pd.DataFrame({"tbps": [1.0]})), "without the columns .*'corridor'"),
        (
            lambda: metrics.dependence(FLOWS.assign(tbps=np.inf), RIDES, GROUPS, COUNTRY),
            "flows that are missing, infinite",
        ),
        (lambda: metrics.dependence(FLOWS.assign(a="x"), RIDES, GROUPS, COUNTRY), "without a country: .*'x'"),
        (lambda: metrics.dependence(FLOWS, RIDES.assign(path=7), GROUPS, COUNTRY), "not in the flows"),
        (lambda: metrics.dependence(pd.concat([FLOWS, FLOWS]), RIDES, GROUPS, COUNTRY), "paths twice"),
        (
            lambda: metrics.dependence(FLOWS, RIDES.drop(columns="path"), GROUPS, COUNTRY),
            "without the columns .*'path'",
        ),
    ],
)
def test_tables_that_cannot_be_right(ask: Callable[[], Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        ask()

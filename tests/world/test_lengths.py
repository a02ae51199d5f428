"""Slack by hand: published lengths that are believed, those that are not, and land crossings of stated or modelled length.

::

    good   a ==100== u ==200== b     published 330 km: slack 1.10
    more   a ==400== b               published 480 km: slack 1.20        median of the credible 1.15
    wild   a ==100== b               published 300 km: not credible, so the median
    none   a ==100== b               nothing published: the median
    split  a ==300== x ~~50~~ y ==100== b      ~ over land; stated 70 km, published 510: (510 - 70) / 400 = 1.10
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet import catalog
from cablenet.world.lengths import CREDIBLE, cable_lengths, median_slack

ROWS = [
    ("good", "a", "BU1", "sea", 100.0),
    ("good", "BU1", "b", "sea", 200.0),
    ("more", "a", "b", "sea", 400.0),
    ("wild", "a", "b", "sea", 100.0),
    ("none", "a", "b", "sea", 100.0),
    ("split", "a", "x", "sea", 300.0),
    ("split", "x", "y", "land", 50.0),
    ("split", "y", "b", "sea", 100.0),
]

PUBLISHED = pd.Series({"good": 330.0, "more": 480.0, "wild": 300.0, "none": pd.NA, "split": 510.0}, dtype="Float64")


def segments(rows: list[tuple[str, str, str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["system_id", "a", "b", "kind", "route_km"])


def lengths(**stated: float) -> pd.DataFrame:
    """Lengths of the rows above; ``x_y=70`` states the crossing between x and y."""
    given = {frozenset(ends.split("_")): km for ends, km in stated.items()}
    return cable_lengths(segments(ROWS), PUBLISHED, stated=given, detour=1.5)


def test_by_hand() -> None:
    table = lengths(x_y=70.0)
    # Credible: 1.10, 1.20 and 1.10; their median is 1.10.
    assert table["length_km"].to_list() == pytest.approx([110, 220, 480, 110, 110, 330, 70, 110])
    assert table["length_basis"].to_list() == [
        "published", "published", "published", "slack", "slack", "published", "stated", "published",
    ]  # fmt: skip
    assert table["slack"].to_list() == pytest.approx([1.1, 1.1, 1.2, 1.1, 1.1, 1.1, 1.4, 1.1])


def test_a_land_crossing_without_a_stated_length_takes_the_detour() -> None:
    table = lengths()
    assert table.loc[6, ["length_km", "length_basis"]].to_list() == [75.0, "stated"]
    assert table.loc[5, "slack"] == pytest.approx((510 - 75) / 400)


def test_systems_sum_to_their_published_length() -> None:
    table = lengths(x_y=70.0).join(segments(ROWS)["system_id"])
    sums = table.groupby("system_id")["length_km"].sum()
    assert sums[["good", "more", "split"]].to_list() == pytest.approx([330.0, 480.0, 510.0])


def test_the_median_is_over_the_credible_only() -> None:
    route = pd.Series({"a": 100.0, "b": 100.0, "c": 100.0, "d": 100.0, "e": 100.0})
    published = pd.Series({"a": 110.0, "b": 130.0, "c": 500.0, "d": 10.0, "e": pd.NA}, dtype="Float64")
    assert median_slack(route, published) == pytest.approx(1.2)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(10, 5000), st.floats(10, 12_000)), min_size=1, max_size=8))
def test_no_cable_is_shorter_than_its_route(systems: list[tuple[float, float]]) -> None:
    """Law 8.6 rests on this."""
    rows = [("known", "a", "b", "sea", 100.0), *((f"s{i}", "a", "b", "sea", km) for i, (km, _) in enumerate(systems))]
    published = pd.Series({"known": 115.0, **{f"s{i}": km for i, (_, km) in enumerate(systems)}}, dtype="Float64")
    table = cable_lengths(segments(rows), published, stated={}, detour=1.3)
    assert (table["length_km"] >= segments(rows)["route_km"] - 0.01).all()
    assert CREDIBLE[0] >= 1.0


def test_the_built_world_keeps_to_it() -> None:
    laid = catalog.load_table("laid_segments")
    kinds = catalog.load_table("segments").set_index(["system_id", "seq"])["kind"]
    kind = kinds.reindex(pd.MultiIndex.from_frame(laid[["system_id", "seq"]])).to_numpy()
    sea = laid[kind == "sea"]
    assert (sea["length_km"] >= sea["route_km"] - 0.01).all()
    assert sea["length_km"].to_numpy(float) == pytest.approx(
        (sea["route_km"] * sea["slack"]).to_numpy(float), rel=1e-3, abs=0.02
    )
    assert set(laid.loc[kind == "land", "length_basis"]) == {"stated"}
    published = catalog.load_table("systems").set_index("system_id")["length_km"]
    sums = laid.groupby("system_id")["length_km"].sum()
    basis = sea[sea["length_basis"] == "published"]["system_id"].unique()
    ratio = (sums[basis] / published[basis]).to_numpy(float)
    assert np.abs(ratio - 1).max() < 0.01
    assert len(basis) > 200

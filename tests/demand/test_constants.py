"""Published totals between, before and after their years; margins by year; constants in their intervals."""

from __future__ import annotations

import pytest

from cablenet import catalog
from cablenet.demand import constants, margins, world_total
from cablenet.demand.constants import REACH_YEARS, regions
from cablenet.errors import InputError


def test_published_years_are_as_published() -> None:
    table = catalog.load_table("bandwidth")
    for total in ("internet", "used"):
        rows = table[(table["quantity"] == f"{total}-bandwidth") & (table["place"] == "world")]
        assert len(rows) >= 5
        for year, value in zip(rows["year"], rows["value"], strict=True):
            (low, central, high), known = world_total(int(year), total=total)
            assert (central, known) == (value, "published")
            assert low < central < high


def test_between_years_growth_is_even() -> None:
    (_, before, _), _ = world_total(2010)
    (_, middle, _), known = world_total(2011)
    (_, after, _), _ = world_total(2013)
    assert known == "interpolated"
    assert middle == pytest.approx(before * (after / before) ** (1 / 3))


def test_outside_it_is_the_published_growth() -> None:
    growth, early, error = (constants()[name] for name in ("internet_growth", "early_growth", "internet_total"))
    (low, central, high), known = world_total(2027)
    assert known == "extrapolated"
    assert central == pytest.approx(1835 * growth[1] ** 2)
    assert low == pytest.approx(1835 * growth[0] ** 2 * error[0])
    assert high == pytest.approx(1835 * growth[2] ** 2 * error[2])
    (low, central, high), known = world_total(2006)
    assert known == "extrapolated"
    assert central == pytest.approx(9.7 / early[1])
    assert low < central < high


def test_totals_grow() -> None:
    for total in ("internet", "used"):
        values = [world_total(year, total=total)[0][1] for year in range(1990, 2041)]
        assert values == sorted(values)


def test_an_unknown_total_is_told() -> None:
    with pytest.raises(InputError, match="'internet' or 'used'"):
        world_total(2025, total="all")  # type: ignore[arg-type]


def test_margins_change_evenly_and_begin() -> None:
    now, then, between = (margins(year)["latin-america", ""][1] for year in (2019, 2015, 2017))
    assert between == pytest.approx((now + then) / 2)
    assert margins(2040)["JP", ""] == margins(2021)["JP", ""]
    assert ("JP", "") in margins(2021 - REACH_YEARS)
    assert ("JP", "") not in margins(2020 - REACH_YEARS)


def test_every_figure_has_its_interval_and_source() -> None:
    for name in ("demand", "demand_margins"):
        table = catalog.load_table(name)
        assert (table["low"] <= table["central"]).all()
        assert (table["central"] <= table["high"]).all()
        assert (table["source"] != "").all()
        checked = table["confidence"].isin(["checked", "derived"])
        assert table.loc[checked, "source"].str.contains("http").all()


def test_every_zone_has_a_region() -> None:
    zones = set(catalog.load_table("countries")["zone"])
    assert zones <= set(regions())

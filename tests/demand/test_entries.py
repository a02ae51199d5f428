r"""Where traffic enters.

::

    longitude    0     5          40    44      70         people: hub 4, near 3, far 6, by-far 2, lone 0.1 (millions)
    wide WW     hub   near       far  by-far   lone
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cablenet.demand.entries import MOST, country_entries
from tests.demand.worlds import equator, nodes_of

if TYPE_CHECKING:
    from cablenet.network import Network

TOWNS = {
    "hub": ("WW", 0.0, 0.0, 4_000_000),
    "near": ("WW", 5.0, 0.0, 3_000_000),
    "far": ("WW", 40.0, 0.0, 6_000_000),
    "by-far": ("WW", 44.0, 0.0, 2_000_000),
    "lone": ("WW", 70.0, 0.0, 100_000),
}


def wide(towns: dict[str, tuple[str, float, float, int]], hub: str = "hub") -> Network:
    net = equator()
    countries = net.countries.iloc[:1].assign(internet_city=hub).set_axis(["WW"])
    return replace(net, nodes=nodes_of(towns), countries=countries)


def shares(net: Network, code: str = "WW") -> dict[str, float]:
    table = country_entries(net, [code])
    assert set(table["place"]) <= {code}
    return dict(zip(table["node_id"], table["share"], strict=True))


def test_a_wide_country_has_several() -> None:
    """Near goes to the hub, by-far to far; lone is too small for an entry and goes to far, the nearest."""
    assert shares(wide(TOWNS)) == pytest.approx({"hub": 7.0 / 15.1, "far": 8.1 / 15.1})


def test_a_narrow_country_has_one() -> None:
    narrow = {name: (code, lon / 4.0, lat, people) for name, (code, lon, lat, people) in TOWNS.items()}
    assert shares(wide(narrow)) == {"hub": 1.0}


def test_the_internet_city_is_one_however_small() -> None:
    assert shares(wide(TOWNS, hub="lone"))["lone"] == pytest.approx(0.1 / 15.1)


def test_at_most_four() -> None:
    many = {f"t{k}": ("WW", 15.0 * k, 0.0, 1_000_000 + k) for k in range(10)}
    found = shares(wide(many, hub="t0"))
    assert len(found) == MOST
    assert "t0" in found
    assert sum(found.values()) == pytest.approx(1.0)


def test_towns_without_people_leave_the_hub() -> None:
    assert shares(wide({name: (c, lon, lat, 0) for name, (c, lon, lat, _) in TOWNS.items()})) == {"hub": 1.0}


def test_a_country_that_is_not_on_the_network_has_none() -> None:
    assert shares(wide(TOWNS, hub="elsewhere")) == {}
    assert shares(wide(TOWNS), "XX") == {}


def test_the_order_of_towns_does_not_matter() -> None:
    even = {f"t{k}": ("WW", 15.0 * k, 0.0, 1_000_000) for k in range(8)}
    assert shares(wide(dict(reversed(even.items())), hub="t3")) == shares(wide(even, hub="t3"))


def test_real_countries(real: Network) -> None:
    table = country_entries(real, real.countries.index)
    sums = table.groupby("place")["share"].sum()
    np.testing.assert_allclose(sums, 1.0)
    assert set(table["node_id"]) <= set(real.nodes.index)
    count = table.groupby("place").size()
    assert (count[["US", "CN", "IN", "RU", "BR", "AU", "CA"]] > 1).all()
    assert (count[["JP", "DE", "FR", "GB", "SG", "KR"]] == 1).all()
    hubs = real.countries["internet_city"]
    assert all(hubs[place] in set(rows["node_id"]) for place, rows in table.groupby("place"))

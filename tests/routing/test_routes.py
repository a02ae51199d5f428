"""Routes of the toy world by hand: pairs, paths, corridors, links."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from cablenet import units
from cablenet.demand import from_pairs, gravity, members_of
from cablenet.errors import InputError
from cablenet.network import find_place
from cablenet.routing import Effort, least_rtt, route
from cablenet.routing.paths import rtt_from
from cablenet.routing.tags import corridor_names
from cablenet.scenarios import Scenario
from tests.small_worlds import Cable, networks, small_network
from tests.toys import PAIRS, toy_demand, toy_network

if TYPE_CHECKING:
    from cablenet.network import Network


def test_shortest_by_hand() -> None:
    """FR-JP 12 and EG-JP 4 both ride alpha through the strait, as does JP-SG 6: 22 on alpha:3 with room for 10."""
    found = route(toy_network(), toy_demand(), model="shortest")
    km = {"EG": 14_700.0, "FR": 18_400.0, "JP": 5_700.0}
    expected = [[4.0, 4.0, 0.0], [12.0, 12.0, 0.0], [6.0, 6.0, 0.0]]
    assert found.pairs[["demand_tbps", "served_tbps", "unserved_tbps"]].to_numpy().tolist() == expected
    assert found.pairs["rtt_ms"].tolist() == pytest.approx([units.rtt_ms(km[a]) for a in found.pairs["a"]], abs=1e-4)
    assert found.flow.to_dict() == {
        "alpha:1": 12.0, "alpha:2": 16.0, "alpha:3": 22.0, "beta:1": 0.0, "beta:2": 0.0, "gamma:1": 0.0,
        "land:paris": 12.0, "land:tokyo": 22.0,
    }  # fmt: skip
    assert found.utilisation["alpha:3"] == pytest.approx(2.2)
    assert found.certificate is None


def test_paths_run_from_a_to_b() -> None:
    found = route(toy_network(), toy_demand({("FR", "JP"): 2.0}), model="shortest")
    paths = found.paths(find_place(found.net, "JP"), find_place(found.net, "FR"))
    assert paths.iloc[0].to_dict() == {
        "a": "FR",
        "b": "JP",
        "tbps": 2.0,
        "rtt_ms": pytest.approx(units.rtt_ms(18_400.0), abs=1e-4),
        "length_km": 18_400.0,
        "corridor": "By the strait",
        "nodes": ("paris-fr", "fr", "eg", "sg", "jp", "tokyo-jp"),
        "links": ("land:paris", "alpha:1", "alpha:2", "alpha:3", "land:tokyo"),
    }


def test_corridors_with_what_is_not_served() -> None:
    net = toy_network()
    demand = toy_demand({("EG", "JP"): 3.0, ("FR", "JP"): 1.0})
    dead = net.under(survival({"alpha:1": 0.0, "alpha:2": 0.0, "gamma:1": 0.0}))
    found = route(dead, demand, model="shortest")
    table = found.corridors(find_place(net, "FR,EG"), find_place(net, "JP"))
    assert table.index.to_list() == ["By the ocean", "not served"]
    assert table["tbps"].tolist() == [1.0, 3.0]
    assert table["share"].tolist() == [0.25, 0.75]
    assert math.isinf(table.at["not served", "rtt_ms"])
    assert found.totals()["pairs_cut_off"] == 1.0


def test_a_place_that_is_not_on_the_network_is_counted() -> None:
    demand = toy_demand({("EG", "JP"): 3.0})
    lost = replace(demand, entries=demand.entries[demand.entries["place"] == "JP"])
    pairs = route(toy_network(), lost, model="shortest").pairs
    assert pairs["unserved_tbps"].tolist() == [3.0]


def test_traffic_within_one_node_needs_no_link() -> None:
    demand = toy_demand({("EG", "JP"): 3.0})
    here = replace(demand, entries=demand.entries.assign(node_id="jp"))
    found = route(toy_network(), here, model="shortest")
    assert found.pairs[["served_tbps", "rtt_ms", "least_ms", "most_ms"]].to_numpy().tolist() == [[3.0, 0.0, 0.0, 0.0]]
    assert found.flow.sum() == 0.0


def test_entries_share_a_demand() -> None:
    demand = toy_demand({("FR", "JP"): 8.0})
    rows = [*demand.entries.to_dict("records"), {"place": "JP", "node_id": "sg", "share": 0.25}]
    rows[1]["share"] = 0.75
    found = route(toy_network(), replace(demand, entries=entries_of(rows)), model="shortest")
    assert found.flow["alpha:1"] == 8.0
    assert found.flow["alpha:3"] == 6.0
    km = 0.75 * 18_400 + 0.25 * 12_700
    assert found.pairs["rtt_ms"].iloc[0] == pytest.approx(units.rtt_ms(km), abs=1e-4)
    assert found.pairs["most_ms"].iloc[0] == pytest.approx(units.rtt_ms(18_400.0), abs=1e-4)


def test_diverse_by_hand() -> None:
    """Two equal ways that share nothing take half each; a third that is their copy but for its ends is left out."""
    net = small_network(
        [(0, 0), (10, 0), (5, 5)],
        [Cable(a=0, b=1, km=3000), Cable(a=0, b=1, km=3000), Cable(a=0, b=2, km=2000), Cable(a=2, b=1, km=2000)],
    )
    demand = toy_demand({("FR", "JP"): 4.0})
    demand = replace(
        demand,
        pairs=demand.pairs.assign(a="AA", b="BB"),
        entries=demand.entries.assign(place=["AA", "BB"], node_id=["n0", "n1"]),
    )
    found = route(net, demand, model="diverse")
    weight = math.exp(-units.rtt_ms(1000.0) / 10.0)
    share = 1.0 / (2.0 + weight)
    assert found.flow.to_dict() == pytest.approx(
        {"s0:0": 4 * share, "s0:1": 4 * share, "s1:2": 4 * weight * share, "s1:3": 4 * weight * share}, rel=1e-5
    )
    assert found.pairs["served_tbps"].tolist() == pytest.approx([4.0])


@settings(max_examples=40, deadline=None)
@given(net=networks())
def test_shortest_takes_least_rtt_and_diverse_serves_as_much(net: Network) -> None:
    demand = toy_demand({("FR", "JP"): 4.0})
    demand = replace(
        demand,
        pairs=demand.pairs.assign(a="AA", b="BB"),
        entries=demand.entries.assign(place=["AA", "BB"], node_id=["n0", "n1"]),
    )
    from cablenet.routing import FREE

    least = rtt_from(net, "n0", allow=("low-capacity", "sanctioned"))["n1"]
    short, spread = (route(net, demand, model=model, policy=FREE) for model in ("shortest", "diverse"))
    assert short.pairs["rtt_ms"].iloc[0] == pytest.approx(least, abs=1e-4)
    assert spread.pairs["served_tbps"].iloc[0] == pytest.approx(short.pairs["served_tbps"].iloc[0])
    assert spread.pairs["least_ms"].iloc[0] == pytest.approx(least, abs=1e-4)
    for found in (short, spread):
        conserved(found.flow.to_dict(), net, served=float(found.pairs["served_tbps"].iloc[0]))


def conserved(flow: dict[str, float], net: Network, *, served: float) -> None:
    """Each node but the ends passes on what it gets, so the flow through any node's links is twice what passes, or the ends'."""
    at = dict.fromkeys(net.nodes.index, 0.0)
    for link, a, b in zip(net.links.index, net.links["a"], net.links["b"], strict=True):
        at[a] += flow[link]
        at[b] += flow[link]
    assert at["n0"] == pytest.approx(served)
    assert at["n1"] == pytest.approx(served)


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(InputError, match="shortest, diverse, optimal, fair"):
        route(toy_network(), toy_demand(), model="fastest")  # type: ignore[arg-type]


@pytest.mark.parametrize("demand", [{("EU", "JP"): 4.0}, None, PAIRS])
def test_what_is_no_demand_is_refused(demand: Any) -> None:  # noqa: ANN401 - of any wrong kind
    with pytest.raises(InputError, match=r"demand\.from_pairs\(net, pairs\)"):
        route(toy_network(), demand)


@pytest.mark.parametrize(
    "options",
    [{"gap": -1.0}, {"gap": math.nan}, {"gap": "x"}, {"seconds": -1.0}, {"seconds": math.nan}, {"kernel": "c"}],
)
def test_effort_is_checked_when_made(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="expected"):
        Effort(**options)


def test_a_place_is_no_node() -> None:
    net = toy_network()
    with pytest.raises(InputError, match=r"Found a Place, which is no node of this network; find_place"):
        least_rtt(net, find_place(net, "FR"), "jp")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [math.nan, None, 3, ["JP"]])
def test_what_is_no_name_of_a_place_is_refused(name: Any) -> None:  # noqa: ANN401 - of any wrong kind
    net = toy_network()
    for find in (find_place, members_of):
        with pytest.raises(InputError, match="expected the name of a place"):
            find(net, name)


@pytest.mark.parametrize("model", ["shortest", "diverse"])
def test_nothing_to_route(model: str) -> None:
    none = toy_demand({("FR", "JP"): 0.0})
    found = route(toy_network(), none, model=model)  # type: ignore[arg-type]
    assert found.flow.sum() == 0.0
    assert found.totals()["served_tbps"] == 0.0
    dead = toy_network().under(survival(dict.fromkeys(toy_network().links.index, 0.0)))
    lost = route(dead, toy_demand(), model=model)  # type: ignore[arg-type]
    assert lost.totals()["unserved_tbps"] == pytest.approx(22.0)


def test_what_has_no_path_is_not_served_however_little_it_is() -> None:
    """Demand of less than rounding counts by whether it has a path, not by its size."""
    net = toy_network()
    dead = net.under(survival(dict.fromkeys(net.links.index, 0.0)))
    for tbps in (1e-10, 1.0):
        demand = toy_demand({("FR", "JP"): tbps})
        lost, found = route(dead, demand, model="shortest"), route(net, demand, model="shortest")
        assert lost.pairs[["served_tbps", "unserved_tbps"]].to_numpy().tolist() == [[0.0, tbps]]
        assert lost.totals()[["served_tbps", "rtt_ms", "pairs_cut_off"]].tolist() == [0.0, math.inf, 1.0]
        assert found.pairs["rtt_ms"].tolist() == pytest.approx([units.rtt_ms(18_400.0)], abs=1e-4)
        assert found.totals()["pairs_cut_off"] == 0.0
    none = route(net, from_pairs(net, {}), model="shortest")
    assert math.isinf(none.totals()["rtt_ms"])


def test_corridors_of_many_paths_are_those_of_each(real: Network) -> None:
    found = route(real, gravity(real), model="shortest")
    some = found.paths(find_place(real, "EU"), find_place(real, "SG,AU,JP,KE,BR"))
    assert len(some) > 100
    each = corridor_names(real, list(zip(some["nodes"], some["links"], strict=True)))
    assert some["corridor"].to_list() == each


def test_the_world_is_served(real: Network) -> None:
    """Nearly all countries are joined; served and not served are all there is; rides give the flow."""
    found = route(real, gravity(real), model="shortest")
    total = found.totals()
    assert total["served_tbps"] > 0.99 * total["demand_tbps"]
    assert total["served_tbps"] + total["unserved_tbps"] == pytest.approx(total["demand_tbps"], rel=1e-12)
    paths, rides = found.rides()
    flow = rides.merge(paths[["path", "tbps"]], on="path").groupby("link_id")["tbps"].sum()
    assert np.allclose(flow.reindex(found.flow.index, fill_value=0.0), found.flow)


def survival(shares: dict[str, float]) -> Scenario:
    return Scenario(id="some", title="some", survival=pd.Series(shares, dtype=float))


def entries_of(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows).sort_values(["place", "node_id"], ignore_index=True)


def test_places_go_by_name_and_a_city_of_its_own_is_not_its_country() -> None:
    net = toy_network()
    routes = route(net, toy_demand(), model="shortest")
    assert routes.corridors("FR", "Japan").equals(routes.corridors(find_place(net, "FR"), find_place(net, "JP")))
    assert routes.select("paris-fr", "JP").sum() == 1
    own = route(net, from_pairs(net, {("paris-fr", "JP"): 1.0, ("FR", "JP"): 2.0}), model="shortest")
    assert own.pairs.loc[own.select("paris-fr", "JP"), "demand_tbps"].tolist() == [1.0]
    assert own.pairs.loc[own.select("FR", "JP"), "demand_tbps"].sum() == 3.0

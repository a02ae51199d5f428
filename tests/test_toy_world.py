"""The toy world's answers, worked by hand in ``tests.toys``: least RTT, corridors, max flow and min cut."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from cablenet import units
from cablenet.metrics import max_flow
from cablenet.network import Network, from_graph, to_graph
from cablenet.routing import diverse_paths, least_rtt, rtt_from
from cablenet.scenarios import chokepoint, polygon, system
from tests.toys import STRAIT, toy_network

PARIS, TOKYO = "paris-fr", "tokyo-jp"


def whole() -> Network:
    return toy_network()


def strait_cut() -> Network:
    net = toy_network()
    return net.under(chokepoint(net, "strait"))


def sg_cut() -> Network:
    net = toy_network()
    return net.under(chokepoint(net, "strait") | system(net, "gamma"))


def all_cut() -> Network:
    net = toy_network()
    return net.under(chokepoint(net, "strait") | system(net, "gamma") | system(net, "beta"))


CASES = [
    pytest.param(whole(), 18_400.0, 30.0, id="whole"),
    pytest.param(strait_cut(), 19_900.0, 25.0, id="strait cut"),
    pytest.param(sg_cut(), 20_400.0, 20.0, id="sg cut"),
]


@pytest.mark.parametrize(("net", "length_km", "tbps"), CASES)
def test_least_rtt_by_hand(net: Network, length_km: float, tbps: float) -> None:
    path = least_rtt(net, PARIS, TOKYO)
    assert path is not None
    assert path.length_km == length_km
    assert path.rtt_ms == pytest.approx(units.rtt_ms(length_km))
    flow = max_flow(net, [PARIS], [TOKYO])
    assert flow.tbps == pytest.approx(tbps)
    assert flow.links["capacity_tbps"].sum() == pytest.approx(tbps)


def test_no_way_left_is_infinite_and_counted() -> None:
    net = all_cut()
    assert least_rtt(net, PARIS, TOKYO) is None
    assert math.isinf(rtt_from(net, PARIS)[TOKYO])
    assert len(rtt_from(net, PARIS)) == len(net.nodes)
    assert max_flow(net, [PARIS], [TOKYO]).tbps == 0.0


def test_only_the_line_that_crosses_is_cut() -> None:
    net = whole()
    assert list(polygon(net, STRAIT).survival.index) == ["alpha:3"]


def test_through_and_avoid() -> None:
    through = least_rtt(whole(), PARIS, TOKYO, through=["node:US"])
    around = least_rtt(whole(), PARIS, TOKYO, avoid=["strait"])
    assert through is not None
    assert around is not None
    assert through.length_km == 20_400.0
    assert around.length_km == 19_900.0


def test_different_paths_share_little() -> None:
    paths = diverse_paths(whole(), PARIS, TOKYO, count=5, overlap=0.1)
    assert [path.length_km for path in paths] == [18_400.0, 20_400.0]


def test_graph_and_back() -> None:
    net = whole()
    nodes, links = from_graph(to_graph(net))
    assert set(nodes.index) == set(net.nodes.index)
    assert set(links.index) == set(net.links.index)
    both = links.loc[net.links.index, ["length_km", "rtt_ms", "capacity_tbps"]]
    assert (both == net.links[both.columns]).all(axis=None)


def test_rows_in_another_order_change_nothing() -> None:
    net = whole()
    mixed = replace(net, links=net.links.iloc[::-1], nodes=net.nodes.iloc[::-1])
    assert least_rtt(mixed, PARIS, TOKYO) == least_rtt(net, PARIS, TOKYO)
    assert max_flow(mixed, [PARIS], [TOKYO]).tbps == max_flow(net, [PARIS], [TOKYO]).tbps

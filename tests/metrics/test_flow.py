"""Maximum flow is minimum cut (law 8.4): by hand, against networkx, and by cutting what the cut names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cablenet.errors import InputError
from cablenet.metrics import Flow, max_flow
from cablenet.metrics.flow_arrays import flow_arcs, source_side
from cablenet.network import find_place
from cablenet.routing import least_rtt
from cablenet.routing.compiled import compile_network
from cablenet.scenarios import Scenario
from tests.small_worlds import Cable, networks, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.network import Network

GIGABIT = 0.001
"""Capacities are rounded to so many Tbps inside."""

levels = st.sampled_from(["capacity_tbps", "capacity_low_tbps", "capacity_high_tbps"])


def flow_of_networkx(net: Network, sources: list[str], sinks: list[str], capacity: str) -> float:
    """Sum parallel links, join the sides to a start and an end, and ask networkx."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from([*net.nodes.index, "start", "end"])
    for _, row in net.usable().iterrows():
        for tail, head in ((row["a"], row["b"]), (row["b"], row["a"])):
            before = graph.get_edge_data(tail, head, {"tbps": 0.0})["tbps"]
            graph.add_edge(tail, head, tbps=before + row[capacity])
    graph.add_edges_from(("start", name) for name in sources)
    graph.add_edges_from((name, "end") for name in sinks)
    return float(nx.maximum_flow_value(graph, "start", "end", capacity="tbps"))


def without(net: Network, links: list[str]) -> Network:
    """Network with these links cut."""
    survival = pd.Series(0.0, index=pd.Index(links, name="link_id", dtype="str"))
    return net.under(Scenario(id="cut", title="cut", survival=survival))


@st.composite
def sides(draw: st.DrawFn, net: Network) -> tuple[list[str], list[str]]:
    """Two sets of nodes that share none."""
    names = draw(st.permutations(list(net.nodes.index)))
    first = draw(st.integers(1, len(names) - 1))
    second = draw(st.integers(1, len(names) - first))
    return names[:first], names[first : first + second]


@settings(max_examples=40)
@given(st.data(), networks(), levels)
def test_equal_to_networkx(data: st.DataObject, net: Network, capacity: str) -> None:
    sources, sinks = data.draw(sides(net))
    flow = max_flow(net, sources, sinks, capacity=capacity)
    least = flow_of_networkx(net, sources, sinks, capacity)
    assert flow.tbps == pytest.approx(least, abs=GIGABIT * (len(net.links) + 1))


@settings(max_examples=40)
@given(st.data(), networks())
def test_the_cut_sums_to_the_flow_and_severs_the_sides(data: st.DataObject, net: Network) -> None:
    """Law 8.4."""
    sources, sinks = data.draw(sides(net))
    flow = max_flow(net, sources, sinks)
    assert flow.links["capacity_tbps"].sum() == pytest.approx(flow.tbps)
    after = without(net, list(flow.links.index))
    assert max_flow(after, sources, sinks).tbps == 0.0
    assert all(least_rtt(after, a, b) is None for a in sources for b in sinks)


@settings(max_examples=40)
@given(st.data(), networks())
def test_the_way_back_carries_as_much(data: st.DataObject, net: Network) -> None:
    sources, sinks = data.draw(sides(net))
    there, back = max_flow(net, sources, sinks), max_flow(net, sinks, sources)
    assert there.tbps == pytest.approx(back.tbps, abs=GIGABIT * len(net.links))


@settings(max_examples=40)
@given(st.data(), networks())
def test_more_places_carry_no_less(data: st.DataObject, net: Network) -> None:
    sources, sinks = data.draw(sides(net))
    assume(len(sources) > 1)
    fewer = max_flow(net, sources[:-1], sinks)
    assert fewer.tbps <= max_flow(net, sources, sinks).tbps + GIGABIT * len(net.links)


def test_capacity_levels_by_hand() -> None:
    net = toy_network()
    found = [
        max_flow(net, ["paris-fr"], ["tokyo-jp"], capacity=f"capacity_{level}tbps").tbps
        for level in ("low_", "", "high_")
    ]
    assert found == pytest.approx([15.0, 30.0, 60.0])


def test_the_cut_nearest_to_the_sources_is_named() -> None:
    # n0 -2- n1 -2- n2: both links are minimum cuts; the first one is told.
    net = small_network(
        [(0, 0), (10, 0), (20, 0)], [Cable(a=0, b=1, km=1200, tbps=2), Cable(a=1, b=2, km=1200, tbps=2)]
    )
    assert list(max_flow(net, ["n0"], ["n2"]).links.index) == ["s0:0"]
    assert list(max_flow(net, ["n2"], ["n0"]).links.index) == ["s0:1"]


def test_the_cut_is_told_largest_first() -> None:
    cut = max_flow(toy_network(), ["paris-fr"], ["tokyo-jp"]).links
    assert list(cut["capacity_tbps"]) == [20.0, 10.0]
    assert cut.loc["beta:1", ["system", "name", "a", "b"]].to_list() == ["beta", "Beta", "fr", "us"]


def test_only_usable_links_carry() -> None:
    places = [(0.0, 0.0), (10.0, 0.0)]
    net = small_network(
        places,
        [
            Cable(a=0, b=1, km=1200, tbps=2),
            Cable(a=0, b=1, km=1200, tbps=7, over_land=True, status="sanctioned"),
            Cable(a=0, b=1, km=1200, tbps=0.5, over_land=True, status="low-capacity"),
        ],
    )
    assert max_flow(net, ["n0"], ["n1"]).tbps == pytest.approx(2.0)
    assert max_flow(net, ["n0"], ["n1"], allow=("sanctioned",)).tbps == pytest.approx(9.0)
    assert max_flow(net, ["n0"], ["n1"], allow=("sanctioned", "low-capacity")).tbps == pytest.approx(9.5)


@pytest.mark.parametrize("tbps", [0.0, 0.0004, 0.3, 1 / 3, 5000.0, 400_000.0])
def test_capacities_small_large_and_uneven(tbps: float) -> None:
    net = small_network([(0, 0), (10, 0)], [Cable(a=0, b=1, km=1200, tbps=tbps), Cable(a=1, b=0, km=1300, tbps=tbps)])
    assert max_flow(net, ["n0"], ["n1"]).tbps == pytest.approx(2 * tbps, abs=2 * GIGABIT)


def test_a_place_named_twice_counts_once() -> None:
    net = toy_network()
    assert max_flow(net, ["paris-fr", "paris-fr"], ["tokyo-jp"]).tbps == pytest.approx(30.0)


@pytest.mark.parametrize(
    ("sources", "sinks", "told"),
    [
        (["nowhere"], ["tokyo-jp"], "no nodes of the network: .*'nowhere'"),
        (["paris-fr"], ["atlantis"], "no nodes of the network: .*'atlantis'"),
        (["paris-fr", "jp"], ["tokyo-jp", "jp"], "'jp'.* on both sides"),
        ([], ["tokyo-jp"], "an empty side"),
        (["paris-fr"], [], "an empty side"),
    ],
)
def test_sides_that_cannot_be_right(sources: list[str], sinks: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        max_flow(toy_network(), sources, sinks)


def test_a_flow_tells_itself_in_a_line() -> None:
    flow = max_flow(toy_network(), ["paris-fr"], ["tokyo-jp"])
    assert isinstance(flow, Flow)
    assert repr(flow) == "Flow of 30.0 Tbps, cut at 2 links"


@settings(max_examples=60)
@given(st.data(), networks(), levels)
def test_both_kernels_name_the_same_cut(data: st.DataObject, net: Network, capacity: str) -> None:
    sources, sinks = data.draw(sides(net))
    one, other = (max_flow(net, sources, sinks, capacity=capacity, kernel=kernel) for kernel in ("scipy", "numba"))
    assert one.tbps == other.tbps
    pd.testing.assert_frame_equal(one.links, other.links)


@settings(max_examples=40)
@given(st.data(), networks())
def test_the_side_of_arrays_is_that_of_the_cut(data: st.DataObject, net: Network) -> None:
    sources, sinks = data.draw(sides(net))
    compiled = compile_network(net)
    arcs = flow_arcs(len(compiled.node_ids), compiled.a, compiled.b)
    capacity = np.where(compiled.usable, compiled.capacity_tbps, 0.0)
    ends = compiled.positions(sources), compiled.positions(sinks)
    for kernel in ("scipy", "numba"):
        side = source_side(arcs, capacity, *ends, kernel=kernel)
        assert side[ends[0]].all()
        assert not side[ends[1]].any()
        cut = compiled.usable & (side[compiled.a] != side[compiled.b])
        assert capacity[cut].sum() == pytest.approx(max_flow(net, sources, sinks).tbps)


def test_three_hundred_failures_of_the_world(real: Network) -> None:
    """Both kernels find the same cut of Europe from Japan, and no failure raises it (laws 8.1, 8.4)."""
    compiled = compile_network(real)
    arcs = flow_arcs(len(compiled.node_ids), compiled.a, compiled.b)
    whole = np.where(compiled.usable, compiled.capacity_tbps, 0.0)
    ends = [compiled.positions(find_place(real, name).nodes) for name in ("EU", "JP")]
    chance = np.random.default_rng(4)

    def cut(capacity: npt.NDArray[np.float64], kernel: Literal["scipy", "numba"]) -> npt.NDArray[np.bool_]:
        side = source_side(arcs, capacity, *ends, kernel=kernel)
        found: npt.NDArray[np.bool_] = side[compiled.a] != side[compiled.b]
        return found

    most = whole[cut(whole, "scipy")].sum()
    assert most > 0
    for share in chance.uniform(0.02, 0.6, 300):
        capacity = whole * (chance.random(len(whole)) > share)
        one, other = cut(capacity, "scipy"), cut(capacity, "numba")
        assert (one == other).all()
        assert capacity[one].sum() <= most + GIGABIT * len(whole)


def test_capacities_that_cannot_be_right() -> None:
    arcs = flow_arcs(2, [0, 0], [1, 1])
    for wrong in (-1.0, np.nan):
        with pytest.raises(InputError, match="Found 1 capacities that are negative or missing"):
            source_side(arcs, np.array([1.0, wrong]), [0], [1])


def test_a_link_from_a_node_to_itself_carries_nothing() -> None:
    arcs = flow_arcs(3, [0, 1, 1, 0], [0, 1, 2, 1])
    for kernel in ("scipy", "numba"):
        side = source_side(arcs, np.array([9.0, 9.0, 2.0, 3.0]), [0], [2], kernel=kernel)
        assert side.tolist() == [True, True, False]


def test_whole_gigabits_are_not_lost_to_rounding() -> None:
    # 0.3 / 0.001 is 299.99999999999994: n0 =0.3= n1 =0.1 and 0.2= n2, so both are minimum cuts, and the first is named.
    cables = [Cable(a=0, b=1, km=1, tbps=0.3), Cable(a=1, b=2, km=1, tbps=0.1), Cable(a=1, b=2, km=1, tbps=0.2)]
    net = small_network([(0, 0), (10, 0), (20, 0)], cables)
    assert list(max_flow(net, ["n0"], ["n2"]).links.index) == ["s0:0"]
    assert sorted(max_flow(net, ["n2"], ["n0"]).links.index) == ["s0:1", "s1:2"]

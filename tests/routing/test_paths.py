"""Paths: against networkx, against a search by hand over every walk, and the toy world's answers."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet import units
from cablenet.errors import InputError
from cablenet.network import to_graph
from cablenet.routing import diverse_paths, least_rtt, paths_table, rtt_from
from tests.small_worlds import COUNTRIES, ZONES, Cable, networks, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network
    from cablenet.routing import Path

PARIS, TOKYO = "paris-fr", "tokyo-jp"

ALLOWED: list[tuple[str, ...]] = [(), ("low-capacity",), ("sanctioned", "low-capacity")]

TAGS = ("gate", "node:AA", "node:CC", "land:BB", "zone:africa", "gate|node:DD", "nowhere")

allowed = st.sampled_from(ALLOWED)
some_tags = st.lists(st.sampled_from(TAGS), max_size=3, unique=True)


def check_walk(net: Network, path: Path, a: str, b: str) -> None:
    """Assert that links join the nodes in turn, and that RTT and length are theirs."""
    assert (path.nodes[0], path.nodes[-1]) == (a, b)
    assert len(path.links) == len(path.nodes) - 1
    for link, pair in zip(path.links, itertools.pairwise(path.nodes), strict=True):
        assert set(pair) == {net.links.at[link, "a"], net.links.at[link, "b"]}
    rows = net.links.loc[list(path.links)]
    assert path.length_km == pytest.approx(rows["length_km"].sum())
    assert path.rtt_ms == pytest.approx(rows["rtt_ms"].sum(), abs=1e-6)


def tags_of(net: Network, link: str) -> set[str]:
    """Tags that a path over the link bears, told anew from the words of the docstring."""
    row = net.links.loc[link]
    codes = {net.nodes.at[row[end], "country"] for end in ("a", "b")}
    tags = {f"node:{code}" for code in codes} | {f"zone:{ZONES[COUNTRIES.index(code)]}" for code in codes}
    if row["kind"] == "land":
        tags |= {f"land:{code}" for code in codes}
    return tags | set(net.crossings.loc[net.crossings["link_id"] == link, "chokepoint"])


def least_walk(net: Network, ends: tuple[str, str], through: list[str], avoid: list[str]) -> float:
    """Least RTT over all walks that gather the tags, found by mending every state until none gets better."""
    groups = [set(token.split("|")) for token in through]
    arcs = []
    for link, row in net.usable().iterrows():
        tags = tags_of(net, str(link))
        if tags.isdisjoint(avoid):
            brings = frozenset(i for i, group in enumerate(groups) if group & tags)
            arcs += [(row["a"], row["b"], row["rtt_ms"], brings), (row["b"], row["a"], row["rtt_ms"], brings)]
    best: dict[tuple[str, frozenset[int]], float] = {(ends[0], frozenset()): 0.0}
    better = True
    while better:
        better = False
        for tail, head, cost, brings in arcs:
            for (node, has), so_far in list(best.items()):
                state = (head, has | brings)
                if node == tail and so_far + cost < best.get(state, math.inf) - 1e-9:
                    best[state], better = so_far + cost, True
    return best.get((ends[1], frozenset(range(len(groups)))), math.inf)


@settings(max_examples=50)
@given(networks(), allowed)
def test_least_rtt_is_dijkstra_of_networkx(net: Network, allow: tuple[str, ...]) -> None:
    graph = to_graph(net, allow=allow)
    expected = nx.single_source_dijkstra_path_length(graph, "n0", weight="rtt_ms")
    table = rtt_from(net, "n0", allow=allow)
    assert set(table.index) == set(net.nodes.index)
    for node, rtt in table.items():
        assert rtt == pytest.approx(expected.get(node, math.inf), abs=1e-4)
        path = least_rtt(net, "n0", str(node), allow=allow)
        if math.isinf(rtt):
            assert path is None
        else:
            assert path is not None
            check_walk(net, path, "n0", str(node))
            assert path.rtt_ms == pytest.approx(rtt, abs=1e-4)


@settings(max_examples=50)
@given(networks(most_nodes=5, most_links=8), some_tags, some_tags)
def test_through_and_avoid_against_every_walk(net: Network, through: list[str], avoid: list[str]) -> None:
    avoid = [tag for tag in avoid if "|" not in tag]
    expected = least_walk(net, ("n0", "n1"), through, avoid)
    path = least_rtt(net, "n0", "n1", through=through, avoid=avoid)
    if path is None:
        assert math.isinf(expected)
        return
    assert path.rtt_ms == pytest.approx(expected, abs=1e-4)
    check_walk(net, path, "n0", "n1")
    tags = set().union(*(tags_of(net, link) for link in path.links))
    assert tags.isdisjoint(avoid)
    assert all(tags & set(token.split("|")) for token in through)


@settings(max_examples=50)
@given(networks(), st.integers(1, 6), st.sampled_from([0.0, 0.2, 0.5, 1.0]))
def test_different_paths_really_differ(net: Network, count: int, overlap: float) -> None:
    paths = diverse_paths(net, "n0", "n1", count=count, overlap=overlap)
    least = least_rtt(net, "n0", "n1")
    assert len(paths) <= count
    assert (least is None) == (not paths)
    if least is not None:
        assert paths[0].rtt_ms == pytest.approx(least.rtt_ms)
    assert [path.rtt_ms for path in paths] == sorted(path.rtt_ms for path in paths)
    for path in paths:
        check_walk(net, path, "n0", "n1")
        assert len(set(path.nodes)) == len(path.nodes)
    for one, other in itertools.combinations(paths, 2):
        common = net.links.loc[sorted(set(one.links) & set(other.links)), "length_km"].sum()
        assert common <= overlap * min(one.length_km, other.length_km) + 1e-6
        assert one.links != other.links or overlap == 1.0


def test_parallel_links_stay_apart() -> None:
    # n0 === n1: two cables of one way, the shorter is taken, and the longer is another path.
    net = small_network(
        [(0, 0), (10, 0)], [Cable(a=0, b=1, km=2000), Cable(a=0, b=1, km=1500), Cable(a=1, b=0, km=1800)]
    )
    least = least_rtt(net, "n0", "n1")
    assert least is not None
    assert least.links == ("s0:1",)
    paths = diverse_paths(net, "n0", "n1", overlap=0.0)
    assert [path.links for path in paths] == [("s0:1",), ("s1:2",), ("s0:0",)]


def test_links_of_no_length_are_links() -> None:
    net = small_network([(0, 0), (0, 0), (10, 0)], [Cable(a=0, b=1, km=0), Cable(a=1, b=2, km=1500)])
    path = least_rtt(net, "n0", "n2")
    assert path is not None
    assert path.links == ("s0:0", "s0:1")
    assert path.rtt_ms == pytest.approx(units.rtt_ms(1500.0), abs=1e-5)
    assert len(diverse_paths(net, "n0", "n1")) == 1


@pytest.mark.parametrize("overlap", [0.0, 0.5])
def test_a_place_has_one_way_to_itself(overlap: float) -> None:
    paths = diverse_paths(toy_network(), PARIS, PARIS, overlap=overlap)
    assert [(path.nodes, path.links, path.rtt_ms) for path in paths] == [((PARIS,), (), 0.0)]


def test_a_way_may_double_back_to_pass_what_it_must() -> None:
    # alpha to Singapore and back would pass Egypt; from Paris to California through Egypt is 700 + 2 x 3000 + 10000 km
    # from Marseille and back, for want of any shorter way.
    path = least_rtt(toy_network(), PARIS, "us", through=["node:EG"])
    assert path is not None
    assert path.length_km == 16_700.0
    assert path.nodes == (PARIS, "fr", "eg", "fr", "us")


def test_what_cannot_be_passed_has_no_way() -> None:
    assert least_rtt(toy_network(), PARIS, TOKYO, through=["node:BR"]) is None
    assert least_rtt(toy_network(), PARIS, TOKYO, avoid=["land:FR"]) is None
    assert least_rtt(toy_network(), PARIS, TOKYO, through=["strait"], avoid=["strait"]) is None


def test_a_link_too_narrow_is_no_way() -> None:
    net = toy_network()
    wide = net.select(net.links["capacity_tbps"] >= 15.0)
    assert [path.length_km for path in diverse_paths(wide, PARIS, TOKYO, overlap=0.1)] == [20_400.0]
    assert math.isinf(rtt_from(wide, PARIS)["eg"])


def test_the_table_tells_rank_corridor_and_systems() -> None:
    net = toy_network()
    table = paths_table(net, diverse_paths(net, PARIS, TOKYO, overlap=0.1))
    assert table["rank"].to_list() == [1, 2]
    assert table["corridor"].to_list() == ["By the strait", "By the ocean"]
    assert table["systems"].to_list() == ["Alpha", "Beta"]
    assert table["links"][0] == ("land:paris", "alpha:1", "alpha:2", "alpha:3", "land:tokyo")
    assert table["nodes"][1] == (PARIS, "fr", "us", "jp", TOKYO)
    assert table["capacity_tbps"].to_list() == [10.0, 20.0]


def test_no_paths_make_a_table_without_rows() -> None:
    table = paths_table(toy_network(), [])
    assert table.empty
    assert {"rank", "rtt_ms", "length_km", "corridor", "systems", "nodes", "links"} <= set(table.columns)


@pytest.mark.parametrize("ends", [("nowhere", TOKYO), (PARIS, "nowhere"), ("", TOKYO)])
def test_an_end_must_be_a_node(ends: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="no node"):
        least_rtt(toy_network(), *ends)
    with pytest.raises(InputError, match="no node"):
        diverse_paths(toy_network(), *ends)


def test_rtt_from_a_place_that_is_none() -> None:
    with pytest.raises(InputError, match="no node"):
        rtt_from(toy_network(), "zzz")


@pytest.mark.parametrize("options", [{"count": 0}, {"overlap": -0.1}, {"overlap": 1.1}, {"overlap": math.nan}])
def test_options_that_cannot_be_right(options: dict[str, float]) -> None:
    with pytest.raises(InputError, match="expected at least 1 path and a share"):
        diverse_paths(toy_network(), PARIS, TOKYO, **options)  # type: ignore[arg-type]


def test_seven_tags_are_too_many() -> None:
    with pytest.raises(InputError, match="at most 6"):
        least_rtt(toy_network(), PARIS, TOKYO, through=["strait"] * 7)


def test_infinite_rtt_is_told_for_nodes_apart() -> None:
    net = small_network([(0, 0), (10, 0), (20, 0)], [Cable(a=0, b=1, km=1200)])
    assert np.isinf(rtt_from(net, "n0")["n2"])
    assert least_rtt(net, "n0", "n2") is None

"""Disjoint paths, cuts and single points of failure: by hand, against networkx, and by trying everything."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cablenet import metrics
from cablenet.errors import InputError, UnknownNameError
from cablenet.metrics import packing, reduction, shared_risk
from cablenet.network import find_place
from cablenet.scenarios import Scenario
from tests.metrics.graphs import link_tables, multigraph, without
from tests.small_worlds import Cable, networks, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.metrics import Disjoint
    from cablenet.network import Network

SIDES = ("a", "b")


@st.composite
def questions(
    draw: st.DrawFn, *, most_nodes: int = 7, most_links: int = 13
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Draw a table of links and two sides that share no node."""
    links = draw(link_tables(most_nodes=most_nodes, most_links=most_links))
    names = draw(st.permutations(sorted({*links["a"], *links["b"]})))
    first = draw(st.integers(1, len(names) - 1))
    second = draw(st.integers(1, len(names) - first))
    return links, names[:first], names[first : first + second]


@st.composite
def group_tables(draw: st.DrawFn, links: pd.DataFrame, *, most: int = 4) -> pd.DataFrame:
    """Draw risk groups of links; some links are in none, some in several."""
    rows = draw(
        st.lists(st.tuples(st.sampled_from(list(links.index)), st.integers(0, most - 1)), max_size=14, unique=True)
    )
    return pd.DataFrame([(link, f"risk:{number}") for link, number in rows], columns=["link_id", "group"])


def is_way(links: pd.DataFrame, path: tuple[str, ...], one: list[str], other: list[str]) -> bool:
    """Whether the links lead, one after the other, from one side to the other, through no node twice."""
    for start in one:
        nodes = [start]
        for link in path:
            ends = [links.at[link, "a"], links.at[link, "b"]]
            if nodes[-1] not in ends:
                break
            nodes.append(ends[1 - ends.index(nodes[-1])])
        else:
            if nodes[-1] in other and len(set(nodes)) == len(nodes):
                return True
    return False


def joined(graph: nx.MultiGraph[str], one: list[str], other: list[str]) -> bool:
    return any(a in graph and b in graph and nx.has_path(graph, a, b) for a in one for b in other)


def most_flow(links: pd.DataFrame, one: list[str], other: list[str]) -> int:
    """Number of link-disjoint paths as networkx counts them."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(["start", "end"])
    for _, row in links.iterrows():
        for tail, head in ((row["a"], row["b"]), (row["b"], row["a"])):
            before = graph.get_edge_data(tail, head, {"room": 0})["room"]
            graph.add_edge(tail, head, room=before + 1)
    graph.add_edges_from(("start", node) for node in one)
    graph.add_edges_from((node, "end") for node in other)
    return int(nx.maximum_flow_value(graph, "start", "end", capacity="room"))


# ---------------------------------------------------------------- links and nodes


@given(questions())
def test_link_disjoint_paths(question: tuple[pd.DataFrame, list[str], list[str]]) -> None:
    links, one, other = question
    found = metrics.link_disjoint(links, one, other)
    assert found.count == found.bound == len(found.paths) == len(found.cut) == most_flow(links, one, other)
    assert found.exact
    assert all(is_way(links, path, one, other) for path in found.paths)
    ridden = [link for path in found.paths for link in path]
    assert len(ridden) == len(set(ridden))
    assert not joined(without(links, set(found.cut)), one, other)


@given(questions())
def test_node_disjoint_paths(question: tuple[pd.DataFrame, list[str], list[str]]) -> None:
    links, one, other = question
    found = metrics.node_disjoint(links, one, other)
    assert found.count == found.bound == len(found.paths) == len(found.cut)
    assert all(is_way(links, path, one, other) for path in found.paths)
    passed = [between(links, path, {*one, *other}) for path in found.paths]
    assert sum(map(len, passed)) == len(set().union(*passed))
    assert not joined(without(links, set(found.cut)), one, other)
    direct = links[links["a"].isin(one) & links["b"].isin(other) | links["a"].isin(other) & links["b"].isin(one)]
    if len(one) == len(other) == 1 and direct.empty:
        known = nx.node_connectivity(nx.Graph(multigraph(links)), one[0], other[0])
        assert found.count == known


def between(links: pd.DataFrame, path: tuple[str, ...], sides: set[str]) -> set[str]:
    return {links.at[link, end] for link in path for end in ("a", "b")} - sides


@given(questions())
def test_fewer_paths_share_no_node_than_no_link(question: tuple[pd.DataFrame, list[str], list[str]]) -> None:
    links, one, other = question
    assert metrics.node_disjoint(links, one, other).count <= metrics.link_disjoint(links, one, other).count


def test_a_toy_world_by_hand() -> None:
    net = toy_network()
    found = metrics.link_disjoint(net, ["paris-fr"], ["tokyo-jp"])
    assert repr(found) == "1 link-disjoint paths; cut: land:paris"
    # A country is all that lies in it: how Paris gets to its coast is not asked.
    found = metrics.link_disjoint(net, "FR", "JP")
    assert found.paths == (("beta:1", "beta:2"), ("alpha:1", "alpha:2", "alpha:3"))
    assert metrics.node_disjoint(net, find_place(net, "SG"), ["jp"]).count == 3
    assert metrics.min_cut(net, "FR", "JP").tbps == 30.0
    assert list(metrics.min_cut(net, "FR", "JP").links.index) == ["beta:1", "alpha:1"]


# ---------------------------------------------------------------- risk groups


def most_apart(
    links: pd.DataFrame, groups: pd.DataFrame, one: list[str], other: list[str], *, free: bool
) -> int | None:
    """Try every set of paths: the most of which no two share a group; ``None`` if any number may."""
    sets = {link: set(groups.loc[groups["link_id"] == link, "group"]) for link in links.index}
    if not free:
        sets = {link: found or {link} for link, found in sets.items()}
    graph = multigraph(links)
    for node in one:
        graph.add_edge("start", node, "")
    for node in other:
        graph.add_edge(node, "end", "")
    risks: set[frozenset[str]] = set()
    ways: Any = nx.all_simple_edge_paths(graph, "start", "end")
    for way in ways:
        risks.add(frozenset().union(*(sets.get(edge[2], set()) for edge in way)))
    if frozenset() in risks:
        return None
    least = [risk for risk in risks if not any(smaller < risk for smaller in risks)]

    def most(left: list[frozenset[str]]) -> int:
        if not left:
            return 0
        taken = 1 + most([risk for risk in left[1:] if not risk & left[0]])
        return max(taken, most(left[1:]))

    return most(sorted(least, key=sorted))


@settings(max_examples=80)
@given(questions(most_nodes=6, most_links=10), st.data(), st.booleans())
def test_paths_that_share_no_risk(
    question: tuple[pd.DataFrame, list[str], list[str]], data: st.DataObject, free: bool
) -> None:
    links, one, other = question
    groups = data.draw(group_tables(links))
    known = most_apart(links, groups, one, other, free=free)
    if known is None:
        with pytest.raises(InputError, match="any number of paths"):
            metrics.group_disjoint(links, one, other, groups, share_ungrouped=free)
        return
    found = metrics.group_disjoint(links, one, other, groups, share_ungrouped=free)
    assert (found.count, found.bound) == (known, known)
    check_risks(found, links, groups, (one, other), free=free)


def check_risks(
    found: Disjoint, links: pd.DataFrame, groups: pd.DataFrame, sides: tuple[list[str], list[str]], *, free: bool
) -> None:
    """Paths are ways, no two share a risk, and the cut parts the sides."""
    own = {link: set(groups.loc[groups["link_id"] == link, "group"]) for link in links.index}
    own = own if free else {link: risks or {f"link:{link}"} for link, risks in own.items()}
    assert all(is_way(links, path, *sides) for path in found.paths)
    taken = [set().union(*(own[link] for link in path)) for path in found.paths]
    assert all(one.isdisjoint(other) for one, other in itertools.combinations(taken, 2))
    lost = {link for link, risks in own.items() if risks & set(found.cut)}
    assert not joined(without(links, lost), *sides)
    assert len(found.cut) >= found.bound


@settings(max_examples=60)
@given(questions(most_nodes=6, most_links=9), st.data())
def test_the_integer_programme_alone_is_exact(
    question: tuple[pd.DataFrame, list[str], list[str]], data: st.DataObject
) -> None:
    """It decides where packing and cutting differ, which is rare: so it is asked by itself."""
    links, one, other = question
    groups = data.draw(group_tables(links))
    known = most_apart(links, groups, one, other, free=False)
    assume(known)
    arrays = metrics.compile_links(links)
    names, sets = shared_risk._numbered(arrays, groups, share_ungrouped=False)
    ends = arrays.positions(one), arrays.positions(other)
    reduced = reduction.reduce_groups(arrays, sets, *ends, number=len(names))
    assert reduced is not None
    found, bound = packing.most_paths(reduced, min(len(names), 6), 60.0)
    assert len(found) == bound == min(known, 6) if known else False
    assert sum(map(len, found)) == len(frozenset().union(*found))


def test_two_strands_in_one_trench_are_one_way() -> None:
    # n0 = n1 by three cables, two of which pass the gate; the third lands where one of these does.
    links = pd.DataFrame({"a": ["x"] * 3, "b": ["y"] * 3}, index=["1", "2", "3"])
    groups = pd.DataFrame({"link_id": ["1", "2", "2", "3"], "group": ["gate", "gate", "town", "town"]})
    found = metrics.group_disjoint(links, "x", "y", groups)
    assert (found.count, found.exact, found.paths) == (2, True, (("1",), ("3",)))


def test_fewest_cut_may_exceed_most_paths() -> None:
    """Three links, each two of which share a group: one path, but two groups to cut; the programme proves it."""
    links = pd.DataFrame({"a": ["x"] * 3, "b": ["y"] * 3}, index=["1", "2", "3"])
    pairs = [("1", "p"), ("2", "p"), ("2", "q"), ("3", "q"), ("3", "r"), ("1", "r")]
    found = metrics.group_disjoint(links, "x", "y", pd.DataFrame(pairs, columns=["link_id", "group"]))
    assert (found.count, found.bound, len(found.cut)) == (1, 1, 2)


def test_sides_that_nothing_joins_have_no_path() -> None:
    links = pd.DataFrame({"a": ["x", "p"], "b": ["y", "q"]}, index=["1", "2"])
    none = pd.DataFrame({"link_id": [], "group": []})
    for found in (metrics.link_disjoint(links, "x", "q"), metrics.group_disjoint(links, "x", "q", none)):
        assert (found.count, found.bound, found.paths, found.cut) == (0, 0, (), ())
    with pytest.raises(InputError, match="nothing joins"):
        metrics.parting(links, "x", "q", none)


def test_risk_groups_of_a_toy_world() -> None:
    groups = metrics.risk_groups(toy_network())
    told = groups.groupby("group")["link_id"].agg(" ".join).to_dict()
    assert told["chokepoint:strait"] == "alpha:3"
    assert told["system:beta"] == "beta:1 beta:2"
    assert told["landing:sg"] == "alpha:2 alpha:3 gamma:1"
    assert not groups["link_id"].str.startswith("land:").any()
    found = metrics.group_disjoint(
        toy_network(), ["fr"], ["jp"], groups[~groups["group"].isin(["landing:fr", "landing:jp"])]
    )
    assert (found.count, found.exact) == (2, True)
    assert metrics.group_disjoint(toy_network(), ["fr"], ["jp"], groups).count == 1
    with pytest.raises(InputError, match="expected some of chokepoint"):
        metrics.risk_groups(toy_network(), by=[])


# ---------------------------------------------------------------- single points of failure


def inland(net: Network) -> set[str]:
    """Links that stay on the land of one country."""
    links, country = net.usable(), net.nodes["country"]
    home = links["a"].map(country) == links["b"].map(country)
    return set(links.index[(links["kind"] == "land") & home])


def joined_inland(net: Network) -> pd.DataFrame:
    """Ends of the usable links, the towns that those inside a country join all joined to one node instead."""
    table = net.usable()[["a", "b"]]
    inside = table.index.isin(sorted(inland(net)))
    graph: nx.Graph[str] = nx.Graph(list(zip(table[inside]["a"], table[inside]["b"], strict=True)))
    rows = [(town, f"inside {number}") for number, part in enumerate(nx.connected_components(graph)) for town in part]
    return pd.concat([table[~inside], pd.DataFrame(rows, columns=["a", "b"])])


def cut_off(net: Network, table: pd.DataFrame, links: set[str], node: str | None, city: str) -> bool | None:
    """Whether a loss takes a city off the largest part of the largest component; ``None`` where two are as large."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(net.nodes.index)
    graph.add_edges_from(zip(table["a"], table["b"], strict=True))
    main = max(map(sorted, nx.connected_components(graph)), key=len)
    left: nx.Graph[str] = nx.Graph()
    left.add_nodes_from(main)
    kept = table[~table.index.isin(sorted(links))]
    left.add_edges_from(edge for edge in zip(kept["a"], kept["b"], strict=True) if edge[0] in left)
    if node is not None:
        left.remove_nodes_from([node])
    parts = sorted(map(len, nx.connected_components(left)), reverse=True)
    if len(parts) > 1 and parts[0] == parts[1]:
        return None
    return city not in max(nx.connected_components(left), key=len)


def main_is_clear(net: Network) -> bool:
    table = net.usable()
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(net.nodes.index)
    graph.add_edges_from(zip(table["a"], table["b"], strict=True))
    sizes = sorted(map(len, nx.connected_components(graph)), reverse=True)
    return len(sizes) == 1 or sizes[0] > sizes[1]


@settings(max_examples=30)
@given(networks(most_nodes=8, most_links=12))
def test_single_points_are_all_there_are(net: Network) -> None:
    assume(main_is_clear(net))
    found = set(metrics.single_points(net).itertuples(index=False, name=None))
    links, joined = net.usable(), joined_inland(net)
    assert inland(net).isdisjoint(name for _, _, name in found)
    groups = metrics.risk_groups(net, by=["system", "chokepoint"])
    lost = [("link", link, {link}, None) for link in links.index.difference(sorted(inland(net)))]
    lost += [("town", node, set(), node) for node in net.nodes.index]
    lost += [(*name.split(":", 1), set(part["link_id"]), None) for name, part in groups.groupby("group")]
    for country, city in net.countries["internet_city"].items():
        if (country, "apart", "") in found:
            assert cut_off(net, links, set(), None, city)
            continue
        for kind, name, gone, node in lost:
            if node == city:
                continue
            truth = cut_off(net, joined if kind in {"link", "town"} else links, gone, node, city)
            if truth is not None:
                assert ((country, kind, name) in found) == truth, (country, kind, name)


@given(questions(), st.data())
def test_what_parts_two_sides_is_all_there_is(
    question: tuple[pd.DataFrame, list[str], list[str]], data: st.DataObject
) -> None:
    links, one, other = question
    groups = data.draw(group_tables(links))
    assume(joined(multigraph(links), one, other))
    found = set(metrics.parting(links, one, other, groups).itertuples(index=False, name=None))
    known = {("link", link) for link in links.index if not joined(without(links, {link}), one, other)}
    inner = {*links["a"], *links["b"]} - {*one, *other}
    known |= {("node", node) for node in inner if not joined(without(links, {node}), one, other)}
    for name, part in groups.groupby("group"):
        if not joined(without(links, set(part["link_id"])), one, other):
            known.add(tuple(name.split(":")))
    assert found == known


def test_an_island_on_one_cable() -> None:
    # n0 == n1 --s1:2-- n2 (CC), and n3 (DD) joins nothing. n1 lost, n0 and n2 are alike: the first stays the world.
    cables = [
        Cable(a=0, b=1, km=1200, over_land=True),
        Cable(a=0, b=1, km=1300, over_land=True),
        Cable(a=1, b=2, km=1200),
    ]
    points = metrics.single_points(small_network([(0, 0), (10, 0), (20, 0), (30, 0)], cables))
    assert list(points.itertuples(index=False, name=None)) == [
        ("CC", "link", "s1:2"),
        ("CC", "system", "s1"),
        ("CC", "town", "n1"),
        ("DD", "apart", ""),
    ]


def test_other_cities_and_groups_may_be_asked_about() -> None:
    net = toy_network()
    groups = pd.DataFrame({"link_id": ["alpha:1", "alpha:2"], "group": ["owner:A", "owner:A"]})
    points = metrics.single_points(net, groups=groups, cities=pd.Series({"EG": "eg"}))
    assert list(points.itertuples(index=False, name=None)) == [("EG", "owner", "A")]
    with pytest.raises(InputError, match="groups without the columns"):
        metrics.single_points(net, groups=groups.rename(columns={"group": "risk"}))


@pytest.mark.parametrize("ask", [metrics.link_disjoint, metrics.node_disjoint, metrics.min_cut])
def test_sides_that_cannot_be_right(ask: Any) -> None:  # noqa: ANN401 - one of three functions
    net = toy_network()
    with pytest.raises(InputError, match="on both sides"):
        ask(net, "FR", ["paris-fr", "fr"])
    with pytest.raises(UnknownNameError):
        ask(net, "Atlantis", "JP")
    with pytest.raises(InputError, match="no nodes of the network"):
        ask(net, ["atlantis"], "JP")
    with pytest.raises(InputError, match="empty side"):
        ask(net, [], "JP")


# ---------------------------------------------------------------- the world


@pytest.mark.slow
def test_max_flow_is_min_cut_in_300_failures(real: Network) -> None:
    """Law 8.4, against another algorithm (Edmonds and Karp 1972), with a tenth of the links lost each time."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import maximum_flow

    links = real.usable()
    number = {name: i for i, name in enumerate(real.nodes.index)}
    a, b = (links[end].map(number).to_numpy() for end in SIDES)
    units = np.floor(links["capacity_tbps"].to_numpy() * 1000).astype(np.int64)
    places = [real.countries.at[code, "internet_city"] for code in ("JP", "US", "BR", "ZA", "IN", "FJ", "IS", "CL")]
    random = np.random.default_rng(84)
    size = len(number)
    for _ in range(300):
        one, other = random.choice(places, 2, replace=False)
        gone = random.random(len(links)) < 0.1
        left = np.where(gone, 0, units)
        shape = (size, size)
        both = (np.concatenate([a, b]).astype(np.int32), np.concatenate([b, a]).astype(np.int32))
        graph = coo_array((np.tile(left, 2).astype(np.int32), both), shape=shape).tocsr()
        known = maximum_flow(graph, number[one], number[other], method="edmonds_karp").flow_value
        survival = pd.Series(0.0, index=links.index[gone])
        found = metrics.min_cut(real.under(Scenario(id="f", title="f", survival=survival)), [one], [other])
        # Flow and cut are sums of capacities; units are their whole gigabits.
        assert known / 1000 <= found.tbps + 1e-9
        assert found.tbps <= known / 1000 + 0.001 * (len(found.links) + 1)


@pytest.mark.parametrize("pair", [("EU", "JP"), ("BR", "PT")])
def test_ways_of_the_world_are_certified(real: Network, pair: tuple[str, str]) -> None:
    groups = metrics.risk_groups(real)
    found = metrics.group_disjoint(real, *pair, groups, seconds=120)
    assert found.exact
    assert found.count >= 2
    sides = tuple(list(find_place(real, name).inside) for name in pair)
    check_risks(found, real.usable(), groups, (sides[0], sides[1]), free=False)
    assert found.count <= metrics.link_disjoint(real, *pair).count


def test_single_points_of_the_world(real: Network) -> None:
    """Whatever is told of a country is so; and those with many neighbours by land have none."""
    points = metrics.single_points(real)
    assert not set(points["country"]) & {"US", "GB", "FR", "DE", "BR", "IN"}
    groups = metrics.risk_groups(real, by=["system", "chokepoint"])
    assert inland(real).isdisjoint(points["id"])
    joined = joined_inland(real)
    told = points[points["kind"] != "apart"].iloc[::20]
    assert len(told) > 5
    for row in told.itertuples():
        lost = {row.id} if row.kind == "link" else set(groups.loc[groups["group"] == f"{row.kind}:{row.id}", "link_id"])
        city = real.countries.at[row.country, "internet_city"]
        table = joined if row.kind in {"link", "town"} else real.usable()
        assert cut_off(real, table, lost, row.id if row.kind == "town" else None, city), row


@pytest.mark.parametrize(
    "ask",
    [
        lambda links: metrics.min_cut(links, ["x"], ["y"]),
        lambda links: metrics.max_flow(links, ["x"], ["y"]),
        metrics.single_points,
        metrics.risk_groups,
    ],
)
def test_what_needs_a_network_says_so(ask: Any) -> None:  # noqa: ANN401 - one of four functions
    with pytest.raises(InputError, match="Found a DataFrame, expected a network"):
        ask(pd.DataFrame({"a": ["x"], "b": ["y"]}))


def test_links_that_cannot_be_compiled() -> None:
    with pytest.raises(InputError, match="Found a MultiGraph"):
        metrics.compile_links(nx.MultiGraph())
    with pytest.raises(InputError, match=r"without an end: \[1\]"):
        metrics.compile_links(pd.DataFrame({"a": ["x", "x"], "b": ["y", None]}))

"""Distances, betweenness, resistance, spectrum and bridges: by hand, and equal to networkx and numpy on any multigraph."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cablenet import metrics
from cablenet.errors import InputError
from cablenet.metrics import eigenpairs, factors, kernels, lanczos
from tests.metrics.graphs import link_tables, multigraph
from tests.small_worlds import Cable, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.network import Network

    Floats = npt.NDArray[np.float64]

weights = st.sampled_from([None, "capacity_tbps"])
lengths = st.sampled_from([None, "rtt_ms"])


def adjacency(links: pd.DataFrame, weight: str | None) -> Floats:
    graph = multigraph(links if weight else links.assign(capacity_tbps=1.0))
    matrix: Floats = nx.to_numpy_array(graph, nodelist=sorted(graph), weight="capacity_tbps")
    return matrix


def laplacian(links: pd.DataFrame, weight: str | None) -> Floats:
    matrix = adjacency(links, weight)
    return np.diag(matrix.sum(axis=0)) - matrix


# ---------------------------------------------------------------- by hand

KITE = pd.DataFrame(
    {
        "a": ["x", "y", "z", "z", "z"],
        "b": ["y", "z", "x", "t", "t"],
        "rtt_ms": [3.0, 4.0, 5.0, 1.0, 1.0],
        "capacity_tbps": [1.0, 1.0, 1.0, 2.0, 2.0],
    },
    index=pd.Index(["xy", "yz", "zx", "zt1", "zt2"], name="link_id"),
)
"""A triangle with a tail of two parallel links::

    x --3-- y
     \\     /
      5   4
       \\ /
        z ==1== t
"""


def test_distances_by_hand() -> None:
    # xy 3, xz 5, yz 4, zt 1, xt 6, yt 5
    found = metrics.distances(KITE)
    assert (found.pairs, found.joined_pairs, found.diameter) == (6, 6, 6.0)
    assert found.average == pytest.approx(24 / 6)
    assert found.efficiency == pytest.approx((1 / 3 + 1 / 5 + 1 / 4 + 1 + 1 / 6 + 1 / 5) / 6)


def test_pairs_apart_are_counted_not_averaged() -> None:
    links = pd.concat([KITE, KITE.iloc[:1].assign(a="p", b="q").rename(index={"xy": "pq"})])
    found = metrics.distances(links)
    assert (found.pairs, found.joined_pairs) == (15, 7)
    assert found.average == pytest.approx((24 + 3) / 7)
    assert "8 apart" in repr(found)


def test_nodes_at_no_distance_are_counted_apart_from_efficiency() -> None:
    links = KITE.assign(rtt_ms=[3.0, 4.0, 5.0, 0.0, 0.0])
    found = metrics.distances(links)
    assert found.together_pairs == 1
    assert found.efficiency == pytest.approx((1 / 3 + 2 / 5 + 2 / 4) / 5)
    assert found.average == pytest.approx((3 + 5 + 4 + 0 + 5 + 4) / 6, abs=1e-6)


def test_parallel_links_share_and_longer_ones_carry_nothing() -> None:
    links = pd.concat([KITE, KITE.loc[["xy"]].assign(rtt_ms=3.5).rename(index={"xy": "slow"})])
    ridden = metrics.link_betweenness(links)
    # x-y; y-z and y-t; x-z and x-t; three pairs end at t.
    assert ridden.to_dict() == {"slow": 0.0, "xy": 1.0, "yz": 2.0, "zt1": 1.5, "zt2": 1.5, "zx": 2.0}
    assert metrics.betweenness(links).to_dict() == {"t": 0.0, "x": 0.0, "y": 0.0, "z": 2.0}


def test_demand_rides_the_least_rtt_and_what_is_apart_is_counted() -> None:
    links = pd.concat([KITE, KITE.iloc[:1].assign(a="p", b="q").rename(index={"xy": "pq"})])
    pairs = pd.DataFrame({"a": ["x", "t", "x"], "b": ["t", "y", "p"], "tbps": [2.0, 3.0, 7.0]})
    ridden = metrics.demand_betweenness(links, pairs)
    assert ridden.to_dict() == {"pq": 0.0, "xy": 0.0, "yz": 3.0, "zt1": 2.5, "zt2": 2.5, "zx": 2.0}
    assert ridden.attrs == {"tbps": 12.0, "apart_tbps": 7.0}


def test_demand_of_a_toy_world() -> None:
    pairs = pd.DataFrame({"a": ["paris-fr"], "b": ["tokyo-jp"], "tbps": [4.0]})
    ridden = metrics.demand_betweenness(toy_network(), pairs)
    assert set(ridden.index[ridden == 4.0]) == {"alpha:1", "alpha:2", "alpha:3", "land:paris", "land:tokyo"}
    assert ridden.sum() == 20.0


def test_resistance_by_hand() -> None:
    # x-z: 1 against 1 + 1; z-t: two of 2 in parallel.
    assert metrics.effective_resistance(KITE, "x", "z") == pytest.approx(2 / 3)
    assert metrics.effective_resistance(KITE, "x", "t") == pytest.approx(2 / 3 + 1 / 2)
    assert metrics.effective_resistance(KITE, "x", "t", weight="capacity_tbps") == pytest.approx(2 / 3 + 1 / 4)
    assert metrics.effective_resistance(KITE, "x", "x") == 0.0
    assert np.exp(metrics.log_spanning_trees(KITE)) == pytest.approx(3 * 2)
    assert metrics.link_resistance(KITE).sum() == pytest.approx(3)


def test_bridges_and_cut_nodes_by_hand() -> None:
    assert metrics.bridges(KITE).empty
    assert metrics.bridges(KITE.drop(index="zt2"))["beyond"].to_dict() == {"zt1": 1}
    assert metrics.cut_nodes(KITE).to_dict("index") == {"z": {"pieces": 2, "beyond": 1}}


def test_in_pieces_some_measures_are_infinite_or_none() -> None:
    links = pd.concat([KITE, KITE.iloc[:1].assign(a="p", b="q").rename(index={"xy": "pq"})])
    assert metrics.effective_resistance(links, "x", "p") == np.inf
    assert metrics.kirchhoff_index(links) == np.inf
    assert metrics.log_spanning_trees(links) == -np.inf
    assert metrics.algebraic_connectivity(links) == 0.0
    assert metrics.link_connectivity(links) == metrics.node_connectivity(links) == 0
    assert metrics.link_resistance(links)["pq"] == pytest.approx(1.0)
    assert list(metrics.largest_component(links).index) == list(KITE.index)


def test_links_that_conduct_nothing_join_nothing() -> None:
    links = KITE.assign(capacity_tbps=[1.0, 1.0, 1.0, 0.0, 0.0])
    assert metrics.kirchhoff_index(links, weight="capacity_tbps") == np.inf
    assert metrics.link_resistance(links, weight="capacity_tbps")[["zt1", "zt2"]].to_list() == [0.0, 0.0]


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_complete_networks(size: int) -> None:
    nodes = "abcdef"[:size]
    links = pd.DataFrame(list(itertools.combinations(nodes, 2)), columns=["a", "b"])
    assert metrics.node_connectivity(links) == metrics.link_connectivity(links) == size - 1
    assert metrics.algebraic_connectivity(links) == pytest.approx(size)
    assert metrics.spectral_radius(links) == pytest.approx(size - 1)
    assert metrics.kirchhoff_index(links) == pytest.approx(size - 1)
    assert np.exp(metrics.log_spanning_trees(links)) == pytest.approx(size ** (size - 2))
    assert metrics.average_clustering(links) == (1.0 if size > 2 else 0.0)


# ---------------------------------------------------------------- equal to networkx and numpy


@given(link_tables(), lengths)
def test_distances_equal_networkx(links: pd.DataFrame, length: str | None) -> None:
    graph = multigraph(links)
    apart = dict(nx.all_pairs_dijkstra_path_length(graph, weight=length or (lambda *_: 1)))
    far = [apart[a][b] for a, b in itertools.combinations(sorted(graph), 2) if b in apart[a]]
    found = metrics.distances(links, length=length)
    pairs = len(graph) * (len(graph) - 1) // 2
    assert (found.nodes, found.pairs, found.joined_pairs) == (len(graph), pairs, len(far))
    assert found.average == pytest.approx(np.mean(far))
    assert found.diameter == pytest.approx(max(far))
    assert found.efficiency == pytest.approx(sum(1 / value for value in far) / pairs)
    if length is None:
        assert found.efficiency == pytest.approx(nx.global_efficiency(nx.Graph(graph)))


@given(link_tables(), lengths)
def test_closeness_equals_networkx(links: pd.DataFrame, length: str | None) -> None:
    graph = multigraph(links)
    simple: nx.Graph[str] = nx.Graph()
    for a, b, row in sorted(graph.edges(data=True), key=lambda edge: -edge[2]["rtt_ms"]):
        simple.add_edge(a, b, rtt_ms=row["rtt_ms"])
    known = nx.closeness_centrality(simple, distance=length)
    found = metrics.closeness(links, length=length)
    assert found.to_dict() == pytest.approx(dict(sorted(known.items())))


@given(link_tables(), lengths)
def test_betweenness_equals_networkx(links: pd.DataFrame, length: str | None) -> None:
    graph = multigraph(links)
    nodes = nx.betweenness_centrality(graph, weight=length, normalized=False)
    assert metrics.betweenness(links, length=length).to_dict() == pytest.approx(dict(sorted(nodes.items())))
    edges: Any = nx.edge_betweenness_centrality(graph, weight=length or "hops", normalized=False)
    known = {edge[2]: value for edge, value in edges.items()}
    assert metrics.link_betweenness(links, length=length).to_dict() == pytest.approx(dict(sorted(known.items())))


@given(link_tables(), lengths)
def test_demand_of_all_pairs_is_betweenness(links: pd.DataFrame, length: str | None) -> None:
    nodes = sorted({*links["a"], *links["b"]})
    pairs = pd.DataFrame(list(itertools.combinations(nodes, 2)), columns=["a", "b"]).assign(tbps=1.0)
    ridden = metrics.demand_betweenness(links, pairs, length=length)
    assert ridden.to_dict() == pytest.approx(metrics.link_betweenness(links, length=length).to_dict())
    apart = metrics.distances(links, length=length)
    assert ridden.attrs["apart_tbps"] == apart.pairs - apart.joined_pairs


@given(link_tables())
def test_bridges_and_cut_nodes_equal_networkx(links: pd.DataFrame) -> None:
    graph = multigraph(links)
    single: Any = [edge for edge in nx.bridges(nx.Graph(graph)) if graph.number_of_edges(*edge) == 1]
    known = {key for a, b in single for key in graph[a][b]}
    found = metrics.bridges(links)
    assert set(found.index) == known
    assert set(metrics.cut_nodes(links).index) == set(nx.articulation_points(nx.Graph(graph)))
    pieces = nx.number_connected_components(graph)
    for key, row in found.iterrows():
        left = multigraph(links)
        left.remove_edge(row["a"], row["b"], key)
        assert nx.number_connected_components(left) == pieces + 1
        sizes = [len(nx.node_connected_component(left, row[end])) for end in ("a", "b")]
        assert row["beyond"] == min(sizes)
    for node, row in metrics.cut_nodes(links).iterrows():
        left = multigraph(links)
        near = set(left[node])
        left.remove_node(node)
        parts = [len(part) for part in nx.connected_components(left) if part & near]
        assert (row["pieces"], row["beyond"]) == (len(parts), sum(parts) - max(parts))


@given(link_tables(most_nodes=6, connected=True), weights)
def test_resistance_equals_networkx(links: pd.DataFrame, weight: str | None) -> None:
    graph = multigraph(links if weight else links.assign(capacity_tbps=1.0))
    known: Any = nx.resistance_distance(graph, weight="capacity_tbps", invert_weight=False)
    nodes = sorted(graph)
    for a, b in itertools.combinations(nodes, 2):
        assert metrics.effective_resistance(links, a, b, weight=weight) == pytest.approx(known[a][b], abs=1e-9)
    total = sum(known[a][b] for a, b in itertools.combinations(nodes, 2))
    assert metrics.kirchhoff_index(links, weight=weight) == pytest.approx(total)
    by_link = metrics.link_resistance(links, weight=weight)
    value = links["capacity_tbps"] if weight else pd.Series(1.0, index=links.index)
    wanted = {key: known[row["a"]][row["b"]] * value[key] for key, row in links.iterrows()}
    assert by_link.to_dict() == pytest.approx(wanted)
    assert by_link.sum() == pytest.approx(len(nodes) - 1)


@given(link_tables(connected=True), weights)
def test_laplacian_measures_equal_the_dense_spectrum(links: pd.DataFrame, weight: str | None) -> None:
    values = np.linalg.eigvalsh(laplacian(links, weight))
    assert metrics.algebraic_connectivity(links, weight=weight) == pytest.approx(values[1], rel=1e-8)
    trees = np.log(values[1:]).sum() - np.log(len(values))
    assert metrics.log_spanning_trees(links, weight=weight) == pytest.approx(trees, abs=1e-9)
    assert metrics.kirchhoff_index(links, weight=weight) == pytest.approx(len(values) * (1 / values[1:]).sum())


@given(link_tables(), weights)
def test_adjacency_measures_equal_the_dense_spectrum(links: pd.DataFrame, weight: str | None) -> None:
    values, vectors = np.linalg.eigh(adjacency(links, weight))
    near = 1e-9 * values[-1]
    assert metrics.spectral_radius(links, weight=weight) == pytest.approx(values[-1], abs=near)
    assert metrics.spectral_gap(links, weight=weight) == pytest.approx(values[-1] - values[-2], abs=2 * near)
    walks = values[-1] + np.log(np.exp(values - values[-1]).mean())
    assert metrics.natural_connectivity(links, weight=weight) == pytest.approx(walks, rel=1e-9)
    walks = (vectors**2) @ np.exp(values)
    assert metrics.subgraph_centrality(links, weight=weight).to_numpy() == pytest.approx(walks)


@st.composite
def shapes(draw: st.DrawFn) -> nx.Graph[Any]:
    """Networks whose eigenvalues are equal, nearly equal, or near one another; whole and in pieces."""
    size = draw(st.integers(2, 90))
    star = nx.star_graph(size)
    shape: nx.Graph[Any] = draw(
        st.sampled_from(
            [
                star,
                nx.path_graph(size),
                nx.cycle_graph(size + 1),
                nx.complete_graph(size),
                nx.complete_bipartite_graph(size, 3),
                nx.circular_ladder_graph(size + 1),
                nx.balanced_tree(3, 3),
                nx.hypercube_graph(6),
                nx.barbell_graph(8, size),
                nx.disjoint_union(star, star),
                nx.gnm_random_graph(size, 2 * size, seed=size),
            ]
        )
    )
    twice: nx.Graph[Any] = nx.disjoint_union(shape, shape)
    return draw(st.sampled_from([nx.convert_node_labels_to_integers(shape), twice]))


@given(shapes())
def test_equal_eigenvalues_are_found_each(graph: nx.Graph[Any]) -> None:
    links = pd.DataFrame([(f"{a:03d}", f"{b:03d}") for a, b in graph.edges()], columns=["a", "b"])
    links = links.assign(rtt_ms=1.0, capacity_tbps=1.0)
    values = np.linalg.eigvalsh(adjacency(links, None))
    near = 1e-9 * values[-1]
    assert metrics.spectral_radius(links) == pytest.approx(values[-1], abs=near)
    assert metrics.spectral_gap(links) == pytest.approx(values[-1] - values[-2], abs=2 * near)
    assert metrics.natural_connectivity(links) == pytest.approx(np.log(np.exp(values).mean()), rel=1e-9)
    least = np.linalg.eigvalsh(laplacian(links, None))
    assert metrics.algebraic_connectivity(links) == pytest.approx(least[1], rel=1e-8, abs=1e-12)


def test_a_third_value_nearby_does_not_hide_an_equal_one() -> None:
    weight = [1.0, 1.0, 1.0 - 1e-6]
    stars = [(f"hub{k}", f"leaf{k}{i}", by) for k, by in enumerate(weight) for i in range(9)]
    links = pd.DataFrame(stars, columns=["a", "b", "capacity_tbps"])
    assert metrics.spectral_radius(links, weight="capacity_tbps") == pytest.approx(3.0, abs=1e-9)
    assert metrics.spectral_gap(links, weight="capacity_tbps") == pytest.approx(0.0, abs=1e-9)


def links_of(graph: nx.Graph[Any]) -> pd.DataFrame:
    """Links of a graph, its nodes by number, each with a weight of its own."""
    links = pd.DataFrame([(f"{a:03d}", f"{b:03d}") for a, b in graph.edges()], columns=["a", "b"])
    return links.assign(capacity_tbps=np.random.default_rng(7).uniform(0.5, 2.0, len(links)), rtt_ms=1.0)


def hubs_alike() -> nx.Graph[Any]:
    """Three hubs with equal spokes at one node of a larger network, so that an eigenvalue occurs twice."""
    graph: nx.Graph[Any] = nx.powerlaw_cluster_graph(200, 4, 0.9, seed=1)
    for hub in (200, 300, 400):
        graph.add_edge(0, hub)
        graph.add_edges_from((hub, hub + i) for i in range(1, 100))
    return nx.convert_node_labels_to_integers(graph)


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        (nx.powerlaw_cluster_graph(300, 6, 0.9, seed=5), True),
        (nx.connected_watts_strogatz_graph(250, 8, 0.3, seed=2), True),
        (nx.random_regular_graph(3, 150, seed=4), True),
        (hubs_alike(), True),
        (nx.star_graph(150), False),  # all but two are 0
    ],
)
@pytest.mark.parametrize("weight", [None, "capacity_tbps"])
def test_greatest_eigenpairs_equal_the_dense_ones(graph: nx.Graph[Any], weight: str | None, *, found: bool) -> None:
    links = links_of(graph)
    pairs = eigenpairs.greatest_eigenpairs(metrics.compile_links(links, weight=weight), 30)
    values, vectors = np.linalg.eigh(adjacency(links, weight))
    order = np.argsort(-np.abs(values))[:30]
    if weight is None:
        assert (pairs is not None) == found
    if pairs is not None:
        assert np.abs(pairs[0]) == pytest.approx(np.abs(values[order]), rel=1e-12)
        assert pairs[1].T @ (pairs[0][:, None] * pairs[1]) == pytest.approx(
            (vectors * values)[:, order] @ vectors[:, order].T, abs=1e-9
        )
    odd = vectors[:, order] ** 2 @ np.sinh(values[order])
    index = metrics.generalized_robustness_index(links, weight=weight)
    if np.abs(values[order[-1]]) - np.sort(np.abs(values))[-31] < 1e-9:
        return  # which thirty is left open
    if odd.min() <= 0:
        assert np.isnan(index)
        return
    deviation = np.log10(np.abs(vectors[:, -1])) + np.log10(np.sinh(values[-1])) / 2 - np.log10(odd) / 2
    assert index == pytest.approx(np.sqrt(np.mean(deviation**2)), rel=1e-9)


def test_elimination_fills_in() -> None:
    # A ring of four without its first node has the chord 1-3.
    ring = np.array([(0, 1), (0, 3), (1, 2), (2, 3)]) @ [4, 1]
    assert set(factors._closed(ring, 4)) - set(ring) == {1 * 4 + 3}


def test_an_eigenvalue_not_found_is_got_from_the_dense_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.linalg.eigvalsh(adjacency(KITE, "capacity_tbps"))
    monkeypatch.setattr(lanczos, "_largest", lambda *_: (7.0, 1e-3))
    assert metrics.spectral_radius(KITE, weight="capacity_tbps") == pytest.approx(values[-1])
    assert metrics.spectral_gap(KITE, weight="capacity_tbps") == pytest.approx(values[-1] - values[-2])


@given(link_tables(connected=True), weights)
def test_spectral_scaling_is_its_formula(links: pd.DataFrame, weight: str | None) -> None:
    values, vectors = np.linalg.eigh(adjacency(links, weight))
    odd = (vectors**2) @ np.sinh(values)
    found = metrics.spectral_scaling(links, weight=weight)
    if odd.min() < 1e-9:
        return
    factor = np.log10(np.sinh(values[-1])) * -0.5
    known = np.sqrt(np.mean((np.log10(np.abs(vectors[:, -1])) - factor - np.log10(odd) / 2) ** 2))
    assert found == pytest.approx(known, abs=1e-6)
    assert metrics.generalized_robustness_index(links, weight=weight) == pytest.approx(known, abs=1e-6)


def test_spectral_scaling_is_missing_where_no_walk_is_odd() -> None:
    path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"]})
    assert np.isnan(metrics.spectral_scaling(path))


@given(link_tables())
def test_clustering_equals_networkx(links: pd.DataFrame) -> None:
    graph = nx.Graph(multigraph(links))
    assert metrics.average_clustering(links) == pytest.approx(nx.average_clustering(graph))


@given(link_tables(most_nodes=8, most_links=22))
def test_connectivity_equals_networkx(links: pd.DataFrame) -> None:
    graph = multigraph(links)
    assert metrics.node_connectivity(links) == nx.node_connectivity(nx.Graph(graph))
    units: nx.Graph[str] = nx.Graph()
    units.add_nodes_from(graph)
    for a, b in graph.edges():
        units.add_edge(a, b, weight=units.get_edge_data(a, b, {"weight": 0})["weight"] + 1)
    known = int(nx.stoer_wagner(units)[0]) if nx.is_connected(units) else 0
    assert metrics.link_connectivity(links) == known


@given(link_tables())
def test_robustness_gathers_them_all(links: pd.DataFrame) -> None:
    found = metrics.robustness(links)
    part = metrics.largest_component(links)
    nodes = len({*part["a"], *part["b"]})
    assert found["largest_component"] == nodes == max(map(len, nx.connected_components(multigraph(links))))
    assert found["kirchhoff_index"] == pytest.approx(metrics.kirchhoff_index(part))
    assert found["average_betweenness"] == pytest.approx(metrics.betweenness(part, length=None).mean())
    assert found["average_link_betweenness"] == pytest.approx(metrics.link_betweenness(part, length=None).mean())


# ---------------------------------------------------------------- laws

MEASURES = (
    metrics.betweenness,
    metrics.link_betweenness,
    metrics.closeness,
    metrics.distances,
    metrics.kirchhoff_index,
    metrics.log_spanning_trees,
    metrics.natural_connectivity,
    metrics.algebraic_connectivity,
)


@given(link_tables(), st.randoms(use_true_random=False), st.sampled_from(MEASURES))
def test_row_order_does_not_matter(links: pd.DataFrame, random: object, measure: object) -> None:
    order = list(links.index)
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = measure(links), measure(links.loc[order])  # type: ignore[operator]
    if isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other, check_exact=True)
    else:
        assert one == other or (np.isnan(one) and np.isnan(other))


@given(link_tables(connected=True), st.data())
def test_losing_a_link_never_brings_nodes_nearer(links: pd.DataFrame, data: st.DataObject) -> None:
    """Rayleigh's law of monotony for resistances, and law 8.1 for distances."""
    lost = data.draw(st.sampled_from(list(links.index)))
    left = links.drop(index=lost)
    if {*left["a"], *left["b"]} != {*links["a"], *links["b"]}:
        return
    assert metrics.kirchhoff_index(left) >= metrics.kirchhoff_index(links) - 1e-9
    assert metrics.distances(left).efficiency <= metrics.distances(links).efficiency + 1e-12
    assert metrics.algebraic_connectivity(left) <= metrics.algebraic_connectivity(links) + 1e-9


def test_kernels_say_the_same_uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers() -> list[Floats]:
        tables = [metrics.betweenness(KITE), metrics.link_resistance(KITE), metrics.subgraph_centrality(KITE)]
        return [*(table.to_numpy() for table in tables), np.array(metrics.natural_connectivity(KITE))]

    compiled = answers()
    for module in (kernels, lanczos):
        for name, function in list(vars(module).items()):
            if hasattr(function, "py_func"):
                monkeypatch.setattr(module, name, function.py_func)
    for one, other in zip(compiled, answers(), strict=True):
        assert one == pytest.approx(other, rel=1e-12)


# ---------------------------------------------------------------- a network, and bad input


def test_only_usable_links_of_a_network_count() -> None:
    cables = [
        Cable(a=0, b=1, km=1200),
        Cable(a=0, b=1, km=1200, over_land=True, status="sanctioned"),
    ]
    net = small_network([(0, 0), (10, 0)], cables)
    assert metrics.link_connectivity(net) == 1
    assert metrics.link_connectivity(net, allow=("sanctioned",)) == 2


def test_a_node_that_nothing_joins_is_there() -> None:
    net = small_network([(0, 0), (10, 0), (20, 0)], [Cable(a=0, b=1, km=1200)])
    assert metrics.distances(net).pairs == 3
    assert metrics.largest_component(net).nodes.index.to_list() == ["n0", "n1"]
    assert metrics.closeness(net)["n2"] == 0.0
    assert metrics.spectral_gap(net) == pytest.approx(1.0)
    assert metrics.natural_connectivity(net) == pytest.approx(np.log((np.exp(1) + np.exp(-1) + 1) / 3))


def test_compiled_once_asked_often() -> None:
    arrays = metrics.compile_links(KITE, weight="rtt_ms")
    assert metrics.distances(arrays) == metrics.distances(KITE)
    assert metrics.largest_component(arrays).size == 4


def test_no_links_at_all() -> None:
    empty = KITE.iloc[:0]
    assert np.isnan(metrics.distances(empty).average)
    assert metrics.bridges(empty).empty
    assert metrics.cut_nodes(empty).empty
    assert metrics.betweenness(empty).empty
    assert np.isnan(metrics.natural_connectivity(empty))
    assert np.isnan(metrics.spectral_radius(empty))
    assert np.isnan(metrics.average_clustering(empty))
    assert metrics.link_connectivity(empty) == metrics.node_connectivity(empty) == 0


@pytest.mark.parametrize(
    ("links", "weight", "told"),
    [
        (KITE.drop(columns="a"), None, "without the columns .*'a'"),
        (KITE, "price", "without the columns .*'price'"),
        (KITE.rename(index={"xy": "yz"}), None, "link ids twice: .*'yz'"),
        (KITE.assign(rtt_ms=-1.0), "rtt_ms", "rtt_ms missing, infinite or negative at 5 links"),
        (KITE.assign(rtt_ms=np.nan), "rtt_ms", "rtt_ms missing, infinite or negative at 5 links"),
    ],
)
def test_tables_that_cannot_be_right(links: pd.DataFrame, weight: str | None, told: str) -> None:
    with pytest.raises(InputError, match=told):
        metrics.compile_links(links, weight=weight)


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        (pd.DataFrame({"a": ["x"], "b": ["nowhere"], "tbps": [1.0]}), "no nodes of the network: .*'nowhere'"),
        (pd.DataFrame({"a": ["x"], "b": ["y"], "tbps": [-1.0]}), "missing, infinite or negative"),
        (pd.DataFrame({"a": ["x"], "b": ["y"], "tbps": [np.nan]}), "missing, infinite or negative"),
    ],
)
def test_demand_that_cannot_be_right(pairs: pd.DataFrame, told: str) -> None:
    with pytest.raises(InputError, match=told):
        metrics.demand_betweenness(KITE, pairs)


# ---------------------------------------------------------------- the world


def test_the_world(real: Network) -> None:
    """Identities that hold on any network, on the real one: Foster 1949, and pairs counted by links and by distances."""
    part = metrics.compile_links(metrics.largest_component(real))
    by_link = metrics.link_resistance(part)
    assert by_link.sum() == pytest.approx(part.size - 1)
    alone = set(by_link.index[by_link > 1 - 1e-9])
    assert alone == set(metrics.bridges(part).index)
    hops = metrics.distances(part)
    assert metrics.link_betweenness(part).sum() == pytest.approx(hops.average * hops.pairs)
    assert metrics.betweenness(part).sum() == pytest.approx((hops.average - 1) * hops.pairs)
    assert hops.joined_pairs == hops.pairs == part.size * (part.size - 1) // 2


@given(link_tables(), st.data())
def test_components_are_those_of_scipy(links: pd.DataFrame, data: st.DataObject) -> None:
    arrays = metrics.compile_links(links)
    kept = np.asarray(data.draw(st.lists(st.booleans(), min_size=len(arrays.a), max_size=len(arrays.a))), dtype=bool)
    ends = arrays.a[kept], arrays.b[kept]
    matrix = coo_array((np.ones(len(ends[0])), ends), shape=(arrays.size, arrays.size))
    assert arrays.components(kept=kept).tolist() == connected_components(matrix, directed=False)[1].tolist()


def test_the_index_is_missing_where_no_odd_walk_closes() -> None:
    path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"]})
    assert np.isnan(metrics.generalized_robustness_index(path))
    assert np.isnan(metrics.spectral_scaling(path))
    ring = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    assert np.isfinite(metrics.generalized_robustness_index(ring))

r"""Elimination and its kernels: two orders by hand, and least costs against networkx and scipy on any multigraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from cablenet.routing.elimination import MOST_KEPT, eliminate, elimination_of, make_sweep, sweep_of
from cablenet.routing.kernels import arc_costs, sweep

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """A multigraph with links of any length, zero too, from a node to itself too, some of them closed."""

    size: int
    a: Numbers
    b: Numbers
    weight: Floats
    usable: npt.NDArray[np.bool_]


@st.composite
def webs(draw: st.DrawFn, *, most_nodes: int = 12, most_links: int = 30) -> Web:
    size = draw(st.integers(1, most_nodes))
    node = st.integers(0, size - 1)
    links = draw(
        st.lists(st.tuples(node, node, st.integers(0, 50), st.sampled_from([True] * 4 + [False])), max_size=most_links)
    )
    a, b, weight, usable = ([link[i] for link in links] for i in range(4))
    return Web(
        size=size,
        a=np.asarray(a, dtype=np.int32),
        b=np.asarray(b, dtype=np.int32),
        weight=np.asarray(weight, dtype=np.float64),
        usable=np.asarray(usable, dtype=bool),
    )


def least_costs(web: Web, nodes: Numbers) -> Floats:
    """Least cost between each two of the nodes, by elimination."""
    order = eliminate(web.size, web.a, web.b)
    plan = make_sweep(order, nodes)
    cost = arc_costs(web.weight, web.usable, order.link_arc, order.start, order.third)
    least = sweep(cost, plan.start, plan.arc, plan.head, plan.span, plan.row)
    return least[plan.row][:, plan.column]


def costs_of_networkx(web: Web) -> Floats:
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    graph.add_nodes_from(range(web.size))
    for i in np.flatnonzero(web.usable):
        graph.add_edge(int(web.a[i]), int(web.b[i]), weight=float(web.weight[i]))
    least = np.full((web.size, web.size), np.inf)
    for node, costs in nx.all_pairs_dijkstra_path_length(graph):
        least[node, list(costs)] = list(costs.values())
    return least


def test_a_ring_by_hand() -> None:
    # 0 - 1
    # |   |     All have two neighbours, so 0 goes first and joins 1 and 3; then 1 goes, and joins 2 and 3, which are
    # 3 - 2     joined; then 2, then 3. Arcs: 0-1 0-3, 1-2 1-3, 2-3; triangles: 0 closed by 1-3, 1 closed by 2-3.
    order = eliminate(4, np.array([0, 1, 2, 3], dtype=np.int32), np.array([1, 2, 3, 0], dtype=np.int32))
    assert order.rank.tolist() == [0, 1, 2, 3]
    assert order.start.tolist() == [0, 2, 4, 5, 5]
    assert order.head.tolist() == [1, 3, 2, 3, 3]
    assert order.link_arc.tolist() == [0, 2, 4, 1]
    assert order.third.tolist() == [3, 4]
    assert repr(order) == "Elimination of 4 nodes: 5 arcs, 2 triangles"


def test_leaves_go_first_and_a_link_to_itself_has_no_arc() -> None:
    # 1 - 0 - 2, 2 - 2: the leaf 1 goes first, then 0, which is a leaf by then, then 2; no triangle.
    order = eliminate(3, np.array([0, 0, 2], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32))
    assert order.rank.tolist() == [1, 0, 2]
    assert order.head.tolist() == [1, 2]
    assert order.link_arc.tolist() == [0, 1, -1]
    assert order.third.size == 0


@settings(max_examples=200)
@given(webs())
def test_least_costs_are_those_of_networkx(web: Web) -> None:
    np.testing.assert_array_equal(least_costs(web, np.arange(web.size, dtype=np.int32)), costs_of_networkx(web))


@settings(max_examples=100)
@given(st.data(), webs())
def test_some_nodes_in_any_order_get_what_all_get(data: st.DataObject, web: Web) -> None:
    nodes = np.asarray(
        data.draw(st.permutations(range(web.size)))[: data.draw(st.integers(0, web.size))], dtype=np.int32
    )
    np.testing.assert_array_equal(least_costs(web, nodes), costs_of_networkx(web)[np.ix_(nodes, nodes)])


@settings(max_examples=100)
@given(st.data(), webs())
def test_the_order_of_elimination_changes_nothing(data: st.DataObject, web: Web) -> None:
    # Other numbers for the nodes and another order of the links make another order of elimination.
    number = np.asarray(data.draw(st.permutations(range(web.size))), dtype=np.int32)
    turn = np.asarray(data.draw(st.permutations(range(len(web.a)))), dtype=np.int64)
    other = Web(
        size=web.size,
        a=number[web.a][turn],
        b=number[web.b][turn],
        weight=web.weight[turn],
        usable=web.usable[turn],
    )
    np.testing.assert_array_equal(least_costs(other, number), least_costs(web, np.arange(web.size, dtype=np.int32)))


@settings(max_examples=100)
@given(st.data(), webs())
def test_closing_more_never_shortens(data: st.DataObject, web: Web) -> None:
    """Law 8.1."""
    keep = data.draw(st.lists(st.booleans(), min_size=len(web.a), max_size=len(web.a)))
    fewer = Web(size=web.size, a=web.a, b=web.b, weight=web.weight, usable=web.usable & np.asarray(keep, dtype=bool))
    nodes = np.arange(web.size, dtype=np.int32)
    assert (least_costs(fewer, nodes) >= least_costs(web, nodes)).all()


@pytest.mark.parametrize("seed", range(5))
def test_a_larger_web_against_scipy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size, count = 150, 220 + 60 * seed
    a, b = rng.integers(0, size, (2, count)).astype(np.int32)
    web = Web(size=size, a=a, b=b, weight=rng.random(count) * 100, usable=rng.random(count) > 0.1)
    matrix = np.full((size, size), np.inf)
    np.minimum.at(matrix, (a[web.usable], b[web.usable]), web.weight[web.usable])
    expected = floyd_warshall(np.minimum(matrix, matrix.T))
    np.testing.assert_allclose(least_costs(web, np.arange(size, dtype=np.int32)), expected, rtol=1e-12)


def test_an_order_is_made_once_for_a_topology() -> None:
    ends = np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    nodes = np.array([2, 0], dtype=np.int32)
    first = elimination_of(3, *ends)
    assert elimination_of(3, *(end.copy() for end in ends)) is first
    assert sweep_of(first, nodes) is sweep_of(first, nodes.copy())
    for size in range(4, 4 + MOST_KEPT):
        assert elimination_of(size, *ends) is not first
    again = elimination_of(3, *ends)
    assert again is not first
    assert again.head.tolist() == first.head.tolist()

"""Both searches: on the core with scipy, and by elimination with numba; against networkx, for any costs and any rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet.routing import contraction
from cablenet.routing.climbs import Climbs
from cablenet.routing.compiled import compile_network
from cablenet.routing.problem import Problem
from cablenet.routing.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from cablenet.network import Network
    from cablenet.routing.search import Search
    from cablenet.routing.trees import PathSet

    Engine = Callable[[Problem], Search]
    Floats = npt.NDArray[np.float64]


def problem_of(
    size: int, links: list[tuple[int, int, int]], commodities: list[tuple[int, int, int]], lengths: Floats | None = None
) -> Problem:
    """Links are ``a, b, closed``; commodities ``source, rights, target``, sorted."""
    a, b, closed = (np.asarray([link[i] for link in links]) for i in range(3))
    source, rights, target = (np.asarray([each[i] for each in sorted(commodities)]) for i in range(3))
    return Problem(
        size=size,
        a=a.astype(np.int32),
        b=b.astype(np.int32),
        rtt_ms=np.ones(len(links)) if lengths is None else lengths,
        price_ms=np.zeros(len(links)),
        capacity_tbps=np.ones(len(links)),
        closed=closed.astype(np.uint8),
        source=source.astype(np.int32),
        target=target.astype(np.int32),
        rights=rights.astype(np.uint8),
        tbps=np.ones(len(commodities)),
    )


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, Floats]:
    """A problem with rules that close some links, and a positive cost of each link."""
    size = draw(st.integers(2, 14))
    node = st.integers(0, size - 1)
    rules = st.sampled_from([0, 0, 0, 1, 2, 3])
    links = draw(st.lists(st.tuples(node, node, rules), max_size=30))
    commodity = st.tuples(node, rules, node).filter(lambda each: each[0] != each[2])
    commodities = draw(st.lists(commodity, unique=True, max_size=8))
    cost = draw(st.lists(st.integers(1, 30), min_size=len(links), max_size=len(links)))
    return problem_of(size, links, commodities), np.asarray(cost, dtype=np.float64)


def check_paths(problem: Problem, found: PathSet, cost: Floats) -> None:
    """Assert that links join source and target in turn, are open, and cost what is told."""
    for i, commodity in enumerate(found.commodity):
        here, total = problem.source[commodity], 0.0
        for link in found.links[found.start[i] : found.start[i + 1]]:
            ends = {problem.a[link], problem.b[link]}
            assert here in ends
            assert problem.closed[link] & ~problem.rights[commodity] == 0
            here = (ends - {here}).pop()
            total += cost[link]
        assert here == problem.target[commodity]
        assert total == found.cost[i]


def least_by_networkx(problem: Problem, cost: Floats) -> Floats:
    """Least cost of each commodity, infinite where there is no path."""
    least = np.full(len(problem.source), np.inf)
    for commodity, (source, target) in enumerate(zip(problem.source, problem.target, strict=True)):
        graph: nx.MultiGraph[int] = nx.MultiGraph()
        graph.add_nodes_from(range(problem.size))
        usable = problem.closed & ~problem.rights[commodity] == 0
        ends = zip(problem.a[usable].tolist(), problem.b[usable].tolist(), cost[usable].tolist(), strict=True)
        graph.add_weighted_edges_from(ends)
        if nx.has_path(graph, int(source), int(target)):
            least[commodity] = nx.dijkstra_path_length(graph, int(source), int(target))
    return least


both = pytest.mark.parametrize("engine", [Trees, Climbs])


@both
@settings(max_examples=150)
@given(problems())
def test_paths_cost_what_those_of_networkx_cost(engine: Engine, case: tuple[Problem, Floats]) -> None:
    problem, cost = case
    expected = least_by_networkx(problem, cost)
    found = engine(problem).paths(cost)
    assert found.commodity.tolist() == np.flatnonzero(np.isfinite(expected)).tolist()
    assert found.cost.tolist() == expected[found.commodity].tolist()
    check_paths(problem, found, cost)
    least, none = engine(problem).improving(cost, expected)
    assert least.tolist() == expected.tolist()
    assert not len(none.commodity)


@pytest.mark.parametrize("most", [0, 1, 2, 100])
def test_it_does_not_matter_how_small_the_core_is(most: int, real: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = world(real)
    expected = Trees(problem).paths(problem.cost_ms)
    monkeypatch.setattr(contraction, "MOST_NEIGHBOURS", most)
    found = Trees(problem).paths(problem.cost_ms)
    assert found.links.tolist() == expected.links.tolist()
    np.testing.assert_allclose(found.cost, expected.cost, rtol=1e-12)


@both
@settings(max_examples=50)
@given(st.data(), problems())
def test_some_commodities_are_found_as_with_all(
    engine: Engine, data: st.DataObject, case: tuple[Problem, Floats]
) -> None:
    problem, cost = case
    count = len(problem.source)
    mask = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    chosen = np.flatnonzero(np.asarray(mask, dtype=bool))
    search = engine(problem)
    some, every = search.paths(cost, commodities=chosen), search.paths(cost)
    told = {
        int(commodity): every.links[every.start[i] : every.start[i + 1]].tolist()
        for i, commodity in enumerate(every.commodity)
    }
    assert some.commodity.tolist() == [each for each in chosen if int(each) in told]
    for i, commodity in enumerate(some.commodity):
        assert some.links[some.start[i] : some.start[i + 1]].tolist() == told[int(commodity)]


@both
def test_a_long_way_over_one_shortcut_after_another(engine: Engine) -> None:
    # 0 - 1 - 2 - ... - 40, beside a dear link 0 - 40: forty links in their order, there and back.
    links = [(i, i + 1, 0) for i in range(40)] + [(0, 40, 0)]
    problem = problem_of(41, links, [(0, 0, 40), (40, 0, 0)])
    cost = np.ones(41)
    cost[40] = 41.0
    found = engine(problem).paths(cost)
    assert found.links.tolist() == [*range(40), *reversed(range(40))]
    cost[7] = 5.0
    assert engine(problem).paths(cost).links.tolist() == [40, 40]


def world(net: Network) -> Problem:
    """Paths between every fourth two hubs of the world, at lengths drawn so that no two paths are as long."""
    compiled = compile_network(net)
    usable = np.flatnonzero(compiled.usable)
    hubs = compiled.hubs[::4].tolist()
    links = [(int(compiled.a[i]), int(compiled.b[i]), 0) for i in usable]
    commodities = [(one, 0, other) for one in hubs for other in hubs if one < other]
    chance = np.random.default_rng(2)
    lengths = (compiled.rtt_ms[usable] + 0.01) * chance.uniform(0.5, 2.0, len(usable))
    return problem_of(len(compiled.node_ids), links, commodities, lengths)


def test_the_world_has_the_same_paths_either_way(real: Network) -> None:
    problem = world(real)
    found, expected = Climbs(problem).paths(problem.cost_ms), Trees(problem).paths(problem.cost_ms)
    assert found.commodity.tolist() == expected.commodity.tolist()
    assert found.links.tolist() == expected.links.tolist()
    np.testing.assert_allclose(found.cost, expected.cost, rtol=1e-12)

"""Least RTT between the Internet cities of all countries, beside networkx, rustworkx, igraph and scipy.

All get the same simple graph: usable links, the shortest of parallel ones. Each is asked for the distances from every
city to every other, by the call that suits it best, and must give what the others give. Set-up is stated apart: for
cablenet loading what was compiled before, compiling the network and making the order; for the others building their graph.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from timing import Case, measure, peak_mb, show

import cablenet
from cablenet.routing.compiled import compile_network
from cablenet.routing.matrix import rtt_matrices, rtt_matrix

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from cablenet.network import Network
    from cablenet.routing.compiled import Compiled

    Floats = npt.NDArray[np.float64]
    Edges = list[tuple[int, int, float]]

OURS = "cablenet, one matrix"


def simple_edges(compiled: Compiled) -> Edges:
    """List the usable links by the positions of their ends, the shortest of parallel ones."""
    best: dict[tuple[int, int], float] = {}
    for i in np.flatnonzero(compiled.usable):
        ends = int(min(compiled.a[i], compiled.b[i])), int(max(compiled.a[i], compiled.b[i]))
        best[ends] = min(best.get(ends, np.inf), float(compiled.rtt_ms[i]))
    return [(a, b, rtt) for (a, b), rtt in best.items() if a != b]


def by_networkx(compiled: Compiled, edges: Edges) -> Callable[[], Floats]:
    """Dijkstra from each city; the dicts are read out."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(compiled.node_ids)))
    graph.add_weighted_edges_from(edges)
    hubs = compiled.hubs.tolist()

    def run() -> Floats:
        rows = (nx.single_source_dijkstra_path_length(graph, hub) for hub in hubs)
        return np.array([[row.get(hub, np.inf) for hub in hubs] for row in rows])

    return run


def by_rustworkx(compiled: Compiled, edges: Edges) -> Callable[[], Floats]:
    """Dijkstra from each city: all pairs of all nodes would be twenty times the work."""
    rx = import_module("rustworkx")
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * len(compiled.node_ids))
    graph.add_edges_from(edges)
    hubs = compiled.hubs.tolist()

    def run() -> Floats:
        rows = ({hub: 0.0, **rx.dijkstra_shortest_path_lengths(graph, hub, float)} for hub in hubs)
        return np.array([[row.get(hub, np.inf) for hub in hubs] for row in rows])

    return run


def by_igraph(compiled: Compiled, edges: Edges) -> Callable[[], Floats]:
    """All cities in one call."""
    igraph = import_module("igraph")
    graph = igraph.Graph(n=len(compiled.node_ids), edges=[(a, b) for a, b, _ in edges])
    graph.es["rtt_ms"] = [rtt for _, _, rtt in edges]
    hubs = compiled.hubs.tolist()
    return lambda: np.array(graph.distances(source=hubs, target=hubs, weights="rtt_ms"))


PEERS = {"igraph": by_igraph, "rustworkx": by_rustworkx, "networkx": by_networkx}


def ours(net: Network, compiled: Compiled, set_up_s: float) -> list[Case]:
    """One matrix from compiled arrays; one of many scenarios; one from the network itself; and by scipy."""
    chance = np.random.default_rng(1)
    shares = [(chance.random(len(compiled.link_ids)) > 0.02).astype(float) for _ in range(50)]
    return [
        Case(name=OURS, run=lambda: rtt_matrix(compiled), set_up_s=set_up_s, repeats=20),
        Case(
            name="cablenet, 50 scenarios",
            run=lambda: sum(1 for _ in rtt_matrices(compiled, shares)),
            set_up_s=set_up_s,
        ),
        Case(name="cablenet, from the network", run=lambda: rtt_matrix(net), set_up_s=set_up_s, repeats=5),
        Case(
            name='cablenet, kernel="scipy"',
            run=lambda: rtt_matrix(compiled, kernel="scipy"),
            set_up_s=0.0,
        ),
    ]


def peers(compiled: Compiled) -> list[Case]:
    """Peers that are installed, each after it has given the same answer."""
    edges, expected = simple_edges(compiled), rtt_matrix(compiled).to_numpy()
    cases = []
    for name, build in PEERS.items():
        if find_spec(name) is None:
            print(f"{name} is not installed: left out")
            continue
        start = time.perf_counter()
        run = build(compiled, edges)
        cases.append(Case(name=name, run=run, set_up_s=time.perf_counter() - start))
        np.testing.assert_allclose(run(), expected, rtol=1e-9)
    return cases


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3, help="counted rounds (default 3)")
    options = parser.parse_args()
    net = cablenet.load()
    before = peak_mb()
    start = time.perf_counter()
    compiled = compile_network(net)
    rtt_matrix(compiled)
    set_up_s = time.perf_counter() - start
    print(f"{len(compiled.node_ids)} nodes, {int(compiled.usable.sum())} usable links, {len(compiled.hubs)} cities")
    print(f"peak memory: {before:.0f} MB with the network loaded, {peak_mb():.0f} MB after the first matrix")
    cases = [*ours(net, compiled, set_up_s), *peers(compiled)]
    show(cases, measure(cases, max(1, options.rounds)), OURS)
    print(f"peak memory with all peers: {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()

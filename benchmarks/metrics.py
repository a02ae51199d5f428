"""Measures of structure, timed beside the TIGER toolbox and networkx on the same simple graph in the same run.

    python benchmarks/metrics.py [--nodes 1000] [--runs 3] [--json]

The graph is the largest component of today's network without parallel links (``--nodes`` keeps the part nearest to one
node, for a short run). Each peer runs once, since some take minutes; each of ours runs ``--runs`` times after one run that is
not counted (it compiles), and the middle time is reported. Values are compared, so that nothing fast is wrong. The TIGER
toolbox is `pip install graph-tiger`; without it, the networkx functions that it calls are the peers, and that is said.
Never fails on a time.
"""

from __future__ import annotations

import argparse
import json
import math
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd

import cablenet
from cablenet import metrics

if TYPE_CHECKING:
    from collections.abc import Callable

    Ours = metrics.Arrays
    Theirs = nx.Graph[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One measure: ours, the name TIGER gives it, and what networkx function is its peer, if any."""

    name: str
    ours: Callable[[Ours], float]
    tiger: str
    peer: Callable[[Theirs], float] | None = None


def graphs(most: int | None) -> tuple[Ours, Theirs]:
    """Make the same simple connected graph, for us and for the peers."""
    net = cablenet.load()
    table = metrics.largest_component(net).usable()
    simple: nx.Graph[Any] = nx.Graph()
    simple.add_edges_from(sorted(zip(table["a"], table["b"], strict=True)))
    if most is not None:
        nearest = [node for nodes in nx.bfs_layers(simple, [min(simple)]) for node in nodes][:most]
        simple = simple.subgraph(nearest).copy()
    links = pd.DataFrame(sorted(simple.edges()), columns=["a", "b"])
    return metrics.compile_links(links), nx.convert_node_labels_to_integers(simple, ordering="sorted")


def cases() -> list[Case]:
    """List the measures of TIGER (version 0.8), in its order."""
    return [
        Case(
            name="node connectivity",
            ours=metrics.node_connectivity,
            tiger="node_connectivity",
            peer=nx.node_connectivity,
        ),
        Case(
            name="link connectivity",
            ours=metrics.link_connectivity,
            tiger="edge_connectivity",
            peer=nx.edge_connectivity,
        ),
        Case(name="diameter", ours=lambda g: metrics.distances(g).diameter, tiger="diameter", peer=nx.diameter),
        Case(
            name="average distance",
            ours=lambda g: metrics.distances(g).average,
            tiger="average_distance",
            peer=nx.average_shortest_path_length,
        ),
        Case(
            name="efficiency",
            ours=lambda g: metrics.distances(g).efficiency,
            tiger="average_inverse_distance",
            peer=nx.global_efficiency,
        ),
        Case(
            name="betweenness",
            ours=lambda g: float(metrics.betweenness(g).mean()),
            tiger="average_vertex_betweenness",
            peer=lambda g: _mean(nx.betweenness_centrality(g, normalized=False)),
        ),
        Case(
            name="link betweenness",
            ours=lambda g: float(metrics.link_betweenness(g).mean()),
            tiger="average_edge_betweenness",
            peer=lambda g: _mean(nx.edge_betweenness_centrality(g, normalized=False)),
        ),
        Case(
            name="clustering",
            ours=metrics.average_clustering,
            tiger="average_clustering_coefficient",
            peer=nx.average_clustering,
        ),
        Case(
            name="largest component",
            ours=lambda g: metrics.largest_component(g).size,
            tiger="largest_connected_component",
            peer=lambda g: max(map(len, nx.connected_components(g))),
        ),
        Case(name="spectral radius", ours=metrics.spectral_radius, tiger="spectral_radius"),
        Case(name="spectral gap", ours=metrics.spectral_gap, tiger="spectral_gap"),
        Case(name="natural connectivity", ours=metrics.natural_connectivity, tiger="natural_connectivity"),
        Case(name="spectral scaling", ours=metrics.spectral_scaling, tiger="spectral_scaling"),
        Case(
            name="generalised robustness index",
            ours=metrics.generalized_robustness_index,
            tiger="generalized_robustness_index",
        ),
        Case(
            name="algebraic connectivity",
            ours=metrics.algebraic_connectivity,
            tiger="algebraic_connectivity",
            peer=nx.algebraic_connectivity,
        ),
        Case(
            name="spanning trees (logarithm)",
            ours=metrics.log_spanning_trees,
            tiger="number_spanning_trees",
            peer=lambda g: math.log(nx.number_of_spanning_trees(g)),
        ),
        Case(
            name="Kirchhoff index",
            ours=metrics.kirchhoff_index,
            tiger="effective_resistance",
            peer=nx.effective_graph_resistance,
        ),
    ]


def _mean(values: dict[Any, float]) -> float:
    return sum(values.values()) / len(values)


def tiger() -> Callable[[Theirs, str], float] | None:
    """Give the toolbox's own entry, or nothing if it is not installed."""
    try:
        from graph_tiger.measures import run_measure  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None

    def run(graph: Theirs, measure: str) -> float:
        options = {"k": 30} if measure == "generalized_robustness_index" else {}
        found = run_measure(graph, measure, **options)
        found = math.nan if found is None else float(found)
        return math.log(found) if measure == "number_spanning_trees" else found

    return run


def timed(run: Callable[[], float]) -> tuple[float, float]:
    """Time one run: value and seconds."""
    start = time.perf_counter()
    value = float(run())
    return value, time.perf_counter() - start


def measure(most: int | None, runs: int) -> list[dict[str, object]]:
    """Time every measure, ours and the peer's."""
    arrays, graph = graphs(most)
    toolbox = tiger()
    rows: list[dict[str, object]] = []
    for case in cases():
        timed(lambda case=case: case.ours(arrays))  # type: ignore[misc]
        mine = [timed(lambda case=case: case.ours(arrays)) for _ in range(runs)]  # type: ignore[misc]
        seconds = sorted(taken for _, taken in mine)[runs // 2]
        row: dict[str, object] = {"measure": case.name, "value": mine[0][0], "ours_s": seconds}
        known, peer_seconds, peer = math.nan, math.nan, "none"
        if toolbox is not None:
            peer = "graph-tiger"
            known, peer_seconds = timed(lambda case=case: toolbox(graph, case.tiger))  # type: ignore[misc]
        elif case.peer is not None:
            peer = "networkx"
            known, peer_seconds = timed(lambda case=case: case.peer(graph))  # type: ignore[misc]
        row |= {"peer": peer, "peer_value": known, "peer_s": peer_seconds, "ratio": peer_seconds / seconds}
        rows.append(row)
    total, peers = (sum(float(str(row[key])) for row in rows if row["peer"] != "none") for key in ("ours_s", "peer_s"))
    rows.append({"measure": "all", "ours_s": total, "peer": rows[0]["peer"], "peer_s": peers, "ratio": peers / total})
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--nodes", type=int, help="keep so many nodes (default: all, which takes a quarter of an hour)")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of ours (default 3)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rows = measure(options.nodes, max(1, options.runs))
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{'measure':<30}{'value':>14}{'peer value':>14}{'ours s':>10}{'peer s':>10}{'ratio':>9}  peer")
    for row in rows:
        values = [float(str(row.get(key, math.nan))) for key in ("value", "peer_value", "ours_s", "peer_s", "ratio")]
        told = f"{values[0]:>14.6g}{values[1]:>14.6g}{values[2]:>10.4f}{values[3]:>10.2f}{values[4]:>9.0f}"
        print(f"{row['measure']:<30}{told}  {row['peer']}")


if __name__ == "__main__":
    main()

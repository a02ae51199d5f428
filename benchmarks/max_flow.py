"""One maximum flow from the European Union to Japan with its minimum cut, beside igraph and scipy alone.

From arrays made once, as a study of many scenarios asks it; and from the network, as a user asks it once. The flows must
agree. Set-up is stated apart: compiling, or building the graph.
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
from cablenet.metrics.flow import max_flow
from cablenet.metrics.flow_arrays import flow_arcs, source_side
from cablenet.network import find_place
from cablenet.routing.compiled import compile_network

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.network import Network
    from cablenet.routing.compiled import Compiled

    Numbers = npt.NDArray[np.int32]

OURS = 'from arrays, kernel="numba"'


def ours(net: Network, compiled: Compiled, ends: tuple[Numbers, Numbers]) -> list[Case]:
    """Both kernels from arrays and from the network."""
    start = time.perf_counter()
    arcs = flow_arcs(len(compiled.node_ids), compiled.a, compiled.b)
    capacity = np.where(compiled.usable, compiled.capacity_tbps, 0.0)
    source_side(arcs, capacity, *ends, kernel="numba")
    set_up_s = time.perf_counter() - start
    names = [list(compiled.node_ids[side]) for side in ends]

    def cut_by_numba() -> float:
        side = source_side(arcs, capacity, *ends, kernel="numba")
        return float(capacity[side[compiled.a] != side[compiled.b]].sum())

    def cut_by_scipy() -> float:
        side = source_side(arcs, capacity, *ends, kernel="scipy")
        return float(capacity[side[compiled.a] != side[compiled.b]].sum())

    return [
        Case(name=OURS, run=cut_by_numba, set_up_s=set_up_s, repeats=20),
        Case(name='from arrays, kernel="scipy"', run=cut_by_scipy, set_up_s=set_up_s, repeats=10),
        Case(
            name='max_flow(net), kernel="numba"',
            run=lambda: max_flow(net, *names, kernel="numba").tbps,
            set_up_s=0.0,
            repeats=10,
        ),
        Case(name="max_flow(net)", run=lambda: max_flow(net, *names).tbps, set_up_s=0.0, repeats=10),
    ]


def by_igraph(compiled: Compiled, ends: tuple[Numbers, Numbers]) -> list[Case]:
    """With the cut, and the value alone; parallel links merged, capacities given as a list made once."""
    igraph = import_module("igraph")
    start = time.perf_counter()
    size, usable = len(compiled.node_ids), compiled.usable
    low, high = np.minimum(compiled.a, compiled.b)[usable], np.maximum(compiled.a, compiled.b)[usable]
    pairs, of = np.unique(np.stack([low, high]), axis=1, return_inverse=True)
    capacity = np.bincount(of.ravel(), weights=compiled.capacity_tbps[usable]).tolist()
    sides = [(size + end, int(node)) for end, side in enumerate(ends) for node in side]
    graph = igraph.Graph(n=size + 2, edges=[*pairs.T.tolist(), *sides])
    capacity += [1e9] * len(sides)
    set_up_s = time.perf_counter() - start
    return [
        Case(
            name="igraph maxflow, with the cut",
            run=lambda: graph.maxflow(size, size + 1, capacity).value,
            set_up_s=set_up_s,
            repeats=10,
        ),
        Case(
            name="igraph maxflow_value, no cut",
            run=lambda: graph.maxflow_value(size, size + 1, capacity),
            set_up_s=set_up_s,
            repeats=10,
        ),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds (default 5)")
    options = parser.parse_args()
    net = cablenet.load()
    compiled = compile_network(net)
    ends = (
        compiled.positions(find_place(net, "EU").nodes),
        compiled.positions(find_place(net, "JP").nodes),
    )
    cases = ours(net, compiled, ends)
    if find_spec("igraph") is None:
        print("igraph is not installed: left out")
    else:
        cases += by_igraph(compiled, ends)
    flows = np.array([case.run() for case in cases], dtype=float)
    np.testing.assert_allclose(flows, flows[0], rtol=1e-4)  # gigabits rounded down, link by link
    print(f"{flows[0]:,.1f} Tbps")
    show(cases, measure(cases, max(1, options.rounds)), OURS)
    print(f"peak memory: {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()

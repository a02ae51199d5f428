"""How far apart the nodes are: average distance, efficiency, diameter, closeness; and how their neighbours cluster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from typing import TYPE_CHECKING

import numpy as np

from cablenet.metrics.arrays import Arrays, Graph, compile_links
from cablenet.metrics.centrality import CHUNKS, QUANTUM, simple_arcs

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

__all__ = ["Distances", "average_clustering", "closeness", "distances"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distances:
    """Least distances over all pairs of nodes, in the unit of the column measured (links where none is).

    ``average`` and ``diameter`` are over the ``joined_pairs`` of all ``pairs``: those that no path joins are counted,
    not averaged. ``efficiency`` is over all pairs: what is apart adds nothing. ``together_pairs`` are joined by links of
    length 0 alone; their inverse distance is infinite, so efficiency leaves them out.
    """

    nodes: int
    pairs: int
    joined_pairs: int
    together_pairs: int
    average: float
    diameter: float
    efficiency: float

    def __repr__(self) -> str:
        """One line."""
        return (
            f"Distances of {self.pairs:,} pairs ({self.pairs - self.joined_pairs:,} apart): average {self.average:.4g}, "
            f"largest {self.diameter:.4g}, efficiency {self.efficiency:.4g}"
        )


def distances(net: Graph, *, length: str | None = "rtt_ms", allow: tuple[str, ...] = ()) -> Distances:
    """Average distance, diameter and efficiency (average inverse distance) of all pairs of nodes.

    Average l = mean of d_ij over joined pairs and diameter = the largest of them; efficiency E = 1/(n(n-1)) sum 1/d_ij,
    where a pair apart counts 0: Latora and Marchiori 2001 (doi:10.1103/PhysRevLett.87.198701). ``length`` is the column
    measured; ``None`` counts links. O(n m log n), a second or two for the world.

    >>> import pandas as pd
    >>> path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"], "rtt_ms": [5.0, 5.0]}, index=["1", "2"])
    >>> distances(path, length=None)
    Distances of 3 pairs (0 apart): average 1.333, largest 2, efficiency 0.8333
    """
    arrays = compile_links(net, weight=length, allow=allow)
    reached, total, inverse, most, together = _far(arrays)
    size = arrays.size
    joined, same = int(reached.sum()) // 2, int(together.sum()) // 2
    distinct = size * (size - 1) // 2 - same
    return Distances(
        nodes=size,
        pairs=size * (size - 1) // 2,
        joined_pairs=joined,
        together_pairs=same,
        average=float(total.sum() / 2 / joined) if joined else float("nan"),
        diameter=float(most.max()) if joined else float("nan"),
        efficiency=float(inverse.sum() / 2 / distinct) if distinct else float("nan"),
    )


def closeness(net: Graph, *, length: str | None = "rtt_ms", allow: tuple[str, ...] = ()) -> pd.Series:
    """Closeness of each node: how near it is to all it can reach, times the share of nodes it can reach, by node id.

    c_i = (r_i / (n - 1)) r_i / sum_j d_ij, with r_i the others it reaches: Sabidussi 1966 (doi:10.1007/BF02289527) in the
    form of Wasserman and Faust 1994 for networks in pieces. In 1/ms for RTT. Cost as of :func:`distances`.

    >>> import pandas as pd
    >>> path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"], "rtt_ms": [5.0, 5.0]}, index=["1", "2"])
    >>> closeness(path).round(6).to_dict()
    {'x': 0.133333, 'y': 0.2, 'z': 0.133333}
    """
    import pandas as pd

    arrays = compile_links(net, weight=length, allow=allow)
    reached, total, *_ = _far(arrays)
    value = np.divide(reached**2, total * max(arrays.size - 1, 1), out=np.zeros(arrays.size), where=total > 0)
    return pd.Series(value, index=pd.Index(arrays.node_ids, name="node_id", dtype="str"), name="closeness")


def average_clustering(net: Graph, *, allow: tuple[str, ...] = ()) -> float:
    """Mean over all nodes of the share of pairs of neighbours that are joined themselves; 0 for fewer than two neighbours.

    C = (1/n) sum_i 2 t_i / (k_i (k_i - 1)), with t_i the triangles at node i and k_i its neighbours; parallel links count
    once. Watts and Strogatz 1998 (doi:10.1038/30918). Cost O(sum k_i^2).

    >>> import pandas as pd
    >>> kite = pd.DataFrame({"a": ["x", "y", "z", "z"], "b": ["y", "z", "x", "tail"]})
    >>> round(average_clustering(kite), 6)
    0.583333
    """
    arrays = compile_links(net, allow=allow)
    if not arrays.size:
        return float("nan")
    matrix = arrays.matrix()
    matrix.data[:] = 1.0
    neighbours = np.diff(matrix.indptr)
    # Twice the triangles at each node: paths of two links whose ends are joined.
    closed = np.asarray((matrix @ matrix).multiply(matrix).sum(axis=1)).ravel()
    pairs = neighbours * (neighbours - 1.0)
    return float(np.divide(closed, pairs, out=np.zeros(arrays.size), where=pairs > 0).mean())


def _far(arrays: Arrays) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Per node: others reached, sum of distances, sum of inverses, farthest, others at no distance."""
    from cablenet.metrics.kernels import far

    (first, head, length, _), _, hops = simple_arcs(arrays)
    unit = (
        max(float(arrays.weight.min()), QUANTUM)
        if hops and len(length)
        else max(QUANTUM, float(arrays.weight.sum()) * 2.0**-60)
    )
    parts = np.array_split(np.arange(arrays.size), CHUNKS)
    with ThreadPoolExecutor(cpu_count()) as pool:
        done = [pool.submit(far, first, head, length, part, hops) for part in parts]
    reached, total, inverse, most, together = (np.concatenate([part.result()[i] for part in done]) for i in range(5))
    return reached.astype(np.float64), total * unit, inverse / unit, most * unit, together.astype(np.float64)

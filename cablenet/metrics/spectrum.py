"""Measures of the adjacency matrix: its largest eigenvalues, and closed walks counted node by node.

The matrix holds, for each two nodes, the number of links between them (or the sum of their weights), so parallel links
count. All are defined on networks in pieces too, where the largest eigenvalue is that of one piece.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import TYPE_CHECKING

import numpy as np

from cablenet.metrics.arrays import Arrays, Graph, compile_links

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

__all__ = [
    "generalized_robustness_index",
    "natural_connectivity",
    "spectral_gap",
    "spectral_radius",
    "spectral_scaling",
    "subgraph_centrality",
]

DENSE = 64
"""Matrices up to this size are taken apart whole."""

NODES = 24
"""Points on the curve along which the exponential is summed; more only add rounding."""

TAIL = 1e-13
"""Share of the walks, by their weight in the exponential, that is left out."""


def spectral_radius(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> float:
    """Largest eigenvalue of the adjacency matrix; it grows with the number of ways to walk through the network.

    Wang et al. 2003 (doi:10.1109/RELDIS.2003.1238052): a contagion dies out below the threshold 1 / radius. Lanczos'
    method, O(m) a step.

    >>> import pandas as pd
    >>> star = pd.DataFrame({"a": ["hub"] * 4, "b": ["w", "x", "y", "z"]})
    >>> round(spectral_radius(star), 6)
    2.0
    """
    from cablenet.metrics.lanczos import largest_eigenvalues

    values = largest_eigenvalues(compile_links(net, weight=weight, allow=allow), 1)
    return float(values[0]) if len(values) else float("nan")


def spectral_gap(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> float:
    """Difference of the two largest eigenvalues of the adjacency matrix; small where few links hold parts together.

    Hoory, Linial and Wigderson 2006 (doi:10.1090/S0273-0979-06-01126-8). Cost as of :func:`spectral_radius`.

    >>> import pandas as pd
    >>> triangle = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    >>> round(spectral_gap(triangle), 6)
    3.0
    """
    from cablenet.metrics.lanczos import largest_eigenvalues

    values = largest_eigenvalues(compile_links(net, weight=weight, allow=allow), 2)
    return float(values[0] - values[1]) if len(values) > 1 else float("nan")


def natural_connectivity(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> float:
    """Logarithm of the mean of exp(eigenvalue) of the adjacency matrix: closed walks, short ones weighing most.

    ln((1/n) tr exp(A)); Wu et al. 2010 (doi:10.1088/0256-307X/27/7/078902). With r the radius, tr exp(A - r) is the
    integral of exp(z) tr (z + r - A)^-1 / 2 pi i along Talbot's curve around the eigenvalues, whose sum over
    :data:`NODES` points errs by 3.9^-NODES: Trefethen, Weideman and Schmelzer 2006 (doi:10.1007/s10543-006-0077-9). Right
    to 1e-10. Each point costs one sparse factorisation, half of them are reflections of the others.

    >>> import pandas as pd
    >>> pair = pd.DataFrame({"a": ["x"], "b": ["y"]})
    >>> round(natural_connectivity(pair), 6)  # ln cosh 1
    0.433781
    """
    from cablenet.metrics.factors import inverse_traces
    from cablenet.metrics.lanczos import largest_eigenvalues

    arrays = compile_links(net, weight=weight, allow=allow)
    if not arrays.size:
        return float("nan")
    radius = float(largest_eigenvalues(arrays, 1)[0])
    angle = np.pi * np.arange(1, NODES, 2) / NODES
    tangent = np.tan(0.6407 * angle)
    point = np.asarray(NODES * (0.5017 * angle / tangent - 0.6122 + 0.2645j * angle), dtype=np.complex128)
    step = 2 * (0.5017 / tangent - 0.5017 * 0.6407 * angle / np.sin(0.6407 * angle) ** 2 + 0.2645j)
    total = np.sum(np.exp(point) * step * inverse_traces(arrays, point + radius)).imag
    return float(radius + np.log(total / arrays.size))


def subgraph_centrality(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> pd.Series:
    """Closed walks from each node, a walk of k links weighing 1/k!: the diagonal of exp(A), by node id.

    Estrada and Rodriguez-Velazquez 2005 (doi:10.1103/PhysRevE.71.056103). The series of the exponential has no negative
    term, so every digit counts; (A^2k)_ii and (A^2k+1)_ii are products of rows of A^k and A^k+1, so half the powers do.
    Cost O(n m radius).

    >>> import pandas as pd
    >>> pair = pd.DataFrame({"a": ["x"], "b": ["y"]})
    >>> subgraph_centrality(pair).round(6).to_dict()
    {'x': 1.543081, 'y': 1.543081}
    """
    import pandas as pd

    arrays = compile_links(net, weight=weight, allow=allow)
    even, odd, radius = _closed_walks(arrays)
    index = pd.Index(arrays.node_ids, name="node_id", dtype="str")
    return pd.Series((even + odd) * np.exp(radius), index=index, name="subgraph_centrality")


def spectral_scaling(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> float:
    """Deviation from the scaling that a network without bottlenecks has; the smaller, the better it holds together.

    sqrt((1/n) sum_i (log10 g_i - log10 A - log10(S_i) / 2)^2), with g the first eigenvector of the adjacency matrix (of
    length 1), S_i = sinh(A)_ii the odd closed walks, and A = sinh(radius)^(-1/2). Estrada 2006
    (doi:10.1209/epl/i2005-10441-3). Missing where the network is in pieces, or has nodes on no odd closed walk (it is
    bipartite): a logarithm of nothing. The eigenvector is found by repeated multiplication, whose terms are all
    positive, so that far corners are right in every digit. Cost as of :func:`subgraph_centrality`.

    >>> import pandas as pd
    >>> triangle = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    >>> round(spectral_scaling(triangle), 6)
    0.226762
    """
    from cablenet.metrics.lanczos import first_eigenvector

    arrays = compile_links(net, weight=weight, allow=allow)
    if not arrays.size or arrays.components().max():
        return float("nan")
    _, odd, radius = _closed_walks(arrays)
    logs = np.log10(np.where(odd > 0, odd, np.nan)) + radius * np.log10(np.e)
    return _scaling(first_eigenvector(arrays, np.ones(arrays.size)), logs, radius)


def generalized_robustness_index(
    net: Graph, *, eigenvalues: int = 30, weight: str | None = None, allow: tuple[str, ...] = ()
) -> float:
    """Approximate :func:`spectral_scaling` by the few eigenvalues that are largest without regard to sign.

    Malliaros, Megalooikonomou and Faloutsos 2012 (doi:10.1137/1.9781611972825.81). Missing where the network is
    bipartite, and where the approximation finds a node on a negative number of odd closed walks. Right to 1e-9 of itself; some 400 looks at every link for thirty
    eigenvalues of the world, by Lanczos' method.

    >>> import pandas as pd
    >>> triangle = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    >>> round(generalized_robustness_index(triangle), 6)
    0.226762
    """
    from cablenet.metrics.lanczos import first_eigenvector

    arrays = compile_links(net, weight=weight, allow=allow)
    if not arrays.size or arrays.components().max() or _two_sided(arrays):
        return float("nan")
    values, vectors = _greatest(arrays, eigenvalues)
    radius = float(values.max())
    share = (np.exp(values - radius) - np.exp(-values - radius)) / 2
    odd = np.sum(share[:, None] * vectors**2, axis=0)
    if odd.min() <= 0:
        return float("nan")
    first = first_eigenvector(arrays, np.abs(vectors[values.argmax()]))
    return _scaling(first, np.log10(odd) + radius * np.log10(np.e), radius)


def _greatest(arrays: Arrays, count: int) -> tuple[Floats, Floats]:
    """Eigenvalues that are largest without regard to sign, and their vectors (count, n)."""
    from scipy.linalg import eigh
    from scipy.sparse.linalg import eigsh

    from cablenet.metrics.eigenpairs import greatest_eigenpairs

    if arrays.size <= max(DENSE, 2 * count):
        values, vectors = eigh(arrays.matrix().toarray())
    else:
        found = greatest_eigenpairs(arrays, count)
        if found is not None:
            return found
        start = np.ones(arrays.size) / np.sqrt(arrays.size)
        values, vectors = eigsh(arrays.matrix(), k=count, v0=start, ncv=min(5 * count, arrays.size))
    order = np.argsort(-np.abs(values), kind="stable")[:count]
    return values[order], vectors.T[order]


def _two_sided(arrays: Arrays) -> bool:
    """Whether a network in one piece is bipartite: no link joins two nodes at an odd, or two at an even, distance from the first."""
    from scipy.sparse.csgraph import dijkstra

    odd = dijkstra(arrays.matrix(), unweighted=True, indices=0) % 2 == 1
    return not np.any(odd[arrays.a] == odd[arrays.b])


def _scaling(first: Floats, log_odd: Floats, radius: float) -> float:
    """Root mean square of what the first eigenvector deviates from, in powers of ten."""
    log_sinh = radius * np.log10(np.e) + np.log10((1 - np.exp(-2 * radius)) / 2)
    with np.errstate(divide="ignore"):
        deviation = np.log10(first) + log_sinh / 2 - log_odd / 2
    return float(np.sqrt(np.mean(deviation**2)))


def _closed_walks(arrays: Arrays) -> tuple[Floats, Floats, float]:
    """Diagonals of cosh(A) and sinh(A), both times exp(-radius), and the radius.

    With A = radius B the k-th term is poisson(k; radius) (B^k)_ii, so nothing overflows.
    """
    from scipy.sparse.csgraph import reverse_cuthill_mckee
    from scipy.stats import poisson

    from cablenet.metrics.kernels import WIDTH, closed_walks
    from cablenet.metrics.lanczos import largest_eigenvalues

    size = arrays.size
    even, odd = np.zeros(size), np.zeros(size)
    if not arrays.weight.any():
        return np.ones(size), odd, 0.0
    radius, matrix = float(largest_eigenvalues(arrays, 1)[0]), arrays.matrix()
    rare = poisson.sf(np.arange(int(radius + 20 * np.sqrt(radius)) + 60), radius) < TAIL / size
    share = poisson.pmf(np.arange(2 * (int(np.argmax(rare)) // 2 + 1)), radius)
    # Neighbours side by side, so that what is multiplied lies in the cache.
    order = reverse_cuthill_mckee(matrix, symmetric_mode=True)
    near = matrix[order][:, order]
    arcs = (near.indptr.astype(np.int64), near.indices.astype(np.int64), near.data / radius)
    with ThreadPoolExecutor(cpu_count()) as pool:
        done = [pool.submit(closed_walks, arcs, start, share, even, odd) for start in range(0, size, WIDTH)]
    for part in done:
        part.result()
    place = np.argsort(order)
    return even[place], odd[place], radius

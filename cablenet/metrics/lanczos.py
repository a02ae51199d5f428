"""Lanczos' method, compiled: the largest eigenvalue of a network's adjacency matrix, beside eigenvectors already known.

Lanczos 1950 (doi:10.6028/jres.045.026). A step is one look at every link, so that a call costs less than building the
matrix. No vector is made orthogonal again to all before it: until an eigenvalue is found they need it not (Paige 1980,
doi:10.1016/0024-3795(80)90167-6), and then the search ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.metrics.kernels import compiled

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.metrics.arrays import Arrays

    Floats = npt.NDArray[np.float64]
    Links = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], Floats]

__all__ = ["largest_eigenvalues"]

MOST = 500
"""Steps after which the dense matrix is taken apart instead."""

LOOK = 4
"""Steps from one look at the error to the next."""

TOLERANCE = 1e-9
"""Norm of A v - value v, as a share of the matrix's norm, at which a value is found: more than the value is wrong by."""


def largest_eigenvalues(arrays: Arrays, count: int) -> Floats:
    """Largest eigenvalues of the adjacency matrix, each as often as it occurs, falling: (count,), or (n,) if n is less.

    Each is sought among the vectors orthogonal to those found, from a start of its own, drawn at random: so equal values
    are found one by one, and so are those of pieces. The starts are positive, as the first eigenvector is.
    """
    from scipy.linalg import eigvalsh

    count = min(count, arrays.size)
    values, vectors = np.zeros(count), np.zeros((count, arrays.size))
    if not arrays.weight.any():
        return values
    starts = np.random.default_rng(0).uniform(0.5, 1.5, (count, arrays.size))
    # Positions without a sign need no look whether they count from the end.
    links = (arrays.a.view(np.uint64), arrays.b.view(np.uint64), arrays.weight)
    for i in range(count):
        values[i], error = _largest(links, starts[i], vectors[:i], vectors[i])
        if error > 2 * TOLERANCE:
            return np.asarray(eigvalsh(arrays.matrix().toarray())[::-1][:count])
    return np.sort(values)[::-1]


@compiled
def _largest(links: Links, start: Floats, known: Floats, found: Floats) -> tuple[float, float]:
    """Largest eigenvalue beside the ``known`` eigenvectors (k, n), and its error as in :data:`TOLERANCE`.

    ``found`` (n,) receives the eigenvector.
    """
    basis = np.empty((MOST + 1, len(start)))
    alpha, beta, share = np.empty(MOST), np.empty(MOST), np.empty(MOST)
    basis[0] = start
    _clear(basis[0], known)
    basis[0] /= np.sqrt(_dot(basis[0], basis[0]))
    size, scale, ended = 0, 0.0, False
    while not ended:
        here, there = basis[size], basis[size + 1]
        _multiply(links, here, there)
        if size:
            _subtract(there, beta[size - 1], basis[size - 1])
        alpha[size] = _dot(here, there)
        _subtract(there, alpha[size], here)
        _clear(there, known)
        beta[size] = np.sqrt(_dot(there, there))
        scale = max(scale, abs(alpha[size]) + beta[size])
        size += 1
        ended = size == MOST or beta[size - 1] <= TOLERANCE * scale
        if ended or size % LOOK == 0:
            _ritz(alpha[:size], beta[:size], share)
            ended = ended or beta[size - 1] * share[size - 1] <= TOLERANCE * scale
        if not ended:
            there /= beta[size - 1]
    found[:] = 0.0
    for i in range(size):
        _subtract(found, -share[i], basis[i])
    found /= np.sqrt(_dot(found, found))
    rest = basis[0]
    _multiply(links, found, rest)
    value = _dot(found, rest)
    _subtract(rest, value, found)
    _clear(rest, known)
    return value, np.sqrt(_dot(rest, rest)) / scale


@compiled
def _ritz(alpha: Floats, beta: Floats, share: Floats) -> None:
    """Eigenvector, of length 1, to the largest eigenvalue of the tridiagonal matrix of ``alpha`` and ``beta[:-1]``.

    The value is where the pivots stop being all negative (Sylvester's law of inertia), by bisection.
    """
    size = len(alpha)
    low, high = alpha[0], alpha[0]
    for i in range(size):
        low = max(low, alpha[i])
        high = max(high, alpha[i] + (beta[i - 1] if i else 0.0) + (beta[i] if i + 1 < size else 0.0))
    middle = (low + high) / 2
    while low < middle < high:
        pivot, i = alpha[0] - middle, 1
        while pivot < 0.0 and i < size:
            pivot = alpha[i] - middle - beta[i - 1] ** 2 / pivot
            i += 1
        if pivot < 0.0:
            high = middle
        else:
            low = middle
        middle = (low + high) / 2
    share[size - 1], after = 1.0, 0.0
    for i in range(size - 1, 0, -1):
        share[i - 1] = ((high - alpha[i]) * share[i] - after) / beta[i - 1]
        after = beta[i - 1] * share[i]
    length = np.sqrt(_dot(share[:size], share[:size]))
    share[:size] /= length


@compiled
def _multiply(links: Links, vector: Floats, product: Floats) -> None:
    a, b, weight = links
    product[:] = 0.0
    for i in range(len(weight)):
        product[a[i]] += weight[i] * vector[b[i]]
        product[b[i]] += weight[i] * vector[a[i]]


@compiled
def _clear(vector: Floats, known: Floats) -> None:
    """Make a vector orthogonal to the known ones."""
    for i in range(len(known)):
        _subtract(vector, _dot(known[i], vector), known[i])


@compiled
def _subtract(vector: Floats, times: float, other: Floats) -> None:
    for i in range(len(vector)):
        vector[i] -= times * other[i]


@compiled
def _dot(one: Floats, other: Floats) -> float:
    """Inner product, in four sums side by side."""
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    whole = len(one) // 4 * 4
    for i in range(0, whole, 4):
        first += one[i] * other[i]
        second += one[i + 1] * other[i + 1]
        third += one[i + 2] * other[i + 2]
        fourth += one[i + 3] * other[i + 3]
    for i in range(whole, len(one)):
        first += one[i] * other[i]
    return (first + second) + (third + fourth)

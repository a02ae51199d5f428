"""The many eigenvalues of a network's adjacency matrix that are largest without regard to sign, and their eigenvectors.

Lanczos' method with each vector made orthogonal to all before it. A step takes a polynomial of the matrix in place of the
matrix, so that there are fewer vectors: Zhou and Saad 2007 (doi:10.1137/050630404).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.metrics.lanczos import LOOK, MOST, TOLERANCE, clear, combine, extend, rows_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.metrics.arrays import Arrays
    from cablenet.metrics.lanczos import Rows

    Floats = npt.NDArray[np.float64]

__all__ = ["greatest_eigenpairs"]

DEGREE = 5
"""Degree of the polynomial; odd, so that an eigenvalue and its negative stay apart."""

EXACT = 1e-11
"""Norm of p(A) v - value v for the polynomial p, as a share of its largest value, at which a vector is found."""

PROBE = 8
"""Steps of a search after which what it does not see is not there."""


def greatest_eigenpairs(arrays: Arrays, count: int) -> tuple[Floats, Floats] | None:
    """Eigenvalues that are largest without regard to sign, falling (count,), and their vectors, of length 1 (count, n).

    The polynomial is Chebyshev's: within the cut it stays below 1, beyond it none of its degree grows faster. The cut is
    a guess at the last value sought, as if they were stars apart, each with an eigenvalue and its negative, or less. One
    search finds one vector of each value; more searches, among the vectors orthogonal to those found, find the others.
    ``None`` where they are not found: they lie too near one another, or within the least cut.
    """
    squares = np.bincount(np.r_[arrays.a, arrays.b], np.tile(arrays.weight**2, 2), arrays.size)
    guess, rows = float(np.sqrt(np.sort(squares)[::-1][count // 2])), rows_of(arrays)
    for cut in (guess, guess / 2, guess / 4) if guess else ():
        pairs = _beyond(rows, arrays.size, cut, count)
        if pairs is None or len(pairs[0]) == count:
            return pairs
    return None


def _beyond(rows: Rows, size: int, cut: float, count: int) -> tuple[Floats, Floats] | None:
    """As :func:`greatest_eigenpairs`, but only what is beyond the cut."""
    grown, vectors, random = np.empty(0), np.empty((0, size)), np.random.default_rng(0)
    while True:
        found = _search(rows, (DEGREE, cut), random.random(size) + 0.5, (grown, vectors), count)
        if found is None:
            return None
        if not len(found[0]):
            return np.sign(grown) * cut * np.cosh(np.arccosh(np.abs(grown)) / DEGREE), vectors
        grown, vectors = np.append(grown, found[0]), np.append(vectors, found[1], axis=0)
        order = np.argsort(-np.abs(grown), kind="stable")[:count]
        grown, vectors = grown[order], vectors[order]


def _search(
    rows: Rows, polynomial: tuple[int, float], start: Floats, known: tuple[Floats, Floats], count: int
) -> tuple[Floats, Floats] | None:
    """Values of the polynomial, and vectors, that are larger than the least of as many as ``count`` that are known.

    None are left when :data:`PROBE` steps see none. ``None`` where some are seen and not found.
    """
    from scipy.linalg import eigh_tridiagonal

    values, vectors = known
    least = abs(values[-1]) * (1 + TOLERANCE) if len(values) == count else 1.0
    most = min(MOST, len(start)) // 2
    basis, alpha, beta = np.empty((most + 1, len(start))), np.empty(most), np.empty(most)
    basis[0] = start
    clear(basis[0], vectors)
    basis[0] /= np.linalg.norm(basis[0])
    size, wanted, error = 0, min(PROBE if len(values) else 5 * count // 2, most), np.inf
    while error > EXACT:
        size = extend(rows, polynomial, basis, (alpha, beta), (size, wanted), vectors)
        seen, share = eigh_tridiagonal(alpha[:size], beta[: size - 1])
        order = np.argsort(-np.abs(seen))[:count]
        order = order[np.abs(seen[order]) > least]
        if size < wanted or not len(order):
            break
        error = beta[size - 1] * np.abs(share[-1, order]).max() / np.abs(seen).max()
        if error > EXACT and size == most:
            return None
        wanted = min(size + LOOK, most)
    found = np.empty((len(order), len(start)))
    combine(np.ascontiguousarray(share[:, order].T), basis[:size], found)
    return seen[order], found

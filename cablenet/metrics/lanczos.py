"""Lanczos' method, compiled: the largest eigenvalues of a network's adjacency matrix, beside eigenvectors already known.

Lanczos 1950 (doi:10.6028/jres.045.026). A step is one look at every link, so that a call costs less than building the
matrix. No vector is made orthogonal again to all before it: until an eigenvalue is found they need it not (Paige 1980,
doi:10.1016/0024-3795(80)90167-6), and then the search ends. For many eigenvalues see ``eigenpairs``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.metrics.kernels import compiled, compiled_sums

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.metrics.arrays import Arrays

    Places = npt.NDArray[np.uint64]
    Floats = npt.NDArray[np.float64]
    Rows = tuple[Places, npt.NDArray[np.uint32], Floats]

__all__ = ["clear", "combine", "extend", "first_eigenvector", "largest_eigenvalues", "rows_of"]

MOST = 510
"""Steps, some number of looks, after which the dense matrix is taken apart instead."""

LOOK = 3
"""Steps from one look at the error to the next."""

TOLERANCE = 1e-9
"""Norm of A v - value v, as a share of the matrix's norm, at which a value is found: more than the value is wrong by."""

HINT = 1e-5
"""Share of chance in a start that is known nearly: an equal value before it has at least this share, far beyond the error,
in the residual, if the two are not :data:`CLOSE`."""

CLOSE = 1e-2
"""Share of the largest value by which the next must be less, or else it is sought again from a start all at random."""

CHUNK = 256
"""Nodes whose part of all vectors stays in the cache."""

POWERS = 100_000
"""Steps of the power method at most."""

ONE = np.uint64(1)
"""A step between positions without a sign, which need no look whether they count from the end."""

SAME = 1e-12
"""Relative change of a node, from one step to the next, at which the power method ends."""


def largest_eigenvalues(arrays: Arrays, count: int) -> Floats:
    """Largest eigenvalues of the adjacency matrix, each as often as it occurs, falling: (count,), or (n,) if n is less.

    Each is sought among the vectors orthogonal to those found: so equal values are found one by one, and so are those of
    pieces. The first start is drawn at random, and positive, as the first eigenvector is. The next is what the search
    before it holds of its eigenvector, with a little at random where the vectors found are, for an equal one is there too.
    """
    from scipy.linalg import eigvalsh

    count = min(count, arrays.size)
    values, vectors = np.zeros(count), np.zeros((count, arrays.size))
    if not arrays.weight.any():
        return values
    rows, starts = rows_of(arrays), _starts(count, arrays.size)
    for i in range(count):
        start = starts[i] * np.sqrt(np.square(vectors[:i]).sum(axis=0)) if i else starts[i]
        values[i], error = _largest(rows, start, vectors[:i], vectors[i : i + 2])
        if i and values[i] > values[i - 1] - CLOSE * values[0]:
            vectors[i] = 0.0
            values[i], error = _largest(rows, starts[i], vectors[:i], vectors[i : i + 2])
        if error > 2 * TOLERANCE:
            return np.asarray(eigvalsh(arrays.matrix().toarray())[::-1][:count])
    return np.sort(values)[::-1]


def first_eigenvector(arrays: Arrays, near: Floats) -> Floats:
    """Eigenvector, of length 1, of the largest eigenvalue of a network in one piece; to relative 1e-12 in every node.

    The power method with the identity added, whose terms are all positive: so far corners are right in every digit.
    ``near`` (n,) is where it starts, none negative.
    """
    return _power(rows_of(arrays), near + np.finfo(np.float64).tiny)


def _starts(count: int, size: int) -> Floats:
    return np.random.default_rng(0).random((count, size)) + 0.5


def rows_of(arrays: Arrays) -> Rows:
    """Matrix of the weights as compiled steps take it."""
    return _rows(arrays.a.view(np.uint64), arrays.b.view(np.uint64), arrays.weight, arrays.size)


@compiled
def _rows(a: Places, b: Places, weight: Floats, size: int) -> Rows:
    """Upper half of the matrix by rows: where each begins (n + 1,), the columns and the values of its entries."""
    first = np.zeros(size + 2, np.uint64)
    for i in range(len(weight)):
        first[min(a[i], b[i]) + ONE + ONE] += ONE
    for i in range(size):
        first[i + 2] += first[i + 1]
    head, value = np.empty(len(a), np.uint32), np.empty_like(weight)
    for i in range(len(weight)):
        row = min(a[i], b[i]) + ONE
        head[first[row]], value[first[row]] = max(a[i], b[i]), weight[i]
        first[row] += ONE
    return first[:-1], head, value


@compiled
def _largest(rows: Rows, start: Floats, known: Floats, found: Floats) -> tuple[float, float]:
    """Largest eigenvalue beside the ``known`` eigenvectors (k, n), and its error as in :data:`TOLERANCE`.

    ``found[0]`` (n,) holds the eigenvector if it is known nearly, or nothing, and receives it; ``found[1]``, if it is
    there, receives what is known of the next.
    """
    basis = np.empty((MOST + 1, len(start)))
    alpha, beta, share = np.empty(MOST), np.empty(MOST), np.empty(MOST)
    basis[0] = start
    _scale(basis[0], HINT / np.sqrt(_dot(start, start)))
    _add(basis[0], 1.0, found[0])
    clear(basis[0], known)
    _scale(basis[0], 1.0 / np.sqrt(_dot(basis[0], basis[0])))
    size, scale, ended = 0, 0.0, False
    while not ended:
        wanted = size + LOOK
        reached = extend(rows, (1, 1.0), basis, (alpha, beta), (size, wanted), known)
        for i in range(size, reached):
            scale = max(scale, abs(alpha[i]) + beta[i])
        size = reached
        _ritz(alpha[:size], beta[:size], 1, share)
        error = beta[size - 1] * abs(share[size - 1])
        ended = size < wanted or wanted == MOST or error <= TOLERANCE * scale
    shares = np.empty((min(size, len(found)), size))
    for i in range(len(shares)):
        _ritz(alpha[:size], beta[:size], i + 1, shares[i])
    combine(shares, basis[:size], found[: len(shares)])
    rest = basis[0]
    _multiply(rows, 1.0, found[0], 0.0, found[0], rest)
    value = _dot(found[0], rest)
    _subtract(rest, value, found[0])
    clear(rest, known)
    return value, np.sqrt(_dot(rest, rest)) / scale


@compiled
def extend(
    rows: Rows,
    polynomial: tuple[int, float],
    basis: Floats,
    tridiagonal: tuple[Floats, Floats],
    steps: tuple[int, int],
    known: Floats,
) -> int:
    """Lanczos' steps from the first of ``steps`` up to the second: up to which, as there may be no more vectors.

    ``basis`` (k, n) holds what is there already, and receives the vectors; ``tridiagonal``, its diagonal and what stands
    beside it, likewise. Each vector is made orthogonal to the ``known``. ``polynomial`` is the degree and the cut of the
    matrix's polynomial: 1 and 1.0 for the matrix itself; with more, each vector is made orthogonal to all before it.
    """
    alpha, beta = tridiagonal
    scale = 0.0
    for i in range(steps[1]):
        if i >= steps[0]:
            here, there = basis[i], basis[i + 1]
            if polynomial[0] > 1:
                _raise(rows, polynomial, here, there)
                clear(there, basis[:i])
            else:
                _multiply(rows, 1.0, here, beta[i - 1] if i else 0.0, basis[i - 1] if i else here, there)
            alpha[i] = _dot(here, there)
            square = _subtract(there, alpha[i], here)
            if len(known):
                clear(there, known)
                square = _dot(there, there)
            beta[i] = np.sqrt(square)
        scale = max(scale, abs(alpha[i]) + beta[i])
        if i >= steps[0]:
            if beta[i] <= TOLERANCE * scale:
                return i + 1
            _scale(there, 1.0 / beta[i])
    return steps[1]


@compiled
def _raise(rows: Rows, polynomial: tuple[int, float], vector: Floats, product: Floats) -> None:
    """Chebyshev's polynomial of an odd degree, of the matrix over the cut, times a vector, by its recurrence."""
    degree, cut = polynomial
    before, after = vector.copy(), product
    _multiply(rows, 1.0 / cut, before, 0.0, before, after)
    for _ in range(degree - 1):
        _multiply(rows, 2.0 / cut, after, 1.0, before, before)
        before, after = after, before


@compiled
def _power(rows: Rows, vector: Floats) -> Floats:
    following = np.empty_like(vector)
    for _ in range(POWERS):
        _multiply(rows, 1.0, vector, -1.0, vector, following)
        _scale(following, 1.0 / np.sqrt(_dot(following, following)))
        far = False
        for i in range(len(vector)):
            far = far or abs(following[i] - vector[i]) > SAME * following[i]
        vector, following = following, vector
        if not far:
            break
    return vector


@compiled
def _ritz(alpha: Floats, beta: Floats, rank: int, share: Floats) -> float:
    """Eigenvalue, the largest but ``rank`` - 1, of the tridiagonal matrix of ``alpha`` and ``beta[:-1]``.

    ``share`` receives its vector, of length 1. As many pivots are not negative as there are eigenvalues from the middle up
    (Sylvester's law of inertia), so it is found by bisection.
    """
    size = len(alpha)
    low, high = alpha[0], alpha[0]
    for i in range(size):
        reach = (beta[i - 1] if i else 0.0) + (beta[i] if i + 1 < size else 0.0)
        low, high = min(low, alpha[i] - reach), max(high, alpha[i] + reach)
    least = np.finfo(np.float64).tiny
    middle = (low + high) / 2
    while low < middle < high:
        pivot, above, i = alpha[0] - middle, 0, 1
        above += pivot >= 0.0
        while above < rank and i < size:
            pivot = alpha[i] - middle - beta[i - 1] ** 2 / (pivot or least)
            above += pivot >= 0.0
            i += 1
        if above < rank:
            high = middle
        else:
            low = middle
        middle = (low + high) / 2
    share[size - 1], after = 1.0, 0.0
    for i in range(size - 1, 0, -1):
        share[i - 1] = ((high - alpha[i]) * share[i] - after) / beta[i - 1]
        after = beta[i - 1] * share[i]
    _scale(share[:size], 1.0 / np.sqrt(_dot(share[:size], share[:size])))
    return float(high)


@compiled
def _multiply(rows: Rows, times: float, vector: Floats, less: float, before: Floats, product: Floats) -> None:
    """``product`` = ``times`` A ``vector`` - ``less`` ``before``; the last two may be one."""
    first, head, value = rows
    for i in range(len(product)):
        product[i] = -less * before[i]
    entry = first[0]
    for i in range(len(product)):
        here, total, stop = times * vector[i], 0.0, first[i + 1]
        while entry < stop:
            other, by = head[entry], value[entry]
            total += by * vector[other]
            product[other] += by * here
            entry += ONE
        product[i] += times * total


@compiled_sums
def clear(vector: Floats, known: Floats) -> None:
    """Make a vector orthogonal to the known ones, four at a time."""
    whole = len(known) // 4 * 4
    for k in range(0, whole, 4):
        one, two, three, four = known[k], known[k + 1], known[k + 2], known[k + 3]
        first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
        for i in range(len(vector)):
            first += one[i] * vector[i]
            second += two[i] * vector[i]
            third += three[i] * vector[i]
            fourth += four[i] * vector[i]
        for i in range(len(vector)):
            vector[i] -= (first * one[i] + second * two[i]) + (third * three[i] + fourth * four[i])
    for k in range(whole, len(known)):
        _subtract(vector, _dot(known[k], vector), known[k])


@compiled
def combine(shares: Floats, basis: Floats, vectors: Floats) -> None:
    """Sums of the basis by each row of shares: ``vectors``. No threads, which a library would start for so little."""
    vectors[:] = 0.0
    whole = len(basis) // 4 * 4
    for start in range(0, basis.shape[1], CHUNK):
        stop = start + CHUNK
        for k in range(len(shares)):
            vector = vectors[k, start:stop]
            for j in range(0, whole, 4):
                one, two = basis[j, start:stop], basis[j + 1, start:stop]
                three, four = basis[j + 2, start:stop], basis[j + 3, start:stop]
                first, second, third, fourth = shares[k, j], shares[k, j + 1], shares[k, j + 2], shares[k, j + 3]
                for i in range(len(vector)):
                    vector[i] += (first * one[i] + second * two[i]) + (third * three[i] + fourth * four[i])
            for j in range(whole, len(basis)):
                _add(vector, shares[k, j], basis[j, start:stop])


@compiled
def _add(vector: Floats, times: float, other: Floats) -> None:
    for i in range(len(vector)):
        vector[i] += times * other[i]


@compiled_sums
def _subtract(vector: Floats, times: float, other: Floats) -> float:
    """Take ``times`` the other from a vector; the square of what its length is then."""
    square = 0.0
    for i in range(len(vector)):
        vector[i] -= times * other[i]
        square += vector[i] * vector[i]
    return square


@compiled
def _scale(vector: Floats, times: float) -> None:
    for i in range(len(vector)):
        vector[i] *= times


@compiled_sums
def _dot(one: Floats, other: Floats) -> float:
    total = 0.0
    for i in range(len(one)):
        total += one[i] * other[i]
    return total

"""Sparse factors L D L' of symmetric matrices, and what of the inverse they give without solving for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cablenet.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csc_array

    from cablenet.metrics.arrays import Arrays

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Complex = npt.NDArray[np.complex128]

__all__ = ["factor_of", "inverse_entries", "inverse_traces"]


def factor_of(matrix: csc_array) -> Any:  # noqa: ANN401 - scipy's SuperLU has no name to import
    """Sparse factors of a positive definite matrix, rows and columns in one order that keeps them sparse."""
    from scipy.sparse.linalg import splu

    factor = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    if not np.array_equal(factor.perm_r, factor.perm_c):
        message = "Found weights so uneven that the factorisation lost its symmetry; expected weights of like size."
        raise InputError(message)
    return factor


def inverse_entries(factor: Any, *, pairs: tuple[Ints, Ints] | None = None) -> tuple[Floats, Floats]:  # noqa: ANN401 - as above
    """Diagonal of the inverse, and its entries at ``pairs`` of positions that are links (0 where one is -1)."""
    from cablenet.metrics.kernels import selected_inverse

    size = len(factor.perm_r)
    first, row, column, value = _below(factor)
    below, diagonal = selected_inverse(first, row, value, factor.U.diagonal())
    place = np.asarray(factor.perm_r, dtype=np.int64)
    if pairs is None:
        return diagonal[place], np.zeros(0)
    joined = (pairs[0] >= 0) & (pairs[1] >= 0)
    between = np.zeros(len(pairs[0]))
    at = _entries(column * size + row, place[pairs[0][joined]], place[pairs[1][joined]], size)
    between[joined] = below[at]
    return diagonal[place], between


def inverse_traces(arrays: Arrays, shifts: Complex) -> Complex:
    """Traces of (z - A)^-1 for the adjacency matrix A and each z of ``shifts``, none of which may be real.

    The pattern of the factors is found once, on the Laplacian with a little added to its diagonal; each shift is then
    a factorisation L D L' without a search for pivots. No pivot vanishes, for all x*(z - A)x with |x| = 1 are as far from
    the real line as z; the case of parts that are both definite is Higham 1998 (doi:10.1090/S0025-5718-98-00978-8).
    """
    from cablenet.metrics.kernels import factorise, selected_inverse

    first, row, entry = _pattern(arrays)
    value = np.bincount(entry, -arrays.weight, len(row))
    traces = np.zeros(len(shifts), dtype=np.complex128)
    for i, shift in enumerate(shifts):
        lower, pivot = value.astype(np.complex128), np.full(arrays.size, shift, dtype=np.complex128)
        factorise(first, row, lower, pivot)
        traces[i] = selected_inverse(first, row, lower, pivot)[1].sum()
    return traces


def _pattern(arrays: Arrays) -> tuple[Ints, Ints, Ints]:
    """Where the factor of the adjacency matrix has entries: columns (n + 1,), rows; and the entry of each link (m,)."""
    from scipy.sparse import coo_array

    size, own = arrays.size, np.arange(arrays.size)
    tail, head = np.r_[arrays.a, arrays.b], np.r_[arrays.b, arrays.a]
    data = np.r_[-np.ones(len(tail)), np.bincount(tail, minlength=size) + 1.0 / size]
    laplacian = coo_array((data, (np.r_[tail, own], np.r_[head, own])), shape=(size, size))
    factor = factor_of(laplacian.tocsc())
    _, row, column, _ = _below(factor)
    key = _closed(column * size + row, size)
    first, row = np.searchsorted(key, np.arange(size + 1) * size), key % size
    place = np.asarray(factor.perm_r, dtype=np.int64)
    return first, row, _entries(key, place[arrays.a], place[arrays.b], size)


def _closed(key: Ints, size: int) -> Ints:
    """Entries ``column * size + row``, sorted, and those that elimination makes of them.

    What a column has below its first entry, the column of that number has too. SuperLU leaves out entries that are 0.
    """
    while True:
        column, row = key // size, key % size
        parent = row[np.searchsorted(key, column * size)]
        needed = np.setdiff1d((parent * size + row)[row > parent], key)
        if not len(needed):
            return key
        key = np.union1d(key, needed)


def _below(factor: Any) -> tuple[Ints, Ints, Ints, Floats]:  # noqa: ANN401 - as above
    """Entries of L below its diagonal, by columns: where each begins (n + 1,), their rows, columns and values."""
    lower = factor.L.tocsc()
    lower.sort_indices()
    column = np.repeat(np.arange(lower.shape[0]), np.diff(lower.indptr))
    strict = lower.indices > column
    row, column = lower.indices[strict].astype(np.int64), column[strict]
    return np.searchsorted(column, np.arange(lower.shape[0] + 1)), row, column, lower.data[strict].astype(np.float64)


def _entries(key: Ints, one: Ints, other: Ints, size: int) -> Ints:
    """Number of the entry of each two positions below the diagonal."""
    return np.searchsorted(key, np.minimum(one, other) * size + np.maximum(one, other))

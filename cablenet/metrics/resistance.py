"""Measures of the Laplacian matrix: the network as an electrical circuit in which every link conducts.

A link conducts its weight (1 unless a column is named, e.g. ``capacity_tbps``), and parallel links add up. The work is
one sparse factorisation: fractions of a second for the world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cablenet.errors import InputError
from cablenet.metrics.arrays import Arrays, Graph, compile_links

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from scipy.sparse import csc_array

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

__all__ = [
    "algebraic_connectivity",
    "effective_resistance",
    "kirchhoff_index",
    "link_resistance",
    "log_spanning_trees",
]


def effective_resistance(
    net: Graph, a: str, b: str, *, weight: str | None = None, allow: tuple[str, ...] = ()
) -> float:
    """Resistance between two nodes when each link conducts its weight; infinite where nothing joins them.

    R = (e_a - e_b)' L^+ (e_a - e_b); Klein and Randic 1993 (doi:10.1007/BF01164627). Unlike the length of the best path
    it counts every way there is: parallel links halve it. Cost: one sparse factorisation.

    >>> import pandas as pd
    >>> ring = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    >>> round(effective_resistance(ring, "x", "y"), 6)
    0.666667

    Raises:
        InputError: if one of them is no node.
    """
    arrays = compile_links(net, weight=weight, allow=allow)
    one, other = (int(arrays.positions([name])[0]) for name in (a, b))
    arrays = _conducting(arrays)
    label = arrays.components()
    if label[one] != label[other]:
        return float("inf")
    if one == other:
        return 0.0
    grounded, ground = _grounded(arrays, label)
    column = np.zeros(arrays.size)
    column[one], column[other] = 1.0, -1.0
    potential = np.zeros(arrays.size)
    potential[~ground] = _factor(grounded).solve(column[~ground])
    return float(potential[one] - potential[other])


def kirchhoff_index(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> float:
    """Sum of the effective resistances of all pairs of nodes ("effective graph resistance"); infinite in pieces.

    Kf = n tr L^+; Klein and Randic 1993, Ellens et al. 2011 (doi:10.1016/j.laa.2011.02.024). With one node grounded it is
    n tr M - 1'M1 for the inverse M, whose diagonal is got from the factor alone (see ``selected_inverse``).

    >>> import pandas as pd
    >>> ring = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    >>> round(kirchhoff_index(ring), 6)
    2.0
    """
    arrays = _conducting(compile_links(net, weight=weight, allow=allow))
    label = arrays.components()
    if arrays.size and label.max():
        return float("inf")
    if arrays.size < 2:
        return 0.0
    grounded, _ = _grounded(arrays, label)
    factor = _factor(grounded)
    ones = np.ones(arrays.size - 1)
    diagonal = _inverse_entries(factor)[0]
    return float(arrays.size * diagonal.sum() - ones @ factor.solve(ones))


def link_resistance(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> pd.Series:
    """Effective resistance between the ends of each link times its weight, by link id: 1 for a bridge, small among many.

    It is the chance that a spanning tree, drawn at random in proportion to the product of its weights, needs the link
    (Kirchhoff 1847, doi:10.1002/andp.18471481202; Foster 1949: they sum to nodes - components). Links of weight 0 get 0.
    Cost: one sparse factorisation.

    >>> import pandas as pd
    >>> kite = pd.DataFrame({"a": ["x", "y", "z", "z"], "b": ["y", "z", "x", "tail"]}, index=list("1234"))
    >>> link_resistance(kite).round(6).to_dict()
    {'1': 0.666667, '2': 0.666667, '3': 0.666667, '4': 1.0}
    """
    import pandas as pd

    whole = compile_links(net, weight=weight, allow=allow)
    arrays = _conducting(whole)
    value = np.zeros(len(whole.link_ids))
    if len(arrays.link_ids):
        grounded, ground = _grounded(arrays, arrays.components())
        diagonal, between = _inverse_entries(_factor(grounded), pairs=_numbered(arrays, ground))
        number = np.cumsum(~ground) - 1
        own = np.where(ground, 0.0, diagonal[number])
        resistance = own[arrays.a] + own[arrays.b] - 2 * between
        value[whole.weight > 0] = arrays.weight * resistance
    return pd.Series(value, index=pd.Index(whole.link_ids, name="link_id", dtype="str"), name="resistance")


def log_spanning_trees(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> float:
    """Natural logarithm of the number of spanning trees (with weights: of the sum of their products); -inf in pieces.

    The determinant of the Laplacian with one row and column left out: Kirchhoff 1847 (doi:10.1002/andp.18471481202).
    The number itself has a thousand digits for the world.

    >>> import pandas as pd
    >>> ring = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    >>> round(float(np.exp(log_spanning_trees(ring))), 6)
    3.0
    """
    arrays = _conducting(compile_links(net, weight=weight, allow=allow))
    label = arrays.components()
    if not arrays.size or label.max():
        return float("-inf")
    if arrays.size == 1:
        return 0.0
    return float(np.log(_factor(_grounded(arrays, label)[0]).U.diagonal()).sum())


def algebraic_connectivity(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> float:
    """Second least eigenvalue of the Laplacian: 0 in pieces, small where a narrow waist joins two parts.

    Fiedler 1973 (Czechoslovak Mathematical Journal 23, 298-305): on simple unweighted networks it is at most the node
    connectivity. Lanczos' method on the inverse, each step one solve with the sparse factor.

    >>> import pandas as pd
    >>> path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"]})
    >>> round(algebraic_connectivity(path), 6)
    1.0
    """
    from scipy.sparse.linalg import LinearOperator, eigsh

    arrays = _conducting(compile_links(net, weight=weight, allow=allow))
    label = arrays.components()
    if not arrays.size or label.max():
        return 0.0
    if arrays.size < 3:
        return float(2 * arrays.weight.sum())
    grounded, ground = _grounded(arrays, label)
    factor = _factor(grounded)

    def pseudo_inverse(vector: Floats) -> Floats:
        out = np.zeros(arrays.size)
        centred = (vector - vector.mean()).ravel()
        out[~ground] = factor.solve(centred[~ground])
        return np.asarray(out - out.mean())

    operator = LinearOperator((arrays.size, arrays.size), matvec=pseudo_inverse, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(arrays.size)
    largest = eigsh(operator, k=1, which="LA", v0=start - start.mean(), return_eigenvectors=False)
    return float(1.0 / largest[0])


def _conducting(arrays: Arrays) -> Arrays:
    """Without the links that conduct nothing."""
    kept = arrays.weight > 0
    if kept.all():
        return arrays
    return Arrays(
        node_ids=arrays.node_ids,
        link_ids=arrays.link_ids[kept],
        a=arrays.a[kept],
        b=arrays.b[kept],
        weight=arrays.weight[kept],
    )


def _grounded(arrays: Arrays, label: Ints) -> tuple[csc_array, npt.NDArray[np.bool_]]:
    """Laplacian without one node of each component, and which nodes these are."""
    from scipy.sparse import dia_array

    matrix = arrays.matrix()
    degree = np.asarray(matrix.sum(axis=1)).ravel()
    laplacian = (dia_array((degree[None, :], [0]), shape=matrix.shape) - matrix).tocsc()
    ground = np.zeros(arrays.size, dtype=bool)
    ground[np.unique(label, return_index=True)[1]] = True
    rest = np.flatnonzero(~ground)
    return laplacian[:, rest][rest, :].tocsc(), ground


def _factor(matrix: csc_array) -> Any:  # noqa: ANN401 - scipy's SuperLU has no name to import
    """Sparse factors of a positive definite matrix, rows and columns in one order that keeps them sparse."""
    from scipy.sparse.linalg import splu

    factor = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    if not np.array_equal(factor.perm_r, factor.perm_c):
        message = "Found weights so uneven that the factorisation lost its symmetry; expected weights of like size."
        raise InputError(message)
    return factor


def _numbered(arrays: Arrays, ground: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Ends of the links in the grounded matrix, -1 for a grounded node."""
    number = np.where(ground, -1, np.cumsum(~ground) - 1)
    return number[arrays.a], number[arrays.b]


def _inverse_entries(factor: Any, *, pairs: tuple[Ints, Ints] | None = None) -> tuple[Floats, Floats]:  # noqa: ANN401 - as above
    """Diagonal of the inverse, and its entries at ``pairs`` of positions that are links (0 where one is -1)."""
    from cablenet.metrics.kernels import selected_inverse

    lower, size = factor.L.tocsc(), len(factor.perm_r)
    lower.sort_indices()
    column = np.repeat(np.arange(size), np.diff(lower.indptr))
    strict = lower.indices > column
    row, column, value = lower.indices[strict].astype(np.int64), column[strict], lower.data[strict]
    first = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=size))]).astype(np.int64)
    below, diagonal = selected_inverse(first, row, value.astype(np.float64), factor.U.diagonal())
    place = np.asarray(factor.perm_r, dtype=np.int64)
    if pairs is None:
        return diagonal[place], np.zeros(0)
    joined = (pairs[0] >= 0) & (pairs[1] >= 0)
    one, other = place[pairs[0][joined]], place[pairs[1][joined]]
    key = column * size + row
    between = np.zeros(len(pairs[0]))
    between[joined] = below[np.searchsorted(key, np.minimum(one, other) * size + np.maximum(one, other))]
    return diagonal[place], between

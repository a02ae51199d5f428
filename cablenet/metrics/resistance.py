"""Measures of the Laplacian matrix: the network as an electrical circuit in which every link conducts.

A link conducts its weight (1 unless a column is named, e.g. ``capacity_tbps``), and parallel links add up. The work is
one sparse factorisation: fractions of a second for the world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.metrics.arrays import Arrays, Graph, compile_links
from cablenet.metrics.factors import factor_of, inverse_entries

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

BASIS = 12
"""Vectors that Lanczos' method keeps: the inverse separates its first eigenvalue well, so a few do."""

TOLERANCE = 1e-10
"""Relative error to which an eigenvalue is found."""


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
    potential[~ground] = factor_of(grounded).solve(column[~ground])
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
    factor = factor_of(grounded)
    ones = np.ones(arrays.size - 1)
    diagonal = inverse_entries(factor)[0]
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
        diagonal, between = inverse_entries(factor_of(grounded), pairs=_numbered(arrays, ground))
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
    return float(np.log(factor_of(_grounded(arrays, label)[0]).U.diagonal()).sum())


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
    factor = factor_of(grounded)

    def pseudo_inverse(vector: Floats) -> Floats:
        out = np.zeros(arrays.size)
        centred = (vector - vector.mean()).ravel()
        out[~ground] = factor.solve(centred[~ground])
        return np.asarray(out - out.mean())

    operator = LinearOperator((arrays.size, arrays.size), matvec=pseudo_inverse, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(arrays.size)
    largest = eigsh(
        operator,
        k=1,
        which="LA",
        v0=start - start.mean(),
        ncv=min(BASIS, arrays.size),
        tol=TOLERANCE,
        return_eigenvectors=False,
    )
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
    from scipy.sparse import coo_array

    ground = np.zeros(arrays.size, dtype=bool)
    ground[np.unique(label, return_index=True)[1]] = True
    degree = np.bincount(np.r_[arrays.a, arrays.b], np.r_[arrays.weight, arrays.weight], arrays.size)[~ground]
    one, other = _numbered(arrays, ground)
    inner = (one >= 0) & (other >= 0)
    one, other, value, own = one[inner], other[inner], -arrays.weight[inner], np.arange(len(degree))
    entries = (np.r_[value, value, degree], (np.r_[one, other, own], np.r_[other, one, own]))
    return coo_array(entries, shape=(len(degree), len(degree))).tocsc(), ground


def _numbered(arrays: Arrays, ground: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Ends of the links in the grounded matrix, -1 for a grounded node."""
    number = np.where(ground, -1, np.cumsum(~ground) - 1)
    return number[arrays.a], number[arrays.b]

"""Which links and nodes the best paths ride: betweenness, by topology and by demand, and closeness."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from os import cpu_count
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError
from cablenet.metrics.arrays import Arrays, Graph, compile_links

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Wanted = tuple[Ints, Ints, Ints, Floats]

__all__ = ["betweenness", "demand_betweenness", "link_betweenness"]

QUANTUM = 1e-9
"""Lengths are whole numbers of this inside, so that equal ways are known to be equal: a picosecond or a micrometre."""

CHUNKS = 16
"""Parts in which the sources are worked off, whatever the number of workers, so that sums are always the same."""


def link_betweenness(net: Graph, *, length: str | None = "rtt_ms", allow: tuple[str, ...] = ()) -> pd.Series:
    """Number of pairs of nodes whose least-RTT path rides each link, by link id; pairs with several best ways are split.

    c(e) = sum over pairs {s, t} of sigma_st(e) / sigma_st, with sigma the number of shortest paths; of parallel links the
    shortest carry all, equally. Girvan and Newman 2002 (doi:10.1073/pnas.122653799), by the algorithm of Brandes 2001
    (doi:10.1080/0022250X.2001.9990249). ``length`` is the column measured; ``None`` counts links. Every pair is counted,
    none sampled: O(n m log n), a few seconds for the world.

    >>> import pandas as pd
    >>> path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"], "rtt_ms": [5.0, 7.0]}, index=["1", "2"])
    >>> link_betweenness(path).to_dict()
    {'1': 2.0, '2': 2.0}
    """
    import pandas as pd

    arrays = compile_links(net, weight=length, allow=allow)
    _, on_link = loads(arrays)
    return pd.Series(on_link, index=pd.Index(arrays.link_ids, name="link_id", dtype="str"), name="pairs")


def betweenness(net: Graph, *, length: str | None = "rtt_ms", allow: tuple[str, ...] = ()) -> pd.Series:
    """Number of pairs of other nodes whose least-RTT path passes each node, by node id.

    c(v) = sum over pairs {s, t} without v of sigma_st(v) / sigma_st; Freeman 1977 (doi:10.2307/3033543). Paths, ``length``
    and cost as in :func:`link_betweenness`.

    >>> import pandas as pd
    >>> path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"], "rtt_ms": [5.0, 7.0]}, index=["1", "2"])
    >>> betweenness(path).to_dict()
    {'x': 0.0, 'y': 1.0, 'z': 0.0}
    """
    import pandas as pd

    arrays = compile_links(net, weight=length, allow=allow)
    at_node, _ = loads(arrays)
    return pd.Series(at_node, index=pd.Index(arrays.node_ids, name="node_id", dtype="str"), name="pairs")


def demand_betweenness(
    net: Graph, pairs: pd.DataFrame, *, length: str | None = "rtt_ms", allow: tuple[str, ...] = ()
) -> pd.Series:
    """Demand whose least-RTT path rides each link, in Tbps by link id; its total and what nothing joins in ``attrs``.

    ``pairs`` has columns ``a, b, tbps``, a row a pair. Capacity is not looked at: it is what the shortest ways would carry.
    ``attrs["tbps"]`` is all the demand, ``attrs["apart_tbps"]`` that of pairs that no path joins; the share of demand is
    the value over ``tbps``. Pair-weighted betweenness: Brandes 2008 (doi:10.1016/j.socnet.2007.11.001). One
    search for each distinct ``a``: 0.2 s for all pairs of countries.

    >>> import pandas as pd
    >>> path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"], "rtt_ms": [5.0, 7.0]}, index=["1", "2"])
    >>> pairs = pd.DataFrame({"a": ["x", "x"], "b": ["y", "z"], "tbps": [3.0, 1.0]})
    >>> demand_betweenness(path, pairs).to_dict()
    {'1': 4.0, '2': 1.0}

    Raises:
        InputError: if a place is no node, or a demand is missing, infinite or negative.
    """
    import pandas as pd

    arrays = compile_links(net, weight=length, allow=allow)
    tbps = pairs["tbps"].to_numpy(dtype=np.float64)
    if not (np.isfinite(tbps) & (tbps >= 0)).all():
        message = "Found demand that is missing, infinite or negative; expected Tbps from 0."
        raise InputError(message)
    arrays.positions([*pairs["a"], *pairs["b"]])
    number = {name: position for position, name in enumerate(arrays.node_ids)}
    a, b = (np.asarray([number[name] for name in pairs[end]], dtype=np.int64) for end in ("a", "b"))
    sources, group = np.unique(a, return_inverse=True)
    order = np.lexsort((tbps, b, a))
    first = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=len(sources)))]).astype(np.int64)
    _, on_link, lost = _loads(arrays, (sources, first, b[order], tbps[order]))
    out = pd.Series(on_link, index=pd.Index(arrays.link_ids, name="link_id", dtype="str"), name="tbps")
    out.attrs = {"tbps": float(tbps.sum()), "apart_tbps": lost}
    return out


def loads(arrays: Arrays) -> tuple[Floats, Floats]:
    """Pairs that pass each node (n,) and ride each link (m,), over all pairs."""
    none = np.zeros(0, dtype=np.int64)
    everyone = (np.arange(arrays.size), np.zeros(arrays.size + 1, dtype=np.int64), none, np.zeros(0))
    at_node, on_link, _ = _loads(arrays, everyone)
    return at_node / 2, on_link / 2


def _loads(arrays: Arrays, wanted: Wanted) -> tuple[Floats, Floats, float]:
    """Loads of nodes and links for the demand by source, and what is not joined; parallel links share at the end."""
    from cablenet.metrics.kernels import load

    arcs, joined, hops = simple_arcs(arrays)
    sources, first, target, demand = wanted
    bounds = np.linspace(0, len(sources), CHUNKS + 1).astype(np.int64)
    many = int(joined.max()) + 1 if len(joined) else 0
    with ThreadPoolExecutor(cpu_count()) as pool:
        parts = [
            pool.submit(load, arcs, sources[start:stop], (first[start : stop + 1], target, demand), hops, many)
            for start, stop in pairwise(bounds)
        ]
    found = [part.result() for part in parts]
    at_node, on_pair = (np.sum([part[i] for part in found], axis=0) for i in (0, 1))
    alike = np.bincount(joined[joined >= 0], minlength=many)
    on_link = np.where(joined >= 0, (on_pair / np.maximum(alike, 1))[joined], 0.0) if many else np.zeros(len(joined))
    return at_node, on_link, float(sum(part[2].sum() for part in found))


def simple_arcs(arrays: Arrays) -> tuple[tuple[Ints, Ints, Ints, Ints], Ints, int]:
    """Arcs (first, head, length, pair) of the shortest link between each two nodes; the pair each link serves; hops.

    A link that is longer than another between the same nodes serves none, -1. ``hops`` is 1 if all lengths are alike.
    """
    quantum = max(QUANTUM, float(arrays.weight.sum()) * 2.0**-60)
    length = np.maximum(np.rint(arrays.weight / quantum), 1).astype(np.int64)
    key = np.minimum(arrays.a, arrays.b) * arrays.size + np.maximum(arrays.a, arrays.b)
    order = np.lexsort((length, key))
    new = np.diff(key[order], prepend=-1) > 0
    pair = np.empty(len(key), dtype=np.int64)
    pair[order] = np.cumsum(new) - 1
    best = order[new]
    pair[length > length[best][pair]] = -1
    hops = int(len(best) == 0 or bool((length[best] == length[best[0]]).all()))
    tail = np.concatenate([arrays.a[best], arrays.b[best]])
    head = np.concatenate([arrays.b[best], arrays.a[best]])
    order = np.lexsort((head, tail))
    first = np.searchsorted(tail[order], np.arange(arrays.size + 1)).astype(np.int64)
    step = np.ones(len(best), dtype=np.int64) if hops else length[best]
    number = np.tile(np.arange(len(best)), 2)
    return (first, head[order], np.tile(step, 2)[order], number[order]), pair, hops

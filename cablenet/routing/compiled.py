"""The usable links of a network as arrays: made once, used by every search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from cablenet.network.model import Network

__all__ = ["Compiled", "compile_network"]

LEAST_MS = 1e-6
"""Added to each link, so that links of no length are links still (a sparse matrix drops zeros)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Arrays of the usable links: ``a``, ``b`` (m,) positions of nodes, ``rtt_ms`` (m,); ``node_ids``, ``link_ids``."""

    node_ids: npt.NDArray[np.object_]
    link_ids: npt.NDArray[np.object_]
    a: npt.NDArray[np.int64]
    b: npt.NDArray[np.int64]
    rtt_ms: npt.NDArray[np.float64]

    def position(self, node: str) -> int:
        """Position of a node.

        Raises:
            InputError: if there is no such node.
        """
        found = int(np.searchsorted(self.node_ids, node))
        if found == len(self.node_ids) or self.node_ids[found] != node:
            message = f"Found {node!r}, which is no node of this network; find_place gives the nodes of a name."
            raise InputError(message)
        return found


def compile_network(net: Network, *, allow: tuple[str, ...] = ()) -> Compiled:
    """Arrays of the usable links, nodes sorted by id, links in the order of their ids."""
    links = net.usable(allow=allow).sort_index()
    nodes = np.asarray(sorted(net.nodes.index), dtype=object)
    number = {name: i for i, name in enumerate(nodes)}
    return Compiled(
        node_ids=nodes,
        link_ids=links.index.to_numpy(dtype=object),
        a=links["a"].map(number).to_numpy(dtype=np.int64),
        b=links["b"].map(number).to_numpy(dtype=np.int64),
        rtt_ms=links["rtt_ms"].to_numpy(dtype=np.float64) + LEAST_MS,
    )


def least_of_parallel(
    tail: npt.NDArray[np.int64], head: npt.NDArray[np.int64], weight: npt.NDArray[np.float64], size: int
) -> tuple[csr_array, dict[tuple[int, int], int]]:
    """Matrix of the least weight between each pair of nodes, and which arc that is."""
    from scipy.sparse import csr_array

    order = np.lexsort((np.arange(len(tail)), weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    matrix = csr_array((weight[first], (tail[first], head[first])), shape=(size, size))
    arcs = zip(tail[first].tolist(), head[first].tolist(), strict=True)
    return matrix, dict(zip(arcs, order[first].tolist(), strict=True))

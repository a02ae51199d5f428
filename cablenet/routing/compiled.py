"""The usable links of a network as arrays: made once, used by every search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError
from cablenet.routing.tags import link_tags, node_tags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from cablenet.network.model import Network

    Ints = npt.NDArray[np.int64]

__all__ = ["Compiled", "compile_network"]

LEAST_MS = 1e-6
"""Added to each link, so that links of no length are links still (a sparse matrix drops zeros)."""

MOST_WANTED = 6
"""More tags than this on one path are refused: the work doubles with each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Arrays of the usable links, each an arc both ways: arc ``i`` and arc ``i + m`` are link ``i`` there and back.

    ``tail``, ``head``, ``rtt_ms`` (2m,) of arcs; ``node_ids`` (n,) sorted; ``link_ids`` (m,); ``tagged`` gives the arcs
    that bring each tag.
    """

    node_ids: npt.NDArray[np.object_]
    link_ids: npt.NDArray[np.object_]
    tail: npt.NDArray[np.int64]
    head: npt.NDArray[np.int64]
    rtt_ms: npt.NDArray[np.float64]
    tagged: Mapping[str, npt.NDArray[np.int64]]

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

    def wanted(self, through: Sequence[str], avoid: Sequence[str]) -> Wanted:
        """What a path must gather and avoid, by arc.

        Raises:
            InputError: if there are more than six tags in ``through``.
        """
        if len(through) > MOST_WANTED:
            message = f"Found {len(through)} tags in through, expected at most {MOST_WANTED}: search in two steps."
            raise InputError(message)
        bits = np.zeros(len(self.tail), dtype=np.int64)
        open_ = np.ones(len(self.tail), dtype=bool)
        none = np.empty(0, dtype=np.int64)
        for bit, token in enumerate(through):
            for tag in token.split("|"):
                bits[self.tagged.get(tag, none)] |= 1 << bit
        for tag in avoid:
            open_[self.tagged.get(tag, none)] = False
        return Wanted(bits=bits, open=open_, full=(1 << len(through)) - 1)

    def search(
        self, start: int, end: int, *, weight: npt.NDArray[np.float64] | None = None, wanted: Wanted | None = None
    ) -> tuple[list[int], list[int]] | None:
        """Positions of the nodes and links of the cheapest path that gathers all that is wanted, or ``None``.

        Dijkstra's algorithm. The graph has a copy for each subset of the wanted tags; an arc leads to the copy of the
        subset that it completes.
        """
        from scipy.sparse.csgraph import dijkstra

        size, full = len(self.node_ids), wanted.full if wanted else 0
        total = size * (full + 1)
        matrix, key, arc = _matrix(*self._layered(self.rtt_ms if weight is None else weight, wanted), total)
        rtt, before = dijkstra(matrix, indices=start, return_predecessors=True)
        state = end + full * size
        if not np.isfinite(rtt[state]):
            return None
        nodes, links = [state % size], []
        while state != start:
            last = int(before[state])
            links.append(int(arc[np.searchsorted(key, last * total + state)]) % len(self.link_ids))
            state = last
            nodes.append(state % size)
        return nodes[::-1], links[::-1]

    def rtt_from(self, start: int) -> npt.NDArray[np.float64]:
        """Least RTT from one node to every node, in ms, shape (n,); infinite where there is no path."""
        from scipy.sparse.csgraph import dijkstra

        matrix, _, _ = _matrix(*self._layered(self.rtt_ms, None), len(self.node_ids))
        rtt: npt.NDArray[np.float64] = dijkstra(matrix, indices=start)
        return rtt

    def _layered(
        self, weight: npt.NDArray[np.float64], wanted: Wanted | None
    ) -> tuple[Ints, Ints, npt.NDArray[np.float64], Ints]:
        """Tail, head, cost and number of the arcs of all copies."""
        arc = np.arange(len(self.tail))
        if wanted is None:
            return self.tail, self.head, weight, arc
        size, copies = len(self.node_ids), wanted.full + 1
        layer = np.repeat(np.arange(copies), len(arc))
        kept = np.tile(wanted.open, copies)
        arc, layer = np.tile(arc, copies)[kept], layer[kept]
        return self.tail[arc] + layer * size, self.head[arc] + (wanted.bits[arc] | layer) * size, weight[arc], arc


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a path must gather: ``bits`` (2m,) that each arc brings, which arcs are ``open``, and ``full``, all bits."""

    bits: npt.NDArray[np.int64]
    open: npt.NDArray[np.bool_]
    full: int


def compile_network(net: Network, *, allow: tuple[str, ...] = ()) -> Compiled:
    """Arrays of the usable links (see :meth:`Network.usable`), nodes sorted by id, links in the order of their ids."""
    links = net.usable(allow=allow).sort_index()
    nodes = np.asarray(sorted(net.nodes.index), dtype=object)
    number = {name: i for i, name in enumerate(nodes)}
    a = links["a"].map(number).to_numpy(dtype=np.int64)
    b = links["b"].map(number).to_numpy(dtype=np.int64)
    rtt = links["rtt_ms"].to_numpy(dtype=np.float64) + LEAST_MS
    ids = links.index.to_numpy(dtype=object)
    tail, head = np.concatenate([a, b]), np.concatenate([b, a])
    return Compiled(
        node_ids=nodes,
        link_ids=ids,
        tail=tail,
        head=head,
        rtt_ms=np.concatenate([rtt, rtt]),
        tagged=_tagged(net, nodes, ids, a, b),
    )


def _matrix(
    tail: Ints, head: Ints, cost: npt.NDArray[np.float64], arc: Ints, size: int
) -> tuple[csr_array, Ints, Ints]:
    """Matrix of the cheapest arc between each two nodes; its keys ``tail * size + head``, sorted, and which arcs they are."""
    from scipy.sparse import csr_array

    order = np.lexsort((arc, cost, head, tail))
    key = (tail * size + head)[order]
    first = np.diff(key, prepend=-1) > 0
    kept = order[first]
    matrix = csr_array((cost[kept], (tail[kept], head[kept])), shape=(size, size))
    return matrix, key[first], arc[kept]


def _tagged(
    net: Network, nodes: npt.NDArray[np.object_], links: npt.NDArray[np.object_], a: Ints, b: Ints
) -> dict[str, npt.NDArray[np.int64]]:
    """Arcs (both directions) that bring each tag: those of the link and those of both its ends."""
    known = node_tags(net)
    here = [known[code] for code in net.nodes["country"].reindex(nodes)]
    own = link_tags(net)
    found: dict[str, list[int]] = {}
    for i, (link, one, other) in enumerate(zip(links, a, b, strict=True)):
        for tag in own.get(link, frozenset()) | here[one] | here[other]:
            found.setdefault(tag, []).append(i)
    both = {tag: np.asarray(arcs, dtype=np.int64) for tag, arcs in found.items()}
    return {tag: np.concatenate([arcs, arcs + len(links)]) for tag, arcs in sorted(both.items())}

"""How many ways there are: link-disjoint and node-disjoint paths between two sides, and connectivity as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.metrics.arrays import Arrays, Graph, Side, compile_links, side, two_sides
from cablenet.metrics.flow import max_flow
from cablenet.metrics.trees import grow

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.metrics.flow import Flow
    from cablenet.network.model import Network

    Ints = npt.NDArray[np.int64]

__all__ = ["Disjoint", "link_connectivity", "link_disjoint", "min_cut", "node_connectivity", "node_disjoint"]

MANY = 2**30
"""More paths than there are links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disjoint:
    """Paths from one side to the other of which no two share what ``by`` says: a link, a node or a risk group.

    ``paths`` are ``count`` tuples of link ids, in order from the first side, fewest links first. No more than ``bound``
    are possible: the loss of everything in ``cut`` (ids of links, nodes or groups) parts the sides, or a search that was
    carried to its end says so. ``exact`` tells that both agree.
    """

    by: str
    count: int
    bound: int
    paths: tuple[tuple[str, ...], ...]
    cut: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether no more paths than those found are possible."""
        return self.count == self.bound

    def __repr__(self) -> str:
        """One line."""
        most = "" if self.exact else f" (at most {self.bound})"
        return f"{self.count}{most} {self.by}-disjoint paths; cut: {', '.join(self.cut[:6]) or 'none'}"


def min_cut(net: Network, a: Side, b: Side, *, capacity: str = "capacity_tbps", allow: tuple[str, ...] = ()) -> Flow:
    """Least capacity whose loss parts two places, with the links that make it up: see :func:`max_flow`, which it equals.

    Sides are names of places (``"EU"``, ``"JP"``, ``"Frankfurt"``), places or nodes by id.

    Raises:
        InputError: if a place is unknown, or a node stands on both sides.
    """
    return max_flow(net, side(net, a), side(net, b), capacity=capacity, allow=allow)


def link_disjoint(net: Graph, a: Side, b: Side, *, allow: tuple[str, ...] = ()) -> Disjoint:
    """Most paths between two sides of which no two share a link, and as many links whose loss parts the sides.

    Menger 1927 (doi:10.4064/fm-10-1-96-115): the two numbers are equal. A maximum flow with capacity 1 on each link, by
    Dinitz' algorithm in scipy; parallel links are different links. Milliseconds for the world.

    >>> import pandas as pd
    >>> links = pd.DataFrame({"a": ["x", "x", "y"], "b": ["y", "y", "z"]}, index=["1", "2", "3"])
    >>> link_disjoint(links, "x", "z")
    1 link-disjoint paths; cut: 3

    Raises:
        InputError: if a place is unknown, or a node stands on both sides.
    """
    arrays = compile_links(net, allow=allow)
    one, other = two_sides(net, arrays, a, b)
    ends = _open_arcs(arrays, one, other)
    tail, head, link = ends
    flow, reached = _flow(tail, head, np.ones(len(tail), dtype=np.int64), arrays.size, (one, other))
    paths = _paths(flow, arrays, ends, (one, other))
    cut = arrays.link_ids[np.unique(link[reached[tail] & ~reached[head]])]
    return Disjoint(by="link", count=len(paths), bound=len(cut), paths=paths, cut=tuple(cut))


def node_disjoint(net: Graph, a: Side, b: Side, *, allow: tuple[str, ...] = ()) -> Disjoint:
    """Most paths between two sides of which no two share a node between them, and as many nodes whose loss parts them.

    Menger 1927, as :func:`link_disjoint`, with capacity 1 on each node that is on neither side. Links that join the sides
    directly are paths of their own, and stand in the cut. Milliseconds for the world.

    >>> import pandas as pd
    >>> links = pd.DataFrame({"a": ["x", "x", "y"], "b": ["y", "y", "z"]}, index=["1", "2", "3"])
    >>> node_disjoint(links, "x", "z")
    1 node-disjoint paths; cut: y

    Raises:
        InputError: if a place is unknown, or a node stands on both sides.
    """
    arrays = compile_links(net, allow=allow)
    one, other = two_sides(net, arrays, a, b)
    ends = _open_arcs(arrays, one, other)
    tail, head, link = ends
    size = arrays.size
    inner = np.setdiff1d(np.arange(size), np.concatenate([one, other]))
    # A node between the sides is entered as itself and left as its twin, size further on.
    leave = np.arange(size)
    leave[inner] += size
    direct = np.isin(tail, one) & np.isin(head, other)
    tails, heads = np.concatenate([leave[tail], inner]), np.concatenate([head, inner + size])
    room = np.concatenate([np.where(direct, 1, MANY), np.ones(len(inner), dtype=np.int64)])
    flow, reached = _flow(tails, heads, room, 2 * size, (one, other))
    paths = _paths(flow[: len(tail)], arrays, ends, (one, other))
    nodes = arrays.node_ids[inner[reached[inner] & ~reached[inner + size]]]
    links = arrays.link_ids[np.unique(link[direct])]
    return Disjoint(by="node", count=len(paths), bound=len(nodes) + len(links), paths=paths, cut=(*nodes, *links))


def link_connectivity(net: Graph, *, allow: tuple[str, ...] = ()) -> int:
    """Fewest links whose loss leaves the network in pieces; 0 if it is so already.

    0 and 1 are told by the components and the bridges, 2 by a node of two links; beyond, the least flow from one node to
    each of a dominating set, Esfahanian and Hakimi 1984 (doi:10.1002/net.3230140211). O(n + m), or a flow a node.

    >>> import pandas as pd
    >>> ring = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    >>> link_connectivity(ring)
    2
    """
    arrays = compile_links(net, allow=allow)
    if arrays.size < 2 or arrays.components().max():
        return 0
    if grow(arrays).bridges.size:
        return 1
    least = int(np.bincount(np.concatenate([arrays.a, arrays.b])).min())
    if least <= 2:
        return least
    matrix = arrays.matrix()
    chosen = _dominating(matrix.indptr, matrix.indices)
    flows = (_unit_flow(arrays, chosen[0], other) for other in chosen[1:])
    return min([least, *flows])


def node_connectivity(net: Graph, *, allow: tuple[str, ...] = ()) -> int:
    """Fewest nodes whose loss leaves the rest in pieces; 0 if it is so already, one less than the nodes if all are joined.

    0 and 1 are told by the components and the cut nodes, 2 by a node of two neighbours; beyond, the least of the flows that
    Esfahanian and Hakimi 1984 (doi:10.1002/net.3230140211) show to be enough. O(n + m), or a flow a node.

    >>> import pandas as pd
    >>> path = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"]})
    >>> node_connectivity(path)
    1
    """
    arrays = compile_links(net, allow=allow)
    if arrays.size < 2 or arrays.components().max():
        return 0
    matrix = arrays.matrix()
    first, head = matrix.indptr, matrix.indices
    neighbours = np.diff(first)
    if grow(arrays).cut_nodes.size:
        return 1
    least = int(neighbours.min())
    if least <= 2:
        return least
    node = int(neighbours.argmin())
    near = head[first[node] : first[node + 1]]
    pairs = [(node, other) for other in np.setdiff1d(np.arange(arrays.size), [node, *near])]
    pairs += [(one, other) for i, one in enumerate(near) for other in near[:i] if not matrix[int(one), int(other)]]
    names = arrays.node_ids
    return min([least, *(node_disjoint(arrays, [names[one]], [names[other]]).count for one, other in pairs)])


def _open_arcs(arrays: Arrays, one: Ints, other: Ints) -> tuple[Ints, Ints, Ints]:
    """Tail, head and link of the arcs, two a link, that do not lead back to the first side nor on from the second."""
    tail = np.concatenate([arrays.a, arrays.b])
    head = np.concatenate([arrays.b, arrays.a])
    kept = ~np.isin(head, one) & ~np.isin(tail, other)
    return tail[kept], head[kept], np.tile(np.arange(len(arrays.a)), 2)[kept]


def _flow(
    tail: Ints, head: Ints, room: Ints, size: int, sides: tuple[Ints, Ints]
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Most that flows from the first side to the second: flow of each arc, and the nodes still reached when it is full."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    one, other = sides
    start, end = size, size + 1
    tails = np.concatenate([tail, np.full(len(one), start), other]).astype(np.int32)
    heads = np.concatenate([head, one, np.full(len(other), end)]).astype(np.int32)
    rooms = np.concatenate([room, np.full(len(one) + len(other), MANY)])
    graph = coo_array((rooms, (tails, heads)), shape=(end + 1, end + 1)).tocsr()
    graph.data = np.minimum(graph.data, MANY).astype(np.int32)
    result = maximum_flow(graph, start, end).flow
    residual = (graph - result).tocsr()
    residual.eliminate_zeros()
    reached = np.zeros(end + 1, dtype=bool)
    reached[breadth_first_order(residual, start, return_predecessors=False)] = True
    return _by_arc(tail, head, room, result), reached


def _by_arc(tail: Ints, head: Ints, room: Ints, flow: object) -> Ints:
    """Flow of each arc: that between two nodes fills their parallel arcs one after the other."""
    matrix = flow.tocsr()  # type: ignore[attr-defined] # scipy is not typed here
    order = np.lexsort((np.arange(len(tail)), head, tail))
    between = np.maximum(np.asarray(matrix[tail[order], head[order]]).ravel(), 0).astype(np.int64)
    before = np.cumsum(room[order]) - room[order]
    new = (np.diff(tail[order], prepend=-1) != 0) | (np.diff(head[order], prepend=-1) != 0)
    before -= before[np.flatnonzero(new)][np.cumsum(new) - 1]
    out = np.zeros(len(tail), dtype=np.int64)
    out[order] = np.clip(between - before, 0, room[order])
    return out


def _paths(
    flow: Ints, arrays: Arrays, ends: tuple[Ints, Ints, Ints], sides: tuple[Ints, Ints]
) -> tuple[tuple[str, ...], ...]:
    """Take a flow of whole units apart into paths without loops, as link ids; fewest links first."""
    tail, head, link = ends
    onward: dict[int, list[int]] = {}
    for arc in np.repeat(np.arange(len(flow)), np.minimum(flow, len(flow)))[::-1]:
        onward.setdefault(int(tail[arc]), []).append(int(arc))
    last, paths = set(sides[1].tolist()), []
    links: list[int]
    for start in sides[0].tolist():
        while onward.get(start):
            node, nodes, links = start, [start], []
            while node not in last:
                arc = onward[node].pop()
                node = int(head[arc])
                if node in nodes:
                    place = nodes.index(node)
                    nodes, links = nodes[: place + 1], links[:place]
                else:
                    nodes, links = [*nodes, node], [*links, arc]
            paths.append(tuple(str(arrays.link_ids[link[arc]]) for arc in links))
    return tuple(sorted(paths, key=lambda path: (len(path), path)))


def _unit_flow(arrays: Arrays, one: int, other: int) -> int:
    """Number of link-disjoint paths between two nodes."""
    from scipy.sparse.csgraph import maximum_flow

    return int(maximum_flow(arrays.matrix().astype(np.int32), one, other).flow_value)


def _dominating(first: Ints, head: Ints) -> list[int]:
    """Nodes that together are next to all others: each in turn that no chosen one is next to."""
    covered, chosen = np.zeros(len(first) - 1, dtype=bool), []
    for node in range(len(covered)):
        if not covered[node]:
            chosen.append(node)
            covered[[node, *head[first[node] : first[node + 1]]]] = True
    return chosen

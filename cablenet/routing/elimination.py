"""In which order the nodes of a network are taken out, so that least RTTs follow by a fixed programme.

Customizable contraction hierarchies (Dibbelt, Strasser and Wagner 2016, doi:10.1145/2886843), with the order of least
degree (Rose 1972, doi:10.1016/B978-1-4832-3187-7.50018-0): the networks of cables are nearly planar, so few arcs are added.
"""

from __future__ import annotations

import heapq
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from cablenet.routing.compiled import topology_key

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]
    Sets = list[set[int]]

Key = TypeVar("Key")
Value = TypeVar("Value")

__all__ = ["Elimination", "Sweep", "eliminate", "elimination_of", "make_sweep", "sweep_of"]

MOST_KEPT = 8
"""Topologies whose order is kept in memory, those used last; some 2 MB each for the world."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Elimination:
    """Nodes by rank, and the arcs from each to the higher ranks once all below it are taken out.

    ``key`` is that of the topology, ``rank`` (n,) of each node. The arcs of rank ``v`` are numbers ``start[v]`` to ``start[v + 1]`` (n + 1,), and lead up to
    ``head`` (arcs,), ascending. ``link_arc`` (m,) is the arc that each link lies on, or -1 for a link from a node to
    itself. ``third`` holds for each rank in turn, and each two arcs ``i < j`` of it in turn, the arc that joins their
    heads.
    """

    key: str
    rank: Numbers
    start: Numbers
    head: Numbers
    link_arc: Numbers
    third: Numbers

    def __repr__(self) -> str:
        """Counts."""
        return f"Elimination of {len(self.rank)} nodes: {len(self.head)} arcs, {len(self.third)} triangles"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sweep:
    """What of an elimination the least RTTs among some nodes need.

    Rows are the ranks at or above a wanted node, ascending; columns are the wanted nodes, so put that those below a row
    are neighbours: ``span[r, 0]`` to ``span[r, 1]`` (rows, 2). The arcs of row ``r`` are ``arc`` and lead from the row ``tail`` to the
    row ``head``, from ``start[r]`` to ``start[r + 1]``. Wanted node ``i`` has row ``row[i]`` and column ``column[i]``.
    """

    start: Numbers
    arc: Numbers
    tail: Numbers
    head: Numbers
    span: Numbers
    row: Numbers
    column: Numbers


def eliminate(size: int, a: Numbers, b: Numbers) -> Elimination:
    """Order of least degree of ``size`` nodes joined by links ``a``, ``b`` (m,), and the arcs and triangles it makes.

    Of nodes of one degree the first is taken. Rests on the topology alone, not on lengths. For the world 0.1 s,
    28,663 arcs and 274,978 triangles, at most 66 arcs at a node.
    """
    order, higher = _least_degree(_neighbours(size, a, b))
    rank = np.empty(size, dtype=np.int32)
    rank[order] = np.arange(size, dtype=np.int32)
    ups = [np.sort(rank[nodes]) for nodes in higher]
    start = np.zeros(size + 1, dtype=np.int32)
    np.cumsum([len(up) for up in ups], out=start[1:])
    head = np.concatenate([*ups, np.empty(0, dtype=np.int32)])
    tail = np.repeat(np.arange(size), np.diff(start))
    key = tail * size + head
    low, high = np.minimum(rank[a], rank[b]).astype(np.int64), np.maximum(rank[a], rank[b])
    link_arc = np.where(low == high, -1, np.searchsorted(key, low * size + high))
    pairs_of = {count: _pairs(count) for count in {len(up) for up in ups}}
    pairs = [up[pairs_of[len(up)]] for up in ups]
    joined = np.concatenate([*pairs, np.empty((2, 0), dtype=np.int32)], axis=1).astype(np.int64)
    third = np.searchsorted(key, joined[0] * size + joined[1])
    return Elimination(
        key=topology_key(size, a, b),
        rank=rank,
        start=start,
        head=head,
        link_arc=link_arc.astype(np.int32),
        third=third.astype(np.int32),
    )


def _neighbours(size: int, a: Numbers, b: Numbers) -> Sets:
    near: Sets = [set() for _ in range(size)]
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        if one != other:
            near[one].add(other)
            near[other].add(one)
    return near


def _least_degree(near: Sets) -> tuple[list[int], list[list[int]]]:
    """Nodes in the order in which they are taken out, and the neighbours that each has then; ``near`` is used up."""
    order: list[int] = []
    higher: list[list[int]] = []
    out = [False] * len(near)
    heap = [(len(nodes), node) for node, nodes in enumerate(near)]
    heapq.heapify(heap)
    while heap:
        degree, node = heapq.heappop(heap)
        if out[node] or degree != len(near[node]):
            continue
        out[node] = True
        order.append(node)
        left = near[node]
        higher.append(sorted(left))
        for other in left:
            near[other] |= left
            near[other] -= {other, node}
            heapq.heappush(heap, (len(near[other]), other))
    return order, higher


def _pairs(count: int) -> npt.NDArray[np.int64]:
    """All ``i < j`` below ``count``, by ``i`` and then ``j``, shape (2, pairs)."""
    return np.stack(np.triu_indices(count, 1))


def make_sweep(elimination: Elimination, nodes: Numbers) -> Sweep:
    """What the least RTTs among ``nodes``, each named once, need of an elimination."""
    start, head, size = elimination.start, elimination.head, len(elimination.rank)
    wanted = elimination.rank[nodes]
    needed = np.zeros(size, dtype=bool)
    needed[wanted] = True
    for v in range(size):
        if needed[v]:
            needed[head[start[v] : start[v + 1]]] = True
    ranks = np.flatnonzero(needed)
    row_of = np.full(size, -1, dtype=np.int32)
    row_of[ranks] = np.arange(len(ranks), dtype=np.int32)
    arcs = np.concatenate([np.arange(start[v], start[v + 1]) for v in ranks] + [np.empty(0, dtype=np.int64)])
    starts = np.zeros(len(ranks) + 1, dtype=np.int32)
    np.cumsum(start[ranks + 1] - start[ranks], out=starts[1:])
    heads = row_of[head[arcs]]
    row = row_of[wanted]
    span = _spans(starts, heads, row)
    return Sweep(
        start=starts,
        arc=arcs.astype(np.int32),
        tail=np.repeat(np.arange(len(ranks), dtype=np.int32), np.diff(starts)),
        head=heads,
        span=span,
        row=row,
        column=span[row, 0],
    )


def _spans(start: Numbers, head: Numbers, row: Numbers) -> Numbers:
    """First column, and the one after the last, of the wanted nodes at or below each row.

    The parent of a row is the first that its arcs lead to; all rows above it are above its parent too. Columns are dealt
    out from the roots down, each row keeping the first of its own for itself where it is wanted.
    """
    count = len(start) - 1
    own = np.bincount(row, minlength=count)
    below = own.copy()
    parent = [int(head[start[r]]) if start[r] < start[r + 1] else -1 for r in range(count)]
    for r in range(count):
        if parent[r] >= 0:
            below[parent[r]] += below[r]
    low = np.zeros(count, dtype=np.int32)
    free = own.copy()  # columns of each row dealt out so far, its own first
    roots = 0
    for r in reversed(range(count)):
        if parent[r] < 0:
            low[r], roots = roots, roots + below[r]
        else:
            low[r] = low[parent[r]] + free[parent[r]]
            free[parent[r]] += below[r]
    return np.stack([low, low + below], axis=1).astype(np.int32)


class _Kept(Generic[Key, Value]):
    """What was made for the keys used last, for all threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made on first use; the one used longest ago is dropped where there are too many."""
        with self._lock:
            if key not in self._values:
                self._values[key] = make()
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
            return self._values[key]


_ELIMINATIONS: _Kept[str, Elimination] = _Kept(MOST_KEPT)
_SWEEPS: _Kept[tuple[str, bytes], Sweep] = _Kept(MOST_KEPT)


def elimination_of(size: int, a: Numbers, b: Numbers, *, key: str | None = None) -> Elimination:
    """The elimination of a topology, made on first use and kept for whatever shares it; ``key`` is its hash if known."""
    key = key or topology_key(size, a, b)
    return _ELIMINATIONS.get(key, lambda: eliminate(size, a, b))


def sweep_of(elimination: Elimination, nodes: Numbers) -> Sweep:
    """The sweep of an elimination for ``nodes``, made on first use and kept likewise."""
    return _SWEEPS.get((elimination.key, nodes.tobytes()), lambda: make_sweep(elimination, nodes))

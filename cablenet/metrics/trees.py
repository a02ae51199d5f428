"""A depth-first tree of every component: bridges, cut nodes, and what hangs on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.metrics.arrays import Arrays

    Ints = npt.NDArray[np.int64]

__all__ = ["Tree", "grow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Depth-first trees: ``order`` and ``below`` (n,) are the turn of each node and the nodes of its subtree, itself too.

    The subtree of a node takes the turns from ``order`` up to ``order + below``. ``root`` (n,) is the first node of its
    component, ``parent`` and ``link`` (n,) are how it was reached (-1 for a root), ``low`` (n,) the earliest turn that its
    subtree reaches by one link beside that one.
    """

    order: Ints
    below: Ints
    root: Ints
    parent: Ints
    link: Ints
    low: Ints

    @property
    def bridges(self) -> Ints:
        """Nodes whose link to their parent is a bridge: nothing in their subtree leads past it."""
        return np.flatnonzero((self.parent >= 0) & (self.low == self.order))

    @property
    def hanging(self) -> Ints:
        """Nodes whose subtree hangs on their parent: it falls off when the parent is lost."""
        child = np.flatnonzero(self.parent >= 0)
        return child[self.low[child] >= self.order[self.parent[child]]]

    @property
    def cut_nodes(self) -> Ints:
        """Nodes whose loss leaves their component in more pieces: a root on which two hang, any other on which one does."""
        number = np.bincount(self.parent[self.hanging], minlength=len(self.parent))
        return np.flatnonzero(number >= np.where(self.parent < 0, 2, 1))


def grow(arrays: Arrays) -> Tree:
    """Trees of all components, roots and neighbours in the order of their ids.

    Hopcroft and Tarjan 1973 (doi:10.1145/362248.362272), Tarjan 1974 (doi:10.1016/0020-0190(74)90003-9): O(n + m).
    Parallel links are different links, so that none of them is a bridge.
    """
    size = arrays.size
    near = _near(arrays)
    order, low, below = [-1] * size, [0] * size, [1] * size
    root, parent, via = [-1] * size, [-1] * size, [-1] * size
    turn = 0
    for start in range(size):
        if order[start] >= 0:
            continue
        order[start] = low[start] = turn
        root[start] = start
        turn += 1
        stack = [(start, iter(near[start]))]
        while stack:
            node, rest = stack[-1]
            for other, link in rest:
                if order[other] < 0:
                    order[other] = low[other] = turn
                    root[other], parent[other], via[other] = start, node, link
                    turn += 1
                    stack.append((other, iter(near[other])))
                    break
                if link != via[node]:
                    low[node] = min(low[node], order[other])
            else:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    low[above] = min(low[above], low[node])
                    below[above] += below[node]
    found = (np.asarray(values, dtype=np.int64) for values in (order, below, root, parent, via, low))
    return Tree(**dict(zip(("order", "below", "root", "parent", "link", "low"), found, strict=True)))


def _near(arrays: Arrays) -> list[list[tuple[int, int]]]:
    """Neighbours of each node with the link that leads there."""
    near: list[list[tuple[int, int]]] = [[] for _ in range(arrays.size)]
    for link, (a, b) in enumerate(zip(arrays.a.tolist(), arrays.b.tolist(), strict=True)):
        near[a].append((b, link))
        near[b].append((a, link))
    for rows in near:
        rows.sort()
    return near

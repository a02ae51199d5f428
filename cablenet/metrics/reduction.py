"""A multigraph with risk groups made small without changing which sets of paths share no group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from cablenet.metrics.arrays import Arrays

    Ints = npt.NDArray[np.int64]
    Groups = list[frozenset[int]]
    Row = tuple[int, int, frozenset[int]]

__all__ = ["Reduced", "reduce_groups"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced:
    """What is left: node 0 is one side, node 1 the other; ``size`` nodes, links ``a``, ``b`` (r,), ``member`` (r, groups)."""

    size: int
    a: Ints
    b: Ints
    groups: tuple[frozenset[int], ...]
    member: csr_array


def reduce_groups(arrays: Arrays, sets: Groups, one: Ints, other: Ints, *, number: int) -> Reduced | None:
    """Reduced graph for paths from ``one`` to ``other``; ``None`` where links in no group join them already.

    1. Each side becomes one node, and so do the ends of every link in no group, which may be shared.
    2. A link whose groups include all those of a parallel one is dropped: whoever uses it may use the other.
    3. Nodes of one link are dropped, nodes of two become one link in the groups of both. 2 and 3 until nothing changes.

    ``sets`` holds the groups of each link as whole numbers below ``number``.
    """
    label = _merged(arrays, sets, one, other)
    start, end = int(label[one[0]]), int(label[other[0]])
    if start == end:
        return None
    rows: list[Row] = [
        (int(a), int(b), groups) for a, b, groups in zip(label[arrays.a], label[arrays.b], sets, strict=True) if groups
    ]
    while True:
        rows = _without_parallel(rows)
        fewer = _without_chains(rows, {start, end})
        if len(fewer) == len(rows):
            break
        rows = fewer
    return _numbered(rows, start, end, number)


def _merged(arrays: Arrays, sets: Groups, one: Ints, other: Ints) -> Ints:
    """Node each node becomes when the sides and the links in no group are drawn together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    free = np.asarray([not groups for groups in sets], dtype=bool)
    tail = np.concatenate([arrays.a[free], np.full(len(one), one[0]), np.full(len(other), other[0])])
    head = np.concatenate([arrays.b[free], one, other])
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(arrays.size, arrays.size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _without_parallel(rows: list[Row]) -> list[Row]:
    """Links between different nodes, without those whose groups include all groups of a parallel one."""
    between: dict[tuple[int, int], list[frozenset[int]]] = {}
    for a, b, groups in rows:
        if a != b:
            between.setdefault((min(a, b), max(a, b)), []).append(groups)
    out: list[Row] = []
    for (a, b), found in sorted(between.items()):
        least: list[frozenset[int]] = []
        for groups in sorted(found, key=lambda groups: (len(groups), sorted(groups))):
            if not any(other <= groups for other in least):
                least.append(groups)
        out += [(a, b, groups) for groups in least]
    return out


def _without_chains(rows: list[Row], kept: set[int]) -> list[Row]:
    """Links without dead ends, and one for two where a node has no third: as many as do not touch."""
    at: dict[int, list[int]] = {}
    for place, (a, b, _) in enumerate(rows):
        at.setdefault(a, []).append(place)
        at.setdefault(b, []).append(place)
    gone: set[int] = set()
    joined: list[Row] = []
    for node, places in sorted(at.items()):
        if node in kept or len(places) > 2 or not gone.isdisjoint(places):
            continue
        gone.update(places)
        if len(places) == 2:
            ends = [end for place in places for end in rows[place][:2] if end != node]
            joined.append((ends[0], ends[1], rows[places[0]][2] | rows[places[1]][2]))
    return [row for place, row in enumerate(rows) if place not in gone] + joined


def _numbered(rows: list[Row], start: int, end: int, number: int) -> Reduced:
    from scipy.sparse import csr_array

    nodes = sorted({end for row in rows for end in row[:2]} - {start, end})
    place = {start: 0, end: 1, **{node: i + 2 for i, node in enumerate(nodes)}}
    first = np.concatenate([[0], np.cumsum([len(groups) for _, _, groups in rows])]).astype(np.int64)
    column = np.asarray([group for _, _, groups in rows for group in sorted(groups)], dtype=np.int64)
    return Reduced(
        size=len(place),
        a=np.asarray([place[a] for a, _, _ in rows], dtype=np.int64),
        b=np.asarray([place[b] for _, b, _ in rows], dtype=np.int64),
        groups=tuple(groups for _, _, groups in rows),
        member=csr_array((np.ones(len(column)), column, first), shape=(len(rows), number)),
    )

"""Compiled inner loops: shortest paths with their loads, and the entries of an inverse that a factor needs.

With numba they are compiled at the first call and kept beside the module; without it the same code runs as Python,
some hundred times slower, with the same results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Complex = npt.NDArray[np.complex128]

__all__ = [
    "WIDTH",
    "closed_walks",
    "compiled",
    "compiled_sums",
    "components",
    "explore",
    "factorise",
    "far",
    "load",
    "selected_inverse",
]

WIDTH = 16
"""Nodes whose walks are counted together: as many as fill the registers and stay in the cache."""

APART = np.iinfo(np.int64).max
"""Distance of what cannot be reached."""

Numbers = TypeVar("Numbers", "npt.NDArray[np.float64]", "npt.NDArray[np.complex128]")
Compiled = TypeVar("Compiled", bound="Callable[..., object]")


def compiled(function: Compiled) -> Compiled:
    """Compile at first call, without holding the interpreter; the result is cached beside the module."""
    return _compiled(function, sums_in_order=True)


def compiled_sums(function: Compiled) -> Compiled:
    """As :func:`compiled`, with sums taken in any order: several terms at once, so the last digits vary by machine."""
    return _compiled(function, sums_in_order=False)


def _compiled(function: Compiled, *, sums_in_order: bool) -> Compiled:
    try:
        from numba import njit
    except ImportError:  # pragma: no cover - numba is there wherever the tests run
        return function
    freedom = set() if sums_in_order else {"reassoc", "contract"}
    return cast("Compiled", njit(cache=True, nogil=True, fastmath=freedom)(function))


@compiled
def components(a: Ints, b: Ints, size: int) -> Ints:
    """Number of the component of each node, (n,), by disjoint sets whose root is their first node; numbered in that order.

    Each look halves the way to the root: Tarjan and van Leeuwen 1984 (doi:10.1145/62.2160).
    """
    root = np.arange(size)
    for i in range(len(a)):
        one, other = a[i], b[i]
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        while root[other] != other:
            root[other] = root[root[other]]
            other = root[other]
        if one < other:
            root[other] = one
        else:
            root[one] = other
    count = 0
    for node in range(size):
        if root[node] == node:
            root[node] = count
            count += 1
        else:
            root[node] = root[root[node]]
    return root


@compiled
def _rise(keys: Ints, items: Ints, place: int, key: int, node: int) -> None:
    """Put a node on the heap at ``place``, the first free one, and let it rise."""
    while place and keys[(place - 1) // 2] > key:
        keys[place], items[place] = keys[(place - 1) // 2], items[(place - 1) // 2]
        place = (place - 1) // 2
    keys[place], items[place] = key, node


@compiled
def _sink(keys: Ints, items: Ints, size: int) -> None:
    """Fill the top of the heap of ``size``, which has been taken, with what stands behind the last, and let it sink."""
    last_key, last = keys[size], items[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if child >= size or keys[child] >= last_key:
            break
        keys[place], items[place] = keys[child], items[child]
        place = child
    keys[place], items[place] = last_key, last


@compiled
def explore(first: Ints, head: Ints, length: Ints, source: int, work: tuple[Ints, Floats, Ints, Ints, Ints]) -> int:
    """Shortest paths from one node: how many nodes are reached.

    ``first`` (n + 1,), ``head``, ``length`` (2m,) are arcs by tail, each link in both directions; ``length`` holds
    positive whole numbers. ``work`` is filled: distance (n,), number of shortest paths (n,), nodes in the order they
    are reached (n,), and a heap of keys and nodes (2m + 1,). Dijkstra 1959 (doi:10.1007/BF01386390), paths counted as
    by Brandes 2001.
    """
    distance, count, order, keys, items = work
    distance[:] = APART
    count[:] = 0.0
    distance[source], count[source] = 0, 1.0
    keys[0], items[0], size, reached = 0, source, 1, 0
    while size:
        key, node = keys[0], items[0]
        size -= 1
        _sink(keys, items, size)
        if key > distance[node]:
            continue
        order[reached] = node
        reached += 1
        for arc in range(first[node], first[node + 1]):
            other, there = head[arc], key + length[arc]
            if there == distance[other]:
                count[other] += count[node]
            elif there < distance[other]:
                distance[other], count[other] = there, count[node]
                _rise(keys, items, size, there, other)
                size += 1
    return reached


@compiled
def explore_hops(first: Ints, head: Ints, source: int, work: tuple[Ints, Floats, Ints, Ints, Ints]) -> int:
    """As :func:`explore` where every link has length 1: breadth first."""
    distance, count, order, _, _ = work
    distance[:] = APART
    count[:] = 0.0
    distance[source], count[source], order[0] = 0, 1.0, source
    reached, done = 1, 0
    while done < reached:
        node = order[done]
        done += 1
        there = distance[node] + 1
        for arc in range(first[node], first[node + 1]):
            other = head[arc]
            if distance[other] == APART:
                distance[other] = there
                order[reached] = other
                reached += 1
            if distance[other] == there:
                count[other] += count[node]
    return reached


@compiled
def far(first: Ints, head: Ints, length: Ints, sources: Ints, hops: int) -> tuple[Ints, Floats, Floats, Ints, Ints]:
    """Per source: nodes reached (itself left out), sum of distances, sum of their inverses, the farthest distance.

    Last, the nodes at no distance: reached by links of length 0 (1 inside) alone. They are not in the sum of inverses.
    """
    size, number = len(first) - 1, len(sources)
    heap = 1 if hops else len(head) + 1
    work = (
        np.empty(size, np.int64),
        np.empty(size),
        np.empty(size, np.int64),
        np.empty(heap, np.int64),
        np.empty(heap, np.int64),
    )
    reached, most, together = np.zeros(number, np.int64), np.zeros(number, np.int64), np.zeros(number, np.int64)
    total, inverse = np.zeros(number), np.zeros(number)
    for i in range(number):
        found = explore_hops(first, head, sources[i], work) if hops else explore(first, head, length, sources[i], work)
        reached[i] = found - 1
        for position in range(1, found):
            distance = work[0][work[2][position]]
            total[i] += distance
            most[i] = distance
            if hops or distance > size:
                inverse[i] += 1.0 / distance
            else:
                together[i] += 1
    return reached, total, inverse, most, together


@compiled
def load(
    arcs: tuple[Ints, Ints, Ints, Ints],
    sources: Ints,
    wanted: tuple[Ints, Ints, Floats],
    hops: int,
    links: int,
) -> tuple[Floats, Floats, Floats]:
    """What each node (as a way station) and each link carries, and what of each source's demand reaches nobody.

    ``arcs`` are first, head, length and link. ``wanted`` are, by source, the targets and their demands as a sparse
    matrix (first, node, demand); with no targets at all, every other node is wanted once. Ties share equally by the
    number of shortest paths. Brandes 2001 (doi:10.1080/0022250X.2001.9990249).
    """
    first, head, length, link = arcs
    begin, target, demand = wanted
    size = len(first) - 1
    heap = 1 if hops else len(head) + 1
    work = (
        np.empty(size, np.int64),
        np.empty(size),
        np.empty(size, np.int64),
        np.empty(heap, np.int64),
        np.empty(heap, np.int64),
    )
    distance, count, order = work[0], work[1], work[2]
    at_node, on_link, lost = np.zeros(size), np.zeros(links), np.zeros(len(sources))
    carried, ends = np.empty(size), np.empty(size)
    for i in range(len(sources)):
        source = sources[i]
        found = explore_hops(first, head, source, work) if hops else explore(first, head, length, source, work)
        carried[:] = 0.0
        ends[:] = 1.0 if len(target) == 0 else 0.0
        for k in range(begin[i], begin[i + 1]):
            if distance[target[k]] == APART:
                lost[i] += demand[k]
            else:
                ends[target[k]] += demand[k]
        for position in range(found - 1, 0, -1):
            node = order[position]
            at_node[node] += carried[node]
            share = (carried[node] + ends[node]) / count[node]
            if share == 0.0:
                continue
            for arc in range(first[node], first[node + 1]):
                other = head[arc]
                if distance[other] + length[arc] == distance[node]:
                    carried[other] += share * count[other]
                    on_link[link[arc]] += share * count[other]
    return at_node, on_link, lost


@compiled
def factorise(first: Ints, row: Ints, value: Complex, pivot: Complex) -> None:
    """Turn a symmetric matrix into L D L' in its place: ``value`` below the diagonal, ``pivot`` (n,) on it.

    ``first``, ``row`` as in :func:`selected_inverse`, with room for the entries that arise. Column by column, each
    taking its share from those after it.
    """
    for column in range(len(pivot)):
        start, stop = first[column], first[column + 1]
        for entry in range(start, stop):
            k, share = row[entry], value[entry] / pivot[column]
            pivot[k] -= share * value[entry]
            at = first[k]
            for inner in range(entry + 1, stop):
                while row[at] != row[inner]:
                    at += 1
                value[at] -= share * value[inner]
        for entry in range(start, stop):
            value[entry] /= pivot[column]


@compiled
def selected_inverse(first: Ints, row: Ints, value: Numbers, pivot: Numbers) -> tuple[Numbers, Numbers]:
    """Entries of the inverse of L D L' where L has entries: below the diagonal (as ``value``), and the diagonal (n,).

    ``first``, ``row``, ``value`` hold the columns of the unit lower triangle L below its diagonal, rows rising.
    Takahashi, Fagan and Chen 1973; Erisman and Tinney 1975 (doi:10.1145/360680.360704): from the last column to the
    first, z_ij = - sum_k l_kj z_ik, over the entries k of column j. Exact, at the cost of the factorisation.
    """
    size = len(pivot)
    below, diagonal = np.zeros_like(value), np.zeros_like(pivot)
    place = np.full(size, -1, np.int64)
    for column in range(size - 1, -1, -1):
        start, stop = first[column], first[column + 1]
        for entry in range(start, stop):
            place[row[entry]] = entry
        for entry in range(start, stop):
            k = row[entry]
            below[entry] -= value[entry] * diagonal[k]
            for inner in range(first[k], first[k + 1]):
                at = place[row[inner]]
                if at >= 0:
                    below[at] -= value[entry] * below[inner]
                    below[entry] -= value[at] * below[inner]
        diagonal[column] = 1.0 / pivot[column]
        for entry in range(start, stop):
            diagonal[column] -= value[entry] * below[entry]
            place[row[entry]] = -1
    return below, diagonal


@compiled
def closed_walks(arcs: tuple[Ints, Ints, Floats], start: int, share: Floats, even: Floats, odd: Floats) -> None:
    """Sums over k of ``share[k]`` times the closed walks of k links, at :data:`WIDTH` nodes from ``start``.

    ``arcs`` are the rows of a symmetric matrix B: first, head, value. ``even`` and ``odd`` (n,) receive the sums for
    even and odd k, by (B^2k)_ii = |B^k e_i|^2 and (B^2k+1)_ii = (B^k e_i)(B^k+1 e_i).
    """
    first, head, value = arcs
    size = len(first) - 1
    width = min(WIDTH, size - start)
    walks, longer = np.zeros((size, WIDTH)), np.zeros((size, WIDTH))
    same, cross = np.zeros(WIDTH), np.zeros(WIDTH)
    for i in range(width):
        walks[start + i, i] = 1.0
    for k in range(len(share) // 2):
        same[:], cross[:] = 0.0, 0.0
        for node in range(size):
            here, there = walks[node], longer[node]
            there[:] = 0.0
            for arc in range(first[node], first[node + 1]):
                near, by = walks[head[arc]], value[arc]
                for i in range(WIDTH):
                    there[i] += by * near[i]
            for i in range(WIDTH):
                same[i] += here[i] * here[i]
                cross[i] += here[i] * there[i]
        for i in range(width):
            even[start + i] += share[2 * k] * same[i]
            odd[start + i] += share[2 * k + 1] * cross[i]
        walks, longer = longer, walks

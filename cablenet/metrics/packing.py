"""Integer programmes behind :func:`group_disjoint`: packing paths, cutting groups, and both decided at once (HiGHS)."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import coo_array

    from cablenet.metrics.reduction import Reduced

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

__all__ = ["cheapest_path", "least_cut", "most_paths", "pack"]


def cheapest_path(reduced: Reduced, price: Floats) -> frozenset[int] | None:
    """Groups of the path from node 0 to node 1 whose links cost least, each the prices of its groups; ``None`` if none."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    cost = reduced.member @ price
    tail, head = np.concatenate([reduced.a, reduced.b]), np.concatenate([reduced.b, reduced.a])
    both, key = np.tile(cost, 2), tail * reduced.size + head
    order = np.lexsort((both, key))
    order = order[np.isfinite(both[order])]
    best = order[np.diff(key[order], prepend=-1) > 0]
    graph = csr_array((both[best], (tail[best], head[best])), shape=(reduced.size, reduced.size))
    length, before = dijkstra(graph, indices=0, return_predecessors=True)
    if not np.isfinite(length[1]):
        return None
    used: set[int] = set()
    node = 1
    while node:
        last = int(before[node])
        used |= reduced.groups[best[np.searchsorted(key[best], last * reduced.size + node)] % len(cost)]
        node = last
    return frozenset(used)


def pack(paths: list[frozenset[int]], seconds: float) -> list[frozenset[int]]:
    """As many of the paths as possible of which no two share a group, of equals in the fewest groups; the best in the time."""
    groups = sorted(set().union(*paths))
    place = {group: row for row, group in enumerate(groups)}
    cells = [(place[group], column) for column, path in enumerate(paths) for group in sorted(path)]
    matrix = _sparse(cells, [1.0] * len(cells), (len(groups), len(paths)))
    # All groups of all paths together weigh less than one path.
    cost = np.asarray([len(path) for path in paths]) / (2.0 * len(cells)) - 1.0
    done = _solve(cost, matrix, (-np.inf, 1.0), np.ones(len(paths)), seconds)
    if done.x is None:
        return paths[:1]
    return [path for path, share in zip(paths, done.x, strict=True) if share > 0.5]


def least_cut(reduced: Reduced, seconds: float) -> frozenset[int] | None:
    """Fewest groups whose loss parts node 0 from node 1, or the best set found in the time; ``None`` if none was.

    Each node gets a side p in [0, 1], p = 0 for node 0 and 1 for node 1; a link may change sides if one of its groups is cut:
    p_b - p_a <= sum of z_g, both ways. Minimise sum z with z whole.
    """
    links, size = len(reduced.a), reduced.size
    number = reduced.member.shape[1]
    member = reduced.member.tocoo()
    rows, at = np.arange(links), np.concatenate
    row = at([rows, rows, rows + links, rows + links, member.row, member.row + links])
    column = at([reduced.b, reduced.a, reduced.a, reduced.b, size + member.col, size + member.col])
    one = np.ones(links)
    value = at([one, -one, one, -one, -member.data, -member.data])
    matrix = _sparse(np.column_stack([row, column]), value, (2 * links, size + number))
    cost, low, high = np.zeros(size + number), np.zeros(size + number), np.ones(size + number)
    cost[size:] = 1.0
    high[0], low[1] = 0.0, 1.0
    whole = (cost > 0).astype(np.int64)
    done = _solve(cost, matrix, (-np.inf, 0.0), whole, seconds, bounds=(low, high))
    return None if done.x is None else frozenset(np.flatnonzero(done.x[size:] > 0.5).tolist())


def most_paths(reduced: Reduced, count: int, seconds: float) -> tuple[list[frozenset[int]], int]:
    """Most paths without a common group, ``count`` at most, and a proven bound; those found in the time.

    Each of ``count`` copies of the graph may carry one path as a flow of one unit; a copy uses a group if a link in it
    carries anything, and no two copies use the same group. Copies are used in their order.
    """
    stop = monotonic() + seconds
    links, number = len(reduced.a), reduced.member.shape[1]
    each = 2 * links + number + 1
    block, limit = _one_copy(reduced)
    rows, columns, values, low, high = [], [], [], [], []
    height = block.shape[0]
    for copy in range(count):
        rows.append(block.row + copy * height)
        columns.append(block.col + copy * each)
        values.append(block.data)
        low.append(limit[0])
        high.append(limit[1])
    base = count * height
    for copy in range(count):
        rows.append(base + np.arange(number))
        columns.append(copy * each + 2 * links + np.arange(number))
        values.append(np.ones(number))
    low.append(np.full(number, -np.inf))
    high.append(np.ones(number))
    base += number
    for copy in range(count - 1):
        rows.append(np.asarray([base + copy] * 2))
        columns.append(np.asarray([(copy + 1) * each + each - 1, copy * each + each - 1]))
        values.append(np.asarray([1.0, -1.0]))
    low.append(np.full(count - 1, -np.inf))
    high.append(np.zeros(count - 1))
    cells = np.column_stack([np.concatenate(rows), np.concatenate(columns)])
    matrix = _sparse(cells, np.concatenate(values), (base + count - 1, count * each))
    cost = np.zeros(count * each)
    cost[each - 1 :: each] = -1.0
    limits = (np.concatenate(low), np.concatenate(high))
    done = _solve(cost, matrix, limits, np.ones(len(cost)), max(stop - monotonic(), 0.1))
    bound = count if done.mip_dual_bound is None else int(np.floor(-done.mip_dual_bound + 1e-6))
    return _used(done.x, reduced, count, each), min(bound, count)


def _one_copy(reduced: Reduced) -> tuple[coo_array, tuple[Floats, Floats]]:
    """Rows of one copy: flow in and out of each node, and the groups of each link that carries; with their limits.

    Columns: arcs there, arcs back, groups, and whether the copy is used.
    """
    links, size, number = len(reduced.a), reduced.size, reduced.member.shape[1]
    arc, member = np.arange(links), reduced.member.tocoo()
    entries = np.arange(len(member.data)) + size
    at = np.concatenate
    row = at([reduced.a, reduced.b, reduced.b, reduced.a, [0, 1], entries, entries, entries])
    column = at([arc, arc, arc + links, arc + links, [2 * links + number] * 2])
    column = at([column, member.row, member.row + links, 2 * links + member.col])
    one = np.ones(links)
    value = at([one, -one, one, -one, [-1.0, 1.0], member.data, member.data, -member.data])
    matrix = _sparse(np.column_stack([row, column]), value, (size + len(entries), 2 * links + number + 1))
    low = at([np.zeros(size), np.full(len(entries), -np.inf)])
    return matrix, (low, np.zeros(size + len(entries)))


def _used(x: Floats | None, reduced: Reduced, count: int, each: int) -> list[frozenset[int]]:
    """Groups of the paths of an integer solution, loops left out: the cheapest way within the links each copy carries."""
    found: list[frozenset[int]] = []
    if x is None:
        return found
    links = len(reduced.a)
    for copy in range(count):
        part = x[copy * each : (copy + 1) * each]
        if part[-1] < 0.5:
            continue
        carried = np.flatnonzero((part[:links] > 0.5) | (part[links : 2 * links] > 0.5))
        allowed = set().union(*(reduced.groups[link] for link in carried))
        price = np.full(reduced.member.shape[1], np.inf)
        price[sorted(allowed)] = 1.0
        path = cheapest_path(reduced, price)
        if path is not None:
            found.append(path)
    return found


def _sparse(cells: Any, values: Any, shape: tuple[int, int]) -> coo_array:  # noqa: ANN401 - lists or arrays of cells
    from scipy.sparse import coo_array

    cells = np.asarray(cells, dtype=np.int64).reshape(-1, 2)
    return coo_array((np.asarray(values, dtype=np.float64), (cells[:, 0], cells[:, 1])), shape=shape)


def _solve(
    cost: Floats,
    matrix: coo_array,
    limits: tuple[Any, Any],
    whole: Any,  # noqa: ANN401 - which variables are whole numbers
    seconds: float,
    *,
    bounds: tuple[Any, Any] = (0.0, 1.0),
) -> Any:  # noqa: ANN401 - scipy's result
    """Solve with HiGHS; deterministic as long as the time is not used up."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    return milp(
        cost,
        constraints=LinearConstraint(matrix.tocsc(), *limits),
        integrality=whole,
        bounds=Bounds(*bounds),
        options={"time_limit": max(seconds, 0.1)},
    )

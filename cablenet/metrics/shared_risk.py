"""Paths of which no two share a risk group (SRLG-disjoint), with a proven bound on their number."""

from __future__ import annotations

from heapq import heappop, heappush
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError
from cablenet.metrics.arrays import Arrays, Graph, Side, compile_links, two_sides
from cablenet.metrics.connectivity import Disjoint, link_disjoint
from cablenet.metrics.packing import cheapest_path, least_cut, most_paths, pack
from cablenet.metrics.reduction import Reduced, reduce_groups
from cablenet.network.model import Network

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Ints = npt.NDArray[np.int64]
    Groups = list[frozenset[int]]

__all__ = ["group_disjoint"]

SEARCHES = 150
"""Paths gathered at changing prices before they are packed."""

RISE = 0.3
"""How much dearer a group gets when a path uses it."""


def group_disjoint(
    net: Graph, a: Side, b: Side, groups: pd.DataFrame, *, share_ungrouped: bool = False, seconds: float = 20.0
) -> Disjoint:
    """Most paths between two sides of which no two share a risk group, with a proven bound.

    ``groups`` is a table ``link_id, group`` (see :func:`risk_groups`); a link may be in several. A link in none is a risk of
    its own, or may be shared by all if ``share_ungrouped`` (then land is free, and the sea alone is asked about).

    NP-hard, even for two paths: Hu 2003 (Diverse routing in optical mesh networks, IEEE Transactions on Communications 51(3),
    489-494); Ellinas et al. 2003 (Routing and restoration architectures in mesh optical networks, Optical Networks Magazine
    4(1)). So it is bounded from both sides, and both are told:
    paths are gathered at prices that rise with use, and the best set of them is packed; the fewest groups whose loss parts the
    sides (Coudert et al. 2016, Combinatorial optimization in networks with shared risk link groups, DMTCS 18(3)) allow no
    more. Where the two differ, an integer programme (HiGHS) over all paths at once decides, for ``seconds`` at most in all;
    what is then still open stays told in ``bound``. Of the ways that the groups of a path allow, the one of least RTT is told
    (in a network; in a table the fewest links; in arrays the least weight).

    >>> import pandas as pd
    >>> links = pd.DataFrame({"a": ["x", "x", "x"], "b": ["y", "y", "y"]}, index=["1", "2", "3"])
    >>> groups = pd.DataFrame({"link_id": ["1", "2"], "group": ["strait", "strait"]})
    >>> group_disjoint(links, "x", "y", groups)
    2 group-disjoint paths; cut: link:3, strait

    Raises:
        InputError: if a place is unknown, a node stands on both sides, or nothing but shared links joins them.
    """
    arrays = compile_links(net, weight="rtt_ms" if isinstance(net, Network) else None)
    one, other = two_sides(net, arrays, a, b)
    names, sets = _numbered(arrays, groups, share_ungrouped=share_ungrouped)
    reduced = reduce_groups(arrays, sets, one, other, number=len(names))
    if reduced is None:
        message = (
            "Found sides that links in no group join, so that any number of paths is there; give these links a group."
        )
        raise InputError(message)
    found, cut, bound = _search(reduced, monotonic() + seconds)
    if not share_ungrouped:
        plain = link_disjoint(arrays, list(arrays.node_ids[one]), list(arrays.node_ids[other]))
        if plain.bound < min(bound, len(cut)):
            place = {link: position for position, link in enumerate(arrays.link_ids)}
            cut = frozenset(min(sets[place[link]]) for link in plain.cut)
        bound = min(bound, plain.bound)
    told = [_trace(arrays, sets, path, (one, other)) for path in found]
    paths = tuple(sorted(told, key=lambda path: (len(path), path)))
    return Disjoint(by="group", count=len(paths), bound=bound, paths=paths, cut=tuple(sorted(names[i] for i in cut)))


def _search(reduced: Reduced, stop: float) -> tuple[list[frozenset[int]], frozenset[int], int]:
    """Paths found, as sets of groups; groups whose loss parts the sides; and the proven bound on the number of paths."""
    pool = _gathered(reduced)
    if not pool:
        return [], frozenset(), 0
    found = pack(pool, stop - monotonic())
    cut = least_cut(reduced, (stop - monotonic()) / 2)
    bound = len(set().union(*reduced.groups)) if cut is None else len(cut)
    if len(found) < bound:
        better, proven = most_paths(reduced, bound, stop - monotonic())
        bound = min(bound, proven)
        found = max(found, better, key=len)
    return found, cut or frozenset(), bound


def _gathered(reduced: Reduced) -> list[frozenset[int]]:
    """Paths as sets of groups: the cheapest one again and again, its groups dearer each time; then greedily disjoint ones."""
    price = np.ones(reduced.member.shape[1])
    pool: dict[frozenset[int], None] = {}
    for _ in range(SEARCHES):
        path = cheapest_path(reduced, price)
        if path is None:
            return []
        pool[path] = None
        price[sorted(path)] *= 1 + RISE
    left, path = np.ones(len(price)), next(iter(pool))
    while path is not None:
        left[sorted(path)] = np.inf
        path = cheapest_path(reduced, left)
        if path is not None:
            pool[path] = None
    return list(pool)


def _numbered(arrays: Arrays, groups: pd.DataFrame, *, share_ungrouped: bool) -> tuple[list[str], Groups]:
    """Names of the groups, and the groups of each link by number; a link in none is its own unless it may be shared."""
    missing = sorted({"link_id", "group"} - set(groups.columns))
    if missing:
        message = f"Found groups without the columns {missing}, expected link_id and group, a row a membership."
        raise InputError(message)
    sets: list[set[str]] = [set() for _ in arrays.link_ids]
    place = {link: position for position, link in enumerate(arrays.link_ids)}
    for link, group in zip(groups["link_id"], groups["group"], strict=True):
        if link in place:
            sets[place[link]].add(str(group))
    if not share_ungrouped:
        sets = [found or {f"link:{link}"} for found, link in zip(sets, arrays.link_ids, strict=True)]
    names = sorted(set().union(*sets)) if sets else []
    number = {name: i for i, name in enumerate(names)}
    return names, [frozenset(number[name] for name in found) for found in sets]


def _trace(arrays: Arrays, sets: Groups, allowed: frozenset[int], sides: tuple[Ints, Ints]) -> tuple[str, ...]:
    """Lightest way from one side to the other over links all of whose groups are allowed, of equals the fewest links."""
    ends: dict[int, list[tuple[int, int]]] = {}
    for link in [link for link, groups in enumerate(sets) if groups <= allowed]:
        a, b = int(arrays.a[link]), int(arrays.b[link])
        ends.setdefault(a, []).append((b, link))
        ends.setdefault(b, []).append((a, link))
    last = set(sides[1].tolist())
    heap: list[tuple[float, int, int, tuple[int, ...]]] = [(0.0, 0, start, ()) for start in sides[0].tolist()]
    done: set[int] = set()
    while heap:
        weight, hops, node, links = heappop(heap)
        if node in last:
            return tuple(str(arrays.link_ids[link]) for link in links)
        if node not in done:
            done.add(node)
            for other, link in ends.get(node, []):
                heappush(heap, (weight + float(arrays.weight[link]), hops + 1, other, (*links, link)))
    return ()

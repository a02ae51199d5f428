"""Least-RTT paths, paths that must pass something, and the best paths that differ enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.routing.compiled import LEAST_MS, compile_network, least_of_parallel
from cablenet.routing.tags import corridor_of, link_tags, node_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from cablenet.network.model import Network
    from cablenet.routing.compiled import Compiled

__all__ = ["Path", "diverse_paths", "least_rtt", "paths_table", "rtt_from"]

PENALTY = 1.4
"""Factor put on the links of each path found, when the next different one is sought."""

MOST_TRIES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path: ``nodes`` from end to end, the ``links`` between them, its RTT in ms and its length in km."""

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    rtt_ms: float
    length_km: float


def least_rtt(
    net: Network,
    a: str,
    b: str,
    *,
    through: Sequence[str] = (),
    avoid: Sequence[str] = (),
    allow: tuple[str, ...] = (),
) -> Path | None:
    """Path of least RTT between two nodes, or ``None`` where there is none.

    ``through`` are tags that the path must have (``"a|b"``: one of them), ``avoid`` tags it must not have; a tag is a
    chokepoint id, ``land:XX`` for a link over land in country XX, ``node:XX`` for any node there, ``zone:europe`` for
    any in that zone of the world. ``allow`` is that of :meth:`Network.usable`. Dijkstra's algorithm over nodes times subsets of ``through``, so at most six of those.

    Raises:
        InputError: if an end is no node, or there are more than six tags in ``through``.
    """
    if len(through) > 6:
        message = f"Found {len(through)} tags in through, expected at most 6: search in two steps."
        raise InputError(message)
    arcs = compile_network(net, allow=allow)
    wanted = _wanted(net, arcs, through, avoid)
    found = _search(arcs, arcs.rtt_ms, arcs.position(a), arcs.position(b), wanted=wanted)
    return None if found is None else _path(net, arcs, *found)


def rtt_from(net: Network, node: str, *, allow: tuple[str, ...] = ()) -> pd.Series:
    """Least RTT from one node to every node, in ms by node id; infinite where there is no path.

    Raises:
        InputError: if ``node`` is no node.
    """
    from scipy.sparse.csgraph import dijkstra

    arcs = compile_network(net, allow=allow)
    matrix, _ = least_of_parallel(*_both_ways(arcs), len(arcs.node_ids))
    rtt = dijkstra(matrix, indices=arcs.position(node))
    return pd.Series(rtt, index=pd.Index(arcs.node_ids, name="node_id"), name="rtt_ms")


def diverse_paths(
    net: Network, a: str, b: str, *, count: int = 5, overlap: float = 0.5, allow: tuple[str, ...] = ()
) -> list[Path]:
    """Up to ``count`` paths in order of RTT, no two of which share more than ``overlap`` of the shorter one's length.

    The penalty method (Akgun, Erkut and Batta 2000, doi:10.1016/S0377-2217(99)00214-3): after each search the links of
    the path found grow dearer by 40 %, until enough paths differ. The first is the path of least RTT.

    Raises:
        InputError: if an end is no node, ``count`` is less than 1 or ``overlap`` is not in [0, 1].
    """
    if count < 1 or not 0.0 <= overlap <= 1.0:
        message = f"Found count={count}, overlap={overlap}; expected at least 1 path and a share from 0 to 1."
        raise InputError(message)
    arcs = compile_network(net, allow=allow)
    ends = arcs.position(a), arcs.position(b)
    weight = arcs.rtt_ms.copy()
    kept: list[Path] = []
    for _ in range(MOST_TRIES):
        found = _search(arcs, weight, *ends)
        if found is None:
            break
        path = _path(net, arcs, *found)
        if all(_shared(net, path, other) <= overlap for other in kept):
            kept.append(path)
        if len(kept) == count:
            break
        weight[found[1]] *= PENALTY
    return sorted(kept, key=lambda path: path.rtt_ms)


def paths_table(net: Network, paths: Sequence[Path]) -> pd.DataFrame:
    """Paths as a table: ``rank, rtt_ms, length_km, corridor, systems, nodes, links``; the last two hold tuples of ids."""
    names = net.links["name"]
    rows = [
        {
            "rank": rank,
            "rtt_ms": path.rtt_ms,
            "length_km": path.length_km,
            "corridor": corridor_of(net, path.nodes, path.links),
            "systems": "; ".join(dict.fromkeys(names[link] for link in path.links if net.links.at[link, "system"])),
            "nodes": path.nodes,
            "links": path.links,
        }
        for rank, path in enumerate(paths, start=1)
    ]
    return pd.DataFrame(rows, columns=["rank", "rtt_ms", "length_km", "corridor", "systems", "nodes", "links"])


def _both_ways(
    arcs: Compiled, weight: npt.NDArray[np.float64] | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    cost = arcs.rtt_ms if weight is None else weight
    return np.concatenate([arcs.a, arcs.b]), np.concatenate([arcs.b, arcs.a]), np.concatenate([cost, cost])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What a path must gather: ``bits`` (2m,) that each arc brings, which arcs are ``shut``, and ``full``, all bits."""

    bits: npt.NDArray[np.int64]
    shut: npt.NDArray[np.bool_]
    full: int


def _wanted(net: Network, arcs: Compiled, through: Sequence[str], avoid: Sequence[str]) -> _Wanted:
    """Bits and bans of each arc, first those from ``a`` to ``b``, then those back."""
    tags = link_tags(net)
    links = [tags.get(name, frozenset()) for name in arcs.link_ids]
    known = node_tags(net)
    here = [known[code] for code in net.nodes["country"].reindex(arcs.node_ids)]
    groups = [set(token.split("|")) for token in through]
    shunned = set(avoid)
    bits = np.zeros(2 * len(links), dtype=np.int64)
    shut = np.zeros(2 * len(links), dtype=bool)
    ends = zip([*links, *links], np.concatenate([arcs.b, arcs.a]), np.concatenate([arcs.a, arcs.b]), strict=True)
    for arc, (tag, head, tail) in enumerate(ends):
        every = tag | here[head] | here[tail]
        bits[arc] = sum(1 << bit for bit, group in enumerate(groups) if not group.isdisjoint(every))
        shut[arc] = not shunned.isdisjoint(every)
    return _Wanted(bits=bits, shut=shut, full=(1 << len(groups)) - 1)


def _search(
    arcs: Compiled, weight: npt.NDArray[np.float64], start: int, end: int, *, wanted: _Wanted | None = None
) -> tuple[list[int], list[int]] | None:
    """Positions of the nodes and links of the cheapest path that gathers all that is wanted.

    The graph has a copy for each subset of the wanted tags; an arc leads to the copy of the subset it completes.
    """
    from scipy.sparse.csgraph import dijkstra

    size, (tail, head, cost) = len(arcs.node_ids), _both_ways(arcs, weight)
    arc = np.arange(len(tail))
    full = 0
    if wanted is not None:
        full = wanted.full
        layer = np.repeat(np.arange(full + 1), len(tail))
        kept = ~np.tile(wanted.shut, full + 1)
        arc = np.tile(arc, full + 1)[kept]
        layer = layer[kept]
        tail, head, cost = tail[arc] + layer * size, head[arc] + (wanted.bits[arc] | layer) * size, cost[arc]
    matrix, which = least_of_parallel(tail, head, cost, size * (full + 1))
    rtt, before = dijkstra(matrix, indices=start, return_predecessors=True)
    state = end + full * size
    if not np.isfinite(rtt[state]):
        return None
    nodes, links = [state % size], []
    while state != start:
        links.append(int(arc[which[int(before[state]), state]]) % len(arcs.a))
        state = int(before[state])
        nodes.append(state % size)
    return nodes[::-1], links[::-1]


def _path(net: Network, arcs: Compiled, nodes: list[int], links: list[int]) -> Path:
    names = tuple(str(arcs.link_ids[i]) for i in links)
    return Path(
        nodes=tuple(str(arcs.node_ids[i]) for i in nodes),
        links=names,
        rtt_ms=float(arcs.rtt_ms[links].sum() - LEAST_MS * len(links)),
        length_km=float(net.links.loc[list(names), "length_km"].sum()),
    )


def _shared(net: Network, one: Path, other: Path) -> float:
    """Share of the shorter path that the two have in common, by length."""
    common = sorted(set(one.links) & set(other.links))
    least = min(one.length_km, other.length_km)
    return float(net.links.loc[common, "length_km"].sum()) / least if least > 0 else 0.0

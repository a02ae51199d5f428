"""Least-RTT paths, paths that must pass something, and the best paths that differ enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.routing.compiled import LEAST_MS, Compiled, compile_network
from cablenet.routing.tags import corridor_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablenet.network.model import Network

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
    any in that zone of the world. ``allow`` is that of :meth:`Network.usable`. Dijkstra's algorithm over nodes times
    subsets of ``through``, so at most six of those.

    Raises:
        InputError: if an end is no node, or there are more than six tags in ``through``.
    """
    return least_of(compile_network(net, allow=allow), a, b, through=through, avoid=avoid)


def least_of(arcs: Compiled, a: str, b: str, *, through: Sequence[str] = (), avoid: Sequence[str] = ()) -> Path | None:
    """:func:`least_rtt` on arrays that are made already, for many searches of one network."""
    wanted = arcs.wanted(through, avoid) if through or avoid else None
    found = arcs.search(arcs.position(a), arcs.position(b), wanted=wanted)
    return None if found is None else _path(arcs, *found)


def rtt_from(net: Network, node: str, *, allow: tuple[str, ...] = ()) -> pd.Series:
    """Least RTT from one node to every node, in ms by node id; infinite where there is no path.

    ``allow`` is that of :meth:`Network.usable`.

    Raises:
        InputError: if ``node`` is no node.
    """
    return rtt_of(compile_network(net, allow=allow), node)


def rtt_of(arcs: Compiled, node: str) -> pd.Series:
    """:func:`rtt_from` on arrays that are made already."""
    rtt = arcs.rtt_from(arcs.position(node))
    return pd.Series(rtt, index=pd.Index(arcs.node_ids, name="node_id"), name="rtt_ms")


def diverse_paths(
    net: Network, a: str, b: str, *, count: int = 5, overlap: float = 0.5, allow: tuple[str, ...] = ()
) -> list[Path]:
    """Up to ``count`` paths in order of RTT, no two of which share more than ``overlap`` of the shorter one's length.

    The penalty method (Akgun, Erkut and Batta 2000, doi:10.1016/S0377-2217(99)00214-3): after each search the links of
    the path found grow dearer by 40 %, until enough paths differ. The first is the path of least RTT. ``allow`` is
    that of :meth:`Network.usable`.

    Raises:
        InputError: if an end is no node, ``count`` is less than 1 or ``overlap`` is not in [0, 1].
    """
    return diverse_of(compile_network(net, allow=allow), a, b, count=count, overlap=overlap)


def diverse_of(arcs: Compiled, a: str, b: str, *, count: int = 5, overlap: float = 0.5) -> list[Path]:
    """:func:`diverse_paths` on arrays that are made already."""
    if count < 1 or not 0.0 <= overlap <= 1.0:
        message = f"Found count={count}, overlap={overlap}; expected at least 1 path and a share from 0 to 1."
        raise InputError(message)
    ends = arcs.position(a), arcs.position(b)
    weight = arcs.rtt_ms + LEAST_MS
    kept: list[Path] = []
    for _ in range(MOST_TRIES):
        found = arcs.search(*ends, weight=weight)
        if found is None:
            break
        path = _path(arcs, *found)
        if all(_shared(arcs, path, other) <= overlap for other in kept):
            kept.append(path)
        if len(kept) == count:
            break
        for link in found[1]:
            weight[link] *= PENALTY
    return sorted(kept, key=lambda path: path.rtt_ms)


def paths_table(net: Network, paths: Sequence[Path]) -> pd.DataFrame:
    """Paths as a table: ``rank, rtt_ms, length_km, capacity_tbps, corridor, systems, nodes, links``.

    Capacity is that of the narrowest link of the path; the last two columns hold tuples of ids.
    """
    used = net.links[["system", "name", "capacity_tbps"]].loc[list({link for path in paths for link in path.links})]
    system, name = (dict(zip(used.index, used[column], strict=True)) for column in ("system", "name"))
    tbps = dict(zip(used.index, used["capacity_tbps"], strict=True))
    corridors = corridor_names(net, [(path.nodes, path.links) for path in paths])
    rows = [
        {
            "rank": rank,
            "rtt_ms": path.rtt_ms,
            "length_km": path.length_km,
            "capacity_tbps": min((tbps[link] for link in path.links), default=np.inf),
            "corridor": corridor,
            "systems": "; ".join(dict.fromkeys(name[link] for link in path.links if system[link])),
            "nodes": path.nodes,
            "links": path.links,
        }
        for rank, (path, corridor) in enumerate(zip(paths, corridors, strict=True), start=1)
    ]
    columns = ["rank", "rtt_ms", "length_km", "capacity_tbps", "corridor", "systems", "nodes", "links"]
    return pd.DataFrame(rows, columns=columns)


def _path(arcs: Compiled, nodes: list[int], links: list[int]) -> Path:
    return Path(
        nodes=tuple(str(arcs.node_ids[i]) for i in nodes),
        links=tuple(str(arcs.link_ids[i]) for i in links),
        rtt_ms=float(arcs.rtt_ms[links].sum()),
        length_km=float(arcs.length_km[links].sum()),
    )


def _shared(arcs: Compiled, one: Path, other: Path) -> float:
    """Share of the shorter path that the two have in common, by length; a path of no length is all in common."""
    common = [arcs.link_number[link] for link in sorted(set(one.links) & set(other.links))]
    least = min(one.length_km, other.length_km)
    return float(arcs.length_km[common].sum()) / least if least > 0 else 1.0
